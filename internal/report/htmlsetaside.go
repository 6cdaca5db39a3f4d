package report

import "github.com/gradesync/gradesync/internal/diagnose"

// setApart is what is suppressed, and how the report stands to its baseline. The
// places of causes go on from those of the report's own, as the map counts them.
func (p *htmlPage) setApart() {
	at := len(p.d.Causes)
	for _, s := range p.d.inForce() {
		one := htmlSuppressed{Entry: clean(entryWords(s)), Why: clean(because(s))}
		for i := range s.Causes {
			one.Causes = append(one.Causes, p.d.card(at, &s.Causes[i]))
			at++
		}
		p.Suppressed = append(p.Suppressed, one)
	}
	for _, s := range p.d.notInForce() {
		p.Idle = append(p.Idle, clean(notApplied(s)))
	}
	if b := p.d.Baseline; b != nil {
		p.Since = &htmlSince{When: moment(b.GeneratedAt), News: sentence(p.d.news())}
		for _, g := range sinceBaseline(b) {
			p.Since.Groups = append(p.Since.Groups, htmlGroupOf{g.heading, bunchLines(g.list)})
		}
	}
}

// knownInMap names the causes of the baseline that cells of the map point at.
func (p *htmlPage) knownInMap() {
	first := len(p.d.Causes)
	for _, s := range p.Suppressed {
		first += len(s.Causes)
	}
	for i, c := range p.grid.causes[first:] {
		p.Since.Causes = append(p.Since.Causes, htmlKnown{first + i, clean(c.Code), clean(c.Name)})
	}
}

// bunchLines are the lines of a list of what comparing says.
func bunchLines(list []diagnose.Sighting) []string {
	var lines []string
	for _, b := range bunches(list) {
		lines = append(lines, clean(b.one.Code+" "+b.told(mostNamed)+", "+b.cost()))
	}
	return lines
}
