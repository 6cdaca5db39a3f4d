package report

import (
	"strings"

	"github.com/gradesync/gradesync/internal/diagnose"
)

type (
	htmlMap struct {
		Columns    []htmlColumn
		Rows       []htmlRow
		Shown, All int
		Rest       bool
	}
	htmlColumn struct {
		Title    string
		Troubled int
	}
	htmlRow struct {
		Name  string
		Cells []htmlCell
	}
	htmlCell struct {
		Verdict           diagnose.Verdict
		Sign, Words, Code string
	}
)

// firstRows is how many people the page shows by itself; its script shows as many
// at a time.
const firstRows = 100

// heat is the first page of the map, as it is seen without the script.
func (d *diagnosis) heat(g *grid) *htmlMap {
	m := &htmlMap{All: len(g.users), Shown: min(len(g.users), firstRows)}
	m.Rest = m.Shown < m.All
	sums := g.perActivity()
	for i, id := range g.activities {
		m.Columns = append(m.Columns, htmlColumn{cut(d.activity(id), longestTitle), sums[i]})
	}
	cells := make([]htmlCell, len(g.kinds))
	for i, k := range g.kinds {
		cells[i] = htmlCell{Verdict: k.verdict, Sign: sign(k.verdict), Words: verdictName(k.verdict)}
		if k.cause >= 0 {
			cells[i].Code = clean(g.causes[k.cause].Code)
		}
	}
	for u, id := range g.users[:m.Shown] {
		row := htmlRow{Name: clean(d.user(id))}
		for _, kind := range g.cells[u] {
			row.Cells = append(row.Cells, cells[kind])
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}

type (
	htmlGroup struct {
		Name   string
		Checks []htmlCheck
	}
	htmlCheck struct {
		Class, Sign, State, ID, Code, Detail, Remedy string
	}
)

// htmlGroups makes checks ready for the template, group by group.
func htmlGroups(list []diagnose.Check) []htmlGroup {
	var groups []htmlGroup
	for _, g := range checkGroups(list) {
		groups = append(groups, htmlGroup{sentence(firstWord(clean(g.name), "other")), htmlChecked(g.checks)})
	}
	return groups
}

func htmlChecked(list []diagnose.Check) []htmlCheck {
	var checks []htmlCheck
	for _, c := range list {
		one := htmlCheck{ID: clean(c.ID), Code: clean(c.Code), Detail: clean(c.Detail), State: strings.ToLower(checkWord(c.State).text)}
		one.Class, one.Sign = checkLook(c.State)
		if c.State != diagnose.CheckOK {
			one.Remedy = clean(c.Remedy)
		}
		checks = append(checks, one)
	}
	return checks
}

// checkLook is the colour of a verdict that a state takes, and its sign.
func checkLook(s diagnose.CheckState) (class, sign string) {
	switch s {
	case diagnose.CheckOK:
		return "arrived", "✓"
	case diagnose.CheckFailed:
		return "missing", "✗"
	case diagnose.CheckWarning:
		return "differs", "!"
	case diagnose.CheckSkipped:
		return "not_expected", "–"
	}
	return "unknown", "?"
}

func withoutComma(s string) string { return strings.TrimSuffix(s, ",") }
