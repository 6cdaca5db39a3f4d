package store

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/store/storetest"
)

func TestLedger(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		at := time.Date(2026, 11, 21, 18, 30, 0, 123456000, time.UTC)
		begun := SendEvent{
			Send: "s1", Run: "r1", Kind: SendBegun, At: at, Purpose: PurposeProbe, LMS: "moodle https://m.example", Course: "5",
			User: "52", Activity: "37", Account: "a1", ToolActivity: "lab3",
			Route: "ags", Target: "https://m.example/li?type_id=1", LTIUser: "52",
			Score: grade.Known(0.0), Max: grade.Known(10.0), Timestamp: grade.Known(at.Add(time.Millisecond)),
		}
		answered := SendEvent{
			Send: "s1", Run: "r1", Kind: SendAnswered, At: at.Add(time.Second), LMS: begun.LMS, Course: "5",
			User: "52", Activity: "37", Route: "lti11", Cell: "c0ffee", Old: grade.Known(7.25),
			Timestamp: grade.Known(time.Time{}), Status: grade.Known(0), Code: "failure", Message: "Ärger 'n' \"so\"",
		}
		elsewhere := SendEvent{Send: "s2", Kind: SendBegun, At: at, LMS: begun.LMS, Course: "6"}
		if err := s.AppendSends(t.Context(), begun, answered, elsewhere); err != nil {
			t.Fatal(err)
		}
		got, err := s.Sends(t.Context(), begun.LMS, "5")
		if err != nil {
			t.Fatal(err)
		}
		for i := range got {
			if got[i].Seq <= int64(i) {
				t.Errorf("event %d has number %d", i, got[i].Seq)
			}
			got[i].Seq = 0
		}
		if diff := cmp.Diff([]SendEvent{begun, answered}, got); diff != "" {
			t.Error(diff)
		}
		if none, err := s.Sends(t.Context(), "canvas", "5"); err != nil || len(none) > 0 {
			t.Errorf("%v, %v", none, err)
		}
	})
}

// TestLedgerIsAppendOnly: not even by hand.
func TestLedgerIsAppendOnly(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		one := SendEvent{Send: "s1", Kind: SendBegun, At: time.Now(), LMS: "m", Course: "5"}
		two := SendEvent{Send: "s2", Kind: SendBegun, At: time.Now(), LMS: "m", Course: "5"}
		if err := s.AppendSends(t.Context(), one); err != nil {
			t.Fatal(err)
		}
		if err := s.AppendSends(t.Context(), two, one); !errors.Is(err, ErrStore) || !strings.Contains(err.Error(), "there already") {
			t.Errorf("the same event twice: %v", err)
		}
		for _, by := range []string{"UPDATE sends SET score = 10", "DELETE FROM sends", "TRUNCATE sends"} {
			if _, err := s.db.Exec(by); err == nil {
				t.Errorf("%s: went through", by)
			}
		}
		if got, err := s.Sends(t.Context(), "m", "5"); err != nil || len(got) != 1 || got[0].Send != "s1" {
			t.Errorf("left: %v, %v", got, err)
		}
	})
}

// TestTwoWriters: two processes, as far as the database can tell.
func TestTwoWriters(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, address string) {
		var all sync.WaitGroup
		for handle := range 2 {
			s := open(t, address, Options{})
			for writer := range 3 {
				all.Go(func() {
					for i := range 10 {
						name := fmt.Sprint(handle, writer, i)
						if err := s.AppendSends(t.Context(), SendEvent{Send: name, Kind: SendBegun, At: time.Now(), LMS: "m", Course: "5"}); err != nil {
							t.Errorf("%s: %v", name, err)
						}
					}
				})
			}
		}
		all.Wait()
		s := open(t, address, Options{})
		sends, err := s.Sends(t.Context(), "m", "5")
		if err != nil || len(sends) != 60 {
			t.Fatalf("%d events, %v", len(sends), err)
		}
		for i := range sends[1:] {
			if sends[i].Seq >= sends[i+1].Seq {
				t.Errorf("number %d before %d", sends[i].Seq, sends[i+1].Seq)
			}
		}
	})
}
