package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

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
	p.para(0, 0, checkTotals(c.Totals, s.Strict)...)
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

// checkTotals is the score: how much was checked, what could not be, what failed.
// These three are always told.
func checkTotals(t diagnose.CheckTotals, strict bool) []span {
	if t == (diagnose.CheckTotals{}) {
		return []span{{"Nothing was checked.", strong}}
	}
	spans := []span{{fmt.Sprintf("%d checked", t.OK+t.Warning+t.Failed), strong}}
	add := func(always bool, n int, word string, i ink) {
		if n == 0 {
			i = faint
		}
		if always || n > 0 {
			spans[len(spans)-1].text += ","
			spans = append(spans, span{fmt.Sprintf("%d %s", n, word), i})
		}
	}
	unknown := "could not be checked"
	if strict && t.Unknown > 0 {
		unknown += " (with --strict that fails)"
	}
	add(true, t.Unknown, unknown, strongDoubtful)
	add(true, t.Failed, "failed", strongBad)
	add(false, t.Warning, "warned", doubtful)
	add(false, t.OK, "ok", good)
	add(false, t.Skipped, "skipped", faint)
	return spans
}

// checksTitle is what a document of checks is called, after what was checked.
func checksTitle(s Style) string {
	kind, course, _ := strings.Cut(s.Run, "/")
	title := "Checks"
	if kind == "preflight" {
		title = "Preflight"
	}
	if course != "" {
		title += " of " + cut(course, longestTitle)
	}
	return title
}

// parted parts checks into those that need somebody, the worst first, and the rest.
func parted(list []diagnose.Check) (trouble, rest []diagnose.Check) {
	for _, check := range list {
		if check.State == diagnose.CheckOK || check.State == diagnose.CheckSkipped {
			rest = append(rest, check)
		} else {
			trouble = append(trouble, check)
		}
	}
	slices.SortStableFunc(trouble, func(a, b diagnose.Check) int { return urgency(a.State) - urgency(b.State) })
	return trouble, rest
}

// urgency sorts states: what failed, what could not be told, what warns.
func urgency(s diagnose.CheckState) int {
	switch s {
	case diagnose.CheckFailed:
		return 0
	case diagnose.CheckWarning:
		return 2
	}
	return 1
}

// quietWords counts the checks that need nobody.
func quietWords(n int) string {
	return count(n, "check that is ok or was skipped", "checks that are ok or were skipped")
}
