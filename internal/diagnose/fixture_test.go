package diagnose

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// noon is the moment that all fixtures speak of.
var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func ago(d time.Duration) Moment { return grade.Known(noon.Add(-d)) }

const day = 24 * time.Hour

// fixture is both sides as nested lists, so that a patch can name any member.
type fixture struct {
	LMS struct {
		Course     grade.Course     `json:"course"`
		Tools      []grade.Tool     `json:"tools"`
		Activities []grade.Activity `json:"activities"`
		Learners   []grade.Learner  `json:"learners"`
		Results    []grade.Result   `json:"results"`
		Gaps       []grade.Gap      `json:"gaps"`
		// Contexts are the courses that launches' context ids mean.
		Contexts map[string]string `json:"contexts"`
	} `json:"lms"`
	Tool struct {
		Accounts   []grade.Account      `json:"accounts"`
		Activities []grade.ToolActivity `json:"activities"`
		Scores     []grade.Score        `json:"scores"`
		Launches   []grade.Launch       `json:"launches"`
		Sends      []grade.Send         `json:"sends"`
		Gaps       []grade.Gap          `json:"gaps"`
	} `json:"tool"`
	// Sync is how the LMS's side came into the store.
	Sync grade.Stored `json:"sync"`
}

// input makes what the engine takes out of a fixture.
func (fx *fixture) input() Input {
	return Input{
		Book: &grade.Book{
			// The site is of no kind, so that every rule applies.
			LMS: grade.Site{URL: "https://moodle.example.edu"}, AskedAt: noon,
			Course: fx.LMS.Course, Tools: fx.LMS.Tools, Activities: fx.LMS.Activities,
			Learners: fx.LMS.Learners, Results: fx.LMS.Results, Gaps: fx.LMS.Gaps,
			Contexts: fx.LMS.Contexts,
		},
		Records: &grade.Records{
			Accounts: fx.Tool.Accounts, Activities: fx.Tool.Activities, Scores: fx.Tool.Scores,
			Launches: fx.Tool.Launches, Sends: fx.Tool.Sends, Gaps: fx.Tool.Gaps,
		},
		Stored: &fx.Sync, Now: noon, Grace: time.Hour, Tolerance: 0.01,
	}
}

// healthy is a small course in which every grade arrived: learners 51 to 54 and
// teacher 91; activities 35 and 36 over LTI 1.3, 37 over LTI 1.1.
func healthy() *fixture {
	fx := &fixture{}
	fx.LMS.Course = grade.Course{
		ID: "5", Code: "CALC101", Title: "Calculus 101", ContextIDs: []string{"5"},
		LineItemsURL: "https://moodle.example.edu/mod/lti/services.php/5/lineitems",
		Visible:      grade.Known(true), StartAt: ago(90 * day), EndAt: ago(-30 * day),
		Concluded: grade.Known(false), Blueprint: grade.Known(false), Accounts: []string{"77", "1"},
		Sections: []grade.Section{{ID: "9001", Name: "Section 001"}},
	}
	fx.LMS.Contexts = map[string]string{"5": "5"}
	fx.LMS.Tools = []grade.Tool{
		{ID: "1", Name: "CertLab", LTIVersion: grade.LTI13, ClientID: "gslabfull", DeploymentID: "1", Active: grade.Known(true), Account: "77", Available: grade.Known(true), CreatedAt: ago(400 * day), Domain: "tool.example"},
		{ID: "5", Name: "LegacyQuiz", LTIVersion: grade.LTI11, Active: grade.Known(true), Account: "77", Available: grade.Known(true), CreatedAt: ago(400 * day), Domain: "tool.example"},
	}
	for i, title := range []string{"Lab 1 Limits", "Lab 2 Derivatives", "Quiz 3 Series"} {
		fx.addActivity(i, title)
	}
	for i := range 4 {
		fx.addLearner(i)
	}
	fx.LMS.Learners = append(fx.LMS.Learners, grade.Learner{
		ID: "91", Name: "Tess Teacher", Email: "tess@uni.example", Login: "t91", LTIUserIDs: []string{"91"},
		Listed: grade.Known(false), Enrolments: []grade.Enrolment{enrolled("editingteacher", grade.RoleStaff)},
	})
	fx.LMS.Gaps, fx.Tool.Gaps = []grade.Gap{}, []grade.Gap{}
	fx.Sync = pulledNow()
	return fx
}

// pulledNow is a store that has everything of the healthy course, and nothing to say.
func pulledNow() grade.Stored {
	s := grade.Stored{
		State: grade.CourseOpen, StateSince: ago(80 * day), PulledAt: ago(0), FullAt: ago(6 * time.Hour),
		FailingSince: grade.Known(time.Time{}), NextTry: grade.Known(time.Time{}), Interval: 30 * time.Minute,
		HeldBack: grade.Known(0), Lease: grade.Known(grade.Lease{}),
	}
	for id, rows := range map[string]int{grade.ListOfCourses: 12, string(grade.FactRoster): 5, string(grade.FactResults): 12} {
		s.Lists = append(s.Lists, grade.StoredList{ID: id, Rows: rows, Complete: grade.Known(true)})
	}
	for i := range 4 {
		s.Progress = append(s.Progress, grade.StoredProgress{
			Learner: fmt.Sprint(51 + i), Graded: 3, Counted: 3, Completed: grade.Known(3), Tracked: grade.Known(3),
		})
	}
	return s
}

func enrolled(role string, kind grade.RoleKind) grade.Enrolment {
	return grade.Enrolment{Role: role, Kind: kind, State: grade.Known(grade.EnrolmentActive)}
}

func (fx *fixture) addActivity(i int, title string) {
	id, link, item := fmt.Sprint(35+i), fmt.Sprint(32+i), fmt.Sprint(40+i)
	url := fx.LMS.Course.LineItemsURL + "/" + item + "/lineitem"
	a := grade.Activity{
		ID: id, Title: title, Kind: "lti", ResourceLinkID: link, ToolID: "1", Visible: grade.Known(true),
		OnCoursePage: grade.Known(true), SectionVisible: grade.Known(true), Restricted: grade.Known(false),
		OpensAt: ago(85 * day), ClosesAt: ago(-20 * day), AcceptsGrades: grade.Known(true), Graded: grade.Known(true),
		LaunchURL: "https://tool.example/launch?item=" + id, PostManually: grade.Known(false), Anonymous: grade.Known(false),
		Moderated: grade.Known(false), Governed: grade.Known([]string{}), AllowedAttempts: grade.Known(0), CreatedAt: ago(100 * day),
		LineItem: &grade.LineItem{
			ID: item, URL: url, Max: grade.Known(10.0), Min: grade.Known(0.0), Type: grade.Known(grade.Points),
			Hidden: grade.Known(false), Locked: grade.Known(false),
		},
	}
	t := grade.ToolActivity{
		ID: fmt.Sprint("t", i+1), Title: title, Max: grade.Known(10.0), Assigned: grade.Known(true), Graded: grade.Known(true),
		Release: "auto", Send: "auto", Mode: "activity", ResourceLinkID: link, LineItemURL: url + "?type_id=1",
	}
	if i == 2 {
		a.ToolID, t.LineItemURL = "5", ""
	}
	fx.LMS.Activities = append(fx.LMS.Activities, a)
	fx.Tool.Activities = append(fx.Tool.Activities, t)
}

func (fx *fixture) addLearner(i int) {
	id, acc := fmt.Sprint(51+i), fmt.Sprint("a", i+1)
	given := []string{"Ada Abbott", "Ben Baker", "Chloe Costa", "Dmitri Dunn"}[i]
	email := strings.ToLower(strings.ReplaceAll(given, " ", ".")) + "@uni.example"
	fx.LMS.Learners = append(fx.LMS.Learners, grade.Learner{
		ID: id, Name: given, Email: email, Login: fmt.Sprint("s0", i+1), SISID: fmt.Sprint("200010", i+1),
		LTIUserIDs: []string{id}, FormerIDs: []string{"former-" + id}, Suspended: grade.Known(false), Listed: grade.Known(true),
		Enrolments: []grade.Enrolment{enrolled("student", grade.RoleLearner)},
	})
	fx.LMS.Learners[len(fx.LMS.Learners)-1].Enrolments[0].Sections = []string{"9001"}
	fx.Tool.Accounts = append(fx.Tool.Accounts, grade.Account{
		ID: acc, Name: given, Email: email, Login: fmt.Sprint("s0", i+1), SISID: fmt.Sprint("200010", i+1),
		LMSUserID: id, LTI11UserID: id, Source: "lti", Role: "student", Active: grade.Known(true), MergeState: "none",
	})
	fx.Tool.Launches = append(fx.Tool.Launches, grade.Launch{
		At: noon.Add(-60 * day), Account: acc, Version: grade.LTI13, Origin: grade.OriginLTI, Issuer: "https://moodle.example.edu",
		ClientID: "gslabfull", DeploymentID: "1", ContextID: "5", ContextTitle: "Calculus 101", ResourceLinkID: "5", UserID: id,
		Roles: []string{learnerRole}, LineItem: grade.Known(""), LineItems: grade.Known(fx.LMS.Course.LineItemsURL),
		Scopes: grade.Known([]string{scoreScope}), SourcedID: grade.Known(""), OutcomeURL: grade.Known(""),
	})
	for n := range fx.Tool.Activities {
		fx.addGrade(i, n, id, acc)
	}
}

const learnerRole = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"

func (fx *fixture) addGrade(i, n int, id, acc string) {
	t, a := fx.Tool.Activities[n], fx.LMS.Activities[n]
	at := noon.Add(-time.Duration(50-10*(n%5)-i) * day)
	score := float64(6 + i)
	fx.LMS.Results = append(fx.LMS.Results, grade.Result{
		Learner: id, Activity: a.ID, Score: grade.Known(score), GradedAt: grade.Known(at.Add(10 * time.Minute)),
		Hidden: grade.Known(false), Locked: grade.Known(false), Overridden: grade.Known(false), Excused: grade.Known(false),
		Entered: grade.Known(score), Deducted: grade.Known(0.0), Grader: "tool:" + a.ToolID, SubmittedAt: grade.Known(at),
		Stale: grade.Known(false), Assigned: grade.Known(true), Closed: grade.Known(false), AttemptsLeft: grade.Known(3),
	})
	fx.Tool.Scores = append(fx.Tool.Scores, grade.Score{
		Account: acc, Activity: t.ID, Score: grade.Known(score), Max: grade.Known(10.0), State: grade.Graded, Released: grade.Known(true),
		SubmittedAt: grade.Known(at), ScoredAt: grade.Known(at.Add(5 * time.Minute)),
		LastSentScore: grade.Known(score), LastSentAt: grade.Known(at.Add(10 * time.Minute)),
	})
	send := grade.Send{
		At: at.Add(10 * time.Minute), Account: acc, Activity: t.ID, URL: a.LineItem.URL + "/scores", Status: grade.Known(200),
		Score: grade.Known(score), Max: grade.Known(10.0), Timestamp: grade.Known(at.Add(10 * time.Minute)), Progress: "FullyGraded",
	}
	l := grade.Launch{
		At: at.Add(-time.Hour), Account: acc, Activity: t.ID, Version: grade.LTI13, Origin: grade.OriginLTI,
		Issuer: "https://moodle.example.edu", ClientID: "gslabfull", DeploymentID: "1", ContextID: "5", ContextTitle: "Calculus 101",
		ResourceLinkID: a.ResourceLinkID, UserID: id, Roles: []string{learnerRole},
		LineItem: grade.Known(a.LineItem.URL), LineItems: grade.Known(fx.LMS.Course.LineItemsURL),
		Scopes: grade.Known([]string{scoreScope}), SourcedID: grade.Known(""), OutcomeURL: grade.Known(""),
	}
	if a.ToolID == "5" {
		l.Version, l.ClientID, l.DeploymentID = grade.LTI11, "legacykey", ""
		l.LineItem, l.LineItems, l.Scopes = grade.Known(""), grade.Known(""), grade.Known([]string{})
		l.SourcedID, l.OutcomeURL = grade.Known("sid-"+acc), grade.Known("https://moodle.example.edu/mod/lti/service.php")
		send.URL, send.Code, send.Progress = "https://moodle.example.edu/mod/lti/service.php", "success", ""
	}
	fx.Tool.Sends = append(fx.Tool.Sends, send)
	fx.Tool.Launches = append(fx.Tool.Launches, l)
}

// patched applies the lines of a txtar section to the healthy course.
func patched(t *testing.T, lines []string) *fixture {
	t.Helper()
	data, err := json.Marshal(healthy())
	if err != nil {
		t.Fatal(err)
	}
	var tree any
	if err := json.Unmarshal(data, &tree); err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		if err := patch(tree, line); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	if data, err = json.Marshal(tree); err != nil {
		t.Fatal(err)
	}
	fx := &fixture{}
	if err := json.Unmarshal(data, fx); err != nil {
		t.Fatal(err)
	}
	return fx
}

// copied returns a course that may be changed without changing fx.
func copied(fx *fixture) *fixture {
	return deepCopy(reflect.ValueOf(fx)).Interface().(*fixture)
}

// deepCopy copies what v points to. Fields that are not exported hold no pointers
// that anybody writes through, and are shared.
func deepCopy(v reflect.Value) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			out.Set(reflect.New(v.Type().Elem()))
			out.Elem().Set(deepCopy(v.Elem()))
		}
	case reflect.Slice:
		if !v.IsNil() {
			out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
			for i := range v.Len() {
				out.Index(i).Set(deepCopy(v.Index(i)))
			}
		}
	case reflect.Map:
		if !v.IsNil() {
			out.Set(reflect.MakeMapWithSize(v.Type(), v.Len()))
			for key, value := range v.Seq2() {
				out.SetMapIndex(key, deepCopy(value))
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := out.Field(i); f.CanSet() && v.Type().Field(i).IsExported() {
				f.Set(deepCopy(v.Field(i)))
			}
		}
	}
	return out
}
