package report

import (
	"fmt"
	"strings"

	"github.com/gradesync/gradesync/internal/diagnose"
)

// Columns of a cause: its mark stands in the margin, the rest beside it.
const (
	markColumn  = 9
	labelColumn = 6
	narrow      = 60 // below this many cells the margin is given up
)

// causes sets every cause in full while there is room, the rest in a line each.
func (d *diagnosis) causes(p *page, room int) {
	faults := d.faults()
	full, parts := d.fullCauses(p, faults, room)
	for _, part := range parts[:full] {
		p.add(part)
	}
	p.add(d.folded(p.part(), faults[full:]))
}

const (
	fewCauses = 8 // so many are all shown in full
	leastFull = 2 // of more, at least so many
)

// fullCauses renders causes until the room is used up.
func (d *diagnosis) fullCauses(p *page, faults []diagnose.Cause, room int) (int, []*page) {
	parts := make([]*page, 0, len(faults))
	used, full := 0, 0
	for i := range faults {
		part := p.part()
		d.cause(part, &faults[i])
		parts = append(parts, part)
		used += len(part.lines) + 1
		rest := min(len(faults)-i-1, foldedRows)
		if rest > 0 {
			rest += 3
		}
		if used+rest <= room {
			full = i + 1
		}
	}
	if len(faults) <= fewCauses {
		full = len(faults)
	}
	return max(full, min(leastFull, len(faults))), parts
}

// foldedRows is how many causes are named that found no room in full.
const foldedRows = 8

// folded names causes in a line each.
func (d *diagnosis) folded(p *page, faults []diagnose.Cause) *page {
	if len(faults) == 0 {
		return p
	}
	p.para(0, 0, span{count(len(faults), "more cause", "more causes"), strong})
	p.oneLiners(2, d.rows(faults[:min(len(faults), foldedRows)], true))
	hint := "-v shows them in full"
	if rest := len(faults) - foldedRows; rest > 0 {
		hint = fmt.Sprintf("and %d more; ", rest) + hint
	}
	p.para(2, 2, span{hint, faint})
	return p
}

func (d *diagnosis) rows(causes []diagnose.Cause, marks bool) []row {
	var rows []row
	for i := range causes {
		c := &causes[i]
		r := row{cells: []span{{c.Code, strong}, {explains(c), plain}}}
		if marks {
			r.cells = append([]span{severityWord(c.Severity)}, r.cells...)
		}
		name := span{c.Name, plain}
		r.rest = []span{name}
		if place := d.briefly(c); place != "" {
			r.rest = append(r.rest, span{"— " + place, faint})
			r.shorter = [][]span{{name, {"— " + sizes(c), faint}}, {name}}
		}
		rows = append(rows, r)
	}
	return rows
}

func explains(c *diagnose.Cause) string {
	if c.Explains == 0 {
		return "none yet"
	}
	return grades(c.Explains)
}

// info sets what is no fault in one line each.
func (d *diagnosis) info(p *page) *page {
	list := d.ofKind(true)
	if len(list) == 0 {
		return p
	}
	p.para(0, 0, span{"Not a fault", strong})
	shown := min(len(list), d.limits.rows)
	p.oneLiners(2, d.rows(list[:shown], false))
	if rest := len(list) - shown; rest > 0 {
		p.para(2, 2, span{fmt.Sprintf("and %d more", rest), faint})
	}
	return p
}

// cause sets one cause in full: what and how many, where, why, what to do.
func (d *diagnosis) cause(p *page, c *diagnose.Cause) {
	margin := markColumn
	if p.width < narrow {
		margin = 2
	}
	d.causeHead(p, c, margin)
	for _, line := range d.where(c) {
		if line != "" {
			p.para(margin, margin+2, span{line, plain})
		}
	}
	label := "why"
	for _, told := range evidence(c.Evidence, d.limits) {
		p.item(margin, labelColumn, span{label, faint}, told...)
		label = ""
	}
	d.remedy(p, margin, c.Remedy)
	if words := knockOn(c); words != "" {
		p.item(margin, labelColumn, span{"also", faint}, span{words, plain})
	}
}

func (d *diagnosis) causeHead(p *page, c *diagnose.Cause, margin int) {
	right := explains(c)
	if c.Explains == 0 {
		right = "no grade yet"
	}
	if c.Certainty != diagnose.Certain {
		right += ", " + string(c.Certainty)
	}
	mark, title := severityWord(c.Severity), []span{{c.Code, strong}, {c.Name, strong}}
	if margin < markColumn {
		mark, title = span{}, append([]span{mark}, title...)
	}
	p.facing(mark, margin, title, span{right, strong})
}

// knockOn names the causes that stand behind this one.
func knockOn(c *diagnose.Cause) string {
	var parts []string
	if len(c.Consequences) > 0 {
		parts = append(parts, "causes "+named(c.Consequences))
	}
	if len(c.Also) > 0 {
		parts = append(parts, "behind it stands "+named(c.Also))
	}
	return strings.Join(parts, "; ")
}

func named(list []diagnose.Consequence) string {
	var words []string
	for _, c := range list {
		words = append(words, fmt.Sprintf("%s %s (%s)", c.Code, c.Name, grades(c.Grades)))
	}
	return and(words)
}
