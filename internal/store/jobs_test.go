package store

import (
	"errors"
	"net/url"
	"sync"
	"testing"

	"github.com/gradesync/gradesync/internal/store/storetest"
)

// TestJobsMade: workers that start together make the tables once, those of each site
// in a schema of its own.
func TestJobsMade(t *testing.T) {
	t.Parallel()
	address := storetest.Database(t)
	s := open(t, address, Options{})
	if _, found, err := s.Queue(t.Context(), "moodle a"); found || err != nil {
		t.Errorf("before anybody came: %v, %v", found, err)
	}
	var all sync.WaitGroup
	for i := range 6 {
		all.Go(func() {
			j, err := s.Jobs(t.Context(), []string{"moodle a", "moodle b"}[i%2])
			if err != nil {
				t.Error(err)
				return
			}
			j.Close()
		})
	}
	all.Wait()
	for _, site := range []string{"moodle a", "moodle b"} {
		if q, found, err := s.Queue(t.Context(), site); !found || err != nil || q != (Queue{}) {
			t.Errorf("%s: %+v, %v, %v, want it there and empty", site, q, found, err)
		}
	}
	if _, found, err := s.Queue(t.Context(), "moodle c"); found || err != nil {
		t.Errorf("a site where nobody came: %v, %v", found, err)
	}
}

func TestJobsNewer(t *testing.T) {
	t.Parallel()
	s := open(t, storetest.Database(t), Options{Version: "1.0"})
	j, err := s.Jobs(t.Context(), "moodle a")
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	if _, err := j.Pool.Exec(t.Context(), "INSERT INTO "+j.Schema+".river_migration (line, version) VALUES ('main', 99)"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Jobs(t.Context(), "moodle a"); !errors.Is(err, ErrNewer) {
		t.Errorf("got %v", err)
	}
}

// TestJobsForbidden: a user who may make no schema is told, and may use one that
// somebody else made.
func TestJobsForbidden(t *testing.T) {
	t.Parallel()
	address := storetest.Database(t)
	s := open(t, address, Options{})
	if _, err := s.db.ExecContext(t.Context(), "GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC"); err != nil {
		t.Fatal(err)
	}
	plain := open(t, as(t, address, "pg_monitor"), Options{}) // a role of every server, which may do little
	if _, err := plain.Jobs(t.Context(), "moodle a"); !errors.Is(err, ErrReadOnly) {
		t.Fatalf("got %v", err)
	}
	j, err := s.Jobs(t.Context(), "moodle a")
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	if _, err := j.Pool.Exec(t.Context(), "GRANT ALL ON SCHEMA "+j.Schema+" TO PUBLIC; GRANT ALL ON ALL TABLES IN SCHEMA "+j.Schema+" TO PUBLIC"); err != nil {
		t.Fatal(err)
	}
	theirs, err := plain.Jobs(t.Context(), "moodle a")
	if err != nil {
		t.Fatal(err)
	}
	theirs.Close()
}

// as is the address with another role than that of the user.
func as(t *testing.T, address, role string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	query := u.Query()
	query.Set("role", role)
	u.RawQuery = query.Encode()
	return u.String()
}
