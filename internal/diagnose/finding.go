package diagnose

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
	// Past says that the LMS's refusals in the send log alone carry the finding: what
	// stood there then may be gone, and only another send shows whether it is.
	Past bool

	rule *Rule
}

// Rule returns the cause that was found.
func (f *Finding) Rule() *Rule { return f.rule }

// Resend reports whether the grades in the finding's reach may be sent again at once:
// that cures them, or shows whether they are cured.
func (f *Finding) Resend() bool { return f.rule.Resend || f.Past && f.rule.ResendIfPast }
