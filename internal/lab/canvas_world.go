package lab

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"
)

// What the one course of the practice Canvas is called.
const (
	canvasCourseID    = 4102
	canvasCourseCode  = "CANV201"
	canvasCourseSIS   = "CANV201-F26"
	canvasCourseTitle = "Calculus II"
)

// The ids of what surrounds the course, and the first ids of what it holds.
const (
	rootAccount     = 1
	courseAccount   = 77
	siblingAccount  = 79
	termID          = 31
	firstLearner    = 30101
	firstAssignment = 55011
	firstLineItem   = 901 // no REST answer of Canvas tells it
	sharedLearner   = 21070000000000123
)

// canvasSite is what a Canvas has beside people, activities and grades.
type canvasSite struct {
	workflow   string // unpublished, available or completed
	account    int
	sections   []*section
	tools      []*canvasTool
	courses    []*canvasCourse
	merged     map[string]mergedUser // by the LTI 1.3 id that is no more
	blueprint  bool
	latePolicy bool
	teacher    *person
	preview    *person // the Test Student
	enrolments int     // how many rows were made
}

// section is one section of the course. From is the course it was cross-listed
// out of, 0 for none.
type section struct {
	id, from     int
	name, sis    string
	starts, ends time.Time // hold when both are set
	created      time.Time
}

// canvasTool is one installation of a tool.
type canvasTool struct {
	id, account, developerKey     int
	name, domain, version, key    string
	privacy                       string // which Canvas calls workflow_state
	created                       time.Time
	courseNavigation, inEveryMenu bool
}

// canvasCourse is a course beside the one that is practised on.
type canvasCourse struct {
	id, account, term     int
	title, code, sis      string
	workflow              string
	starts                time.Time
	blueprint, ownsCaller bool
}

// mergedUser is a user that became part of another.
type mergedUser struct {
	id   int
	name string
	into *person
}

// healthyCanvas builds the course in which every score of the tool has arrived.
func healthyCanvas(now time.Time) *world {
	w := &world{now: now, starts: now.Add(-90 * day), ends: now.Add(30 * day), firstID: firstLearner}
	w.course = courseFacts{id: canvasCourseID, code: canvasCourseCode, title: canvasCourseTitle, number: canvasCourseSIS}
	w.lti = canvasPlatform()
	w.canvas = newCanvasSite(w)
	w.addCanvasPeople()
	w.addAssignments()
	for i, p := range w.people {
		if p.student() {
			w.accounts = append(w.accounts, w.newCanvasAccount(i+1, p))
		}
	}
	random := rand.New(rand.NewPCG(201, 1711))
	for i, acc := range w.accounts {
		w.launches = append(w.launches, w.courseLaunch(acc, w.starts.Add(3*day+time.Duration(i)*7*time.Minute)))
		for j, act := range w.activities {
			w.addScore(acc, act, j, random)
		}
	}
	w.addInstructor()
	return w
}

// newCanvasAccount is the tool's account of a person, whom it knows by LTI ids.
func (w *world) newCanvasAccount(n int, p *person) *account {
	acc := w.newAccount(n, p)
	acc.lmsID, acc.lti11ID = p.canvas.sub, p.canvas.hash
	return acc
}

// addInstructor adds the teacher's account: a course is paired with the tool by
// the instructor's first launch.
func (w *world) addInstructor() {
	acc := w.newCanvasAccount(len(w.accounts)+1, w.canvas.teacher)
	acc.role, acc.created = "instructor", w.starts.Add(-4*day)
	w.accounts = append(w.accounts, acc)
	for _, at := range []time.Time{w.starts.Add(-4 * day), w.starts.Add(2 * day)} {
		l := w.courseLaunch(acc, at)
		l.roles = roleInstructor13
		w.launches = append(w.launches, l)
	}
}

const roleInstructor13 = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"

func canvasPlatform() platform {
	return platform{
		issuer: "https://canvas.instructure.com", client: strconv.Itoa(certLabKey), deployment: deploymentOf(toolCertLab, courseAccount),
		key: consumerKey, contextID: contextOf(canvasCourseID), contextTitle: canvasCourseTitle,
		courseLink: contextOf(canvasCourseID),
		lineItems:  canvasLineItems(canvasCourseID), outcomes: outcomesOf(toolLegacy),
		sourcedID: canvasSourcedID,
		scores:    func(lineItem string) string { return lineItem + "/scores" },
	}
}

// digest is the hexadecimal hash that ids are made of: opaque, and the same
// whenever the course is built.
func digest(parts ...string) string {
	sum := sha256.New()
	for _, p := range parts {
		// Writing to a hash cannot fail.
		_, _ = sum.Write([]byte(p + "\n"))
	}
	return fmt.Sprintf("%x", sum.Sum(nil))
}

// opaque is an id as LTI 1.1 has it in Canvas.
func opaque(kind string, id int) string { return digest(kind, strconv.Itoa(id))[:40] }

// universal is an id as LTI 1.3 has it in Canvas.
func universal(kind string, id int) string {
	d := digest("uuid", kind, strconv.Itoa(id))
	return d[:8] + "-" + d[8:12] + "-4" + d[13:16] + "-8" + d[17:20] + "-" + d[20:32]
}

// contextOf is the LTI id of a course.
func contextOf(course int) string { return opaque("course", course) }

// deploymentOf is the LTI deployment of a tool in an account.
func deploymentOf(tool, account int) string {
	return strconv.Itoa(tool) + ":" + opaque("account", account)
}

func canvasLineItems(course int) string {
	return "/api/lti/courses/" + strconv.Itoa(course) + "/line_items"
}

func canvasLineItem(course, item int) string {
	return canvasLineItems(course) + "/" + strconv.Itoa(item)
}

func outcomesOf(tool int) string {
	return "/api/lti/v1/tools/" + strconv.Itoa(tool) + "/grade_passback"
}
