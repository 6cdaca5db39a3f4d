package resync_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/resync"
)

// TestUnderWay: a score without an answer may still be under way, and is looked for
// again before it is sent a second time.
func TestUnderWay(t *testing.T) {
	s, l := serve(t, lab.Options{Break: []string{"TR-03"}}), &ledger{}
	p, e, _ := one(t, s, nil, resync.Options{})
	var lost *http.Request
	var arrives time.Time
	s.transport = passing(func(r *http.Request) error {
		if strings.HasSuffix(r.URL.Path, "/scores") && lost == nil {
			body, _ := io.ReadAll(r.Body)
			lost, arrives = r.Clone(context.Background()), s.clock.Now().Add(3*time.Second)
			lost.Body = io.NopCloser(bytes.NewReader(body))
			return errors.New("the line is dead")
		}
		if lost != nil && !arrives.IsZero() && s.clock.Now().After(arrives) {
			arrives = time.Time{}
			resp, err := http.DefaultTransport.RoundTrip(lost)
			if err != nil {
				return err
			}
			resp.Body.Close()
		}
		return nil
	})
	if err := s.sender(t, l).Apply(t.Context(), p, nil); err != nil {
		t.Fatal(err)
	}
	whole(t, p, l.all())
	if got := outcome(p, e); got.Outcome != resync.Confirmed || got.Attempts != 1 || s.stored() != 1 {
		t.Errorf("%+v, %d stored", got, s.stored())
	}
}

// slow shows nothing new until it was asked some times.
type slow struct {
	resync.Reader
	asked, until int
	now          resync.Reading
}

func (s *slow) Read(context.Context, []resync.Cell) []resync.Reading {
	if s.asked++; s.asked < s.until {
		return []resync.Reading{{}}
	}
	return []resync.Reading{s.now}
}

// TestShowsLater: a gradebook that needs a moment is given one.
func TestShowsLater(t *testing.T) {
	for until, want := range map[int]resync.Outcome{2: resync.Confirmed, 5: resync.Confirmed, 6: resync.AcceptedNotShown} {
		s, l := serve(t, lab.Options{Break: []string{"TR-03"}}), &ledger{}
		p, e, _ := one(t, s, nil, resync.Options{})
		sender := s.sender(t, l)
		sender.Reader = &slow{until: until, now: resync.Reading{Score: e.New, Max: e.Max}}
		if err := sender.Apply(t.Context(), p, nil); err != nil {
			t.Fatal(err)
		}
		whole(t, p, l.all())
		if got := outcome(p, e); got.Outcome != want || got.Attempts != 1 {
			t.Errorf("seen with reading %d: %+v", until, got)
		}
	}
}
