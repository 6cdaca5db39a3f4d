package canvas

import (
	"strings"

	"github.com/gradesync/gradesync/internal/grade"
)

// results are the cells of the gradebook. It needs the activities: a cell of an
// assignment that is not among them is nobody's.
func (r *reading) results(b *grade.Book) []grade.Result {
	if !r.assignments.read() || !r.rows.read() && len(r.rows.value) == 0 {
		return nil
	}
	cells := cells{reading: r, dated: r.datedLearners(), closed: r.closedPeriods()}
	rows := r.rowsByUser()
	list := make([]grade.Result, 0, len(b.Learners)*len(r.assignments.value))
	for _, l := range b.Learners {
		row, listed := rows[id(l.ID)]
		if !listed && (!r.rows.read() || !mayHaveRow(l)) {
			continue
		}
		list = append(list, cells.of(l, row, listed)...)
	}
	return list
}

// cells makes results.
type cells struct {
	*reading
	dated  map[string]bool          // learners whom the due dates name
	closed map[id]grade.Maybe[bool] // by grading period; nil when the due dates tell it
}

// mayHaveRow tells whether somebody is a learner who has not left.
func mayHaveRow(l grade.Learner) bool {
	role, _ := l.Role()
	return role == grade.RoleLearner && !grade.Is(l.State(), grade.EnrolmentDeleted)
}

// of returns the cells of one learner, in the order of the assignments.
func (c cells) of(l grade.Learner, row wireRow, listed bool) []grade.Result {
	byAssignment := make(map[id]wireSubmission, len(row.Submissions))
	for _, s := range row.Submissions {
		byAssignment[s.AssignmentID] = s
	}
	var list []grade.Result
	for _, a := range c.assignments.value {
		result := grade.Result{Learner: l.ID, Activity: string(a.ID)}
		result.Assigned, result.Closed = c.due(a, l)
		s, ok := byAssignment[a.ID]
		switch {
		case ok && s.State != "deleted":
			s.fill(&result, a)
			if c.closed != nil {
				result.Closed = c.closed[s.PeriodID]
			}
		case grade.Is(a.visible(), false):
			// Canvas keeps no submissions of what is not published.
			result.Empty = true
		case listed && grade.Is(result.Assigned, false):
			result.Empty = true
		default:
			continue
		}
		list = append(list, result)
	}
	return list
}

// due tells whether an assignment is given to a learner and whether its grading
// period is closed for them. Canvas may leave people out of its due dates because
// of their enrolment, so that somebody it names nowhere is known to be given
// nothing only while active. Without the due dates, only an assignment for
// everybody is known to be given, and to active learners.
func (c cells) due(a wireAssignment, l grade.Learner) (assigned, closed grade.Maybe[bool]) {
	if c.dueDates.read() {
		due, ok := c.dueDates.value[string(a.ID)][l.ID]
		if ok || c.dated[l.ID] || grade.Is(l.State(), grade.EnrolmentActive) {
			assigned = grade.Known(ok)
		}
		return assigned, due.InClosedPeriod.Maybe
	}
	if grade.Is(a.OnlyOverrides.Maybe, false) && grade.Is(l.State(), grade.EnrolmentActive) {
		assigned = grade.Known(true)
	}
	return assigned, closed
}

// datedLearners are all who are given anything.
func (r *reading) datedLearners() map[string]bool {
	m := map[string]bool{}
	for _, learners := range r.dueDates.value {
		for l := range learners {
			m[l] = true
		}
	}
	return m
}

// closedPeriods is which grading periods are closed, nil when it is not needed.
func (r *reading) closedPeriods() map[id]grade.Maybe[bool] {
	if !r.periods.read() {
		return nil
	}
	m := map[id]grade.Maybe[bool]{}
	for _, p := range r.periods.value {
		m[p.ID] = p.Closed.Maybe
	}
	return m
}

// fill maps what the gradebook has for one learner and assignment.
func (s wireSubmission) fill(r *grade.Result, a wireAssignment) {
	r.Excused, r.SubmittedAt = s.Excused.Maybe, s.SubmittedAt.Maybe
	r.AttemptsLeft = s.attemptsLeft(a.attempts())
	r.Empty = s.Score.none
	if !s.Score.Known() {
		return
	}
	r.Score, r.GradedAt, r.Entered, r.Deducted = s.Score.Maybe, s.GradedAt.set(), s.EnteredScore.Maybe, s.PointsDeducted.Maybe
	if s.PointsDeducted.none {
		r.Deducted = grade.Known(0.0)
	}
	if at, known := s.PostedAt.Get(); known {
		r.Hidden = grade.Known(at.IsZero())
	}
	if matches, known := s.GradeMatches.Get(); known {
		r.Stale = grade.Known(!matches)
	}
	r.Grader = s.grader(a)
	switch {
	case r.Grader == "person":
		r.Overridden = grade.Known(true)
	case strings.HasPrefix(r.Grader, "tool:"):
		r.Overridden = grade.Known(false)
	}
}

// grader reads who wrote a score: a person's id, 0 for Canvas itself, and for what
// wrote it automatically the negative id of the tool, or of the quiz.
func (s wireSubmission) grader(a wireAssignment) string {
	tool, automatic := strings.CutPrefix(string(s.GraderID), "-")
	switch {
	case s.GraderID == "":
		return ""
	case s.GraderID == "0", automatic && a.kind() == "online_quiz":
		return "system"
	case automatic:
		return "tool:" + tool
	}
	return "person"
}

// attemptsLeft is how many submissions are still taken, unknown without a limit.
func (s wireSubmission) attemptsLeft(allowed grade.Maybe[int]) grade.Maybe[int] {
	limit, known := allowed.Get()
	used, counted := s.Attempt.whole().Get()
	if !known || limit == 0 || !counted && !s.Attempt.none {
		return grade.Maybe[int]{}
	}
	return grade.Known(max(limit+s.ExtraAttempts.whole().Or(0)-used, 0))
}

// unplaced counts the cells that should be there and are not: given to a listed
// learner, of a published assignment, and not in the answer.
func (r *reading) unplaced(b *grade.Book) int {
	if b.Results == nil || !r.rows.read() || !r.dueDates.read() {
		return 0
	}
	have := make(map[[2]string]bool, len(b.Results))
	for _, result := range b.Results {
		have[[2]string{result.Learner, result.Activity}] = true
	}
	n := 0
	for _, row := range r.rows.value {
		for _, a := range r.assignments.value {
			_, given := r.dueDates.value[string(a.ID)][string(row.UserID)]
			if given && !have[[2]string{string(row.UserID), string(a.ID)}] {
				n++
			}
		}
	}
	return n
}
