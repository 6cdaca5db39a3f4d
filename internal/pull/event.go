package pull

import (
	"context"
	"errors"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/store"
)

// Event is one attempt that ended, for whoever counts. It names no course and nobody.
type Event struct {
	Work   Work
	Result Result
	Class  string // of a failure, one of Classes; empty otherwise
	Took   time.Duration
}

// Work is what was attempted.
type Work string

// The kinds of work.
const (
	WorkList   Work = "list"   // reading the list of courses
	WorkCourse Work = "course" // pulling one course
)

// Result is how an attempt ended.
type Result string

// The results. A list that was read is changed or unchanged by the courses that came
// or went.
const (
	Changed   Result = "changed"
	Unchanged Result = "unchanged"
	Failed    Result = "failed"
)

// Results lists every Result.
func Results() []Result { return []Result{Changed, Unchanged, Failed} }

// classStore is the class of failures of the store, which are never those of a course.
const classStore = "store"

// Classes lists every word that Event.Class can be of a failure.
func Classes() []string { return append(grade.ErrorClasses(), classTimeout, classOther, classStore) }

// happened tells whoever counts how an attempt ended, unless it was stopped: that is
// no result.
func (p *Puller) happened(ctx context.Context, work Work, began time.Time, changed bool, err error) {
	if p.Observe == nil || errors.Is(ctx.Err(), context.Canceled) {
		return
	}
	e := Event{Work: work, Result: Unchanged, Took: p.Now().Sub(began)}
	switch {
	case errors.Is(err, store.ErrStore):
		e.Result, e.Class = Failed, classStore
	case err != nil:
		e.Result, e.Class = Failed, class(err)
	case changed:
		e.Result = Changed
	}
	p.Observe(e)
}
