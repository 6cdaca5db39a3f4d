package resync

import (
	"slices"
	"strings"

	"github.com/gradesync/gradesync/internal/diagnose"
)

// write fills the document: an entry for each case, and the words for people.
func (m *planner) write(cases []*diagnose.Case) {
	d := &m.plan.doc
	named := map[string]bool{}
	for _, c := range cases {
		d.Plan = append(d.Plan, m.entry(c))
		d.Titles[c.Activity] = m.Title(c.Activity)
		if m.options.Names && !named[c.User] {
			named[c.User] = true
			d.People = append(d.People, person(c))
		}
	}
	slices.SortFunc(d.People, func(a, b diagnose.PersonName) int { return strings.Compare(a.User, b.User) })
	for i, c := range cases {
		if s := m.planned[c]; s != nil {
			s.entry = &d.Plan[i]
			m.plan.sends = append(m.plan.sends, s)
		}
	}
}

// entry writes one case.
func (m *planner) entry(c *diagnose.Case) Entry {
	row := c.Row()
	e := Entry{
		User: c.User, Activity: c.Activity, Action: Skip, Reason: m.reasons[c],
		New: row.ToolScore, Max: row.ToolMax, Old: row.LMSScore, OldMax: row.LMSMax,
	}
	s := m.planned[c]
	if s != nil {
		e.Action, e.Route = Send, s.cell.Route
	}
	// A cause that lies in the past is no reason to leave a score out.
	if f := m.Primary(c); f != nil && (s != nil || !f.Resend()) && c.Verdict != diagnose.Late {
		e.Cause = f.Rule().Code
	}
	return e
}

// person names somebody by what the LMS says, and the tool where the LMS does not
// know them.
func person(c *diagnose.Case) diagnose.PersonName {
	switch {
	case c.Learner != nil:
		return diagnose.PersonName{User: c.User, Name: c.Learner.Name, Login: c.Learner.Login}
	case c.Account != nil:
		return diagnose.PersonName{User: c.User, Name: c.Account.Name, Login: c.Account.Login}
	}
	return diagnose.PersonName{User: c.User}
}
