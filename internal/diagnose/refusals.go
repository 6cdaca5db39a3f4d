package diagnose

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// readRefusals looks up what the last attempt of every case met, where it is known
// to have failed.
func (f *Facts) readRefusals() {
	var known []Answer
	for _, c := range f.Cases {
		s := c.LastSend()
		if s == nil || !failed(s) {
			continue
		}
		if known == nil {
			known = dictionary()
		}
		// Records seldom tell by which version a score went, and the words do.
		c.refusal = readAnswer(known, said{f.Book.LMS.Kind, "", s.Status.Or(0), s.Code, s.Message})
	}
}

// failed reports whether an attempt is known to have come to nothing: no answer, a
// redirect, a refusal, or a failure in the body.
func failed(s *grade.Send) bool {
	status, ok := s.Status.Get()
	return saysFailure(s) || ok && (status == 0 || status >= http.StatusMultipleChoices)
}

// reading returns what a case's refusal most likely comes from, and whether it can
// come from nothing else; "" without a refusal that is known.
func (c *Case) reading() (code string, sole bool) {
	if len(c.refusal) == 0 || len(c.refusal[0].Causes) == 0 {
		return "", false
	}
	return c.refusal[0].Causes[0], len(c.refusal[0].Causes) == 1
}

// readAs reports whether the likeliest cause of a case's refusal is one of some.
func (c *Case) readAs(codes ...string) bool {
	code, _ := c.reading()
	return code != "" && slices.Contains(codes, code)
}

// refusedFor returns the cases whose last attempt met an answer that most likely
// comes from a cause.
func (p *Pass) refusedFor(code string) []*Case {
	var list []*Case
	for _, c := range p.Cases {
		if c.readAs(code) {
			list = append(list, c)
		}
	}
	return list
}

// onlyReading is certain where the answer to one of the cases can mean nothing else.
func onlyReading(r *refusals) Certainty {
	for _, c := range r.cases {
		if _, sole := c.reading(); sole {
			return Certain
		}
	}
	return Likely
}

// always is the certainty of answers that name their cause.
func always(*refusals) Certainty { return Certain }

// refusals are the cases of one connection that were refused for one reason.
type refusals struct {
	id    string
	cases []*Case // in the order in which they were refused
	taken []time.Time
}

func (r *refusals) from() time.Time { return failedAt(r.cases[0]) }
func (r *refusals) to() time.Time   { return failedAt(r.cases[len(r.cases)-1]) }

// takenBefore reports whether a send over the connection was taken before the first
// refusal; takenAmong whether one was between the first and the last.
func (r *refusals) takenBefore() bool {
	return slices.ContainsFunc(r.taken, func(at time.Time) bool { return at.Before(r.from()) })
}

func (r *refusals) takenAmong() bool {
	return slices.ContainsFunc(r.taken, func(at time.Time) bool { return at.After(r.from()) && at.Before(r.to()) })
}

func (r *refusals) takenSince() bool {
	return slices.ContainsFunc(r.taken, func(at time.Time) bool { return at.After(r.to()) })
}

// connectionFacts are those by which a finding names the connection it is about.
// Without them it stands under another name.
func connectionFacts(more ...grade.Fact) []grade.Fact {
	return append([]grade.Fact{grade.FactLaunches, grade.FactLaunchVersion, grade.FactTools, grade.FactActivityTool}, more...)
}

// connectionOf names the connection that an activity's scores go over: by the client
// id, or the consumer key, of most of its launches, else of the LMS's registration,
// else by the LTI version.
func (p *Pass) connectionOf(c *Case) string {
	if c.Tool != nil {
		if client := usualClient(p.LaunchesInto(c.Tool.ID)); client != "" {
			return client
		}
	}
	if tool := p.ToolOf(c.LMS); tool != nil && tool.ClientID != "" {
		return tool.ClientID
	}
	return "lti" + strings.ReplaceAll(p.LTIVersion(c), ".", "")
}

// usualClient returns the client id of most launches, the first in the alphabet of
// equals.
func usualClient(launches []*grade.Launch) string {
	count := map[string]int{}
	for _, l := range launches {
		if l.ClientID != "" {
			count[l.ClientID]++
		}
	}
	best := ""
	for _, client := range sortedKeys(count) {
		if best == "" || count[client] > count[best] {
			best = client
		}
	}
	return best
}

// byConnection groups cases by connection, those by id and these by time.
func (p *Pass) byConnection(cases []*Case) []*refusals {
	if len(cases) == 0 {
		return nil
	}
	ids, groups := map[string]string{}, map[string]*refusals{}
	for _, id := range p.ActivityIDs() {
		ids[id] = p.connectionOf(p.InActivity(id)[0])
	}
	for _, c := range cases {
		id := ids[c.Activity]
		if groups[id] == nil {
			groups[id] = &refusals{id: id}
		}
		groups[id].cases = append(groups[id].cases, c)
	}
	for _, c := range p.Cases {
		if r := groups[ids[c.Activity]]; r != nil {
			r.addTaken(c)
		}
	}
	list := make([]*refusals, 0, len(groups))
	for _, id := range sortedKeys(groups) {
		slices.SortStableFunc(groups[id].cases, func(a, b *Case) int { return failedAt(a).Compare(failedAt(b)) })
		list = append(list, groups[id])
	}
	return list
}

func (r *refusals) addTaken(c *Case) {
	for _, s := range c.Sends() {
		if accepted(s) {
			r.taken = append(r.taken, s.At)
		}
	}
}

// blameConnections reports a cause on each connection over which cases were refused,
// with those cases in its reach.
func (p *Pass) blameConnections(cases []*Case, sure func(*refusals) Certainty, words string, more ...Evidence) {
	for _, r := range p.byConnection(cases) {
		f := Finding{Scope: ScopeConnection, Subject: Subject{Kind: "connection", ID: r.id}, Certainty: sure(r)}
		for _, c := range r.cases {
			if !notForThisScore(c) {
				f.Reach = append(f.Reach, c)
			}
		}
		if len(f.Reach) == 0 {
			f.Certainty = Likely // nothing now hangs on it, so it is no warning either
		}
		f.Evidence = append([]Evidence{p.Evidence(grade.FactSends, p.refusedWords(r)), p.answered(r.cases[len(r.cases)-1].LastSend(), words)}, more...)
		p.Report(f)
	}
}

// refusedWords says how many grades were refused and when, and whether the
// connection works again.
func (p *Pass) refusedWords(r *refusals) string {
	words := countOf(len(r.cases), "grade") + ", the last " + p.text(r.to())
	if len(r.cases) > 1 {
		words = fmt.Sprintf("%s from %s to %s", countOf(len(r.cases), "grade"), p.text(r.from()), p.text(r.to()))
	}
	if r.takenSince() {
		return words + "; others were taken since"
	}
	return words + "; none was taken since"
}

// blameRefused reports a cause on each grade whose last attempt met an answer that
// names it.
func (p *Pass) blameRefused(code, words string) {
	for _, c := range p.refusedFor(code) {
		p.blameUnless(notForThisScore(c), c, Certain, nil, p.answered(c.LastSend(), words))
	}
}

// compareTries orders tries of several grades.
func compareTries(a, b *Case, x, y *grade.Send) int {
	return cmp.Or(x.At.Compare(y.At), cmp.Compare(a.Activity, b.Activity), cmp.Compare(a.User, b.User), compareSends(x, y))
}
