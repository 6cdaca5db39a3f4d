package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/gradesync/gradesync/internal/diagnose"
)

// leftover is what no cause accounts for.
func (t *ticket) leftover() {
	if len(t.Unexplained) == 0 {
		return
	}
	t.heading(2, "Unexplained")
	t.line("No known cause accounts for %s.", grades(len(t.Unexplained)))
	t.grades(grades(len(t.Unexplained)), t.Unexplained)
}

// notFaults are the causes that nobody has to act on.
func (t *ticket) notFaults() {
	list := t.ofKind(true)
	if len(list) == 0 {
		return
	}
	t.heading(2, "Not a fault")
	for _, c := range list {
		t.line("- %s %s, %s: %s", inCode(c.Code), markdown(c.Name), explains(&c), markdown(t.briefly(&c)))
	}
}

// setApart is what is suppressed, folded, and the suppressions that do nothing.
func (t *ticket) setApart() {
	if held := t.inForce(); len(held) > 0 {
		t.fold(count(len(held), "suppression", "suppressions")+", "+graded(t.Totals.Suppressed)+" in trouble", func() {
			for _, s := range held {
				t.line("- %s, %s: %s", inCode(entryWords(s)), graded(s.Grades()), markdown(because(s)))
			}
		})
	}
	if idle := t.notInForce(); len(idle) > 0 {
		t.line("")
		for _, s := range idle {
			t.line("- **Warning:** %s", markdown(notApplied(s)))
		}
	}
}

// sinceThen is how the report stands to its baseline.
func (t *ticket) sinceThen() {
	if t.Baseline == nil {
		return
	}
	t.heading(2, "Against the baseline of "+moment(t.Baseline.GeneratedAt))
	t.line("%s", sentence(t.news()))
	for _, g := range sinceBaseline(t.Baseline) {
		t.fold(fmt.Sprintf("%s: %d", g.heading, len(g.list)), func() { t.bunches(g.list) })
	}
}

// bunches lists what comparing says, cause by cause.
func (s *sheet) bunches(list []diagnose.Sighting) {
	for _, b := range bunches(list) {
		s.line("- %s %s, %s: %s", b.one.Severity, inCode(b.one.Code), b.cost(), markdown(b.told(50)))
	}
}

// unseen is what could not be read, and what could not be looked for without it.
func (t *ticket) unseen() {
	if len(t.Gaps) > 0 {
		t.fold(count(len(t.Gaps), "thing that could not be read", "things that could not be read"), func() {
			for _, g := range t.Gaps {
				t.line("- %s (%s): %s", markdown(cut(g.What, longestValue)), g.Class, markdown(cut(g.Reason, longestValue)))
			}
		})
	}
	if len(t.NotChecked) > 0 {
		t.fold(count(len(t.NotChecked), "cause that could not be checked", "causes that could not be checked"), func() {
			for _, g := range t.silent() {
				t.line("- %s: %s", markdown(g.reason), strings.Join(g.codes, ", "))
			}
		})
	}
}

// markdownChecks writes what needs somebody with its remedy, and the rest by group
// behind a line.
func markdownChecks(w io.Writer, c *diagnose.Checks, style Style) error {
	var s sheet
	s.heading(1, markdown(checksTitle(style)))
	var totals []string
	for _, span := range checkTotals(c.Totals, style.Strict) {
		totals = append(totals, withoutComma(span.text))
	}
	s.line("**%s**", strings.Join(totals, ", "))
	trouble, rest := parted(c.Checks)
	if len(trouble) > 0 {
		s.line("")
		s.checks(trouble)
	}
	if len(rest) > 0 {
		s.fold(quietWords(len(rest)), func() { s.groups(rest) })
	}
	return s.flush(w)
}

// groups is a table for each group of checks.
func (s *sheet) groups(list []diagnose.Check) {
	for _, g := range checkGroups(list) {
		if g.name != "" {
			s.heading(2, markdown(sentence(g.name)))
		} else {
			s.line("")
		}
		s.checks(g.checks)
	}
}

func (s *sheet) checks(list []diagnose.Check) {
	s.line("| state | check | found |\n| --- | --- | --- |")
	for _, check := range list {
		found := mdCell(check.Detail)
		if check.Remedy != "" && check.State != diagnose.CheckOK {
			found += " **Fix:** " + mdCell(check.Remedy)
		}
		s.line("| %s | %s | %s |", checkMark(check.State), mdCell(strings.TrimSpace(check.ID+" "+check.Code)), found)
	}
}

// checkMark is a state with a sign that is seen from afar.
func checkMark(s diagnose.CheckState) string {
	word := checkWord(s).text
	if s == diagnose.CheckFailed || s == diagnose.CheckWarning {
		word = "**" + word + "**"
	}
	_, sign := checkLook(s)
	return sign + " " + word
}
