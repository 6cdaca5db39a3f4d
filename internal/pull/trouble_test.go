package pull_test

import (
	"errors"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/httpkit"
	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/lms/moodle"
	"github.com/gradesync/gradesync/internal/pull"
	"github.com/gradesync/gradesync/internal/store"
	"github.com/gradesync/gradesync/internal/store/storetest"
)

// TestFailingCoursesKeepNobodyWaiting: however many courses always fail, and though they
// are the longest neglected, the others are pulled, and each is told of by itself.
func TestFailingCoursesKeepNobodyWaiting(t *testing.T) {
	t.Parallel()
	kinds(t, func(t *testing.T, kind string) {
		s := open(t, lab.Options{LMS: kind, Courses: 14, Learners: 2, Activities: 2})
		s.round(t, pull.Round{})
		s.openAll(t)
		var ids []string
		for _, c := range s.courses(t) {
			ids = append(ids, c.ID)
		}
		s.instead(grades(7, failing)(kind, ids))
		rounds := 30
		if testing.Short() {
			rounds = 10
		}
		for range rounds {
			s.round(t, pull.Round{})
		}
		for _, c := range s.courses(t) {
			bad := slices.Contains(ids[:7], c.ID)
			if bad && (c.Pull.Failures == 0 || !c.Pull.Succeeded.IsZero()) || !bad && s.now.Sub(c.Pull.Succeeded) > 2*time.Hour {
				t.Errorf("course %s, which fails: %v: %+v, now %v", c.ID, bad, c.Pull, s.now)
			}
		}
		s.now = s.now.Add(48 * time.Hour) // all of them are tried
		if sum := s.round(t, pull.Round{}); sum.Connection() != nil || sum.Courses.Failed != 7 || sum.Courses.Pulled != sum.Courses.Open-7 {
			t.Errorf("%+v %+v, want seven courses to fail by themselves", sum.Courses, sum.Failures)
		}
	})
}

// TestEarlierCourseEndsLate: a course that was read before the LMS went down, and ends
// after others have failed for it, does not make those failures their own.
func TestEarlierCourseEndsLate(t *testing.T) {
	t.Parallel()
	s := pulled(t, lab.Options{Courses: 4, Learners: 2, Activities: 2})
	down, othersFailed := make(chan struct{}), make(chan struct{})
	early := s.courses(t)[0].ID
	s.instead(func(a asked) answer {
		switch {
		case a.course == early && a.what == gradesOf("moodle"):
			close(down)
			<-othersFailed
		case a.course != "" && a.course != early:
			<-down
			fallthrough
		case a.course == "" && a.nth > 10: // the list was read long before
			return answer{status: http.StatusServiceUnavailable}
		}
		return answer{}
	})
	s.pull.Parallel = 2
	s.pull.Progress = func(what string, done, _ int) {
		if what == "courses" && done == 4 {
			close(othersFailed)
		}
	}
	sum := s.round(t, pull.Round{})
	if c := sum.Connection(); c == nil || c.Class != "temporary" || len(sum.Failures) != 1 || sum.Courses.Failed != 0 || sum.Courses.Pulled != 1 {
		t.Errorf("%+v %+v, want one course pulled and the connection failed", sum.Courses, sum.Failures)
	}
}

// TestLearnerWhoCannotBeRead: where grades are read one by one and one person's fail,
// the grades of before stay, and after a while those of the others come again.
func TestLearnerWhoCannotBeRead(t *testing.T) {
	t.Parallel()
	s := open(t, lab.Options{Courses: 2, Learners: 6, Activities: 3})
	http := httpkit.Options{Budget: httpkit.Budget{PerSecond: 1e5, Burst: 1e5, Parallel: 8}, Retry: httpkit.Retry{Attempts: 1}}
	site, err := moodle.New(moodle.Options{URL: s.url, Token: s.Token(), HTTP: http, WholeCourseMax: 1})
	if err != nil {
		t.Fatal(err)
	}
	s.pull.LMS = site
	s.round(t, pull.Round{})
	s.openAll(t)
	s.round(t, pull.Round{})
	course := s.generated(t)[1]
	people, err := s.store.Enrolments(t.Context(), s.pull.Site, course)
	if err != nil {
		t.Fatal(err)
	}
	activities, err := s.store.Activities(t.Context(), s.pull.Site, course)
	if err != nil {
		t.Fatal(err)
	}
	bad, other := people[4].Learner, people[5].Learner // after two who teach and one who is inactive
	before := s.results(t, course, bad)
	s.instead(func(a asked) answer {
		if a.what == gradesOf("moodle") && a.learner == bad {
			return failing("moodle")
		}
		return answer{}
	})
	if err := s.Grade(course, other, activities[0].ID, 1.5); err != nil {
		t.Fatal(err)
	}
	tried := 0
	for ; tried < 20; tried++ {
		sum := s.round(t, pull.Round{Courses: []string{course}})
		if sum.Courses.Pulled == 1 {
			break
		}
		if len(sum.Failures) != 1 || sum.Failures[0].Course != course || sum.Failures[0].Class != "temporary" {
			t.Fatalf("%+v, want the course to fail", sum.Failures)
		}
	}
	if tried < 2 || tried == 20 {
		t.Errorf("it failed %d times", tried)
	}
	for range 3 { // also from what was kept so
		if now := s.results(t, course, bad); !slices.EqualFunc(now, before, func(a, b store.Result) bool { return a.Score.Equal(b.Score) && a.Gone.IsZero() }) {
			t.Errorf("the grades of the one who cannot be read: %+v, were %+v", now, before)
		}
		s.round(t, pull.Round{Courses: []string{course}})
	}
	if now := s.results(t, course, other); !slices.ContainsFunc(now, func(r store.Result) bool { return r.Score.Or(0) == 1.5 }) {
		t.Errorf("the new grade of another did not come: %+v", now)
	}
}

// results are those of one learner.
func (s *school) results(t *testing.T, course, learner string) []store.Result {
	t.Helper()
	all, err := s.store.Results(t.Context(), s.pull.Site, course)
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(all, func(r store.Result) bool { return r.Learner != learner })
}

// TestLostLease: a run whose lease another has taken over ends, and says so.
func TestLostLease(t *testing.T) {
	t.Parallel()
	address := t.TempDir() + "/store.db"
	s := openAt(t, lab.Options{Courses: 60, Learners: 2, Activities: 2, Latency: 50 * time.Millisecond}, address)
	s.round(t, pull.Round{})
	s.openAll(t)
	other, err := store.Open(t.Context(), address, store.Options{Now: func() time.Time { return s.now.Add(time.Hour) }})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	var once sync.Once
	s.pull.Progress = func(what string, _, _ int) {
		if what == "courses" {
			once.Do(func() {
				if _, err := other.Acquire(t.Context(), pull.LeaseName(s.pull.Site), "another", time.Hour); err != nil {
					t.Error(err)
				}
			})
		}
	}
	sum, err := s.tryRound(t.Context(), pull.Round{Lease: 3 * time.Second})
	var held *store.HeldError
	if !errors.As(err, &held) || held.Holder != "another" || sum.Courses.Left == 0 || len(sum.Failures) != 0 {
		t.Errorf("%+v, %v, want it to end because another holds the work", sum.Courses, err)
	}
	if _, err := other.Acquire(t.Context(), pull.LeaseName(s.pull.Site), "a third", time.Hour); !errors.As(err, &held) || held.Holder != "another" {
		t.Errorf("%v, want the other to hold it still", err)
	}
}

// TestUnchangedWritesNothing: a round that finds nothing new writes when it was, and
// nothing else, also after a whole reading.
func TestUnchangedWritesNothing(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, address string) {
		if isSQLite(address) {
			kinds(t, func(t *testing.T, kind string) { unchangedWritesNothing(t, kind, t.TempDir()+"/store.db") })
			return
		}
		unchangedWritesNothing(t, "moodle", address)
	})
}

func unchangedWritesNothing(t *testing.T, kind, address string) {
	s := openAt(t, lab.Options{LMS: kind, Courses: 4, Learners: 4, Activities: 3}, address)
	s.round(t, pull.Round{})
	s.openAll(t)
	s.round(t, pull.Round{})
	asked := total(s.Requests())
	forbidWriting(t, address, "courses", "course_states", "books", "activities", "enrolments", "changes")
	s.Forget()
	for range 2 {
		s.round(t, pull.Round{})
	}
	if n := total(s.Requests()) / 2; n*2 > asked {
		t.Errorf("%d requests, and the first time %d", n, asked)
	}
	s.now = s.now.Add(24 * time.Hour)
	if sum := s.round(t, pull.Round{}); sum.Partial() || sum.Courses.Unchanged != sum.Courses.Open {
		t.Errorf("read as a whole again: %+v %+v", sum.Courses, sum.Failures)
	}
	s.enrol(t) // and the trap works
	if _, err := s.tryRound(t.Context(), pull.Round{}); !errors.Is(err, store.ErrStore) {
		t.Errorf("%v: a changed course wrote nothing", err)
	}
}

// forbidWriting makes the database refuse every row that is written to some tables.
func forbidWriting(t *testing.T, address string, tables ...string) {
	t.Helper()
	if !isSQLite(address) {
		execute(t, address, "CREATE FUNCTION written() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'written'; END $$ LANGUAGE plpgsql")
	}
	for _, table := range tables {
		if !isSQLite(address) {
			execute(t, address, "CREATE TRIGGER unwritten BEFORE INSERT OR UPDATE OR DELETE ON "+table+" FOR EACH ROW EXECUTE FUNCTION written()")
			continue
		}
		for _, act := range []string{"INSERT", "UPDATE", "DELETE"} {
			execute(t, address, "CREATE TRIGGER no_"+act+"_"+table+" BEFORE "+act+" ON "+table+" BEGIN SELECT RAISE(ABORT, 'written'); END")
		}
	}
}
