package paired

import (
	"fmt"
	"slices"

	"github.com/gradesync/gradesync/internal/grade"
)

// takeResults fills the cells that the LMS did not tell.
func (m *merge) takeResults() {
	type cell struct{ learner, activity string }
	at := map[cell]int{}
	for i := range m.book.Results {
		at[cell{m.book.Results[i].Learner, m.book.Results[i].Activity}] = i
	}
	note := m.toldToo
	if len(m.book.Results) == 0 {
		note = m.told
	}
	more := m.refused(grade.FactResults) || len(m.book.Results) == 0
	added := 0
	for _, s := range m.side.Results {
		learner, activity := m.people[s.Learner], m.items[s.Activity]
		if learner == "" || activity == "" {
			continue
		}
		s.Learner, s.Activity = learner, activity
		i, there := at[cell{learner, activity}]
		switch {
		case there && unread(m.book.Results[i]):
			fillCell(&m.book.Results[i], s)
		case !there && more:
			at[cell{learner, activity}] = len(m.book.Results)
			m.book.Results = append(m.book.Results, s)
		default:
			continue
		}
		added++
	}
	if added > 0 {
		note(grade.FactResults, grade.FactResultTime)
		m.closeResults()
	}
}

// fillCell keeps what the LMS told of a cell beside its grade.
func fillCell(r *grade.Result, s grade.Result) {
	r.Score, r.Empty, r.Max = s.Score, s.Empty, s.Max
	if !r.GradedAt.Known() {
		r.GradedAt = s.GradedAt
	}
}

// closeResults takes the gap of the results away, or says how much of it is left:
// the services tell of the tool's own columns and of active people alone.
func (m *merge) closeResults() {
	left, all := m.unreadCells()
	if left == 0 {
		m.book.Gaps = slices.DeleteFunc(m.book.Gaps, func(g grade.Gap) bool { return closes(g, grade.FactResults) })
		return
	}
	for i, g := range m.book.Gaps {
		if closes(g, grade.FactResults) {
			m.book.Gaps[i].What = fmt.Sprintf("%d of %d grades, which neither the LMS nor LTI told", left, all)
		}
	}
}

// unreadCells counts the cells of learners in columns whose grade nobody told.
func (m *merge) unreadCells() (left, all int) {
	read := map[[2]string]bool{}
	for _, r := range m.book.Results {
		read[[2]string{r.Learner, r.Activity}] = !unread(r)
	}
	for i := range m.book.Learners {
		l := &m.book.Learners[i]
		if kind, known := l.Role(); known && kind != grade.RoleLearner {
			continue
		}
		for j := range m.book.Activities {
			if a := &m.book.Activities[j]; grade.Is(a.Graded, true) {
				all++
				if !read[[2]string{l.ID, a.ID}] {
					left++
				}
			}
		}
	}
	return left, all
}
