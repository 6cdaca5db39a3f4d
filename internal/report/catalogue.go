package report

import (
	"io"

	"github.com/gradesync/gradesync/internal/diagnose"
)

// textCauses lists causes under the hop at which they stop a grade.
func textCauses(w io.Writer, rules []*diagnose.Rule, s Style) error {
	p := newPage(w, s)
	columns, at := layout(2, causeRows(rules))
	for _, hop := range diagnose.Hops() {
		var here []*diagnose.Rule
		for _, r := range rules {
			if r.Hop == hop {
				here = append(here, r)
			}
		}
		if len(here) == 0 {
			continue
		}
		p.blank()
		p.para(0, 2, span{string(hop) + ":", strong}, span{hopQuestion(hop), faint})
		p.rows(2, causeRows(here), columns, at)
	}
	p.blank()
	p.para(0, 0, span{count(len(rules), "cause", "causes") + ".", plain},
		span{"gradesync explain CODE tells one in full.", faint})
	return p.flush(w)
}

func causeRows(rules []*diagnose.Rule) []row {
	rows := make([]row, 0, len(rules))
	for _, r := range rules {
		rows = append(rows, row{
			cells: []span{{r.Code, strong}, severityWord(r.Severity)},
			rest:  []span{{r.Name, plain}},
		})
	}
	return rows
}
