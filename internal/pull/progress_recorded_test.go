package pull

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
	"github.com/gradesync/gradesync/internal/lms/moodle"
)

// recorded answers a call as the real Moodle did.
func recorded(t *testing.T) http.HandlerFunc {
	names := map[string]string{
		"core_webservice_get_site_info": "ws-site-info", "core_course_get_courses_by_field": "ws-course-by-shortname", "core_course_get_contents": "ws-contents",
		"core_enrol_get_enrolled_users": "ws-enrolled-userfields", "gradereport_user_get_grade_items": "ws-grade-items-all-users",
		"core_grades_get_gradeitems": "ws-gradeitems", "mod_lti_get_ltis_by_courses": "ws-ltis-admin", "mod_lti_get_tool_types": "ws-lti-tool-types-admin",
	}
	return func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		name, ok := names[r.PostForm.Get("wsfunction")]
		switch {
		case !ok && r.PostForm.Get("userid") == "51":
			name = "ws-completion-activities"
		case !ok && r.PostForm.Get("userid") == "80":
			name = "ws-completion-activities-s30"
		case !ok:
			_, _ = w.Write([]byte(`{"statuses":[],"warnings":[]}`)) // was not recorded
			return
		}
		for _, v := range r.PostForm {
			if slices.Contains(v, "onlysuspended") {
				name = "ws-enrolled-onlysuspended"
			}
		}
		data, err := os.ReadFile(filepath.Join("..", "..", "testdata", "moodle", name+".json"))
		var rec struct{ Response struct{ Body string } }
		if err == nil {
			err = json.Unmarshal(data, &rec)
		}
		if err != nil {
			t.Error(err)
		}
		_, _ = w.Write([]byte(rec.Response.Body))
	}
}

// recordedBook is the course of the recordings, with completion.
func recordedBook(t *testing.T) *grade.Book {
	t.Helper()
	srv := httptest.NewServer(recorded(t))
	t.Cleanup(srv.Close)
	p, err := moodle.New(moodle.Options{URL: srv.URL, Token: "labtoken-admin", HTTP: httpkit.Options{Budget: httpkit.Budget{PerSecond: 1e6, Burst: 1000}}})
	if err != nil {
		t.Fatal(err)
	}
	b, err := p.Book(t.Context(), "CALC101")
	if err == nil {
		err = p.Completion(t.Context(), b)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The recorded course, worked by hand from ws-grade-items-all-users and ws-contents.
//
// Its gradebook has 27 columns. Three of them are no activity: Participation, and
// two columns that tools made. That leaves 24 activities, of which
//
//	1 has the grade type none: Lab 14
//	4 are hidden: Lab 3, Legacy quiz 4, Essay hidden, and Lab 15 by its section
//
// so that 19 count for everybody. (Lab 5 is reachable and not listed, Lab 9 and
// Lab 11 are visible with a hidden column: they count.) Five more links on the
// page have no column: Labs 4 and 17, NeverAccept, Legacy quizzes 2 and 6.
//
// Ada (51) has 17 grades: Labs 1, 2, 3, 5, 6, 7, 8, 9, 11, 12, 13, 15 and 18 are
// 13; ScoreOnly, Legacy quizzes 1 and 5, and Essay are 4. Two of them are in hidden
// activities (Labs 3 and 15), so that 19 + 2 = 21 count: 17 ÷ 21 = 80.952 %.
// She lacks Lab 16, Midterm, NoSync and Legacy quiz 7: 17 + 4 = 21.
//
// Elena (55) has 10 grades: Labs 1, 2, 3, 5, 8, 9, 11 and 12, Legacy quizzes 1 and
// 5. Lab 1 is excluded from her total (status dropped) and graded all the same;
// Lab 3 is hidden, so that 19 + 1 = 20 count: 10 ÷ 20 = 50 %.
//
// Diego (80) has one grade, a zero in Lab 2: 1 ÷ 19 = 5.263 %.
func TestProgressOfTheRecordedCourse(t *testing.T) {
	b := recordedBook(t)
	of := map[string]EnrolmentProgress{}
	for _, p := range Progress(b) {
		of[p.Learner] = p
	}
	for id, want := range map[string]struct {
		graded, counted int
		percent         float64
	}{
		"51": {17, 21, 1700.0 / 21}, "55": {10, 20, 50}, "80": {1, 19, 100.0 / 19},
	} {
		p := of[id]
		if p.Graded != want.graded || p.Counted != want.counted || !grade.Is(p.Percent, want.percent) {
			t.Errorf("%s: %d of %d, %v (%s); want %+v", id, p.Graded, p.Counted, p.Percent, p.Why, want)
		}
	}
	if p := of["51"]; p.Tracked != 1 || p.Completed != 1 || p.Differs() != nil {
		t.Errorf("Ada: %d of %d tracked activities complete, %v", p.Completed, p.Tracked, p.Differs())
	}
	if p := of["80"]; p.Tracked != 1 || p.Completed != 0 || p.Differs() != nil {
		t.Errorf("Diego: %d of %d tracked activities complete, %v", p.Completed, p.Tracked, p.Differs())
	}
	// Sara's enrolment is suspended: Moodle's gradebook leaves her out.
	if p := of["81"]; p.Percent.Known() || !strings.Contains(p.Why, "no row") || !grade.Is(p.State, grade.EnrolmentInactive) {
		t.Errorf("Sara: %+v", p)
	}
	for _, staff := range []string{"91", "92", "93", "95", "87"} { // 87 is enrolled without a role
		if _, ok := of[staff]; ok {
			t.Errorf("%s is no learner", staff)
		}
	}
	if p := of["94"]; p.Role != "student" || p.Graded != 1 { // who also teaches
		t.Errorf("Tia: %+v", p)
	}
}

func TestStandingsOfTheRecordedCourse(t *testing.T) {
	b := recordedBook(t)
	titles := map[string]string{}
	for _, a := range b.Activities {
		titles[a.ID] = a.Title
	}
	got := map[string]Standing{}
	var order []string
	for _, p := range Progress(b) {
		for _, item := range p.Items {
			if p.Learner == "80" {
				got[titles[item.Activity]] = item.Standing
				order = append(order, titles[item.Activity])
			}
		}
	}
	want := map[string]Standing{
		"Lab 1 Limits": Open, "Lab 2 Derivatives": Graded, "Lab 3 Hidden activity": Hidden, "Lab 4 Accept grades off": NoColumn, "Lab 5 Stealth": Open,
		"Lab 6 Only Section 002": Restricted, "Lab 9 Hidden grade item": Open, "Lab 14 Grade none": GradeNone, "Lab 15 In a hidden section": Hidden,
		"Participation": Column, "Midterm": Open, "Essay hidden": Hidden,
	}
	for title, standing := range want {
		if got[title] != standing {
			t.Errorf("%s: %q, want %q", title, got[title], standing)
		}
	}
	if diff := cmp.Diff([]string{"Lab 1 Limits", "Lab 2 Derivatives", "Lab 3 Hidden activity", "Midterm", "Lab 5 Stealth"}, order[:5]); diff != "" {
		t.Errorf("not in the gradebook's order:\n%s", diff)
	}
}

// A completion that contradicts the gradebook shows as one.
func TestCompletionThatDiffers(t *testing.T) {
	b := recordedBook(t)
	for i, c := range b.Completions {
		if c.Learner == "80" {
			b.Completions[i].State, b.Completions[i].At = grade.CompletionComplete, grade.Known(time.Unix(1, 0))
		}
	}
	for _, p := range Progress(b) {
		want := []ItemProgress{{Activity: "35", Standing: Open, Completion: grade.CompletionComplete}}
		if p.Learner == "80" {
			if diff := cmp.Diff(want, p.Differs()); diff != "" || p.Completed != 1 {
				t.Error(diff)
			}
		}
	}
}
