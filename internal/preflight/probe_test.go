package preflight_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/lti"
	"github.com/gradesync/gradesync/internal/preflight"
	"github.com/gradesync/gradesync/internal/store"
)

// clock goes on when somebody waits, and a little with each look.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Millisecond)
	return c.now
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	return ctx.Err()
}

// ledger keeps events in memory; write number fail is refused, and all behind it.
type ledger struct {
	events []store.SendEvent
	fail   int
}

var errFull = errors.New("disk full")

func (l *ledger) AppendSends(_ context.Context, events ...store.SendEvent) error {
	if l.fail > 0 && len(l.events)+1 >= l.fail {
		return errFull
	}
	for _, e := range events {
		e.Seq = int64(len(l.events) + 1)
		l.events = append(l.events, e)
	}
	return nil
}

// probed is a practice LMS with one cell to try, on a clock that runs by itself.
type probed struct {
	*site
	clock  *clock
	ledger *ledger
	cell   preflight.Cell
	title  string
	user   string
}

// probeSite serves a course in which nobody has worked, and names a cell of it.
func probeSite(t *testing.T, kind, route, misbehave string) *probed {
	t.Helper()
	p := &probed{clock: &clock{now: time.Now()}, ledger: &ledger{}}
	p.site = serve(t, lab.Options{LMS: kind, Without: "work", Misbehave: misbehave, Now: p.clock.now, Clock: p.clock.Now})
	p.now = p.clock.Now
	p.choose(t, route)
	return p
}

// choose takes the first cell that a launch names for a route.
func (p *probed) choose(t *testing.T, route string) {
	t.Helper()
	records := p.course(t, p.Token()).Records
	for i := range records.Launches {
		l := &records.Launches[i]
		account := accountOf(records, l.Account)
		switch {
		case l.Activity == "" || account == nil || account.Role != "student":
			continue
		case route == "ags" && l.LineItem.Or("") != "":
			p.cell = preflight.Cell{Route: route, Target: l.LineItem.Or(""), LTIUser: l.UserID}
		case route == "lti11" && l.SourcedID.Or("") != "":
			p.cell = preflight.Cell{Route: route, Target: l.OutcomeURL.Or(""), SourcedID: l.SourcedID.Or("")}
		default:
			continue
		}
		p.user, p.cell.Account, p.cell.ToolActivity = account.Login, l.Account, l.Activity
		for j := range records.Activities {
			if records.Activities[j].ID == l.Activity {
				p.title = records.Activities[j].Title
			}
		}
		p.cell.User, p.cell.Activity = "u", "a"
		return
	}
	t.Fatalf("%s %s: no launch to try", p.kind, route)
}

func accountOf(r *grade.Records, id string) *grade.Account {
	for i := range r.Accounts {
		if r.Accounts[i].ID == id {
			return &r.Accounts[i]
		}
	}
	return nil
}

func (p *probed) prober(t *testing.T) preflight.Prober {
	t.Helper()
	tokens, err := lti.NewTokens(p.registration(), p.kit())
	if err != nil {
		t.Fatal(err)
	}
	services, err := lti.NewServices(tokens, p.kit())
	if err != nil {
		t.Fatal(err)
	}
	at := p.LTIAt(p.url)
	outcomes, err := lti.NewOutcomes(lti.Consumer{Key: at.ConsumerKey, Secret: at.ConsumerSecret}, p.kit())
	if err != nil {
		t.Fatal(err)
	}
	return preflight.Prober{AGS: services, Outcomes: outcomes, Ledger: p.ledger, LMS: grade.Site{Kind: p.kind, URL: p.url}, Course: "1", Now: p.clock.Now, Sleep: p.clock.Sleep}
}

// graded reports whether the gradebook itself has any grade in the probe's cell.
func (p *probed) graded(t *testing.T) bool {
	t.Helper()
	book, err := p.provider(t, p.Token()).Book(t.Context(), p.Course())
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(book.Results, func(r grade.Result) bool { return r.Score.Known() })
}

// steps are the states of a trial's steps, in a line.
func steps(trial *preflight.Trial) string {
	var list []string
	for _, s := range trial.Steps {
		list = append(list, s.ID+" "+string(s.State))
	}
	return strings.Join(list, ", ")
}

// lms and routes of every kind.
func eachWay(t *testing.T, do func(t *testing.T, kind, route string)) {
	for _, kind := range []string{"moodle", "canvas"} {
		for _, route := range []string{"ags", "lti11"} {
			t.Run(kind+" "+route, func(t *testing.T) { do(t, kind, route) })
		}
	}
}

const whole = "empty ok, sent ok, shown ok, cleared ok, restored ok"

func TestProbe(t *testing.T) {
	eachWay(t, func(t *testing.T, kind, route string) {
		p := probeSite(t, kind, route, "")
		trial, err := p.prober(t).Try(t.Context(), p.cell, 20)
		if err != nil || trial.Outcome != preflight.Restored || steps(trial) != whole {
			t.Fatalf("%v, %v: %s", err, trial.Outcome, steps(trial))
		}
		if p.graded(t) {
			t.Error("a grade is left")
		}
		taken := 0
		for _, n := range p.Stats().Taken {
			taken += n
		}
		if taken != 1 {
			t.Errorf("%d scores were stored", taken)
		}
		if left := preflight.UnfinishedIn(p.ledger.events); len(left) != 0 {
			t.Errorf("unfinished: %+v", left)
		}
		wellTold(t, p.ledger.events)
		// And once more: what was taken back can be tried again.
		if trial, err := p.prober(t).Try(t.Context(), p.cell, 20); err != nil || trial.Outcome != preflight.Restored {
			t.Errorf("again: %v, %v: %s", err, trial.Outcome, steps(trial))
		}
	})
}

// wellTold fails unless each message is told from its beginning to its end, and no
// row has a sourcedid.
func wellTold(t *testing.T, events []store.SendEvent) {
	t.Helper()
	kinds := map[string][]store.SendKind{}
	for _, e := range events {
		kinds[e.Send] = append(kinds[e.Send], e.Kind)
		if e.Purpose == "" || e.Route == "lti11" && len(e.Cell) != 64 || e.Route == "ags" && (e.LTIUser == "" || !e.Timestamp.Known()) {
			t.Errorf("row %+v", e)
		}
	}
	for id, k := range kinds {
		if !slices.Equal(k, []store.SendKind{store.SendBegun, store.SendAnswered, store.SendSettled}) {
			t.Errorf("message %s: %v", id, k)
		}
	}
}

func TestProbeOfAnLMSInTrouble(t *testing.T) {
	for _, c := range []struct {
		ways, name string
		outcome    preflight.Outcome
		steps      string
		misbehave  string
	}{
		{"ags", "it takes the score and shows nothing", preflight.Restored, "empty ok, sent ok, shown failed, cleared ok, restored ok", "lti:lost"},
		{"ags lti11", "it shows the score late", preflight.Restored, whole, "lti:late:20s"},
		{"ags lti11", "it shows the score too late", preflight.Restored, "empty ok, sent ok, shown failed, cleared ok, restored ok", "lti:late:10m"},
		{"lti11", "it says no and stores nothing", preflight.Restored, "empty ok, sent failed, restored ok", "lti:lost"},
		{"ags lti11", "it refuses to take the score away", preflight.LeftThere, "empty ok, sent ok, shown ok, cleared failed, restored failed", "lti:noclear"},
		{"ags lti11", "it says that the score is away, and it is not", preflight.LeftThere, "empty ok, sent ok, shown ok, cleared ok, restored failed", "lti:keep"},
		{"ags", "the scores' service is down", preflight.Restored, "empty ok, sent unknown, shown unknown, cleared failed, restored ok", "lti:fail:503:/scores"},
		{"ags", "its answer is cut", preflight.Restored, whole, "lti:half:/scores"},
		{"ags", "nothing can be read", preflight.Untouched, "empty unknown", "lti:fail:503:/results"},
		{"ags", "it grants no scores", preflight.Restored, "empty ok, sent failed, restored ok", "lti:noscope:score"},
	} {
		eachWay(t, func(t *testing.T, kind, route string) {
			if !strings.Contains(c.ways, route) {
				return
			}
			t.Run(c.name, func(t *testing.T) {
				p := probeSite(t, kind, route, c.misbehave)
				trial, err := p.prober(t).Try(t.Context(), p.cell, 20)
				if err != nil || trial.Outcome != c.outcome || steps(trial) != c.steps {
					t.Errorf("%v, %v: %s", err, trial.Outcome, steps(trial))
				}
				saysSo(t, p, trial)
			})
		})
	}
}

// saysSo fails unless a grade that is left is told of, in the checks and for the next
// run, and an empty cell is called so.
func saysSo(t *testing.T, p *probed, trial *preflight.Trial) {
	t.Helper()
	list := &diagnose.Checks{}
	trial.Check(list, preflight.Probed{Kind: p.kind, Course: "C", Title: p.title, Again: "again"})
	for _, c := range list.Checks {
		if preflight.SubjectOf(c.ID).Group != c.Group {
			t.Errorf("%s is no subject of preflight", c.ID)
		}
	}
	last := list.Checks[len(list.Checks)-1]
	open := len(preflight.UnfinishedIn(p.ledger.events)) > 0
	switch left := p.graded(t); {
	case left && (last.State == diagnose.CheckOK || last.State == diagnose.CheckSkipped || !open || last.Remedy == ""):
		t.Errorf("a grade is left, and it says %+v, open %v", last, open)
	case !left && trial.Outcome == preflight.LeftThere:
		t.Errorf("no grade is left, and it says %+v", last)
	case trial.Unseen && (last.State != diagnose.CheckWarning || !open || last.Remedy == ""):
		t.Errorf("the score was never shown, and it says %+v, open %v", last, open)
	}
}

// TestProbeRefusesTheCell: what came into the cell since the course was read stays.
func TestProbeRefusesTheCell(t *testing.T) {
	eachWay(t, func(t *testing.T, kind, route string) {
		p := probeSite(t, kind, route, "")
		if err := p.Grade(p.Course(), p.user, p.title, 7); err != nil {
			t.Fatal(err)
		}
		trial, err := p.prober(t).Try(t.Context(), p.cell, 20)
		if err != nil || trial.Outcome != preflight.Untouched || len(p.ledger.events) != 0 || len(p.Stats().Taken) != 0 {
			t.Errorf("%v, %v: %s", err, trial.Outcome, steps(trial))
		}
	})
}

// TestProbeLeavesOthersAlone: somebody grades the learner while the probe is under way.
func TestProbeLeavesOthersAlone(t *testing.T) {
	eachWay(t, func(t *testing.T, kind, route string) {
		p := probeSite(t, kind, route, "")
		engine := p.prober(t)
		slept := engine.Sleep
		engine.Sleep = func(ctx context.Context, d time.Duration) error { // between what was shown and what clears it
			if err := p.Grade(p.Course(), p.user, p.title, 7); err != nil {
				t.Error(err)
			}
			return slept(ctx, d)
		}
		engine.Ledger = afterwards{p.ledger, func(e store.SendEvent) {
			if e.Kind == store.SendAnswered && e.Purpose == store.PurposeProbe {
				if err := p.Grade(p.Course(), p.user, p.title, 7); err != nil {
					t.Error(err)
				}
			}
		}}
		trial, err := engine.Try(t.Context(), p.cell, 20)
		if err != nil || trial.Outcome != preflight.TakenOver || !p.graded(t) {
			t.Errorf("%v, %v: %s", err, trial.Outcome, steps(trial))
		}
		if len(preflight.UnfinishedIn(p.ledger.events)) != 0 {
			t.Error("it is still open")
		}
	})
}

// afterwards does something when a row is noted.
type afterwards struct {
	preflight.Ledger
	do func(store.SendEvent)
}

func (a afterwards) AppendSends(ctx context.Context, events ...store.SendEvent) error {
	err := a.Ledger.AppendSends(ctx, events...)
	for _, e := range events {
		a.do(e)
	}
	return err
}

// TestProbeInterrupted: whenever the run is stopped, the cell is empty in the end, or
// nothing ever left.
func TestProbeInterrupted(t *testing.T) {
	eachWay(t, func(t *testing.T, kind, route string) {
		for n := 1; n <= 6; n++ {
			p := probeSite(t, kind, route, "")
			ctx, cancel := context.WithCancel(t.Context())
			engine := p.prober(t)
			rows := 0
			engine.Ledger = afterwards{p.ledger, func(store.SendEvent) {
				if rows++; rows == n {
					cancel()
				}
			}}
			trial, err := engine.Try(ctx, p.cell, 20)
			cancel()
			if trial.Outcome != preflight.Restored || p.graded(t) || len(preflight.UnfinishedIn(p.ledger.events)) != 0 {
				t.Errorf("row %d: %v, %v: %s", n, err, trial.Outcome, steps(trial))
			}
			if n <= 2 && !errors.Is(err, context.Canceled) {
				t.Errorf("row %d: %v", n, err)
			}
		}
	})
}

// TestProbeWithoutLedger: what cannot be noted does not leave.
func TestProbeWithoutLedger(t *testing.T) {
	p := probeSite(t, "moodle", "ags", "")
	p.ledger.fail = 1
	trial, err := p.prober(t).Try(t.Context(), p.cell, 20)
	if !errors.Is(err, errFull) || trial.Outcome != preflight.Untouched || len(p.Stats().Taken) != 0 {
		t.Errorf("%v, %v", err, trial.Outcome)
	}
	for fail := 2; fail < 6; fail++ {
		p := probeSite(t, "moodle", "ags", "")
		p.ledger.fail = fail
		trial, err := p.prober(t).Try(t.Context(), p.cell, 20)
		if !errors.Is(err, errFull) {
			t.Errorf("row %d: %v", fail, err)
		}
		if left := p.graded(t); left != (trial.Outcome == preflight.InDoubt || trial.Outcome == preflight.LeftThere) && left {
			t.Errorf("row %d: a grade is left, and it is called %s", fail, trial.Outcome)
		}
		if len(preflight.UnfinishedIn(p.ledger.events)) != 1 {
			t.Errorf("row %d: the next run does not find it", fail)
		}
	}
}

func TestFinish(t *testing.T) {
	eachWay(t, func(t *testing.T, kind, route string) {
		for rows := 1; rows <= 5; rows++ {
			p := probeSite(t, kind, route, "")
			if _, err := p.prober(t).Try(t.Context(), p.cell, 20); err != nil {
				t.Fatal(err)
			}
			// As if the run had been killed behind so many rows, with the score there.
			past := p.ledger.events[:rows]
			if err := p.Grade(p.Course(), p.user, p.title, columnOf(t, p)*0.01); err != nil {
				t.Fatal(err)
			}
			open := preflight.UnfinishedIn(past)
			if len(open) != 1 {
				t.Fatalf("%d rows: %d open", rows, len(open))
			}
			p.ledger = &ledger{events: slices.Clone(past)}
			cell := open[0].Cell(func(hash string) string {
				if hash != preflight.CellHash(p.cell.SourcedID) {
					t.Errorf("hash %q", hash)
				}
				return p.cell.SourcedID
			})
			trial, err := p.prober(t).Finish(t.Context(), open[0], cell)
			if err != nil || trial.Outcome != preflight.Restored || p.graded(t) || len(preflight.UnfinishedIn(p.ledger.events)) != 0 {
				t.Errorf("%d rows: %v, %v: %s", rows, err, trial.Outcome, steps(trial))
			}
		}
	})
}

// columnOf is the maximum of the cell's column.
func columnOf(t *testing.T, p *probed) float64 {
	t.Helper()
	c := p.course(t, p.Token())
	for i := range c.Book.Activities {
		if a := &c.Book.Activities[i]; a.Title == p.title && a.LineItem != nil {
			return a.LineItem.Max.Or(0)
		}
	}
	t.Fatal("no such column")
	return 0
}

// TestFinishLeavesOthersAlone: a grade that came after the kill is none of the probe's.
func TestFinishLeavesOthersAlone(t *testing.T) {
	p := probeSite(t, "moodle", "ags", "lti:keep")
	if _, err := p.prober(t).Try(t.Context(), p.cell, 20); err != nil {
		t.Fatal(err)
	}
	if err := p.Grade(p.Course(), p.user, p.title, 15); err != nil {
		t.Fatal(err)
	}
	open := preflight.UnfinishedIn(p.ledger.events)
	trial, err := p.prober(t).Finish(t.Context(), open[0], p.cell)
	if err != nil || trial.Outcome != preflight.TakenOver || !p.graded(t) || len(preflight.UnfinishedIn(p.ledger.events)) != 0 {
		t.Errorf("%v, %v: %s", err, trial.Outcome, steps(trial))
	}
	list := &diagnose.Checks{}
	trial.CheckEarlier(list, preflight.Probed{Title: p.title}, time.Now())
	if c := list.Checks[0]; c.State != diagnose.CheckWarning || !strings.Contains(c.Detail, "not of the probe") {
		t.Errorf("%+v", c)
	}
}

// TestProbeOfAClockThatWasSetBack: the message that takes the score away is dated
// behind the score all the same.
func TestProbeOfAClockThatWasSetBack(t *testing.T) {
	for _, kind := range []string{"moodle", "canvas"} {
		p := probeSite(t, kind, "ags", "")
		engine := p.prober(t)
		engine.Sleep = func(ctx context.Context, d time.Duration) error { return p.clock.Sleep(ctx, d-30*time.Second) }
		trial, err := engine.Try(t.Context(), p.cell, 20)
		if err != nil || trial.Outcome != preflight.Restored || steps(trial) != whole {
			t.Errorf("%s: %v, %v: %s", kind, err, trial.Outcome, steps(trial))
		}
	}
}
