package pull

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/gradesync/gradesync/internal/httpkit"
)

// Loop says how rounds follow each other.
type Loop struct {
	Interval time.Duration
	// Round runs one round and tells how long the connection wants to be left alone;
	// zero or less is no such wish. It reports its own trouble: no round ends the loop.
	Round func(ctx context.Context) time.Duration
	// Wait waits, and returns early with an error when ctx ends; nil waits by the clock.
	Wait func(ctx context.Context, d time.Duration) error
}

// Run runs rounds, an interval with a tenth of jitter either way from the beginning of
// one to that of the next, until ctx ends. A round that takes longer is followed at
// once.
func (l Loop) Run(ctx context.Context) {
	wait := l.Wait
	if wait == nil {
		wait = httpkit.Sleep
	}
	for ctx.Err() == nil {
		began := time.Now()
		quiet := l.Round(ctx)
		next := max(jittered(l.Interval)-time.Since(began), quiet, 0)
		if wait(ctx, next) != nil {
			return
		}
	}
}

// jittered keeps machines that were started together from asking together.
func jittered(d time.Duration) time.Duration {
	return d + time.Duration((rand.Float64()-0.5)*0.2*float64(d)) //nolint:gosec // it spreads load, and guards nothing
}
