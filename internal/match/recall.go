package match

import (
	"cmp"
	"slices"

	"github.com/gradesync/gradesync/internal/grade"
)

// recall takes over what was found by likeness while people still had their names.
func (j *Joined) recall(l *grade.Likeness) {
	j.Near, j.Duplicates = make(map[string]Near, len(l.Near)), make([]Duplicate, 0, len(l.Twins))
	for _, a := range l.Near {
		j.Near[a.Account] = Near(a)
	}
	for _, a := range l.Twins {
		j.Duplicates = append(j.Duplicates, Duplicate{A: min(a.A, a.B), B: max(a.A, a.B), Score: a.Score, Reasons: a.Reasons})
	}
	slices.SortFunc(j.Duplicates, compareDuplicates)
}

// compareDuplicates puts the surest pair first.
func compareDuplicates(d, e Duplicate) int {
	return cmp.Or(
		-cmp.Compare(d.Score, e.Score), cmp.Compare(d.A, e.A), cmp.Compare(d.B, e.B),
		slices.Compare(d.Reasons, e.Reasons),
	)
}

// Likeness tells the likenesses that were found, for those who replace the names they
// were found by.
func (j *Joined) Likeness() *grade.Likeness {
	l := &grade.Likeness{Near: make([]grade.Near, 0, len(j.Near)), Twins: make([]grade.Twin, 0, len(j.Duplicates))}
	for _, n := range j.Near {
		l.Near = append(l.Near, grade.Near(n))
	}
	for _, d := range j.Duplicates {
		l.Twins = append(l.Twins, grade.Twin(d))
	}
	slices.SortFunc(l.Near, func(a, b grade.Near) int { return cmp.Compare(a.Account, b.Account) })
	return l
}
