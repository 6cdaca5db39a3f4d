package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/gradesync/gradesync/internal/store/storetest"
)

// byHand gives a store a clock that a test moves.
func byHand(s *Store) *handClock {
	c := &handClock{now: time.Date(2026, 11, 21, 18, 0, 0, 0, time.UTC)}
	s.clock = func(context.Context) (time.Time, error) { return c.now, nil }
	return c
}

type handClock struct{ now time.Time }

func TestOneWinner(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, address string) {
		stores := []*Store{open(t, address, Options{}), open(t, address, Options{})}
		var all sync.WaitGroup
		var mu sync.Mutex
		won, lost := 0, 0
		for i := range 16 {
			all.Go(func() {
				_, err := stores[i%2].Acquire(t.Context(), "sync", fmt.Sprint(i), time.Minute)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					won++
				case errors.Is(err, ErrHeld):
					lost++
				default:
					t.Error(err)
				}
			})
		}
		all.Wait()
		if won != 1 || lost != 15 {
			t.Errorf("%d won, %d lost", won, lost)
		}
	})
}

func TestHeldErrorTells(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		clock := byHand(s)
		since := clock.now
		if _, err := s.Acquire(t.Context(), "sync moodle", "anna@host:1", time.Minute); err != nil {
			t.Fatal(err)
		}
		clock.now = since.Add(time.Second)
		_, err := s.Acquire(t.Context(), "sync moodle", "ben@host:2", time.Minute)
		held, ok := errors.AsType[*HeldError](err)
		want := HeldError{Name: "sync moodle", Holder: "anna@host:1", Since: since, Until: since.Add(time.Minute)}
		if !ok || *held != want {
			t.Errorf("got %#v", err)
		}
		if now, err := s.Holder(t.Context(), "sync moodle"); err != nil || now == nil || *now != want {
			t.Errorf("the holder is %#v, %v, want %#v", now, err, want)
		}
		if now, err := s.Holder(t.Context(), "sync canvas"); err != nil || now != nil {
			t.Errorf("the holder of what nobody took is %#v, %v", now, err)
		}
		clock.now = want.Until
		if now, err := s.Holder(t.Context(), "sync moodle"); err != nil || now != nil {
			t.Errorf("the holder of what ran out is %#v, %v", now, err)
		}
	})
}

// TestServerClock: in PostgreSQL, a machine whose clock is wrong takes no lease away.
func TestServerClock(t *testing.T) {
	t.Parallel()
	address := storetest.Database(t)
	right := open(t, address, Options{})
	ahead := open(t, address, Options{Now: func() time.Time { return time.Now().Add(time.Hour) }})
	if _, err := right.Acquire(t.Context(), "sync", "right", time.Minute); err != nil {
		t.Fatal(err)
	}
	if _, err := ahead.Acquire(t.Context(), "sync", "ahead", time.Minute); !errors.Is(err, ErrHeld) {
		t.Errorf("got %v", err)
	}
}

// TestLeasesAsModel holds leases against what a map would do.
func TestLeasesAsModel(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		clock := byHand(s)
		round := 0
		rapid.Check(t, func(t *rapid.T) {
			round++
			m := leaseModel{s: s, clock: clock, round: round, owner: map[string]*Lease{}, until: map[string]time.Time{}}
			t.Repeat(map[string]func(*rapid.T){
				"acquire": m.acquire, "renew": m.renew, "release": m.release,
				"wait": func(t *rapid.T) {
					clock.now = clock.now.Add(time.Duration(rapid.IntRange(1, 40).Draw(t, "seconds")) * time.Second)
				},
			})
		})
	})
}

type leaseModel struct {
	s     *Store
	clock *handClock
	round int
	taken []*Lease             // all that were ever given out
	owner map[string]*Lease    // who may renew
	until map[string]time.Time // when the owner's time ends
}

const modelTTL = time.Minute

func (m *leaseModel) acquire(t *rapid.T) {
	name := fmt.Sprintf("%d/%d", m.round, rapid.IntRange(1, 2).Draw(t, "name"))
	l, err := m.s.Acquire(context.Background(), name, "h", modelTTL)
	if free := m.owner[name] == nil || !m.until[name].After(m.clock.now); free != (err == nil) {
		t.Fatalf("free: %v, got %v", free, err)
	}
	if err != nil {
		if !errors.Is(err, ErrHeld) {
			t.Fatal(err)
		}
		return
	}
	m.taken = append(m.taken, l)
	m.owner[name], m.until[name] = l, m.clock.now.Add(modelTTL)
}

func (m *leaseModel) renew(t *rapid.T) {
	if len(m.taken) == 0 {
		t.Skip("none was taken")
	}
	l := rapid.SampledFrom(m.taken).Draw(t, "lease")
	err := l.Renew(context.Background())
	mine := m.owner[l.name] == l
	if mine != (err == nil) || !mine && !errors.Is(err, ErrHeld) {
		t.Fatalf("mine: %v, got %v", mine, err)
	}
	if mine {
		m.until[l.name] = m.clock.now.Add(modelTTL)
	}
}

func (m *leaseModel) release(t *rapid.T) {
	if len(m.taken) == 0 {
		t.Skip("none was taken")
	}
	l := rapid.SampledFrom(m.taken).Draw(t, "lease")
	err := l.Release(context.Background())
	mine := m.owner[l.name] == l
	if mine != (err == nil) || !mine && !errors.Is(err, ErrHeld) {
		t.Fatalf("mine: %v, got %v", mine, err)
	}
	if mine {
		delete(m.owner, l.name)
	}
}

// TestKeep goes by a clock that stands still while anybody works.
func TestKeep(t *testing.T) {
	address := t.TempDir() + "/gradesync.db"
	open(t, address, Options{})
	synctest.Test(t, func(t *testing.T) {
		s, err := Open(t.Context(), address, Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		l, err := s.Acquire(t.Context(), "sync", "me", time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		work, stop := l.Keep(t.Context())
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		if work.Err() != nil {
			t.Errorf("the work was ended: %v", context.Cause(work))
		}
		if _, err := s.Acquire(t.Context(), "sync", "you", time.Minute); !errors.Is(err, ErrHeld) {
			t.Errorf("after ten minutes: %v", err)
		}
		stop()
		if work.Err() == nil {
			t.Error("stopped, and the work goes on")
		}
		time.Sleep(2 * time.Minute)
		if _, err := s.Acquire(t.Context(), "sync", "you", time.Minute); err != nil {
			t.Errorf("nobody keeps it any more: %v", err)
		}
	})
}

// TestKeepLoses: the work ends when another took the lease, and when the store does
// not answer for as long as the lease lasts.
func TestKeepLoses(t *testing.T) {
	address := t.TempDir() + "/gradesync.db"
	open(t, address, Options{})
	for name, c := range map[string]struct {
		lose  string
		cause error
	}{
		"taken":  {"UPDATE leases SET token = token + 1, holder = 'you'", ErrHeld},
		"broken": {"ALTER TABLE leases RENAME TO gone", ErrStore},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, err := Open(t.Context(), address, Options{})
				if err != nil {
					t.Fatal(err)
				}
				defer s.Close()
				l, err := s.Acquire(t.Context(), name, "me", time.Minute)
				if err != nil {
					t.Fatal(err)
				}
				work, stop := l.Keep(t.Context())
				defer stop()
				if _, err := s.db.Exec(c.lose); err != nil {
					t.Fatal(err)
				}
				began := time.Now()
				<-work.Done()
				if !errors.Is(context.Cause(work), c.cause) || time.Since(began) > time.Minute {
					t.Errorf("after %v: %v", time.Since(began), context.Cause(work))
				}
				if name == "broken" {
					_, _ = s.db.Exec("ALTER TABLE gone RENAME TO leases")
				}
			})
		})
	}
}

// TestJoin: those of one holder share a lease, and one of them renews it for all.
func TestJoin(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		clock := byHand(s)
		since := clock.now
		join := func(holder string) (*Lease, error) { return s.Join(t.Context(), "sync", holder, time.Minute) }
		first, err := join("workers")
		if err != nil {
			t.Fatal(err)
		}
		clock.now = since.Add(40 * time.Second)
		second, err := join("workers")
		if err != nil {
			t.Fatalf("a second worker: %v", err)
		}
		clock.now = since.Add(80 * time.Second)
		if err := first.Renew(t.Context()); err != nil {
			t.Errorf("the first one, after the second joined: %v", err)
		}
		_, err = join("others")
		held, ok := errors.AsType[*HeldError](err)
		if !ok || held.Holder != "workers" || !held.Since.Equal(since) {
			t.Errorf("under another holder: %v, want it held since the first came", err)
		}
		if _, err := s.Acquire(t.Context(), "sync", "workers", time.Minute); !errors.Is(err, ErrHeld) {
			t.Errorf("alone, under the same holder: %v", err)
		}
		clock.now = since.Add(10 * time.Minute)
		if _, err := s.Acquire(t.Context(), "sync", "others", time.Minute); err != nil {
			t.Fatalf("after all are gone: %v", err)
		}
		for _, l := range []*Lease{first, second} {
			if err := l.Renew(t.Context()); !errors.Is(err, ErrHeld) {
				t.Errorf("one that slept: %v, want it lost", err)
			}
		}
	})
}
