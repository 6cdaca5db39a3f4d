package pull_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/pull"
	"github.com/gradesync/gradesync/internal/store"
)

// status is the status of now, with an hour and a half as the greatest age.
func (s *school) status(t *testing.T) *pull.Status {
	t.Helper()
	st, err := s.pull.Status(t.Context(), 90*time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	if st.OK != (len(st.Problems) == 0) {
		t.Errorf("ok is %v with the problems %v", st.OK, st.Problems)
	}
	return st
}

func TestStatusOfAStore(t *testing.T) {
	t.Parallel()
	s := open(t, lab.Options{Courses: 3, Learners: 2, Activities: 2})
	if st := s.status(t); !slices.Equal(st.Problems, []pull.Problem{pull.NeverSynced}) || st.Oldest != nil || st.Connection.ReadAt.Known() {
		t.Errorf("before the first run: %+v", st)
	}
	s.round(t, pull.Round{})
	if st := s.status(t); !st.OK || st.Courses.New != 4 || len(st.Runs) != 1 {
		t.Errorf("with new courses alone: %+v", st)
	}
	s.openAll(t)
	s.now = s.now.Add(80 * time.Minute)
	if st := s.status(t); !st.OK || st.Oldest == nil || st.Oldest.PulledAt.Known() {
		t.Errorf("opened a while ago: %+v, want all well, and one that was never pulled", st)
	}
	s.round(t, pull.Round{})
	s.now = s.now.Add(2 * time.Hour)
	if st := s.status(t); !slices.Equal(st.Problems, []pull.Problem{pull.ListOverdue, pull.CoursesOverdue}) || st.Courses.Overdue != 4 {
		t.Errorf("two hours without a run: %v, %+v", st.Problems, st.Courses)
	}
	st := s.status(t)
	if run := st.Runs[0]; len(st.Runs) != 2 || run.Exit.Or(-1) != 0 || run.Courses.Pulled != 4 || !run.FinishedAt.Known() {
		t.Errorf("the last run is %+v of %d", run, len(st.Runs))
	}
	if _, err := json.Marshal(st); err != nil {
		t.Error(err)
	}
}

func TestStatusOfTrouble(t *testing.T) {
	t.Parallel()
	s := pulled(t, lab.Options{Courses: 30, Learners: 2, Activities: 2})
	courses := s.generated(t)[1:]
	for _, c := range courses[:11] {
		if err := s.Remove(c); err != nil {
			t.Fatal(err)
		}
	}
	s.round(t, pull.Round{})
	st := s.status(t)
	if !slices.Equal(st.Problems, []pull.Problem{pull.HeldBackGone, pull.CoursesFailing}) || st.Courses.HeldBack != 11 || st.Courses.Failing != 11 {
		t.Fatalf("11 gone: %v, %+v, want them held back, and failing since they are asked for", st.Problems, st.Courses)
	}
	if f := st.Failing[0]; f.ID != courses[0] || f.Class != "not_found" || f.Times != 1 || !f.NextTry.Known() {
		t.Errorf("the first that fails: %+v", f)
	}
	s.round(t, pull.Round{AcceptRemovals: 11})
	if st = s.status(t); !st.OK || st.Courses.Deleted != 11 {
		t.Errorf("accepted: %v, %+v", st.Problems, st.Courses)
	}
	s.connect(t, "moodle", "wrong")
	s.round(t, pull.Round{})
	if st = s.status(t); st.Problems[0] != pull.NotConnected || st.Connection.Code != "TK-13" || st.Connection.Times != 1 {
		t.Errorf("a wrong token: %v, %+v", st.Problems, st.Connection)
	}
	if len(st.Runs) != 5 {
		t.Errorf("%d runs, want the last five", len(st.Runs))
	}
}

func TestStatusOfWorkUnderWay(t *testing.T) {
	t.Parallel()
	s := pulled(t, lab.Options{Courses: 1, Learners: 2, Activities: 2})
	other := *s.pull
	other.Site = "moodle https://other.example.edu"
	lease, err := s.store.Acquire(t.Context(), pull.LeaseName(s.pull.Site), "process 7 on host", time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.store.BeginRun(t.Context(), store.Run{ID: "x", What: pull.LeaseName(s.pull.Site), Holder: "process 7 on host", Started: s.now.Add(time.Second)}); err != nil {
		t.Fatal(err)
	}
	st := s.status(t)
	if st.Running == nil || st.Running.Holder != "process 7 on host" || st.Runs[0].ID != "x" || st.Runs[0].Exit.Known() || st.Runs[0].Courses != nil {
		t.Errorf("at work: %+v, %+v", st.Running, st.Runs[0])
	}
	if st, err = other.Status(t.Context(), time.Hour); err != nil || st.Running != nil || len(st.Runs) != 0 || !slices.Contains(st.Problems, pull.NeverSynced) {
		t.Errorf("of another site: %+v, %v", st, err)
	}
	if err := lease.Release(t.Context()); err != nil {
		t.Fatal(err)
	}
	if st = s.status(t); st.Running != nil {
		t.Errorf("released: %+v", st.Running)
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	s := open(t, lab.Options{Courses: 12, Learners: 2, Activities: 2})
	s.round(t, pull.Round{})
	list, err := s.pull.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if list.Totals.New != 13 || len(list.Courses) != 13 || !list.ListedAt.Known() {
		t.Fatalf("%+v", list.Totals)
	}
	if list.Courses[0].ID != "5" || list.Courses[1].ID != "50001" {
		t.Errorf("the order is %s, %s, … want that of numbers", list.Courses[0].ID, list.Courses[1].ID)
	}
	if c := list.Courses[1]; c.Learners.Known() || c.PulledAt.Known() || c.Fails() || !c.Listed || c.State != store.CourseNew {
		t.Errorf("a new course: %+v, want what was not read to be unknown", c)
	}
}
