package report

import (
	"strings"
	"testing"

	"github.com/gradesync/gradesync/internal/diagnose"
)

// TestVerdictSentence: the first sentence is true of the totals, and what could
// not be judged is never called well.
func TestVerdictSentence(t *testing.T) {
	for want, totals := range map[string]diagnose.Totals{
		"No grades are expected here.":                                                                    {},
		"The 1 expected grade arrived.":                                                                   {Expected: 1, Arrived: 1},
		"All 234 expected grades arrived.":                                                                {Expected: 240, Arrived: 234, NotExpected: 6},
		"5 arrived and 2 still on the way: no grade is missing.":                                          {Expected: 7, Arrived: 5, Late: 2},
		"None of the 6 grades is due: there is nothing to send.":                                          {Expected: 6, NotExpected: 6},
		"None of the 9 grades could be judged.":                                                           {Expected: 9, Unknown: 9},
		"No grade is known to be missing, but 4 of 9 grades could not be judged.":                         {Expected: 9, Arrived: 5, Unknown: 4},
		"1 of 9 grades is hidden from its learner; no known cause explains it.":                           {Expected: 9, Arrived: 8, Hidden: 1, Unexplained: 1},
		"2 of 9 grades did not arrive and 1 differs from the tool's; no known cause explains them.":       {Expected: 9, Missing: 2, Differs: 1, Unexplained: 3},
		"3 of 9 grades differ from the tool's; no known cause explains them. 4 more could not be judged.": {Expected: 9, Differs: 3, Unexplained: 3, Unknown: 4},
	} {
		d := newDraft()
		d.Totals = totals
		got := diagnosisText(t, d.Report, Style{Width: 100})
		if !strings.Contains(got, "\n"+want+"\n") {
			t.Errorf("%+v: want %q in\n%s", totals, want, got)
		}
	}
}

// TestVerdictCountsCauses: only causes of trouble are counted, not those that tell
// why nothing is due.
func TestVerdictCountsCauses(t *testing.T) {
	d := newDraft()
	d.blame(diagnose.Cause{Code: "SC-01", Severity: diagnose.SeverityInfo, Scope: diagnose.ScopeGrade}, diagnose.NotExpected, pairs(1, 3, "7")...)
	d.blame(diagnose.Cause{Code: "LI-02", Severity: diagnose.SeverityError, Scope: diagnose.ScopeActivity}, diagnose.Missing, pairs(1, 1, "8")...)
	if got := diagnosisText(t, d.Report, Style{}); !strings.Contains(got, "1 of 4 grades did not arrive; 1 cause explains it.") {
		t.Errorf("got\n%s", got)
	}
	d.blame(diagnose.Cause{Code: "LI-03", Severity: diagnose.SeverityError, Scope: diagnose.ScopeActivity}, diagnose.Missing, pairs(1, 2, "9")...)
	if got := diagnosisText(t, d.Report, Style{}); !strings.Contains(got, "3 of 6 grades did not arrive; 2 causes explain all of them.") {
		t.Errorf("got\n%s", got)
	}
}

// TestTinyPages: a terminal of a few cells gets a page all the same.
func TestTinyPages(t *testing.T) {
	for cells := 1; cells < 40; cells++ {
		for name, r := range cases() {
			if got := diagnosisText(t, r, Style{Width: cells}); !strings.HasSuffix(got, "\n") {
				t.Errorf("%s in %d cells: %q", name, cells, got)
			}
		}
	}
}
