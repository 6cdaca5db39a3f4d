package lab

import (
	"fmt"
	"strings"
	"time"
)

// canvasPerson is what Canvas has of a person beside the account.
type canvasPerson struct {
	sub, hash string // the ids that LTI 1.3 and 1.1 know
	rows      []*enrolment
	test      bool // the Test Student
}

// enrolment is one row of the course's enrolments; a person may have several.
type enrolment struct {
	id           int
	section      *section
	kind, role   string
	state        string
	observes     *person
	created      time.Time
	starts, ends time.Time // hold when both are set
}

// The kinds of enrolment in Canvas.
const (
	kindStudent  = "StudentEnrollment"
	kindTest     = "StudentViewEnrollment"
	kindTeacher  = "TeacherEnrollment"
	kindTA       = "TaEnrollment"
	kindDesigner = "DesignerEnrollment"
	kindObserver = "ObserverEnrollment"
)

// listedRow tells whether the gradebook has a row for somebody enrolled so.
func (e *enrolment) listedRow() bool {
	return (e.kind == kindStudent || e.kind == kindTest) && e.state != "deleted" && e.state != "rejected"
}

// graded tells whether Canvas keeps submissions of the person.
func (p *person) graded() bool { return p.seat() != nil }

// seat is the first row by which the person is in the gradebook, nil for none.
func (p *person) seat() *enrolment {
	for _, e := range p.canvas.rows {
		if e.listedRow() {
			return e
		}
	}
	return nil
}

// addCanvasPeople fills the course: the learners in two sections, then everyone
// else whom a course of Canvas may hold.
func (w *world) addCanvasPeople() {
	for i, name := range learnerNames() {
		p := w.addCanvasPerson(firstLearner+i, name, kindStudent, []int{sectionA, sectionB}[i/17])
		if i == 12 {
			// Of another institution that shares this Canvas.
			p.id = sharedLearner
			p.canvas.sub, p.canvas.hash = universal("user", p.id), opaque("user", p.id)
		}
	}
	// Changed section in the first week: two rows.
	w.addRow(w.people[len(w.people)-1], kindStudent, sectionA).state = "deleted"
	staff := []struct{ name, kind, role, state string }{
		{"Margaret Ashworth", kindTeacher, "", "active"}, {"Rafael Ibarra", kindTeacher, "", "active"},
		{"Noor Siddiqui", kindTA, "", "active"}, {"Piotr Baran", kindTA, customToolRole, "active"},
		{"Lindiwe Dube", kindDesigner, "", "inactive"}, {"Carol Whitfield", kindTA, "", "invited"},
		{"Henrik Solberg", kindObserver, "", "active"},
	}
	for _, s := range staff {
		p := w.addCanvasPerson(firstLearner+len(w.people), s.name, s.kind, sectionA)
		p.canvas.rows[0].state = s.state
		if s.role != "" {
			p.canvas.rows[0].role = s.role
		}
		if s.kind == kindObserver {
			p.canvas.rows[0].observes = w.people[0]
		}
	}
	w.canvas.teacher = w.people[len(learnerNames())]
	// Dropped in the first week, and one who declined: rows without a gradebook.
	w.addCanvasPerson(firstLearner+len(w.people), "Jonas Bergman", "dropped", sectionB)
	w.addCanvasPerson(firstLearner+len(w.people), "Mei Tanaka", "declined", sectionA)
	w.canvas.preview = w.addCanvasPerson(firstLearner+len(w.people), "Test Student", kindTest, sectionA)
}

// addCanvasPerson enrols somebody new. Students alone have the role the tool's
// learners are made of.
func (w *world) addCanvasPerson(id int, name, kind string, in int) *person {
	states := map[string]string{"dropped": "deleted", "declined": "rejected"}
	p := newPerson(id, name, strings.TrimSuffix(strings.ToLower(kind), "enrollment"))
	p.number = fmt.Sprintf("S%05d", id%firstLearner+817)
	p.canvas = canvasPerson{sub: universal("user", id), hash: opaque("user", id), test: kind == kindTest}
	if p.canvas.test {
		p.login, p.email, p.number = opaque("login", id), "", ""
	}
	w.people = append(w.people, p)
	state := states[kind]
	if state == "" {
		w.addRow(p, kind, in)
		return p
	}
	p.roles = nil
	w.addRow(p, kindStudent, in).state = state
	return p
}

func (w *world) addRow(p *person, kind string, in int) *enrolment {
	w.canvas.enrolments++
	e := &enrolment{
		id: 660100 + w.canvas.enrolments, section: w.canvas.section(in), kind: kind, role: kind, state: "active",
		created: w.starts.Add(-10*day + time.Duration(w.canvas.enrolments)*11*time.Minute),
	}
	p.canvas.rows = append(p.canvas.rows, e)
	return e
}

// enrol adds a learner to the roster.
func (w *world) enrol(p *person) {
	w.people = append(w.people, p)
	if w.canvas != nil {
		p.canvas.sub, p.canvas.hash = universal("user", p.id), opaque("user", p.id)
		w.addRow(p, kindStudent, sectionB)
	}
}
