package report

import (
	"encoding/csv"
	"io"
	"strconv"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/pull"
)

// csvCard writes one row an enrolment or, when asked why, one row an enrolment and
// activity, in the form of RFC 4180. An empty cell is unknown, or none.
func csvCard(w io.Writer, c *pull.Card, _ Style) error {
	rows := cardSheet(c)
	if c.Why {
		rows = itemSheet(c)
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	return out.WriteAll(rows)
}

func cardSheet(c *pull.Card) [][]string {
	rows := [][]string{{
		"user", "name", "login", "role", "state", "percent_complete", "graded", "counted", "why_unknown", "tracked", "completed",
		"score", "max", "percent", "letter", "final_percent", "final_letter", "pulled_at", "failing_since",
	}}
	for i := range c.Enrolments {
		e := &c.Enrolments[i]
		g := &e.Grade
		rows = append(rows, cellsOf(e.User, e.Name, e.Login, e.Role, string(e.State.Or("")),
			exactly(e.Percent), wholeNumber(e.Graded), wholeNumber(e.Counted), e.Why, wholeNumber(e.Tracked), wholeNumber(e.Completed),
			exactly(g.Score), exactly(g.Max), exactly(g.Percent), g.Letter.Or(""), exactly(g.FinalPercent), g.FinalLetter.Or(""),
			c.Sync.PulledAt.Format(time.RFC3339), instant(c.Sync.FailingSince)))
	}
	return rows
}

func itemSheet(c *pull.Card) [][]string {
	titles := map[string]string{}
	for _, a := range c.Activities {
		titles[a.ID] = a.Title
	}
	rows := [][]string{{
		"user", "name", "activity", "title", "standing", "counts", "score", "max", "percent", "graded_at",
		"hidden", "excused", "overridden", "completion", "differs",
	}}
	for i := range c.Enrolments {
		e := &c.Enrolments[i]
		for _, item := range e.Items {
			rows = append(rows, cellsOf(e.User, e.Name, item.Activity, titles[item.Activity], string(item.Standing), strconv.FormatBool(item.Counts),
				exactly(item.Score), exactly(item.Max), exactly(item.Percent), instant(item.GradedAt),
				truth(item.Hidden), truth(item.Excused), truth(item.Overridden), string(item.Completion), strconv.FormatBool(item.Differs)))
		}
	}
	return rows
}

func instant(m grade.Maybe[time.Time]) string {
	if at, ok := grade.At(m); ok {
		return at.UTC().Format(time.RFC3339)
	}
	return ""
}

func truth(m grade.Maybe[bool]) string {
	if v, ok := m.Get(); ok {
		return strconv.FormatBool(v)
	}
	return ""
}
