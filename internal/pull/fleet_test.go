package pull_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/lms"
	"github.com/gradesync/gradesync/internal/lms/moodle"
	"github.com/gradesync/gradesync/internal/pull"
	"github.com/gradesync/gradesync/internal/store"
	"github.com/gradesync/gradesync/internal/store/storetest"
)

// ask runs statements in a connection of its own.
func ask(t *testing.T, address string, statements ...string) {
	t.Helper()
	if err := storetest.Run(address, statements...); err != nil {
		t.Fatal(err)
	}
}

// campus is a practice LMS, a database, and the workers that share them.
type campus struct {
	*lab.Lab
	url, address string
	clock        func() time.Time
	store        *store.Store
	ids          []string // of the open courses
	busy         *busy
	refuse       atomic.Value // which clients the LMS lets in no more, by User-Agent
}

func openCampus(t *testing.T, o lab.Options) *campus {
	t.Helper()
	c := &campus{address: storetest.Database(t), clock: time.Now, busy: newBusy()}
	o.Break, o.Latency = []string{"none"}, time.Millisecond
	l, err := lab.New(o)
	if err != nil {
		t.Fatal(err)
	}
	inner := l.Handler()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c.refuse.Load() == r.UserAgent() {
			fmt.Fprint(w, `{"exception":"core\\exception\\moodle_exception","errorcode":"invalidtoken","message":"Invalid token - token not found"}`)
			return
		}
		inner.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	c.Lab, c.url = l, server.URL
	c.store = c.open(t)
	p := c.puller(t, c.store, "setup")
	if _, err := p.Courses(t.Context(), "test", 0); err != nil {
		t.Fatal(err)
	}
	courses, err := c.store.Courses(t.Context(), p.Site)
	if err != nil {
		t.Fatal(err)
	}
	var moves []store.Move
	for _, course := range courses {
		c.ids = append(c.ids, course.ID)
		moves = append(moves, store.Move{Course: course.ID, To: store.CourseOpen, By: "test"})
	}
	if err := c.store.MoveCourses(t.Context(), p.Site, time.Now(), moves...); err != nil {
		t.Fatal(err)
	}
	// the list of a moment ago counts as read: let the workers' first be their own
	ask(t, c.address, "UPDATE pulls SET succeeded = 0 WHERE course = ''")
	return c
}

func (c *campus) open(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), c.address, store.Options{Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// site is the campus as the store names it.
func (c *campus) site() string { return "moodle " + c.url }

func (c *campus) puller(t *testing.T, s *store.Store, worker string) *pull.Puller {
	t.Helper()
	site, err := connectMoodle(c.url, c.Token(), first)
	if err != nil {
		t.Fatal(err)
	}
	return &pull.Puller{
		LMS:  watched{site, func(course string) func() { return c.busy.begin(worker, course) }},
		Site: c.site(), Store: s, Now: func() time.Time { return c.clock() }, Parallel: 3,
		Log: slog.New(slog.NewTextHandler(outputUntilEnd(t), nil)),
	}
}

// first is the client that a worker begins with.
const first = "first"

func connectMoodle(url, token, client string) (lms.LMS, error) {
	return moodle.New(moodle.Options{URL: url, Token: token, HTTP: httpkit.Options{
		UserAgent: client,
		Budget:    httpkit.Budget{PerSecond: 100000, Burst: 100000, Parallel: 8}, Timeout: 5 * time.Second,
		Retry: httpkit.Retry{Attempts: 1},
	}})
}

// join starts a worker in this process. The returned func stops it and waits for it.
func (c *campus) join(t *testing.T, name string) (leave func()) {
	t.Helper()
	return c.start(t, &pull.Workers{Puller: c.puller(t, c.open(t), name), Interval: 30 * time.Second, Longest: 5 * time.Second})
}

func (c *campus) start(t *testing.T, w *pull.Workers) (leave func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	leave = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("worker: %v", err)
		}
	})
	t.Cleanup(leave)
	return leave
}

// pulled waits until every open course but some has been pulled after a moment, and
// fails when two intervals are over before.
func (c *campus) pulled(t *testing.T, since time.Time, but ...string) {
	t.Helper()
	c.until(t, "every course is pulled", func() bool {
		for _, id := range c.ids {
			if left := c.course(t, id).Pull.Succeeded; !left.After(since) && !contains(but, id) {
				return false
			}
		}
		return true
	})
}

// until waits for what the store says to come true.
func (c *campus) until(t *testing.T, what string, is func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for !is() {
		select {
		case <-ctx.Done():
			t.Fatalf("after two intervals it is not so that %s: %+v %s", what, c.queue(t), c.troubles(t))
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (c *campus) course(t *testing.T, id string) store.Course {
	t.Helper()
	course, err := c.store.Course(t.Context(), c.site(), id)
	if err != nil {
		t.Fatal(err)
	}
	return course
}

func (c *campus) queue(t *testing.T) store.Queue {
	t.Helper()
	q, _, err := c.store.Queue(t.Context(), c.site())
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// troubles tells what became of the jobs that failed.
func (c *campus) troubles(t *testing.T) string {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	conn, err := pgx.Connect(ctx, c.address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	rows, err := conn.Query(ctx, "SELECT kind || ' ' || args || ' ' || state || ' ' || left(errors::text, 300) FROM "+c.jobs(t)+" WHERE errors IS NOT NULL")
	if err != nil {
		t.Fatal(err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, "\n")
}

// jobs names the table of the jobs.
func (c *campus) jobs(t *testing.T) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), c.address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	var schema string
	err = conn.QueryRow(t.Context(), "SELECT schemaname FROM pg_tables WHERE tablename = 'river_job'").Scan(&schema)
	if err != nil {
		t.Fatal(err)
	}
	return schema + ".river_job"
}

func contains(all []string, one string) bool {
	for _, a := range all {
		if a == one {
			return true
		}
	}
	return false
}

// watched is an LMS that tells when the reading of a course begins and ends.
type watched struct {
	lms.LMS
	begin func(course string) (end func())
}

func (w watched) Book(ctx context.Context, course string) (*grade.Book, error) {
	defer w.begin(course)()
	return w.LMS.Book(ctx, course)
}

func (w watched) Refresh(ctx context.Context, last *grade.Book, since time.Time) (*grade.Book, error) {
	defer w.begin(last.Course.ID)()
	return w.LMS.Refresh(ctx, last, since)
}

// busy knows which worker reads which course just now.
type busy struct {
	mu     sync.Mutex
	reader map[string]string // by course
	count  map[string]int    // readings begun, by worker
	dead   map[string]bool   // workers that were killed
	twice  []string
}

func newBusy() *busy {
	return &busy{reader: map[string]string{}, count: map[string]int{}, dead: map[string]bool{}}
}

func (b *busy) begin(worker, course string) (end func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.dead[worker] { // its last word came late
		return func() {}
	}
	if other, read := b.reader[course]; read {
		b.twice = append(b.twice, fmt.Sprintf("course %s by %s and %s", course, other, worker))
	}
	b.reader[course] = worker
	b.count[worker]++
	return func() { b.end(worker, course) }
}

func (b *busy) end(worker, course string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.reader[course] == worker {
		delete(b.reader, course)
	}
}

// begun is how many readings a worker has begun.
func (b *busy) begun(worker string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.count[worker]
}

// killed forgets what a worker was reading.
func (b *busy) killed(worker string) (courses []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.dead[worker] = true
	for course, reader := range b.reader {
		if reader == worker {
			courses = append(courses, course)
			delete(b.reader, course)
		}
	}
	return courses
}

// untilEnd passes on what is written until the test ends: a worker that has stopped may
// still have something to say of giving up its leadership.
type untilEnd struct {
	mu  sync.Mutex
	out io.Writer
}

func outputUntilEnd(t *testing.T) io.Writer {
	w := &untilEnd{out: t.Output()}
	t.Cleanup(func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.out = io.Discard
	})
	return w
}

func (w *untilEnd) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.out.Write(p)
}

// never checks that no course was ever read twice at once, and who took part.
func (b *busy) never(t *testing.T, workers int) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, twice := range b.twice {
		t.Errorf("read twice at once: %s", twice)
	}
	if len(b.count) < workers {
		t.Errorf("%v took part, want %d workers", b.count, workers)
	}
}
