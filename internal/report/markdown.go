package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/gradesync/gradesync/internal/diagnose"
)

func markdownFormat() Format {
	return Format{
		Name: "markdown", Doc: "for a ticket: verdict, causes and remedies, with long lists folded",
		Diagnosis: markdownDiagnosis, Checks: markdownChecks, Resync: markdownResync, Diff: markdownDiff,
	}
}

// sheet collects a Markdown document. Its text comes escaped.
type sheet struct{ strings.Builder }

func (s *sheet) line(format string, args ...any) { fmt.Fprintf(s, format+"\n", args...) }

func (s *sheet) heading(level int, text string) {
	if !strings.HasSuffix(s.String(), "\n\n") {
		s.line("")
	}
	s.line("%s %s\n", strings.Repeat("#", level), text)
}

// numbered lists steps.
func (s *sheet) numbered(steps []string) {
	for i, step := range steps {
		s.line("%d. %s", i+1, markdown(sentence(step)))
	}
}

// fold sets lines behind a summary that has to be clicked. The summary is ours.
func (s *sheet) fold(summary string, body func()) {
	s.line("\n<details>\n<summary>%s</summary>\n", summary)
	body()
	s.line("\n</details>")
}

func (s *sheet) flush(w io.Writer) error {
	_, err := io.WriteString(w, strings.TrimLeft(s.String(), "\n"))
	return err
}

// ticket is a report on its way to a Markdown document.
type ticket struct {
	*diagnosis
	sheet
	people int // longest list of grades
}

// markdownDiagnosis writes a report for a ticket or a job's summary.
func markdownDiagnosis(w io.Writer, r *diagnose.Report, s Style) error {
	t := &ticket{diagnosis: &diagnosis{Report: r, naming: newNaming(titlesOf(r), r.People, s), style: s}}
	t.people = []int{50, 500, 1 << 30}[min(max(s.Verbose, 0), 2)]
	t.top()
	if len(t.faults()) > 0 {
		t.heading(2, "Causes")
	}
	for _, c := range t.faults() {
		t.cause(&c)
	}
	t.leftover()
	t.notFaults()
	t.setApart()
	t.sinceThen()
	t.unseen()
	return t.flush(w)
}

// top is the course, the verdict and the totals.
func (t *ticket) top() {
	t.heading(1, "Grades of "+markdown(courseTitle(t.Course)))
	if half := t.half(); half != "" {
		t.line("**%s** only what the LMS alone shows could be judged.\n", half)
	}
	for i, sentence := range t.verdict() {
		mark := ""
		if i == 0 {
			mark = "**"
		}
		t.line("%s%s%s", mark, markdown(sentence.text), mark)
	}
	t.line("\n| verdict | grades |\n| --- | ---: |")
	for _, k := range shares() {
		if n := t.Totals.Of(k.verdict); n > 0 {
			t.line("| %s | %d |", k.label, n)
		}
	}
	t.line("| all | %d |", t.Totals.Expected)
	t.line("\n%s, %s.", markdown(siteWords(t.LMS)), markdown(t.sources()))
}

// cause sets one cause in full, the grades it explains folded.
func (t *ticket) cause(c *diagnose.Cause) {
	t.heading(3, inCode(c.Code)+" "+markdown(c.Name))
	t.line("**%s** (%s), %s: %s", c.Severity, c.Certainty, explains(c), markdown(strings.Join(t.where(c), "; ")))
	t.proof(c.Evidence)
	t.cure(c.Remedy)
	if len(c.Consequences) > 0 {
		t.line("\nIt causes %s.", markdown(named(c.Consequences)))
	}
	if len(c.Also) > 0 {
		t.line("\nBehind it stands %s.", markdown(named(c.Also)))
	}
	if len(c.Grades) > 0 {
		t.grades(grades(len(c.Grades)), c.Grades)
	}
}

// proof lists the evidence, source by source.
func (t *ticket) proof(list []diagnose.Evidence) {
	all := witnesses(list)
	if len(all) > 0 {
		t.line("")
	}
	for i, w := range all {
		if i == t.limits.facts {
			t.line("- and %s", count(len(all)-i, "more source", "more sources"))
			return
		}
		for j, d := range w.data {
			if j == t.limits.facts {
				t.line("- %s", count(len(w.data)-j, "more fact", "more facts"))
				break
			}
			t.line("- %s: %s (%s)", inCode(d.fact), t.values(d.values), markdown(w.source))
		}
	}
}

func (t *ticket) values(list []string) string {
	var words []string
	for _, v := range list {
		if v = cut(v, longestValue); v == "" {
			v = "empty"
		}
		words = append(words, inCode(v))
	}
	return some(words, t.limits.values, "values")
}

func (t *ticket) cure(c diagnose.Cure) {
	if c.Actor == diagnose.ActorNobody || len(c.Steps) == 0 {
		t.line("\nNothing has to be done. %s", markdown(strings.Join(c.Steps, " ")))
		return
	}
	t.line("\nTo be done by %s:\n", actorName(c.Actor))
	t.numbered(c.Steps)
}

// grades is a folded table of pairs with what both sides show.
func (t *ticket) grades(summary string, pairs []diagnose.Pair) {
	rows := gradeRows(t.Report)
	t.fold(summary, func() {
		t.line("| person | activity | verdict | tool | LMS |\n| --- | --- | --- | --- | --- |")
		for i, p := range pairs {
			if i == t.people {
				t.line("\nand %d more; `-o csv` lists every grade", len(pairs)-i)
				return
			}
			row := rows[unjudged(p)]
			t.line("| %s | %s | %s | %s | %s |", mdCell(t.user(p.User)), mdCell(t.activity(p.Activity)), verdictName(row.Verdict),
				scoreWords(row.ToolScore, row.ToolMax), scoreWords(row.LMSScore, row.LMSMax))
		}
	})
}
