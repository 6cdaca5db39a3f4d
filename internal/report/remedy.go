package report

import (
	"fmt"
	"strings"

	"github.com/gradesync/gradesync/internal/diagnose"
)

// remedy says who does what. The step that several remedies end with is left for
// the end of the page.
func (d *diagnosis) remedy(p *page, margin int, cure diagnose.Cure) {
	label := span{"fix", faint}
	list := cure.Steps
	if n := len(list); n > 1 && list[n-1] == d.lastStep {
		list = list[:n-1]
	}
	switch {
	case cure.Actor == diagnose.ActorNobody || len(list) == 0:
		text := strings.Join(list, " ")
		if text == "" {
			text = "nothing to do"
		}
		p.item(margin, labelColumn, label, span{text, plain})
	case len(list) == 1:
		p.item(margin, labelColumn, label, span{"by " + actorName(cure.Actor) + ":", faint}, span{sentence(list[0]), plain})
	default:
		p.item(margin, labelColumn, label, span{"by " + actorName(cure.Actor) + ":", faint})
		steps(p, margin+labelColumn, list)
	}
}

// sharedStep returns the step with which more than one remedy ends.
func sharedStep(causes []diagnose.Cause) string {
	ends := map[string]int{}
	for _, c := range causes {
		if n := len(c.Remedy.Steps); n > 1 {
			last := c.Remedy.Steps[n-1]
			if ends[last]++; ends[last] > 1 {
				return last
			}
		}
	}
	return ""
}

// steps numbers what to do.
func steps(p *page, margin int, list []string) {
	if margin+leastWidth > p.width {
		margin = 2
	}
	for i, step := range list {
		p.item(margin, 3, span{fmt.Sprintf("%d.", i+1), plain}, span{sentence(step), plain})
	}
}
