package pull_test

import (
	"errors"
	"path/filepath"
	"sync"
	"testing"

	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/pull"
	"github.com/gradesync/gradesync/internal/store"
	"github.com/gradesync/gradesync/internal/store/storetest"
)

// storeFault is something that happens to the store when two courses are in it.
type storeFault struct {
	name   string
	sqlite bool
	place  func(t *testing.T) string // nil: an ordinary place
	begin  func(t *testing.T, s *school, address string)
	end    func(t *testing.T, address string)
	class  error // nil: the round goes on
	cuts   bool  // connections are ended, perhaps one that was just saving
}

func storeFaults() []storeFault {
	return []storeFault{
		{name: "closed", sqlite: true, begin: func(_ *testing.T, s *school, _ string) { s.store.Close() }, class: store.ErrStore},
		{name: "closed", begin: func(_ *testing.T, s *school, _ string) { s.store.Close() }, class: store.ErrStore},
		{name: "disk full", sqlite: true, place: smallDisk, begin: func(t *testing.T, _ *school, address string) { fillDisk(t, address) }, end: clearDisk, class: store.ErrFull},
		{name: "disk full", begin: func(t *testing.T, _ *school, address string) {
			execute(t, address, `CREATE FUNCTION full_disk() RETURNS trigger AS $$
				BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$ LANGUAGE plpgsql`,
				`CREATE TRIGGER full_disk BEFORE INSERT ON books FOR EACH ROW EXECUTE FUNCTION full_disk()`)
		}, end: func(t *testing.T, address string) { execute(t, address, "DROP TRIGGER full_disk ON books") }, class: store.ErrFull},
		{name: "read-only", begin: func(t *testing.T, _ *school, address string) {
			execute(t, address, `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$`, endConnections)
		}, end: func(t *testing.T, address string) {
			execute(t, address, `SET transaction_read_only = off;
				DO $$ BEGIN EXECUTE format('ALTER DATABASE %I RESET default_transaction_read_only', current_database()); END $$`)
		}, class: store.ErrReadOnly, cuts: true},
		{name: "connections ended", begin: func(t *testing.T, _ *school, address string) { execute(t, address, endConnections) }, cuts: true},
	}
}

const endConnections = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"

// TestStoreFaults: when the store fails in the midst of a round, the round ends and says
// why, what was saved is whole, and the next one goes on with the rest.
func TestStoreFaults(t *testing.T) {
	t.Parallel()
	for _, f := range storeFaults() {
		name := f.name + " (PostgreSQL)"
		if f.sqlite {
			name = f.name + " (SQLite)"
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f.test(t)
		})
	}
}

func (f storeFault) test(t *testing.T) {
	address := f.address(t)
	s := openAt(t, lab.Options{Courses: 8, Learners: 20, Activities: 6}, address)
	s.round(t, pull.Round{})
	s.openAll(t)
	s.pull.Parallel = 2
	var once sync.Once
	s.pull.Progress = func(what string, done, _ int) {
		if what == "courses" && done == 2 {
			once.Do(func() { f.begin(t, s, address) })
		}
	}
	sum, err := s.tryRound(t.Context(), pull.Round{})
	switch {
	case f.class == nil && err != nil && !errors.Is(err, store.ErrUnavailable):
		t.Errorf("%v, want it to go on, or the store unavailable", err)
	case errors.Is(err, store.ErrUnavailable) && f.cuts:
	case f.class != nil && !errors.Is(err, f.class):
		t.Errorf("%v, want %v", err, f.class)
	}
	if sum.Courses.Pulled < 2 || sum.Courses.Failed > 0 || err != nil && sum.Courses.Left != 9-sum.Courses.Pulled {
		t.Errorf("%+v %+v, want no course to be blamed", sum.Courses, sum.Failures)
	}
	s.pull.Progress = nil
	if f.end != nil {
		f.end(t, address)
	}
	s.openStore(t, address)
	s.pull.Store = s.store
	saved := 0
	for _, c := range s.courses(t) {
		if problem := halfWritten(t, s.store, s.pull.Site, c); problem != "" {
			t.Errorf("course %s: %s", c.ID, problem)
		}
		if !c.Pull.Succeeded.IsZero() {
			saved++
		}
	}
	// What was just being saved may have been committed without our hearing of it.
	if saved < sum.Courses.Pulled || saved > sum.Courses.Pulled+s.pull.Parallel {
		t.Errorf("%d courses are saved, and the summary says %d", saved, sum.Courses.Pulled)
	}
	if err != nil && !isSQLite(address) {
		execute(t, address, "UPDATE leases SET until = since") // leases go by the server's clock
	}
	if sum := s.round(t, pull.Round{}); sum.Partial() || sum.Courses.Pulled != 9 {
		t.Errorf("afterwards: %+v %+v", sum.Courses, sum.Failures)
	}
	calm := openAt(t, s.opt, filepath.Join(t.TempDir(), "calm.db"))
	calm.url = s.url
	calm.connect(t, "", s.Token())
	calm.round(t, pull.Round{})
	calm.openAll(t)
	calm.round(t, pull.Round{})
	if diff := unlike(contents(t, s.store, s.pull.Site), contents(t, calm.store, s.pull.Site)); diff != "" {
		t.Errorf("a store that nothing happened to (-), and this one:\n%s", diff)
	}
}

func (f storeFault) address(t *testing.T) string {
	t.Helper()
	switch {
	case f.place != nil:
		return filepath.Join(f.place(t), "store.db")
	case f.sqlite:
		return filepath.Join(t.TempDir(), "store.db")
	}
	return storetest.Database(t)
}
