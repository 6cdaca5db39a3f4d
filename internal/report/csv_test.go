package report

import (
	"bytes"
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
)

// rowsOf reads a table back, by its headings.
func rowsOf(t interface{ Fatal(...any) }, data []byte) []map[string]string {
	records, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = record[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func TestCSVGolden(t *testing.T) {
	write := func(r *diagnose.Report) []byte {
		return render(t, func(b *bytes.Buffer, r *diagnose.Report) error { return csvDiagnosis(b, r, Style{}) }, r)
	}
	golden(t, "csv-names", write(namedReport()))
	golden(t, "csv-hostile", write(hostileReport()))
	golden(t, "csv-clean", write(cleanReport()))
	golden(t, "csv-checks", render(t, func(b *bytes.Buffer, c *diagnose.Checks) error { return csvChecks(b, c, Style{}) }, someChecks()))
}

// TestCSVTellsEveryGrade: a row for each grade of the report, with its cause; no
// cell that a spreadsheet would run, whatever titles and names say.
func TestCSVTellsEveryGrade(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyReport(t)
		formula := oneOf(t, "formula", "=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "\t=1", "＝1", "plain")
		for id := range r.Titles {
			r.Titles[id] = formula
		}
		for i := range r.People {
			r.People[i].Name, r.People[i].Login = formula, formula
		}
		var b bytes.Buffer
		if err := csvDiagnosis(&b, r, Style{}); err != nil {
			t.Fatal(err)
		}
		rows := rowsOf(t, b.Bytes())
		if len(rows) != len(r.Grades) {
			t.Fatalf("%d rows for %d grades", len(rows), len(r.Grades))
		}
		for i, row := range rows {
			if row["verdict"] != string(r.Grades[i].Verdict) || row["cause"] != r.Grades[i].Cause {
				t.Fatalf("row %d is %v, the grade %+v", i, row, r.Grades[i])
			}
			for name, text := range row {
				if isFormula(text) && text != "" {
					t.Fatalf("%s is a formula: %q", name, text)
				}
			}
		}
	})
}

// TestCSVNumbers: scores are written as they are, and one that is not known is
// empty, never zero.
func TestCSVNumbers(t *testing.T) {
	d := newDraft()
	d.row(diagnose.Pair{User: "1", Activity: "2"}, diagnose.Differs, "")
	d.Grades[0].ToolScore, d.Grades[0].LMSScore, d.Grades[0].LMSMax = grade.Known(-1.25), grade.Known(0.0), grade.Maybe[float64]{}
	row := rowsOf(t, render(t, func(b *bytes.Buffer, r *diagnose.Report) error { return csvDiagnosis(b, r, Style{}) }, d.Report))[0]
	for name, want := range map[string]string{"tool_score": "-1.25", "tool_max": "10", "lms_score": "0", "lms_max": "", "cause": "", "name": ""} {
		if row[name] != want {
			t.Errorf("%s is %q, want %q", name, row[name], want)
		}
	}
}

func TestCSVNamesOnlyWhenAsked(t *testing.T) {
	for _, r := range []*diagnose.Report{demoReport(), namedReport()} {
		rows := rowsOf(t, render(t, func(b *bytes.Buffer, r *diagnose.Report) error { return csvDiagnosis(b, r, Style{}) }, r))
		named := slices.ContainsFunc(rows, func(row map[string]string) bool { return row["name"] != "" || row["login"] != "" })
		if want := len(r.People) > 0; named != want {
			t.Errorf("names in the table: %s, want %s", strconv.FormatBool(named), strconv.FormatBool(want))
		}
	}
}

// TestReportsHaveAllForms holds what the commands rely on: the formats that are
// offered everywhere can write everything.
func TestReportsHaveAllForms(t *testing.T) {
	for _, f := range Formats() {
		if f.Reports() {
			for _, name := range []string{"diagnosis", "trace", "checks", "causes", "explain", "relaunch"} {
				if writers(f)[name] == nil {
					t.Errorf("%s is offered everywhere and cannot write %s", f.Name, name)
				}
			}
		}
		if (f.Diagnosis == nil || f.Checks == nil) && f.Card == nil {
			t.Errorf("%s has no form for a diagnosis or for checks", f.Name)
		}
		for name, write := range writers(f) {
			if err := write(io.Discard); err != nil {
				t.Errorf("%s %s: %v", f.Name, name, err)
			}
		}
	}
}
