package diagnose

import (
	"math"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// Verdict is what became of one expected grade.
type Verdict string

// Verdicts. Every case has exactly one.
const (
	Arrived     Verdict = "arrived"      // the LMS shows the tool's score
	Missing     Verdict = "missing"      // the tool has a score to show, the gradebook has none
	Differs     Verdict = "differs"      // both have one, and they disagree
	Hidden      Verdict = "hidden"       // it arrived, and the learner cannot see it
	Late        Verdict = "late"         // not there yet, but younger than the grace time
	NotExpected Verdict = "not_expected" // nothing should be there
	Unknown     Verdict = "unknown"      // one side could not be read
)

// Verdicts returns all verdicts in the order reports list them.
func Verdicts() []Verdict {
	return []Verdict{Arrived, Missing, Differs, Hidden, Late, NotExpected, Unknown}
}

// Moment is a point in time that may be unknown.
type Moment = grade.Maybe[time.Time]

// presence is whether a side of the comparison holds a score.
type presence int

const (
	notRead presence = iota
	none
	some
)

// judge gives the case its verdict from what both sides say. No rule is needed
// for it, and no cause is looked for.
func (f *Facts) judge(c *Case) Verdict {
	if f.nothingDue(c) {
		return NotExpected
	}
	tool, lms := f.toolSide(c), lmsSide(f, c)
	switch {
	case tool == none:
		return NotExpected
	case tool == notRead && lms == some && hiddenResult(c):
		return Hidden
	case tool == notRead || lms == notRead:
		return Unknown
	case lms == none:
		return f.lateOr(c, Missing)
	}
	switch same, known := f.sameScore(c); {
	case !known:
		return Unknown
	case !same:
		return f.lateOr(c, Differs)
	case hiddenResult(c):
		return Hidden
	}
	return Arrived
}

// nothingDue tells the people and cells that no grade is expected for: preview
// accounts, staff on both sides, and learners excused from the activity.
func (f *Facts) nothingDue(c *Case) bool {
	if c.TestLearner {
		return true
	}
	if c.Learner != nil {
		kind, ok := c.Learner.Role()
		if ok && kind == grade.RoleStaff && c.toolRole() != grade.RoleLearner {
			return true
		}
	}
	return c.Result != nil && c.Result.Empty && grade.Is(c.Result.Excused, true)
}

// toolSide tells whether the tool has a score for the case. No row means none
// only when every row of the scores could be read.
func (f *Facts) toolSide(c *Case) presence {
	if c.Score == nil {
		if f.Records == nil || f.Records.Scores == nil || f.scoresIncomplete {
			return notRead
		}
		return none
	}
	if c.Score.Score.Known() {
		return some
	}
	switch c.Score.State {
	case grade.NotStarted, grade.InProgress, grade.Submitted, grade.PendingManual:
		return none
	}
	return notRead
}

// lmsSide tells whether the gradebook shows a score for the case. Somebody who is
// not in the roster, or whom the gradebook does not list, is shown none; so is an
// activity without a column. Whoever has nothing to be recognised by, and whatever
// was never linked, may be there under another name: that is not read.
func lmsSide(f *Facts, c *Case) presence {
	if c.Result != nil {
		switch {
		case c.Result.Empty:
			return none
		case c.Result.Score.Known():
			return some
		}
		return notRead
	}
	switch {
	case c.Learner == nil:
		return noneIf(f.Book.Learners != nil && c.identified)
	case c.LMS == nil:
		return noneIf(f.Book.Activities != nil && !f.activitiesIncomplete && c.linked)
	case grade.Is(c.LMS.Graded, false), grade.Is(c.Learner.Listed, false):
		return none
	}
	return notRead
}

func noneIf(read bool) presence {
	if read {
		return none
	}
	return notRead
}

func hiddenResult(c *Case) bool {
	return c.Result != nil && grade.Is(c.Result.Hidden, true)
}

// lateOr returns Late for a score younger than the grace time, else v.
func (f *Facts) lateOr(c *Case, v Verdict) Verdict {
	at, ok := grade.At(c.Score.ScoredAt)
	if ok && f.Now.Sub(at) < f.Grace {
		return Late
	}
	return v
}

// sameScore compares the two sides as fractions of their maxima, within the
// relative tolerance. known is false when a maximum that matters is unknown.
func (f *Facts) sameScore(c *Case) (same, known bool) {
	tool, lms := c.Score.Score.Or(0), c.Result.Score.Or(0)
	toolMax, okTool := c.ToolMax()
	lmsMax, okLMS := c.LMSMax()
	if !okTool || !okLMS {
		return f.within(tool, lms), tool == lms
	}
	if toolMax <= 0 || lmsMax <= 0 {
		return false, true
	}
	return f.within(tool/toolMax, lms/lmsMax), true
}

// within reports whether a and b differ by no more than the relative tolerance.
func (f *Facts) within(a, b float64) bool {
	const rounding = 1e-9
	return math.Abs(a-b) <= f.Tolerance*math.Max(math.Abs(a), math.Abs(b))+rounding
}
