package report

import (
	"fmt"
	"io"
	"slices"

	"github.com/gradesync/gradesync/internal/diagnose"
)

// textChecks lists checks by group with a remedy under what failed, and counts
// them at the end.
func textChecks(w io.Writer, c *diagnose.Checks, s Style) error {
	p := newPage(w, s)
	for _, g := range checkGroups(c.Checks) {
		p.blank()
		if g.name != "" {
			p.para(0, 0, span{g.name, strong})
		}
		for _, check := range g.checks {
			p.check(check, s.Verbose > 0)
		}
	}
	p.blank()
	p.para(0, 0, checkTotals(c.Totals)...)
	return p.flush(w)
}

type checkGroup struct {
	name   string
	checks []diagnose.Check
}

// checkGroups gathers checks that belong together, in the order they come.
func checkGroups(list []diagnose.Check) []checkGroup {
	var groups []checkGroup
	for _, c := range list {
		i := slices.IndexFunc(groups, func(g checkGroup) bool { return g.name == c.Group })
		if i < 0 {
			i = len(groups)
			groups = append(groups, checkGroup{name: c.Group})
		}
		groups[i].checks = append(groups[i].checks, c)
	}
	return groups
}

// check sets one check: its state, what was found, and the remedy. Its id stands
// behind it where somebody may want to look it up.
func (p *page) check(c diagnose.Check, ids bool) {
	detail := []span{{c.Detail, plain}}
	if clean(c.Detail) == "" {
		detail = []span{{c.ID, plain}}
	}
	if c.State != diagnose.CheckOK || ids {
		detail = append(detail, span{bracketed(c), faint})
	}
	p.item(2, markColumn, checkWord(c.State), detail...)
	if c.Remedy != "" && c.State != diagnose.CheckOK {
		p.item(2+markColumn, fixColumn, span{"fix", faint}, span{c.Remedy, plain})
	}
}

func bracketed(c diagnose.Check) string {
	if c.Code == "" {
		return "[" + c.ID + "]"
	}
	return "[" + c.ID + ", " + c.Code + "]"
}

// fixColumn is where a check's remedy begins, behind its label.
const fixColumn = 5

func checkWord(s diagnose.CheckState) span {
	switch s {
	case diagnose.CheckOK:
		return span{"ok", good}
	case diagnose.CheckFailed:
		return span{"FAILED", strongBad}
	case diagnose.CheckWarning:
		return span{"WARNING", strongDoubtful}
	case diagnose.CheckSkipped:
		return span{"skipped", faint}
	}
	return span{"unknown", doubtful}
}

// checkTotals counts the states that occur, what failed first.
func checkTotals(t diagnose.CheckTotals) []span {
	var spans []span
	add := func(n int, word string, i ink) {
		if n == 0 {
			return
		}
		if len(spans) > 0 {
			spans[len(spans)-1].text += ","
		}
		spans = append(spans, span{fmt.Sprintf("%d %s", n, word), i})
	}
	add(t.Failed, "failed", strongBad)
	add(t.Warning, "warned", strongDoubtful)
	add(t.Unknown, "unknown", doubtful)
	add(t.Skipped, "skipped", plain)
	add(t.OK, "ok", good)
	if len(spans) == 0 {
		return []span{{"Nothing was checked.", strong}}
	}
	return spans
}
