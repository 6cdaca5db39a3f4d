package metrics

import (
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/gradesync/gradesync/internal/pull"
	"github.com/gradesync/gradesync/internal/store"
)

// state is what the store knows, asked for each time that Prometheus asks.
type state struct {
	look func() (*pull.Status, error)
}

var (
	readable     = desc("store_readable", "1 when the store could be asked; 0 when it could not, and then most metrics are missing.")
	courses      = desc("courses", "Courses by state.", "state")
	failing      = desc("courses_failing", "Open courses whose last pull failed.")
	overdue      = desc("courses_overdue", "Open courses that do not fail and were pulled longer ago than two intervals.")
	heldBack     = desc("courses_held_back", "Courses that are gone from the list of the LMS and were not taken for deleted.")
	problem      = desc("problem", "1 for each problem that gradesync sync status tells of, 0 for the others.", "problem")
	listRead     = desc("list_read_timestamp_seconds", "When the list of courses was last read to its end; 0 is never.")
	oldest       = desc("oldest_pull_timestamp_seconds", "When the open course that was pulled longest ago was pulled or, if it never was, opened; missing when none is open.")
	failingSince = desc("oldest_failure_timestamp_seconds", "When the open course that fails longest began to; missing when none fails.")
	running      = desc("running", "1 while a run or workers hold the work on this LMS.")
	runFinished  = desc("last_run_finished_timestamp_seconds", "When the last run that came to its end ended; missing when there was none.")
	runExit      = desc("last_run_exit_code", "The exit code of that run.")
	queued       = desc("queue_jobs", "Jobs of workers by state; failed are those given up in the last day.", "state")
	queueSince   = desc("queue_oldest_timestamp_seconds", "Since when the job that waits longest has been ready; missing when none waits.")
	workers      = desc("workers_alive", "1 when some worker said in the last seconds that it is at work.")
)

func desc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(prometheus.BuildFQName(namespace, "", name), help, labels, nil)
}

// Describe is of prometheus.Collector.
func (s *state) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		readable, courses, failing, overdue, heldBack, problem, listRead, oldest, failingSince,
		running, runFinished, runExit, queued, queueSince, workers,
	} {
		ch <- d
	}
}

// Collect is of prometheus.Collector.
func (s *state) Collect(ch chan<- prometheus.Metric) {
	to := gauges(ch)
	st, err := s.look()
	to.set(readable, yes(err == nil))
	if err != nil {
		return
	}
	to.courses(st)
	for _, p := range pull.Problems() {
		to.set(problem, yes(slices.Contains(st.Problems, p)), string(p))
	}
	to.set(listRead, seconds(st.Connection.ReadAt.Or(time.Time{})))
	to.set(running, yes(st.Running != nil))
	to.lastRun(st.Runs)
	if st.Queue != nil {
		to.queue(st.Queue)
	}
}

type gauges chan<- prometheus.Metric

func (to gauges) set(d *prometheus.Desc, value float64, labels ...string) {
	to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
}

func (to gauges) courses(st *pull.Status) {
	n := &st.Courses
	for state, count := range map[store.CourseState]int{
		store.CourseNew: n.New, store.CourseOpen: n.Open, store.CourseClosed: n.Closed, store.CourseDeleted: n.Deleted,
	} {
		to.set(courses, float64(count), string(state))
	}
	to.set(failing, float64(n.Failing))
	to.set(overdue, float64(n.Overdue))
	to.set(heldBack, float64(n.HeldBack))
	if st.Oldest != nil {
		to.set(oldest, seconds(st.OldestAt))
	}
	if len(st.Failing) > 0 { // the longest first
		to.set(failingSince, seconds(st.Failing[0].FailingSince.Or(time.Time{})))
	}
}

func (to gauges) lastRun(runs []pull.RunRow) {
	for i := range runs { // the latest first
		if at, finished := runs[i].FinishedAt.Get(); finished {
			to.set(runFinished, seconds(at))
			to.set(runExit, float64(runs[i].Exit.Or(0)))
			return
		}
	}
}

func (to gauges) queue(q *store.Queue) {
	for state, count := range map[string]int{
		"waiting": q.Waiting, "running": q.Running, "retrying": q.Retrying, "later": q.Later, "failed": q.Failed,
	} {
		to.set(queued, float64(count), state)
	}
	if since, waits := q.Oldest.Get(); waits {
		to.set(queueSince, seconds(since))
	}
	to.set(workers, yes(q.Alive))
}

// seconds is a moment as Prometheus has it; 0 is never.
func seconds(at time.Time) float64 {
	if at.IsZero() {
		return 0
	}
	return float64(at.UnixMicro()) / 1e6
}

func yes(is bool) float64 {
	if is {
		return 1
	}
	return 0
}
