package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/gradesync/gradesync/internal/lms"
	"github.com/gradesync/gradesync/internal/pull"
	"github.com/gradesync/gradesync/internal/store"
)

// work pulls courses together with other workers until it is stopped, which is its
// good end. Each failure is a line of the log: there are no rounds to sum up.
func (s *syncing) work(ctx context.Context) error {
	s.puller.Log = s.log
	w := &pull.Workers{Puller: s.puller, Interval: s.o.interval, AcceptRemovals: s.o.acceptRemovals}
	if !s.c.cfg.Builtin {
		w.Enter = func(ctx context.Context) (lms.LMS, error) { return s.enter(ctx, s.c.profile, s.dialling()) }
	}
	s.note("pulling every %s, together with other workers; Ctrl-C or SIGTERM stops it", minutes(s.o.interval))
	err := w.Run(ctx)
	switch {
	case errors.Is(err, store.ErrNoJobs):
		return &problem{err: fmt.Errorf("%s: %w", storeName(s.c.cfg.Store), store.ErrNoJobs), code: exitUsage,
			hint: "set store to a postgres:// address; on one machine, gradesync sync without --workers does the same"}
	case errors.Is(err, store.ErrStore):
		return &problem{err: fmt.Errorf("%s: %w", storeName(s.c.cfg.Store), err), code: exitFailed, hint: openHint(err)}
	}
	return err
}
