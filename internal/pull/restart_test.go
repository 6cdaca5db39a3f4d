package pull_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/pull"
	"github.com/gradesync/gradesync/internal/store"
)

// stopServer does to one database what a server that goes down does: all connections
// end, and there are no new ones until the returned func is called.
func (c *campus) stopServer(t *testing.T) (start func()) {
	t.Helper()
	u, err := url.Parse(c.address)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimPrefix(u.Path, "/")
	u.Path = "/postgres"
	ask(t, u.String(), "ALTER DATABASE "+name+" ALLOW_CONNECTIONS false",
		"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"+name+"'")
	return func() { ask(t, u.String(), "ALTER DATABASE "+name+" ALLOW_CONNECTIONS true") }
}

// TestServerRestartsUnderWorkers: they go on by themselves. A job whose end could not be
// noted is done again.
func TestServerRestartsUnderWorkers(t *testing.T) {
	t.Parallel()
	c := openCampus(t, lab.Options{Courses: 60, Learners: 6, Activities: 4})
	began := time.Now()
	for i := range 2 {
		c.join(t, fmt.Sprint("a", i))
	}
	c.until(t, "courses are read", func() bool { return c.queue(t).Running > 0 })
	start := c.stopServer(t)
	time.Sleep(300 * time.Millisecond) // long enough for everybody to ask in vain
	start()
	c.pulled(t, began)
	for _, id := range c.ids {
		if p := c.course(t, id).Pull; p.Failures > 0 {
			t.Errorf("course %s: %+v, want no failure of its own", id, p)
		}
	}
	c.busy.never(t, 1)
}

// TestServerRestartsUnderOnce: a single run whose server is down ends, and says that it
// was the store. What was saved stays; the next run, when the work is free again,
// does the rest.
func TestServerRestartsUnderOnce(t *testing.T) {
	t.Parallel()
	c := openCampus(t, lab.Options{Courses: 30, Learners: 4, Activities: 3})
	p := c.puller(t, c.store, "once")
	var start func()
	p.Progress = func(what string, _, _ int) {
		if what == "courses" && start == nil { // it is told with a lock held
			start = c.stopServer(t)
		}
	}
	sum, err := p.Once(t.Context(), pull.Round{Run: "first", Holder: "first"})
	if !errors.Is(err, store.ErrUnavailable) || sum == nil {
		t.Fatalf("%+v, %v, want what was done, and that the store is not there", sum, err)
	}
	start()
	p.Progress = nil
	var held *store.HeldError
	if _, err := p.Once(t.Context(), pull.Round{Run: "second", Holder: "second"}); !errors.As(err, &held) || held.Holder != "first" {
		t.Fatalf("%v, want the work held until the lease of the run before runs out", err)
	}
	ask(t, c.address, "UPDATE leases SET until = 0")
	last, err := p.Once(t.Context(), pull.Round{Run: "third", Holder: "third"})
	if err != nil || last.Partial() || last.Courses.Pulled != len(c.ids) {
		t.Errorf("%+v, %v, want all pulled", last, err)
	}
}

// TestServerEndsConnections: a restart that is over before anybody asks is not noticed.
func TestServerEndsConnections(t *testing.T) {
	t.Parallel()
	c := openCampus(t, lab.Options{Courses: 5, Learners: 2, Activities: 2})
	p := c.puller(t, c.store, "once")
	if _, err := p.Once(t.Context(), pull.Round{Run: "first", Holder: "cron"}); err != nil {
		t.Fatal(err)
	}
	c.stopServer(t)()
	sum, err := p.Once(context.WithoutCancel(t.Context()), pull.Round{Run: "second", Holder: "cron"})
	if err != nil || sum.Partial() || sum.Courses.Unchanged != len(c.ids) {
		t.Errorf("%+v, %v, want a round like any other", sum, err)
	}
}
