package cli

import (
	"context"
	"time"

	"github.com/gradesync/gradesync/internal/pull"
)

// goOn pulls until it is stopped, alone or with others. To be stopped is its good end,
// also when it had not started yet.
func goOn(ctx context.Context, s *syncing, starting error) error {
	switch {
	case ctx.Err() != nil:
		return nil //nolint:nilerr // to be stopped is no failure
	case starting != nil:
		return starting
	}
	if s.o.listen != "" {
		if err := s.listen(ctx); err != nil {
			return err
		}
	}
	if s.o.workers {
		return s.work(ctx)
	}
	s.daemon(ctx)
	return nil
}

// daemon runs rounds until it is stopped.
func (s *syncing) daemon(ctx context.Context) {
	s.note("pulling every %s; Ctrl-C or SIGTERM stops it", minutes(s.o.interval))
	pull.Loop{Interval: s.o.interval, Round: s.daemonRound}.Run(ctx)
}

// daemonRound runs one round and tells of it. It returns how long the connection
// wants to be left alone.
func (s *syncing) daemonRound(ctx context.Context) time.Duration {
	sum, err := s.round(ctx)
	if ctx.Err() != nil {
		return 0
	}
	s.fail(s.tell(ctx, sum, err))
	list, err := s.puller.Store.ListPull(ctx, s.puller.Site)
	if err != nil || list.NotBefore.IsZero() {
		return 0
	}
	return list.NotBefore.Sub(s.env.Now())
}

// minutes writes an interval without the zeros that it has as a rule.
func minutes(d time.Duration) string {
	text := d.String()
	for _, zeros := range []string{"m0s", "h0m"} {
		if len(text) > len(zeros) && text[len(text)-len(zeros):] == zeros {
			text = text[:len(text)-len(zeros)+1]
		}
	}
	return text
}
