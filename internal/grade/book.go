package grade

import "time"

// Book is what one LMS said of one course at one moment. Slices that were not
// read are nil and have a Gap; slices that were read and hold nothing are empty
// and have none.
type Book struct {
	LMS     Site      `json:"lms"`
	AskedAt time.Time `json:"asked_at"`
	Course  Course    `json:"course"`
	// Sources names the call that told each fact ("moodle core_course_get_contents").
	Sources    map[Fact]string `json:"sources,omitempty"`
	Tools      []Tool          `json:"-"`
	Activities []Activity      `json:"-"`
	Learners   []Learner       `json:"-"`
	Results    []Result        `json:"-"`
	// Categories are in the order of the gradebook. One without a row in Totals is one
	// whose total the LMS does not tell.
	Categories []Category `json:"-"`
	Totals     []Total    `json:"-"`
	// Completions is nil until the provider was asked for them (lms.LMS.Completion).
	Completions []Completion `json:"-"`
	Gaps        []Gap        `json:"-"`
	// Contexts are LTI context ids that were looked up because launches carry
	// them: the id of the course each means, empty when it means none.
	Contexts map[string]string `json:"contexts,omitzero"`
	// LTIUsers are LTI user ids that were looked up one by one, with the user each
	// means, empty for none. While it is nil, the ids of the learners are all there
	// are; otherwise nothing is known of an id that is neither there nor here.
	LTIUsers map[string]string `json:"lti_users,omitzero"`
}

// Site is the LMS a book was read from.
type Site struct {
	Kind    string `json:"kind"` // moodle, canvas, blackboard, brightspace, lti
	URL     string `json:"url"`
	Version string `json:"version,omitempty"`
}

// Course is one course of an LMS. A known zero StartAt or EndAt is "no such date".
type Course struct {
	ID     string `json:"id"`
	Code   string `json:"code"`
	Title  string `json:"title"`
	Number string `json:"number,omitempty"` // the id the SIS knows it by
	// ContextIDs are the values of the LTI context id that mean this course.
	ContextIDs []string `json:"context_ids,omitempty"`
	// LineItemsURL is the AGS container; line item URLs of this course begin with
	// it. Empty when the LMS does not tell or has none.
	LineItemsURL string           `json:"lineitems_url,omitempty"`
	Visible      Maybe[bool]      `json:"visible,omitzero"`
	StartAt      Maybe[time.Time] `json:"start_at,omitzero"`
	EndAt        Maybe[time.Time] `json:"end_at,omitzero"`
	TimeZone     string           `json:"time_zone,omitempty"` // IANA name; empty is unknown
	// Concluded tells whether the course is over for its learners, by whatever date
	// or decision counts in that LMS; ConcludedBy names it (course, term, section).
	Concluded   Maybe[bool]      `json:"concluded,omitzero"`
	ConcludedBy string           `json:"concluded_by,omitempty"`
	ConcludedAt Maybe[time.Time] `json:"concluded_at,omitzero"`
	// Tracked tells whether the LMS tracks completion in this course.
	Tracked Maybe[bool] `json:"tracked,omitzero"`
	// Blueprint tells whether the course's content is governed by another course.
	Blueprint Maybe[bool] `json:"blueprint,omitzero"`
	// Accounts is the chain of accounts the course belongs to, its own first.
	Accounts []string  `json:"accounts,omitempty"`
	Sections []Section `json:"sections,omitempty"`
}

// Section is one group of learners that a course is taught in.
type Section struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	// From is the id of the course the section was cross-listed from; empty is none.
	From  string           `json:"from,omitempty"`
	EndAt Maybe[time.Time] `json:"end_at,omitzero"`
}

// Tool is one registration (1.3) or consumer key (1.1) of an external tool.
type Tool struct {
	ID           string      `json:"id"`
	Name         string      `json:"name"`
	LTIVersion   string      `json:"lti_version,omitempty"` // "1.1", "1.3"; empty is unknown
	ClientID     string      `json:"client_id,omitempty"`
	DeploymentID string      `json:"deployment_id,omitempty"`
	CourseID     string      `json:"course_id,omitempty"` // set when it may be used in that course only
	Active       Maybe[bool] `json:"active,omitzero"`
	// Account is the account it is installed in; empty is unknown, or a course.
	Account string `json:"account,omitempty"`
	// Available tells whether this course can use it.
	Available Maybe[bool]      `json:"available,omitzero"`
	CreatedAt Maybe[time.Time] `json:"created_at,omitzero"`
	Domain    string           `json:"domain,omitempty"`  // the host it serves
	Privacy   string           `json:"privacy,omitempty"` // the LMS's own word
}

// Activity is one thing in the course that can have a grade, or a link to the
// external tool that has none. A gradebook column with nothing behind it is an
// Activity of kind "column".
type Activity struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Kind  string `json:"kind"` // the LMS's own word: lti, assign, quiz, column, ...
	URL   string `json:"url,omitempty"`
	// ResourceLinkID is the LTI resource link id that launches carry; empty when
	// the activity is not a tool link or the LMS does not tell.
	ResourceLinkID string           `json:"resource_link_id,omitempty"`
	ToolID         string           `json:"tool_id,omitempty"`        // Tool.ID; empty is unknown or none
	Visible        Maybe[bool]      `json:"visible,omitzero"`         // published, not hidden
	OnCoursePage   Maybe[bool]      `json:"on_course_page,omitzero"`  // false with Visible true: reachable, not listed
	SectionVisible Maybe[bool]      `json:"section_visible,omitzero"` // of the section it stands in
	Restricted     Maybe[bool]      `json:"restricted,omitzero"`      // conditions keep some learners out
	OpensAt        Maybe[time.Time] `json:"opens_at,omitzero"`
	ClosesAt       Maybe[time.Time] `json:"closes_at,omitzero"`
	// AcceptsGrades is the link's own setting, where the LMS shows it.
	AcceptsGrades Maybe[bool] `json:"accepts_grades,omitzero"`
	// Graded tells whether the gradebook has a column for it; LineItem is that column.
	Graded   Maybe[bool] `json:"graded,omitzero"`
	LineItem *LineItem   `json:"lineitem,omitempty"`
	// LaunchURL is what the link opens in the tool, without secrets.
	LaunchURL string `json:"launch_url,omitempty"`
	// PostManually tells whether grades stay hidden until a teacher posts them.
	PostManually Maybe[bool] `json:"post_manually,omitzero"`
	Anonymous    Maybe[bool] `json:"anonymous,omitzero"`
	// Moderated tells whether grades wait for a moderator to release them.
	Moderated Maybe[bool] `json:"moderated,omitzero"`
	// Governed names what a blueprint locks here, such as content or points.
	Governed Maybe[[]string] `json:"governed,omitzero"`
	// AllowedAttempts is how many submissions count; a known 0 is no limit.
	AllowedAttempts Maybe[int]       `json:"allowed_attempts,omitzero"`
	CreatedAt       Maybe[time.Time] `json:"created_at,omitzero"`
	// Tracked tells whether the LMS tracks who has completed it.
	Tracked Maybe[bool] `json:"tracked,omitzero"`
}

// ColumnType is what a column can hold.
type ColumnType string

// Grade types.
const (
	Points   ColumnType = "points"
	Scale    ColumnType = "scale"
	NoGrade  ColumnType = "none"
	PassFail ColumnType = "pass_fail"
	Letter   ColumnType = "letter"
)

// LineItem is the gradebook column of an activity.
type LineItem struct {
	ID     string            `json:"id"`
	URL    string            `json:"url,omitempty"` // as AGS names it, without query
	Max    Maybe[float64]    `json:"max,omitzero"`
	Min    Maybe[float64]    `json:"min,omitzero"`
	Type   Maybe[ColumnType] `json:"type,omitzero"`
	Hidden Maybe[bool]       `json:"hidden,omitzero"` // the whole column, from learners
	Locked Maybe[bool]       `json:"locked,omitzero"` // the whole column, against changes
	// Category is the Category.ID it belongs to; a known empty one is "directly in
	// the course".
	Category Maybe[string] `json:"category,omitzero"`
	// Position is its place among the gradebook's columns, from 1.
	Position Maybe[int] `json:"position,omitzero"`
}

// Result is what the gradebook shows for one learner in one activity's column.
// With neither Empty nor a known Score it was not read.
type Result struct {
	Learner    string           `json:"learner"`
	Activity   string           `json:"activity"`
	Empty      bool             `json:"empty,omitempty"` // asked for, and there is none
	Score      Maybe[float64]   `json:"score,omitzero"`
	Max        Maybe[float64]   `json:"max,omitzero"` // when it differs by learner; else the line item's
	GradedAt   Maybe[time.Time] `json:"graded_at,omitzero"`
	Hidden     Maybe[bool]      `json:"hidden,omitzero"`     // from this learner
	Locked     Maybe[bool]      `json:"locked,omitzero"`     // this cell, or its column
	Overridden Maybe[bool]      `json:"overridden,omitzero"` // a person set it over the tool's
	Excused    Maybe[bool]      `json:"excused,omitzero"`    // taken out of the total for this learner

	// Entered is what was written, before the LMS deducted anything; Deducted is
	// how many points it took away.
	Entered  Maybe[float64] `json:"entered,omitzero"`
	Deducted Maybe[float64] `json:"deducted,omitzero"`
	// Grader is who wrote it: "tool:" and a Tool.ID, "person" or "system"; empty is
	// unknown.
	Grader      string           `json:"grader,omitempty"`
	SubmittedAt Maybe[time.Time] `json:"submitted_at,omitzero"`
	// Stale tells that the grade belongs to an earlier submission.
	Stale Maybe[bool] `json:"stale,omitzero"`
	// Assigned tells whether the activity is given to this learner at all.
	Assigned Maybe[bool] `json:"assigned,omitzero"`
	// Closed tells whether the grading period of this cell is closed.
	Closed Maybe[bool] `json:"closed,omitzero"`
	// AttemptsLeft is how many more submissions are taken; unknown without a limit.
	AttemptsLeft Maybe[int] `json:"attempts_left,omitzero"`
}

// RoleKind is what an enrolment's role means for grades.
type RoleKind string

// Role kinds.
const (
	RoleLearner  RoleKind = "learner"
	RoleStaff    RoleKind = "staff"    // teaches, assists, designs or administers
	RoleObserver RoleKind = "observer" // watches a learner
	RoleNone     RoleKind = "none"     // enrolled without any role
	RoleOther    RoleKind = "other"    // a role of the site's own making
)

// EnrolmentState is whether an enrolment counts now.
type EnrolmentState string

// Enrolment states. Inactive covers what some LMSs do not tell apart: suspended,
// expired, not yet begun.
const (
	EnrolmentActive    EnrolmentState = "active"
	EnrolmentInactive  EnrolmentState = "inactive"
	EnrolmentConcluded EnrolmentState = "concluded"
	EnrolmentInvited   EnrolmentState = "invited"
	EnrolmentDeleted   EnrolmentState = "deleted"
)

// Enrolment is one role of one person in the course.
type Enrolment struct {
	Role     string                `json:"role"` // the LMS's own word
	Kind     RoleKind              `json:"kind"`
	State    Maybe[EnrolmentState] `json:"state,omitzero"`
	Sections []string              `json:"sections,omitempty"`
	StartAt  Maybe[time.Time]      `json:"start_at,omitzero"`
	EndAt    Maybe[time.Time]      `json:"end_at,omitzero"`
}

// Learner is one person of the course's roster, staff included: what makes a
// person a learner is an enrolment.
type Learner struct {
	ID    string `json:"id"`
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty"`
	Login string `json:"login,omitempty"`
	SISID string `json:"sis_id,omitempty"`
	// LTIUserIDs are the values of sub (1.3) and user_id (1.1) that mean this person.
	LTIUserIDs []string `json:"lti_user_ids,omitempty"`
	// FormerIDs are LTI user ids of accounts that were merged into this person's.
	FormerIDs []string    `json:"former_ids,omitempty"`
	Suspended Maybe[bool] `json:"suspended,omitzero"` // the account itself, everywhere
	Test      Maybe[bool] `json:"test,omitzero"`      // a preview account that can hold no grade
	// Listed tells whether the gradebook has a row for this person.
	Listed     Maybe[bool] `json:"listed,omitzero"`
	Enrolments []Enrolment `json:"enrolments"`
}

// Role returns what the person is here: a learner if any enrolment says so, else
// staff, else whatever the first enrolment says. ok is false without enrolments.
func (l *Learner) Role() (kind RoleKind, ok bool) {
	if len(l.Enrolments) == 0 {
		return "", false
	}
	kind = l.Enrolments[0].Kind
	for _, e := range l.Enrolments {
		switch e.Kind {
		case RoleLearner:
			return RoleLearner, true
		case RoleStaff:
			kind = RoleStaff
		}
	}
	return kind, true
}

// State returns the best state of the person's enrolments: active if any is.
func (l *Learner) State() Maybe[EnrolmentState] {
	var best Maybe[EnrolmentState]
	for _, e := range l.Enrolments {
		if Is(e.State, EnrolmentActive) {
			return e.State
		}
		if e.State.Known() {
			best = e.State
		}
	}
	return best
}
