package resync

import (
	"context"
	"fmt"

	"github.com/gradesync/gradesync/internal/store"
)

// Ledger keeps what was sent. *store.Store is one. AppendSends returns when the
// events are kept for good.
type Ledger interface {
	AppendSends(ctx context.Context, events ...store.SendEvent) error
}

// journal writes the events of all workers in their order, those that wait together
// in one go, so that a slow disk does not slow the sending down. After a failure it
// writes nothing more.
type journal struct {
	entries chan lines
	ended   chan struct{}
	err     error // the failure; read after ended
}

// lines are events of one worker. done is nil when nobody waits for them.
type lines struct {
	events []store.SendEvent
	done   chan error
}

// openJournal starts writing. An interrupted run still notes what it knows: only
// what asks to wait for a row is bound to its context.
func openJournal(ctx context.Context, ledger Ledger) *journal {
	j := &journal{entries: make(chan lines, 64), ended: make(chan struct{})}
	go j.run(context.WithoutCancel(ctx), ledger)
	return j
}

func (j *journal) run(ctx context.Context, ledger Ledger) {
	defer close(j.ended)
	for l := range j.entries {
		batch, waiting := l.events, []chan error{l.done}
		for more := true; more; {
			select {
			case next, ok := <-j.entries:
				more = ok
				batch, waiting = append(batch, next.events...), append(waiting, next.done)
			default:
				more = false
			}
		}
		if j.err == nil && len(batch) > 0 {
			if err := ledger.AppendSends(ctx, batch...); err != nil {
				j.err = fmt.Errorf("the ledger of scores sent: %w", err)
			}
		}
		for _, done := range waiting {
			if done != nil {
				done <- j.err
			}
		}
	}
}

// write returns when the events are kept, or cannot be.
func (j *journal) write(events ...store.SendEvent) error {
	done := make(chan error, 1)
	j.entries <- lines{events, done}
	return <-done
}

// note has the events written without waiting. A failure shows with the next write,
// and at the end.
func (j *journal) note(events ...store.SendEvent) {
	if len(events) > 0 {
		j.entries <- lines{events: events}
	}
}

// close waits for what was noted.
func (j *journal) close() error {
	close(j.entries)
	<-j.ended
	return j.err
}
