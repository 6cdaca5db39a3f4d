package pull

import (
	"context"
	"errors"
	"fmt"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lms"
	"github.com/gradesync/gradesync/internal/store"
)

// CourseResult is what one pull of a course came to.
type CourseResult struct {
	Counts    store.Counts
	Unchanged bool // nothing but the time of the pull was written
	Whole     bool // all was read anew
}

// Course pulls one course: it reads the course, works out how far its learners are,
// and saves all of it or nothing. Between two whole readings it asks for what may have
// changed only.
//
// An error leaves what was pulled before as it is; how long it has been so is noted by
// Failed, which the caller decides on. Its class is the LMS's, or it matches
// store.ErrStore.
func (p *Puller) Course(ctx context.Context, id string) (CourseResult, error) {
	began := p.Now()
	result, err := p.course(ctx, id)
	p.happened(ctx, WorkCourse, began, !result.Unchanged, err)
	return result, err
}

func (p *Puller) course(ctx context.Context, id string) (CourseResult, error) {
	last, pull, err := p.Store.Book(ctx, p.Site, id)
	if err != nil {
		return CourseResult{}, err
	}
	at := p.Now()
	result := CourseResult{Whole: last == nil || at.Sub(pull.Whole) >= p.full()}
	book, err := p.read(ctx, id, last, pull, result.Whole)
	if err != nil {
		return CourseResult{}, fmt.Errorf("course %q: %w", id, err)
	}
	if err := lost(last, book, pull.Failures); err != nil {
		return CourseResult{}, fmt.Errorf("course %q: %w", id, err)
	}
	book.Results = append(book.Results, unread(last, book)...)
	update := rows(book)
	update.LMS, update.Course, update.At, update.Whole = p.Site, id, at, result.Whole
	result.Counts, err = p.Store.SaveCourse(ctx, update)
	result.Unchanged = last != nil && result.Counts == store.Counts{}
	return result, err
}

// read asks the LMS for the course, as a whole or for what may have changed.
func (p *Puller) read(ctx context.Context, id string, last *grade.Book, pull store.Pull, whole bool) (*grade.Book, error) {
	if !whole {
		book, err := p.LMS.Refresh(ctx, last, pull.Asked)
		if err == nil {
			keepCompletions(book, last)
			book.Gaps = append(book.Gaps, lms.GapsOf(last, grade.FactCompletions)...)
		}
		return book, err
	}
	book, err := p.LMS.Book(ctx, id)
	if err != nil {
		return nil, err
	}
	n, failed := len(book.Gaps), false
	err = p.LMS.Completion(ctx, book)
	for i := range book.Gaps[n:] {
		g := &book.Gaps[n+i]
		g.Fact = grade.FactCompletions // also where some learners' are missing: a refreshed book takes it over by this
		failed = failed || g.Class == grade.Failed
	}
	if last != nil && book.Completions == nil && failed {
		keepCompletions(book, last)
	}
	return book, err
}

// keepCompletions takes over what was known of completion, which is no part of a
// refreshed book.
func keepCompletions(book, last *grade.Book) {
	book.Completions = last.Completions
	lms.Keep(book, last, grade.FactCompletions)
}

// rows puts a book into the store's rows, with each learner's progress.
func rows(b *grade.Book) store.CourseUpdate {
	update := store.UpdateOf(b)
	progress := map[string]*EnrolmentProgress{}
	for _, e := range Progress(b) {
		progress[e.Learner] = &e
	}
	for i := range update.Enrolments {
		e := &update.Enrolments[i]
		if p := progress[e.Learner]; p != nil {
			e.Graded, e.Counted, e.Complete = grade.Known(p.Graded), grade.Known(p.Counted), p.Percent
		}
	}
	return update
}

// Failed notes in the store that a pull of a course did not work, and until when it is
// to be left alone.
func (p *Puller) Failed(ctx context.Context, course string, cause error) error {
	_, before, err := p.pullState(ctx, course)
	if err != nil {
		return errors.Join(cause, err)
	}
	return p.noted(ctx, course, before, cause)
}

func (p *Puller) pullState(ctx context.Context, course string) (store.Course, store.Pull, error) {
	c, err := p.Store.Course(ctx, p.Site, course)
	return c, c.Pull, err
}
