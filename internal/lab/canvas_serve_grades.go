package lab

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// submissions answers GET /courses/:id/students/submissions, flat or by student.
// It shows published assignments only.
func (c *canvasCall) submissions() (any, error) {
	if c.world.refused && !c.who.admin {
		return nil, forbidden(http.StatusForbidden)
	}
	people, err := c.askedStudents()
	if err != nil {
		return nil, err
	}
	columns, err := c.askedColumns()
	if err != nil {
		return nil, err
	}
	since, err := c.since("graded_since")
	if err != nil {
		return nil, err
	}
	if c.yes("grouped") {
		return c.grouped(people, columns, since), nil
	}
	out := listing{bookmark: c.form.Get("order") != "graded_at"}
	for _, p := range people {
		out.items = append(out.items, c.submissionsOf(p, columns, since)...)
	}
	slices.SortFunc(out.items, func(a, b object) int { return cmp.Compare(a[0].value.(canvasID), b[0].value.(canvasID)) })
	return out, nil
}

func (c *canvasCall) grouped(people []*person, columns []*column, since time.Time) listing {
	var out listing
	for _, p := range people {
		list := append([]object{}, c.submissionsOf(p, columns, since)...)
		o := object{{"user_id", canvasID(p.id)}, {"section_id", canvasID(p.seat().section.id)}, {"sis_user_id", textOrNull(p.number)},
			{"integration_id", nil}, {"submissions", list}}
		if c.includes("total_scores") {
			posted, all := c.sum(p, true), c.sum(p, false)
			o = append(o, object{{"computed_current_score", posted.current()}, {"computed_final_score", posted.final()},
				{"unposted_current_score", all.current()}, {"unposted_final_score", all.final()}}...)
		}
		out.items = append(out.items, o)
	}
	return out
}

// askedStudents are those of student_ids[]: without it the caller alone, who
// has no grades.
func (c *canvasCall) askedStudents() ([]*person, error) {
	ids := c.list("student_ids")
	if slices.Contains(ids, "all") {
		return c.students(), nil
	}
	if len(ids) > c.ways.ceiling() {
		return nil, badRequest(object{{"error", "too many students"}})
	}
	var out []*person
	for _, p := range c.students() {
		if slices.ContainsFunc(ids, p.called) {
			out = append(out, p)
		}
	}
	if len(out) < len(ids) {
		return nil, forbidden(http.StatusForbidden)
	}
	return out, nil
}

func (c *canvasCall) askedColumns() ([]*column, error) {
	shown := slices.DeleteFunc(c.columns(), func(x *column) bool { return !x.module.visible })
	ids := c.list("assignment_ids")
	if len(ids) == 0 {
		return shown, nil
	}
	asked := slices.DeleteFunc(shown, func(x *column) bool { return !slices.Contains(ids, strconv.Itoa(x.module.id)) })
	if len(asked) < len(ids) {
		return nil, refusedIDs()
	}
	return asked, nil
}

// since reads a time that filters; the zero time filters nothing.
func (c *canvasCall) since(name string) (time.Time, error) {
	text := c.form.Get(name)
	if text == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return at, badRequest(object{{"errors", object{{name, "Invalid datetime for " + name}}}})
	}
	return at, nil
}

// submissionsOf lists a student's submissions; one there is of every assignment
// that the student is given, handed in or not.
func (c *canvasCall) submissionsOf(p *person, columns []*column, since time.Time) []object {
	var out []object
	for _, x := range columns {
		if !x.module.assignment.assigned(p) {
			continue
		}
		if g := x.grades[p]; since.IsZero() || g != nil && g.at.After(since) {
			out = append(out, c.submissionObject(p, x))
		}
	}
	return out
}

func (c *canvasCall) assignmentSubmissions() (any, error) {
	x := c.column(c.r.PathValue("assignment"))
	if x == nil {
		return nil, nowhere()
	}
	var out listing
	for _, p := range c.students() {
		out.items = append(out.items, c.submissionsOf(p, []*column{x}, time.Time{})...)
	}
	return out, nil
}

func (c *canvasCall) submission() (any, error) {
	x := c.column(c.r.PathValue("assignment"))
	for _, p := range c.students() {
		if x != nil && p.called(c.r.PathValue("user")) && x.module.assignment.assigned(p) {
			return c.submissionObject(p, x), nil
		}
	}
	return nil, nowhere()
}

// submissionObject is one cell of the gradebook.
func (c *canvasCall) submissionObject(p *person, x *column) object {
	a, g := &x.module.assignment, x.grades[p]
	place := slices.Index(c.world.columns, x)
	o := object{{"id", canvasID(c.submissionID(p, place))}, {"assignment_id", canvasID(x.module.id)}, {"user_id", canvasID(p.id)}}
	o = append(o, c.gradeFields(x, g)...)
	due := a.dueFor(p)
	o = append(o, object{
		{"grading_period_id", canvasID(c.periodOf(due).id)}, {"cached_due_date", when(due)}, {"extra_attempts", nil}, {"redo_request", false},
		{"late_policy_status", nil}, {"missing", g == nil && due.Before(c.world.now)}, {"excused", g != nil && g.excused}, {"body", nil},
		{"preview_url", fmt.Sprintf("%s/courses/%d/assignments/%d/submissions/%d?preview=1&version=1", c.base, c.world.course.id, x.module.id, p.id)},
	}...)
	if c.includes("submission_history") {
		o = append(o, field{"submission_history", []object{o.without("extra_attempts", "late_policy_status")}})
	}
	return o
}

// gradeFields are what a grade makes of a submission; without one it waits.
func (c *canvasCall) gradeFields(x *column, g *entry) object {
	if g == nil {
		return object{
			{"workflow_state", "unsubmitted"}, {"score", nil}, {"grade", nil}, {"entered_score", nil}, {"entered_grade", nil},
			{"points_deducted", nil}, {"late", false}, {"seconds_late", 0}, {"attempt", nil}, {"submission_type", nil}, {"submitted_at", nil},
			{"graded_at", nil}, {"posted_at", nil}, {"grader_id", nil}, {"grade_matches_current_submission", true}, {"url", nil},
		}
	}
	state, grader, posted := "graded", -x.module.assignment.tool, when(g.at)
	if g.mark.stale {
		state = "submitted"
	}
	if g.mark.grader != 0 {
		grader = g.mark.grader
	}
	if g.hidden || x.hidden {
		posted = nil
	}
	var deducted any
	if g.mark.deducted > 0 {
		deducted = decimal(g.mark.deducted)
	}
	score, entered := any(decimal(g.value)), any(decimal(g.value+g.mark.deducted))
	grade, enteredGrade := any(number(g.value)), any(number(g.value+g.mark.deducted))
	if g.excused {
		score, entered, grade, enteredGrade = nil, nil, nil, nil
	}
	if x.typeless {
		score, entered, grade, enteredGrade, state, posted = nil, nil, nil, nil, "submitted", nil
	}
	return object{
		{"workflow_state", state}, {"score", score}, {"grade", grade}, {"entered_score", entered}, {"entered_grade", enteredGrade},
		{"points_deducted", deducted}, {"late", g.mark.late > 0}, {"seconds_late", int(g.mark.late.Seconds())},
		{"attempt", max(1, g.mark.attempt)}, {"submission_type", x.module.assignment.kind}, {"submitted_at", when(g.submitted)},
		{"graded_at", when(g.at)}, {"posted_at", posted}, {"grader_id", canvasID(grader)}, {"grade_matches_current_submission", !g.mark.stale},
		{"url", textOrNull(x.module.assignment.url)},
	}
}

// refusedIDs is the answer to ids of assignments that are not shown.
func refusedIDs() error {
	return &canvasError{http.StatusForbidden, object{{"error", "invalid assignment ids requested"}}, false}
}
