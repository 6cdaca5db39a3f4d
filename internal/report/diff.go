package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
)

// diffGroups are the lists of a comparison in the order in which people need them,
// those of what is no fault left out.
func diffGroups(d *diagnose.Diff) []group {
	return []group{
		{"new", "New", bad, d.New},
		{"reopened", "Reopened", bad, d.Reopened},
		{"still there", "Still there", doubtful, d.Still},
		{"fixed", "Fixed", good, d.Fixed},
		{"not comparable", "Not comparable", doubtful, d.NotComparable},
		{"stale", "Stale", faint, d.Stale},
	}
}

// faultsOf parts what somebody has to act on from what only explains why nothing is
// there, which comes and goes with learners' work.
func faultsOf(list []diagnose.Sighting) (faults []diagnose.Sighting, info int) {
	for _, s := range list {
		if s.Severity == diagnose.SeverityInfo {
			info++
		} else {
			faults = append(faults, s)
		}
	}
	return faults, info
}

// textDiff writes for people what changed between reports.
func textDiff(w io.Writer, d *diagnose.Diff, s Style) error {
	p := newPage(w, s)
	p.course(d.Course, d.LMS)
	p.blank()
	p.para(0, 0, span{diffSentence(d), strong})
	if d.Partial {
		p.para(0, 0, span{"Part of what was needed could not be read for the last report: more may be there.", doubtful})
	}
	for i, r := range d.Reports {
		p.item(2, 6, span{[]string{"from", "to"}[min(1, len(d.Reports)-1-i)^1], faint}, span{inputWords(r), faint})
	}
	infos := 0
	for _, g := range diffGroups(d) {
		faults, info := faultsOf(g.list)
		infos += info
		if len(faults) == 0 {
			continue
		}
		p.blank()
		p.para(0, 0, span{g.heading, g.ink}, span{count(len(faults), "finding", "findings"), faint})
		p.table(2, bunchRows(faults, limitsOf(s)))
	}
	if infos > 0 {
		p.blank()
		p.para(0, 0, span{infoWords(infos), faint})
	}
	return p.flush(w)
}

func infoWords(n int) string {
	return "Left out here: " + count(n, "change", "changes") + " in what is no fault, such as work not begun; -o json has them."
}

func inputWords(r diagnose.DiffInput) string {
	return strings.TrimSpace(moment(r.GeneratedAt) + "  " + r.File)
}

// diffSentence says in one sentence what changed.
func diffSentence(d *diagnose.Diff) string {
	var parts []string
	for _, g := range diffGroups(d) {
		faults, _ := faultsOf(g.list)
		if n := len(faults); n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, g.word))
		}
	}
	if len(parts) == 0 {
		return "Nothing is wrong in either report."
	}
	words := and(parts) + "."
	if len(d.New)+len(d.Reopened) == 0 {
		words = "Nothing is new: " + words
	}
	return words
}

func jsonDiff(w io.Writer, d *diagnose.Diff, _ Style) error {
	whole := *d
	whole.Reports, whole.New, whole.Fixed, whole.Still = present(d.Reports), present(d.New), present(d.Fixed), present(d.Still)
	whole.Reopened, whole.NotComparable, whole.Stale = present(d.Reopened), present(d.NotComparable), present(d.Stale)
	return document(w, whole)
}

// markdownDiff writes a comparison for a ticket or a job's summary.
func markdownDiff(w io.Writer, d *diagnose.Diff, _ Style) error {
	var s sheet
	s.heading(1, "What changed in "+markdown(courseTitle(d.Course)))
	s.line("**%s**\n", markdown(diffSentence(d)))
	if d.Partial {
		s.line("Part of what was needed could not be read for the last report: more may be there.\n")
	}
	for _, r := range d.Reports {
		s.line("- %s %s", moment(r.GeneratedAt), inCode(r.File))
	}
	infos := 0
	for _, g := range diffGroups(d) {
		faults, info := faultsOf(g.list)
		if infos += info; len(faults) == 0 {
			continue
		}
		if g.word == "still there" {
			s.fold(fmt.Sprintf("%s: %d", g.heading, len(faults)), func() { s.bunches(faults) })
			continue
		}
		s.heading(2, g.heading)
		s.bunches(faults)
	}
	if infos > 0 {
		s.line("\n%s", markdown(infoWords(infos)))
	}
	return s.flush(w)
}

// csvDiff writes one row a finding.
func csvDiff(w io.Writer, d *diagnose.Diff, _ Style) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	rows := [][]string{{"change", "severity", "code", "name", "scope", "certainty", "subject_kind", "subject", "label", "grades", "suppressed", "note"}}
	for _, g := range diffGroups(d) {
		for _, s := range g.list {
			row := cellsOf(strings.ReplaceAll(strings.TrimSuffix(g.word, " there"), " ", "_"), string(s.Severity), s.Code, s.Name, string(s.Scope), string(s.Certainty),
				s.Subject.Kind, s.Subject.ID, s.Subject.Label)
			row = append(row, wholeNumber(s.Grades), map[bool]string{true: "yes"}[s.Suppressed])
			rows = append(rows, append(row, cellsOf(s.Note)...))
		}
	}
	return out.WriteAll(rows)
}

// wholeNumber writes a count, and nothing for one that is not known.
func wholeNumber(m grade.Maybe[int]) string {
	n, ok := m.Get()
	if !ok {
		return ""
	}
	return strconv.Itoa(n)
}
