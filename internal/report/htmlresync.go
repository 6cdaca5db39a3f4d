package report

import (
	"io"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/resync"
)

// What the template of a plan sees. Every text in it is cleaned; the template escapes it.
type (
	htmlPlan struct {
		htmlHead
		Stopped  string
		Then     string
		Fates    []htmlFate
		Commands []htmlCommand
	}
	htmlFate struct {
		ID, Heading, Size string
		Groups            []htmlReason
	}
	htmlReason struct {
		Look                       diagnose.Verdict
		Size, Where                string // Where is empty where the scores stand in the open
		Code, Reason, Answer, More string
		Head                       []string
		Scores                     [][]string
	}
	htmlCommand struct{ Line, Doc string }
)

const mostRows = 2000 // of one reason

// htmlResync writes a plan, applied or not, as one file without any script.
func htmlResync(w io.Writer, d *resync.Document, s Style) error {
	t, err := htmlTemplates()
	if err != nil {
		return err
	}
	head, err := newHead(false)
	if err != nil {
		return err
	}
	r, p := newResending(d, s), &htmlPlan{htmlHead: head}
	p.Title, p.Version, p.Site, p.Sources = clean(r.title()), clean(d.Gradesync), clean(siteWords(d.LMS)), moment(d.GeneratedAt)
	p.Named, p.Tone = len(d.People) > 0, r.tone()
	for _, sentence := range r.verdict() {
		p.Verdict = append(p.Verdict, clean(sentence.text))
	}
	p.bar(r.shares())
	if d.Stopped != "" {
		p.Stopped = clean(stopped(sentence(d.Stopped)))
	}
	for _, f := range allFates() {
		p.add(r, f)
	}
	if d.Totals.InDoubt > 0 {
		p.Then = readsBack
	}
	for _, c := range r.steps() {
		p.Commands = append(p.Commands, htmlCommand{clean(c.line()), clean(c.doc)})
	}
	return t.ExecuteTemplate(w, "resync", p)
}

// tone is how the page looks at first sight.
func (r *resending) tone() string {
	t := &r.Totals
	switch {
	case t.Refused+t.AcceptedNotShown > 0, r.Stopped != "":
		return "bad"
	case r.Partial, t.Confirmed < t.Send, t.Send == 0 && t.Skip > 0:
		return "unsure"
	}
	return "good"
}

// shares are the parts of a plan's bar: what is well first.
func (r *resending) shares() []htmlShare {
	var list []htmlShare
	for _, f := range allFates() {
		one := htmlShare{Verdict: f.look, Count: len(r.entries(f.of)), Label: f.name}
		if f.look == diagnose.Arrived {
			list = append([]htmlShare{one}, list...)
			continue
		}
		list = append(list, one)
	}
	return list
}

// add adds the scores of one fate, reason by reason.
func (p *htmlPlan) add(r *resending, f fate) {
	all := htmlFate{ID: string(f.look), Heading: sentence(f.name)}
	n := 0
	for _, group := range r.groupsOf(f) {
		n += len(group)
		all.Groups = append(all.Groups, r.reason(f, group))
	}
	if all.Size = f.size(n); n > 0 {
		p.Fates = append(p.Fates, all)
	}
}

// reason is one reason with its scores.
func (r *resending) reason(f fate, group []*resync.Entry) htmlReason {
	one := htmlReason{Look: f.look, Size: f.size(len(group)), Reason: "The gradebook shows them."}
	if f.why {
		one.Code, one.Reason, one.Answer = clean(group[0].Cause), clean(reasonOf(group)), oneAnswer(group)
	}
	if len(group) > openRows {
		one.Where = clean(r.activities(idsOf(by(pairsOf(group), activityOf))))
	}
	rows, more := r.scoreTable(group, mostRows)
	for i, row := range rows {
		for j := range row {
			row[j] = clean(row[j])
		}
		if i == 0 {
			for _, word := range row {
				one.Head = append(one.Head, sentence(word))
			}
		} else {
			one.Scores = append(one.Scores, row)
		}
	}
	if more > 0 {
		one.More = count(more, "more score", "more scores")
	}
	return one
}
