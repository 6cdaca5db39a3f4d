package resync

import (
	"fmt"
	"maps"
	"slices"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/store"
)

// Options are what a plan is asked to hold. The zero value plans for everybody and
// touches no grade that somebody may have meant.
type Options struct {
	AllowLower      bool // also where the tool's score is the lower one
	OverwriteManual bool // also over grades that a person gave, or may have given
	AllowChanged    bool // also into cells that changed since the plan
	// Users and Activities narrow the plan to ids, logins or titles; empty is all.
	Users, Activities []string
	Limit             int    // of the scores to send; 0 is none
	Names             bool   // name people, for those who may see that
	Version           string // of gradesync
}

// Via says by which routes the profile can send.
type Via struct{ AGS, LTI11 bool }

// Plan is what is to be sent and what is left out, before and after it was applied.
// It is not safe for use by several goroutines.
type Plan struct {
	doc       Document
	options   Options
	tolerance float64
	sends     []*send
	settled   []store.SendEvent // earlier attempts of which the gradebook shows what became of them
	heldBack  int
}

// MakePlan decides for every grade that is missing or differs whether its score is
// sent again. past are the ledger's events of this course. It is pure: the order of
// neither side's rows matters.
func MakePlan(e *diagnose.Examination, past []store.SendEvent, via Via, o Options) *Plan {
	b := e.Book
	m := &planner{Examination: e, via: via, options: o, past: readHistory(past), planned: map[*diagnose.Case]*send{}}
	m.plan = &Plan{options: o, tolerance: e.Tolerance, doc: Document{
		Schema: Schema, Gradesync: o.Version, GeneratedAt: e.Now.UTC(), LMS: b.LMS, Partial: e.Incomplete(),
		Course: diagnose.CourseName{ID: b.Course.ID, Code: b.Course.Code, Title: b.Course.Title},
		Plan:   []Entry{}, Titles: map[string]string{},
	}}
	m.lookAtCourse()
	chosen := m.chosen()
	m.decideAll(chosen)
	m.write(chosen)
	return m.plan
}

// Document returns the plan as plain data, with its totals. Before Apply the sends
// have no outcome.
func (p *Plan) Document() *Document {
	d := p.doc
	d.Plan, d.Titles, d.People = slices.Clone(p.doc.Plan), maps.Clone(p.doc.Titles), slices.Clone(p.doc.People)
	for i := range d.Plan {
		d.Totals.count(&d.Plan[i])
	}
	return &d
}

// HeldBack counts the scores that the plan was to send and Apply left out, each for
// the reason in its entry: the cell changed, could not be read, or the sending
// stopped.
func (p *Plan) HeldBack() int { return p.heldBack }

func (t *Totals) count(e *Entry) {
	if e.Action == Skip {
		t.Skip++
		return
	}
	t.Send++
	switch e.Outcome {
	case Confirmed:
		t.Confirmed++
	case AcceptedNotShown:
		t.AcceptedNotShown++
	case Refused:
		t.Refused++
	case InDoubt:
		t.InDoubt++
	}
}

// planner makes one plan.
type planner struct {
	*diagnose.Examination
	via     Via
	options Options
	past    history
	plan    *Plan
	planned map[*diagnose.Case]*send
	reasons map[*diagnose.Case]string

	items map[string]bool // keys of the line items that the LMS tells of the course
	here  []*grade.Launch // launches that are known to come from the course
}

// chosen lists the cases that the plan is about.
func (m *planner) chosen() []*diagnose.Case {
	users := named(m.options.Users, m.UserIDs(), m.IsUser)
	activities := named(m.options.Activities, m.ActivityIDs(), m.IsActivity)
	var list []*diagnose.Case
	for _, c := range m.Cases {
		if users != nil && !users[c.User] || activities != nil && !activities[c.Activity] {
			continue
		}
		switch c.Verdict {
		case diagnose.Missing, diagnose.Differs, diagnose.Late:
			list = append(list, c)
		case diagnose.Arrived, diagnose.Hidden:
			m.plan.settled = append(m.plan.settled, m.past.shownIn(c, m.Book.AskedAt, m.plan)...)
		case diagnose.Unknown:
			m.plan.doc.Partial = true
		}
	}
	return list
}

// named finds the ids that words name; nil without words, which is everybody.
func named(words, ids []string, is func(id, word string) bool) map[string]bool {
	if len(words) == 0 {
		return nil
	}
	found := map[string]bool{}
	for _, id := range ids {
		found[id] = slices.ContainsFunc(words, func(word string) bool { return is(id, word) })
	}
	return found
}

// decideAll decides case by case, and then what only the whole plan shows.
func (m *planner) decideAll(cases []*diagnose.Case) {
	m.reasons = map[*diagnose.Case]string{}
	owners := map[string][]*diagnose.Case{}
	for _, c := range cases {
		s, reason := m.decide(c)
		m.reasons[c] = reason
		if s != nil {
			m.planned[c] = s
			owners[s.cell.key()] = append(owners[s.cell.key()], c)
		}
	}
	for _, list := range owners {
		if len(list) < 2 {
			continue
		}
		for _, c := range list {
			m.drop(c, "several scores of the tool belong into this one cell of the gradebook, and which of them counts is not known")
		}
	}
	sent := 0
	for _, c := range cases {
		if m.planned[c] == nil {
			continue
		}
		if sent++; m.options.Limit > 0 && sent > m.options.Limit {
			m.drop(c, fmt.Sprintf("it is beyond the first %d that --limit allows", m.options.Limit))
		}
	}
}

func (m *planner) drop(c *diagnose.Case, reason string) {
	delete(m.planned, c)
	m.reasons[c] = reason
}
