package metrics_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
	"github.com/gradesync/gradesync/internal/metrics"
	"github.com/gradesync/gradesync/internal/pull"
	"github.com/gradesync/gradesync/internal/store"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// full is a status that has something to say of everything.
func full() *pull.Status {
	return &pull.Status{
		Problems:   []pull.Problem{pull.CoursesFailing, pull.HeldBackGone},
		Connection: pull.Connection{ReadAt: grade.Known(noon)},
		Running:    &pull.Running{Holder: "somebody"},
		Courses:    pull.CourseHealth{StateCounts: pull.StateCounts{New: 1, Open: 2, Closed: 3, Deleted: 4, HeldBack: 5}, Failing: 1, Overdue: 6},
		Oldest:     &pull.CourseRow{ID: "5"}, OldestAt: noon.Add(-time.Hour),
		Failing: []pull.CourseRow{{ID: "5", Trouble: pull.Trouble{FailingSince: grade.Known(noon.Add(-2 * time.Hour))}}},
		Runs:    []pull.RunRow{{StartedAt: noon}, {FinishedAt: grade.Known(noon.Add(-time.Minute)), Exit: grade.Known(4)}},
		Queue:   &store.Queue{Waiting: 7, Running: 8, Retrying: 9, Later: 10, Failed: 11, Oldest: grade.Known(noon), Alive: true},
	}
}

func scrape(t *testing.T, m *metrics.Metrics, look func() (*pull.Status, error)) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler(metrics.Source{Version: "1.2.3", LMS: "moodle", Look: look}).
		ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", http.NoBody))
	text, err := io.ReadAll(w.Result().Body)
	if err != nil || w.Code != http.StatusOK {
		t.Fatalf("status %d, %v: %s", w.Code, err, text)
	}
	return string(text)
}

func TestScrape(t *testing.T) {
	t.Parallel()
	m := metrics.New()
	m.Request(httpkit.Exchange{Class: httpkit.ClassOK, Took: time.Second})
	m.Attempt(pull.Event{Work: pull.WorkCourse, Result: pull.Failed, Class: "scope", Took: time.Second})
	m.Run(time.Minute, 4)
	text := scrape(t, m, func() (*pull.Status, error) { return full(), nil })
	for _, line := range []string{
		`gradesync_build_info{goversion="go1`,
		`gradesync_store_readable{lms="moodle"} 1`,
		`gradesync_courses{lms="moodle",state="deleted"} 4`,
		`gradesync_courses_overdue{lms="moodle"} 6`,
		`gradesync_courses_held_back{lms="moodle"} 5`,
		`gradesync_problem{lms="moodle",problem="held_back"} 1`,
		`gradesync_problem{lms="moodle",problem="connection"} 0`,
		`gradesync_oldest_failure_timestamp_seconds{lms="moodle"} 1.7952552e+09`,
		`gradesync_last_run_exit_code{lms="moodle"} 4`,
		`gradesync_running{lms="moodle"} 1`,
		`gradesync_queue_jobs{lms="moodle",state="later"} 10`,
		`gradesync_workers_alive{lms="moodle"} 1`,
		`gradesync_lms_requests_total{answer="ok",lms="moodle"} 1`,
		`gradesync_errors_total{class="scope",lms="moodle",work="course"} 1`,
		`gradesync_runs_total{exit="4",lms="moodle"} 1`,
		`gradesync_run_duration_seconds_sum{lms="moodle"} 60`,
	} {
		if !strings.Contains(text, "\n"+line) {
			t.Errorf("there is no %s", line)
		}
	}
	problems, err := promlint.New(strings.NewReader(text)).Lint()
	if err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}
}

// TestWithoutStore: where the store cannot be asked, nothing is said of what it knows.
func TestWithoutStore(t *testing.T) {
	t.Parallel()
	text := scrape(t, metrics.New(), func() (*pull.Status, error) { return nil, errors.New("no store") })
	if !strings.Contains(text, `gradesync_store_readable{lms="moodle"} 0`) || !strings.Contains(text, "gradesync_runs_total") ||
		strings.Contains(text, "gradesync_courses{") {
		t.Error(text)
	}
}

// TestDocumented: the documentation and the alert rules name the metrics that there
// are, and the documentation names all of them.
func TestDocumented(t *testing.T) {
	t.Parallel()
	var there []string
	for _, line := range regexp.MustCompile(`(?m)^# TYPE (gradesync_[a-z_]+) `).FindAllStringSubmatch(scrape(t, metrics.New(), func() (*pull.Status, error) { return full(), nil }), -1) {
		there = append(there, line[1])
	}
	named := map[string]bool{}
	for _, file := range []string{"operations.md", "operations/alerts.yaml", "sync.md"} {
		text, err := os.ReadFile("../../docs/" + file)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range regexp.MustCompile(`\bgradesync_[a-z_]+`).FindAllString(string(text), -1) {
			named[name] = named[name] || file == "operations.md"
			if !slices.Contains(there, name) {
				t.Errorf("%s names %s, which there is not", file, name)
			}
		}
	}
	for _, name := range there {
		if !named[name] {
			t.Errorf("operations.md does not name %s", name)
		}
	}
}
