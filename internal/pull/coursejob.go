package pull

import (
	"context"
	"errors"
	"slices"

	"github.com/riverqueue/river"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/store"
)

type courseWorker struct {
	river.WorkerDefaults[courseJob]
	*fleet
}

// Work pulls the course, unless it is no longer open or the connection does not work.
func (w *courseWorker) Work(ctx context.Context, job *river.Job[courseJob]) error {
	p, id := w.puller, job.Args.Course
	connection, err := p.Store.ListPull(ctx, p.Site)
	if err != nil {
		return w.foreign(ctx, err)
	}
	if connection.Failures > 0 { // the list tries it, for all
		return river.JobSnooze(max(connection.NotBefore.Sub(p.Now()), 0) + jittered(shortly))
	}
	course, err := p.Store.Course(ctx, p.Site, id)
	switch {
	case errors.Is(err, store.ErrNoCourse):
		return river.JobCancel(err)
	case err != nil:
		return w.foreign(ctx, err)
	case course.State != store.CourseOpen:
		return nil
	}
	err = w.asking(ctx, func(p *Puller) error {
		_, err := p.Course(ctx, id)
		return err
	})
	if err == nil {
		w.worked()
		return nil
	}
	return w.courseFailed(ctx, job, &course, err)
}

// courseFailed decides whose failure it is: that of nobody, of the connection or of
// the course.
func (w *courseWorker) courseFailed(ctx context.Context, job *river.Job[courseJob], course *store.Course, err error) error {
	p, id := w.puller, course.ID
	late := errors.Is(ctx.Err(), context.DeadlineExceeded)
	if ctx.Err() != nil && !late || errors.Is(err, store.ErrStore) {
		return w.foreign(ctx, err)
	}
	ctx = context.WithoutCancel(ctx)
	if errors.Is(err, grade.ErrAuth) {
		return errors.Join(river.JobCancel(err), w.connectionFailed(ctx, err))
	}
	alike, looking := w.alike(course, err, func() ([]store.Course, error) { return p.Store.Courses(ctx, p.Site) })
	if looking != nil {
		return w.foreign(ctx, looking)
	}
	if alike {
		if err := w.connectionFailed(ctx, err); err != nil {
			return w.foreign(ctx, err)
		}
		return river.JobSnooze(jittered(shortly))
	}
	if !hopeless(err) && job.Attempt < job.MaxAttempts {
		return err
	}
	p.log().Warn("course not pulled", "course", id, "error", err)
	if noting := p.Failed(ctx, id, err); noting != nil {
		return w.foreign(ctx, noting)
	}
	return river.JobCancel(err)
}

// hopeless tells whether trying again within seconds is of no use.
func hopeless(err error) bool {
	return slices.ContainsFunc([]error{
		grade.ErrScope, grade.ErrNotFound, grade.ErrUnreadable, grade.ErrUnsupported, grade.ErrRejected,
	}, func(class error) bool { return errors.Is(err, class) })
}
