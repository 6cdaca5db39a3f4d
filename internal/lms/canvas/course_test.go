package canvas

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

func TestFindsCourses(t *testing.T) {
	const search = "/api/v1/accounts/self/courses"
	for name, tt := range map[string]struct {
		course string
		calls  int // look-ups until it is found
		first  string
	}{
		"id":               {" 4102 ", 1, here},
		"SIS id":           {"NET/101.A", 1, "/api/v1/courses/sis_course_id:NET/101.A"},
		"SIS id, said so":  {"sis_course_id:NET/101.A", 1, "/api/v1/courses/sis_course_id:NET/101.A"},
		"LTI context":      {"lti_context_id:ctx-here", 1, "/api/v1/courses/lti_context_id:ctx-here"},
		"code":             {"net-101-f26", 4, search},
		"name":             {"Networking 101 - Fall", 4, search},
		"short code":       {"NE", 0, ""},
		"number as SIS id": {"777", 0, ""},
		"another shard's":  {"0~4102", 1, here},
		"nobody's LTI":     {"lti_context_id:nobody", 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := practice()
			b, err := serve(t, s).Book(t.Context(), tt.course)
			if tt.calls == 0 {
				if !errors.Is(err, grade.ErrNotFound) {
					t.Errorf("got %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			n := s.count(tt.first)
			if b.Course.ID != "4102" || n != 1 {
				t.Errorf("course %s after %d calls of %s", b.Course.ID, n, tt.first)
			}
			if (name == "LTI context") != (len(b.Course.ContextIDs) == 1) {
				t.Errorf("contexts %v", b.Course.ContextIDs)
			}
		})
	}
}

func TestAdministratorSearches(t *testing.T) {
	s := practice()
	s.answers["/api/v1/accounts/self/courses"] = `[{"id":4102,"course_code":"NET-101-F26","name":"x"},{"id":9,"course_code":"NET-101-F26-B","name":"y"}]`
	b, err := serve(t, s).Book(t.Context(), "NET-101-F26")
	if err != nil || b.Course.ID != "4102" {
		t.Fatalf("%v", err)
	}
	if got := s.query("/api/v1/accounts/self/courses").Get("search_term"); got != "NET-101-F26" || s.count("/api/v1/courses") != 0 {
		t.Errorf("searched for %q, and %d times among the user's own", got, s.count("/api/v1/courses"))
	}
}

// Of several courses with one name none is taken.
func TestAmbiguousCourse(t *testing.T) {
	_, err := serve(t, practice()).Book(t.Context(), "Twins")
	if !errors.Is(err, grade.ErrRejected) || !strings.Contains(err.Error(), "4103, 4104") || !strings.Contains(err.Error(), "ambiguous") {
		t.Errorf("got %v", err)
	}
}

// A course that exists and is closed to the token is not looked for elsewhere.
func TestClosedCourse(t *testing.T) {
	for _, status := range []int{http.StatusUnauthorized, http.StatusForbidden} {
		s := practice()
		s.respond = on(here, status, forbidden)
		_, err := serve(t, s).Book(t.Context(), "4102")
		if !errors.Is(err, grade.ErrScope) || !strings.Contains(err.Error(), "url:GET|/api/v1/courses/:id") || s.count("") != 1 {
			t.Errorf("%d: got %v after %d calls", status, err, s.count(""))
		}
	}
}

func TestCourses(t *testing.T) {
	for name, path := range map[string]string{"administrator": "/api/v1/accounts/self/courses", "anybody else": "/api/v1/courses"} {
		t.Run(name, func(t *testing.T) {
			s := practice()
			s.ceiling = 2
			own := s.answers["/api/v1/courses"]
			delete(s.answers, "/api/v1/courses")
			s.answers[path] = own
			var ids []string
			for c, err := range serve(t, s).Courses(t.Context()) {
				if err != nil {
					t.Fatal(err)
				}
				ids = append(ids, c.ID)
			}
			if got := strings.Join(ids, " "); got != "4102 4103 4104" || s.count(path) != 2 {
				t.Errorf("courses %s in %d pages", got, s.count(path))
			}
			for range serve(t, s).Courses(t.Context()) {
				break
			}
		})
	}
}

func TestProbe(t *testing.T) {
	s := practice()
	p := serve(t, s, func(o *Options) { o.HTTP.Now = func() time.Time { return today().Add(-7 * time.Second) } })
	a, err := p.Probe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if a.Kind != "canvas" || a.User != "svc-gradesync" || !grade.Is(a.ClockOffset, 7*time.Second) || len(a.Gaps) == 0 {
		t.Errorf("got %+v", a)
	}
	granted := map[string]grade.Maybe[bool]{}
	for _, r := range a.Rights {
		granted[r.Name] = r.Granted
	}
	for r, want := range map[route]grade.Maybe[bool]{routeSelf: grade.Known(true), routeCourses: grade.Known(true), routeAssignments: {}} {
		if got, ok := granted[r.scope()]; !ok || got != want {
			t.Errorf("%s granted: %v, want %v", r, got, want)
		}
	}
	s.respond = on("/api/v1/users/self", 401, `{"errors":[{"message":"Insufficient scopes on access token."}]}`)
	a, err = p.Probe(t.Context())
	if err != nil || a.User != "" {
		t.Fatalf("%v, %+v", err, a)
	}
	for _, r := range a.Rights {
		if r.Name == routeSelf.scope() && !grade.Is(r.Granted, false) {
			t.Errorf("granted %v, and it was refused", r.Granted)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	for name, o := range map[string]Options{
		"no address": {Token: "x"}, "no token": {URL: "https://c.example"}, "no URL": {URL: "c.example", Token: "x"}, "password in it": {URL: "https://u:p@c.example", Token: "x"},
	} {
		if _, err := New(o); err == nil || strings.Contains(err.Error(), "u:p") {
			t.Errorf("%s: %v", name, err)
		}
	}
	p, err := New(Options{URL: "https://c.example/api/v1/", Token: "x"})
	if err != nil || p.options.URL != "https://c.example" || p.options.PerPage != 100 {
		t.Errorf("%v, %+v", err, p)
	}
}
