package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gradesync/gradesync/internal/config"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/store"
)

// openStore opens the store of a configuration until the command ends; the practice
// LMS, which lives no longer than the command, gets one that is gone with it. With
// mustExist the store is nil where there is none yet.
func (a *app) openStore(ctx context.Context, c *connection, mustExist bool) (*store.Store, error) {
	if c.store != nil {
		return c.store, nil
	}
	address, err := c.cfg.Store.Resolve(a.world())
	if err != nil {
		return nil, err
	}
	if address == "" {
		if mustExist || !c.cfg.Builtin {
			return nil, nil //nolint:nilnil // no store is what a built-in profile has
		}
		if address, err = a.passingStore(); err != nil {
			return nil, err
		}
	}
	s, err := store.Open(ctx, address, store.Options{
		Version: a.env.Version, Personal: c.cfg.Store.Personal, Now: a.env.Now, MustExist: mustExist, Prepare: ownersFile,
	})
	switch {
	case mustExist && errors.Is(err, fs.ErrNotExist):
		return nil, nil //nolint:nilnil // nothing was ever kept
	case err != nil:
		return nil, &problem{err: fmt.Errorf("%s: %w", storeName(c.cfg.Store), err), code: exitFailed, hint: openHint(err)}
	}
	a.cleanup = append(a.cleanup, func() {
		_ = s.Close() // what was kept is on disk already
	})
	c.store = s
	return s, nil
}

// storeName names a store as the configuration does: without what a reference hides.
func storeName(s config.Store) string {
	if s.URL != "" {
		return "store " + s.URL
	}
	return "store " + s.Path
}

// passingStore names a store for the time of this command.
func (a *app) passingStore() (string, error) {
	dir, err := os.MkdirTemp("", "gradesync-")
	if err != nil {
		return "", fmt.Errorf("make a store for the practice LMS: %w", err)
	}
	a.cleanup = append(a.cleanup, func() {
		_ = os.RemoveAll(dir) // the practice LMS is gone: nobody reads it again
	})
	return filepath.Join(dir, "gradesync.db"), nil
}

// ownersFile makes an empty file for the user alone.
func ownersFile(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// storeHint says what to do about a store that failed at work.
func storeHint(err error) string {
	const again = "then run the same command again: it reads back what is in doubt before it sends anything"
	if errors.Is(err, store.ErrFull) {
		return "make room, " + again
	}
	return "when the store is in order, " + again
}

// openHint says what to do about a store that cannot be opened.
func openHint(err error) string {
	switch {
	case errors.Is(err, store.ErrNewer):
		return "use the newer gradesync, or name another store"
	case errors.Is(err, store.ErrFull):
		return "make room, and run it again"
	case errors.Is(err, store.ErrReadOnly):
		return "give gradesync the right to write the store's file and folder"
	}
	return "set store in the configuration to a file that can be written, or to a postgres:// address"
}

// siteOf is a site as the ledger names it.
func siteOf(s grade.Site) string { return s.Kind + " " + s.URL }

// addLedger tells what gradesync itself sent of this course beside what the tool
// sent.
func (a *app) addLedger(ctx context.Context, c *connection, e *evidence) {
	if e.records != nil {
		e.records.Sends = append(e.records.Sends, ledgerSends(a.ledgerOf(ctx, c, e.book))...)
	}
}

// ledgerOf reads what gradesync has sent of a course; nothing where no store is. A
// store that cannot be read is a note: judging goes on without it.
func (a *app) ledgerOf(ctx context.Context, c *connection, b *grade.Book) []store.SendEvent {
	if c.unledgered {
		return nil
	}
	s, err := a.openStore(ctx, c, true)
	var past []store.SendEvent
	if s != nil {
		past, err = s.Sends(ctx, siteOf(b.LMS), b.Course.ID)
	}
	if err != nil && ctx.Err() == nil {
		c.unledgered = true
		a.note("what gradesync itself has sent is not known: %s", err)
	}
	return past
}

// ledgerSends are the attempts that came to an answer, in the form of the tool's own.
func ledgerSends(past []store.SendEvent) []grade.Send {
	begun := map[string]*store.SendEvent{}
	var sends []grade.Send
	for i := range past {
		ev := &past[i]
		if ev.Kind == store.SendBegun {
			begun[ev.Send] = ev
		}
		first := begun[ev.Send]
		if ev.Purpose != "" {
			continue // of a probe, which is none of the tool's scores
		}
		if ev.Kind != store.SendAnswered || first == nil || first.Account == "" || first.ToolActivity == "" {
			continue
		}
		sends = append(sends, grade.Send{
			At: ev.At.UTC().Truncate(time.Second), Account: first.Account, Activity: first.ToolActivity, URL: first.Target,
			Status: ev.Status, Code: ev.Code, Message: ev.Message,
			Score: first.Score, Max: first.Max, Timestamp: first.Timestamp, Progress: progressOf(first.Route),
		})
	}
	return sends
}

// progressOf is how far graded a score was said to be: LTI 1.1 does not say.
func progressOf(route string) string {
	if route == "ags" {
		return "FullyGraded"
	}
	return ""
}
