package cli_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/lab"
)

// TestPreflightByLTIAlone: with the tool's key and no token of the LMS the roster and
// the tool's own line items are checked; what only the LMS shows is unknown, never ok.
func TestPreflightByLTIAlone(t *testing.T) {
	key, published := toolKey()
	each(t, func(t *testing.T, p practice) {
		alone := faulty{
			lab:    lab.Options{LMS: p.lms, Break: []string{"none"}, Without: "work"},
			config: []string{"lms: {kind: " + p.lms + ", ", "lms: {kind: lti} # ", "kid: tool-2026", "kid: tool-2026, lineitems_url: 'LINEITEMS'"},
		}
		code, got := alone.judged(t, key, published)
		if code != 4 {
			t.Errorf("exit %d", code)
		}
		var unknown []string
		for id, c := range got {
			switch c.State {
			case diagnose.CheckFailed:
				t.Errorf("%+v", c)
			case diagnose.CheckUnknown:
				unknown = append(unknown, id)
			}
		}
		for _, id := range []string{"course.published", "course.dates", "activities.published", "activities.graded", "activities.type", "activities.hidden", "activities.locked"} {
			if !slices.Contains(unknown, id) {
				t.Errorf("%s: %+v", id, got[id])
			}
		}
		for _, id := range []string{"lms", "lti13.token", "lti13.scopes", "lti13.lineitems", "roster.learners"} {
			if got[id].State != diagnose.CheckOK {
				t.Errorf("%s: %+v", id, got[id])
			}
		}
		alone.args = []string{"--strict"}
		if code, _ := alone.judged(t, key, published); code != 1 {
			t.Errorf("strict: exit %d", code)
		}
		alone.args = []string{"--probe", "acc-001", "--yes"}
		if _, got := alone.judged(t, key, published); got["probe.cell"].State != diagnose.CheckOK || !strings.Contains(got["probe.cell"].Detail, "is empty, as before") {
			t.Errorf("the probe: %+v", got["probe.cell"])
		}
	})
}
