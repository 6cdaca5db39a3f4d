package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Lease is work that one holder alone may do until a moment, and longer if it renews
// the lease before. Its methods may be called from several goroutines.
type Lease struct {
	s            *Store
	name, holder string
	ttl          time.Duration
	// token is one higher each time the lease changes hands: who lost it cannot renew
	// it, not even under the same name.
	token int64
}

// HeldError tells who holds a lease. It matches ErrHeld.
type HeldError struct {
	Name   string
	Holder string // empty when it is free again, but no longer the caller's
	// Since is when the holder took it, Until when it runs out unless renewed.
	Since, Until time.Time
}

func (e *HeldError) Error() string {
	if e.Holder == "" {
		return e.Name + " was given up or taken over; run it again"
	}
	return fmt.Sprintf("%s is being done by %s since %s; wait until it is done", e.Name, e.Holder, e.Since.Format(time.RFC3339))
}

// Is reports whether target is ErrHeld.
func (e *HeldError) Is(target error) bool { return target == ErrHeld }

// Acquire takes the lease of that name for ttl. Of all who ask, in any number of
// processes, one gets it; the others get a HeldError, also when the holder is
// another with the same name. A lease that ran out is taken over.
func (s *Store) Acquire(ctx context.Context, name, holder string, ttl time.Duration) (*Lease, error) {
	return s.take(ctx, name, holder, ttl, false)
}

// Join takes the lease of that name for ttl, or shares it with those who hold it under
// the same holder: all of them renew it, so that it lasts as long as the last of them.
// Whoever asks under another holder gets a HeldError. Nobody who shares a lease may
// release it, for it is everybody's; it runs out by itself.
func (s *Store) Join(ctx context.Context, name, holder string, ttl time.Duration) (*Lease, error) {
	return s.take(ctx, name, holder, ttl, true)
}

func (s *Store) take(ctx context.Context, name, holder string, ttl time.Duration, share bool) (*Lease, error) {
	doing := "taking the lease " + name
	now, err := s.clock(ctx)
	if err != nil {
		return nil, s.failed(doing, err)
	}
	l := &Lease{s: s, name: name, holder: holder, ttl: ttl}
	err = s.write(ctx, doing, func(tx *sql.Tx) error {
		row := tx.QueryRowContext(ctx, `
			INSERT INTO leases (name, holder, since, until, token) VALUES ($1, $2, $3, $4, 1)
			ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until,
				since = CASE WHEN leases.until <= $3 THEN excluded.since ELSE leases.since END,
				token = CASE WHEN leases.until <= $3 THEN leases.token + 1 ELSE leases.token END
			WHERE leases.until <= $3 OR $5 AND leases.holder = excluded.holder
			RETURNING token`,
			name, holder, now.UnixMicro(), now.Add(ttl).UnixMicro(), share)
		if err := row.Scan(&l.token); !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		return heldBy(ctx, tx, name)
	})
	if err != nil {
		return nil, err
	}
	return l, nil
}

// heldBy returns the HeldError of a lease as it stands.
func heldBy(ctx context.Context, tx *sql.Tx, name string) error {
	held := &HeldError{Name: name}
	err := tx.QueryRowContext(ctx, "SELECT holder, since, until FROM leases WHERE name = $1", name).
		Scan(&held.Holder, column{at: &held.Since}, column{at: &held.Until})
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	return held
}

// Renew makes the lease last its whole time again, from now. It fails with ErrHeld
// when another has taken it over, or it was released; then the work must stop.
func (l *Lease) Renew(ctx context.Context) error {
	doing := "renewing the lease " + l.name
	now, err := l.s.clock(ctx)
	if err != nil {
		return l.s.failed(doing, err)
	}
	return l.change(ctx, doing, "UPDATE leases SET until = $3 WHERE name = $1 AND token = $2",
		now.Add(l.ttl).UnixMicro())
}

// Release gives the lease up. It fails with ErrHeld when it was lost before.
func (l *Lease) Release(ctx context.Context) error {
	return l.change(ctx, "releasing the lease "+l.name,
		"UPDATE leases SET until = $3, holder = '', token = token + 1 WHERE name = $1 AND token = $2", 0)
}

func (l *Lease) change(ctx context.Context, doing, update string, until int64) error {
	return l.s.write(ctx, doing, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, update, l.name, l.token, until)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n > 0 {
			return err
		}
		return heldBy(ctx, tx, l.name)
	})
}

// Keep renews the lease three times in its time, until the returned func is called;
// that waits until no renewal is under way, and does not release the lease. The
// returned context ends with ctx, with that func, and when the lease is lost: then
// its cause matches ErrHeld, or is the error that let it run out.
func (l *Lease) Keep(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		cancel(l.renewing(ctx))
	}()
	return ctx, func() {
		cancel(nil)
		<-done
	}
}

// renewing returns why the lease can no longer be kept.
func (l *Lease) renewing(ctx context.Context) error {
	ticks := time.NewTicker(l.ttl / 3)
	defer ticks.Stop()
	for good := time.Now(); ; {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticks.C:
		}
		asked := time.Now()
		switch err := l.renewBefore(ctx, good.Add(l.ttl)); {
		case err == nil:
			good = asked
		case errors.Is(err, ErrHeld), time.Since(good) >= l.ttl*2/3: // the next try would be too late
			return err
		}
	}
}

// renewBefore gives up when the lease has run out: the work must not go on while an
// answer is waited for.
func (l *Lease) renewBefore(ctx context.Context, end time.Time) error {
	ctx, cancel := context.WithDeadline(ctx, end)
	defer cancel()
	return l.Renew(ctx)
}
