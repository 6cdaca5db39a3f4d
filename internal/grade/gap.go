package grade

import "errors"

// GapClass says why something could not be read.
type GapClass string

// The classes of a Gap.
const (
	Unsupported GapClass = "unsupported" // no way to ask for it exists
	Forbidden   GapClass = "forbidden"   // it exists, the credentials do not reach it
	Failed      GapClass = "failed"      // asking failed
	Absent      GapClass = "absent"      // nobody gave it to us
)

// Gap is something that was not read, with the reason in words for a person.
type Gap struct {
	// Fact names the datum; a rule that needs it is listed as not checked.
	Fact   Fact     `json:"fact,omitempty"`
	What   string   `json:"what"`
	Class  GapClass `json:"class"`
	Reason string   `json:"reason"`
}

// ClassOf returns the class of the gap that err leaves behind.
func ClassOf(err error) GapClass {
	switch {
	case errors.Is(err, ErrAuth), errors.Is(err, ErrScope):
		return Forbidden
	case errors.Is(err, ErrUnsupported):
		return Unsupported
	default:
		return Failed
	}
}

// Fact names one kind of datum that a rule may stand on. A fact is the column of
// a record file or the property of an LMS object, never a single value.
type Fact string

// What an LMS tells.
const (
	FactCourseDates        Fact = "course.dates"
	FactCourseVisible      Fact = "course.visible"
	FactCourseContext      Fact = "course.context"
	FactActivities         Fact = "activities"
	FactActivityVisible    Fact = "activity.visible"
	FactActivityRestricted Fact = "activity.restricted"
	FactActivityDates      Fact = "activity.dates"
	FactActivityTool       Fact = "activity.tool"
	FactLineItems          Fact = "lineitems"
	FactLineItemMax        Fact = "lineitem.max"
	FactLineItemType       Fact = "lineitem.type"
	FactLineItemLocked     Fact = "lineitem.locked"
	FactLineItemHidden     Fact = "lineitem.hidden"
	FactLineItemURL        Fact = "lineitem.url"
	FactTools              Fact = "tools"
	FactRoster             Fact = "roster"
	FactRole               Fact = "roster.role"
	FactEnrolmentState     Fact = "roster.state"
	FactResults            Fact = "results"
	FactResultHidden       Fact = "result.hidden"
	FactResultLocked       Fact = "result.locked"
	FactResultOverridden   Fact = "result.overridden"
	FactResultTime         Fact = "result.graded_at"
	FactCourseConcluded    Fact = "course.concluded"
	FactCourseBlueprint    Fact = "course.blueprint"
	FactCourseAccounts     Fact = "course.accounts"
	FactSections           Fact = "sections"
	FactActivityGoverned   Fact = "activity.governed"
	FactActivityPosting    Fact = "activity.post_manually"
	FactActivityModerated  Fact = "activity.moderated"
	FactActivityLaunchURL  Fact = "activity.launch_url"
	FactToolAvailable      Fact = "tools.available"
	FactFormerIDs          Fact = "roster.former_ids"
	FactLTIUsers           Fact = "roster.lti_user_ids"
	FactContexts           Fact = "contexts"
	FactResultGrader       Fact = "result.grader"
	FactResultEntered      Fact = "result.entered"
	FactResultStale        Fact = "result.stale"
	FactResultAssigned     Fact = "result.assigned"
	FactResultClosed       Fact = "result.closed"
	FactResultAttempts     Fact = "result.attempts_left"
	FactTotals             Fact = "totals"
	FactCompletions        Fact = "completions"
)

// What sync knows of the pulls that brought a course into the store (Stored).
const (
	FactSyncState    Fact = "sync.state"
	FactSyncPulled   Fact = "sync.pulled_at"
	FactSyncFailure  Fact = "sync.failing_since"
	FactSyncLists    Fact = "sync.lists"
	FactSyncHeldBack Fact = "sync.held_back"
	FactSyncLease    Fact = "sync.lease"
	FactSyncProgress Fact = "sync.progress"
)

// What the tool's records tell.
const (
	FactAccounts         Fact = "accounts"
	FactAccountLMSUser   Fact = "accounts.lms_user_id"
	FactAccountSource    Fact = "accounts.source"
	FactAccountRole      Fact = "accounts.role"
	FactAccountMerge     Fact = "accounts.merge_state"
	FactToolActivities   Fact = "tool.activities"
	FactToolSend         Fact = "tool.activities.send"
	FactToolLineItem     Fact = "tool.activities.lineitem_url"
	FactToolResourceLink Fact = "tool.activities.resource_link_id"
	FactScores           Fact = "scores"
	FactScoreState       Fact = "scores.state"
	FactScoreReleased    Fact = "scores.released"
	FactSubmittedAt      Fact = "scores.submitted_at"
	FactScoredAt         Fact = "scores.scored_at"
	FactLastSent         Fact = "scores.last_sent"
	FactLaunches         Fact = "launches"
	FactLaunchOrigin     Fact = "launches.origin"
	FactLaunchContext    Fact = "launches.context_id"
	FactLaunchVersion    Fact = "launches.lti_version"
	FactLaunchLink       Fact = "launches.resource_link_id"
	FactLaunchDeployment Fact = "launches.deployment_id"
	FactLaunchRoles      Fact = "launches.roles"
	FactLaunchScopes     Fact = "launches.scopes"
	FactLaunchService    Fact = "launches.service" // whether a launch carried a way to return a grade
	FactSends            Fact = "sends"
	FactSendStatus       Fact = "sends.status"
	FactSendCode         Fact = "sends.code"
	FactSendTimestamp    Fact = "sends.timestamp"
	FactSendProgress     Fact = "sends.grading_progress"
	FactSendURL          Fact = "sends.url"
)
