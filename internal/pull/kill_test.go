package pull_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/pull"
	"github.com/gradesync/gradesync/internal/store"
	"github.com/gradesync/gradesync/internal/store/storetest"
)

// TestKilled: whenever a run of sync is killed, the store opens, no course in it is half
// written, and the next run brings it to where a store is that nothing happened to.
func TestKilled(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, address string) {
		seed := rand.Uint64()
		t.Logf("seed %d", seed)
		k := startKilling(t, address, rand.New(rand.NewPCG(seed, 1)))
		kills := 8
		switch {
		case os.Getenv("GRADESYNC_LONG") != "":
			kills = 50
		case testing.Short():
			kills = 3
		}
		for n := range kills {
			k.now = k.now.Add(time.Hour)
			if n%3 > 0 {
				term(t, k.lab, k.calm.store, k.calm.pull.Site, k.random, 12)
			}
			k.kill(t, n)
			k.complete(t, n)
			if t.Failed() {
				return
			}
		}
		t.Logf("%d killed, %d of them in the midst of a round's courses", kills, k.midway)
	})
}

// killing is a school, a store that is pulled by processes that are killed, and one
// that is pulled in peace.
type killing struct {
	lab     *lab.Lab
	url     string
	random  *rand.Rand
	now     time.Time
	address string
	calm    *school
	took    time.Duration // a round in peace
	midway  int
}

func startKilling(t *testing.T, address string, random *rand.Rand) *killing {
	k := &killing{random: random, now: start, address: address}
	k.calm = open(t, lab.Options{Courses: 24, Learners: 4, Activities: 3})
	k.lab, k.url = k.calm.Lab, k.calm.url
	k.calm.round(t, pull.Round{})
	k.calm.openAll(t)
	s := k.store(t)
	k.round(t, s, "list")
	if err := openNew(t.Context(), s, k.calm.pull.Site, k.now); err != nil {
		t.Fatal(err)
	}
	k.took = 300 * time.Millisecond
	return k
}

// store opens the store of those who are killed.
func (k *killing) store(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), k.address, store.Options{Version: "test", Now: func() time.Time { return k.now }})
	if err != nil {
		t.Fatalf("the store does not open: %v", err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// kill lets a process pull, and kills it at any moment of a round or before it.
func (k *killing) kill(t *testing.T, n int) {
	t.Helper()
	cmd := task{Kind: "moodle", URL: k.url, Token: k.lab.Token(), Store: k.address, Name: fmt.Sprint("killed", n), Now: k.now, Full: time.Duration(n%2) * time.Hour, Parallel: 2}.command()
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	lines.Scan()
	if lines.Text() != "round" {
		t.Fatalf("the process says %q, %s", lines.Text(), complaint.String())
	}
	time.Sleep(time.Duration(k.random.Int64N(int64(k.took))))
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() {
	}
	if err := cmd.Wait(); err == nil || complaint.Len() > 0 {
		t.Fatalf("the process ended by itself: %v, %s", err, complaint.String())
	}
}

// complete looks at what a kill left, and lets a run come to its end.
func (k *killing) complete(t *testing.T, n int) {
	t.Helper()
	s := k.store(t)
	defer s.Close()
	site := k.calm.pull.Site
	courses, err := s.Courses(t.Context(), site)
	if err != nil {
		t.Fatal(err)
	}
	done := 0
	for _, c := range courses {
		if problem := halfWritten(t, s, site, c); problem != "" {
			t.Errorf("kill %d, course %s: %s", n, c.ID, problem)
		}
		if !c.Pull.Succeeded.Before(k.now) {
			done++
		}
	}
	if done > 0 && done < len(courses) {
		k.midway++
		if _, err := s.Acquire(t.Context(), pull.LeaseName(site), "too early", time.Minute); !errors.Is(err, store.ErrHeld) {
			t.Errorf("kill %d: the lease of the dead one: %v, want it held until it runs out", n, err)
		}
	}
	k.now = k.now.Add(3 * time.Hour) // it runs out
	if !isSQLite(k.address) {
		execute(t, k.address, "UPDATE leases SET until = since") // leases go by the server's clock
	}
	k.round(t, s, fmt.Sprint("after", n))
	began := time.Now()
	k.calm.now = k.now
	k.calm.round(t, pull.Round{})
	k.took = min(time.Since(began), time.Second)
	if diff := unlike(settled(contents(t, s, site)), settled(contents(t, k.calm.store, site))); diff != "" {
		t.Errorf("kill %d: the store that was disturbed (+) and the other:\n%s", n, diff)
	}
}

// settled leaves out what depends on when a course was read whole.
func settled(all []content) []content {
	for i := range all {
		if all[i].Book != nil {
			all[i].Book.Completions = []grade.Completion{}
		}
	}
	return all
}

// round pulls into s until all is done.
func (k *killing) round(t *testing.T, s *store.Store, name string) {
	t.Helper()
	p := *k.calm.pull
	p.Store, p.Now = s, func() time.Time { return k.now }
	sum, err := p.Once(t.Context(), pull.Round{Run: name, Holder: "test"})
	if err != nil || sum.Partial() {
		text, _ := json.Marshal(sum)
		t.Fatalf("%s: %s, %v", name, text, err)
	}
}
