package report

import (
	"encoding/csv"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gradesync/gradesync/internal/diagnose"
)

func csvFormat() Format {
	return Format{
		Name: "csv", Doc: "for a spreadsheet or a mail merge: one row a grade, a check, a course, an enrolment, a person and link",
		Diagnosis: csvDiagnosis, Checks: csvChecks, Relaunch: csvRelaunch, Resync: csvResync, Courses: csvCourses, Card: csvCard,
		Diff: csvDiff,
	}
}

// csvRelaunch writes one row a person and link, in the form of RFC 4180. Links
// that cannot be opened yet are left out: nobody should get a mail about them.
func csvRelaunch(w io.Writer, r *diagnose.Relaunches, _ Style) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	rows := [][]string{{"user", "name", "login", "email", "activity", "title", "url", "why", "steps", "cause"}}
	for _, l := range slices.Concat(r.Links, r.Unmatched) {
		rows = append(rows, cellsOf(l.User, l.Name, l.Login, l.Email, l.Activity, l.Title, l.URL, l.Why, strings.Join(l.Steps, " "), l.Cause))
	}
	return out.WriteAll(rows)
}

// cellsOf makes texts from outside harmless in a spreadsheet.
func cellsOf(texts ...string) []string {
	cells := make([]string, 0, len(texts))
	for _, text := range texts {
		text = clean(text)
		if isFormula(text) {
			text = "'" + text
		}
		cells = append(cells, text)
	}
	return cells
}

// isFormula reports whether a spreadsheet would take a cell for a formula. Some
// take the wide forms of the signs as well.
func isFormula(cell string) bool {
	first, _ := utf8.DecodeRuneInString(cell)
	return strings.ContainsRune("=+-@＝＋－＠", first)
}
