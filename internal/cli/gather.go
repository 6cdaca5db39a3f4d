package cli

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lms"
	"github.com/gradesync/gradesync/internal/match"
	"github.com/gradesync/gradesync/internal/tool"
)

// evidence is both sides of one course, as far as they could be read.
type evidence struct {
	book      *grade.Book
	records   *grade.Records // nil when the profile names no tool records
	grace     time.Duration
	tolerance float64
	stored    *grade.Stored // how the book came into the store; nil: it came from the LMS
	now       time.Time     // the moment to judge at; zero: when the book was read
	unnamed   bool          // the store keeps no names of the course's people
	redaction *grade.Redaction
}

// gather connects, and reads the LMS's course and the tool's records.
func (a *app) gather(ctx context.Context, course string) (*evidence, error) {
	c, err := a.connect(ctx)
	if err != nil {
		return nil, err
	}
	return a.gatherFrom(ctx, c, course)
}

// gatherFrom reads the LMS's course and the tool's records side by side. What
// gradesync itself sent is told beside what the tool sent.
func (a *app) gatherFrom(ctx context.Context, c *connection, course string) (*evidence, error) {
	e := &evidence{grace: c.profile.Grace, tolerance: c.profile.Tolerance}
	a.reading = true
	defer a.release()
	group, both := errgroup.WithContext(ctx)
	group.Go(func() error {
		book, err := c.lms.Book(both, course)
		e.book = book
		if err != nil {
			return fmt.Errorf("course %q: %w", course, err)
		}
		return nil
	})
	group.Go(func() error {
		records, err := a.readRecords(both, c)
		e.records = records
		return err
	})
	if err := group.Wait(); err != nil {
		return nil, err
	}
	a.addLedger(ctx, c, e)
	return e, resolve(ctx, c, e)
}

// resolve looks up what the records name and the book cannot place: the courses
// that launches came from, and the people whose grades are in trouble.
func resolve(ctx context.Context, c *connection, e *evidence) error {
	if e.records == nil {
		return nil
	}
	var puzzling map[string]bool
	if e.book.LTIUsers != nil { // else the book has every id there is, and nobody to look up
		puzzling = diagnose.Join(e.input()).Puzzling()
	}
	var w lms.Wanted
	w.LTIUserIDs, w.LTI11IDs, w.ContextIDs = match.Wanted(e.book, e.records, puzzling)
	if w.Empty() {
		return nil
	}
	return c.lms.Resolve(ctx, e.book, w)
}

// readRecords reads the tool's side; nil when the profile names none.
func (a *app) readRecords(ctx context.Context, c *connection) (*grade.Records, error) {
	records, tally, err := c.records.read(ctx, c.specs, a.toolOptions(c))
	if err != nil || records == nil {
		return nil, err
	}
	a.tellProblems(tally)
	return records, nil
}

func (a *app) toolOptions(c *connection) tool.Options {
	return tool.Options{Zone: c.zone, Note: func(message string) { a.note("%s", message) }}
}

// tellProblems names the first records that could not be read, and counts the rest.
func (a *app) tellProblems(t *tool.Tally) {
	const most = 5
	total := 0
	for _, n := range t.Unreadable {
		total += n
	}
	for i, p := range t.Problems {
		if i == most {
			break
		}
		a.note("%s", p)
	}
	if shown := min(most, len(t.Problems)); total > shown {
		a.note("%d more records could not be read", total-shown)
	}
}

// input is the evidence in the form the engine takes it.
func (e *evidence) input() diagnose.Input {
	now := e.now
	if now.IsZero() {
		now = e.book.AskedAt
	}
	return diagnose.Input{Book: e.book, Records: e.records, Stored: e.stored, Now: now, Grace: e.grace, Tolerance: e.tolerance}
}
