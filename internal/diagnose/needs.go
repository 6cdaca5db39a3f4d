package diagnose

import (
	"slices"

	"github.com/gradesync/gradesync/internal/grade"
)

// factInfo says in words what a fact is, which side tells it, and how to see
// whether anything of it is known.
type factInfo struct {
	words string
	side  Side
	known func(*Facts) bool
}

// factTable lists every fact a rule may need.
var factTable = map[grade.Fact]factInfo{
	grade.FactCourseDates:        {"the course's dates", SideLMS, func(f *Facts) bool { return f.Book.Course.StartAt.Known() || f.Book.Course.EndAt.Known() }},
	grade.FactCourseVisible:      {"whether the course is visible", SideLMS, func(f *Facts) bool { return f.Book.Course.Visible.Known() }},
	grade.FactCourseContext:      {"the course's LTI context id", SideLMS, func(f *Facts) bool { return len(f.Book.Course.ContextIDs) > 0 }},
	grade.FactActivities:         {"the course's activities", SideLMS, func(f *Facts) bool { return f.Book.Activities != nil }},
	grade.FactActivityVisible:    {"whether activities are visible", SideLMS, anyActivity(func(a *grade.Activity) bool { return a.Visible.Known() })},
	grade.FactActivityRestricted: {"access restrictions", SideLMS, anyActivity(func(a *grade.Activity) bool { return a.Restricted.Known() })},
	grade.FactActivityDates:      {"the activities' dates", SideLMS, anyActivity(func(a *grade.Activity) bool { return a.OpensAt.Known() || a.ClosesAt.Known() })},
	grade.FactActivityTool:       {"which tool each link opens", SideLMS, anyActivity(func(a *grade.Activity) bool { return a.ToolID != "" })},
	grade.FactLineItems:          {"which activities have a gradebook column", SideLMS, anyActivity(func(a *grade.Activity) bool { return a.Graded.Known() })},
	grade.FactLineItemMax:        {"the columns' maxima", SideLMS, anyLineItem(func(l *grade.LineItem) bool { return l.Max.Known() })},
	grade.FactLineItemType:       {"the columns' grade types", SideLMS, anyLineItem(func(l *grade.LineItem) bool { return l.Type.Known() })},
	grade.FactLineItemLocked:     {"whether columns are locked", SideLMS, anyLineItem(func(l *grade.LineItem) bool { return l.Locked.Known() })},
	grade.FactLineItemHidden:     {"whether columns are hidden", SideLMS, anyLineItem(func(l *grade.LineItem) bool { return l.Hidden.Known() })},
	grade.FactTools:              {"the tool registrations", SideLMS, func(f *Facts) bool { return f.Book.Tools != nil }},
	grade.FactRoster:             {"the roster", SideLMS, func(f *Facts) bool { return f.Book.Learners != nil }},
	grade.FactRole:               {"the roles in the course", SideLMS, anyLearner(func(l *grade.Learner) bool { return len(l.Enrolments) > 0 })},
	grade.FactEnrolmentState:     {"which enrolments are active", SideLMS, anyLearner(func(l *grade.Learner) bool { return l.State().Known() })},
	grade.FactResults:            {"the gradebook's results", SideLMS, anyResult(func(r *grade.Result) bool { return r.Empty || r.Score.Known() })},
	grade.FactResultHidden:       {"whether results are hidden", SideLMS, anyResult(func(r *grade.Result) bool { return r.Hidden.Known() })},
	grade.FactResultLocked:       {"whether results are locked", SideLMS, anyResult(func(r *grade.Result) bool { return r.Locked.Known() })},
	grade.FactResultOverridden:   {"whether results were overridden", SideLMS, anyResult(func(r *grade.Result) bool { return r.Overridden.Known() })},
	grade.FactResultTime:         {"when results were graded", SideLMS, anyResult(func(r *grade.Result) bool { return r.GradedAt.Known() })},
	grade.FactCourseConcluded:    {"whether the course is over", SideLMS, func(f *Facts) bool { return f.Book.Course.Concluded.Known() }},
	grade.FactCourseBlueprint:    {"whether a blueprint governs the course", SideLMS, func(f *Facts) bool { return f.Book.Course.Blueprint.Known() }},
	grade.FactCourseAccounts:     {"the accounts above the course", SideLMS, func(f *Facts) bool { return len(f.Book.Course.Accounts) > 0 }},
	grade.FactSections:           {"the course's sections", SideLMS, func(f *Facts) bool { return f.Book.Course.Sections != nil }},
	grade.FactActivityGoverned:   {"what a blueprint locks", SideLMS, anyActivity(func(a *grade.Activity) bool { return a.Governed.Known() })},
	grade.FactActivityPosting:    {"whether grades are posted by hand", SideLMS, anyActivity(func(a *grade.Activity) bool { return a.PostManually.Known() })},
	grade.FactActivityModerated:  {"whether grades are moderated", SideLMS, anyActivity(func(a *grade.Activity) bool { return a.Moderated.Known() })},
	grade.FactActivityLaunchURL:  {"what the links open", SideLMS, anyActivity(func(a *grade.Activity) bool { return a.LaunchURL != "" })},
	grade.FactToolAvailable: {"which tools the course can use", SideLMS, func(f *Facts) bool {
		return anyRow(f.Book.Tools, func(t *grade.Tool) bool { return t.Available.Known() })
	}},
	grade.FactFormerIDs: {"former LTI user ids", SideLMS, func(f *Facts) bool {
		return f.Book.LTIUsers != nil || anyRow(f.Book.Learners, func(l *grade.Learner) bool { return len(l.FormerIDs) > 0 })
	}},
	grade.FactContexts:       {"which courses the launches came from", SideLMS, func(f *Facts) bool { return f.Book.Contexts != nil }},
	grade.FactResultGrader:   {"who graded", SideLMS, anyResult(func(r *grade.Result) bool { return r.Grader != "" })},
	grade.FactResultEntered:  {"the scores before deductions", SideLMS, anyResult(func(r *grade.Result) bool { return r.Entered.Known() })},
	grade.FactResultStale:    {"whether grades belong to an earlier submission", SideLMS, anyResult(func(r *grade.Result) bool { return r.Stale.Known() })},
	grade.FactResultAssigned: {"to whom activities are assigned", SideLMS, anyResult(func(r *grade.Result) bool { return r.Assigned.Known() })},
	grade.FactResultClosed:   {"which grading periods are closed", SideLMS, anyResult(func(r *grade.Result) bool { return r.Closed.Known() })},
	grade.FactResultAttempts: {"how many attempts are left", SideLMS, anyResult(func(r *grade.Result) bool { return r.AttemptsLeft.Known() })},

	grade.FactAccounts:         {"the tool's accounts", SideTool, anyAccount(func(*grade.Account) bool { return true })},
	grade.FactAccountLMSUser:   {"the accounts' LMS user ids", SideTool, anyAccount(func(a *grade.Account) bool { return a.LMSUserID != "" || a.LTI11UserID != "" })},
	grade.FactAccountSource:    {"where accounts came from", SideTool, anyAccount(func(a *grade.Account) bool { return a.Source != "" })},
	grade.FactAccountRole:      {"the accounts' roles", SideTool, anyAccount(func(a *grade.Account) bool { return a.Role != "" })},
	grade.FactAccountMerge:     {"the accounts' merge state", SideTool, anyAccount(func(a *grade.Account) bool { return a.MergeState != "" })},
	grade.FactToolActivities:   {"the tool's activities", SideTool, anyToolActivity(func(*grade.ToolActivity) bool { return true })},
	grade.FactToolSend:         {"when the tool sends grades", SideTool, anyToolActivity(func(a *grade.ToolActivity) bool { return a.Send != "" })},
	grade.FactToolLineItem:     {"the line items the tool sends to", SideTool, anyToolActivity(func(a *grade.ToolActivity) bool { return a.LineItemURL != "" })},
	grade.FactToolResourceLink: {"the tool activities' resource links", SideTool, anyToolActivity(func(a *grade.ToolActivity) bool { return a.ResourceLinkID != "" })},
	grade.FactScores:           {"the tool's scores", SideTool, anyScore(func(*grade.Score) bool { return true })},
	grade.FactScoreState:       {"the state of each attempt", SideTool, anyScore(func(s *grade.Score) bool { return s.State != "" })},
	grade.FactScoreReleased:    {"whether scores are released", SideTool, anyScore(func(s *grade.Score) bool { return s.Released.Known() })},
	grade.FactSubmittedAt:      {"when work was submitted", SideTool, anyScore(func(s *grade.Score) bool { return s.SubmittedAt.Known() })},
	grade.FactScoredAt:         {"when work was scored", SideTool, anyScore(func(s *grade.Score) bool { return s.ScoredAt.Known() })},
	grade.FactLastSent:         {"what the tool last sent", SideTool, anyScore(func(s *grade.Score) bool { return s.LastSentScore.Known() })},
	grade.FactLaunches:         {"launch records", SideTool, anyLaunch(func(*grade.Launch) bool { return true })},
	grade.FactLaunchOrigin:     {"where people came from", SideTool, anyLaunch(func(l *grade.Launch) bool { return l.Origin != "" })},
	grade.FactLaunchContext:    {"the launches' LTI context ids", SideTool, anyLaunch(func(l *grade.Launch) bool { return l.ContextID != "" })},
	grade.FactLaunchVersion:    {"the launches' LTI versions", SideTool, anyLaunch(func(l *grade.Launch) bool { return l.Version != "" })},
	grade.FactLaunchLink:       {"the launches' resource link ids", SideTool, anyLaunch(func(l *grade.Launch) bool { return l.ResourceLinkID != "" })},
	grade.FactLaunchDeployment: {"the launches' deployment ids", SideTool, anyLaunch(func(l *grade.Launch) bool { return l.DeploymentID != "" })},
	grade.FactLaunchRoles:      {"the launches' roles", SideTool, anyLaunch(func(l *grade.Launch) bool { return len(l.Roles) > 0 })},
	grade.FactLaunchScopes:     {"the launches' scopes", SideTool, anyLaunch(func(l *grade.Launch) bool { return l.Scopes.Known() })},
	grade.FactLaunchService:    {"whether launches carried a grade service", SideTool, anyLaunch(func(l *grade.Launch) bool { return l.ReturnsGrades().Known() })},
	grade.FactSends:            {"the tool's send log", SideTool, anySend(func(*grade.Send) bool { return true })},
	grade.FactSendStatus:       {"the HTTP status of each send", SideTool, anySend(func(s *grade.Send) bool { return s.Status.Known() })},
	grade.FactSendCode:         {"the LMS's answer to each send", SideTool, anySend(func(s *grade.Send) bool { return s.Code != "" || s.Message != "" })},
	grade.FactSendTimestamp:    {"the timestamp of each send", SideTool, anySend(func(s *grade.Send) bool { return s.Timestamp.Known() })},
	grade.FactSendProgress:     {"the grading progress of each send", SideTool, anySend(func(s *grade.Send) bool { return s.Progress != "" })},
	grade.FactSendURL:          {"the address of each send", SideTool, anySend(func(s *grade.Send) bool { return s.URL != "" })},

	grade.FactSyncState:    {"the course's state in the store", SideStore, anyStored(func(s *grade.Stored) bool { return s.State != "" })},
	grade.FactSyncPulled:   {"when the course was last pulled", SideStore, anyStored(func(s *grade.Stored) bool { return s.PulledAt.Known() })},
	grade.FactSyncFailure:  {"whether pulls fail", SideStore, anyStored(func(s *grade.Stored) bool { return s.FailingSince.Known() })},
	grade.FactSyncLists:    {"whether lists were read to their end", SideStore, anyStored(func(s *grade.Stored) bool { return len(s.Lists) > 0 })},
	grade.FactSyncHeldBack: {"how many removals are held back", SideStore, anyStored(func(s *grade.Stored) bool { return s.HeldBack.Known() })},
	grade.FactSyncLease:    {"who holds sync", SideStore, anyStored(func(s *grade.Stored) bool { return s.Lease.Known() })},
	grade.FactSyncProgress: {"how far learners are", SideStore, anyStored(func(s *grade.Stored) bool { return len(s.Progress) > 0 })},
}

func anyStored(known func(*grade.Stored) bool) func(*Facts) bool {
	return func(f *Facts) bool { return f.Stored != nil && known(f.Stored) }
}

func anyActivity(known func(*grade.Activity) bool) func(*Facts) bool {
	return func(f *Facts) bool { return anyRow(f.Book.Activities, known) }
}

func anyLineItem(known func(*grade.LineItem) bool) func(*Facts) bool {
	return anyActivity(func(a *grade.Activity) bool { return a.LineItem != nil && known(a.LineItem) })
}

func anyLearner(known func(*grade.Learner) bool) func(*Facts) bool {
	return func(f *Facts) bool { return anyRow(f.Book.Learners, known) }
}

func anyResult(known func(*grade.Result) bool) func(*Facts) bool {
	return func(f *Facts) bool { return anyRow(f.Book.Results, known) }
}

func anyAccount(known func(*grade.Account) bool) func(*Facts) bool {
	return func(f *Facts) bool { return f.Records != nil && anyRow(f.Records.Accounts, known) }
}

func anyToolActivity(known func(*grade.ToolActivity) bool) func(*Facts) bool {
	return func(f *Facts) bool { return f.Records != nil && anyRow(f.Records.Activities, known) }
}

func anyScore(known func(*grade.Score) bool) func(*Facts) bool {
	return func(f *Facts) bool { return f.Records != nil && anyRow(f.Records.Scores, known) }
}

func anyLaunch(known func(*grade.Launch) bool) func(*Facts) bool {
	return func(f *Facts) bool { return f.Records != nil && anyRow(f.Records.Launches, known) }
}

func anySend(known func(*grade.Send) bool) func(*Facts) bool {
	return func(f *Facts) bool { return f.Records != nil && anyRow(f.Records.Sends, known) }
}

func anyRow[T any](rows []T, known func(*T) bool) bool {
	for i := range rows {
		if known(&rows[i]) {
			return true
		}
	}
	return false
}

// missingNeed returns the first of a rule's needs of which nothing is known, with
// the reason in words; ok is true when the rule can run.
func (f *Facts) missingNeed(r *Rule) (reason string, ok bool) {
	for _, need := range r.Needs {
		if !factTable[need].known(f) {
			return f.whyUnknown(need), false
		}
	}
	for _, group := range r.NeedsOne {
		if !slices.ContainsFunc(group, func(need grade.Fact) bool { return factTable[need].known(f) }) {
			return f.whyUnknown(group[0]), false
		}
	}
	return "", true
}

// whyUnknown takes the reason from a gap where one names the fact.
func (f *Facts) whyUnknown(need grade.Fact) string {
	for _, gap := range f.gaps() {
		if gap.Fact == need {
			return gap.What + ": " + gap.Reason
		}
	}
	return "not known: " + factTable[need].words
}

// gaps returns what either side could not tell.
func (f *Facts) gaps() []grade.Gap {
	all := slices.Clone(f.Book.Gaps)
	if f.Records != nil {
		all = append(all, f.Records.Gaps...)
	}
	return all
}
