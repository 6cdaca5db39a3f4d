package pull_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/pull"
	"github.com/gradesync/gradesync/internal/store"
)

// workerVariable makes this test binary a worker.
const workerVariable = "GRADESYNC_TEST_WORKER"

// process is what a worker in a process of its own is told.
type process struct {
	Name, Address, URL, Token, Site string
	Watch                           string // where it tells what it reads
}

func TestMain(m *testing.M) {
	if text := os.Getenv(workerVariable); text != "" {
		if err := work(text); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// work is the life of such a worker.
func work(text string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	var p process
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		return err
	}
	s, err := store.Open(ctx, p.Address, store.Options{Version: "test"})
	if err != nil {
		return err
	}
	defer s.Close()
	site, err := connectMoodle(p.URL, p.Token, first)
	if err != nil {
		return err
	}
	tell := func(course, what string) {
		resp, err := http.PostForm(p.Watch, url.Values{"worker": {p.Name}, "course": {course}, "what": {what}})
		if err == nil {
			_, _ = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
		}
	}
	begin := func(course string) func() {
		tell(course, "begin")
		return func() { tell(course, "end") }
	}
	w := &pull.Workers{Interval: 30 * time.Second, Longest: 5 * time.Second, Puller: &pull.Puller{
		LMS: watched{site, begin}, Site: p.Site, Store: s, Now: time.Now, Parallel: 3,
	}}
	return w.Run(ctx)
}

// spawn starts a worker in a process of its own.
func (c *campus) spawn(t *testing.T, name, watch string) *exec.Cmd {
	t.Helper()
	text, err := json.Marshal(process{Name: name, Address: c.address, URL: c.url, Token: c.Token(), Site: c.site(), Watch: watch})
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), workerVariable+"="+string(text))
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd
}

// TestWorkerKilled: of four workers, each a process, one is killed while it reads
// courses. Others take these over, nothing is lost, and nothing is read twice at once.
func TestWorkerKilled(t *testing.T) {
	t.Parallel()
	c := openCampus(t, lab.Options{Courses: 40, Learners: 4, Activities: 3})
	caught := make(chan string, 1)
	var once sync.Once
	watch := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		worker, course := r.FormValue("worker"), r.FormValue("course")
		if r.FormValue("what") == "end" {
			c.busy.end(worker, course)
			return
		}
		c.busy.begin(worker, course)
		once.Do(func() {
			caught <- worker
			<-r.Context().Done() // it gets no further
		})
	}))
	t.Cleanup(watch.Close)
	began := time.Now()
	fleet := map[string]*exec.Cmd{}
	for i := range 4 {
		name := fmt.Sprint("worker", i)
		fleet[name] = c.spawn(t, name, watch.URL)
	}
	victim := <-caught
	if err := fleet[victim].Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = fleet[victim].Wait() // killed
	left := c.busy.killed(victim)
	if len(left) == 0 {
		t.Fatal("the worker was killed while it read no course")
	}
	delete(fleet, victim)
	t.Logf("%s was killed while it read %v", victim, left)
	killed := time.Now()
	c.pulled(t, began)
	t.Logf("every course was pulled %v after that", time.Since(killed))
	for name, cmd := range fleet {
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("%s, told to end: %v", name, err)
		}
	}
	c.busy.never(t, 2)
}
