package diagnose

import (
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// blanks make one kind of fact unknown throughout a fixture, as if nobody had
// told it. Every fact of the table has one.
var blanks = map[grade.Fact]func(*fixture){
	grade.FactCourseDates:        func(fx *fixture) { fx.LMS.Course.StartAt, fx.LMS.Course.EndAt = Moment{}, Moment{} },
	grade.FactCourseVisible:      func(fx *fixture) { fx.LMS.Course.Visible = grade.Maybe[bool]{} },
	grade.FactCourseContext:      func(fx *fixture) { fx.LMS.Course.ContextIDs = nil },
	grade.FactActivities:         func(fx *fixture) { fx.LMS.Activities = nil },
	grade.FactActivityVisible:    eachActivity(func(a *grade.Activity) { a.Visible, a.SectionVisible = grade.Maybe[bool]{}, grade.Maybe[bool]{} }),
	grade.FactActivityRestricted: eachActivity(func(a *grade.Activity) { a.Restricted = grade.Maybe[bool]{} }),
	grade.FactActivityDates:      eachActivity(func(a *grade.Activity) { a.OpensAt, a.ClosesAt = Moment{}, Moment{} }),
	grade.FactActivityTool:       eachActivity(func(a *grade.Activity) { a.ToolID, a.AcceptsGrades = "", grade.Maybe[bool]{} }),
	grade.FactLineItems:          eachActivity(func(a *grade.Activity) { a.Graded, a.LineItem = grade.Maybe[bool]{}, nil }),
	grade.FactLineItemMax:        eachItem(func(l *grade.LineItem) { l.Max = grade.Maybe[float64]{} }),
	grade.FactLineItemType:       eachItem(func(l *grade.LineItem) { l.Type = grade.Maybe[grade.ColumnType]{} }),
	grade.FactLineItemLocked:     eachItem(func(l *grade.LineItem) { l.Locked = grade.Maybe[bool]{} }),
	grade.FactLineItemHidden:     eachItem(func(l *grade.LineItem) { l.Hidden = grade.Maybe[bool]{} }),
	grade.FactTools:              func(fx *fixture) { fx.LMS.Tools = nil },
	grade.FactRoster:             func(fx *fixture) { fx.LMS.Learners = nil },
	grade.FactRole:               eachLearner(func(l *grade.Learner) { l.Enrolments = nil }),
	grade.FactEnrolmentState: eachLearner(func(l *grade.Learner) {
		for i := range l.Enrolments {
			l.Enrolments[i].State = grade.Maybe[grade.EnrolmentState]{}
		}
	}),
	grade.FactResults:           func(fx *fixture) { fx.LMS.Results = nil },
	grade.FactResultHidden:      eachResult(func(r *grade.Result) { r.Hidden = grade.Maybe[bool]{} }),
	grade.FactResultLocked:      eachResult(func(r *grade.Result) { r.Locked = grade.Maybe[bool]{} }),
	grade.FactResultOverridden:  eachResult(func(r *grade.Result) { r.Overridden = grade.Maybe[bool]{} }),
	grade.FactResultTime:        eachResult(func(r *grade.Result) { r.GradedAt = grade.Maybe[time.Time]{} }),
	grade.FactCourseConcluded:   func(fx *fixture) { fx.LMS.Course.Concluded, fx.LMS.Course.ConcludedAt = grade.Maybe[bool]{}, Moment{} },
	grade.FactCourseBlueprint:   func(fx *fixture) { fx.LMS.Course.Blueprint = grade.Maybe[bool]{} },
	grade.FactCourseAccounts:    func(fx *fixture) { fx.LMS.Course.Accounts = nil },
	grade.FactSections:          func(fx *fixture) { fx.LMS.Course.Sections = nil },
	grade.FactActivityGoverned:  eachActivity(func(a *grade.Activity) { a.Governed = grade.Maybe[[]string]{} }),
	grade.FactActivityPosting:   eachActivity(func(a *grade.Activity) { a.PostManually, a.Anonymous = grade.Maybe[bool]{}, grade.Maybe[bool]{} }),
	grade.FactActivityModerated: eachActivity(func(a *grade.Activity) { a.Moderated = grade.Maybe[bool]{} }),
	grade.FactActivityLaunchURL: eachActivity(func(a *grade.Activity) { a.LaunchURL = "" }),
	grade.FactToolAvailable:     func(fx *fixture) { each(fx.LMS.Tools, func(t *grade.Tool) { t.Available = grade.Maybe[bool]{} }) },
	grade.FactFormerIDs:         eachLearner(func(l *grade.Learner) { l.FormerIDs = nil }),
	grade.FactContexts:          func(fx *fixture) { fx.LMS.Contexts = nil },
	grade.FactResultGrader:      eachResult(func(r *grade.Result) { r.Grader = "" }),
	grade.FactResultEntered:     eachResult(func(r *grade.Result) { r.Entered, r.Deducted = grade.Maybe[float64]{}, grade.Maybe[float64]{} }),
	grade.FactResultStale:       eachResult(func(r *grade.Result) { r.Stale = grade.Maybe[bool]{} }),
	grade.FactResultAssigned:    eachResult(func(r *grade.Result) { r.Assigned = grade.Maybe[bool]{} }),
	grade.FactResultClosed:      eachResult(func(r *grade.Result) { r.Closed = grade.Maybe[bool]{} }),
	grade.FactResultAttempts:    eachResult(func(r *grade.Result) { r.AttemptsLeft = grade.Maybe[int]{} }),

	grade.FactSyncState:    func(fx *fixture) { fx.Sync.State, fx.Sync.StateSince = "", Moment{} },
	grade.FactSyncPulled:   func(fx *fixture) { fx.Sync.PulledAt, fx.Sync.FullAt = Moment{}, Moment{} },
	grade.FactSyncFailure:  func(fx *fixture) { fx.Sync.FailingSince, fx.Sync.Class, fx.Sync.Reason = Moment{}, "", "" },
	grade.FactSyncLists:    func(fx *fixture) { fx.Sync.Lists = nil },
	grade.FactSyncHeldBack: func(fx *fixture) { fx.Sync.HeldBack = grade.Maybe[int]{} },
	grade.FactSyncLease:    func(fx *fixture) { fx.Sync.Lease = grade.Maybe[grade.Lease]{} },
	grade.FactSyncProgress: func(fx *fixture) { fx.Sync.Progress = nil },

	grade.FactAccounts:         func(fx *fixture) { fx.Tool.Accounts = nil },
	grade.FactAccountLMSUser:   eachAccount(func(a *grade.Account) { a.LMSUserID, a.LTI11UserID = "", "" }),
	grade.FactAccountSource:    eachAccount(func(a *grade.Account) { a.Source = "" }),
	grade.FactAccountRole:      eachAccount(func(a *grade.Account) { a.Role = "" }),
	grade.FactAccountMerge:     eachAccount(func(a *grade.Account) { a.MergeState, a.MergedInto = "", "" }),
	grade.FactToolActivities:   func(fx *fixture) { fx.Tool.Activities = nil },
	grade.FactToolSend:         eachToolActivity(func(a *grade.ToolActivity) { a.Send = "" }),
	grade.FactToolLineItem:     eachToolActivity(func(a *grade.ToolActivity) { a.LineItemURL = "" }),
	grade.FactToolResourceLink: eachToolActivity(func(a *grade.ToolActivity) { a.ResourceLinkID = "" }),
	grade.FactScores:           func(fx *fixture) { fx.Tool.Scores = nil },
	grade.FactScoreState:       eachScore(func(s *grade.Score) { s.State = "" }),
	grade.FactScoreReleased:    eachScore(func(s *grade.Score) { s.Released = grade.Maybe[bool]{} }),
	grade.FactSubmittedAt:      eachScore(func(s *grade.Score) { s.SubmittedAt = Moment{} }),
	grade.FactScoredAt:         eachScore(func(s *grade.Score) { s.ScoredAt = Moment{} }),
	grade.FactLastSent:         eachScore(func(s *grade.Score) { s.LastSentScore, s.LastSentAt = grade.Maybe[float64]{}, Moment{} }),
	grade.FactLaunches:         func(fx *fixture) { fx.Tool.Launches = nil },
	grade.FactLaunchOrigin:     eachLaunch(func(l *grade.Launch) { l.Origin = "" }),
	grade.FactLaunchContext:    eachLaunch(func(l *grade.Launch) { l.ContextID, l.ContextTitle = "", "" }),
	grade.FactLaunchVersion:    eachLaunch(func(l *grade.Launch) { l.Version = "" }),
	grade.FactLaunchLink:       eachLaunch(func(l *grade.Launch) { l.ResourceLinkID = "" }),
	grade.FactLaunchDeployment: eachLaunch(func(l *grade.Launch) { l.DeploymentID = "" }),
	grade.FactLaunchRoles:      eachLaunch(func(l *grade.Launch) { l.Roles = nil }),
	grade.FactLaunchScopes:     eachLaunch(func(l *grade.Launch) { l.Scopes = grade.Maybe[[]string]{} }),
	grade.FactLaunchService: eachLaunch(func(l *grade.Launch) {
		l.LineItem, l.LineItems, l.SourcedID, l.OutcomeURL = grade.Maybe[string]{}, grade.Maybe[string]{}, grade.Maybe[string]{}, grade.Maybe[string]{}
	}),
	grade.FactSends:         func(fx *fixture) { fx.Tool.Sends = nil },
	grade.FactSendStatus:    eachSend(func(s *grade.Send) { s.Status = grade.Maybe[int]{} }),
	grade.FactSendCode:      eachSend(func(s *grade.Send) { s.Code, s.Message = "", "" }),
	grade.FactSendTimestamp: eachSend(func(s *grade.Send) { s.Timestamp = Moment{} }),
	grade.FactSendProgress:  eachSend(func(s *grade.Send) { s.Progress = "" }),
	grade.FactSendURL:       eachSend(func(s *grade.Send) { s.URL = "" }),
}

func each[T any](rows []T, do func(*T)) {
	for i := range rows {
		do(&rows[i])
	}
}

func eachActivity(do func(*grade.Activity)) func(*fixture) {
	return func(fx *fixture) { each(fx.LMS.Activities, do) }
}

func eachItem(do func(*grade.LineItem)) func(*fixture) {
	return eachActivity(func(a *grade.Activity) {
		if a.LineItem != nil {
			do(a.LineItem)
		}
	})
}

func eachLearner(do func(*grade.Learner)) func(*fixture) {
	return func(fx *fixture) { each(fx.LMS.Learners, do) }
}

func eachResult(do func(*grade.Result)) func(*fixture) {
	return func(fx *fixture) { each(fx.LMS.Results, do) }
}

func eachAccount(do func(*grade.Account)) func(*fixture) {
	return func(fx *fixture) { each(fx.Tool.Accounts, do) }
}

func eachToolActivity(do func(*grade.ToolActivity)) func(*fixture) {
	return func(fx *fixture) { each(fx.Tool.Activities, do) }
}

func eachScore(do func(*grade.Score)) func(*fixture) {
	return func(fx *fixture) { each(fx.Tool.Scores, do) }
}

func eachLaunch(do func(*grade.Launch)) func(*fixture) {
	return func(fx *fixture) { each(fx.Tool.Launches, do) }
}

func eachSend(do func(*grade.Send)) func(*fixture) {
	return func(fx *fixture) { each(fx.Tool.Sends, do) }
}
