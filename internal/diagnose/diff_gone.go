package diagnose

import (
	"slices"

	"github.com/gradesync/gradesync/internal/grade"
)

// newest is the report that others are compared with, made ready to be asked often.
type newest struct {
	*Report
	users, activities map[string]bool // of Judged; nil where that is not known
	unknown           []Pair          // grades that could not be judged
	isUnknown         map[Pair]bool
}

func newNewest(r *Report) *newest {
	n := &newest{Report: r, users: setOf(r.Judged.Users), activities: setOf(r.Judged.Activities), isUnknown: map[Pair]bool{}}
	for _, g := range r.Grades {
		if g.Verdict == Unknown {
			n.unknown = append(n.unknown, Pair{User: g.User, Activity: g.Activity})
			n.isUnknown[n.unknown[len(n.unknown)-1]] = true
		}
	}
	return n
}

// setOf makes a set of a list, and nil of nil.
func setOf(list []string) map[string]bool {
	if list == nil {
		return nil
	}
	set := make(map[string]bool, len(list))
	for _, id := range list {
		set[id] = true
	}
	return set
}

// gone says what became of something that is there no more: it is fixed only where
// the newest report could have seen it.
func (d *Diff) gone(old *Report, r *newest, s Sighting) {
	if stale := r.stale(&s); stale != "" {
		s.Note = stale
		d.Stale = append(d.Stale, s)
		return
	}
	if blind := r.blind(old, &s); blind != "" {
		s.Note = blind
		d.NotComparable = append(d.NotComparable, s)
		return
	}
	s.Note = ""
	d.Fixed = append(d.Fixed, s)
}

// unlisted names the list that a subject would stand in and that could not be read.
func (r *newest) unlisted(s *Sighting) string {
	user, activity := s.cells()
	for _, g := range r.Gaps {
		switch {
		case g.Class == grade.Unsupported:
		case g.Fact == grade.FactActivities && activity != "" && !r.activities[activity]:
			return "the list of activities"
		case g.Fact == grade.FactRoster && user != "" && !r.users[user]:
			return "the roster"
		}
	}
	return ""
}

// stale says what of a subject the course has no more; empty where it has all, or
// where the report does not tell.
func (r *newest) stale(s *Sighting) string {
	user, activity := s.cells()
	switch {
	case r.Judged.Narrowed, r.unlisted(s) != "":
		return ""
	case activity != "" && r.activities != nil && !r.activities[activity]:
		return "the activity is no longer in the course"
	case user != "" && r.users != nil && !r.users[user]:
		return "the person is no longer in the course"
	}
	return ""
}

// outside reports whether a report was narrowed so that it does not show all of a
// subject.
func (r *newest) outside(s *Sighting) bool {
	user, activity := s.cells()
	return r.Judged.Narrowed && (s.isWide() || activity != "" && !r.activities[activity] || user != "" && !r.users[user])
}

// blind says why a report could not have seen something; empty where it could.
func (r *newest) blind(old *Report, s *Sighting) string {
	rule := Lookup(s.Code)
	switch {
	case r.outside(s):
		return "the newer report is narrowed to other people or activities"
	case r.unseen(s.Code) != "":
		return "the cause could not be checked now: " + r.unseen(s.Code)
	case rule == nil && s.Code != Unexplained:
		return "this gradesync does not know the cause"
	case r.unlisted(s) != "":
		return r.unlisted(s) + " could not be read now"
	case rule != nil && r.lacks(old, rule):
		return "less could be read now of what the cause is known by"
	case rule != nil && rule.Stored && !r.fromStore():
		return "the newer report does not tell whether it was made from the store"
	case r.unjudged(s):
		return "grades that it concerned could not be judged now"
	}
	return ""
}

// unjudged reports whether the verdict on a grade that something concerned is
// unknown now: any of its subject's, where a report did not keep them one by one.
func (r *newest) unjudged(s *Sighting) bool {
	if s.pairs != nil {
		return slices.ContainsFunc(s.pairs, func(p Pair) bool { return r.isUnknown[Pair{User: p.User, Activity: p.Activity}] })
	}
	if grade.Is(s.Grades, 0) {
		return false
	}
	user, activity := s.cells()
	return slices.ContainsFunc(r.unknown, func(p Pair) bool {
		return (user == "" || p.User == user) && (activity == "" || p.Activity == activity)
	})
}

// unseen says why a cause could not be looked for; empty where it could.
func (r *Report) unseen(code string) string {
	for _, n := range r.NotChecked {
		if n.Code == code {
			return n.Reason
		}
	}
	return ""
}

// lacks reports whether a fact that a rule needs is missing in part, and was not
// before: then the rule ran, but not on everything.
func (r *Report) lacks(old *Report, rule *Rule) bool {
	needs := slices.Concat(append(slices.Clone(rule.NeedsOne), rule.Needs)...)
	return slices.ContainsFunc(r.Gaps, func(g grade.Gap) bool {
		return g.Fact != "" && g.Class != grade.Unsupported && slices.Contains(needs, g.Fact) && !slices.Contains(old.Gaps, g)
	})
}

// fromStore reports whether causes of sync's own were looked for.
func (r *Report) fromStore() bool {
	stored := func(code string) bool {
		rule := Lookup(code)
		return rule != nil && rule.Stored
	}
	return slices.ContainsFunc(r.Causes, func(c Cause) bool { return stored(c.Code) }) ||
		slices.ContainsFunc(r.NotChecked, func(n NotChecked) bool { return stored(n.Code) })
}
