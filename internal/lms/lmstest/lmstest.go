// Package lmstest is the suite that every provider must pass. A provider's test
// brings a server that speaks the LMS's protocol; the suite asks the same
// questions of all of them.
package lmstest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
	"github.com/gradesync/gradesync/internal/lms"
)

// Subject is one provider under test.
type Subject struct {
	// Open makes the provider for a server, with waits as given by Fast.
	Open func(t *testing.T, url, token string) lms.LMS
	// Healthy answers for a site with Course, to Token only.
	Healthy http.Handler
	// Weakened is Healthy with everything optional refused to Token; it must leave a
	// book with gaps.
	Weakened http.Handler
	Token    string
	Course   string   // as a person would type it
	Names    []string // personal data of the course that no error may show
}

// Fast are client options for tests: real retries that wait for nothing.
func Fast() httpkit.Options {
	return httpkit.Options{
		Retry:  httpkit.Retry{Attempts: 2, Wait: time.Nanosecond},
		Budget: httpkit.Budget{PerSecond: 1e6, Burst: 1000},
	}
}

// Run runs the suite.
func Run(t *testing.T, s Subject) {
	t.Run("healthy book", s.healthy)
	t.Run("totals", s.totals)
	t.Run("completion", s.completion)
	t.Run("courses", s.courses)
	t.Run("probe", s.probe)
	t.Run("optional parts leave gaps", s.optional)
	t.Run("unknown course", func(t *testing.T) {
		s.refuses(t, s.Healthy, s.Token, "no-such-course-77", grade.ErrNotFound)
	})
	t.Run("refused token", func(t *testing.T) {
		s.refuses(t, s.Healthy, "not-the-token-0001", s.Course, grade.ErrAuth)
	})
	t.Run("web page for an answer", func(t *testing.T) {
		s.refuses(t, text(http.StatusOK, "<html><head><title>Log in</title></head><body>"+strings.Join(s.Names, " ")), s.Token, s.Course, grade.ErrUnreadable)
	})
	t.Run("nothing for an answer", func(t *testing.T) {
		s.refuses(t, text(http.StatusOK, ""), s.Token, s.Course, grade.ErrUnreadable)
	})
	t.Run("half an answer", func(t *testing.T) {
		s.refuses(t, half(s.Healthy), s.Token, s.Course, grade.ErrUnreadable)
	})
	t.Run("server down", func(t *testing.T) {
		s.refuses(t, text(http.StatusServiceUnavailable, "down"), s.Token, s.Course, grade.ErrTemporary)
	})
	t.Run("bad for a moment", s.passing)
	t.Run("cancelled", s.cancelled)
}

func (s Subject) open(t *testing.T, h http.Handler, token string) lms.LMS {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return s.Open(t, srv.URL, token)
}

func (s Subject) healthy(t *testing.T) {
	book, err := s.open(t, s.Healthy, s.Token).Book(t.Context(), s.Course)
	if err != nil {
		t.Fatal(err)
	}
	if book.LMS.Kind == "" || book.LMS.URL == "" || book.Course.ID == "" || book.AskedAt.IsZero() {
		t.Errorf("the book does not say where it is from: %+v, %+v", book.LMS, book.Course)
	}
	learners, activities := map[string]bool{}, map[string]bool{}
	for _, l := range book.Learners {
		if l.ID == "" || learners[l.ID] {
			t.Errorf("learner id %q is empty or twice", l.ID)
		}
		learners[l.ID] = true
	}
	for _, a := range book.Activities {
		if a.ID == "" || activities[a.ID] {
			t.Errorf("activity id %q is empty or twice", a.ID)
		}
		activities[a.ID] = true
		if (a.LineItem != nil) != grade.Is(a.Graded, true) {
			t.Errorf("activity %s: graded is %v, and its line item %v", a.ID, a.Graded, a.LineItem)
		}
	}
	if len(learners) == 0 || len(activities) == 0 || len(book.Results) == 0 {
		t.Fatalf("%d learners, %d activities, %d results", len(learners), len(activities), len(book.Results))
	}
	s.results(t, book, learners, activities)
}

func (s Subject) results(t *testing.T, book *grade.Book, learners, activities map[string]bool) {
	type cell struct{ learner, activity string }
	seen := map[cell]bool{}
	for _, r := range book.Results {
		c := cell{r.Learner, r.Activity}
		if seen[c] || !learners[r.Learner] || !activities[r.Activity] {
			t.Errorf("result of %+v is twice or of nobody's", c)
		}
		seen[c] = true
		if r.Empty && r.Score.Known() {
			t.Errorf("result of %+v is empty and has a score", c)
		}
	}
	for _, g := range book.Gaps {
		if g.What == "" || g.Class == "" || g.Reason == "" {
			t.Errorf("gap without words: %+v", g)
		}
	}
}

func (s Subject) courses(t *testing.T) {
	found := 0
	for c, err := range s.open(t, s.Healthy, s.Token).Courses(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if c.ID == "" || c.Title == "" {
			t.Errorf("course without id or title: %+v", c)
		}
		found++
	}
	if found == 0 {
		t.Error("no courses")
	}
	for _, err := range s.open(t, s.Healthy, "not-the-token-0001").Courses(t.Context()) {
		if !errors.Is(err, grade.ErrAuth) {
			t.Errorf("with another token: %v", err)
		}
	}
}

func (s Subject) probe(t *testing.T) {
	a, err := s.open(t, s.Healthy, s.Token).Probe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if a.Kind == "" || a.URL == "" || len(a.Rights) == 0 {
		t.Errorf("the probe says too little: %+v", a)
	}
	for _, r := range a.Rights {
		if r.Name == "" || r.For == "" {
			t.Errorf("right without words: %+v", r)
		}
	}
}

func (s Subject) optional(t *testing.T) {
	healthy, err := s.open(t, s.Healthy, s.Token).Book(t.Context(), s.Course)
	if err != nil {
		t.Fatal(err)
	}
	weak, err := s.open(t, s.Weakened, s.Token).Book(t.Context(), s.Course)
	if err != nil {
		t.Fatal(err)
	}
	if len(weak.Gaps) <= len(healthy.Gaps) {
		t.Errorf("%d gaps with rights refused, %d without", len(weak.Gaps), len(healthy.Gaps))
	}
	for _, g := range weak.Gaps {
		s.clean(t, g.Reason)
	}
}

// refuses expects an error of a class and nothing personal in it.
func (s Subject) refuses(t *testing.T, h http.Handler, token, course string, class error) {
	t.Helper()
	book, err := s.open(t, h, token).Book(t.Context(), course)
	if !errors.Is(err, class) || book != nil {
		t.Fatalf("got %v, want class %q", err, class)
	}
	s.clean(t, err.Error(), token)
}

func (s Subject) clean(t *testing.T, said string, also ...string) {
	t.Helper()
	for _, bad := range append(append(also, s.Token), s.Names...) {
		if strings.Contains(said, bad) {
			t.Errorf("%q shows %q", said, bad)
		}
	}
}

// passing answers the first request with 503 and all others well.
func (s Subject) passing(t *testing.T) {
	bad := make(chan struct{}, 1)
	bad <- struct{}{}
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-bad:
			w.WriteHeader(http.StatusServiceUnavailable)
		default:
			s.Healthy.ServeHTTP(w, r)
		}
	})
	if _, err := s.open(t, h, s.Token).Book(t.Context(), s.Course); err != nil {
		t.Errorf("one 503 ended it: %v", err)
	}
}

// cancelled gives up while the server is still thinking about its answer.
func (s Subject) cancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // until then the server cannot see the client go
		cancel()
		<-r.Context().Done()
	})
	_, err := s.open(t, h, s.Token).Book(ctx, s.Course)
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	s.clean(t, err.Error())
}

func text(status int, body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
}

// half sends the first half of every answer, whole as far as HTTP goes.
func half(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		body := rec.Body.Bytes()
		w.WriteHeader(rec.Code)
		_, _ = w.Write(body[:len(body)/2])
	})
}
