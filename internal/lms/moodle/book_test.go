package moodle

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gradesync/gradesync/internal/grade"
)

func bookOf(t *testing.T, p *replay, token string, change ...func(*Options)) *grade.Book {
	t.Helper()
	book, err := serve(t, p, token, change...).Book(t.Context(), "CALC101")
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func activity(t *testing.T, b *grade.Book, title string) grade.Activity {
	t.Helper()
	for _, a := range b.Activities {
		if a.Title == title {
			return a
		}
	}
	t.Fatalf("no activity %q", title)
	return grade.Activity{}
}

func learner(t *testing.T, b *grade.Book, login string) grade.Learner {
	t.Helper()
	for _, l := range b.Learners {
		if l.Login == login {
			return l
		}
	}
	t.Fatalf("no learner %q", login)
	return grade.Learner{}
}

func result(b *grade.Book, learner, activity string) (grade.Result, bool) {
	for _, r := range b.Results {
		if r.Learner == learner && r.Activity == activity {
			return r, true
		}
	}
	return grade.Result{}, false
}

func gap(b *grade.Book, fact grade.Fact, words string) (grade.Gap, bool) {
	for _, g := range b.Gaps {
		if g.Fact == fact && (strings.Contains(g.Reason, words) || strings.Contains(g.What, words)) {
			return g, true
		}
	}
	return grade.Gap{}, false
}

func TestActivities(t *testing.T) {
	b := bookOf(t, &replay{}, admin)
	lab1 := activity(t, b, "Lab 1 Limits")
	if lab1.ID != "35" || lab1.Kind != "lti" || lab1.ResourceLinkID != "32" || lab1.URL != "http://127.0.0.1:8090/mod/lti/view.php?id=35" || lab1.ToolID != "1" {
		t.Errorf("lab 1 is %+v", lab1)
	}
	if want := "http://127.0.0.1:8090/mod/lti/services.php/5/lineitems/40/lineitem"; lab1.LineItem.ID != "40" || lab1.LineItem.URL != want {
		t.Errorf("line item %+v", lab1.LineItem)
	}
	yes, no := grade.Known(true), grade.Known(false)
	for title, ok := range map[string]func(grade.Activity) bool{
		"Lab 1 Limits": func(a grade.Activity) bool {
			return a.Visible == yes && a.SectionVisible == yes && a.OnCoursePage == yes && a.Restricted == no && a.Graded == yes && a.AcceptsGrades == yes &&
				grade.Is(a.LineItem.Max, 100) && grade.Is(a.LineItem.Type, grade.Points) && a.LineItem.Hidden == no && a.LineItem.Locked == no
		},
		"Lab 3 Hidden activity":      func(a grade.Activity) bool { return a.Visible == no && a.SectionVisible == yes },
		"Lab 4 Accept grades off":    func(a grade.Activity) bool { return a.Graded == no && a.LineItem == nil && a.AcceptsGrades == no },
		"Lab 5 Stealth":              func(a grade.Activity) bool { return a.Visible == yes && a.OnCoursePage == no },
		"Lab 6 Only Section 002":     func(a grade.Activity) bool { return a.Restricted == yes && grade.Is(a.ClosesAt, time.Time{}) },
		"Lab 7 Closed by date":       func(a grade.Activity) bool { return grade.Is(a.ClosesAt, time.Unix(1794849618, 0).UTC()) },
		"Lab 8 Locked grade item":    func(a grade.Activity) bool { return a.LineItem.Locked == yes },
		"Lab 9 Hidden grade item":    func(a grade.Activity) bool { return a.LineItem.Hidden == yes },
		"Lab 13 Graded by scale":     func(a grade.Activity) bool { return grade.Is(a.LineItem.Type, grade.Scale) },
		"Lab 14 Grade none":          func(a grade.Activity) bool { return grade.Is(a.LineItem.Type, grade.NoGrade) },
		"Lab 15 In a hidden section": func(a grade.Activity) bool { return a.SectionVisible == no && a.Visible == no },
		"NoSync exercise":            func(a grade.Activity) bool { return grade.Is(a.LineItem.Type, grade.Points) && a.ToolID == "3" },
		"Legacy quiz 7 typed-in URL": func(a grade.Activity) bool { return a.ToolID == "" && a.Graded == yes },
		"Midterm": func(a grade.Activity) bool {
			return a.Kind == "quiz" && grade.Is(a.ClosesAt, time.Unix(1795022418, 0).UTC())
		},
		"Essay": func(a grade.Activity) bool { return a.Kind == "assign" && !a.ClosesAt.Known() && a.LineItem.URL == "" },
		"Participation": func(a grade.Activity) bool {
			return a.ID == "gradeitem:72" && a.Kind == "column" && a.LineItem.ID == "72"
		},
		"Column of a tool that may never grade": func(a grade.Activity) bool { return grade.Is(a.LineItem.Max, 50) },
	} {
		if a := activity(t, b, title); !ok(a) {
			t.Errorf("%s is %+v, line item %+v", title, a, a.LineItem)
		}
	}
	for _, a := range b.Activities {
		if a.Title == "" || a.ID == "gradeitem:37" || a.ID == "gradeitem:38" {
			t.Errorf("a total became an activity: %+v", a)
		}
	}
}

// Without the links' settings, scale and none are inferred from the report.
func TestGradeTypesWithoutSettings(t *testing.T) {
	b := bookOf(t, &replay{}, reader)
	for title, want := range map[string]grade.ColumnType{
		"Lab 13 Graded by scale": grade.Scale, "Lab 14 Grade none": grade.NoGrade,
		// Nobody has a grade there, and one learner's cells carry no status at all.
		"Midterm": grade.Points, "NoSync exercise": grade.Points, "Essay hidden": grade.Points,
	} {
		if a := activity(t, b, title); !grade.Is(a.LineItem.Type, want) {
			t.Errorf("%s: %v, want %s", title, a.LineItem.Type, want)
		}
	}
}

func TestLearners(t *testing.T) {
	b := bookOf(t, &replay{}, reader)
	ada := learner(t, b, "s01")
	want := grade.Learner{
		ID: "51", Name: "Ada Abbott", Email: "ada.abbott@uni.example", Login: "s01", SISID: "2000101",
		LTIUserIDs: []string{"51"}, Listed: grade.Known(true),
		Enrolments: []grade.Enrolment{{Role: "student", Kind: grade.RoleLearner,
			State: grade.Known(grade.EnrolmentActive), Sections: []string{"Section 001"}}},
	}
	if diff := cmp.Diff(want, ada, cmp.Comparer(same[bool]), cmp.Comparer(same[grade.EnrolmentState])); diff != "" {
		t.Error(diff)
	}
	for login, want := range map[string]struct {
		role   grade.RoleKind
		state  grade.EnrolmentState
		listed bool
	}{
		"s_suspended": {grade.RoleLearner, grade.EnrolmentInactive, false},
		"s_expired":   {grade.RoleLearner, grade.EnrolmentInactive, false},
		"s_future":    {grade.RoleLearner, grade.EnrolmentInactive, false},
		"s_sitesusp":  {grade.RoleLearner, grade.EnrolmentActive, true},
		"s_norole":    {grade.RoleNone, grade.EnrolmentActive, false},
		"t_main":      {grade.RoleStaff, grade.EnrolmentActive, false},
		"ta_one":      {grade.RoleStaff, grade.EnrolmentActive, false},
		"ta_student":  {grade.RoleLearner, grade.EnrolmentActive, true},
		"m_manager":   {grade.RoleStaff, grade.EnrolmentActive, false},
	} {
		l := learner(t, b, login)
		role, _ := l.Role()
		if role != want.role || !grade.Is(l.State(), want.state) || !grade.Is(l.Listed, want.listed) {
			t.Errorf("%s: %s, %v, listed %v; want %+v", login, role, l.State(), l.Listed, want)
		}
	}
	if n := len(learner(t, b, "ta_student").Enrolments); n != 2 {
		t.Errorf("teacher and student has %d enrolments", n)
	}
}

func TestResults(t *testing.T) {
	b := bookOf(t, &replay{}, reader)
	for _, tt := range []struct {
		what, learner, activity string
		ok                      func(grade.Result) bool
	}{
		{"a score", "51", "35", func(r grade.Result) bool {
			return grade.Is(r.Score, 51) && !r.Empty && grade.Is(r.GradedAt, time.Unix(1793553618, 0).UTC()) && grade.Is(r.Hidden, false) && grade.Is(r.Excused, false)
		}},
		{"a zero", "53", "35", func(r grade.Result) bool { return grade.Is(r.Score, 0) && !r.Empty }},
		{"no value", "80", "35", func(r grade.Result) bool { return r.Empty && !r.Score.Known() && !r.GradedAt.Known() }},
		{"never aggregated", "89", "35", func(r grade.Result) bool { return r.Empty }},
		{"overridden", "54", "35", func(r grade.Result) bool { return grade.Is(r.Overridden, true) && grade.Is(r.Score, 12) }},
		{"excluded", "55", "35", func(r grade.Result) bool { return grade.Is(r.Excused, true) && grade.Is(r.Score, 80) }},
		{"one grade locked", "56", "35", func(r grade.Result) bool { return grade.Is(r.Locked, true) }},
		{"one grade hidden", "57", "35", func(r grade.Result) bool { return grade.Is(r.Hidden, true) && grade.Is(r.Score, 90) }},
		{"column hidden, no value", "80", "43", func(r grade.Result) bool { return r.Empty && grade.Is(r.Hidden, true) }},
		{"column hidden, never aggregated", "89", "43", func(r grade.Result) bool { return r.Empty }},
		{"grade of no type", "51", "48", func(r grade.Result) bool { return r.Empty }},
		{"maximum changed", "51", "74", func(r grade.Result) bool { return grade.Is(r.Score, 40) }},
		{"manual column", "51", "gradeitem:72", func(r grade.Result) bool { return grade.Is(r.Score, 11) }},
	} {
		r, found := result(b, tt.learner, tt.activity)
		if !found || !tt.ok(r) {
			t.Errorf("%s: %+v", tt.what, r)
		}
	}
	if _, found := result(b, "81", "35"); found {
		t.Error("a suspended learner has a result nobody read")
	}
}

func TestTools(t *testing.T) {
	b := bookOf(t, &replay{}, admin)
	versions := map[string]string{}
	for _, tool := range b.Tools {
		versions[tool.ID] = tool.LTIVersion
		if tool.ID == "1" && (tool.ClientID != "gslabfull" || tool.DeploymentID != "1" || !grade.Is(tool.Active, true)) {
			t.Errorf("tool 1 is %+v", tool)
		}
	}
	want := map[string]string{"1": "1.3", "2": "1.3", "3": "1.3", "4": "1.3", "5": "1.1", "6": "1.1"} // 8 is another course's
	if diff := cmp.Diff(want, versions); diff != "" {
		t.Error(diff)
	}
}

// The book, in whatever form it is kept, holds none of the secrets that the
// recorded answers hold.
func TestSecretsAreNotKept(t *testing.T) {
	b := bookOf(t, &replay{}, admin)
	kept := fmt.Sprintf("%+v", b)
	for _, secret := range []string{"ownsecret7", "own7", "6b01d300d058b6.08142479", "labaccesskey", "RA8no8OxA3", admin} {
		if strings.Contains(kept, secret) {
			t.Errorf("%s is kept", secret)
		}
	}
}

func TestBookCanBeSaved(t *testing.T) {
	b := bookOf(t, &replay{}, admin)
	for _, v := range []any{b, b.Activities, b.Learners, b.Results, b.Tools, b.Gaps} {
		if _, err := json.Marshal(v); err != nil {
			t.Error(err)
		}
	}
}

func TestGroupModeLeavesOutLearners(t *testing.T) {
	p := &replay{instead: map[string]string{
		fnCourses: strings.Replace(read(t, "ws-course-by-shortname").Response.Body, `"groupmode":0`, `"groupmode":1`, 1)}}
	p.respond = func(w http.ResponseWriter, r *http.Request) bool {
		if r.PostForm.Get("wsfunction") != fnGrades || r.PostForm.Get("userid") != "0" {
			return false
		}
		_, _ = w.Write([]byte(read(t, "ws-grade-items-group").Response.Body))
		return true
	}
	b := bookOf(t, p, reader)
	if l := learner(t, b, "s01"); l.Listed.Known() {
		t.Errorf("listed is %v, though Moodle answered for another group", l.Listed)
	}
	if r, ok := result(b, "51", "35"); !ok || !grade.Is(r.Score, 51) {
		t.Errorf("the grade is %+v, %v", r, ok)
	}
	if _, ok := gap(b, "", "group"); !ok {
		t.Error("nothing is said of the group mode")
	}
}
