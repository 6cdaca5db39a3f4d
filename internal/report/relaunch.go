package report

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/gradesync/gradesync/internal/diagnose"
)

// codeColumn is where a text begins beside the code of its cause.
const codeColumn = 7

// textRelaunch lists person by person which links to open, and once for each cause
// what to tell them. It leaves nobody out, however many there are.
func textRelaunch(w io.Writer, r *diagnose.Relaunches, s Style) error {
	p := newPage(w, s)
	p.course(r.Course, r.LMS)
	p.blank()
	p.para(0, 0, relaunchVerdict(r)...)
	p.openers(r.Links)
	p.apart("Known to the tool alone", "nobody in the roster is known to own these accounts; whoever does has to open the link", r.Unmatched)
	p.apart("Cannot be opened yet", "somebody must make these links ready first", r.Blocked)
	if all := slices.Concat(r.Links, r.Unmatched, r.Blocked); len(all) > 0 {
		p.blank()
		p.tell(all)
		p.blank()
		p.item(0, nextColumn, span{"Then", strong}, span{"Send their grades again: from the tool, or with " +
			strings.Join(s.resync(r.Course), " ") + ". Run this again with the tool's new records: " +
			"whoever has opened the link is not listed any more.", plain})
	}
	if len(r.Links)+len(r.Unmatched) > 0 {
		p.commands([]command{{[]string{"gradesync relaunch", s.from(r.Course), "--names", "-o csv"}, "for a mail merge"}}, s.With)
	}
	return p.flush(w)
}

// relaunchVerdict says in a few sentences how many have to open a link.
func relaunchVerdict(r *diagnose.Relaunches) []span {
	var spans []span
	t := r.Totals
	switch {
	case t.Links > 0:
		have := "people have"
		if t.People == 1 {
			have = "person has"
		}
		spans = append(spans, span{fmt.Sprintf("%d %s to open %s; %s for that.", t.People, have,
			count(t.Links, "link", "links"), count(t.Grades, "grade waits", "grades wait")), strong})
	case len(r.Unmatched)+len(r.Blocked) > 0:
		spans = append(spans, span{"Nobody of the roster has to open a link now.", strong})
	case r.Partial:
		spans = append(spans, span{"Nobody is known to have to open a link.", strong})
	default:
		spans = append(spans, span{"Nobody has to open a link.", good})
	}
	switch {
	case !r.Tool.Given:
		spans = append(spans, span{"No tool records with scores were given: who opened what cannot be told without them.", doubtful})
	case r.Partial:
		spans = append(spans, span{"Part of what was needed could not be read, so somebody may be missing here.", doubtful})
	}
	return spans
}

// apart is a section of links that are not simply to be opened.
func (p *page) apart(title, what string, links []diagnose.Relaunch) {
	if len(links) == 0 {
		return
	}
	p.blank()
	p.para(0, 2, span{title + ":", strong}, span{what + ".", plain})
	p.openers(links)
}

// openers lists links by person.
func (p *page) openers(links []diagnose.Relaunch) {
	for i, l := range links {
		if i == 0 {
			p.blank()
		}
		if i == 0 || links[i-1].User != l.User {
			p.para(0, 2, opener(l)...)
		}
		p.link(l)
	}
}

// opener names one person, by all that may be shown.
func opener(l diagnose.Relaunch) []span {
	spans := []span{{l.User, strong}}
	if name := cut(l.Name, longestName); name != "" {
		spans = []span{{name, strong}, {"(" + l.User + ")", plain}}
	}
	for _, text := range []string{l.Login, l.Email} {
		spans = append(spans, span{cut(text, longestTitle), faint})
	}
	return spans
}

// link sets one link with the cause for which it is to be opened.
func (p *page) link(l diagnose.Relaunch) {
	spans := []span{{cut(l.Title, longestTitle), plain}}
	if l.Grades > 1 {
		spans = append(spans, span{"(for " + grades(l.Grades) + ")", faint})
	}
	switch l.Obstacle {
	case diagnose.ObstacleHidden:
		spans = append(spans, span{"(hidden from learners)", doubtful})
	case diagnose.ObstacleNoLink:
		spans = append(spans, span{"(the LMS has no page for it)", doubtful})
	}
	spans = append(spans, span{strings.ReplaceAll(l.URL, " ", "%20"), plain})
	p.item(2, codeColumn, span{l.Cause, faint}, spans...)
}

// tell says once for each cause what to tell those concerned.
func (p *page) tell(links []diagnose.Relaunch) {
	byCause := map[string]diagnose.Relaunch{}
	for _, l := range links {
		byCause[l.Cause] = l
	}
	p.para(0, 0, span{"What to tell them", strong})
	for _, code := range slices.Sorted(maps.Keys(byCause)) {
		l := byCause[code]
		p.item(2, codeColumn, span{code, faint}, span{l.Why, plain})
		steps(p, 2+codeColumn, l.Steps)
	}
}
