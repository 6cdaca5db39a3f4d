package diagnose

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Suppression is a cause that somebody decided to live with: what it explains is
// reported apart, and does not make a run fail.
type Suppression struct {
	Code string
	// Subject narrows it to an activity (its id or whole title), a person (the LMS's id),
	// the course, a connection, or one grade (user/activity); "activity:", "user:" and
	// "course:" before it say which is meant. Empty is wherever the cause is.
	Subject string
	Until   time.Time // midnight UTC of the last day on which it holds; zero is without end
	Reason  string
	From    string // where it is written: the flag, or file, line and column
}

// String writes the suppression as --suppress takes it.
func (s Suppression) String() string {
	if s.Subject == "" {
		return s.Code
	}
	return s.Code + "=" + s.Subject
}

// SuppressionState is what became of a suppression.
type SuppressionState string

// Suppression states. All but applied deserve a warning.
const (
	SuppressionApplied   SuppressionState = "applied"      // it is in force, and what it names was found
	SuppressionUnmatched SuppressionState = "unmatched"    // nothing of the kind was found
	SuppressionUnchecked SuppressionState = "not_checked"  // the cause could not be looked for this time
	SuppressionExpired   SuppressionState = "expired"      // its last day is over; nothing is suppressed
	SuppressionAmbiguous SuppressionState = "ambiguous"    // its subject can be several things; nothing is suppressed
	SuppressionUnknown   SuppressionState = "unknown_code" // no cause has this code
)

// Suppressed is one suppression with the causes that it keeps out of the report's
// own, each as it would stand there.
type Suppressed struct {
	Code    string           `json:"code"`
	Subject string           `json:"subject"` // empty: wherever the cause is
	Until   string           `json:"until"`   // its last day, 2026-12-31; empty is without end
	Reason  string           `json:"reason"`
	From    string           `json:"from"`
	State   SuppressionState `json:"state"`
	Note    string           `json:"note,omitempty"` // why it is not applied, as a clause
	Causes  []Cause          `json:"causes"`
}

// Grades counts the grades under the suppressed causes.
func (s *Suppressed) Grades() int {
	n := 0
	for i := range s.Causes {
		n += s.Causes[i].Explains
	}
	return n
}

// dayForm is how days are written.
const dayForm = "2006-01-02"

// suppressor is a suppression made ready for one examination.
type suppressor struct {
	Suppressed
	kind string          // of its subject; empty is any
	ids  map[string]bool // of its subject
}

// suppressors decides of each suppression whether it holds, and what it means here.
func (e *Examination) suppressors(list []Suppression) []suppressor {
	ready := make([]suppressor, 0, len(list))
	for _, s := range list {
		one := suppressor{Suppressed: Suppressed{
			Code: s.Code, Subject: s.Subject, Reason: s.Reason, From: s.From, State: SuppressionApplied, Causes: []Cause{},
		}}
		if !s.Until.IsZero() {
			one.Until = s.Until.Format(dayForm)
		}
		switch {
		case Lookup(s.Code) == nil:
			one.is(SuppressionUnknown, "there is no cause "+s.Code)
		case !s.Until.IsZero() && !e.Now.Before(s.Until.AddDate(0, 0, 1)):
			one.is(SuppressionExpired, "its last day was "+one.Until)
		default:
			e.resolve(&one)
		}
		ready = append(ready, one)
	}
	return ready
}

func (s *suppressor) is(state SuppressionState, note string) { s.State, s.Note = state, note }

// resolve finds out what the subject is, and whether the cause was found on it.
func (e *Examination) resolve(s *suppressor) {
	if s.Subject != "" {
		kinds := e.subjectKinds(s.Subject)
		switch kind := e.preferred(s.Code, s.Subject, kinds); {
		case kind != "":
			s.kind, s.ids = kind, kinds[kind]
		case len(kinds) > 0:
			s.is(SuppressionAmbiguous, fmt.Sprintf("%q can be the %s: write which, as in %s:%s",
				s.Subject, strings.Join(sortedKeys(kinds), " or the "), sortedKeys(kinds)[0], s.Subject))
			return
		}
	}
	switch {
	case s.Subject != "" && s.kind == "":
		s.is(SuppressionUnmatched, fmt.Sprintf("nothing in this course is called %q", s.Subject))
	case slices.ContainsFunc(e.NotChecked, func(n NotChecked) bool { return n.Code == s.Code }):
		s.is(SuppressionUnchecked, "the cause could not be looked for this time")
	case !slices.ContainsFunc(e.Findings, func(f Finding) bool { return s.matches(&f) }):
		s.is(SuppressionUnmatched, "it was not found: the entry can go")
	}
}

// matches reports whether a finding has anything that the suppression is about.
func (s *suppressor) matches(f *Finding) bool {
	return s.covers(f, nil) || f.rule.Code == s.Code && slices.ContainsFunc(f.Reach, func(c *Case) bool {
		return f.rule.explains(c.Verdict) && s.covers(f, c)
	})
}

// covers reports whether a suppression is about one case that a finding explains, or,
// without a case, about the finding as a whole.
func (s *suppressor) covers(f *Finding, c *Case) bool {
	switch {
	case f.rule.Code != s.Code:
		return false
	case s.kind == "", s.kind == "course":
		return true
	case f.Subject.Kind == s.kind && s.ids[f.Subject.ID]:
		return true
	case c == nil:
		return false
	case s.kind == "activity":
		return s.ids[c.Activity]
	case s.kind == "user":
		return s.ids[c.User]
	}
	return s.kind == "grade" && s.ids[c.User+"/"+c.Activity]
}

// suppressedBy returns the place of the first suppression in force that covers a
// finding, counted from 1; 0 is none.
func suppressedBy(list []suppressor, f *Finding, c *Case) int {
	return 1 + slices.IndexFunc(list, func(s suppressor) bool { return s.State == SuppressionApplied && s.covers(f, c) })
}
