package preflight_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/lti"
	"github.com/gradesync/gradesync/internal/preflight"
	"github.com/gradesync/gradesync/internal/store"
	"github.com/gradesync/gradesync/internal/store/storetest"
)

// childEnv names the file that tells a run what to do, and at which moment to die.
const childEnv = "GRADESYNC_PREFLIGHT_CHILD"

func TestMain(m *testing.M) {
	if file := os.Getenv(childEnv); file != "" {
		if err := child(file); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// order is what the parent tells the child.
type order struct {
	Kind, URL, Store, Key            string
	Client, TokenURL, Consumer, Pass string
	Cell                             preflight.Cell
	Epoch                            time.Time
	Die                              int64 // at which moment; 0 is never
}

// quickClock runs fast for parent and child, so that waiting takes no time.
type quickClock struct{ epoch time.Time }

const speed = 100

func (c quickClock) Now() time.Time { return c.epoch.Add(time.Since(c.epoch) * speed) }

func (c quickClock) Sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d / speed):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// moments counts what a run does, and kills it at one of them.
type moments struct {
	die int64
	n   atomic.Int64
}

func (m *moments) pass() {
	if m.n.Add(1) == m.die {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	}
}

func (m *moments) RoundTrip(r *http.Request) (*http.Response, error) {
	m.pass()
	defer m.pass()
	return http.DefaultTransport.RoundTrip(r)
}

// deadly is a ledger whose writer may die before and after each row.
type deadly struct {
	preflight.Ledger
	*moments
}

func (d deadly) AppendSends(ctx context.Context, events ...store.SendEvent) error {
	d.pass()
	defer d.pass()
	return d.Ledger.AppendSends(ctx, events...)
}

// child is one run of the command, as far as it matters here.
func child(file string) error {
	var o order
	text, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(text, &o)
	}
	if err != nil {
		return err
	}
	ctx, clock, m := context.Background(), quickClock{o.Epoch}, &moments{die: o.Die}
	s, err := store.Open(ctx, o.Store, store.Options{})
	if err != nil {
		return err
	}
	defer s.Close()
	p, err := childProber(o, clock, m)
	if err != nil {
		return err
	}
	p.Ledger = deadly{s, m}
	past, err := s.Sends(ctx, store.Site(p.LMS), p.Course)
	if err != nil {
		return err
	}
	for _, u := range preflight.UnfinishedIn(past) {
		trial, err := p.Finish(ctx, u, u.Cell(func(string) string { return o.Cell.SourcedID }))
		if err != nil || trial.Outcome != preflight.Restored {
			return fmt.Errorf("finish: %w, %s: %s", err, trial.Outcome, steps(trial))
		}
	}
	trial, err := p.Try(ctx, o.Cell, 20)
	if err == nil && trial.Outcome != preflight.Restored {
		err = errors.New(string(trial.Outcome) + ": " + steps(trial))
	}
	return err
}

func childProber(o order, clock quickClock, m *moments) (preflight.Prober, error) {
	p := preflight.Prober{LMS: grade.Site{Kind: o.Kind, URL: o.URL}, Course: "1", Now: clock.Now, Sleep: clock.Sleep}
	key, err := lti.ParseKey([]byte(o.Key), "k1")
	if err != nil {
		return p, err
	}
	kit := httpkit.Options{Now: clock.Now, Transport: m, Retry: httpkit.Retry{Wait: time.Millisecond}, Budget: httpkit.Budget{PerSecond: 1e6, Burst: 1e6}}
	tokens, err := lti.NewTokens(lti.Registration{ClientID: o.Client, TokenURL: o.TokenURL, Key: key}, kit)
	if err != nil {
		return p, err
	}
	if p.AGS, err = lti.NewServices(tokens, kit); err != nil {
		return p, err
	}
	p.Outcomes, err = lti.NewOutcomes(lti.Consumer{Key: o.Consumer, Secret: o.Pass}, kit)
	return p, err
}

// TestProbeKilled kills a probe at each of its moments: before and after each row of
// the ledger and each request. Whenever a grade is left then, the ledger says so, and
// the next run takes it away before it tries anything of its own.
func TestProbeKilled(t *testing.T) {
	eachWay(t, func(t *testing.T, kind, route string) {
		t.Parallel()
		step := int64(1)
		if testing.Short() { // every way dies at other moments
			step = 4
		}
		killedAt(t, kind, route, 1+int64(len(kind+route))%step, step, func() string { return filepath.Join(t.TempDir(), "gradesync.db") })
	})
}

// TestProbeKilledOnPostgreSQL is the same with a ledger on a server, at some moments.
func TestProbeKilledOnPostgreSQL(t *testing.T) {
	address := storetest.Database(t)
	killedAt(t, "moodle", "ags", 3, 5, func() string { return address })
}

// killedAt kills a probe at every so manieth of its moments, with a ledger each time.
func killedAt(t *testing.T, kind, route string, from, step int64, address func() string) {
	t.Helper()
	left, killed := 0, 0
	clock := quickClock{time.Now()}
	p := killSite(t, kind, route, clock)
	for die := from; ; die += step {
		o := p.order(t, clock, die, address())
		err := runChild(t, o)
		if err == nil {
			break // the run has fewer moments
		}
		killed++
		if p.graded(t) {
			left++
			if len(preflight.UnfinishedIn(ledgerIn(t, o))) != 1 {
				t.Fatalf("moment %d: a grade is left, and the ledger does not know", die)
			}
		}
		o.Die = 0
		if err := runChild(t, o); err != nil {
			t.Fatalf("after moment %d: %v", die, err)
		}
		if p.graded(t) || len(preflight.UnfinishedIn(ledgerIn(t, o))) != 0 {
			t.Errorf("after moment %d and another run: a grade is left, or the probe is open", die)
		}
	}
	if killed < 20/int(step) || left < 4/int(step) {
		t.Errorf("%d kills, after %d of them there was a grade", killed, left)
	}
	t.Logf("%d kills, after %d of them there was a grade", killed, left)
}

// killSite is a practice LMS on the children's clock.
func killSite(t *testing.T, kind, route string, clock quickClock) *probed {
	t.Helper()
	p := &probed{ledger: &ledger{}}
	p.site = serve(t, lab.Options{LMS: kind, Without: "work", Now: clock.epoch, Clock: clock.Now})
	p.choose(t, route)
	return p
}

// order writes down what a child has to know.
func (p *probed) order(t *testing.T, clock quickClock, die int64, ledger string) order {
	t.Helper()
	at := p.LTIAt(p.url)
	return order{Kind: p.kind, URL: p.url, Store: ledger, Key: string(toolKey().PEM), Client: at.ClientID, TokenURL: at.TokenURL,
		Consumer: at.ConsumerKey, Pass: at.ConsumerSecret, Cell: p.cell, Epoch: clock.epoch, Die: die}
}

// runChild runs a probe in a process of its own.
func runChild(t *testing.T, o order) error {
	t.Helper()
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "order.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+file)
	out, err := cmd.CombinedOutput()
	var ended *exec.ExitError
	if errors.As(err, &ended) && !ended.Sys().(syscall.WaitStatus).Signaled() { //nolint:misspell // the name in syscall
		t.Fatalf("%v: %s", err, out)
	}
	return err
}

func ledgerIn(t *testing.T, o order) []store.SendEvent {
	t.Helper()
	s, err := store.Open(t.Context(), o.Store, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	past, err := s.Sends(t.Context(), store.Site(grade.Site{Kind: o.Kind, URL: o.URL}), "1")
	if err != nil {
		t.Fatal(err)
	}
	return past
}
