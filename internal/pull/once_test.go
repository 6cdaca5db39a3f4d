package pull_test

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/pull"
	"github.com/gradesync/gradesync/internal/store"
)

var start = time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)

// school is a practice LMS of many courses, a store, and a clock that a test moves.
type school struct {
	*lab.Lab
	opt   lab.Options
	door  door
	url   string
	store *store.Store
	now   time.Time
	pull  *pull.Puller
	runs  int
}

func open(t testing.TB, o lab.Options) *school {
	t.Helper()
	return openAt(t, o, filepath.Join(t.TempDir(), "store.db"))
}

// openAt has the store at an address.
func openAt(t testing.TB, o lab.Options, address string) *school {
	t.Helper()
	s := &school{now: start}
	o.Break, o.Now, o.Clock = []string{"none"}, start, func() time.Time { return s.now }
	s.opt = o
	server := httptest.NewServer(&s.door)
	t.Cleanup(server.Close)
	s.url = server.URL
	s.behave(t, o.Misbehave)
	s.openStore(t, address)
	s.connect(t, o.LMS, s.Token())
	return s
}

func (s *school) openStore(t testing.TB, address string) {
	t.Helper()
	opened, err := store.Open(t.Context(), address, store.Options{Version: "test", Now: func() time.Time { return s.now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { opened.Close() })
	s.store = opened
}

// connect makes the puller ask with a token.
func (s *school) connect(t testing.TB, kind, token string) {
	t.Helper()
	if kind == "" {
		kind = "moodle"
	}
	site, err := provider(kind, s.url, token, 8)
	if err != nil {
		t.Fatal(err)
	}
	s.pull = &pull.Puller{LMS: site, Site: kind + " " + s.url, Store: s.store, Now: func() time.Time { return s.now }}
}

// round runs one round, an hour after the last.
func (s *school) round(t testing.TB, r pull.Round) *pull.Summary {
	t.Helper()
	sum, err := s.tryRound(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

func (s *school) tryRound(ctx context.Context, r pull.Round) (*pull.Summary, error) {
	s.runs++
	s.now = s.now.Add(time.Hour)
	r.Run, r.Holder = fmt.Sprint("run", s.runs), "test"
	return s.pull.Once(ctx, r)
}

// openAll marks every new course as open.
func (s *school) openAll(t testing.TB) {
	t.Helper()
	if err := openNew(t.Context(), s.store, s.pull.Site, s.now); err != nil {
		t.Fatal(err)
	}
}

func kinds(t *testing.T, test func(t *testing.T, kind string)) {
	t.Helper()
	for _, kind := range []string{"moodle", "canvas"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			test(t, kind)
		})
	}
}

func TestRounds(t *testing.T) {
	t.Parallel()
	kinds(t, func(t *testing.T, kind string) {
		s := open(t, lab.Options{LMS: kind, Courses: 12, Learners: 6, Activities: 5})
		first := s.round(t, pull.Round{})
		all := first.Courses.Appeared // Canvas's practice LMS has some more of its own
		if c := first.Courses; all < 13 || c.New != all || c.Pulled != 0 || first.Partial() {
			t.Fatalf("first round: %+v, want new courses and none pulled", c)
		}
		s.openAll(t)
		second := s.round(t, pull.Round{})
		if c := second.Courses; c.Open != all || c.Pulled != all || c.Failed != 0 || second.Partial() {
			t.Fatalf("second round: %+v %+v, want all pulled", c, second.Failures)
		}
		asked := total(s.Requests())
		third := s.round(t, pull.Round{})
		if c := third.Courses; c.Pulled != all || c.Unchanged != all || third.Changes != (pull.ChangeCounts{}) {
			t.Errorf("third round: %+v %+v, want all unchanged", c, third.Changes)
		}
		t.Logf("%d requests so far, %d more for a round in which nothing changed", asked, total(s.Requests())-asked)
		s.enrol(t)
		fourth := s.round(t, pull.Round{})
		if c := fourth.Courses; c.Pulled != all || c.Unchanged != all-1 || fourth.Changes.Enrolments == 0 {
			t.Errorf("after somebody enrolled: %+v %+v, want one changed course", c, fourth.Changes)
		}
	})
}

// enrol puts somebody new into a generated course.
func (s *school) enrol(t *testing.T) {
	t.Helper()
	courses := s.generated(t)
	if _, err := s.Enrol(courses[1], ""); err != nil {
		t.Fatal(err)
	}
}

// generated are the courses that the lab's methods can change.
func (s *school) generated(t *testing.T) []string {
	t.Helper()
	var ids []string
	for _, c := range s.courses(t) {
		if s.RenameCourse(c.ID, c.Title) == nil {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

func (s *school) courses(t *testing.T) []store.Course {
	t.Helper()
	courses, err := s.store.Courses(t.Context(), s.pull.Site)
	if err != nil {
		t.Fatal(err)
	}
	return courses
}

func total(requests map[string]int) int {
	n := 0
	for _, count := range requests {
		n += count
	}
	return n
}

func TestRemovedCourses(t *testing.T) {
	t.Parallel()
	kinds(t, func(t *testing.T, kind string) {
		s := open(t, lab.Options{LMS: kind, Courses: 30, Learners: 3, Activities: 2})
		s.round(t, pull.Round{})
		s.openAll(t)
		s.round(t, pull.Round{})
		all, courses := len(s.courses(t)), s.generated(t)
		for _, c := range courses[1:12] {
			if err := s.Remove(c); err != nil {
				t.Fatal(err)
			}
		}
		held := s.round(t, pull.Round{})
		if held.Courses.HeldBack != 11 || held.Courses.Deleted != 0 || !held.Partial() {
			t.Fatalf("11 gone: %+v, want them held back", held.Courses)
		}
		taken := s.round(t, pull.Round{AcceptRemovals: 11})
		if taken.Courses.HeldBack != 0 || taken.Courses.Deleted != 11 || taken.Courses.Removed != 11 {
			t.Fatalf("11 accepted: %+v, want them deleted", taken.Courses)
		}
		gone := courses[1]
		kept, err := s.store.Enrolments(t.Context(), s.pull.Site, gone)
		if err != nil || len(kept) == 0 {
			t.Errorf("a deleted course keeps %d enrolments, %v, want those it had", len(kept), err)
		}
		if err := s.Restore(gone); err != nil {
			t.Fatal(err)
		}
		back := s.round(t, pull.Round{})
		if back.Courses.Returned != 1 || back.Courses.Deleted != 10 || back.Courses.Open != all-10 {
			t.Errorf("one is back: %+v, want it open again", back.Courses)
		}
	})
}

func TestSecondRunIsHeld(t *testing.T) {
	t.Parallel()
	s := open(t, lab.Options{Courses: 1})
	if _, err := s.store.Acquire(t.Context(), pull.LeaseName(s.pull.Site), "another", 3*time.Hour); err != nil {
		t.Fatal(err)
	}
	var held *store.HeldError
	if _, err := s.tryRound(t.Context(), pull.Round{}); !errors.As(err, &held) || held.Holder != "another" {
		t.Errorf("got %v, want who holds it", err)
	}
}
