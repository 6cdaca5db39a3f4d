package report

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/gradesync/gradesync/internal/resync"
)

// TestDoubtIsOneBlock: scores in doubt after the same failure stand together, whatever
// the address was that failed, and the failure has a line of its own.
func TestDoubtIsOneBlock(t *testing.T) {
	d := somePlan()
	d.Applied = true
	sent := 0
	for i := range d.Plan {
		if e := &d.Plan[i]; e.Action == resync.Send && e.Activity == d.Plan[0].Activity {
			sent++
			e.Outcome, e.Attempts, e.Cause, e.Answer = resync.InDoubt, 1, "", ""
			e.Reason = fmt.Sprintf("the gradebook could not be read (GET https://moodle.example.edu/mod/lti/services.php/5/lineitems/91/lineitem/results?type_id=1&user_id=%s: "+
				"temporary failure: status 503 (Service Unavailable)) after the score was sent: run gradesync resync again", e.User)
		}
	}
	d.Totals = totalsOf(d.Plan)
	page := string(render(t, func(b *bytes.Buffer, d *resync.Document) error { return textResync(b, d, Style{Width: 80}) }, d))
	for want, n := range map[string]int{
		"The gradebook could not be read after the score was sent.\n": 1,
		"why   temporary failure: status 503 (Service Unavailable)\n": 1,
		"results?": 0, "run gradesync resync again": 0, "reads back what is in doubt": 1,
	} {
		if got := strings.Count(page, want); got != n {
			t.Errorf("%q stands there %d times, want %d\n%s", want, got, n, page)
		}
	}
	for _, line := range strings.Split(page, "\n") {
		if len([]rune(line)) > 80 {
			t.Errorf("longer than the page: %q", line)
		}
	}
	if sent < 2 {
		t.Fatalf("the plan has %d scores of this activity, too few", sent)
	}
}
