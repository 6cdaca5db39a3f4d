package pull_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/lms"
	"github.com/gradesync/gradesync/internal/pull"
	"github.com/gradesync/gradesync/internal/store"
)

func TestFleet(t *testing.T) {
	t.Parallel()
	c := openCampus(t, lab.Options{Courses: 40, Learners: 4, Activities: 3})
	began := time.Now()
	leave := c.join(t, "a")
	c.until(t, "the first worker reads courses", func() bool { return c.busy.begun("a") > 0 })
	leave()
	for i := range 3 { // they take over what it has left
		c.join(t, fmt.Sprint("b", i))
	}
	c.pulled(t, began)
	c.until(t, "no job is left", func() bool {
		q := c.queue(t)
		return q.Waiting+q.Running+q.Retrying+q.Later == 0
	})
	if q := c.queue(t); q.Failed != 0 || q.Oldest.Known() || !q.Alive {
		t.Errorf("queue %+v, want it empty, and workers alive", q)
	}
	if c.busy.never(t, 2); len(c.busy.reader) > 0 {
		t.Errorf("still being read: %v", c.busy.reader)
	}
}

// TestOnceBesideFleet: of a fleet and a single run, whoever comes second is told.
func TestOnceBesideFleet(t *testing.T) {
	t.Parallel()
	c := openCampus(t, lab.Options{Courses: 5, Learners: 2, Activities: 2})
	single, err := c.store.Acquire(t.Context(), pull.LeaseName(c.site()), "cron", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	c.join(t, "a")
	if err := single.Renew(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.until(t, "the worker has asked for the work", func() bool {
		_, made, err := c.store.Queue(t.Context(), c.site())
		return made || err != nil
	})
	if q := c.queue(t); q.Alive {
		t.Errorf("queue %+v, want no worker at work while another run holds it", q)
	}
	if err := single.Release(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.pulled(t, began)
	_, err = c.puller(t, c.store, "once").Once(t.Context(), pull.Round{Run: "once", Holder: "cron"})
	var held *store.HeldError
	if !errors.As(err, &held) || held.Holder != pull.FleetHolder {
		t.Errorf("a single run beside workers: %v, want it held by them", err)
	}
	c.busy.never(t, 1)
}

func TestFailingCourseHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	c := openCampus(t, lab.Options{Courses: 10, Learners: 2, Activities: 2, Misbehave: "failcourse:50003"})
	if !contains(c.ids, "50003") {
		t.Fatalf("no course 50003 in %v", c.ids)
	}
	began := time.Now()
	c.join(t, "a")
	c.pulled(t, began, "50003")
	if list, err := c.store.ListPull(t.Context(), c.site()); err != nil || list.Failures > 0 {
		t.Errorf("connection %+v %v, want it well", list, err)
	}
	c.until(t, "the course's failure is noted", func() bool { return c.course(t, "50003").Pull.Failures > 0 })
	if p := c.course(t, "50003").Pull; p.Failures != 1 || !p.Succeeded.IsZero() || !p.NotBefore.After(time.Now()) {
		t.Errorf("%+v, want one failure for all attempts, and a back-off", p)
	}
	c.until(t, "its job is given up", func() bool { return c.queue(t).Running == 0 })
	if q := c.queue(t); q.Failed != 1 || q.Retrying != 0 {
		t.Errorf("queue %+v, want one job given up", q)
	}
}

// TestRefusedMidway: the connection's failure is noted once, not with each course, and
// when it works again nothing is missing.
func TestRefusedMidway(t *testing.T) {
	t.Parallel()
	c := openCampus(t, lab.Options{Courses: 30, Learners: 2, Activities: 2})
	began := time.Now()
	var later atomic.Int64
	c.clock = func() time.Time { return time.Now().Add(time.Duration(later.Load())) }
	for i := range 2 {
		c.join(t, fmt.Sprint("a", i))
	}
	c.until(t, "courses are read", func() bool { return c.queue(t).Running > 0 })
	c.refuse.Store(first)
	c.until(t, "the refusal is noted, and no job runs or waits", func() bool {
		list, err := c.store.ListPull(t.Context(), c.site())
		q := c.queue(t)
		return err == nil && list.Failures > 0 && q.Running+q.Waiting+q.Retrying == 0
	})
	list, err := c.store.ListPull(t.Context(), c.site())
	if err != nil || list.Failures != 1 || list.Class != "auth" {
		t.Errorf("connection %+v %v, want one refusal", list, err)
	}
	for _, id := range c.ids {
		if p := c.course(t, id).Pull; p.Failures > 0 {
			t.Errorf("course %s: %+v, want no failure of its own", id, p)
		}
	}
	c.refuse.Store("")
	later.Store(int64(time.Hour)) // the back-off is over, for us and for River
	ask(t, c.address, "UPDATE "+c.jobs(t)+" SET scheduled_at = now() WHERE state = 'scheduled'")
	c.pulled(t, began)
	if list, err := c.store.ListPull(t.Context(), c.site()); err != nil || list.Failures > 0 {
		t.Errorf("connection %+v %v, want it well again", list, err)
	}
	c.busy.never(t, 1) // one may be quick enough to do it all
}

// TestTokenReplaced: a worker whose token is refused looks whether there is another one.
func TestTokenReplaced(t *testing.T) {
	t.Parallel()
	c := openCampus(t, lab.Options{Courses: 20, Learners: 2, Activities: 2})
	began := time.Now()
	p := c.puller(t, c.open(t), "a")
	entered := 0
	c.start(t, &pull.Workers{Puller: p, Interval: 30 * time.Second, Longest: 5 * time.Second,
		Enter: func(context.Context) (lms.LMS, error) {
			entered++ // never twice at once
			return connectMoodle(c.url, c.Token(), "second")
		}})
	c.until(t, "courses are read", func() bool { return c.busy.begun("a") > 0 })
	c.refuse.Store(first)
	c.pulled(t, began)
	if list, err := c.store.ListPull(t.Context(), c.site()); err != nil || list.Failures > 0 || entered != 1 {
		t.Errorf("connection %+v %v, entered %d times, want it well and entered once", list, err, entered)
	}
}

func TestWorkersNeedPostgres(t *testing.T) {
	t.Parallel()
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "store.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	w := &pull.Workers{Puller: &pull.Puller{Store: s, Site: "moodle x", Now: time.Now}, Interval: time.Minute}
	if err := w.Run(t.Context()); !errors.Is(err, store.ErrNoJobs) || !errors.Is(err, store.ErrStore) {
		t.Errorf("got %v", err)
	}
	if _, found, err := s.Queue(t.Context(), "moodle x"); found || err != nil {
		t.Errorf("a file has a queue: %v %v", found, err)
	}
}
