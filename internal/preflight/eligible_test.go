package preflight_test

import (
	"strings"
	"testing"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/preflight"
)

func enrolled(role grade.RoleKind, state grade.EnrolmentState) grade.Learner {
	return grade.Learner{ID: "51", Enrolments: []grade.Enrolment{{Kind: role, State: grade.Known(state)}}}
}

// TestBars: only a learner who is known to be enrolled actively may be probed.
func TestBars(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*grade.Learner)
		says   string
	}{
		{"an active learner", func(*grade.Learner) {}, ""},
		{"a preview account", func(l *grade.Learner) { l.Test = grade.Known(true) }, "preview account"},
		{"staff", func(l *grade.Learner) { *l = enrolled(grade.RoleStaff, grade.EnrolmentActive) }, "not as a learner"},
		{"an observer", func(l *grade.Learner) { *l = enrolled(grade.RoleObserver, grade.EnrolmentActive) }, "not as a learner"},
		{"nobody tells the role", func(l *grade.Learner) { l.Enrolments = nil }, "does not tell this person's role"},
		{"a suspended account", func(l *grade.Learner) { l.Suspended = grade.Known(true) }, "suspended"},
		{"an enrolment that ended", func(l *grade.Learner) { *l = enrolled(grade.RoleLearner, grade.EnrolmentConcluded) }, "not active"},
		{"an enrolment that was taken back", func(l *grade.Learner) { *l = enrolled(grade.RoleLearner, grade.EnrolmentDeleted) }, "not active"},
		{"a teacher who was a learner once", func(l *grade.Learner) {
			l.Enrolments[0].State = grade.Known(grade.EnrolmentDeleted)
			l.Enrolments = append(l.Enrolments, grade.Enrolment{Kind: grade.RoleStaff, State: grade.Known(grade.EnrolmentActive)})
		}, "not active"},
		{"nobody tells whether it is active", func(l *grade.Learner) { l.Enrolments[0].State = grade.Maybe[grade.EnrolmentState]{} }, "does not tell whether"},
	} {
		l := enrolled(grade.RoleLearner, grade.EnrolmentActive)
		c.change(&l)
		if got := preflight.Bars(&l); (got == "") != (c.says == "") || !strings.Contains(got, c.says) {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

// TestBarsCell: only a cell that is known to be empty may be touched.
func TestBarsCell(t *testing.T) {
	for _, c := range []struct {
		name, kind string
		change     func(*grade.Activity, *grade.Result)
		says       string
	}{
		{"an empty cell", "moodle", func(*grade.Activity, *grade.Result) {}, ""},
		{"no column", "moodle", func(a *grade.Activity, _ *grade.Result) { a.LineItem = nil }, "no column"},
		{"nobody tells whether there is one", "moodle", func(a *grade.Activity, _ *grade.Result) { a.Graded = grade.Maybe[bool]{} }, "no column"},
		{"no points", "moodle", func(a *grade.Activity, _ *grade.Result) { a.LineItem.Max = grade.Known(0.0) }, "points"},
		{"unknown points", "moodle", func(a *grade.Activity, _ *grade.Result) { a.LineItem.Max = grade.Maybe[float64]{} }, "points"},
		{"a locked column", "moodle", func(a *grade.Activity, _ *grade.Result) { a.LineItem.Locked = grade.Known(true) }, "column is locked"},
		{"a hidden activity", "moodle", func(a *grade.Activity, _ *grade.Result) { a.Visible = grade.Known(false) }, "hidden from learners"},
		{"an unpublished one", "canvas", func(a *grade.Activity, _ *grade.Result) { a.Visible = grade.Known(false) }, "not published"},
		{"a cell that was not read", "moodle", func(_ *grade.Activity, r *grade.Result) { r.Learner = "52" }, "does not tell what stands"},
		{"a grade", "moodle", func(_ *grade.Activity, r *grade.Result) { r.Score, r.Empty = grade.Known(0.0), false }, "has a grade already"},
		{"an override", "moodle", func(_ *grade.Activity, r *grade.Result) { r.Overridden = grade.Known(true) }, "by hand"},
		{"an override with a grade", "moodle", func(_ *grade.Activity, r *grade.Result) {
			r.Overridden, r.Score, r.Empty = grade.Known(true), grade.Known(5.0), false
		}, "by hand"},
		{"a person's grade", "canvas", func(_ *grade.Activity, r *grade.Result) { r.Grader = "person" }, "by hand"},
		{"nobody tells whether it is empty", "moodle", func(_ *grade.Activity, r *grade.Result) { r.Empty = false }, "could not be read"},
		{"a locked cell", "moodle", func(_ *grade.Activity, r *grade.Result) { r.Locked = grade.Known(true) }, "cell is locked"},
		{"a closed period", "canvas", func(_ *grade.Activity, r *grade.Result) { r.Closed = grade.Known(true) }, "period is closed"},
		{"an excused learner", "canvas", func(_ *grade.Activity, r *grade.Result) { r.Excused = grade.Known(true) }, "excused"},
		{"not assigned", "canvas", func(_ *grade.Activity, r *grade.Result) { r.Assigned = grade.Known(false) }, "not assigned"},
	} {
		a := grade.Activity{ID: "35", Graded: grade.Known(true), Visible: grade.Known(true), LineItem: &grade.LineItem{Max: grade.Known(100.0)}}
		r := grade.Result{Learner: "51", Activity: "35", Empty: true}
		c.change(&a, &r)
		course := preflight.Course{Book: &grade.Book{LMS: grade.Site{Kind: c.kind}, Results: []grade.Result{r}}}
		if got := course.BarsCell("51", &a); (got == "") != (c.says == "") || !strings.Contains(got, c.says) {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}
