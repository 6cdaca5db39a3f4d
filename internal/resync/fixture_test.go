package resync_test

import (
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/resync"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

const (
	container = "https://moodle.example.edu/mod/lti/services.php/5/lineitems"
	outcomes  = "https://moodle.example.edu/mod/lti/service.php"
	learner   = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
)

// course is a course in which learner 51 has 8 / 10 in the tool and nothing in the
// gradebook, in activity 35 over LTI 1.3 and in 36 over LTI 1.1.
type course struct {
	book    grade.Book
	records grade.Records
	rules   []*diagnose.Rule
}

func newCourse() *course {
	c := &course{book: grade.Book{
		LMS: grade.Site{Kind: "moodle", URL: "https://moodle.example.edu"}, AskedAt: noon,
		Course:  grade.Course{ID: "5", Code: "CALC101", ContextIDs: []string{"5"}, LineItemsURL: container},
		Results: []grade.Result{},
	}}
	for i, id := range []string{"35", "36"} {
		item := &grade.LineItem{ID: "4" + id, URL: container + "/4" + id + "/lineitem", Max: grade.Known(10.0)}
		c.book.Activities = append(c.book.Activities, grade.Activity{ID: id, Title: "Lab " + id, Kind: "lti", ResourceLinkID: "r" + id, Graded: grade.Known(true), LineItem: item})
		tool := grade.ToolActivity{ID: "t" + id, Title: "Lab " + id, Max: grade.Known(10.0), ResourceLinkID: "r" + id}
		if i == 0 {
			tool.LineItemURL = item.URL + "?type_id=1"
		}
		c.records.Activities = append(c.records.Activities, tool)
	}
	c.addLearner("51")
	return c
}

func (c *course) addLearner(id string) {
	c.book.Learners = append(c.book.Learners, grade.Learner{ID: id, Name: "Ada " + id, LTIUserIDs: []string{id}, Enrolments: []grade.Enrolment{
		{Role: "student", Kind: grade.RoleLearner, State: grade.Known(grade.EnrolmentActive)},
	}})
	c.records.Accounts = append(c.records.Accounts, grade.Account{ID: "a" + id, LMSUserID: id, LTI11UserID: id, Role: "student"})
	for i, activity := range []string{"35", "36"} {
		c.book.Results = append(c.book.Results, grade.Result{Learner: id, Activity: activity, Empty: true})
		c.records.Scores = append(c.records.Scores, grade.Score{Account: "a" + id, Activity: "t" + activity, Score: grade.Known(8.0), Max: grade.Known(10.0),
			State: grade.Graded, Released: grade.Known(true), SubmittedAt: grade.Known(noon.Add(-48 * time.Hour)), ScoredAt: grade.Known(noon.Add(-47 * time.Hour))})
		l := grade.Launch{At: noon.Add(-50 * time.Hour), Account: "a" + id, Activity: "t" + activity, Version: grade.LTI13, Origin: grade.OriginLTI,
			ContextID: "5", ResourceLinkID: "r" + activity, UserID: id, Roles: []string{learner},
			LineItem: grade.Known(container + "/435/lineitem?type_id=1"), LineItems: grade.Known(container), SourcedID: grade.Known(""), OutcomeURL: grade.Known("")}
		if i == 1 {
			l.Version, l.LineItem, l.LineItems = grade.LTI11, grade.Known(""), grade.Known("")
			l.SourcedID, l.OutcomeURL = grade.Known("sourced-"+id), grade.Known(outcomes)
		}
		c.records.Launches = append(c.records.Launches, l)
	}
}

func (c *course) examine() *diagnose.Examination {
	return diagnose.Examine(diagnose.Input{Book: &c.book, Records: &c.records, Now: noon, Grace: time.Hour, Tolerance: 0.01}, c.rules)
}

func both() resync.Via { return resync.Via{AGS: true, LTI11: true} }

// shows puts a grade into the gradebook's first cell.
func (c *course) shows(score float64) *grade.Result {
	r := &c.book.Results[0]
	r.Empty, r.Score, r.Overridden = false, grade.Known(score), grade.Known(false)
	return r
}

// blame is a rule that blames activity 35.
func blame(code string, resend bool) *diagnose.Rule {
	return &diagnose.Rule{Code: code, Name: "something stands in the way", Hop: diagnose.HopLink, Severity: diagnose.SeverityError, Resend: resend,
		Explains: []diagnose.Verdict{diagnose.Missing, diagnose.Differs}, Remedy: diagnose.Remedy{Actor: diagnose.ActorTeacher},
		Check: func(p *diagnose.Pass) { p.BlameActivity("35", diagnose.Certain, nil) }}
}
