package canvas

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
)

// inMemory sends requests to a site without a network, so that waits are those of
// a bubble's clock.
type inMemory struct{ *site }

func (m inMemory) RoundTrip(r *http.Request) (*http.Response, error) {
	rec := httptest.NewRecorder()
	m.ServeHTTP(rec, r)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	resp := rec.Result()
	resp.Request = r
	return resp, nil
}

// inBubble opens a provider for a site without a network.
func inBubble(t *testing.T, s *site) *Provider {
	s.t = t
	return open(t, "http://canvas.example", token, func(o *Options) {
		o.HTTP.Transport, o.HTTP.Timeout = inMemory{s}, 20*time.Second
		o.HTTP.Retry = httpkit.Retry{Attempts: 2, Wait: time.Second}
	})
}

func TestFewAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := large(120, 5)
		s.respond = func(http.ResponseWriter, *http.Request) bool {
			time.Sleep(time.Second)
			return false
		}
		if _, err := inBubble(t, s).Book(t.Context(), "4102"); err != nil {
			t.Fatal(err)
		}
		if s.top != 4 {
			t.Errorf("%d requests in flight, want 4", s.top)
		}
	})
}

// everything is the practice course, with every call that a book can take.
func everything() *site {
	s := practice()
	s.answers[here] = strings.Replace(s.answers[here], `,"account":{"id":77,"parent_account_id":1,"root_account_id":1}`, "", 1)
	s.answers["/api/v1/accounts/77"] = `{"id":77,"name":"Nursing","parent_account_id":1,"root_account_id":1}`
	return s
}

// broken are the ways in which one call can go wrong.
func broken() map[string]struct {
	class  grade.GapClass
	answer func(w http.ResponseWriter, r *http.Request, body string)
} {
	type way = struct {
		class  grade.GapClass
		answer func(w http.ResponseWriter, r *http.Request, body string)
	}
	return map[string]way{
		"401, token refused": {grade.Forbidden, func(w http.ResponseWriter, _ *http.Request, _ string) { unauthenticated(w) }},
		"401, not permitted": {grade.Forbidden, func(w http.ResponseWriter, _ *http.Request, _ string) { fail(w, 401, forbidden) }},
		"403":                {grade.Forbidden, func(w http.ResponseWriter, _ *http.Request, _ string) { fail(w, 403, forbidden) }},
		"500": {grade.Failed, func(w http.ResponseWriter, _ *http.Request, _ string) {
			fail(w, 500, `{"errors":[{"message":"An error occurred.","error_code":"internal_server_error"}],"error_report_id":987}`)
		}},
		"hangs": {grade.Failed, func(_ http.ResponseWriter, r *http.Request, _ string) { <-r.Context().Done() }},
		"cut short": {grade.Failed, func(w http.ResponseWriter, _ *http.Request, body string) {
			_, _ = io.WriteString(w, body[:len(body)/2])
		}},
		"HTML": {grade.Failed, func(w http.ResponseWriter, _ *http.Request, _ string) {
			_, _ = io.WriteString(w, "<html><title>Log In</title>")
		}},
	}
}

// undecidable names a fact that is unknown without a call. An empty one means a gap
// without a fact.
func undecidable() map[string]grade.Fact {
	return map[string]grade.Fact{
		here + "/sections": grade.FactSections, "/api/v1/accounts/1/terms": "", "/api/v1/accounts/77/external_tools": grade.FactToolAvailable,
		"/api/v1/accounts/1/external_tools": grade.FactToolAvailable, here + "/external_tools": grade.FactTools, "/api/v1/accounts/77": grade.FactCourseAccounts,
		"/api/v1/accounts/1/sub_accounts": grade.FactToolAvailable, "/api/v1/accounts/78/external_tools": grade.FactToolAvailable,
		"/api/v1/accounts/79/external_tools": grade.FactToolAvailable,
		here + "/blueprint_subscriptions":    "-", here + "/modules": "", here + "/modules/301/items": "", here + "/effective_due_dates": grade.FactResultAssigned,
		here + "/enrollments": grade.FactRoster, here + "/assignments": grade.FactActivities, here + "/students/submissions": grade.FactResults,
	}
}

// Whatever call fails, and however: a gap names what cannot be decided, the rest is
// as before, and nothing is told that the whole course does not tell.
func TestEveryCallBroken(t *testing.T) {
	healthy := everything()
	whole := bookOf(t, healthy)
	for _, path := range healthy.calls {
		if path == here {
			continue // without the course there is no book; see TestClosedCourse
		}
		fact, known := undecidable()[path]
		if !known {
			t.Errorf("%s is called, and no test breaks it", path)
		}
		for name, way := range broken() {
			t.Run(strings.TrimPrefix(path, "/api/v1/")+" "+name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s := everything()
					s.respond = func(w http.ResponseWriter, r *http.Request) bool {
						if r.URL.Path == path {
							way.answer(w, r, s.answers[path])
						}
						return r.URL.Path == path
					}
					b, err := inBubble(t, s).Book(t.Context(), "4102")
					if err != nil {
						t.Fatal(err)
					}
					b.LMS, b.Course.LineItemsURL = whole.LMS, whole.Course.LineItemsURL
					within(t, "book", tree(t, b), tree(t, whole))
					if fact == "-" { // an assignment tells it too
						return
					}
					if !gapOfCall(b, fact, path, way.class) {
						t.Errorf("no gap of class %q for %q in %+v", way.class, fact, b.Gaps)
					}
				})
			})
		}
	}
}

// gapOfCall tells whether a gap with the fact names the call of a path.
func gapOfCall(b *grade.Book, fact grade.Fact, path string, class grade.GapClass) bool {
	tail := path[strings.LastIndex(path, "/")+1:]
	for _, g := range b.Gaps {
		if g.Fact == fact && g.Class == class && (strings.Contains(g.Reason, "/"+tail) || strings.Contains(g.Reason, "accounts/:id")) {
			return true
		}
	}
	return false
}

// tree is a book as JSON values, gaps and sources left out, its lists by what names
// their items.
func tree(t *testing.T, b *grade.Book) any {
	t.Helper()
	byKey := map[string]any{"course": b.Course}
	for _, a := range b.Activities {
		byKey["activity "+a.ID] = a
	}
	for _, l := range b.Learners {
		byKey["learner "+l.ID] = l
	}
	for _, r := range b.Results {
		byKey["result "+r.Learner+" "+r.Activity] = r
	}
	for _, tool := range b.Tools {
		byKey["tool "+tool.ID] = tool
	}
	data, err := json.Marshal(byKey)
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// within reports what part tells and whole does not, or tells otherwise.
func within(t *testing.T, where string, part, whole any) {
	t.Helper()
	if p, ok := part.(map[string]any); ok {
		w, _ := whole.(map[string]any)
		for name, v := range p {
			within(t, where+"."+name, v, w[name])
		}
		return
	}
	if list, ok := part.([]any); ok {
		w, _ := whole.([]any)
		if len(list) != len(w) {
			t.Errorf("%s: %v, and the whole has %v", where, part, whole)
			return
		}
		for i := range list {
			within(t, fmt.Sprint(where, i), list[i], w[i])
		}
		return
	}
	if part != nil && part != "" && !reflect.DeepEqual(part, whole) {
		t.Errorf("%s: %v, and the whole has %v", where, part, whole)
	}
}

// When the due dates are refused, the grading periods stand in for them.
func TestPeriodsInPlaceOfDueDates(t *testing.T) {
	s := practice()
	delete(s.answers, here+"/effective_due_dates")
	s.answers[here+"/grading_periods"] = `{"grading_periods":[{"id":"12","is_closed":false},{"id":11,"is_closed":true}]}`
	b := bookOf(t, s)
	for learner, want := range map[string]bool{"30117": false, "30118": true} {
		if r, _ := result(b, learner, "55012"); !grade.Is(r.Closed, want) || !grade.Is(r.Assigned, true) {
			t.Errorf("%s: %+v", learner, r)
		}
	}
	if r, _ := result(b, "30117", "55013"); r.Closed.Known() || r.Assigned.Known() {
		t.Errorf("nothing tells this: %+v", r)
	}
	if _, ok := gap(b, grade.FactResultClosed, ""); ok {
		t.Error("a gap of what is known")
	}
	delete(s.answers, here+"/grading_periods")
	if _, ok := gap(bookOf(t, s), grade.FactResultClosed, "effective_due_dates"); !ok {
		t.Error("no gap for closed periods")
	}
}

// The pages of grades before one that fails are kept, and of the others nothing is said.
func TestGradesBreakOff(t *testing.T) {
	s := large(60, 3)
	s.ceiling = 10
	s.respond = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != here+"/students/submissions" || r.URL.Query().Get("page") != "4" {
			return false
		}
		fail(w, 500, `{"errors":[{"message":"An error occurred."}]}`)
		return true
	}
	b := bookOf(t, s)
	if len(b.Results) != 30*3 || !grade.Is(learner(t, b, "1000").Listed, true) || learner(t, b, "1059").Listed.Known() {
		t.Errorf("%d results, listed %v, %v", len(b.Results), learner(t, b, "1000").Listed, learner(t, b, "1059").Listed)
	}
	if _, ok := gap(b, grade.FactResults, "all but the first 30 learners"); !ok {
		t.Errorf("gaps %+v", b.Gaps)
	}
}

func TestNothingOfTheEssentials(t *testing.T) {
	s := practice()
	for _, path := range []string{"/assignments", "/enrollments", "/students/submissions"} {
		delete(s.answers, here+path)
	}
	s.respond = func(w http.ResponseWriter, r *http.Request) bool {
		if _, ok := s.answers[r.URL.Path]; ok {
			return false
		}
		fail(w, 403, forbidden)
		return true
	}
	if b, err := serve(t, s).Book(t.Context(), "4102"); err == nil || b != nil || !strings.Contains(err.Error(), "course 4102") {
		t.Errorf("got %v", err)
	}
}

// A key that enforces scopes drops includes without a word: that is a gap, and
// never a "no".
func TestIncludesDropped(t *testing.T) {
	s := practice()
	s.answers[here] = strings.NewReplacer(`"term":{"id":31,"start_at":"2026-08-20T06:00:00Z","end_at":"2026-12-18T07:00:00Z"},"concluded":false,`, "",
		`"sis_course_id":"NET/101.A",`, "").Replace(s.answers[here])
	s.answers[here+"/enrollments"] = dropped(t, s.answers[here+"/enrollments"], "email", "sis_user_id")
	s.answers[here+"/assignments"] = dropped(t, s.answers[here+"/assignments"], "overrides")
	s.answers[here+"/modules"] = dropped(t, s.answers[here+"/modules"], "items")
	s.answers[here+"/modules/300/items"] = `[{"id":3001,"title":"Lab 3","type":"ExternalTool","content_id":711,"external_url":"https://tool.example.com/x","published":true}]`
	s.respond = on("/api/v1/accounts/1/terms", 403, forbidden)
	b := bookOf(t, s)
	for fact, words := range map[grade.Fact]string{
		grade.FactCourseConcluded: "Allow Include Parameters", grade.FactEnrolmentState: "Allow Include Parameters",
		grade.FactActivityDates: "overrides", "": "SIS ids, e-mail addresses of the roster",
	} {
		if _, ok := gap(b, fact, words); !ok {
			t.Errorf("no gap of %q with %q in %+v", fact, words, b.Gaps)
		}
	}
	l := learner(t, b, "30117")
	if b.Course.Concluded.Known() || l.State().Known() || l.Email != "" {
		t.Errorf("told, though it was kept back: %v, %v", b.Course.Concluded, l.State())
	}
	if a := activity(t, b, "55012"); a.ClosesAt.Known() || a.OpensAt.Known() {
		t.Errorf("opens %v, closes %v", a.OpensAt, a.ClosesAt)
	}
	if a := activity(t, b, "moduleitem:3001"); a.LaunchURL != "https://tool.example.com/x" {
		t.Errorf("got %+v", a)
	}
	if _, ok := gap(b, "", "course's SIS id"); !ok {
		t.Error("no gap for the course's SIS id")
	}
}

// dropped takes members out of every object of an answer.
func dropped(t *testing.T, body string, members ...string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		t.Fatal(err)
	}
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, item := range v {
				walk(item)
			}
		case map[string]any:
			for _, m := range members {
				delete(v, m)
			}
			for _, item := range v {
				walk(item)
			}
		}
	}
	walk(v)
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
