package resync_test

import (
	"slices"
	"testing"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/resync"
)

// still are faults whose cause stands, so that nothing may be sent.
func still() []string {
	return []string{"moodle LI-02", "moodle RL-01", "moodle ID-09", "moodle AC-11", "canvas LA-02", "canvas AC-01", "canvas ID-10"}
}

// TestEveryFault plans and sends after each fault of the practice LMS that a further
// send may cure, with all rules at work: what is sent arrives.
func TestEveryFault(t *testing.T) {
	sent := map[string]int{}
	for _, lms := range []string{"moodle", "canvas"} {
		for _, b := range lab.BreaksFor(lms) {
			rule := diagnose.Lookup(b.Code)
			if !rule.Resend && !rule.ResendIfPast && !slices.Contains(still(), lms+" "+b.Code) {
				continue
			}
			s, l := serve(t, lab.Options{LMS: lms, Break: []string{b.Code}}), &ledger{}
			e := diagnose.Examine(s.examine(t).Input, diagnose.Catalogue())
			p := resync.MakePlan(e, nil, both(), resync.Options{})
			if err := s.sender(t, l).Apply(t.Context(), p, nil); err != nil {
				t.Errorf("%s %s: %v", lms, b.Code, err)
			}
			whole(t, p, l.all())
			doc := p.Document()
			if doc.Totals.Confirmed != doc.Totals.Send || s.stored() != doc.Totals.Send || p.HeldBack() != 0 {
				t.Errorf("%s %s: %+v", lms, b.Code, doc.Totals)
			}
			sent[lms+" "+b.Code] = doc.Totals.Send
		}
	}
	for _, code := range []string{"moodle TR-03", "moodle TR-06", "moodle TK-04", "canvas AC-08", "canvas TR-03", "canvas TK-08"} {
		if sent[code] == 0 {
			t.Errorf("%s: nothing was sent", code)
		}
	}
	for _, code := range still() {
		if n, known := sent[code]; n != 0 || !known {
			t.Errorf("%s: %d were sent", code, n)
		}
	}
}
