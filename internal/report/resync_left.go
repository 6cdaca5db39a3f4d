package report

import (
	"regexp"
	"slices"
	"strings"

	"github.com/gradesync/gradesync/internal/resync"
)

// leftOut says, reason by reason, which grades are not sent. Where a flag would
// change that, it shows what would be sent.
func (r *resending) leftOut(p *page) *page {
	groups := byReason(r.entries(func(e *resync.Entry) bool { return e.Action == resync.Skip }))
	if len(groups) == 0 {
		return p
	}
	p.para(0, 0, span{"Left out", strong})
	caused := slices.ContainsFunc(groups, func(g []*resync.Entry) bool { return g[0].Cause != "" })
	rows := make([]row, 0, len(groups))
	for _, g := range groups {
		line := row{cells: []span{{grades(len(g)), plain}}, rest: []span{{reasonOf(g), plain}}}
		if caused {
			line.cells = append(line.cells, span{g[0].Cause, strong})
		}
		rows = append(rows, line)
	}
	columns, at := layout(2, rows)
	for i, g := range groups {
		p.rows(2, rows[i:i+1], columns, at)
		r.whose(p, at, g)
	}
	return p
}

// whose names the grades of one reason: with their points where a flag would send
// them, else as briefly as a cause's.
func (r *resending) whose(p *page, at int, group []*resync.Entry) {
	if at+leastColumn > p.width {
		at = 4
	}
	if flagIn(group[0].Reason) == "" {
		pairs := pairsOf(group)
		for _, line := range r.cells(by(pairs, activityOf), by(pairs, userOf)) {
			p.para(at, at, span{line, faint})
		}
		return
	}
	for _, activity := range gathered(group, func(e *resync.Entry) string { return e.Activity }) {
		p.para(at, at, span{r.activity(activity[0].Activity), faint})
		r.scores(p, at-2, activity, r.style.Verbose > 0)
	}
}

var numbers = regexp.MustCompile(`\d[0-9.,]*( / \d[0-9.,]*)?`)

// withoutNumbers is what reasons that differ in their points alone have in common.
func withoutNumbers(reason string) string { return numbers.ReplaceAllString(reason, "…") }

// reasonOf is the reason of a group as a sentence, without what stands beside it or
// at the end of the page, and without the points where these differ.
func reasonOf(group []*resync.Entry) string {
	reason := group[0].Reason
	if slices.ContainsFunc(group, func(e *resync.Entry) bool { return e.Reason != reason }) {
		reason = strings.Replace(withoutNumbers(reason), " from … to …", "", 1)
	}
	if code := group[0].Cause; code != "" {
		reason = strings.NewReplacer("; gradesync explain "+code+" says how", "", " ("+code+")", "", "("+code+", ", "(").Replace(reason)
	}
	return stopped(sentence(clean(reason)))
}

// stopped gives a sentence its full stop.
func stopped(sentence string) string {
	if sentence == "" || strings.ContainsAny(sentence[len(sentence)-1:], ".!?") {
		return sentence
	}
	return sentence + "."
}

const allowChanged = "--allow-changed"

// flagIn finds the flag that a reason names: the one with which the grade would be
// sent all the same.
func flagIn(reason string) string {
	for _, flag := range []string{"--allow-lower", "--overwrite-manual", allowChanged} {
		if strings.Contains(reason, flag) {
			return flag
		}
	}
	return ""
}

// changed reports whether a grade is left out because its cell is not as it was when
// the course was read.
func (r *resending) changed() bool {
	return len(r.entries(func(e *resync.Entry) bool { return e.Action == resync.Skip && flagIn(e.Reason) == allowChanged })) > 0
}

// bestFlag is the flag that most of what is left out waits for. A cell that changed
// had better be planned afresh.
func (r *resending) bestFlag() (flag string, waiting int) {
	counts := map[string]int{}
	for _, e := range r.Plan {
		if f := flagIn(e.Reason); f != "" && f != allowChanged && e.Action == resync.Skip {
			counts[f]++
			if counts[f] > waiting {
				flag, waiting = f, counts[f]
			}
		}
	}
	return flag, waiting
}
