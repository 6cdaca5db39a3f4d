package pull

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"github.com/gradesync/gradesync/internal/httpkit"
	"github.com/gradesync/gradesync/internal/lms"
	"github.com/gradesync/gradesync/internal/store"
)

// Workers pulls the courses of one LMS together with workers in other processes and on
// other machines. They share one store in PostgreSQL and nothing else: any of them may
// be started, stopped or killed at any time.
//
// Every interval the list of courses is read by one of them, and each open course
// becomes a job that one of them does. A course has one job at a time, so that it is
// never pulled twice at once; the job of a worker that was killed is done by another.
type Workers struct {
	Puller   *Puller // its Parallel is how many courses this process pulls at once
	Interval time.Duration
	// Longest is how long one course, or the list, may take, and about how long the
	// job of a killed worker stays with it; half the interval, and no more than 15
	// minutes, when zero.
	Longest time.Duration
	// Enter opens the LMS with the credentials as they are now, after those that the
	// Puller has were refused; nil when they never change.
	Enter func(context.Context) (lms.LMS, error)
	// AcceptRemovals is how many courses may be taken for deleted although they are
	// suspiciously many. If it is not zero, the list is read once before the work begins.
	AcceptRemovals int
}

// FleetHolder is who holds the work while workers do it.
const FleetHolder = "workers (gradesync sync --workers)"

const (
	// lastCourses is how long the courses that are being pulled may go on when the
	// worker is stopped. systemd and Kubernetes kill after 90 and 30 seconds.
	lastCourses = 20 * time.Second
	// rejoin is how long to wait before trying again to join, while another run holds
	// the work or the store does not answer.
	rejoin = 5 * time.Second
)

// Run works until ctx ends, then lets the courses that are being pulled be finished
// for a while, gives the others back, and returns nil. Nothing that happens to the LMS
// or the store later than at the beginning ends it.
//
// The error matches store.ErrNoJobs when the store is a file, and store.ErrStore when
// the store cannot be used at the beginning; it is that of reading the list when
// removals were to be accepted.
func (w *Workers) Run(ctx context.Context) error {
	jobs, err := w.Puller.Store.Jobs(ctx, w.Puller.Site)
	if err == nil {
		defer jobs.Close()
		if w.AcceptRemovals > 0 {
			_, err = w.Puller.Courses(ctx, listedBy, w.AcceptRemovals)
		}
	}
	if err != nil && ctx.Err() == nil {
		return err
	}
	said := ""
	for ctx.Err() == nil {
		err := w.shift(ctx, jobs)
		if err != nil && ctx.Err() == nil {
			if text := err.Error(); text != said { // once, not every few seconds
				w.Puller.log().Warn("not at work; trying again until it works", "error", err)
				said = text
			}
			_ = httpkit.Sleep(ctx, rejoin) // the loop sees why it ended
		}
	}
	return nil
}

// shift works for as long as the work is the workers'.
func (w *Workers) shift(ctx context.Context, jobs *store.Jobs) error {
	p := w.Puller
	held, err := p.Store.Join(ctx, LeaseName(p.Site), FleetHolder, lease)
	if err != nil {
		return err
	}
	after := context.WithoutCancel(ctx)
	kept, stop := held.Keep(after) // until the last course is done
	defer stop()
	client, err := w.client(jobs)
	if err != nil {
		return err
	}
	if err := client.Start(after); err != nil {
		return err
	}
	ending, cancel := context.WithTimeout(after, 2*lastCourses)
	defer cancel()
	select {
	case <-ctx.Done():
		return client.Stop(ending)
	case <-kept.Done(): // another may hold the work now
		return errors.Join(context.Cause(kept), client.StopAndCancel(ending))
	}
}

// client is this process's part in the fleet. It asks the server for jobs rather than
// listening for them: a second does not matter here, and a pooler that shares
// connections cannot pass on what one listens for.
func (w *Workers) client(jobs *store.Jobs) (*river.Client[pgx.Tx], error) {
	workers := river.NewWorkers()
	fleet := &fleet{puller: w.Puller, lms: w.Puller.LMS, enter: w.Enter, interval: w.Interval}
	if err := river.AddWorkerSafely(workers, &listWorker{fleet: fleet}); err != nil {
		return nil, err
	}
	if err := river.AddWorkerSafely(workers, &courseWorker{fleet: fleet}); err != nil {
		return nil, err
	}
	longest := w.longest()
	return river.NewClient(riverpgxv5.New(jobs.Pool), &river.Config{
		Schema: jobs.Schema, PollOnly: true, Workers: workers, Logger: w.logger(),
		Queues:     map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: w.Puller.parallel()}},
		JobTimeout: longest, RescueStuckJobsAfter: longest + longest/10,
		SoftStopTimeout: lastCourses, MaxAttempts: attempts,
		CompletedJobRetentionPeriod: time.Hour,
		PeriodicJobs: []*river.PeriodicJob{river.NewPeriodicJob(
			every(w.Interval), func() (river.JobArgs, *river.InsertOpts) { return listJob{Site: w.Puller.Site}, nil },
			&river.PeriodicJobOpts{ID: listJob{}.Kind(), RunOnStart: true},
		)},
	})
}

func (w *Workers) longest() time.Duration {
	if w.Longest > 0 {
		return w.Longest
	}
	return min(w.Interval/2, 15*time.Minute)
}

// logger lets River tell of its errors alone, for we tell of jobs that failed, and
// without their text, which may quote the address of the server.
func (w *Workers) logger() *slog.Logger {
	return slog.New(messages{w.Puller.log().Handler()})
}

type messages struct{ slog.Handler }

// Enabled leaves out all below errors.
func (h messages) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelError && h.Handler.Enabled(ctx, level)
}

// Handle passes on the message alone.
func (h messages) Handle(ctx context.Context, r slog.Record) error {
	return h.Handler.Handle(ctx, slog.NewRecord(r.Time, r.Level, r.Message, r.PC))
}

// WithAttrs keeps none.
func (h messages) WithAttrs([]slog.Attr) slog.Handler { return h }

// WithGroup opens none.
func (h messages) WithGroup(string) slog.Handler { return h }

// every is an interval with jitter.
type every time.Duration

// Next returns when the next round begins.
func (e every) Next(now time.Time) time.Time { return now.Add(jittered(time.Duration(e))) }
