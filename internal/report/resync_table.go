package report

import (
	"strings"

	"github.com/gradesync/gradesync/internal/resync"
)

// scoreTable lists scores below a row of headings, and counts those that find no room.
// A column in which nothing stands is left out.
func (r *resending) scoreTable(group []*resync.Entry, most int) (rows [][]string, more int) {
	same := oneAnswer(group) != ""
	shown := group[:min(len(group), most)]
	rows = [][]string{{"person", "activity", "gradebook", "tool", "route", "remark"}}
	for _, e := range shown {
		rows = append(rows, []string{
			r.user(e.User), r.activity(e.Activity), pointsOf(e.Old, e.OldMax), pointsOf(e.New, e.Max), string(e.Route), remarkWords(e, !same),
		})
	}
	return withoutEmptyColumns(rows), len(group) - len(shown)
}

func withoutEmptyColumns(rows [][]string) [][]string {
	kept := make([][]string, len(rows))
	for j := range rows[0] {
		empty := true
		for _, row := range rows[1:] {
			empty = empty && row[j] == ""
		}
		for i, row := range rows {
			if !empty {
				kept[i] = append(kept[i], row[j])
			}
		}
	}
	return kept
}

// remarkWords are the remarks of a score in one line.
func remarkWords(e *resync.Entry, answer bool) string {
	var words []string
	for _, s := range remarks(e, answer) {
		words = append(words, s.text)
	}
	return strings.Join(words, "; ")
}
