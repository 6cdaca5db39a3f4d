package lab

import "time"

// The tools that are installed around the course, and their developer keys.
const (
	toolCertLab    = 711
	toolLegacy     = 512
	toolOther      = 640
	certLabKey     = 10000000000042
	otherKey       = 10000000000057
	certLabDomain  = "certlab.example"
	otherDomain    = "peerview.example"
	otherToolURL   = "https://" + otherDomain
	customToolRole = "Grading Assistant"
)

// The courses beside the one that is practised on.
const (
	lastTermCourse  = 3888
	formerCourse    = 3950 // sections were cross-listed out of it
	twinCourse      = 4388 // of the same title
	blueprintCourse = 40
	sharedCourse    = 21070000000000123
)

// The sections of the course; a fault may add the third and the fourth.
const (
	sectionA        = 9001
	sectionB        = 9002
	sectionFormer   = 9003
	sectionFinished = 9004
)

func newCanvasSite(w *world) *canvasSite {
	return &canvasSite{
		workflow: "available", account: courseAccount, merged: map[string]mergedUser{},
		sections: []*section{
			{id: sectionA, name: "CANV201-01", sis: canvasCourseSIS + "-01", created: w.starts.Add(-40 * day)},
			{id: sectionB, name: "CANV201-02", sis: canvasCourseSIS + "-02", created: w.starts.Add(-40 * day)},
		},
		tools: []*canvasTool{
			{id: toolCertLab, account: courseAccount, developerKey: certLabKey, name: "CertLab", domain: certLabDomain,
				version: lti13, key: "N/A", privacy: "public", created: w.starts.Add(-400 * day), courseNavigation: true},
			{id: toolLegacy, account: rootAccount, name: "LegacyQuiz", domain: "quiz." + certLabDomain, version: lti11,
				key: consumerKey, privacy: "public", created: w.starts.Add(-900 * day)},
			{id: toolOther, account: rootAccount, developerKey: otherKey, name: "PeerView", domain: otherDomain, version: lti13,
				key: "N/A", privacy: "name_only", created: w.starts.Add(-200 * day), inEveryMenu: true},
		},
		courses: otherCourses(w.starts),
	}
}

func otherCourses(starts time.Time) []*canvasCourse {
	return []*canvasCourse{
		{id: blueprintCourse, account: courseAccount, term: 1, title: "Calculus II Blueprint", code: "CANV2-BP", workflow: "available", blueprint: true},
		{id: lastTermCourse, account: courseAccount, term: 30, title: "Calculus II (Spring)", code: "CANV201-S26", sis: "CANV201-S26",
			workflow: "completed", starts: starts.Add(-200 * day)},
		{id: formerCourse, account: courseAccount, term: termID, title: "Calculus II Evening", code: "CANV202", sis: "CANV202-F26",
			workflow: "available", starts: starts},
		{id: twinCourse, account: courseAccount, term: termID, title: canvasCourseTitle, code: "CANV201-SANDBOX", workflow: "available", starts: starts},
		{id: sharedCourse, account: courseAccount, term: termID, title: "Shared Seminar", code: "HON300", workflow: "available",
			starts: starts, ownsCaller: true},
	}
}

// course finds another course, nil for none.
func (site *canvasSite) course(match func(*canvasCourse) bool) *canvasCourse {
	for _, other := range site.courses {
		if match(other) {
			return other
		}
	}
	return nil
}

func (site *canvasSite) section(id int) *section {
	for _, s := range site.sections {
		if s.id == id {
			return s
		}
	}
	return nil
}

func (site *canvasSite) tool(id int) *canvasTool {
	for _, t := range site.tools {
		if t.id == id {
			return t
		}
	}
	return nil
}

// account is a node of the tree of accounts.
type canvasAccount struct {
	id, parent int
	name, sis  string
}

func canvasAccounts() []canvasAccount {
	return []canvasAccount{
		{id: rootAccount, name: "Practice University"},
		{id: courseAccount, parent: rootAccount, name: "Mathematics", sis: "MATH"},
		{id: siblingAccount, parent: rootAccount, name: "Continuing Education", sis: "CONTED"},
	}
}

// chain lists an account and those above it, up to the root.
func chain(id int) []int {
	var up []int
	for id != 0 {
		up = append(up, id)
		parent := 0
		for _, a := range canvasAccounts() {
			if a.id == id {
				parent = a.parent
			}
		}
		id = parent
	}
	return up
}
