package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/gradesync/gradesync/internal/diagnose"
)

// textTrace draws one grade's way through all hops, from the tool at the top to
// the person who looks at the bottom.
func textTrace(w io.Writer, t *diagnose.Trace, s Style) error {
	p := newPage(w, s)
	p.para(0, 2, traceTitle(t)...)
	p.blank()
	p.para(0, 0, traceVerdict(t)...)
	p.blank()
	for i, h := range t.Hops {
		p.hop(h, i == len(t.Hops)-1, limitsOf(s))
	}
	if t.Remedy != nil {
		p.blank()
		p.para(0, 0, span{"What to do", strong}, span{"(" + actorName(t.Remedy.Actor) + ")", faint})
		steps(p, 2, t.Remedy.Steps)
	}
	if t.Cause != "" {
		p.blank()
		p.commands([]command{{[]string{"gradesync explain " + Quoted(t.Cause)}, "this cause in full"}}, s.With)
	}
	return p.flush(w)
}

func traceTitle(t *diagnose.Trace) []span {
	activity := "activity " + t.Activity
	if title := cut(t.Title, longestTitle); title != "" && title != clean(t.Activity) {
		activity = title + " (" + activity + ")"
	}
	user := "user " + t.User
	if name := cut(t.Name, longestName); name != "" {
		user = name + " (" + user + ")"
	}
	return []span{{activity + ",", strong}, {user, strong}}
}

func traceVerdict(t *diagnose.Trace) []span {
	spans := []span{{verdictSentence(t.Verdict), plain}}
	switch {
	case t.Cause != "":
		words := "The cause is " + t.Cause
		if rule := diagnose.Lookup(t.Cause); rule != nil {
			words += ", " + rule.Name
		}
		return append(spans, span{words + ".", strong})
	case t.Verdict == diagnose.Missing, t.Verdict == diagnose.Differs, t.Verdict == diagnose.Hidden:
		return append(spans, span{"No known cause explains it.", strong})
	}
	return spans
}

func verdictSentence(v diagnose.Verdict) string {
	switch v {
	case diagnose.Arrived:
		return "The grade arrived: the gradebook shows the tool's score."
	case diagnose.Missing:
		return "The grade is missing: the tool has a score, the gradebook has none."
	case diagnose.Differs:
		return "The grade differs: the gradebook shows another score than the tool."
	case diagnose.Hidden:
		return "The grade arrived, but its learner cannot see it."
	case diagnose.Late:
		return "The grade is not there yet, still within the delay that is allowed."
	case diagnose.NotExpected:
		return "No grade is expected here."
	}
	return "The grade cannot be judged: one side could not be read."
}

// Columns of the drawn way.
const (
	signColumn  = 3
	nameColumn  = 11
	stateColumn = 13
)

// hop draws one hop: a sign, its name, how far the grade came, and what was read.
func (p *page) hop(h diagnose.TraceHop, last bool, l limits) {
	sign, state := hopSign(h.State)
	rail := p.colours.paint(faint, hopRail(h.State, last))
	code := span{h.Code, strongBad}
	if p.width < narrow {
		p.para(0, 4, sign, span{string(h.Hop), sign.ink}, state, code)
		p.facts(rail+"   ", 4, h.Facts, l)
		return
	}
	margin := 2 + signColumn + nameColumn
	head := "  " + p.colours.paint(sign.ink, pad(sign.text, signColumn)) +
		p.colours.paint(sign.ink, pad(string(h.Hop), nameColumn)) + p.colours.paint(state.ink, pad(state.text, stateColumn))
	p.wrap(head, margin+stateColumn, margin+stateColumn, wordsOf([]span{code, {hopQuestion(h.Hop), faint}}))
	p.facts("  "+rail+strings.Repeat(" ", margin-3), margin, h.Facts, l)
}

// hopRail is the line that leads on to the next hop.
func hopRail(s diagnose.HopState, last bool) string {
	switch {
	case last:
		return " "
	case s == diagnose.HopNotReached:
		return "┊"
	}
	return "│"
}

// facts sets what was read at the right of a rail that runs along every line.
func (p *page) facts(rail string, at int, list []diagnose.Evidence, l limits) {
	part := p.part()
	part.width = p.width - at
	for _, told := range evidence(list, l) {
		part.para(0, 0, told...)
	}
	for _, text := range part.lines {
		p.lines = append(p.lines, rail+text)
	}
}

// hopSign returns a sign and a word for how a hop was passed.
func hopSign(s diagnose.HopState) (sign, word span) {
	switch s {
	case diagnose.HopOK:
		return span{"✓", good}, span{"ok", good}
	case diagnose.HopBroken:
		return span{"✗", strongBad}, span{"BROKEN", strongBad}
	case diagnose.HopNotReached:
		return span{"○", faint}, span{"not reached", faint}
	}
	return span{"?", plain}, span{"unknown", plain}
}

// pad fills a word up to a column.
func pad(word string, cells int) string {
	word = clean(word)
	return fmt.Sprintf("%s%s", word, strings.Repeat(" ", max(cells-width(word), 1)))
}
