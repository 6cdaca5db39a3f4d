package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Store is an open store. Its methods may be called from any number of goroutines,
// and any number of processes may have the same store open.
//
// Every error matches ErrStore, except when the context ended first. Errors never
// hold the address.
type Store struct {
	db     *sql.DB
	engine engine
	o      Options
	// turn is taken by the one that writes, where the database lets one write at a
	// time; nil elsewhere.
	turn chan struct{}
	// clock tells the time that leases go by: the same for everybody who shares the
	// store.
	clock func(context.Context) (time.Time, error)
}

// Options say how a store is opened. The zero value is good.
type Options struct {
	// Version is that of gradesync; books and upgrades are marked with it.
	Version string
	// Personal keeps names, logins and e-mail addresses of the courses saved from
	// now on. A course saved without it loses those it had.
	Personal bool
	// Now tells the time; time.Now when nil. Leases in PostgreSQL go by the clock of
	// the server all the same.
	Now func() time.Time
	// MustExist makes a missing SQLite file an error that matches fs.ErrNotExist, in
	// place of making one: for commands that only read.
	MustExist bool
	// Prepare makes an empty file that nobody but its owner can read or write. It is
	// called with the path of each file that is about to be made. Without it, files
	// get the rights that the process gives to new files.
	Prepare func(path string) error

	tune []string // more parameters of SQLite's address; tests set them
}

// engine is what the two databases do differently.
type engine interface {
	// open returns the pool; nothing need have been connected yet.
	open(ctx context.Context, o Options) (*sql.DB, error)
	// oneWriter tells whether only one may write at a time.
	oneWriter() bool
	// clock is the query for the present in microseconds; empty when the clock of
	// this machine is everybody's.
	clock() string
	// classify tells why it failed, in words, and the class of it, which is nil for
	// none of the named ones. The reason is empty for an error that is not the
	// database's.
	classify(err error) (reason string, class error)
	// lost tells whether err says that the connection was already gone, so that
	// nothing of what was asked has been done.
	lost(err error) bool
	// rowsAtOnce is how many rows of n columns one statement should write.
	rowsAtOnce(n int) int
	schema
}

// Open opens the store at address, a path of a SQLite file or a postgres:// URL,
// makes it when there is none, and brings it up to this program's version of it.
// Close it after use.
//
// The error matches ErrNewer when a newer gradesync has upgraded the store,
// ErrUnavailable when it cannot be reached or is no store, ErrReadOnly and ErrFull
// when it had to be written to and could not.
func Open(ctx context.Context, address string, o Options) (*Store, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	const doing = "opening the store"
	e, err := engineOf(address)
	if err != nil {
		return nil, err
	}
	db, err := e.open(ctx, o)
	if err != nil {
		return nil, failed(e, doing, err)
	}
	s := &Store{db: db, engine: e, o: o}
	s.clock = s.sharedClock
	if e.oneWriter() {
		s.turn = make(chan struct{}, 1)
	}
	if err := s.upgrade(ctx); err != nil {
		_ = db.Close() // the other error is the one to tell
		return nil, failed(e, doing, err)
	}
	return s, nil
}

// Close ends all connections. Nothing may be asked of s after it. A connection
// that the server has ended already is no error: what was written was committed.
func (s *Store) Close() error {
	err := s.failed("closing the store", s.db.Close())
	if errors.Is(err, ErrUnavailable) {
		return nil
	}
	return err
}

// write runs f in one transaction. When write returns nil, what f did is on disk;
// otherwise nothing of it is, unless the connection broke during the last step.
func (s *Store) write(ctx context.Context, doing string, f func(*sql.Tx) error) error {
	if s.turn != nil {
		select {
		case s.turn <- struct{}{}:
			defer func() { <-s.turn }()
		case <-ctx.Done():
			return s.failed(doing, ctx.Err())
		}
	}
	var tx *sql.Tx
	err := s.again(func() (err error) {
		tx, err = s.db.BeginTx(ctx, nil)
		return err
	})
	if err != nil {
		return s.failed(doing, err)
	}
	if err := f(tx); err != nil {
		_ = tx.Rollback() // the other error is the one to tell
		return s.failed(doing, err)
	}
	return s.failed(doing, tx.Commit())
}

// read runs one query and calls each for every row.
func (s *Store) read(ctx context.Context, doing string, each func(*sql.Rows) error, query string, args ...any) error {
	begun := false
	noting := func(rows *sql.Rows) error {
		begun = true
		return each(rows)
	}
	err := s.again(func() error {
		err := readFrom(ctx, s.db, noting, query, args...)
		if begun { // rows would come twice
			return s.failed(doing, err)
		}
		return err
	})
	return s.failed(doing, err)
}

// queryer is a pool or a transaction.
type queryer interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func readFrom(ctx context.Context, q queryer, each func(*sql.Rows) error, query string, args ...any) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // Err tells what went wrong
	for rows.Next() {
		if err := each(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// again calls f once more for each connection in the pool that turns out to be dead:
// all of them are after the server has restarted.
func (s *Store) again(f func() error) error {
	err := f()
	for range s.db.Stats().MaxOpenConnections {
		if err == nil || !s.engine.lost(err) {
			break
		}
		err = f()
	}
	return err
}

// sharedClock asks the server where there is one: the clocks of many machines differ.
func (s *Store) sharedClock(ctx context.Context) (now time.Time, err error) {
	query := s.engine.clock()
	if query == "" {
		return s.o.Now(), nil
	}
	err = s.again(func() error {
		return s.db.QueryRowContext(ctx, query).Scan(column{at: &now})
	})
	return now, err
}
