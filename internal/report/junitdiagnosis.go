package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
)

// junitDiagnosis writes one case a cause that was looked for.
func junitDiagnosis(w io.Writer, r *diagnose.Report, s Style) error {
	d := &diagnosis{Report: r, naming: newNaming(titlesOf(r), r.People, s), style: s}
	suite := newSuite("gradesync diagnose "+courseTitle(r.Course), r.GeneratedAt, r.Gradesync)
	suite.property("course", r.Course.ID)
	suite.property("lms", siteWords(r.LMS))
	for _, sentence := range d.verdict() {
		suite.note(sentence.text)
	}
	d.noteSetAside(suite)
	class := "gradesync." + classWord(courseWord(r.Course)) + "."
	suite.ended(d.readable(class))
	suite.ended(d.leftover(class))
	for _, rule := range d.looked() {
		suite.ended(d.judged(suite, class, rule))
	}
	return suite.write(w)
}

// looked lists the causes that this LMS can have, and any other that was found.
func (d *diagnosis) looked() []*diagnose.Rule {
	var list []*diagnose.Rule
	for _, rule := range diagnose.Catalogue() {
		if len(rule.Only) == 0 || d.LMS.Kind == "" || slices.Contains(rule.Only, d.LMS.Kind) {
			list = append(list, rule)
		}
	}
	for _, c := range d.Causes {
		if !slices.ContainsFunc(list, func(r *diagnose.Rule) bool { return r.Code == c.Code }) {
			list = append(list, &diagnose.Rule{Code: c.Code, Name: c.Name, Hop: c.Hop})
		}
	}
	return list
}

// judged is the case of one cause: found, not found, or not to be told.
func (d *diagnosis) judged(suite *junitSuite, class string, rule *diagnose.Rule) junitCase {
	one := junitCase{Name: rule.Code + " " + rule.Name, Class: class + string(rule.Hop)}
	var lines []string
	worst := diagnose.Severity("")
	for i := range d.Causes {
		c := &d.Causes[i]
		if c.Code != rule.Code {
			continue
		}
		if !d.style.fails(c.Severity) {
			suite.note(string(c.Severity) + " " + c.Code + " " + c.Name + ": " + d.inShort(c))
			continue
		}
		if c.Severity.Rank() > worst.Rank() {
			worst = c.Severity
		}
		lines = append(lines, d.told(c)...)
	}
	reason := slices.IndexFunc(d.NotChecked, func(n diagnose.NotChecked) bool { return n.Code == rule.Code })
	held := d.heldBack(rule.Code)
	switch {
	case len(lines) > 0:
		one.Failure = outcome(string(worst), lines[0], lines...)
	case len(held) > 0:
		one.Skipped = outcome("", "suppressed: "+held[0], held...)
	case reason >= 0:
		one.Skipped = outcome("", "could not be checked: "+d.NotChecked[reason].Reason)
	case d.isKnown(rule.Code):
		one.Skipped = outcome("", "known from the baseline, and nothing of it is new")
	}
	return one
}

// heldBack says why a cause is suppressed that was found; nothing where it is not.
func (d *diagnosis) heldBack(code string) []string {
	var lines []string
	for _, s := range d.inForce() {
		if s.Code == code && len(s.Causes) > 0 {
			lines = append(lines, because(s)+": "+suppressionHead(s))
		}
	}
	return lines
}

// isKnown reports whether a cause is left out because the baseline has it.
func (d *diagnosis) isKnown(code string) bool {
	return d.Baseline != nil && slices.ContainsFunc(d.Baseline.Known, func(s diagnose.Sighting) bool { return s.Code == code })
}

// noteSetAside tells of suppressions, and of what the baseline knows.
func (d *diagnosis) noteSetAside(suite *junitSuite) {
	for _, s := range d.inForce() {
		suite.note("suppressed " + suppressionHead(s) + ": " + because(s))
	}
	for _, s := range d.notInForce() {
		suite.note("warning: " + notApplied(s))
	}
	if d.Baseline == nil {
		return
	}
	for _, g := range sinceBaseline(d.Baseline) {
		for _, b := range bunches(g.list) {
			suite.note(g.word + ": " + b.one.Code + " " + b.told(d.limits.subjects))
		}
	}
}

// inShort says of one cause how many grades it stopped, and where.
func (d *diagnosis) inShort(c *diagnose.Cause) string {
	return explains(c) + " (" + string(c.Certainty) + "): " + strings.Join(d.where(c), "; ")
}

// told is one cause in lines: where, why, what to do.
func (d *diagnosis) told(c *diagnose.Cause) []string {
	lines := []string{d.inShort(c)}
	for _, spans := range evidence(c.Evidence, d.limits) {
		line := "why:"
		for _, s := range spans {
			line += " " + s.text
		}
		lines = append(lines, line)
	}
	for i, step := range c.Remedy.Steps {
		lines = append(lines, fmt.Sprintf("%s, %d: %s", actorName(c.Remedy.Actor), i+1, sentence(step)))
	}
	return lines
}

// leftover is the case of the grades that no cause accounts for.
func (d *diagnosis) leftover(class string) junitCase {
	one := junitCase{Name: "every grade that did not arrive has a cause", Class: class + "verdict"}
	if n := len(d.Unexplained); n > 0 && d.style.fails(diagnose.SeverityError) {
		var lines []string
		for _, a := range by(d.Unexplained, activityOf) {
			lines = append(lines, d.activity(a.id)+": "+verdictCounts(a.pairs)+": "+d.users(idsOf(by(a.pairs, userOf))))
		}
		one.Failure = outcome("error", grades(n)+" without a known cause", lines...)
	}
	return one
}

// readable is the case of the reading itself. It is skipped where something was
// missing: what could not be read is no pass.
func (d *diagnosis) readable(class string) junitCase {
	one := junitCase{Name: "all that is needed can be read", Class: class + "verdict"}
	if !d.Partial {
		return one
	}
	var lines []string
	if half := d.half(); half != "" {
		lines = append(lines, half+" only what the LMS alone shows could be judged")
	}
	for _, g := range d.Gaps {
		if g.Class != grade.Unsupported {
			lines = append(lines, g.What+" ("+string(g.Class)+"): "+g.Reason)
		}
	}
	one.Skipped = outcome("", "part of what was needed could not be read", lines...)
	return one
}
