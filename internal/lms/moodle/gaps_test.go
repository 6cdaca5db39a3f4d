package moodle

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/gradesync/gradesync/internal/grade"
)

const refused = `{"exception":"core\\exception\\required_capability_exception","errorcode":"nopermissions","message":"Sorry, but you do not currently have permissions to do that (Review course enrolments)."}`

// A part that is refused leaves a gap that names the right, and nothing else.
func TestRefusedPartsLeaveGaps(t *testing.T) {
	for _, tt := range []struct {
		name  string
		p     *replay
		fact  grade.Fact
		words string
	}{
		{"tools", &replay{instead: map[string]string{}}, grade.FactTools, "moodle/course:manageactivities"},
		{"links", &replay{instead: map[string]string{}}, grade.FactActivityTool, "moodle/course:manageactivities"},
		{"grades", &replay{instead: map[string]string{fnGrades: refused}}, grade.FactResults, "moodle/grade:viewall"},
		{"roster", &replay{instead: map[string]string{fnEnrolled: refused}}, grade.FactRoster, "moodle/course:viewparticipants"},
		{"page", &replay{instead: map[string]string{fnContents: "ws-error-function-not-in-service"}}, grade.FactActivities, fnContents},
		{"states", &replay{respond: onlySuspended(refused)}, grade.FactEnrolmentState, "moodle/course:enrolreview"},
		{"never told", &replay{}, "", "enrolment is inactive"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := bookOf(t, tt.p, reader)
			g, ok := gap(b, tt.fact, tt.words)
			if !ok {
				t.Fatalf("no gap of %q with %q in %+v", tt.fact, tt.words, b.Gaps)
			}
			if want := map[bool]grade.GapClass{true: grade.Unsupported, false: grade.Forbidden}[tt.fact == ""]; g.Class != want {
				t.Errorf("class %q, want %q", g.Class, want)
			}
		})
	}
}

func onlySuspended(body string) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, r *http.Request) bool {
		for _, v := range values(r.PostForm, "][name]") {
			if v == "onlysuspended" {
				_, _ = io.WriteString(w, body)
				return true
			}
		}
		return false
	}
}

func TestUnknownIsNotFalse(t *testing.T) {
	b := bookOf(t, &replay{respond: onlySuspended(refused)}, reader)
	if l := learner(t, b, "s_suspended"); l.State().Known() {
		t.Errorf("the state is %v, though it was refused", l.State())
	}

	b = bookOf(t, &replay{instead: map[string]string{fnGrades: refused, fnColumns: refused}}, reader)
	if b.Results != nil || learner(t, b, "s01").Listed.Known() {
		t.Error("grades are claimed, though they were refused")
	}
	for _, a := range b.Activities {
		if a.Graded.Known() {
			t.Errorf("%s: graded is %v", a.Title, a.Graded)
		}
	}

	b = bookOf(t, &replay{instead: map[string]string{fnEnrolled: refused}}, reader)
	if len(b.Learners) != 11 {
		t.Errorf("%d learners, want those of the gradebook", len(b.Learners))
	}
	for _, l := range b.Learners {
		if _, ok := l.Role(); ok || !grade.Is(l.Listed, true) {
			t.Errorf("learner %s has role or no row: %+v", l.ID, l.Enrolments)
		}
	}
}

func TestActivitiesWithoutThePage(t *testing.T) {
	b := bookOf(t, &replay{instead: map[string]string{fnContents: refused}}, reader)
	a := activity(t, b, "Lab 1 Limits")
	if a.ID != "35" || a.Kind != "lti" || a.ResourceLinkID != "32" || a.Visible.Known() || !grade.Is(a.Graded, true) {
		t.Errorf("got %+v", a)
	}
	if r, ok := result(b, "51", "35"); !ok || !grade.Is(r.Score, 51) {
		t.Errorf("result %+v", r)
	}
}

// A module that has a column and is not on the page is one the user may not see.
func TestActivityNotOnThePage(t *testing.T) {
	var sections []map[string]any
	if err := decode(fnContents, []byte(read(t, "ws-contents").Response.Body), &sections); err != nil {
		t.Fatal(err)
	}
	for _, section := range sections {
		modules, _ := section["modules"].([]any)
		section["modules"] = slices.DeleteFunc(modules, func(m any) bool {
			fields, _ := m.(map[string]any)
			return fields["id"] == 37.0
		})
	}
	b := bookOf(t, &replay{instead: map[string]string{fnContents: jsonOf(sections)}}, reader)
	found := false
	for _, a := range b.Activities {
		if a.ID == "37" {
			found = true
			if a.Visible.Known() {
				t.Errorf("visible is %v", a.Visible)
			}
		}
	}
	if _, ok := gap(b, "", "moodle/course:viewhiddenactivities"); !ok || !found {
		t.Errorf("found %v, gaps %+v", found, b.Gaps)
	}
}

// withoutHidden is the whole-course answer as a user without
// moodle/grade:viewhidden gets it: hidden columns are missing, and a hidden grade
// is a dash.
func withoutHidden(t *testing.T) string {
	t.Helper()
	body := read(t, "ws-grade-items-all-users").Response.Body
	var users wireGrades
	if err := decode(fnGrades, []byte(body), &users); err != nil {
		t.Fatal(err)
	}
	list := []map[string]any{}
	for _, u := range users.Users {
		items := []map[string]any{}
		for _, i := range u.Items {
			switch string(i.ID) {
			case "40":
				hidden := grade.Is(i.Hidden.Maybe, true)
				cell := map[string]any{"id": 40, "itemname": i.Name, "itemtype": "mod", "itemmodule": "lti", "iteminstance": 32,
					"itemnumber": 0, "cmid": 35, "gradeishidden": hidden, "gradeformatted": "-", "grademax": 100, "grademin": 0}
				if v, ok := i.Raw.Get(); ok && !hidden {
					cell["graderaw"], cell["gradeformatted"] = v, "1"
				}
				items = append(items, cell)
			}
		}
		list = append(list, map[string]any{"userid": u.ID, "gradeitems": items})
	}
	return jsonOf(map[string]any{"usergrades": list, "warnings": []int{}})
}

func TestHiddenFromTheTokensUser(t *testing.T) {
	p := &replay{instead: map[string]string{fnGrades: withoutHidden(t)}}
	b := bookOf(t, p, reader)
	if r, ok := result(b, "57", "35"); !ok || r.Empty || r.Score.Known() {
		t.Errorf("a grade kept back became %+v", r)
	}
	if _, ok := gap(b, "", "moodle/grade:viewhidden"); !ok {
		t.Error("no gap says that grades were kept back")
	}
	if p.count(fnColumns) != 1 {
		t.Errorf("%d calls for the plain list of columns", p.count(fnColumns))
	}
	// Lab 9's column was kept back, Lab 4 really has none.
	if a := activity(t, b, "Lab 9 Hidden grade item"); !grade.Is(a.Graded, true) || a.LineItem.ID != "47" || a.LineItem.Hidden.Known() {
		t.Errorf("got %+v, %+v", a, a.LineItem)
	}
	if a := activity(t, b, "Lab 4 Accept grades off"); !grade.Is(a.Graded, false) {
		t.Errorf("graded is %v", a.Graded)
	}

	p = &replay{instead: map[string]string{fnGrades: withoutHidden(t), fnColumns: refused}}
	b = bookOf(t, p, reader)
	if a := activity(t, b, "Lab 4 Accept grades off"); a.Graded.Known() {
		t.Errorf("graded is %v, though columns may be kept back", a.Graded)
	}
}

func TestCourseWithoutLearners(t *testing.T) {
	p := &replay{instead: map[string]string{fnGrades: `{"usergrades":[],"warnings":[]}`, fnEnrolled: "[]"}}
	b := bookOf(t, p, reader)
	a := activity(t, b, "Lab 1 Limits")
	if !grade.Is(a.Graded, true) || a.LineItem.ID != "40" || a.LineItem.Max.Known() {
		t.Errorf("got %+v, %+v", a, a.LineItem)
	}
	if a := activity(t, b, "Lab 4 Accept grades off"); !grade.Is(a.Graded, false) {
		t.Errorf("graded is %v", a.Graded)
	}
	if a := activity(t, b, "Participation"); a.ID != "gradeitem:72" || a.Kind != "column" {
		t.Errorf("got %+v", a)
	}
	if b.Learners == nil || b.Results == nil {
		t.Error("what was read and is empty must not be nil")
	}
}

func TestNeedsRecalculation(t *testing.T) {
	body := strings.ReplaceAll(read(t, "ws-grade-items-all-users").Response.Body, `"gradeneedsupdate":false`, `"gradeneedsupdate":true`)
	body = strings.ReplaceAll(body, `"graderaw":51,`, `"graderaw":null,`)
	b := bookOf(t, &replay{instead: map[string]string{fnGrades: body}}, reader)
	if r, _ := result(b, "51", "35"); r.Empty || r.Score.Known() {
		t.Errorf("a grade that waits became %+v", r)
	}
}

func TestCourseSeenFromOutside(t *testing.T) {
	b := bookOf(t, &replay{instead: map[string]string{fnCourses: "ws-weak-courses-by-field"}}, reader)
	if b.Course.Visible.Known() || b.Course.StartAt.Known() {
		t.Errorf("got %+v", b.Course)
	}
	if _, ok := gap(b, grade.FactCourseDates, "outside"); !ok {
		t.Error("no gap for the dates")
	}
}

func TestServiceWithoutAFunction(t *testing.T) {
	info := strings.Replace(read(t, "ws-site-info").Response.Body, `{"name":"`+fnLTIs+`",`, `{"name":"other",`, 1)
	p := &replay{instead: map[string]string{fnSiteInfo: info}}
	b := bookOf(t, p, reader)
	if _, ok := gap(b, grade.FactActivityTool, fnLTIs); !ok || p.count(fnLTIs) != 0 {
		t.Errorf("%d calls, gaps %+v", p.count(fnLTIs), b.Gaps)
	}
}

func TestSiteInfoNotInService(t *testing.T) {
	b := bookOf(t, &replay{instead: map[string]string{fnSiteInfo: "ws-error-function-not-in-service"}}, reader)
	if len(b.Results) == 0 || b.LMS.Version != "" || !strings.HasPrefix(b.Course.LineItemsURL, "http://127.0.0.1:") {
		t.Errorf("got %+v, %s, %d results", b.LMS, b.Course.LineItemsURL, len(b.Results))
	}
	if _, ok := gap(b, "", fnSiteInfo); !ok {
		t.Error("no gap says so")
	}
}

func TestFailedPartsAreFailed(t *testing.T) {
	b := bookOf(t, &replay{instead: map[string]string{fnTools: "<html>", fnColumns: "<html>"}}, admin)
	if g, ok := gap(b, grade.FactTools, "HTML"); !ok || g.Class != grade.Failed {
		t.Errorf("got %+v", g)
	}
	if b.Tools != nil {
		t.Error("tools that were not read must be nil")
	}
}
