package metrics

import (
	"net/http"
	"runtime"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/gradesync/gradesync/internal/httpkit"
	"github.com/gradesync/gradesync/internal/pull"
)

// Metrics counts what this process does. Its methods may be called from several
// goroutines.
type Metrics struct {
	requests   *prometheus.CounterVec
	asking     prometheus.Histogram
	attempts   map[pull.Work]*prometheus.CounterVec
	durations  map[pull.Work]prometheus.Histogram
	errors     *prometheus.CounterVec
	runs       *prometheus.CounterVec
	runSeconds prometheus.Histogram
}

// New returns counters that stand at zero, each of them there from the beginning: what
// appears only when it first happens cannot be told from what never was.
func New() *Metrics {
	m := &Metrics{
		requests: counter("lms_requests_total", "Requests to the LMS that ended, repeated ones too, by what came of them: ok, or the class of the error.", "answer"),
		asking: histogram("lms_request_duration_seconds", "How long a request to the LMS took, without waiting for its turn.",
			0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
		attempts: map[pull.Work]*prometheus.CounterVec{
			pull.WorkCourse: counter("course_pulls_total", "Attempts of this process to pull a course, by result.", "result"),
			pull.WorkList:   counter("list_reads_total", "Attempts of this process to read the list of courses, by result.", "result"),
		},
		durations: map[pull.Work]prometheus.Histogram{
			pull.WorkCourse: histogram("course_pull_duration_seconds", "How long an attempt to pull a course took.", 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900),
			pull.WorkList:   histogram("list_read_duration_seconds", "How long an attempt to read the list of courses took.", 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900),
		},
		errors:     counter("errors_total", "Attempts of this process that failed, by what was attempted and the class of the error.", "work", "class"),
		runs:       counter("runs_total", "Runs that this process ended, by exit code. Workers make no runs.", "exit"),
		runSeconds: histogram("run_duration_seconds", "How long a run took, from the list to the last course. Workers make no runs.", 1, 5, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200),
	}
	m.begin()
	return m
}

// begin makes every series that can be foreseen.
func (m *Metrics) begin() {
	for _, class := range httpkit.Classes() {
		m.requests.WithLabelValues(class)
	}
	for work, attempts := range m.attempts {
		for _, result := range pull.Results() {
			attempts.WithLabelValues(string(result))
		}
		for _, class := range pull.Classes() {
			m.errors.WithLabelValues(string(work), class)
		}
	}
	m.runs.WithLabelValues("0")
}

func counter(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help}, labels)
}

func histogram(name, help string, buckets ...float64) prometheus.Histogram {
	return prometheus.NewHistogram(prometheus.HistogramOpts{Namespace: namespace, Name: name, Help: help, Buckets: buckets})
}

const namespace = "gradesync"

// Request counts one exchange with the LMS.
func (m *Metrics) Request(x httpkit.Exchange) {
	m.requests.WithLabelValues(x.Class).Inc()
	m.asking.Observe(x.Took.Seconds())
}

// Attempt counts one attempt to read the list or to pull a course.
func (m *Metrics) Attempt(e pull.Event) {
	m.attempts[e.Work].WithLabelValues(string(e.Result)).Inc()
	m.durations[e.Work].Observe(e.Took.Seconds())
	if e.Class != "" {
		m.errors.WithLabelValues(string(e.Work), e.Class).Inc()
	}
}

// Run counts one run.
func (m *Metrics) Run(took time.Duration, exit int) {
	m.runs.WithLabelValues(strconv.Itoa(exit)).Inc()
	m.runSeconds.Observe(took.Seconds())
}

// Source is whose metrics are shown.
type Source struct {
	Version string // of gradesync
	LMS     string // its kind, which every metric of gradesync has as its label lms
	// Look asks the store how pulling goes. It ends by itself.
	Look func() (*pull.Status, error)
}

// Handler answers Prometheus with all metrics of s and of this process.
func (m *Metrics) Handler(s Source) http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	build := prometheus.NewGaugeVec(prometheus.GaugeOpts{Namespace: namespace, Name: "build_info", Help: "Always 1; the labels tell what is at work."}, []string{"version", "goversion"})
	build.WithLabelValues(s.Version, runtime.Version()).Set(1)
	ours := prometheus.WrapRegistererWith(prometheus.Labels{"lms": s.LMS}, registry)
	ours.MustRegister(build, m.requests, m.asking, m.errors, m.runs, m.runSeconds, &state{look: s.Look})
	for work := range m.attempts {
		ours.MustRegister(m.attempts[work], m.durations[work])
	}
	// what can be told is told: one part that fails must not silence the others
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError, MaxRequestsInFlight: 4})
}
