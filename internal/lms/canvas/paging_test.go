package canvas

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gradesync/gradesync/internal/grade"
)

// large is a course of so many learners and assignments.
func large(learners, tasks int) *site {
	s := practice()
	var people, work, rows, due []string
	for a := range tasks {
		work = append(work, fmt.Sprintf(`{"id":%d,"name":"Lab %d","published":true,"points_possible":10,"grading_type":"points","submission_types":["external_tool"],"has_overrides":false,"only_visible_to_overrides":false}`, 500+a, a))
		given := make([]string, learners)
		for l := range learners {
			given[l] = fmt.Sprintf(`"%d":{"in_closed_grading_period":false}`, 1000+l)
		}
		due = append(due, fmt.Sprintf(`"%d":{%s}`, 500+a, strings.Join(given, ",")))
	}
	for l := range learners {
		people = append(people, enrolment(1+l, 1000+l, student, "active"))
		cells := make([]string, tasks)
		for a := range tasks {
			cells[a] = fmt.Sprintf(`{"assignment_id":%d,"workflow_state":"graded","score":%d,"posted_at":"2026-09-22T06:00:04Z"}`, 500+a, l%11)
		}
		rows = append(rows, fmt.Sprintf(`{"user_id":%d,"submissions":[%s]}`, 1000+l, strings.Join(cells, ",")))
	}
	s.answers[here+"/enrollments"] = "[" + strings.Join(people, ",") + "]"
	s.answers[here+"/assignments"] = "[" + strings.Join(work, ",") + "]"
	s.answers[here+"/students/submissions"] = "[" + strings.Join(rows, ",") + "]"
	s.answers[here+"/effective_due_dates"] = "{" + strings.Join(due, ",") + "}"
	return s
}

// A course of 300 learners and 60 assignments takes few requests, and few at a time.
func TestFewRequests(t *testing.T) {
	for ceiling, most := range map[int]int{100: 25, 50: 45} {
		s := large(300, 60)
		s.ceiling = ceiling
		b := bookOf(t, s)
		if n := s.count(""); n > most {
			t.Errorf("%d requests at %d a page, want at most %d: %v", n, ceiling, most, s.calls)
		}
		if s.top > 4 {
			t.Errorf("%d requests in flight, want at most 4", s.top)
		}
		if len(b.Results) != 300*60 || len(b.Learners) != 300 {
			t.Errorf("%d results, %d learners", len(b.Results), len(b.Learners))
		}
		t.Logf("%d a page: %d requests, %d in flight", ceiling, s.count(""), s.top)
	}
}

// Whatever page the site gives, and however often it throttles, the book is the same.
func TestSameBookByAnyPage(t *testing.T) {
	want := bookOf(t, large(45, 12))
	for _, ceiling := range []int{10, 50, 100} {
		for _, per := range []int{0, 7} {
			s := large(45, 12)
			s.ceiling = ceiling
			sameBook(t, fmt.Sprintf("ceiling %d, asked for %d", ceiling, per), want, bookOf(t, s, func(o *Options) { o.PerPage = per }))
		}
	}
}

func sameBook(t *testing.T, name string, want, got *grade.Book) {
	t.Helper()
	for what, pair := range map[string][2]any{
		"activities": {want.Activities, got.Activities}, "learners": {want.Learners, got.Learners},
		"results": {want.Results, got.Results}, "tools": {want.Tools, got.Tools}, "gaps": {want.Gaps, got.Gaps},
	} {
		if diff := cmp.Diff(pair[0], pair[1]); diff != "" {
			t.Errorf("%s: %s: %s", name, what, diff)
		}
	}
}

func TestThrottledEveryTenth(t *testing.T) {
	plain := large(45, 12)
	plain.ceiling = 10
	want := bookOf(t, plain)
	for name, refuse := range map[string]func(http.ResponseWriter){
		"403": func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			w.Header().Set("X-Rate-Limit-Remaining", "0.0")
			w.WriteHeader(http.StatusForbidden)
			_, _ = io.WriteString(w, "403 Forbidden (Rate Limit Exceeded)\n")
		},
		"429": func(w http.ResponseWriter) {
			http.Error(w, "429 Too Many Requests (Rate Limit Exceeded)", http.StatusTooManyRequests)
		},
	} {
		s := large(45, 12)
		s.ceiling = 10
		var mu sync.Mutex
		n := 0
		s.respond = func(w http.ResponseWriter, _ *http.Request) bool {
			mu.Lock()
			n++
			tenth := n%10 == 0
			mu.Unlock()
			if tenth {
				refuse(w)
			}
			return tenth
		}
		sameBook(t, name, want, bookOf(t, s, patient))
		if got, most := s.count(""), plain.count("")*13/10; got > most {
			t.Errorf("%s: %d requests, want at most %d", name, got, most)
		}
	}
}

// A site that throttles for good ends it with the class that says so.
func TestThrottledForGood(t *testing.T) {
	s := practice()
	s.respond = func(w http.ResponseWriter, _ *http.Request) bool {
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, "403 Forbidden (Rate Limit Exceeded)\n")
		return true
	}
	if _, err := serve(t, s).Book(t.Context(), "4102"); !errors.Is(err, grade.ErrThrottled) {
		t.Errorf("got %v", err)
	}
}

func TestPace(t *testing.T) {
	for header, want := range map[string]float64{"600": 3, "100.5": 0.5025, "0.0": 0} {
		if got, known := pace(http.Header{"X-Rate-Limit-Remaining": {header}}); !known || got != want {
			t.Errorf("%s leaves %v", header, got)
		}
	}
	if _, known := pace(http.Header{}); known {
		t.Error("a pace without the header")
	}
}

// A next page elsewhere does not get the token, and one that goes in circles ends.
func TestBadNextPages(t *testing.T) {
	for name, next := range map[string]string{"elsewhere": "http://evil.example/api/v1/x", "in circles": "same"} {
		t.Run(name, func(t *testing.T) {
			s := practice()
			s.respond = func(w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Path != here+"/enrollments" {
					return false
				}
				address := next
				if next == "same" {
					address = "http://" + r.Host + r.URL.Path + "?page=bookmark:A"
				}
				w.Header().Set("Link", "<"+address+`>; rel="next"`)
				_, _ = io.WriteString(w, s.answers[r.URL.Path])
				return true
			}
			b := bookOf(t, s)
			if g, ok := gap(b, grade.FactRoster, "next"); !ok || g.Class != grade.Failed || s.count(here+"/enrollments") > 3 {
				t.Errorf("%d calls, gaps %+v", s.count(here+"/enrollments"), b.Gaps)
			}
		})
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := practice()
	s.respond = func(_ http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != here+"/assignments" {
			return false
		}
		cancel()
		<-r.Context().Done()
		return true
	}
	if _, err := serve(t, s).Book(ctx, "4102"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
