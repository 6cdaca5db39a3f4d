package tool

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// Kinds of a Spec.
const (
	KindFiles    = "files"    // record files, one a kind of record
	KindLaunches = "launches" // raw launches, one JSON object a line
)

// Spec is one place to read records from.
type Spec struct {
	Kind string // KindFiles or KindLaunches
	Name string // the path as the user wrote it, for messages
	FS   fs.FS  // the folder itself
}

// Options say how to read. The zero value is strict and silent.
type Options struct {
	// Zone is where a time without a zone was written; nil refuses such times.
	Zone *time.Location
	// Note is told once about each oddity that does not stop the reading. It may
	// be nil, and is called from the goroutine that called Read.
	Note func(message string)
}

// Tally counts what was read. The keys are accounts, activities, scores, launches
// and sends.
type Tally struct {
	Rows       map[string]int // rows that were read and kept
	Unreadable map[string]int // rows that were left out
	Problems   []Problem      // why, the first 20 of each file
	Newest     time.Time      // the latest thing that the records say has happened; zero without any
}

// Read reads all specs and merges them. Without a spec it returns empty records
// whose gaps say that nothing was given.
//
// The error joins one error for each file or folder that could not be read as a
// whole. It wraps grade.ErrNotFound (no folder, none of the files in it),
// grade.ErrUnsupported (an unknown kind) or grade.ErrUnreadable (anything wrong
// with a file), or the context's error; records and tally are nil then.
func Read(ctx context.Context, specs []Spec, opt Options) (*grade.Records, *Tally, error) {
	r := newReading(ctx, opt)
	var errs []error
	for _, spec := range specs {
		if err := r.readSpec(spec); err != nil {
			errs = append(errs, err)
		}
		if ctx.Err() != nil {
			return nil, nil, fmt.Errorf("read tool records: %w", ctx.Err())
		}
	}
	if len(errs) > 0 {
		return nil, nil, errors.Join(errs...)
	}
	r.complete()
	r.tally.Newest = newest(&r.records)
	return &r.records, r.tally, nil
}

// reading is the state of one Read.
type reading struct {
	ctx     context.Context
	opt     Options
	dec     *decoder
	records grade.Records
	tally   *Tally

	accounts   ledger[grade.Account]
	activities ledger[grade.ToolActivity]
	raw        rawRecords
	given      map[string]bool // the kinds of record of which a file was there
	empty      map[string]bool // the kinds of which a file showed that there are none
	files      int             // how many files were begun
}

func newReading(ctx context.Context, opt Options) *reading {
	return &reading{
		ctx: ctx, opt: opt, dec: newDecoder(opt.Zone),
		tally: &Tally{Rows: map[string]int{}, Unreadable: map[string]int{}},
		given: map[string]bool{}, empty: map[string]bool{},
		raw: newRawRecords(),
	}
}

func (r *reading) readSpec(spec Spec) error {
	if spec.FS == nil {
		return fmt.Errorf("read tool records %s: no folder: %w", spec.Name, grade.ErrNotFound)
	}
	r.records.Sources = append(r.records.Sources, spec.Kind+" "+spec.Name)
	switch spec.Kind {
	case KindFiles:
		return r.readFiles(spec)
	case KindLaunches:
		return r.readLaunches(spec)
	}
	return fmt.Errorf("read tool records %s: kind %q: write files or launches: %w", spec.Name, spec.Kind, grade.ErrUnsupported)
}

// note tells the caller about an oddity.
func (r *reading) note(format string, args ...any) {
	if r.opt.Note != nil {
		r.opt.Note(fmt.Sprintf(format, args...))
	}
}
