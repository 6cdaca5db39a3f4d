package resync_test

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/gradesync/gradesync/internal/store"
)

// clock goes on when somebody waits, and a little with each look.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(100 * time.Microsecond)
	return c.now
}

// Wait lets those who wait together wait together.
func (c *clock) Wait(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	end := c.now.Add(d)
	c.mu.Unlock()
	time.Sleep(100 * time.Microsecond)
	c.mu.Lock()
	defer c.mu.Unlock()
	if end.After(c.now) {
		c.now = end
	}
	return ctx.Err()
}

// ledger keeps events in memory. It fails once it has taken as many writes as
// failAfter says.
type ledger struct {
	mu        sync.Mutex
	events    []store.SendEvent
	writes    int
	failAfter int
	failure   error
}

func (l *ledger) AppendSends(_ context.Context, events ...store.SendEvent) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.writes++; l.failure != nil && l.writes > l.failAfter {
		return l.failure
	}
	for _, e := range events {
		e.Seq = int64(len(l.events) + 1)
		l.events = append(l.events, e)
	}
	return nil
}

func (l *ledger) all() []store.SendEvent {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.events)
}
