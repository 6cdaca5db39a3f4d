package pull

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/store"
)

// errConnection ends a round in which not the courses fail but the connection.
var errConnection = errors.New("the connection to the LMS failed")

// patience is how many courses that were well may fail alike, one after the other,
// until that is taken for the connection's failure; and how often one course may fail
// for lesser reasons.
const patience = 5

// tally counts what becomes of the courses of a round. It keeps failures to itself
// until a course works: they may be the connection's.
type tally struct {
	puller  *Puller
	summary *Summary
	total   int

	mu       sync.Mutex
	waiting  []failed // that no course begun later has worked since
	failures int      // how many courses have failed so far
	broken   error    // what the connection failed with
}

type failed struct {
	course store.Course
	cause  error
	nth    int
}

// begin is to be called before a course is pulled, and what it returns to be given to
// done: a course that works speaks for the connection only since it was begun.
func (t *tally) begin() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.failures
}

// done takes one course's result. Its error ends the round.
func (t *tally) done(ctx context.Context, c store.Course, begun int, result CourseResult, err error) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case err == nil:
		t.summary.Courses.Pulled++
		t.summary.Changes.add(result.Counts)
		if result.Unchanged {
			t.summary.Courses.Unchanged++
		}
		if t.broken == nil {
			err = t.flush(ctx, begun)
		}
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, store.ErrStore):
		return err
	default:
		t.puller.log().Warn("course not pulled", "course", c.ID, "error", err)
		err = t.fail(c, err)
	}
	t.puller.tell("courses", t.summary.Courses.Pulled+t.summary.Courses.Failed+len(t.waiting), t.total)
	return err
}

func (t *tally) fail(c store.Course, cause error) error {
	t.waiting = append(t.waiting, failed{c, cause, t.failures})
	t.failures++
	if errors.Is(cause, grade.ErrAuth) || t.alike() {
		t.broken = cause
		return errConnection
	}
	return nil
}

// alike tells whether so many courses have failed in the same way that it cannot be
// their own. Those that failed before count only when none has worked.
func (t *tally) alike() bool {
	n := 0
	for _, f := range t.waiting {
		if f.course.Pull.Failures == 0 {
			n++
		}
	}
	return t.ofOneClass() && (n >= patience || len(t.waiting) >= patience && len(t.waiting) == t.total)
}

// ofOneClass tells whether all failures that wait are of one class, and not of one that
// a course alone can suffer.
func (t *tally) ofOneClass() bool {
	for _, f := range t.waiting {
		if c := class(f.cause); ownClass(c) || c != class(t.waiting[0].cause) {
			return false
		}
	}
	return true
}

// ownClass tells whether failures of a class are those of a course alone.
func ownClass(class string) bool {
	return class == "not_found" || class == "rejected" || class == "unsupported"
}

// suspect asks the LMS for itself where the last courses of a round have failed alike,
// and are too few to tell. That all courses are refused is told by them alone.
func (t *tally) suspect(ctx context.Context) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.broken != nil || len(t.waiting) < 2 || !t.ofOneClass() {
		return
	}
	last := t.waiting[len(t.waiting)-1].cause
	if errors.Is(last, grade.ErrScope) {
		if len(t.waiting) == t.total {
			t.broken = last
		}
		return
	}
	if _, err := t.puller.LMS.Probe(ctx); err != nil && ctx.Err() == nil {
		t.broken = last
	}
}

// flush settles the first n failures of the round: they are the courses' own.
func (t *tally) flush(ctx context.Context, n int) error {
	for len(t.waiting) > 0 && t.waiting[0].nth < n {
		f := t.waiting[0]
		if err := t.puller.Failed(ctx, f.course.ID, f.cause); err != nil {
			return err
		}
		entry := Failure{Course: f.course.ID, Class: class(f.cause), Reason: f.cause.Error(),
			Since: f.course.Pull.FailingSince, Times: f.course.Pull.Failures + 1}
		if entry.Since.IsZero() {
			entry.Since = t.puller.Now().UTC()
		}
		t.summary.Failures = append(t.summary.Failures, entry)
		t.summary.Courses.Failed++
		t.waiting = t.waiting[1:]
	}
	return nil
}

// close settles what was kept back: to the connection if it is broken and they failed
// as it did, to the courses otherwise.
func (t *tally) close(ctx context.Context) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.broken == nil {
		return t.flush(ctx, t.failures)
	}
	if err := t.blame(ctx); err != nil {
		return err
	}
	before, err := t.puller.Store.ListPull(ctx, t.puller.Site)
	if err != nil {
		return err
	}
	if err := t.puller.noted(ctx, "", before, t.broken); err != nil {
		return err
	}
	return t.puller.connectionFailed(ctx, t.summary, t.broken)
}

// blame notes failures of courses which the connection explains, so that the next
// round begins with others, and leaves them out of the summary. Of refused
// credentials no course is told: it would be left alone when they are good again.
func (t *tally) blame(ctx context.Context) error {
	explained := func(f Failure) bool { return f.Class == class(t.broken) && f.Times == 1 }
	n := len(t.summary.Failures)
	t.summary.Failures = slices.DeleteFunc(t.summary.Failures, explained)
	t.summary.Courses.Failed -= n - len(t.summary.Failures)
	var own []failed
	for _, f := range t.waiting {
		switch {
		case class(f.cause) != class(t.broken):
			own = append(own, f)
		case errors.Is(f.cause, grade.ErrAuth):
		default:
			if err := t.puller.Failed(ctx, f.course.ID, f.cause); err != nil {
				return err
			}
		}
	}
	t.waiting = own
	return t.flush(ctx, t.failures)
}
