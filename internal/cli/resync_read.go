package cli

import (
	"context"
	"fmt"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lms"
	"github.com/gradesync/gradesync/internal/resync"
)

// gradebook reads cells from the LMS's own gradebook, for tools that may not read
// the results they send.
type gradebook struct {
	lms    lms.LMS
	course string
}

// Read reads the whole course: an LMS tells the grades of one learner hardly faster
// than those of all.
func (g gradebook) Read(ctx context.Context, cells []resync.Cell) []resync.Reading {
	readings := make([]resync.Reading, len(cells))
	book, err := g.lms.Book(ctx, g.course)
	type place struct{ learner, activity string }
	shown := map[place]*grade.Result{}
	columns := map[string]*grade.LineItem{}
	if err == nil {
		for i := range book.Results {
			shown[place{book.Results[i].Learner, book.Results[i].Activity}] = &book.Results[i]
		}
		for i := range book.Activities {
			columns[book.Activities[i].ID] = book.Activities[i].LineItem
		}
	}
	for i, c := range cells {
		readings[i] = resync.Reading{Err: err}
		if err == nil {
			readings[i] = readingOf(shown[place{c.User, c.Activity}], columns[c.Activity])
		}
	}
	return readings
}

// readingOf is what a gradebook's row shows. No row at all is not "no grade".
func readingOf(r *grade.Result, column *grade.LineItem) resync.Reading {
	switch {
	case r != nil && r.Empty:
		return resync.Reading{At: r.GradedAt}
	case r == nil || !r.Score.Known():
		return resync.Reading{Err: fmt.Errorf("read the gradebook: %w: it does not tell this grade", grade.ErrUnreadable)}
	}
	most := r.Max
	if !most.Known() && column != nil {
		most = column.Max
	}
	if !most.Known() {
		return resync.Reading{Err: fmt.Errorf("read the gradebook: %w: it does not tell the grade's maximum", grade.ErrUnreadable)}
	}
	return resync.Reading{Score: r.Score, Max: most, At: r.GradedAt}
}
