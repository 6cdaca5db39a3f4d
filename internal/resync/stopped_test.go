package resync_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/lti"
	"github.com/gradesync/gradesync/internal/lti/ltitest"
	"github.com/gradesync/gradesync/internal/resync"
	"github.com/gradesync/gradesync/internal/store"
)

// stored counts the scores that the practice LMS took.
func (s *site) stored() (n int) {
	for _, times := range s.Stats().Taken {
		n += times
	}
	return n
}

// TestNothingSent: what cannot be read back is not sent.
func TestNothingSent(t *testing.T) {
	other := ltitest.NewKey("k1").Published
	for _, c := range []struct {
		name  string
		lab   lab.Options
		blind func(*grade.Book, *grade.Records)
		class error
		cause string
		words string
	}{
		{"wrong key", lab.Options{Break: []string{"TR-03"}, ToolKeys: other}, nil, grade.ErrAuth, "TK-04", "could not be read"},
		{"right to read missing", lab.Options{Break: []string{"TR-03"}, Misbehave: "lti:noscope:result.readonly"}, nil, grade.ErrScope, "TK-02", "may not read results"},
		{"right to read missing, in Canvas", lab.Options{LMS: "canvas", Break: []string{"TR-03"}, Misbehave: "lti:noscope:result.readonly"}, nil, grade.ErrScope, "TK-02", "may not read results"},
		{"line item gone", lab.Options{Break: []string{"LI-03"}}, undeleted, grade.ErrNotFound, "LI-03", "could not be read"},
		{"down", lab.Options{Break: []string{"TR-03"}, Misbehave: "lti:fail:503:/results"}, nil, grade.ErrTemporary, "TR-03", "could not be read"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t, c.lab)
			e := s.examine(t)
			if c.blind != nil {
				e = s.examine(t, c.blind)
			}
			p, l := resync.MakePlan(e, nil, resync.Via{AGS: true}, resync.Options{AllowLower: true}), &ledger{}
			planned := p.Document().Totals.Send
			err := s.sender(t, l).Apply(t.Context(), p, nil)
			doc := p.Document()
			if planned == 0 || !errors.Is(err, c.class) || doc.Totals.Send != 0 || doc.Stopped == "" || p.HeldBack() != planned || s.stored() != 0 || len(l.all()) != 0 {
				t.Errorf("%v, %d planned, %+v", err, planned, doc)
			}
			for _, e := range doc.Plan {
				if e.Cause == c.cause && strings.Contains(e.Reason, c.words) {
					return
				}
			}
			t.Errorf("%+v", doc.Plan)
		})
	}
}

// TestStopsByItself after twenty failures of one kind, and not for throttling.
func TestStopsByItself(t *testing.T) {
	for _, c := range []struct {
		name  string
		lab   lab.Options
		cause string
		least int // refused
		most  int
	}{
		{"locked column", lab.Options{Break: []string{"AC-10"}}, "AC-10", 20, 23},
		{"scores refused", lab.Options{Break: []string{"LI-02"}, Misbehave: "lti:fail:403:/scores"}, "", 20, 23},
		{"server down for scores", lab.Options{Break: []string{"LI-02"}, Misbehave: "lti:fail:503:/scores"}, "TR-03", 20, 23},
		{"throttled all the time", lab.Options{Break: []string{"LI-02"}, Misbehave: "lti:fail:429:/scores"}, "TR-04", 30, 40},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, l := serve(t, c.lab), &ledger{}
			p := resync.MakePlan(s.examine(t, unlock), nil, resync.Via{AGS: true}, resync.Options{AllowLower: true})
			planned := p.Document().Totals.Send
			if err := s.sender(t, l).Apply(t.Context(), p, nil); err != nil {
				t.Fatal(err)
			}
			whole(t, p, l.all())
			doc := p.Document()
			if doc.Totals.Refused < c.least || doc.Totals.Refused > c.most || doc.Totals.Send != doc.Totals.Refused || p.HeldBack() != planned-doc.Totals.Send {
				t.Errorf("%d planned, %+v", planned, doc.Totals)
			}
			if stops := c.most < 30; stops != strings.Contains(doc.Stopped, "first 20 scores failed") || !strings.Contains(doc.Stopped, c.cause) && stops {
				t.Errorf("stopped: %q", doc.Stopped)
			}
		})
	}
}

// TestLedgerFails: once a row cannot be kept, nothing leaves.
func TestLedgerFails(t *testing.T) {
	full := errors.New("no space left on device")
	for _, after := range []int{0, 3, 10} {
		s, l := serve(t, lab.Options{Break: []string{"LI-02"}}), &ledger{failAfter: after, failure: full}
		p := resync.MakePlan(s.examine(t), nil, resync.Via{AGS: true}, resync.Options{})
		err := s.sender(t, l).Apply(t.Context(), p, nil)
		begun := 0
		for _, e := range l.all() {
			if e.Kind == store.SendBegun {
				begun++
			}
		}
		doc := p.Document()
		if !errors.Is(err, full) || s.stored() > begun || begun > 8*after || doc.Totals.Send != doc.Totals.InDoubt+doc.Totals.Confirmed || doc.Totals.Send > begun {
			t.Errorf("after %d: %v, %d begun, %d stored, %+v", after, err, begun, s.stored(), doc.Totals)
		}
		if l.writes != after+1 {
			t.Errorf("%d writes, of which the one after %d failed", l.writes, after)
		}
		if doc.Totals.Send+doc.Totals.Skip != len(doc.Plan) || !strings.Contains(doc.Stopped, "no space left") {
			t.Errorf("%+v %q", doc.Totals, doc.Stopped)
		}
	}
}

// TestInterrupted: what left is in doubt, what did not is not, and the next run ends
// it without sending anything twice.
func TestInterrupted(t *testing.T) {
	s, l := serve(t, lab.Options{Break: []string{"LI-02"}}), &ledger{}
	e := s.examine(t)
	p := resync.MakePlan(e, nil, resync.Via{AGS: true}, resync.Options{})
	planned := p.Document().Totals.Send
	ctx, cancel := context.WithCancel(t.Context())
	s.transport = passing(func(r *http.Request) error {
		if strings.Contains(r.URL.Path, "/scores") && s.stored() >= 5 {
			cancel()
		}
		return nil
	})
	err := s.sender(t, l).Apply(ctx, p, nil)
	doc := p.Document()
	if !errors.Is(err, context.Canceled) || doc.Totals.InDoubt == 0 || doc.Totals.Confirmed != 0 || doc.Totals.Send != doc.Totals.InDoubt || !strings.Contains(doc.Stopped, "interrupted") {
		t.Errorf("%v %+v %q", err, doc.Totals, doc.Stopped)
	}
	s.transport = nil
	before := s.stored()
	again := resync.MakePlan(e, l.all(), resync.Via{AGS: true}, resync.Options{})
	if err := s.sender(t, l).Apply(t.Context(), again, l.all()); err != nil {
		t.Fatal(err)
	}
	whole(t, again, l.all())
	if n := again.Document().Totals; n.Confirmed != planned || s.stored() != planned || before == 0 {
		t.Errorf("%+v, %d stored before, %d now", n, before, s.stored())
	}
}

// passing is a transport that looks at every request first.
type passing func(*http.Request) error

func (p passing) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := p(r); err != nil {
		return nil, err
	}
	return http.DefaultTransport.RoundTrip(r)
}

// TestDeadToken: a token that dies on the way costs one more try, and no grade.
func TestDeadToken(t *testing.T) {
	s, l := serve(t, lab.Options{Break: []string{"TR-03"}}), &ledger{}
	p := resync.MakePlan(s.examine(t), nil, resync.Via{AGS: true}, resync.Options{})
	var once atomic.Bool
	s.transport = passing(func(r *http.Request) error {
		if strings.Contains(r.URL.Path, "/scores") && once.CompareAndSwap(false, true) {
			r.Header.Set("Authorization", "Bearer dead")
		}
		return nil
	})
	if err := s.sender(t, l).Apply(t.Context(), p, nil); err != nil {
		t.Fatal(err)
	}
	whole(t, p, l.all())
	n := p.Document().Totals
	if n.Confirmed != n.Send || n.Send == 0 || s.Stats().Tokens != 2 {
		t.Errorf("%+v, %d tokens", n, s.Stats().Tokens)
	}
}

// post sends a score past the plan.
func (s *site) post(t *testing.T, e resync.Entry, item, user string, score float64, at time.Time) {
	t.Helper()
	_, err := s.sender(t, nil).AGS.PostScore(t.Context(), item, lti.Score{UserID: user, Given: grade.Known(score), Maximum: e.Max, Timestamp: at})
	if err != nil {
		t.Fatal(err)
	}
}
