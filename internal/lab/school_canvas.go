package lab

import (
	"fmt"
	"strconv"
)

// canvasWorld makes a course of a Canvas from its number.
func (s *school) canvasWorld(sc *schoolCourse) *world {
	w := s.emptyWorld(sc)
	w.canvas = &canvasSite{
		workflow: "available", account: courseAccount, merged: map[string]mergedUser{}, tools: s.tools, enrolments: sc.n * perCourse * 10,
		sections: []*section{{id: firstSchoolSection + sc.n, name: sc.facts.code + "-01", sis: sc.facts.number + "-01", created: w.starts.Add(-40 * day)}},
	}
	if sc.facts.hidden {
		w.canvas.workflow = "unpublished"
	}
	for i := range s.opt.Learners {
		row := w.seatPerson(s.learner(sc.n, i), kindStudent)
		if i == s.inactiveLearner() {
			row.state = "inactive"
		}
	}
	for j, p := range s.staff(sc.n) {
		w.seatPerson(p, []string{kindTeacher, kindTA}[j])
	}
	w.canvas.teacher = w.people[s.opt.Learners]
	for j := range s.opt.Activities {
		s.addAssignment(w, sc, j, activityTitle(j))
	}
	s.fill(w, sc)
	return w
}

// seatPerson enrols somebody in the one section of the course.
func (w *world) seatPerson(p *person, kind string) *enrolment {
	p.number = fmt.Sprintf("S%06d", p.id%firstSchoolStaff)
	p.canvas.sub, p.canvas.hash = universal("user", p.id), opaque("user", p.id)
	w.people = append(w.people, p)
	return w.addRow(p, kind, w.canvas.sections[0].id)
}

// addAssignment adds an assignment with its column to a course of a Canvas.
func (s *school) addAssignment(w *world, sc *schoolCourse, j int, title string) *column {
	at := sc.n*perCourse + j + 1
	m := &module{id: firstSchoolModule + at, section: 1 + j%2, name: title, mod: "assignment", visible: j != hiddenActivity, points: maximum(j)}
	m.assignment = assignment{
		uuid: universal("assignment", m.id), grading: "points", kind: "external_tool", tool: toolCertLab,
		url: toolURL + "/launch?item=" + strconv.Itoa(at), created: w.starts.Add(-20 * day), due: w.now.Add(20 * day),
	}
	m.assignment.link = m.assignment.uuid
	if homework(j) {
		m.assignment.kind, m.assignment.tool, m.assignment.url = "online_upload", 0, ""
	}
	c := &column{id: firstSchoolItem + at, name: title, module: m, max: m.points, grades: map[*person]*entry{}}
	w.modules, w.columns = append(w.modules, m), append(w.columns, c)
	return c
}

// submissionID is an id that no other cell of the site has.
func (c *canvasCall) submissionID(p *person, place int) int {
	if c.world.course.id == canvasCourseID {
		return 880000 + p.id%firstLearner*100 + place
	}
	return (c.world.course.id*perCourse*100+p.id%(perCourse*100))*perCourse + place
}
