package resync

import (
	"context"
	"errors"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/gradesync/gradesync/internal/store"
)

// chunk takes scores from their first reading to their outcome: look at the cells,
// send what is not there, look again.
func (r *run) chunk(ctx context.Context, open []*send) error {
	for len(open) > 0 {
		due, err := r.due(ctx, open)
		if err != nil {
			return err
		}
		if err := r.look(ctx, due); err != nil {
			return err
		}
		if err := r.dispatch(ctx, due); err != nil {
			return err
		}
		open = slices.DeleteFunc(slices.Clone(open), func(s *send) bool { return s.state == finished })
	}
	return ctx.Err()
}

// due waits until the first of the sends are to be looked at, and returns them.
func (r *run) due(ctx context.Context, open []*send) ([]*send, error) {
	first := slices.MinFunc(open, func(a, b *send) int { return a.wake.Compare(b.wake) }).wake
	if d := first.Sub(r.Now()); d > 0 {
		if err := r.Wait(ctx, d); err != nil {
			return nil, err
		}
	}
	now := r.Now()
	if now.Before(first) {
		now = first // a clock that went back must not make us spin
	}
	return slices.DeleteFunc(slices.Clone(open), func(s *send) bool { return s.wake.After(now) }), nil
}

// look reads the cells and draws the conclusions. Nothing at all that could be read
// ends the run.
func (r *run) look(ctx context.Context, due []*send) error {
	cells := make([]Cell, len(due))
	for i, s := range due {
		cells[i] = s.cell
	}
	readings := r.Reader.Read(ctx, cells)
	if err := ctx.Err(); err != nil {
		return err
	}
	if slices.ContainsFunc(readings, func(g Reading) bool { return g.Err == nil }) {
		r.read.Store(true)
	}
	var events []store.SendEvent
	for i, s := range due {
		if readings[i].Err != nil {
			r.unreadable(s, readings[i].Err)
			continue
		}
		s.misses = 0
		events = append(events, r.conclude(s, readings[i])...)
	}
	r.journal.note(events...)
	if !r.read.Load() && !slices.ContainsFunc(due, func(s *send) bool { return s.state != finished }) {
		return readError(readings[0].Err)
	}
	return nil
}

// dispatch sends what is ready, and says when to look at it.
func (r *run) dispatch(ctx context.Context, due []*send) error {
	gone := slices.DeleteFunc(slices.Clone(due), func(s *send) bool { return s.state != ready })
	group, sending := errgroup.WithContext(ctx)
	r.start(sending, group, gone)
	if err := errors.Join(group.Wait(), ctx.Err()); err != nil {
		return err
	}
	now := r.Now()
	for _, s := range gone {
		s.wake = now
		if s.state == again {
			s.wake = r.pace.until(now.Add(backoff(s.entry.Attempts)))
		}
	}
	return nil
}

// start lets the scores of one chunk leave before those of the next, so that one is
// read back while the other is sent.
func (r *run) start(ctx context.Context, group *errgroup.Group, gone []*send) {
	select {
	case r.turn <- struct{}{}:
	case <-ctx.Done():
		return
	}
	defer func() { <-r.turn }()
	for _, s := range gone {
		select {
		case r.lined <- struct{}{}:
		case <-ctx.Done():
			return
		}
		group.Go(func() error {
			defer func() { <-r.lined }()
			return r.offer(ctx, s)
		})
	}
}

// backoff is how long to wait after the nth try of one score.
func backoff(n int) time.Duration { return min(time.Second<<(min(n, 6)-1), 30*time.Second) }
