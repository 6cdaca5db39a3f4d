package diagnose

import (
	"slices"
	"strings"
	"testing"
)

// TestSyncRulesNeedTheStore holds that a course read from the LMS is not judged by
// what sync can get wrong, and that nothing of it is called unchecked.
func TestSyncRulesNeedTheStore(t *testing.T) {
	fx := patched(t, []string{
		`lms.results[51/35] = {"score": null, "graded_at": null, "empty": true}`, `lms.activities[36].visible = false`,
		`sync.pulled_at = @-55d`, `sync.state = "closed"`, `sync.held_back = 40`,
	})
	in := fx.input()
	if r := Run(in, Catalogue(), Options{}); !slices.ContainsFunc(r.Causes, ofSync) {
		t.Error("from the store: no cause of sync")
	}
	in.Stored = nil
	r := Run(in, Catalogue(), Options{})
	if slices.ContainsFunc(r.Causes, ofSync) {
		t.Errorf("from the LMS: %+v", r.Causes)
	}
	for _, n := range r.NotChecked {
		if strings.HasPrefix(n.Code, "SY-") {
			t.Errorf("%s is called unchecked: %s", n.Code, n.Reason)
		}
	}
}

func ofSync(c Cause) bool { return c.Hop == HopSync }

// TestTraceFromTheStore holds that a grade which came after the last pull breaks at
// the last hop, behind hops that were passed.
func TestTraceFromTheStore(t *testing.T) {
	fx := patched(t, []string{`lms.results[51/35] = {"score": null, "graded_at": null, "empty": true}`, `sync.pulled_at = @-55d`})
	e := Examine(fx.input(), Catalogue())
	c, err := e.Find("51", "35")
	if err != nil {
		t.Fatal(err)
	}
	tr := e.Trace(c, Options{})
	states := map[Hop]HopState{}
	for _, h := range tr.Hops {
		states[h.Hop] = h.State
	}
	if tr.Cause != "SY-01" || states[HopSync] != HopBroken || states[HopAccept] != HopOK {
		t.Errorf("cause %s, hops %v", tr.Cause, states)
	}
	if c, err = e.Find("52", "35"); err != nil {
		t.Fatal(err)
	}
	last := e.Trace(c, Options{}).Hops[len(Hops())-1]
	if last.State != HopOK || len(last.Facts) == 0 || last.Facts[0].Source != "gradesync's store" {
		t.Errorf("a grade that the store shows: %+v", last)
	}
}

// TestSyncRemediesNameCommands holds that remedies about the store are commands to
// type, with the flags of this run.
func TestSyncRemediesNameCommands(t *testing.T) {
	fx := patched(t, []string{`sync.state = "new"`, `sync.held_back = 40`})
	r := Run(fx.input(), Catalogue(), Options{With: "--profile autumn"})
	var steps []string
	for _, c := range r.Causes {
		steps = append(steps, c.Remedy.Steps...)
	}
	all := strings.Join(steps, "\n")
	for _, want := range []string{
		"gradesync courses open --profile autumn 5;", "gradesync sync --profile autumn --once --course 5,", "gradesync sync --profile autumn --once --accept-removals 40.",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in\n%s", want, all)
		}
	}
	if general := General("Run {pull}, {open}, {accept} or {status}."); general !=
		"Run gradesync sync --once --course COURSE, gradesync courses open COURSE, gradesync sync --once --accept-removals N or gradesync sync status." {
		t.Error(general)
	}
}
