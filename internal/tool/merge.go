package tool

import (
	"fmt"

	"github.com/gradesync/gradesync/internal/grade"
)

// ledger keeps rows that have an id, in the order in which they came.
type ledger[T any] struct {
	rows []T
	at   map[string]int // id -> index
	file []int          // which file told of a row last
}

// put adds a row. A row that another file told of already is merged; one that the
// same file told of already is refused, with the reason.
func (l *ledger[T]) put(id string, row *T, file int, merge func(into, from *T)) (reason string) {
	if l.at == nil {
		l.at = map[string]int{}
	}
	i, there := l.at[id]
	switch {
	case !there:
		l.at[id] = len(l.rows)
		l.rows, l.file = append(l.rows, *row), append(l.file, file)
	case l.file[i] == file:
		return "stands in an earlier row of this file already: keep one row for each id"
	default:
		merge(&l.rows[i], row)
		l.file[i] = file
	}
	return ""
}

// row returns the row with an id, nil if there is none. It is valid until the next put.
func (l *ledger[T]) row(id string) *T {
	if i, ok := l.at[id]; ok {
		return &l.rows[i]
	}
	return nil
}

func mergeAccount(into, from *grade.Account) {
	first(&into.Name, from.Name)
	first(&into.Email, from.Email)
	first(&into.Login, from.Login)
	first(&into.SISID, from.SISID)
	first(&into.LMSUserID, from.LMSUserID)
	first(&into.LTI11UserID, from.LTI11UserID)
	first(&into.Source, from.Source)
	first(&into.Role, from.Role)
	firstKnown(&into.Active, from.Active)
	firstKnown(&into.CreatedAt, from.CreatedAt)
	first(&into.MergedInto, from.MergedInto)
	first(&into.MergeState, from.MergeState)
}

func mergeActivity(into, from *grade.ToolActivity) {
	first(&into.Title, from.Title)
	firstKnown(&into.Max, from.Max)
	firstKnown(&into.Assigned, from.Assigned)
	firstKnown(&into.Graded, from.Graded)
	firstKnown(&into.DueAt, from.DueAt)
	first(&into.Release, from.Release)
	first(&into.Send, from.Send)
	first(&into.Mode, from.Mode)
	first(&into.ResourceLinkID, from.ResourceLinkID)
	first(&into.LineItemURL, from.LineItemURL)
	firstKnown(&into.UpdatedAt, from.UpdatedAt)
}

// first keeps what was known before.
func first(into *string, from string) {
	if *into == "" {
		*into = from
	}
}

func firstKnown[V any](into *grade.Maybe[V], from grade.Maybe[V]) {
	if !into.Known() {
		*into = from
	}
}

// uniteScores keeps one score for each account and activity: the one that was
// scored later, or stands later where the times do not tell.
func (r *reading) uniteScores() {
	type pair struct{ account, activity string }
	at := make(map[pair]int, len(r.records.Scores))
	kept := r.records.Scores[:0]
	for _, s := range r.records.Scores {
		key := pair{s.Account, s.Activity}
		i, there := at[key]
		if !there {
			at[key] = len(kept)
			kept = append(kept, s)
		} else if !scoredBefore(&s, &kept[i]) {
			kept[i] = s
		}
	}
	if n := len(r.records.Scores) - len(kept); n > 0 {
		r.note("%s for the same account and activity as another: the one that was scored last is used", count(n, "score stands", "scores stand"))
	}
	clear(r.records.Scores[len(kept):])
	r.records.Scores = kept
}

// scoredBefore reports whether a is known to have been scored before b.
func scoredBefore(a, b *grade.Score) bool {
	ta, okA := grade.At(a.ScoredAt)
	tb, okB := grade.At(b.ScoredAt)
	return okA && okB && ta.Before(tb)
}

// count says how many there are of something.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
