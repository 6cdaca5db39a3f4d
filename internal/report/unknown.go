package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gradesync/gradesync/internal/diagnose"
)

// unexplained shows in full view what no cause accounts for, folded by activity.
func (d *diagnosis) unexplained(p *page) *page {
	if len(d.Unexplained) == 0 {
		return p
	}
	n := len(d.Unexplained)
	p.para(0, 0, span{"Unexplained:", strong}, span{grades(n) + " without a known cause", plain})
	list := by(d.Unexplained, activityOf)
	shown := min(len(list), d.limits.rows)
	var rows []row
	for _, t := range list[:shown] {
		rows = append(rows, row{
			cells: []span{{cut(d.activity(t.id), 30), plain}, {verdictCounts(t.pairs), plain}},
			rest:  []span{{d.users(idsOf(by(t.pairs, userOf))), faint}},
		})
	}
	p.table(2, rows)
	if rest := len(list) - shown; rest > 0 {
		p.para(2, 2, span{"and " + count(rest, "more activity", "more activities"), faint})
	}
	return p
}

func verdictCounts(pairs []diagnose.Pair) string {
	counts := map[diagnose.Verdict]int{}
	for _, pair := range pairs {
		counts[pair.Verdict]++
	}
	var words []string
	for _, s := range shares() {
		if n := counts[s.verdict]; n > 0 {
			words = append(words, fmt.Sprintf("%d %s", n, s.label))
		}
	}
	return strings.Join(words, ", ")
}

// notChecked groups the causes that could not be looked for by the datum that
// would decide them.
func (d *diagnosis) notChecked(p *page) *page {
	groups := d.silent()
	if len(groups) == 0 {
		return p
	}
	p.para(0, 0, span{"Not checked", strong})
	shown := min(len(groups), d.limits.rows)
	if len(groups) == shown+1 {
		shown++
	}
	for _, g := range groups[:shown] {
		p.para(2, 4, span{g.reason + g.mark(), plain}, span{g.sentence(d.limits), faint})
	}
	if rest := groups[shown:]; len(rest) > 0 {
		n := 0
		for _, g := range rest {
			n += len(g.codes)
		}
		p.para(2, 2, span{fmt.Sprintf("and %d more causes for %d more reasons; -v lists them", n, len(rest)), faint})
	}
	return p
}

// silence is one reason with the causes it keeps from being looked for.
type silence struct {
	reason string
	codes  []string
}

// silent groups by reason, the one that costs most first.
func (d *diagnosis) silent() []silence {
	var groups []silence
	for _, n := range d.NotChecked {
		i := slices.IndexFunc(groups, func(g silence) bool { return g.reason == n.Reason })
		if i < 0 {
			i = len(groups)
			groups = append(groups, silence{reason: n.Reason})
		}
		groups[i].codes = append(groups[i].codes, n.Code)
	}
	slices.SortStableFunc(groups, func(a, b silence) int { return len(b.codes) - len(a.codes) })
	return groups
}

// mark sets a reason apart from the codes, also where it has a colon of its own.
func (g silence) mark() string {
	if strings.Contains(g.reason, ": ") {
		return " —"
	}
	return ":"
}

func (g silence) sentence(l limits) string {
	if len(g.codes) == 1 {
		return g.codes[0] + " cannot be ruled out"
	}
	return some(g.codes, l.subjects+l.facts, "") + " cannot be told apart"
}

// footnote says in one line what a clean report did not look at.
func (d *diagnosis) footnote(p *page) {
	var words []string
	if n := len(d.NotChecked); n > 0 {
		words = append(words, count(n, "cause", "causes")+" not checked")
	}
	if n := len(d.Gaps); n > 0 {
		words = append(words, count(n, "thing", "things")+" not readable")
	}
	if len(words) > 0 {
		p.para(0, 0, span{strings.Join(words, " and ") + "; -v lists them", faint})
	}
}
