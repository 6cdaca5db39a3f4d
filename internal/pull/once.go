package pull

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/gradesync/gradesync/internal/store"
)

// Round says what one run of sync is to do.
type Round struct {
	Run    string // its id, unique in the store
	Holder string // who runs it, and where, for whoever finds the work held
	// Courses narrows it to these ids, which are then pulled whatever their state of
	// failure; the list of courses is read all the same. Empty: every open course.
	Courses []string
	// AcceptRemovals is how many courses may be taken for deleted although they are
	// suspiciously many.
	AcceptRemovals int
	// Lease is how long the work stays held by a process that died; 2 min when zero.
	Lease time.Duration
	// Exit is the exit code that a result is noted with; nil notes 0.
	Exit func(*Summary, error) int
}

// lease is how long work stays held by a process that died, unless told otherwise.
const lease = 2 * time.Minute

// Once runs one round: the list of courses, then every open course, those first whose
// last success is longest ago, so that a run which was killed is gone on with.
//
// One course's trouble is its own and stands in the summary; trouble of the connection
// ends the round and stands there once. The error is a *store.HeldError when another
// run holds the work, the context's end, or a failure of the store; the summary holds
// then what was done before it.
func (p *Puller) Once(ctx context.Context, r Round) (*Summary, error) {
	held, err := p.Store.Acquire(ctx, LeaseName(p.Site), r.Holder, cmp.Or(r.Lease, lease))
	if err != nil {
		return nil, err
	}
	kept, stop := held.Keep(ctx)
	s := &Summary{Schema: Schema, StartedAt: p.Now().UTC(), LMS: p.Site, Failures: []Failure{}}
	err = p.Store.BeginRun(kept, store.Run{ID: r.Run, What: LeaseName(p.Site), Holder: r.Holder, Started: s.StartedAt})
	if err == nil {
		err = p.round(kept, r, s)
	}
	if kept.Err() != nil && ctx.Err() == nil {
		err = context.Cause(kept) // the lease is lost
	}
	stop()
	after := context.WithoutCancel(ctx)
	end := errors.Join(p.finish(after, r, s, err), released(after, held))
	if errors.Is(err, store.ErrStore) {
		return s, err // the end failed for the same reason
	}
	return s, errors.Join(err, end)
}

// LeaseName is the name of the lease that a run of sync holds, and what the run is
// called in the store.
func LeaseName(site string) string { return "sync " + site }

// released gives the lease up, unless it was lost before.
func released(ctx context.Context, l *store.Lease) error {
	if err := l.Release(ctx); !errors.Is(err, store.ErrHeld) {
		return err
	}
	return nil
}

// finish notes how the round ended.
func (p *Puller) finish(ctx context.Context, r Round, s *Summary, cause error) error {
	if courses, err := p.Store.Courses(ctx, p.Site); err == nil {
		s.Courses.count(courses)
		s.Courses.HeldBack = HeldBack(courses)
	}
	slices.SortFunc(s.Failures, func(a, b Failure) int { return cmp.Compare(a.Course, b.Course) })
	s.FinishedAt = p.Now().UTC()
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	exit := 0
	if r.Exit != nil {
		exit = r.Exit(s, cause)
	}
	return p.Store.FinishRun(ctx, r.Run, s.FinishedAt, string(text), exit)
}

func (p *Puller) round(ctx context.Context, r Round, s *Summary) error {
	list, err := p.Courses(ctx, r.Run, r.AcceptRemovals)
	if err != nil {
		if ctx.Err() != nil || errors.Is(err, store.ErrStore) {
			return err
		}
		return p.connectionFailed(ctx, s, err)
	}
	s.Courses.Appeared, s.Courses.Returned, s.Courses.Removed = list.Appeared, list.Returned, list.Removed
	courses, err := p.Store.Courses(ctx, p.Site)
	if err != nil {
		return err
	}
	due, waiting := p.due(courses, r.Courses)
	s.Courses.Waiting = waiting
	return p.pullAll(ctx, due, s)
}

// due picks the courses to pull now: open ones, without those that failed and are to
// be left alone yet. The longest neglected come first, but those that failed before
// come last: they must not keep a round from the others.
func (p *Puller) due(courses []store.Course, named []string) (due []store.Course, waiting int) {
	now := p.Now()
	for _, c := range courses {
		wanted := len(named) == 0 || slices.Contains(named, c.ID)
		switch {
		case c.State != store.CourseOpen || !wanted:
		case len(named) == 0 && c.Pull.NotBefore.After(now):
			waiting++
		default:
			due = append(due, c)
		}
	}
	slices.SortStableFunc(due, func(a, b store.Course) int {
		return cmp.Or(cmp.Compare(min(a.Pull.Failures, 1), min(b.Pull.Failures, 1)), a.Pull.Succeeded.Compare(b.Pull.Succeeded))
	})
	return due, waiting
}

// pullAll pulls courses side by side until all are done with, the connection is found
// to be broken, the store fails, or the context ends.
func (p *Puller) pullAll(ctx context.Context, due []store.Course, s *Summary) error {
	t := &tally{puller: p, summary: s, total: len(due)}
	group, both := errgroup.WithContext(ctx)
	group.SetLimit(p.parallel())
	for i := range due {
		if both.Err() != nil {
			break
		}
		group.Go(func() error {
			if both.Err() == nil {
				begun := t.begin()
				result, err := p.Course(both, due[i].ID)
				return t.done(both, due[i], begun, result, err)
			}
			return nil
		})
	}
	err := group.Wait()
	if err == nil {
		t.suspect(ctx)
		err = ctx.Err()
	}
	if errors.Is(err, errConnection) {
		err = nil // the tally tells of it
	}
	if after := t.close(context.WithoutCancel(ctx)); err == nil {
		err = after
	}
	s.Courses.Left = len(due) - s.Courses.Pulled - s.Courses.Failed
	return err
}
