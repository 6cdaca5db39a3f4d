package pull

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/riverqueue/river"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lms"
	"github.com/gradesync/gradesync/internal/store"
)

// shortly is how long to leave alone what failed for a reason that was not its own.
const shortly = 10 * time.Second

// fleet is what the workers of one process know together.
type fleet struct {
	puller   *Puller
	enter    func(context.Context) (lms.LMS, error) // nil: the credentials never change
	interval time.Duration

	mu      sync.Mutex
	lms     lms.LMS         // that of the puller, or the one opened last
	entered int             // how often it was opened anew
	class   string          // of the failures since a course worked
	failed  map[string]bool // the courses that failed so; true for those that were well before
}

// current is the puller with the LMS as it was opened last, and how often it was.
func (f *fleet) current() (*Puller, int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := *f.puller
	p.LMS = f.lms
	return &p, f.entered
}

// asking does something and, when the credentials are refused, does it once more with
// those that are there now: whoever replaced them need not know of all workers.
func (f *fleet) asking(ctx context.Context, do func(*Puller) error) error {
	p, entered := f.current()
	err := do(p)
	if !errors.Is(err, grade.ErrAuth) || !f.enterAgain(ctx, entered) {
		return err
	}
	p, _ = f.current()
	return do(p)
}

// enterAgain opens the LMS anew, unless another job has done so meanwhile, and tells
// whether it is another one now.
func (f *fleet) enterAgain(ctx context.Context, entered int) bool {
	if f.enter == nil {
		return false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.entered != entered {
		return true
	}
	fresh, err := f.enter(ctx)
	if err != nil {
		f.puller.log().Warn("the credentials cannot be read anew", "error", err)
		return false
	}
	f.lms = fresh
	f.entered++
	return true
}

// foreign puts a job off that the store or the end of this worker kept from being
// done; nil stays nil.
func (f *fleet) foreign(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(ctx.Err(), context.Canceled):
		return river.JobSnooze(0) // another worker does it at once
	}
	f.puller.log().Warn("job put off", "error", err)
	return river.JobSnooze(jittered(shortly))
}

func (f *fleet) worked() {
	f.mu.Lock()
	defer f.mu.Unlock()
	clear(f.failed)
}

// alike tells whether so many courses have failed alike in this process, and none has
// worked, that it is the connection's failure. Those that failed before count only when
// there are no others.
func (f *fleet) alike(c *store.Course, err error, all func() ([]store.Course, error)) (bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if of := class(err); of != f.class || f.failed == nil {
		f.class, f.failed = of, map[string]bool{}
	}
	f.failed[c.ID] = c.Pull.Failures == 0
	fresh := 0
	for _, well := range f.failed {
		if well {
			fresh++
		}
	}
	switch {
	case ownClass(f.class) || len(f.failed) < patience:
		return false, nil
	case fresh >= patience:
		return true, nil
	}
	courses, err := all()
	return !slices.ContainsFunc(courses, func(c store.Course) bool {
		_, failed := f.failed[c.ID]
		return c.State == store.CourseOpen && !failed
	}), err
}

// connectionFailed notes that the connection does not work, once for all workers that
// find it out together.
func (f *fleet) connectionFailed(ctx context.Context, cause error) error {
	p := f.puller
	turn, err := p.Store.Acquire(ctx, "noting the connection of "+p.Site, FleetHolder, shortly)
	if errors.Is(err, store.ErrHeld) {
		return nil
	} else if err != nil {
		return err
	}
	before, err := p.Store.ListPull(ctx, p.Site)
	if err == nil && !before.NotBefore.After(p.Now()) {
		p.log().Warn("the connection to the LMS does not work; nothing is pulled until it does", "error", cause)
		err = p.noted(ctx, "", before, cause)
	}
	return errors.Join(err, released(ctx, turn))
}
