package pull_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/httpkit"
	"github.com/gradesync/gradesync/internal/lms"
	"github.com/gradesync/gradesync/internal/lms/canvas"
	"github.com/gradesync/gradesync/internal/lms/moodle"
	"github.com/gradesync/gradesync/internal/pull"
	"github.com/gradesync/gradesync/internal/store"
)

// childVariable tells a process of this test binary to run rounds of sync: a task.
const childVariable = "GRADESYNC_PULL_TEST_CHILD"

// task is what such a process does.
type task struct {
	Kind, URL, Token string
	Store            string
	Name             string    // begins the ids of its runs
	Now              time.Time // by its clock; zero is the present
	Full             time.Duration
	Rounds           int // 0: until it is killed
	Parallel         int
	OpenAll          bool // opens new courses after the first round
}

// told is what such a process says after each round, on a line; before, it says
// "round".
type told struct {
	Summary *pull.Summary
	Took    time.Duration
	Peak    int // of its resident memory, in KiB; 0 where the system does not tell
}

// TestChild is such a process; elsewhere it is nothing.
func TestChild(t *testing.T) {
	text := os.Getenv(childVariable)
	if text == "" {
		return
	}
	var work task
	err := json.Unmarshal([]byte(text), &work)
	if err == nil {
		err = work.run(t.Context())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		t.Fail()
	}
}

// command is a process that does the task.
func (t task) command() *exec.Cmd {
	text, err := json.Marshal(t)
	if err != nil {
		panic(err)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestChild$", "-test.count=1")
	cmd.Env = append(os.Environ(), childVariable+"="+string(text))
	return cmd
}

func (t task) run(ctx context.Context) error {
	now := time.Now
	if began := time.Now(); !t.Now.IsZero() {
		now = func() time.Time { return t.Now.Add(time.Since(began)) }
	}
	s, err := store.Open(ctx, t.Store, store.Options{Version: "test", Now: now})
	if err != nil {
		return err
	}
	defer s.Close()
	site, err := provider(t.Kind, t.URL, t.Token, max(t.Parallel, 4))
	if err != nil {
		return err
	}
	p := &pull.Puller{LMS: site, Site: t.Kind + " " + t.URL, Store: s, Now: now, Parallel: t.Parallel, Full: t.Full}
	for n := 0; t.Rounds == 0 || n < t.Rounds; n++ {
		fmt.Println("round")
		began := time.Now()
		sum, err := p.Once(ctx, pull.Round{Run: fmt.Sprint(t.Name, "-", n), Holder: t.Name})
		if err != nil {
			return err
		}
		line, err := json.Marshal(told{sum, time.Since(began), peakMemory()})
		if err != nil {
			return err
		}
		fmt.Println(string(line))
		if t.OpenAll && n == 0 {
			if err := openNew(ctx, s, p.Site, now()); err != nil {
				return err
			}
		}
	}
	return nil
}

// provider reads an LMS as sync does: bounded by what is in flight.
func provider(kind, url, token string, parallel int) (lms.LMS, error) {
	http := httpkit.Options{
		Budget: httpkit.Budget{PerSecond: 100000, Burst: 100000, Parallel: parallel}, Timeout: 20 * time.Second,
		Retry: httpkit.Retry{Attempts: 4, Wait: time.Millisecond, MaxWait: 2 * time.Millisecond},
	}
	if kind == "canvas" {
		return canvas.New(canvas.Options{URL: url, Token: token, HTTP: http})
	}
	return moodle.New(moodle.Options{URL: url, Token: token, HTTP: http})
}

// openNew marks every new course as open.
func openNew(ctx context.Context, s *store.Store, site string, at time.Time) error {
	courses, err := s.Courses(ctx, site)
	if err != nil {
		return err
	}
	var moves []store.Move
	for _, c := range courses {
		if c.State == store.CourseNew {
			moves = append(moves, store.Move{Course: c.ID, To: store.CourseOpen, By: "test"})
		}
	}
	return s.MoveCourses(ctx, site, at, moves...)
}

// peakMemory is Linux's high-water mark of this process.
func peakMemory() (kib int) {
	f, err := os.Open("/proc/self/status")
	if err != nil {
		return 0
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if text, ok := strings.CutPrefix(lines.Text(), "VmHWM:"); ok {
			fmt.Sscan(text, &kib)
		}
	}
	return kib
}
