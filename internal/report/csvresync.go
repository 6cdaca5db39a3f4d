package report

import (
	"encoding/csv"
	"io"
	"strconv"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/resync"
)

// csvResync writes one row a grade of the plan, in the form of RFC 4180.
func csvResync(w io.Writer, d *resync.Document, s Style) error {
	n := newNaming(d.Titles, d.People, s)
	out := csv.NewWriter(w)
	out.UseCRLF = true
	rows := [][]string{{"user", "name", "activity", "title", "action", "reason", "route", "old", "old_max", "new", "max", "cause", "outcome", "answer", "attempts"}}
	for _, e := range d.Plan {
		attempts := ""
		if e.Outcome != "" {
			attempts = strconv.Itoa(e.Attempts)
		}
		rows = append(rows, cellsOf(e.User, n.names[e.User], e.Activity, d.Titles[e.Activity], string(e.Action), e.Reason, string(e.Route),
			exactly(e.Old), exactly(e.OldMax), exactly(e.New), exactly(e.Max), e.Cause, string(e.Outcome), e.Answer, attempts))
	}
	return out.WriteAll(rows)
}

// exactly writes points with all their digits; unknown is an empty cell.
func exactly(m grade.Maybe[float64]) string {
	points, known := m.Get()
	if !known {
		return ""
	}
	return strconv.FormatFloat(points, 'f', -1, 64)
}
