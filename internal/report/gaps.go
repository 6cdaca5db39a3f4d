package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gradesync/gradesync/internal/grade"
)

// gaps lists what could not be read in one short block: what failed or is not
// allowed with the reason, what no LMS of the kind can tell in a line for all.
func (d *diagnosis) gaps(p *page) *page {
	if len(d.Gaps) == 0 {
		return p
	}
	var curable, lasting []grade.Gap
	for _, g := range d.Gaps {
		if g.Class == grade.Failed || g.Class == grade.Forbidden {
			curable = append(curable, g)
		} else {
			lasting = append(lasting, g)
		}
	}
	p.para(0, 0, span{"Could not be read", strong})
	rows := d.gapRows(curable, doubtful)
	if d.style.Verbose > 0 {
		rows = append(rows, d.gapRows(lasting, faint)...)
	} else {
		rows = append(rows, gapSummary(lasting)...)
	}
	p.table(2, rows)
	return p
}

// gapRows sets gaps with their reasons, in a row each.
func (d *diagnosis) gapRows(list []grade.Gap, tone ink) []row {
	shown := min(len(list), d.limits.rows)
	if len(list) == shown+1 {
		shown++
	}
	var rows []row
	for _, g := range list[:shown] {
		rows = append(rows, row{
			cells: []span{{string(g.Class), tone}},
			rest:  []span{{cut(g.What, longestValue) + ":", plain}, {cut(g.Reason, longestValue), faint}},
		})
	}
	if left := len(list) - shown; left > 0 {
		rows = append(rows, row{cells: []span{{"", plain}}, rest: []span{{fmt.Sprintf("and %d more; -v lists them", left), faint}}})
	}
	return rows
}

// gapSummary names gaps without their reasons, in a row a class.
func gapSummary(list []grade.Gap) []row {
	var classes []grade.GapClass
	what := map[grade.GapClass][]string{}
	for _, g := range list {
		if !slices.Contains(classes, g.Class) {
			classes = append(classes, g.Class)
		}
		what[g.Class] = append(what[g.Class], cut(g.What, longestTitle))
	}
	var rows []row
	for _, c := range classes {
		rows = append(rows, row{cells: []span{{string(c), faint}}, rest: []span{{semicolons(what[c], 2), faint}}})
	}
	return rows
}

// semicolons joins phrases, which may hold commas, and counts those left out.
func semicolons(phrases []string, limit int) string {
	if len(phrases) <= limit+1 {
		return strings.Join(phrases, "; ")
	}
	return strings.Join(phrases[:limit], "; ") + fmt.Sprintf("; and %d more, -v lists them", len(phrases)-limit)
}
