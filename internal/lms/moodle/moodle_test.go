package moodle

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lms"
	"github.com/gradesync/gradesync/internal/lms/lmstest"
)

// people are made-up names, logins and addresses of the recorded course.
func people() []string {
	return []string{"Abbott", "ada.abbott", "s_suspended", "2000101", "Tess Teacher", "Calculus"}
}

func TestConformance(t *testing.T) {
	lmstest.Run(t, lmstest.Subject{
		Open: func(t *testing.T, url, token string) lms.LMS { return open(t, url, token) },
		// The healthy site knows the administrator's token only.
		Healthy: &replay{t: t},
		Weakened: &replay{t: t, instead: map[string]string{
			fnLTIs: "ws-ltis", fnTools: "ws-lti-tool-types-reader", fnColumns: "ws-error-function-not-in-service",
			fnSiteInfo: "ws-error-function-not-in-service",
		}},
		Token: admin, Course: "CALC101", Names: people(),
	})
}

func TestProbe(t *testing.T) {
	sent := time.Date(2026, 11, 21, 17, 55, 20, 0, time.UTC)
	p := serve(t, &replay{instead: map[string]string{}}, reader, func(o *Options) {
		o.HTTP.Now = func() time.Time { return sent }
	})
	a, err := p.Probe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if a.Version != "5.1.3" || a.Title != "Gradesync Lab" || a.User != "ws_gradesync" || a.URL != "http://127.0.0.1:8090" {
		t.Errorf("got %+v", a)
	}
	if !grade.Is(a.ClockOffset, 7*time.Second) {
		t.Errorf("the clock is %v ahead, want 7 s", a.ClockOffset)
	}
	granted := map[string]grade.Maybe[bool]{}
	for _, r := range a.Rights {
		granted[r.Name] = r.Granted
	}
	for name, want := range map[string]grade.Maybe[bool]{
		fnGrades: grade.Known(true), "webservice/rest:use": grade.Known(true), "moodle/grade:viewall": {},
	} {
		if granted[name] != want {
			t.Errorf("%s granted: %v, want %v", name, granted[name], want)
		}
	}
	if len(a.Gaps) == 0 {
		t.Error("nothing is said of what Moodle never tells")
	}
}

func TestProbeNamesMissingFunctions(t *testing.T) {
	info := `{"sitename":"x","siteurl":"https://m.example","functions":[{"name":"core_webservice_get_site_info"}],"userissiteadmin":true}`
	a, err := serve(t, &replay{instead: map[string]string{fnSiteInfo: info}}, reader).Probe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range a.Rights {
		want := !strings.Contains(r.Name, "_") || r.Name == fnSiteInfo // an administrator has every capability
		if !grade.Is(r.Granted, want) {
			t.Errorf("%s granted: %v, want %v", r.Name, r.Granted, want)
		}
	}
}

func TestFindsCourses(t *testing.T) {
	for course, want := range map[string]struct {
		id    string
		calls int
	}{
		"5": {"5", 1}, "CALC101": {"5", 1}, " CALC101 ": {"5", 1}, "SIS-BIO200-S26": {"6", 2}, "7": {"7", 1},
	} {
		p := &replay{}
		book, err := serve(t, p, reader).Book(t.Context(), course)
		if err != nil {
			t.Errorf("%q: %v", course, err)
			continue
		}
		if book.Course.ID != want.id || p.count(fnCourses) != want.calls {
			t.Errorf("%q: course %s after %d look-ups, want %+v", course, book.Course.ID, p.count(fnCourses), want)
		}
	}
}

func TestNumericTextMayBeACode(t *testing.T) {
	p := &replay{}
	p.respond = func(w http.ResponseWriter, r *http.Request) bool {
		if r.PostForm.Get("field") != "idnumber" {
			return false
		}
		_, _ = w.Write([]byte(read(t, "ws-course-by-shortname").Response.Body))
		return true
	}
	book, err := serve(t, p, reader).Book(t.Context(), "20260101")
	if err != nil || book.Course.ID != "5" || p.count(fnCourses) != 3 {
		t.Errorf("%v after %d look-ups", err, p.count(fnCourses))
	}
}

func TestCourse(t *testing.T) {
	book, err := serve(t, &replay{}, reader).Book(t.Context(), "CALC101")
	if err != nil {
		t.Fatal(err)
	}
	want := grade.Course{
		ID: "5", Code: "CALC101", Title: "Calculus 101", ContextIDs: []string{"5"},
		LineItemsURL: "http://127.0.0.1:8090/mod/lti/services.php/5/lineitems",
		Visible:      grade.Known(true), Tracked: grade.Known(true),
		StartAt: grade.Known(time.Unix(1790097618, 0).UTC()), EndAt: grade.Known(time.Unix(1800465618, 0).UTC()),
	}
	if diff := cmp.Diff(want, book.Course, cmp.Comparer(same[bool]), cmp.Comparer(same[time.Time])); diff != "" {
		t.Error(diff)
	}
	if book.LMS != (grade.Site{Kind: "moodle", URL: "http://127.0.0.1:8090", Version: "5.1.3"}) {
		t.Errorf("site %+v", book.LMS)
	}
}

func same[T comparable](a, b grade.Maybe[T]) bool { return a == b }

func TestCourses(t *testing.T) {
	for _, plain := range []bool{false, true} {
		p := &replay{instead: map[string]string{}}
		if plain {
			p.instead[fnSiteInfo] = `{"siteurl":"https://m.example","siteid":1,"functions":[{"name":"` + fnCoursesPlain + `"}]}`
		}
		found := map[string]grade.Course{}
		for c, err := range serve(t, p, reader).Courses(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			found[c.ID] = c
		}
		if _, front := found["1"]; front || len(found) < 3 {
			t.Errorf("plain %v: %d courses, the front page among them: %v", plain, len(found), front)
		}
		if known := found["7"].Visible.Known(); known == plain {
			t.Errorf("plain %v: visibility known is %v", plain, known)
		}
		bio := found["6"].EndAt
		if end, ok := grade.At(bio); !ok || end.Year() != 2026 {
			t.Errorf("plain %v: BIO200 ends at %v", plain, bio)
		}
	}
}

// A course of forty, with categories in its gradebook, is read in at most nine requests.
func TestRequestCount(t *testing.T) {
	for token, most := range map[string]int{reader: 8, admin: 9} {
		p := &replay{}
		if _, err := serve(t, p, token).Book(t.Context(), "CALC101"); err != nil {
			t.Fatal(err)
		}
		if n := p.count(""); n > most {
			t.Errorf("%s: %d requests, want at most %d: %v", token, n, most, p.calls)
		}
	}
}

func TestNew(t *testing.T) {
	for _, o := range []Options{{}, {URL: "https://m.example"}, {Token: "x"}, {URL: "m.example", Token: "tok-1234567"}} {
		if _, err := New(o); err == nil {
			t.Errorf("%+v is taken", o)
		} else if strings.Contains(err.Error(), "tok-1234567") {
			t.Error("the error shows the token")
		}
	}
}
