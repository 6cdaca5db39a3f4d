package grade

import "time"

// Records is what the external tool said: who it knows, what it offers, which
// scores it holds, who launched what, and what it sent. An empty string and an
// unknown Maybe both mean that the record did not tell. A slice is nil when the
// tool gave no such records at all; a Gap of class absent says so.
type Records struct {
	// Sources name where the records came from, for a person to read.
	Sources    []string       `json:"sources,omitempty"`
	Accounts   []Account      `json:"-"`
	Activities []ToolActivity `json:"-"`
	Scores     []Score        `json:"-"`
	Launches   []Launch       `json:"-"`
	Sends      []Send         `json:"-"`
	Gaps       []Gap          `json:"-"`
	// Likeness takes the place of comparing people's names; nil: compare them.
	Likeness *Likeness `json:"likeness,omitempty"`
}

// Account is one login of the tool.
type Account struct {
	ID          string           `json:"id"`
	Name        string           `json:"name,omitempty"`
	Email       string           `json:"email,omitempty"`
	Login       string           `json:"login,omitempty"`
	SISID       string           `json:"sis_id,omitempty"`
	LMSUserID   string           `json:"lms_user_id,omitempty"`   // LTI 1.3 sub
	LTI11UserID string           `json:"lti11_user_id,omitempty"` // LTI 1.1 user_id
	Source      string           `json:"source,omitempty"`        // lti, manual, roster, import
	Role        string           `json:"role,omitempty"`          // the tool's own word; see StaffRole
	Active      Maybe[bool]      `json:"active,omitzero"`
	CreatedAt   Maybe[time.Time] `json:"created_at,omitzero"`
	MergedInto  string           `json:"merged_into,omitempty"`
	MergeState  string           `json:"merge_state,omitempty"` // none, pending, done
	// Order is the place among the accounts of one person, from 1, where ids do not tell
	// it because they were replaced; 0: they do.
	Order int `json:"order,omitempty"`
}

// ToolActivity is one gradable thing in the tool.
type ToolActivity struct {
	ID             string           `json:"id"`
	Title          string           `json:"title,omitempty"`
	Max            Maybe[float64]   `json:"max,omitzero"`
	Assigned       Maybe[bool]      `json:"assigned,omitzero"`
	Graded         Maybe[bool]      `json:"graded,omitzero"`
	DueAt          Maybe[time.Time] `json:"due_at,omitzero"`
	Release        string           `json:"release,omitempty"` // manual, auto
	Send           string           `json:"send,omitempty"`    // off, manual, auto, after_due
	Mode           string           `json:"mode,omitempty"`    // activity, course
	ResourceLinkID string           `json:"resource_link_id,omitempty"`
	LineItemURL    string           `json:"lineitem_url,omitempty"`
	UpdatedAt      Maybe[time.Time] `json:"updated_at,omitzero"`
}

// The states of a Score. The empty state is unknown.
const (
	NotStarted    = "not_started"
	InProgress    = "in_progress"
	Submitted     = "submitted"
	PendingManual = "pending_manual"
	Graded        = "graded"
)

// Score is what one account reached in one activity.
type Score struct {
	Account       string           `json:"account"`
	Activity      string           `json:"activity"`
	Score         Maybe[float64]   `json:"score,omitzero"`
	Max           Maybe[float64]   `json:"max,omitzero"`
	State         string           `json:"state,omitempty"`
	Released      Maybe[bool]      `json:"released,omitzero"`
	SubmittedAt   Maybe[time.Time] `json:"submitted_at,omitzero"`
	ScoredAt      Maybe[time.Time] `json:"scored_at,omitzero"`
	LastSentScore Maybe[float64]   `json:"last_sent_score,omitzero"`
	LastSentAt    Maybe[time.Time] `json:"last_sent_at,omitzero"`
}

// Origins of a Launch.
const (
	OriginLTI    = "lti"
	OriginDirect = "direct" // the tool's own login page
)

// LTI versions as records write them.
const (
	LTI11 = "1.1"
	LTI13 = "1.3"
)

// Launch is one arrival of an account at the tool. For the members that say how a
// grade can be returned, a known empty string means that the launch carried none.
type Launch struct {
	At             time.Time       `json:"at"`
	Account        string          `json:"account,omitempty"`
	Activity       string          `json:"activity,omitempty"` // empty: a generic link, or unknown
	Version        string          `json:"lti_version,omitempty"`
	Origin         string          `json:"origin,omitempty"`
	Issuer         string          `json:"iss,omitempty"`
	ClientID       string          `json:"client_id,omitempty"`
	DeploymentID   string          `json:"deployment_id,omitempty"`
	ContextID      string          `json:"context_id,omitempty"`
	ContextTitle   string          `json:"context_title,omitempty"`
	ResourceLinkID string          `json:"resource_link_id,omitempty"`
	UserID         string          `json:"user_id,omitempty"`
	Roles          []string        `json:"roles,omitempty"`
	LineItem       Maybe[string]   `json:"lineitem,omitzero"`
	LineItems      Maybe[string]   `json:"lineitems,omitzero"`
	Scopes         Maybe[[]string] `json:"scopes,omitzero"`
	SourcedID      Maybe[string]   `json:"lis_result_sourcedid,omitzero"`
	OutcomeURL     Maybe[string]   `json:"lis_outcome_service_url,omitzero"`
	TargetLinkURI  string          `json:"target_link_uri,omitempty"`
	UserAgent      string          `json:"user_agent,omitempty"`
	ProductFamily  string          `json:"product_family_code,omitempty"` // of the LMS, as it calls itself
	Error          string          `json:"error,omitempty"`
}

// ReturnsGrades tells whether the launch carried any way to return a grade: an
// AGS line item or container, or an LTI 1.1 outcome URL. It is unknown while the
// one that the launch's LTI version would use is unknown.
func (l *Launch) ReturnsGrades() Maybe[bool] {
	for _, m := range []Maybe[string]{l.LineItem, l.LineItems, l.OutcomeURL} {
		if m.value != "" {
			return Known(true)
		}
	}
	none := l.LineItems.known && l.OutcomeURL.known
	switch l.Version {
	case LTI11:
		none = l.OutcomeURL.known
	case LTI13:
		none = l.LineItems.known
	}
	if !none {
		return Maybe[bool]{}
	}
	return Known(false)
}

// Send is one attempt of the tool to put a score into the LMS.
type Send struct {
	At        time.Time        `json:"at"`
	Account   string           `json:"account,omitempty"`
	Activity  string           `json:"activity,omitempty"`
	URL       string           `json:"url,omitempty"`
	Status    Maybe[int]       `json:"status,omitzero"`   // HTTP; a known 0 is "no answer"
	Code      string           `json:"code,omitempty"`    // imsx_codeMajor or an error code
	Message   string           `json:"message,omitempty"` // what the LMS said
	Score     Maybe[float64]   `json:"score,omitzero"`
	Max       Maybe[float64]   `json:"max,omitzero"`
	Timestamp Maybe[time.Time] `json:"timestamp,omitzero"` // as sent
	Progress  string           `json:"grading_progress,omitempty"`
}
