package pull

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/gradesync/gradesync/internal/store"
)

// ListResult is what became of the list of courses.
type ListResult struct {
	Appeared int // courses that were never seen before
	Returned int // courses that were deleted, and are there again
	Removed  int // courses that are gone, and were open, new or closed
	// HeldBack are ids of courses that are gone from the list and keep their state,
	// because they are too many to be believed.
	HeldBack []string
}

// Courses brings the list of courses up to date. Only a list that was read to its end
// changes anything. Courses that are gone from it
// become deleted, except when they are more than 10 and more than a tenth of those
// known: then they are held back, until a call accepts that many removals.
//
// An error is also noted in the store, as how long it has been so; it has the LMS's
// class, or matches store.ErrStore.
func (p *Puller) Courses(ctx context.Context, by string, acceptRemovals int) (ListResult, error) {
	began := p.Now()
	result, err := p.courses(ctx, by, acceptRemovals)
	p.happened(ctx, WorkList, began, result.Appeared+result.Returned+result.Removed > 0, err)
	return result, err
}

func (p *Puller) courses(ctx context.Context, by string, acceptRemovals int) (ListResult, error) {
	before, err := p.Store.ListPull(ctx, p.Site)
	if err != nil {
		return ListResult{}, err
	}
	at := p.Now()
	seen, err := p.readList(ctx)
	if err != nil {
		err = fmt.Errorf("read the list of courses: %w", err)
		if ctx.Err() != nil {
			return ListResult{}, err
		}
		return ListResult{}, errors.Join(err, p.noted(ctx, "", before, err))
	}
	known, err := p.Store.Courses(ctx, p.Site)
	if err != nil {
		return ListResult{}, err
	}
	moves, result := judge(seen, known, acceptRemovals)
	return result, p.Store.SaveCourses(ctx, store.CourseList{LMS: p.Site, At: at, By: by, Seen: seen, Moves: moves})
}

// readList reads the list to its end.
func (p *Puller) readList(ctx context.Context) ([]store.SeenCourse, error) {
	var seen []store.SeenCourse
	have := map[string]bool{}
	for c, err := range p.LMS.Courses(ctx) {
		if err != nil {
			return nil, err
		}
		if !have[c.ID] {
			have[c.ID] = true
			seen = append(seen, store.SeenCourse{ID: c.ID, Code: c.Code, Title: c.Title, Number: c.Number})
		}
		p.tell("courses listed", len(seen), 0)
	}
	return seen, nil
}

// Up to these two limits, each by itself, courses that are gone are believed to be.
const (
	fewRemovals  = 10
	shareRemoved = 10 // one in so many
)

// judge says what follows from a list that was read whole.
func judge(seen []store.SeenCourse, known []store.Course, accept int) ([]store.Move, ListResult) {
	var result ListResult
	var back, gone []store.Move
	listed := map[string]bool{}
	for _, c := range seen {
		listed[c.ID] = true
	}
	standing, had := 0, map[string]bool{}
	for _, c := range known {
		had[c.ID] = true
		if c.State == store.CourseDeleted {
			if listed[c.ID] {
				back = append(back, store.Move{Course: c.ID, To: formerState(c), By: "sync", Why: "it is in the LMS's list again"})
			}
			continue
		}
		standing++
		if !listed[c.ID] {
			gone = append(gone, store.Move{Course: c.ID, To: store.CourseDeleted, By: "sync", Why: "it is gone from the LMS's list"})
		}
	}
	for id := range listed {
		if !had[id] {
			result.Appeared++
		}
	}
	result.Returned = len(back)
	if believable(len(gone), standing, len(seen), accept) {
		result.Removed = len(gone)
		return append(back, gone...), result
	}
	for _, m := range gone {
		result.HeldBack = append(result.HeldBack, m.Course)
	}
	slices.Sort(result.HeldBack)
	return back, result
}

// believable tells whether so many removals may be taken at the list's word. An empty
// list is what an LMS also shows to whoever may see nothing any more.
func believable(gone, standing, listed, accept int) bool {
	if listed == 0 {
		return gone == 0
	}
	return gone <= accept || gone <= fewRemovals || gone*shareRemoved <= standing
}

func formerState(c store.Course) store.CourseState {
	if c.Before == "" {
		return store.CourseNew
	}
	return c.Before
}

// HeldBack counts the courses that are gone from the last list and keep their state.
func HeldBack(courses []store.Course) int {
	n := 0
	for i := range courses {
		if !courses[i].Listed && courses[i].State != store.CourseDeleted {
			n++
		}
	}
	return n
}
