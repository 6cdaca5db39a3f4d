package store

import (
	"context"
	"errors"
)

// The classes of failure. All but ErrHeld stand beside ErrStore, which every failure
// of the store matches.
var (
	ErrStore = errors.New("the store failed")
	// ErrNewer: a newer gradesync has upgraded the store.
	ErrNewer = errors.New("the store is newer than this gradesync")
	// ErrFull: there is no room left; nothing of the transaction was kept.
	ErrFull = errors.New("the store is full")
	// ErrReadOnly: the store can be read and not written.
	ErrReadOnly = errors.New("the store is read-only")
	// ErrUnavailable: it cannot be opened or reached, or is no store.
	ErrUnavailable = errors.New("the store is unavailable")
	// ErrHeld: another one holds the lease. See HeldError.
	ErrHeld = errors.New("held by another run")
)

// storeError is an error of the store. It holds no address, and no error of a driver,
// which might.
type storeError struct {
	doing, reason string
	class         error // nil: none of the named ones
	cause         error // nil, or an error of this program or of io/fs
}

func (e *storeError) Error() string {
	if e.doing == "" {
		return e.reason
	}
	return e.doing + ": " + e.reason
}

// Unwrap returns ErrStore, the class and the cause.
func (e *storeError) Unwrap() []error {
	all := []error{ErrStore}
	for _, err := range []error{e.class, e.cause} {
		if err != nil {
			all = append(all, err)
		}
	}
	return all
}

func (s *Store) failed(doing string, err error) error { return failed(s.engine, doing, err) }

// failed turns what a database or this package says into an error for the caller.
func failed(e engine, doing string, err error) error {
	if err == nil {
		return nil
	}
	if own, ok := errors.AsType[*storeError](err); ok {
		if own.doing != "" {
			return own
		}
		return &storeError{doing: doing, reason: own.reason, class: own.class, cause: own.cause}
	}
	if held, ok := errors.AsType[*HeldError](err); ok {
		return held
	}
	if ended := ended(err); ended != nil {
		return &endedError{doing: doing, cause: ended}
	}
	if reason, class := e.classify(err); reason != "" {
		return &storeError{doing: doing, reason: reason, class: class}
	}
	return &storeError{doing: doing, reason: err.Error()}
}

// endedError is a context that ended. It says nothing about the store.
type endedError struct {
	doing string
	cause error
}

func (e *endedError) Error() string { return e.doing + ": " + e.cause.Error() }

func (e *endedError) Unwrap() error { return e.cause }

// ended returns the bare error of a context that ended.
func ended(err error) error {
	for _, end := range []error{context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, end) {
			return end
		}
	}
	return nil
}

// The words for what both databases can suffer.
const (
	reasonFull     = "there is no room left; make room and run it again"
	reasonReadOnly = "it may be read and not written; give gradesync the right to write it"
	reasonBusy     = "another program kept it locked; run it again"
	reasonRefused  = "it is there already, or may never be changed"
)
