package pull

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/gradesync/gradesync/internal/store"
)

// listJob is to read the list of courses and to make a job of each open one.
type listJob struct {
	Site string `json:"site"`
}

// Kind names it in the queue, and is never changed.
func (listJob) Kind() string { return "gradesync_list" }

// InsertOpts lets one be there at a time.
func (listJob) InsertOpts() river.InsertOpts { return oneAtATime() }

// courseJob is to pull one course.
type courseJob struct {
	Site   string `json:"site"`
	Course string `json:"course"`
}

// Kind names it in the queue, and is never changed.
func (courseJob) Kind() string { return "gradesync_course" }

// InsertOpts lets one be there at a time for each course.
func (courseJob) InsertOpts() river.InsertOpts { return oneAtATime() }

// oneAtATime: another is put into the queue only when the one before is done or given up.
func oneAtATime() river.InsertOpts {
	return river.InsertOpts{UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning,
		rivertype.JobStateRetryable, rivertype.JobStateScheduled,
	}}}
}

// attempts is how often a course is tried before it is left alone until its own
// back-off in the store ends: at once, and after about 1 and 16 seconds.
const attempts = 3

// listedBy is who changed the state of a course that came or went.
const listedBy = "sync --workers"

type listWorker struct {
	river.WorkerDefaults[listJob]
	*fleet
}

// Work reads the list, unless the connection is to be left alone, and makes a job of
// every open course that was not pulled since. A list that was read a moment ago is not
// read again: a new leader begins with a round, to go on with what a dead one left.
func (w *listWorker) Work(ctx context.Context, _ *river.Job[listJob]) error {
	p, entered := w.current()
	connection, err := p.Store.ListPull(ctx, p.Site)
	if err != nil {
		return w.foreign(ctx, err)
	}
	now := p.Now()
	if wait := connection.NotBefore.Sub(now); wait > 0 {
		return river.JobSnooze(wait)
	}
	if connection.Failures > 0 && w.enterAgain(ctx, entered) {
		p, _ = w.current()
	}
	read := connection.Succeeded
	if connection.Failures > 0 || now.Sub(read) > w.interval/2 {
		read = now
		if _, err := p.Courses(ctx, listedBy, 0); err != nil {
			return w.listFailed(ctx, err)
		}
	}
	return w.foreign(ctx, w.enqueue(ctx, read))
}

// listFailed: the list is tried again when its back-off in the store ends, and with it
// the connection, for all courses.
func (w *listWorker) listFailed(ctx context.Context, err error) error {
	late := errors.Is(ctx.Err(), context.DeadlineExceeded)
	if ctx.Err() != nil && !late || errors.Is(err, store.ErrStore) {
		return w.foreign(ctx, err)
	}
	ctx = context.WithoutCancel(ctx)
	if late { // what ends the asking is noted by nobody else
		err = w.connectionFailed(ctx, err)
	} else {
		w.puller.log().Warn("list of courses not read", "error", err)
		err = nil
	}
	connection, reading := w.puller.Store.ListPull(ctx, w.puller.Site)
	if err := errors.Join(err, reading); err != nil {
		return w.foreign(ctx, err)
	}
	return river.JobSnooze(max(connection.NotBefore.Sub(w.puller.Now()), 0))
}

// enqueue makes a job of each course that is due and was not pulled since the list was
// read. Those that have one already keep it.
func (w *listWorker) enqueue(ctx context.Context, read time.Time) error {
	courses, err := w.puller.Store.Courses(ctx, w.puller.Site)
	if err != nil {
		return err
	}
	due, _ := w.puller.due(courses, nil)
	due = slices.DeleteFunc(due, func(c store.Course) bool { return !c.Pull.Succeeded.Before(read) })
	if len(due) == 0 {
		return nil
	}
	jobs := make([]river.InsertManyParams, len(due))
	for i := range due {
		jobs[i].Args = courseJob{Site: w.puller.Site, Course: due[i].ID}
	}
	_, err = river.ClientFromContext[pgx.Tx](ctx).InsertMany(ctx, jobs)
	return err
}
