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
// sees on the screen. In holds the steps for one kind of LMS; Steps serve every
// other. Steps may hold the placeholders {course}, {activity}, {user} and
// {resend}, which become the course, the subjects and the way to send again.
type Remedy struct {
	Actor Actor
	Steps []string
	In    map[string][]string
}

// For returns the steps for one kind of LMS, placeholders untouched.
func (r Remedy) For(kind string) []string {
	if steps, ok := r.In[kind]; ok {
		return steps
	}
	return r.Steps
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
	// Explains are the verdicts this cause can be the reason of.
	Explains []Verdict
	// After names causes of which this one is a mere consequence.
	After []string
	// Blocks says that grades which did arrive in the finding's reach speak
	// against the cause.
	Blocks bool
	Doc    string // what it means and how it is recognised, for gradesync explain
	Remedy Remedy
	Check  func(*Pass)
}

// appliesTo reports whether an LMS of a kind has the cause. A book that does not
// tell its kind may have any.
func (r *Rule) appliesTo(kind string) bool {
	return len(r.Only) == 0 || kind == "" || slices.Contains(r.Only, kind)
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

// Subject is what a finding is about. Label carries no personal data unless the
// report was asked for names.
type Subject struct {
	Kind  string `json:"kind"` // course, activity, user, grade, tool, connection
	ID    string `json:"id"`
	Label string `json:"label"`
}

// Evidence is one datum behind a finding. Values never hold names, e-mail
// addresses or secrets.
type Evidence struct {
	Fact   string `json:"fact"`
	Value  string `json:"value"`
	Source string `json:"source"`
}

// Finding is what a rule reports: this cause is at work on that subject.
type Finding struct {
	Scope     Scope
	Subject   Subject
	Certainty Certainty
	// Reach are the cases the cause acts on, those that arrived included: they are
	// the counter-evidence of a rule that Blocks.
	Reach []*Case
	// Since is when the cause began, if known; earlier arrivals do not refute it.
	Since    Moment
	Evidence []Evidence

	rule *Rule
}
