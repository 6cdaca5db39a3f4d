package canvas

import (
	"context"

	"github.com/gradesync/gradesync/internal/grade"
)

// categories are the assignment groups, in the order in which Canvas lists their
// assignments. An assignment tells its group's id alone.
func (r *reading) categories() []grade.Category {
	if !r.assignments.read() {
		return nil
	}
	list, seen := []grade.Category{}, map[id]bool{}
	for _, a := range r.assignments.value {
		if a.GroupID != "" && !seen[a.GroupID] {
			seen[a.GroupID] = true
			list = append(list, grade.Category{ID: string(a.GroupID)})
		}
	}
	return list
}

// totals are those of the course, one for each learner whose enrolment tells it.
// They are nil when there are students and none of them has any.
func (r *reading) totals(b *grade.Book) []grade.Total {
	if !r.enrolments.read() {
		return nil
	}
	best, students := map[string]wireEnrolment{}, 0
	for _, e := range r.enrolments.value {
		if e.Type != student && e.Type != studentView {
			continue
		}
		students++
		before, has := best[string(e.UserID)]
		if e.Grades.told() && (!has || before.gone() && !e.gone()) {
			best[string(e.UserID)] = e
		}
	}
	if len(best) == 0 && students > 0 {
		return nil
	}
	list := make([]grade.Total, 0, len(best))
	for _, l := range b.Learners {
		if e, ok := best[l.ID]; ok {
			t := e.Grades.total()
			t.Learner, t.Hidden = l.ID, r.course.HideTotals.Maybe
			list = append(list, t)
		}
	}
	return list
}

// gone tells of a row that is no enrolment any more; Canvas keeps its totals.
func (e wireEnrolment) gone() bool { return e.State == "deleted" || e.State == "rejected" }

// told tells whether Canvas showed the totals: it leaves them out for those who
// may not see grades.
func (w *wireTotals) told() bool {
	return w != nil && (w.CurrentScore.Known() || w.CurrentScore.none)
}

// total maps the totals of an enrolment. Canvas tells percentages and no points.
func (w *wireTotals) total() grade.Total {
	t := grade.Total{
		Empty: w.CurrentScore.none, Percent: w.CurrentScore.Maybe, FinalPercent: w.FinalScore.Maybe,
		FinalLetter: w.FinalGrade.letter(),
	}
	if !t.Empty {
		t.Letter = w.CurrentGrade.letter()
	}
	return t
}

func (o optional) letter() grade.Maybe[string] {
	if !o.there {
		return grade.Maybe[string]{}
	}
	return grade.Known(o.value)
}

// totalGaps says when students' totals were left out.
func (r *reading) totalGaps(b *grade.Book) []grade.Gap {
	if r.enrolments.err != nil || b.Totals != nil {
		return nil // the enrolments' own gaps say it
	}
	return []grade.Gap{gapOf(grade.FactTotals, "the learners' totals", missingMember("grades", routeEnrolments))}
}

// Completion adds a gap: Canvas tracks what modules require, which is no mark of
// an assignment.
func (p *Provider) Completion(_ context.Context, b *grade.Book) error {
	b.Gaps = append(b.Gaps, grade.Gap{Fact: grade.FactCompletions, What: "completion tracking", Class: grade.Unsupported,
		Reason: "Canvas tracks the requirements of modules, and completion of no assignment"})
	return nil
}
