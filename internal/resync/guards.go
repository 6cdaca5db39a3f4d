package resync

import (
	"fmt"
	"math"
	"strconv"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
)

// recognised forbids a score for anybody who is not known, one to one, to be somebody
// of the roster.
func recognised(c *diagnose.Case) string {
	switch {
	case c.Learner == nil:
		return "nobody in the course's roster is known to be this person, and a score is only sent for a known learner"
	case c.TestLearner || grade.Is(c.Learner.Test, true):
		return "this is a preview account of the LMS, which can hold no grade"
	case c.Account == nil || c.Tool == nil || c.Unlinked || c.How == "":
		return "the score stands on an account of the tool that is not connected to this learner"
	}
	return ""
}

// enrolled forbids a score for whoever is not known to be a learner, and for a
// learner whose enrolment is known not to be active.
func enrolled(c *diagnose.Case) string {
	learner, active, state := false, false, ""
	for _, e := range c.Learner.Enrolments {
		if e.Kind != grade.RoleLearner {
			continue
		}
		learner = true
		s, known := e.State.Get()
		active = active || !known || s == grade.EnrolmentActive
		if known && state == "" {
			state = string(s)
		}
	}
	switch {
	case len(c.Learner.Enrolments) == 0:
		return "the LMS does not tell this person's role in the course, and a score is only sent for a known learner"
	case !learner:
		return "the person is in the course, but not as a learner"
	case !active:
		return fmt.Sprintf("the learner's enrolment is not active (%s)", state)
	case grade.Is(c.Learner.Suspended, true):
		return "the learner's account is suspended in the LMS"
	}
	return ""
}

// scoreFit forbids what is no final, released score with a maximum.
func (m *planner) scoreFit(c *diagnose.Case) string {
	if c.Score == nil || !c.Score.Score.Known() {
		return "the tool has no score that could be sent"
	}
	score, most := c.Score.Score.Or(0), most(c)
	switch {
	case grade.Is(c.Score.Released, false):
		return "the tool has not released this score: release it there first"
	case c.Score.State != "" && c.Score.State != grade.Graded:
		return fmt.Sprintf("the tool's score is not final (%s): it has to be graded there first", c.Score.State)
	case most <= 0 || math.IsInf(most, 0) || math.IsNaN(most):
		return "the maximum of the tool's score is not known, or is not above zero"
	case score < 0 || math.IsInf(score, 0) || math.IsNaN(score):
		return "the tool's score is not a number from zero up"
	}
	return ""
}

// cellOpen forbids a score that the gradebook is known not to take.
func cellOpen(c *diagnose.Case) string {
	if c.LMS == nil {
		return "no activity of the course is known to be this one of the tool"
	}
	if c.LMS.LineItem != nil && grade.Is(c.LMS.LineItem.Locked, true) {
		return "the column is locked in the gradebook: a teacher has to unlock it first"
	}
	r := c.Result
	if r == nil {
		return ""
	}
	switch {
	case grade.Is(r.Locked, true):
		return "the grade is locked in the gradebook: a teacher has to unlock it first"
	case grade.Is(r.Closed, true):
		return "the grade's grading period is closed: an administrator of the LMS has to open it first"
	case grade.Is(r.Excused, true):
		return "the learner is excused from this activity"
	}
	return ""
}

// byHand protects a grade that a person gave, or of which nobody knows who gave it.
func (m *planner) byHand(c *diagnose.Case) string {
	r := c.Result
	switch {
	case m.options.OverwriteManual || r == nil:
		return ""
	case grade.Is(r.Overridden, true) || r.Grader == "person":
		return "a person set this grade in the gradebook: --overwrite-manual sends the tool's score all the same"
	case r.Score.Known() && !r.Empty && !r.Overridden.Known() && r.Grader == "":
		return "the LMS does not tell whether a person set the grade in the gradebook: --overwrite-manual sends the tool's score all the same"
	}
	return ""
}

// lowers protects a grade that is better than the tool's score.
func (m *planner) lowers(c *diagnose.Case) string {
	r := c.Result
	if m.options.AllowLower || r == nil || r.Empty || !r.Score.Known() {
		return ""
	}
	old, mostOld := r.Score.Or(0), 0.0
	if v, ok := c.LMSMax(); ok {
		mostOld = v
	}
	if mostOld <= 0 {
		return "the maximum of the grade in the gradebook is not known, so that the tool's score may be the lower one: --allow-lower sends it all the same"
	}
	if below(c.Score.Score.Or(0)/most(c), old/mostOld, m.Tolerance) {
		return fmt.Sprintf("it would lower the grade from %s to %s: --allow-lower sends it all the same",
			outOf(old, mostOld), outOf(c.Score.Score.Or(0), most(c)))
	}
	return ""
}

// rounding is by how much of its maximum a gradebook may round a grade: Moodle keeps
// five decimals of the points.
const rounding = 1e-5

// equal compares two shares of a maximum within a relative tolerance.
func equal(a, b, tolerance float64) bool {
	return math.Abs(a-b) <= tolerance*math.Max(math.Abs(a), math.Abs(b))+rounding
}

// below reports whether a is less than b by more than the tolerance.
func below(a, b, tolerance float64) bool { return a < b && !equal(a, b, tolerance) }

func outOf(score, most float64) string { return points(score) + " / " + points(most) }

func points(v float64) string { return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64) }
