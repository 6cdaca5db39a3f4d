package diagnose

import (
	"slices"

	"github.com/gradesync/gradesync/internal/grade"
)

// Hop is one step of a grade's journey from the tool to the person who looks.
type Hop string

// The hops, in the order of the journey.
const (
	HopScore     Hop = "score"
	HopRelease   Hop = "release"
	HopIdentity  Hop = "identity"
	HopLaunch    Hop = "launch"
	HopLink      Hop = "link"
	HopToken     Hop = "token"
	HopTransport Hop = "transport"
	HopAccept    Hop = "accept"
	HopGradebook Hop = "gradebook"
	HopSync      Hop = "sync"
)

// Hops returns all hops in journey order.
func Hops() []Hop {
	return []Hop{HopScore, HopRelease, HopIdentity, HopLaunch, HopLink,
		HopToken, HopTransport, HopAccept, HopGradebook, HopSync}
}

// order returns the place of h in the journey, for comparing.
func (h Hop) order() int {
	for i, other := range Hops() {
		if other == h {
			return i
		}
	}
	return len(Hops())
}

// Severity is how bad a cause is for those who wait for the grade.
type Severity string

// Severities.
const (
	SeverityError   Severity = "error"   // a grade is lost until somebody acts
	SeverityWarning Severity = "warning" // a grade is at risk, or wrong in a small way
	SeverityInfo    Severity = "info"    // nothing is wrong, but somebody may wonder
)

// Rank orders severities: the higher, the worse. An unknown word ranks 0.
func (s Severity) Rank() int {
	return map[Severity]int{SeverityInfo: 1, SeverityWarning: 2, SeverityError: 3}[s]
}

// Certainty is how firmly the evidence carries the finding.
type Certainty string

// Certainties. Certain means that the deciding datum itself was read.
const (
	Certain  Certainty = "certain"
	Likely   Certainty = "likely"
	Possible Certainty = "possible"
)

func (c Certainty) rank() int {
	return map[Certainty]int{Possible: 1, Likely: 2, Certain: 3}[c]
}

// weaker returns the next weaker certainty, and false below possible.
func (c Certainty) weaker() (Certainty, bool) {
	switch c {
	case Certain:
		return Likely, true
	case Likely:
		return Possible, true
	}
	return "", false
}

// Scope is how far a cause reaches.
type Scope string

// Scopes.
const (
	ScopeCourse     Scope = "course"
	ScopeActivity   Scope = "activity"
	ScopeUser       Scope = "user"
	ScopeGrade      Scope = "grade"
	ScopeConnection Scope = "connection"
)

// Actor is who can cure a cause.
type Actor string

// Actors.
const (
	ActorLearner   Actor = "learner"
	ActorTeacher   Actor = "teacher"
	ActorLMSAdmin  Actor = "lms_admin"
	ActorToolAdmin Actor = "tool_admin"
	ActorNobody    Actor = "nobody"
)

// Remedy is who cures a cause and how, step by step, in words that this person
// sees on the screen. Steps are written with the terms of the one table (terms), so
// that they serve every LMS in its own words; In holds the steps for an LMS in which
// the cure is another one. Steps may hold Placeholders: {course}, {activity} and
// {user} become the course and the subjects, {resend} the way to send again, and
// {pull}, {open}, {accept} and {status} commands about the store.
type Remedy struct {
	Actor Actor
	Steps []string
	In    map[string][]string
}

// For returns the steps in the words of one kind of LMS, or in neutral words where
// its own are not known; placeholders stay.
func (r Remedy) For(kind string) []string {
	if steps, ok := r.In[kind]; ok {
		return localise(steps, kind)
	}
	return localise(r.Steps, kind)
}

// Rule is one known cause. It is data with one pure func; it does not know of
// other rules, and a finding of it is never an error.
type Rule struct {
	Code     string // hop prefix and number, never reused
	Name     string // a few words, lower case
	Hop      Hop
	Severity Severity
	// Needs are the facts without which the rule can say nothing. While one of
	// them is wholly unknown the rule is not run and is listed as not checked.
	Needs []grade.Fact
	// NeedsOne are groups of facts of which one in each group is enough.
	NeedsOne [][]grade.Fact
	// Uses are facts that make the rule see more, or say it more precisely. It runs
	// without them.
	Uses []grade.Fact
	// Only are the kinds of LMS that have this cause at all; empty means every kind.
	// Elsewhere the rule is not run and not missed.
	Only []string
	// Stored says that the cause is one of sync's own: where the book was read from the
	// LMS and not from the store, the rule is not run and not missed.
	Stored bool
	// Explains are the verdicts this cause can be the reason of.
	Explains []Verdict
	// After names causes of which this one is a mere consequence.
	After []string
	// Blocks says that grades which did arrive in the finding's reach speak
	// against the cause.
	Blocks bool
	// Resend says that sending the score again cures it, or shows whether it is cured:
	// what was read lies in the past, and nothing that was read of the present stands
	// in the way of a score that is sent rightly.
	Resend bool
	// ResendIfPast says the same of those findings alone that are marked Past.
	ResendIfPast bool
	Doc          string // what it means and how it is recognised, for gradesync explain
	Remedy       Remedy
	Check        func(*Pass)
}

// Localised returns the steps of each LMS whose words are not the neutral ones. An
// LMS that does not have the cause is not among them.
func (r *Rule) Localised() map[string][]string {
	neutral, own := r.Remedy.For(""), map[string][]string{}
	for _, kind := range WordKinds() {
		if steps := r.Remedy.For(kind); r.FoundIn(kind) && !slices.Equal(steps, neutral) {
			own[kind] = steps
		}
	}
	return own
}

// appliesTo reports whether the cause can be there at all: the LMS is of a kind that
// has it, and the book comes from where it happens. A book that does not tell its
// kind may have any.
func (r *Rule) appliesTo(in Input) bool {
	return (!r.Stored || in.Stored != nil) && r.FoundIn(in.Book.LMS.Kind)
}

// FoundIn reports whether a kind of LMS has the cause at all. An empty kind may be any.
func (r *Rule) FoundIn(kind string) bool {
	return len(r.Only) == 0 || kind == "" || slices.Contains(r.Only, kind)
}

// Resending says in a word whether sending again cures the cause.
type Resending string

// Resendings.
const (
	ResendYes      Resending = "yes"       // it cures it, or shows whether it is cured
	ResendIfPast   Resending = "if_past"   // it does where the send log alone tells of the cause
	ResendAfterFix Resending = "after_fix" // only after the cause is cleared
	ResendNo       Resending = "no"        // no grade is kept out, so there is nothing to send
)

// Resending returns what sending again does for the cause, as far as the rule alone
// can tell; a finding may tell more.
func (r *Rule) Resending() Resending {
	switch {
	case !r.explains(Missing) && !r.explains(Differs):
		return ResendNo
	case r.Resend:
		return ResendYes
	case r.ResendIfPast:
		return ResendIfPast
	}
	return ResendAfterFix
}

// explains reports whether the rule can be the reason of verdict v.
func (r *Rule) explains(v Verdict) bool {
	for _, e := range r.Explains {
		if e == v {
			return true
		}
	}
	return false
}
