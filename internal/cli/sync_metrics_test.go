package cli

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/store"
)

// scraped is a sync that goes on over a practice LMS, and what Prometheus gets of it.
type scraped struct {
	*syncing
	lab *lab.Lab
	url string // of the monitoring
	now time.Time
}

func openScraped(t *testing.T, o lab.Options) *scraped {
	t.Helper()
	o.Break = []string{"none"}
	l, err := lab.New(o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(l.Handler())
	t.Cleanup(server.Close)
	dir := t.TempDir()
	config := fmt.Sprintf("profiles:\n  lab:\n    lms:\n      kind: %s\n      url: %s\n      token: env:TOKEN\nstore:\n  path: %s/kept.db\n  personal: true\n", o.LMS, server.URL, dir)
	if err := os.WriteFile(dir+"/gradesync.yaml", []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	s := &scraped{lab: l, now: time.Now()}
	a := &app{format: "text", configFile: dir + "/gradesync.yaml", env: Env{
		In: strings.NewReader(""), Out: io.Discard, Err: t.Output(), Environ: []string{"TOKEN=" + l.Token()},
		Now: func() time.Time { return s.now }, Version: "1.2.3",
	}}
	a.log = a.newLog()
	t.Cleanup(a.clean)
	if s.syncing, err = a.startSync(t.Context(), syncOptions{concurrency: 2, interval: time.Hour}); err != nil {
		t.Fatal(err)
	}
	monitor := httptest.NewServer(s.monitor(t.Context()))
	t.Cleanup(monitor.Close)
	s.url = monitor.URL
	return s
}

// scrape is the text that Prometheus gets, a minute later.
func (s *scraped) scrape(t *testing.T) string {
	t.Helper()
	s.now = s.now.Add(time.Minute)
	resp, err := http.Get(s.url + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("status %d, %v:\n%s", resp.StatusCode, err, text)
	}
	return string(text)
}

// values are the samples of a scrape by name and labels, as "gradesync_courses
// state=open"; the label lms, which all that are ours must have, is left out.
func (s *scraped) values(t *testing.T) map[string]float64 {
	t.Helper()
	all := map[string]float64{}
	sample := regexp.MustCompile(`(?m)^(gradesync_[a-z_]+)\{(.*)\} (.*)$`)
	label := regexp.MustCompile(`([a-z]+)="([^"]*)",?`)
	for _, line := range sample.FindAllStringSubmatch(s.scrape(t), -1) {
		name, of := line[1], ""
		for _, l := range label.FindAllStringSubmatch(line[2], -1) {
			if l[1] == "lms" {
				of = l[2]
				continue
			}
			name += " " + l[1] + "=" + l[2]
		}
		if of != s.c.profile.LMS.Kind {
			t.Errorf("the label lms is %q: %s", of, line[0])
		}
		n, err := strconv.ParseFloat(line[3], 64)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = n
	}
	return all
}

// openAll opens all courses and tells how many they are.
func (s *scraped) openAll(t *testing.T) (n float64) {
	t.Helper()
	courses, err := s.puller.Store.Courses(t.Context(), s.puller.Site)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range courses {
		if err := s.puller.Store.MoveCourses(t.Context(), s.puller.Site, s.now, store.Move{Course: c.ID, To: store.CourseOpen, By: "test"}); err != nil {
			t.Fatal(err)
		}
	}
	return float64(len(courses))
}

// expect holds samples against what they must be.
func (s *scraped) expect(t *testing.T, when string, want map[string]float64) {
	t.Helper()
	got := s.values(t)
	for name, value := range want {
		if n, there := got[name]; !there || n != value {
			t.Errorf("%s: %s is %v (there: %v), want %v", when, name, n, there, value)
		}
	}
}

func (s *scraped) asked() (n float64) {
	for _, times := range s.lab.Requests() {
		n += float64(times)
	}
	return n
}

// TestMetrics: the samples are what the rounds did.
func TestMetrics(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"moodle", "canvas"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			s := openScraped(t, lab.Options{LMS: kind, Courses: 3, Learners: 3, Activities: 2})
			s.expect(t, "before the first round", map[string]float64{
				"gradesync_store_readable": 1, "gradesync_problem problem=never_synced": 1, "gradesync_list_read_timestamp_seconds": 0,
				"gradesync_course_pulls_total result=failed": 0, "gradesync_runs_total exit=0": 0,
			})
			began := s.now
			s.daemonRound(t.Context())
			s.expect(t, "new courses", map[string]float64{
				"gradesync_courses state=open": 0, "gradesync_problem problem=never_synced": 0,
				"gradesync_list_read_timestamp_seconds": float64(began.UnixMicro()) / 1e6, "gradesync_list_reads_total result=changed": 1,
			})
			n := s.openAll(t)
			opened := s.now
			s.expect(t, "opened", map[string]float64{"gradesync_oldest_pull_timestamp_seconds": float64(opened.UnixMicro()) / 1e6})
			s.daemonRound(t.Context())
			pulled := s.now
			s.daemonRound(t.Context())
			s.expect(t, "pulled", map[string]float64{
				"gradesync_courses state=open": n, "gradesync_courses state=new": 0, "gradesync_list_reads_total result=unchanged": 2,
				"gradesync_course_pulls_total result=changed": n, "gradesync_course_pulls_total result=unchanged": n,
				"gradesync_course_pull_duration_seconds_count": 2 * n, "gradesync_runs_total exit=0": 3, "gradesync_run_duration_seconds_count": 3,
				"gradesync_oldest_pull_timestamp_seconds":      float64(pulled.UnixMicro()) / 1e6,
				"gradesync_lms_request_duration_seconds_count": s.asked(),
			})
			s.now = s.now.Add(3 * time.Hour)
			s.expect(t, "left alone", map[string]float64{
				"gradesync_courses_overdue": n, "gradesync_problem problem=list_overdue": 1, "gradesync_problem problem=courses_overdue": 1,
			})
		})
	}
}

// TestMetricsOfTrouble: failures are counted by their class and nothing private is told
// of them, and the store's own failure silences what the store knows alone.
func TestMetricsOfTrouble(t *testing.T) {
	t.Parallel()
	s := openScraped(t, lab.Options{LMS: "moodle", Courses: 3, Learners: 3, Activities: 2, Misbehave: "failcourse:50002"})
	s.daemonRound(t.Context())
	s.openAll(t)
	s.now = s.now.Add(time.Minute)
	s.daemonRound(t.Context())
	s.keepsToWords(t)
	failed := s.values(t)
	for name, want := range map[string]float64{
		"gradesync_courses_failing": 1, "gradesync_problem problem=courses_failing": 1, "gradesync_course_pulls_total result=failed": 1,
		"gradesync_runs_total exit=4": 1, "gradesync_last_run_exit_code": 4,
	} {
		if failed[name] != want {
			t.Errorf("a course fails: %s is %v, want %v", name, failed[name], want)
		}
	}
	errors := 0.0
	for name, n := range failed {
		if strings.HasPrefix(name, "gradesync_errors_total ") {
			errors += n
		}
	}
	if errors != 1 || failed["gradesync_oldest_failure_timestamp_seconds"] == 0 {
		t.Errorf("%v errors, failing since %v", errors, failed["gradesync_oldest_failure_timestamp_seconds"])
	}
	if err := s.puller.Store.Close(); err != nil {
		t.Fatal(err)
	}
	s.expect(t, "without a store", map[string]float64{"gradesync_store_readable": 0, "gradesync_course_pulls_total result=failed": 1})
	if _, there := s.values(t)["gradesync_courses_failing"]; there {
		t.Error("what the store knows is told without it")
	}
}

// keepsToWords: what Prometheus gets keeps to its rules, and to the words of this
// program: nothing in it names a course, a person or an address.
func (s *scraped) keepsToWords(t *testing.T) {
	t.Helper()
	text := s.scrape(t)
	problems, err := promlint.New(strings.NewReader(text)).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
	word := regexp.MustCompile(`^([a-z_]+|[0-9]{1,3}|1\.2\.3|go1[a-zA-Z0-9.: -]+)$`)
	for _, label := range regexp.MustCompile(`([a-z]+)="([^"]*)"`).FindAllStringSubmatch(text, -1) {
		if label[1] != "le" && label[1] != "quantile" && !word.MatchString(label[2]) {
			t.Errorf("the label %s is no word of ours", label[0])
		}
	}
	for _, secret := range s.private(t) {
		if secret != "" && strings.Contains(text, secret) {
			t.Errorf("%q can be read in the metrics", secret)
		}
	}
}

// private is everything of the school that nobody must find in the metrics.
func (s *scraped) private(t *testing.T) []string {
	t.Helper()
	all := []string{s.lab.Token(), strings.TrimPrefix(s.c.profile.LMS.URL, "http://"), "50002"}
	courses, err := s.puller.Store.Courses(t.Context(), s.puller.Site)
	if err != nil {
		t.Fatal(err)
	}
	people := 0
	for _, c := range courses {
		all = append(all, c.Code, c.Title)
		if c.ID == "50002" {
			continue // it cannot be read
		}
		book, err := s.puller.LMS.Book(t.Context(), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range book.Learners {
			people++
			all = append(all, l.Name, l.Email, l.Login)
			all = append(all, strings.Fields(l.Name)...)
		}
	}
	if people < 10 {
		t.Fatalf("%d people: there is nothing to find", people)
	}
	return all
}

// TestMetricsStorm: however many ask at once, the store is asked once.
func TestMetricsStorm(t *testing.T) {
	t.Parallel()
	s := openScraped(t, lab.Options{LMS: "moodle", Courses: 1, Learners: 2, Activities: 2})
	first, err := s.look(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.now = s.now.Add(lookAgain / 2)
	if again, _ := s.look(t.Context()); again != first {
		t.Error("the store was asked again at once")
	}
	s.now = s.now.Add(lookAgain)
	if again, _ := s.look(t.Context()); again == first {
		t.Error("the store was not asked again later")
	}
}
