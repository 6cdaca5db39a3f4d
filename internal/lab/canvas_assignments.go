package lab

import (
	"fmt"
	"time"
)

// assignment is what Canvas has of an activity beside its column.
type assignment struct {
	uuid, link   string // lti_context_id, and the link id that launches carry
	tool         int    // 0 is an ordinary assignment
	url          string
	kind         string // submission type
	grading      string
	attempts     int  // 0 is without limit
	only         bool // visible to overrides only
	absent       map[*person]bool
	overrides    []*override
	manual       bool // grades are posted by hand
	restricted   bool // by the blueprint
	pointless    bool // no points possible
	moderated    bool // grades wait for a moderator
	created, due time.Time
}

// override gives some people or a section other dates.
type override struct {
	id      int
	people  []*person
	section *section
	due     time.Time
}

// mark is what Canvas has of a grade beside its value.
type mark struct {
	grader   int // 0 is the assignment's own tool
	deducted float64
	late     time.Duration
	stale    bool // of an earlier attempt
	attempt  int  // 0 is the first
	before   float64
	beforeAt time.Time // zero: this is the first grade
}

func canvasPlans() []activityPlan {
	return []activityPlan{
		{"Lab 1 Integration Review", 1, 100, 100, lti13},
		{"Lab 2 Trigonometric Integrals", 1, 10, 10, lti13},
		{"Lab 3 Partial Fractions", 1, 20, 20, lti13},
		{"Lab 4 Arc Length", 1, 100, 100, lti13},
		{"Lab 5 Differential Equations", 1, 10, 10, lti13},
		{"Lab 6 Sequences", 2, 100, 100, lti13},
		{"Lab 7 Convergence Tests", 2, 20, 20, lti13},
		{"Lab 8 Power Series", 2, 20, 100, lti13}, // scaled, and still equal
		{"Lab 9 Taylor Polynomials", 2, 10, 10, lti13},
		{"Lab 10 Polar Coordinates", 2, 100, 100, lti13},
		{"Quiz 1 Techniques", 3, 10, 10, lti11},
		{"Quiz 2 Series", 3, 100, 100, lti11},
	}
}

// addAssignments adds the tool's assignments, and an ordinary one that the tool
// has no part in.
func (w *world) addAssignments() {
	due := w.now.Add(20 * day)
	for i, plan := range canvasPlans() {
		act := &activity{
			id: fmt.Sprintf("act-%02d", i+1), title: plan.title, max: plan.max, version: plan.version,
			due: due, updated: w.starts.Add(-3 * day), release: "auto", send: "auto",
		}
		m := w.newAssignment(firstAssignment+i, plan.title, plan.section, plan.columns)
		c := &column{id: firstLineItem + i, name: plan.title, module: m, max: plan.columns, grades: map[*person]*entry{}}
		m.assignment.kind, m.assignment.tool = "external_tool", toolCertLab
		m.assignment.url = toolURL + "/launch?item=" + act.id
		if plan.version == lti11 {
			m.assignment.tool, m.assignment.link = toolLegacy, opaque("tag", m.id)
			m.assignment.url = "https://quiz." + certLabDomain + "/launch?item=" + act.id
		} else {
			act.lineItem = canvasLineItem(canvasCourseID, c.id)
		}
		act.linkID, act.module, act.column = m.assignment.link, m, c
		w.columns, w.activities = append(w.columns, c), append(w.activities, act)
	}
	essay := w.newAssignment(firstAssignment+20, "Essay", 3, 100)
	essay.assignment.kind = "online_upload"
	essays := &column{id: firstLineItem + 20, name: essay.name, module: essay, max: 100, grades: map[*person]*entry{}}
	for i, p := range w.people {
		if at := w.now.Add(-9 * day); p.student() && i%3 == 0 {
			essays.grades[p] = &entry{value: float64(60 + i), at: at, submitted: at.Add(-2 * day), mark: mark{grader: w.canvas.teacher.id}}
		}
	}
	w.columns = append(w.columns, essays)
}

func (w *world) newAssignment(id int, title string, section int, points float64) *module {
	m := &module{id: id, section: section, name: title, mod: "assignment", visible: true, points: points}
	m.assignment = assignment{
		uuid: universal("assignment", id), grading: "points", absent: map[*person]bool{},
		created: w.starts.Add(-20 * day), due: w.now.Add(20 * day),
	}
	m.assignment.link = m.assignment.uuid
	// The second section has two days more.
	m.assignment.overrides = []*override{{id: id - firstAssignment + 41, section: w.canvas.section(sectionB), due: m.assignment.due.Add(2 * day)}}
	w.modules = append(w.modules, m)
	return m
}

// assigned tells whether the assignment is given to the person.
func (a *assignment) assigned(p *person) bool { return p.graded() && !a.absent[p] }

// dueFor is the date that holds for the person: the last of the overrides that
// name the person or the section wins over the assignment's own.
func (a *assignment) dueFor(p *person) time.Time {
	due := a.due
	for _, o := range a.overrides {
		for _, e := range p.canvas.rows {
			if o.section != nil && e.section == o.section && e.listedRow() {
				due = o.due
			}
		}
		for _, named := range o.people {
			if named == p {
				return o.due
			}
		}
	}
	return due
}
