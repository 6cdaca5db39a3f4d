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
}

// gather reads the LMS's course and the tool's records side by side.
func (a *app) gather(ctx context.Context, course string) (*evidence, error) {
	c, err := a.connect(ctx)
	if err != nil {
		return nil, err
	}
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
	return e, resolve(ctx, c, e)
}

// resolve looks up what the records name and the book cannot place: the courses
// that launches came from, and the people whose grades are in trouble.
func resolve(ctx context.Context, c *connection, e *evidence) error {
	if e.records == nil {
		return nil
	}
	var w lms.Wanted
	w.LTIUserIDs, w.LTI11IDs, w.ContextIDs = match.Wanted(e.book, e.records, diagnose.Join(e.input()).Puzzling())
	if w.Empty() {
		return nil
	}
	return c.lms.Resolve(ctx, e.book, w)
}

// readRecords reads the tool's side; nil when the profile names none.
func (a *app) readRecords(ctx context.Context, c *connection) (*grade.Records, error) {
	if len(c.specs) == 0 {
		return nil, nil
	}
	records, tally, err := tool.Read(ctx, c.specs, a.toolOptions(c))
	if err != nil {
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
	return diagnose.Input{Book: e.book, Records: e.records, Now: e.book.AskedAt, Grace: e.grace, Tolerance: e.tolerance}
}
