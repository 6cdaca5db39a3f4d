package resync_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/resync"
	"github.com/gradesync/gradesync/internal/store"
)

// one is a plan of a single score over AGS, with the entry and its line item.
func one(t *testing.T, s *site, past []store.SendEvent, o resync.Options) (p *resync.Plan, e resync.Entry, item string) {
	t.Helper()
	o.Limit = 1
	x := s.examine(t)
	p = resync.MakePlan(x, past, resync.Via{AGS: true}, o)
	for _, e := range p.Document().Plan {
		if e.Action == resync.Send {
			return p, e, x.Activity(e.Activity).LineItem.URL
		}
	}
	t.Fatal("nothing to send")
	return nil, e, ""
}

func outcome(p *resync.Plan, e resync.Entry) resync.Entry {
	return outcomesOf(p.Document())[lab.Cell{User: e.User, Activity: e.Activity}]
}

// TestChangedSincePlan: another value stands there now.
func TestChangedSincePlan(t *testing.T) {
	for _, c := range []struct {
		name    string
		share   float64 // of the tool's score
		options resync.Options
		sent    bool
		words   string
	}{
		{"changed", 0.5, resync.Options{}, false, "--allow-changed"},
		{"changed, and allowed", 0.5, resync.Options{AllowChanged: true}, true, ""},
		{"raised", 1.5, resync.Options{AllowChanged: true}, false, "--allow-lower"},
		{"raised, and allowed", 1.5, resync.Options{AllowChanged: true, AllowLower: true}, true, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, l := serve(t, lab.Options{Break: []string{"TR-03"}}), &ledger{}
			p, e, item := one(t, s, nil, c.options)
			e.Max = grade.Known(e.Max.Or(0) * 2) // room for one that is higher
			s.post(t, e, item, e.User, e.New.Or(0)*2*c.share, s.clock.Now())
			if err := s.sender(t, l).Apply(t.Context(), p, nil); err != nil {
				t.Fatal(err)
			}
			got := outcome(p, e)
			if sent := got.Outcome == resync.Confirmed && got.Attempts == 1; sent != c.sent || !strings.Contains(got.Reason, c.words) {
				t.Errorf("%+v", got)
			}
			if held := p.HeldBack() == 1 && got.Action == resync.Skip && len(l.all()) == 0; held == c.sent {
				t.Errorf("held back %d, %+v", p.HeldBack(), got)
			}
		})
	}
}

// TestArrivedSincePlan: nothing has to be sent.
func TestArrivedSincePlan(t *testing.T) {
	s, l := serve(t, lab.Options{Break: []string{"TR-03"}}), &ledger{}
	p, e, item := one(t, s, nil, resync.Options{})
	s.post(t, e, item, e.User, e.New.Or(0), s.clock.Now())
	if err := s.sender(t, l).Apply(t.Context(), p, nil); err != nil {
		t.Fatal(err)
	}
	if got := outcome(p, e); got.Outcome != resync.Confirmed || got.Attempts != 0 || len(l.all()) != 0 {
		t.Errorf("%+v", got)
	}
}

// TestDatedInTheFuture: no date is ever dated after now to get past it.
func TestDatedInTheFuture(t *testing.T) {
	s, l := serve(t, lab.Options{Break: []string{"TR-03"}}), &ledger{}
	p, e, item := one(t, s, nil, resync.Options{AllowChanged: true})
	s.post(t, e, item, e.User, e.New.Or(0)/2, s.clock.Now().Add(time.Hour))
	if err := s.sender(t, l).Apply(t.Context(), p, nil); err != nil {
		t.Fatal(err)
	}
	if got := outcome(p, e); got.Action != resync.Skip || got.Cause != "AC-03" || !strings.Contains(got.Reason, "future") {
		t.Errorf("%+v", got)
	}
}

// inDoubt is an attempt of a run that was killed.
func inDoubt(s *site, e resync.Entry, item string, at time.Time) store.SendEvent {
	return store.SendEvent{Send: "earlier", Run: "killed", Kind: store.SendBegun, At: at, LMS: "moodle " + s.url, Course: "5", User: e.User, Activity: e.Activity,
		Route: "ags", Target: item, LTIUser: e.User, Score: e.New, Max: e.Max, Timestamp: grade.Known(at)}
}

// TestInDoubt: what an earlier run left open is read before anything is sent, once
// it can no longer be under way.
func TestInDoubt(t *testing.T) {
	for _, arrived := range []bool{true, false} {
		t.Run(fmt.Sprint("arrived ", arrived), func(t *testing.T) {
			s, l := serve(t, lab.Options{Break: []string{"TR-03"}}), &ledger{}
			_, e, item := one(t, s, nil, resync.Options{})
			at := s.clock.Now()
			past := []store.SendEvent{inDoubt(s, e, item, at)}
			p, _, _ := one(t, s, past, resync.Options{})
			if arrived {
				s.post(t, e, item, e.User, e.New.Or(0), at)
			}
			_ = l.AppendSends(t.Context(), past...)
			if err := s.sender(t, l).Apply(t.Context(), p, past); err != nil {
				t.Fatal(err)
			}
			told(t, l.all())
			got, events := outcome(p, e), l.all()
			want, attempts := string(resync.Confirmed), 0
			if !arrived {
				want, attempts = "not_arrived", 1
			}
			if got.Outcome != resync.Confirmed || got.Attempts != attempts || events[1].Send != "earlier" || events[1].Outcome != want {
				t.Errorf("%+v\n%+v", got, events[1])
			}
			if waited := events[1].At.Sub(at); waited < 5*time.Second {
				t.Errorf("it was read after %v, while it may have been under way", waited)
			}
		})
	}
}

// TestInDoubtAndArrived: an open attempt of a grade that the diagnosis finds in
// place is settled though there is nothing to send.
func TestInDoubtAndArrived(t *testing.T) {
	s, l := serve(t, lab.Options{Break: []string{"TR-03"}}), &ledger{}
	_, e, item := one(t, s, nil, resync.Options{})
	at := s.clock.Now()
	s.post(t, e, item, e.User, e.New.Or(0), at)
	// A book that was read before proves nothing.
	later := []store.SendEvent{inDoubt(s, e, item, at.Add(time.Hour))}
	if err := s.sender(t, l).Apply(t.Context(), resync.MakePlan(s.examine(t), later, resync.Via{}, resync.Options{}), later); err != nil || len(l.all()) > 0 {
		t.Errorf("%v, %+v", err, l.all())
	}
	past := []store.SendEvent{inDoubt(s, e, item, at)}
	_ = l.AppendSends(t.Context(), past...)
	p := resync.MakePlan(s.examine(t), past, resync.Via{}, resync.Options{})
	if err := s.sender(t, l).Apply(t.Context(), p, past); err != nil {
		t.Fatal(err)
	}
	events := l.all()
	if len(events) != 2 || events[1].Kind != store.SendSettled || events[1].Outcome != string(resync.Confirmed) || events[1].Send != "earlier" {
		t.Errorf("%+v", events)
	}
}

// blindAfter reads nothing any more after some readings.
type blindAfter struct {
	resync.Reader
	left int
}

func (b *blindAfter) Read(_ context.Context, cells []resync.Cell) []resync.Reading {
	readings := make([]resync.Reading, len(cells))
	if b.left--; b.left < 0 {
		for i := range readings {
			readings[i].Err = fmt.Errorf("read: %w", grade.ErrTemporary)
		}
	}
	return readings
}

// TestCannotReadBack: a score that was taken and cannot be read back is in doubt: its
// attempt stays open in the ledger.
func TestCannotReadBack(t *testing.T) {
	s, l := serve(t, lab.Options{Break: []string{"TR-03"}}), &ledger{}
	p, e, _ := one(t, s, nil, resync.Options{})
	sender := s.sender(t, l)
	sender.Reader = &blindAfter{left: 1}
	if err := sender.Apply(t.Context(), p, nil); err != nil {
		t.Fatal(err)
	}
	events := l.all()
	if got := outcome(p, e); got.Outcome != resync.InDoubt || len(events) != 2 || events[1].Kind != store.SendAnswered {
		t.Errorf("%+v, %+v", got, events)
	}
	// The next run reads it first.
	again := resync.MakePlan(s.examine(t), l.all(), resync.Via{AGS: true}, resync.Options{Limit: 1})
	if err := s.sender(t, l).Apply(t.Context(), again, l.all()); err != nil {
		t.Fatal(err)
	}
	if events := l.all(); events[2].Send != events[0].Send || events[2].Outcome != string(resync.Confirmed) {
		t.Errorf("%+v", events[2])
	}
}
