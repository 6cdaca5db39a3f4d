package grade

import (
	"fmt"
	"time"
)

// sample is a course as Moodle and a tool tell it: every learner has a score in
// every activity, and launched it several times. Half of the activities are
// linked by LTI 1.1, whose sourcedids are JSON within JSON.
func sample(learners, activities, launchesEach int) *Snapshot {
	noon := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	s := &Snapshot{
		Book: &Book{
			LMS: Site{Kind: "moodle", URL: "https://moodle.example.edu", Version: "5.1.3"}, AskedAt: noon,
			Course:     Course{ID: "5", Code: "CALC101", Title: "Calculus & Co", ContextIDs: []string{"5"}, Visible: Known(true), EndAt: Known(time.Time{})},
			Tools:      []Tool{{ID: "1", Name: "Lab", LTIVersion: LTI13, ClientID: "gslabfull", Active: Known(true)}},
			Categories: []Category{{ID: "7", Title: "Labs"}},
			Gaps:       []Gap{},
		},
		Records: &Records{Sources: []string{"files ./records"}, Gaps: []Gap{{Fact: FactLaunchLink, What: "links", Class: Absent, Reason: "no such column"}}},
		SavedAt: noon.Add(time.Minute), SavedBy: "0.1.0", Grace: time.Hour, Tolerance: 0.01,
	}
	for k := range activities {
		s.addActivity(k)
	}
	for i := range learners {
		s.addLearner(i, activities, launchesEach)
	}
	return s
}

func (s *Snapshot) addActivity(k int) {
	link, url := fmt.Sprint(k+1), fmt.Sprintf("https://moodle.example.edu/mod/lti/services.php/5/lineitems/%d/lineitem", k+100)
	s.Book.Activities = append(s.Book.Activities, Activity{
		ID: fmt.Sprint(k + 30), Title: fmt.Sprintf("Lab %d", k+1), Kind: "lti", ResourceLinkID: link, Visible: Known(true), Graded: Known(true),
		LineItem: &LineItem{ID: fmt.Sprint(k + 100), URL: url, Max: Known(10.0), Type: Known(Points), Hidden: Known(false)},
	})
	s.Records.Activities = append(s.Records.Activities, ToolActivity{
		ID: fmt.Sprintf("act-%d", k), Title: fmt.Sprintf("Lab %d", k+1), Max: Known(10.0), Release: "auto", ResourceLinkID: link, LineItemURL: url + "?type_id=2&x=1",
	})
}

func (s *Snapshot) addLearner(i, activities, launchesEach int) {
	id, account, name := fmt.Sprint(i+50), fmt.Sprintf("acc-%d", i), fmt.Sprintf("Learner Number%d", i)
	mail := fmt.Sprintf("learner%d@example.edu", i)
	s.Book.Learners = append(s.Book.Learners, Learner{
		ID: id, Name: name, Email: mail, Login: fmt.Sprintf("learner%d", i), LTIUserIDs: []string{id}, Listed: Known(true),
		Enrolments: []Enrolment{{Role: "student", Kind: RoleLearner, State: Known(EnrolmentActive)}},
	})
	s.Records.Accounts = append(s.Records.Accounts, Account{ID: account, Name: name, Email: mail, LMSUserID: id, Source: "lti", Role: "student", Active: Known(true)})
	s.Book.Totals = append(s.Book.Totals,
		Total{Learner: id, Category: "7", Score: Known(47.0), Max: Known(100.0), Percent: Known(47.0), Letter: Known(""), Hidden: Known(false), Weight: Known(0.5)},
		Total{Learner: id, Percent: Known(91.5), Letter: Known("A-"), FinalPercent: Known(44.1), FinalLetter: Known("F")})
	for k := range activities {
		at := s.Book.AskedAt.Add(-time.Duration(i*activities+k) * time.Minute)
		s.Book.Completions = append(s.Book.Completions, Completion{Learner: id, Activity: fmt.Sprint(k + 30), State: CompletionPassed, At: Known(at), ByHand: Known(false)})
		score, activity := float64((i+k)%21)/2, fmt.Sprintf("act-%d", k)
		s.Book.Results = append(s.Book.Results, Result{
			Learner: id, Activity: fmt.Sprint(k + 30), Score: Known(score), GradedAt: Known(at), Hidden: Known(false), Locked: Known(false), Overridden: Known(false),
		})
		s.Records.Scores = append(s.Records.Scores, Score{
			Account: account, Activity: activity, Score: Known(score), Max: Known(10.0), State: Graded, Released: Known(true),
			SubmittedAt: Known(at.Add(-time.Hour)), ScoredAt: Known(at), LastSentScore: Known(score), LastSentAt: Known(at.Add(time.Second)),
		})
		s.Records.Sends = append(s.Records.Sends, Send{
			At: at.Add(time.Second), Account: account, Activity: activity, URL: fmt.Sprintf("https://moodle.example.edu/mod/lti/services.php/5/lineitems/%d/lineitem/scores?type_id=2", k+100),
			Status: Known(200), Score: Known(score), Max: Known(10.0), Timestamp: Known(at), Progress: "FullyGraded",
		})
		for n := range launchesEach {
			s.Records.Launches = append(s.Records.Launches, sampleLaunch(id, account, activity, k, at.Add(-time.Duration(n+1)*time.Hour)))
		}
	}
}

func sampleLaunch(id, account, activity string, k int, at time.Time) Launch {
	l := Launch{
		At: at, Account: account, Activity: activity, Version: LTI13, Origin: OriginLTI, Issuer: "https://moodle.example.edu", ClientID: "gslabfull",
		DeploymentID: "1", ContextID: "5", ContextTitle: "Calculus & Co", ResourceLinkID: fmt.Sprint(k + 1), UserID: id,
		Roles:         []string{"http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"},
		TargetLinkURI: fmt.Sprintf("https://tool.example.com/launch/%d", k), ProductFamily: "moodle",
		UserAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
	}
	container := "https://moodle.example.edu/mod/lti/services.php/5/lineitems"
	if k%2 == 0 {
		l.LineItem, l.LineItems = Known(fmt.Sprintf("%s/%d/lineitem?type_id=2", container, k+100)), Known(container+"?type_id=2")
		l.Scopes = Known([]string{"https://purl.imsglobal.org/spec/lti-ags/scope/lineitem", "https://purl.imsglobal.org/spec/lti-ags/scope/score"})
		return l
	}
	l.Version, l.LineItem, l.Scopes = LTI11, Known(""), Known([]string{})
	l.SourcedID = Known(fmt.Sprintf(`{"data":{"instanceid":"%d","userid":"%s","typeid":null,"launchid":1234567},"hash":"3f1c0b7a2d"}`, k+1, id))
	l.OutcomeURL = Known("https://moodle.example.edu/mod/lti/service.php")
	return l
}
