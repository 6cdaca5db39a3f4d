package report

import (
	"fmt"
	"strings"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
)

// What a page's template sees. Every text in it is cleaned; the template escapes it.
type (
	htmlPage struct {
		htmlHead
		Half        string
		Causes      []htmlCause
		Info        []htmlCause
		Unexplained *htmlLeftover
		Map         *htmlMap
		Gaps        []htmlGap
		NotChecked  []htmlSilence
		Suppressed  []htmlSuppressed
		Idle        []string // suppressions that do nothing
		Since       *htmlSince

		d    *diagnosis
		grid *grid
	}
	htmlShare struct {
		Verdict     diagnose.Verdict
		X, Width    int
		Count       int
		Sign, Label string
	}
	htmlCause struct {
		At                 int
		Code, Name         string
		Severity           diagnose.Severity
		Certainty          string
		Explains, Who      string
		Where, Steps, Also []string
		Why                []htmlProof
		Places             []string
	}
	htmlProof    struct{ Fact, Values, Source string }
	htmlLeftover struct {
		Count  string
		Places []string
	}
	htmlSuppressed struct {
		Entry, Why string
		Causes     []htmlCause
	}
	htmlSince struct {
		When, News string
		Groups     []htmlGroupOf
		Causes     []htmlKnown // that cells of the map point at
	}
	htmlKnown struct {
		At         int
		Code, Name string
	}
	htmlGroupOf struct {
		Heading string
		Lines   []string
	}
	htmlGap     struct{ What, Class, Reason string }
	htmlSilence struct{ Reason, Mark, Codes string }
)

// newPageOf makes a report ready for the template.
func newPageOf(r *diagnose.Report, s Style) (*htmlPage, error) {
	head, err := newHead(true)
	if err != nil {
		return nil, err
	}
	d := &diagnosis{Report: r, naming: newNaming(titlesOf(r), r.People, s), style: s}
	p := &htmlPage{htmlHead: head, d: d, Half: d.half()}
	p.Site, p.Named = clean(siteWords(r.LMS)), len(r.People) > 0
	p.Title, p.Version, p.Sources = "Grades of "+clean(courseTitle(r.Course)), clean(r.Gradesync), clean(d.sources())
	p.Tone = d.tone()
	for _, sentence := range d.verdict() {
		p.Verdict = append(p.Verdict, sentence.text)
	}
	if r.Totals.Expected > 0 {
		p.bar(verdictShares(&r.Totals))
	}
	for i := range r.Causes {
		if r.Causes[i].Severity == diagnose.SeverityInfo {
			p.Info = append(p.Info, d.card(i, &r.Causes[i]))
		} else {
			p.Causes = append(p.Causes, d.card(i, &r.Causes[i]))
		}
	}
	if n := len(r.Unexplained); n > 0 {
		p.Unexplained = &htmlLeftover{grades(n), d.byActivity(r.Unexplained)}
	}
	p.setApart()
	p.unseen()
	if len(r.Grades) > 0 {
		p.grid = newGrid(r)
		p.Map = d.heat(p.grid)
		p.knownInMap()
	}
	return p, nil
}

// tone is how the page looks at first sight.
func (d *diagnosis) tone() string {
	switch {
	case d.Totals.Troubled() > 0:
		return "bad"
	case d.Totals.Unknown > 0, d.Partial, len(d.faults()) > 0, d.Totals.Expected == 0:
		return "unsure"
	}
	return "good"
}

// verdictShares are the parts of a report's bar.
func verdictShares(t *diagnose.Totals) []htmlShare {
	var list []htmlShare
	for _, k := range shares() {
		list = append(list, htmlShare{Verdict: k.verdict, Count: t.Of(k.verdict), Label: k.label})
	}
	return list
}

// bar divides a line of a thousand among what there is.
func (h *htmlHead) bar(list []htmlShare) {
	var counts []int
	for _, s := range list {
		counts = append(counts, s.Count)
	}
	const gap = 2
	at := 0
	var words []string
	for i, width := range portions(counts, 1000) {
		if s := list[i]; s.Count > 0 {
			s.X, s.Width, s.Sign = at, max(width-gap, 1), sign(s.Verdict)
			h.Bar = append(h.Bar, s)
			words = append(words, fmt.Sprintf("%d %s", s.Count, s.Label))
		}
		at += width
	}
	h.BarText = strings.Join(words, ", ")
}

// card is one cause in full, at its place among all causes of the page.
func (d *diagnosis) card(at int, c *diagnose.Cause) htmlCause {
	card := htmlCause{
		At: at, Code: clean(c.Code), Name: clean(c.Name), Severity: c.Severity, Certainty: string(c.Certainty),
		Explains: explains(c), Who: "Nothing has to be done", Places: d.byActivity(c.Grades),
	}
	if c.Remedy.Actor != diagnose.ActorNobody {
		card.Who = "To be done by " + actorName(c.Remedy.Actor)
	}
	for _, line := range d.where(c) {
		card.Where = append(card.Where, clean(line))
	}
	for _, step := range c.Remedy.Steps {
		card.Steps = append(card.Steps, clean(sentence(step)))
	}
	for _, w := range witnesses(c.Evidence) {
		for _, told := range w.data {
			_, values, _ := strings.Cut(told.text(d.limits), ": ")
			card.Why = append(card.Why, htmlProof{clean(told.fact), values, clean(w.source)})
		}
	}
	card.Why = card.Why[:min(len(card.Why), mostProofs)]
	if len(c.Consequences) > 0 {
		card.Also = append(card.Also, "It causes "+clean(named(c.Consequences))+".")
	}
	if len(c.Also) > 0 {
		card.Also = append(card.Also, "Behind it stands "+clean(named(c.Also))+".")
	}
	return card
}

const (
	mostProofs = 20 // of one cause
	mostPlaces = 60 // activities of one cause
	mostNamed  = 50 // people of one cause in one activity
)

// byActivity says who is concerned in which activity.
func (d *diagnosis) byActivity(pairs []diagnose.Pair) []string {
	wide := *d.naming
	wide.limits.subjects = mostNamed
	var lines []string
	list := by(pairs, activityOf)
	for i, a := range list {
		if i == mostPlaces {
			return append(lines, count(len(list)-i, "more activity", "more activities"))
		}
		lines = append(lines, clean(d.activity(a.id)+": "+wide.users(idsOf(by(a.pairs, userOf)))))
	}
	return lines
}

// unseen is what could not be read or checked.
func (p *htmlPage) unseen() {
	for _, g := range p.d.Gaps {
		if g.Class == grade.Failed || g.Class == grade.Forbidden {
			p.Gaps = append(p.Gaps, htmlGap{cut(g.What, longestValue), string(g.Class), cut(g.Reason, longestValue)})
		}
	}
	for _, g := range p.d.Gaps {
		if g.Class != grade.Failed && g.Class != grade.Forbidden {
			p.Gaps = append(p.Gaps, htmlGap{cut(g.What, longestValue), string(g.Class), cut(g.Reason, longestValue)})
		}
	}
	for _, g := range p.d.silent() {
		p.NotChecked = append(p.NotChecked, htmlSilence{clean(g.reason), g.mark(), clean(strings.Join(g.codes, ", "))})
	}
}
