package preflight

import (
	"fmt"
	"slices"

	"github.com/gradesync/gradesync/internal/grade"
)

// Bars says why a probe must not be made with somebody; "" when it may. Only a
// learner whose enrolment is known to be active will do: what the LMS does not tell
// is no yes.
func Bars(l *grade.Learner) string {
	as := grade.Learner{Enrolments: slices.DeleteFunc(slices.Clone(l.Enrolments), func(e grade.Enrolment) bool { return e.Kind != grade.RoleLearner })}
	state, known := as.State().Get() // somebody may be staff too: that is none of the probe's
	switch {
	case grade.Is(l.Test, true):
		return "this is a preview account (Test Student), which can hold no grade and proves nothing about learners"
	case len(l.Enrolments) == 0:
		return "the LMS does not tell this person's role in the course"
	case len(as.Enrolments) == 0:
		return "this person is in the course, but not as a learner"
	case grade.Is(l.Suspended, true):
		return "this person's account is suspended in the LMS"
	case !known:
		return "the LMS does not tell whether this person's enrolment is active"
	case state != grade.EnrolmentActive:
		return fmt.Sprintf("this person's enrolment is not active (%s)", state)
	}
	return ""
}

// BarsCell says why a probe must not touch a learner's cell in an activity; "" when
// it may. Only a cell that is known to be empty will do.
func (c Course) BarsCell(learner string, a *grade.Activity) string {
	r := c.result(learner, a.ID)
	item := a.LineItem
	switch {
	case item == nil || !grade.Is(a.Graded, true):
		return "the activity has no column in the gradebook"
	case item.Max.Or(0) <= 0:
		return "the column's points are not known, or are none"
	case grade.Is(item.Locked, true):
		return "the column is locked"
	case c.kindIs("canvas") && grade.Is(a.Visible, false):
		return "the activity is not published, and Canvas takes no grade in it"
	case grade.Is(a.Visible, false):
		return "the activity is hidden from learners: show it first"
	case r == nil:
		return "the LMS does not tell what stands in this cell"
	case grade.Is(r.Overridden, true) || r.Grader == "person":
		return "a person has set the grade of this cell by hand"
	case r.Score.Known():
		return "the cell has a grade already"
	case !r.Empty:
		return "whether the cell is empty could not be read"
	case grade.Is(r.Locked, true):
		return "the cell is locked"
	case grade.Is(r.Closed, true):
		return "the cell's grading period is closed"
	case grade.Is(r.Excused, true):
		return "the learner is excused from this activity"
	case grade.Is(r.Assigned, false):
		return "the activity is not assigned to this learner"
	}
	return ""
}

// result is what the gradebook shows in a cell; nil when it was not read.
func (c Course) result(learner, activity string) *grade.Result {
	for i := range c.Book.Results {
		if r := &c.Book.Results[i]; r.Learner == learner && r.Activity == activity {
			return r
		}
	}
	return nil
}
