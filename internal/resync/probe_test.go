package resync_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/resync"
	"github.com/gradesync/gradesync/internal/store"
)

// probeRows are what a probe in the first cell leaves in the ledger.
func probeRows(kinds ...store.SendKind) []store.SendEvent {
	var rows []store.SendEvent
	for i, kind := range kinds {
		rows = append(rows, store.SendEvent{Seq: int64(i + 1), Send: "p-1", Run: "p", Kind: kind, At: noon.Add(-time.Hour), Purpose: store.PurposeProbe,
			User: "51", Activity: "35", Route: "ags", Score: grade.Known(0.1), Max: grade.Known(10.0), Timestamp: grade.Known(noon.Add(-time.Hour)), Status: grade.Known(200)})
	}
	return rows
}

// TestProbeIsNoScore: where a probe was not finished nothing is sent, and its score is
// never taken for the tool's.
func TestProbeIsNoScore(t *testing.T) {
	c := newCourse()
	for _, kinds := range [][]store.SendKind{{store.SendBegun}, {store.SendBegun, store.SendAnswered}} {
		entry := resync.MakePlan(c.examine(), probeRows(kinds...), both(), resync.Options{}).Document().Plan[0]
		if entry.Action != resync.Skip || !strings.Contains(entry.Reason, "probe") {
			t.Errorf("%v: %+v", kinds, entry)
		}
	}
	done := probeRows(store.SendBegun, store.SendAnswered, store.SendSettled)
	if entry := resync.MakePlan(c.examine(), done, both(), resync.Options{}).Document().Plan[0]; entry.Action != resync.Send {
		t.Errorf("a finished probe: %+v", entry)
	}
}

// TestProbeBefore: a score goes to a cell in which a probe was made, with a younger
// timestamp, and the probe's rows stay as they are.
func TestProbeBefore(t *testing.T) {
	s, l := serve(t, lab.Options{Break: []string{"TR-03"}}), &ledger{}
	e := diagnose.Examine(s.examine(t).Input, diagnose.Catalogue())
	plan := resync.MakePlan(e, nil, both(), resync.Options{})
	entries := plan.Document().Plan
	i := slices.IndexFunc(entries, func(e resync.Entry) bool { return e.Action == resync.Send && e.Route == resync.RouteAGS })
	rows := probeRows(store.SendBegun, store.SendAnswered, store.SendSettled)
	stamp := s.clock.Now().Add(3 * time.Second)
	for j := range rows {
		rows[j].User, rows[j].Activity, rows[j].Timestamp = entries[i].User, entries[i].Activity, grade.Known(stamp)
	}
	plan = resync.MakePlan(e, rows, both(), resync.Options{})
	if err := s.sender(t, l).Apply(t.Context(), plan, rows); err != nil {
		t.Fatal(err)
	}
	if entry := plan.Document().Plan[i]; entry.Outcome != resync.Confirmed {
		t.Errorf("%+v", entry)
	}
	for _, row := range l.all() {
		if row.Purpose != "" || row.Send == "p-1" {
			t.Errorf("row %+v", row)
		}
		if row.User == entries[i].User && row.Activity == entries[i].Activity && !row.Timestamp.Or(stamp).After(stamp) {
			t.Errorf("it is not younger than the probe: %+v", row)
		}
	}
}
