package report

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
)

func sighting(code, name string, severity diagnose.Severity, s diagnose.Subject, grades int) diagnose.Sighting {
	scope := map[string]diagnose.Scope{"activity": diagnose.ScopeActivity, "user": diagnose.ScopeUser, "grade": diagnose.ScopeGrade,
		"course": diagnose.ScopeCourse, "connection": diagnose.ScopeConnection}[s.Kind]
	return diagnose.Sighting{Code: code, Name: name, Severity: severity, Scope: scope, Certainty: diagnose.Certain, Subject: s, Grades: grade.Known(grades)}
}

func gradeSubject(user, activity, title string) diagnose.Subject {
	return diagnose.Subject{Kind: "grade", ID: user + "/" + activity, Label: user + ", " + title}
}

// apartReport has something of everything that is set apart: what is suppressed in
// every way, and a baseline with each of its lists.
func apartReport() *diagnose.Report {
	r := demoReport()
	own := &r.Causes[0]
	r.Suppressed = []diagnose.Suppressed{
		{Code: own.Code, Subject: "Lab 3", Until: "2026-12-31", Reason: "opens with the exam", From: ".gradesync-ignore:2:1",
			State: diagnose.SuppressionApplied, Causes: []diagnose.Cause{*own}},
		{Code: "GB-02", Reason: "suppressed on the command line", From: "--suppress", State: diagnose.SuppressionApplied, Causes: []diagnose.Cause{}},
		{Code: "TR-03", Until: "2026-11-01", Reason: "the LMS moves", From: ".gradesync-ignore:3:1", State: diagnose.SuppressionExpired,
			Note: "its last day was 2026-11-01", Causes: []diagnose.Cause{}},
	}
	r.Totals.Suppressed = own.Explains
	known := r.Causes[1]
	r.Causes = r.Causes[2:]
	r.Totals.Known = known.Explains
	r.Baseline = &diagnose.Baseline{
		GeneratedAt: time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC),
		Known: []diagnose.Sighting{
			sighting(known.Code, known.Name, diagnose.SeverityError, diagnose.Subject{Kind: "user", ID: "53", Label: "53"}, 5),
			sighting(known.Code, known.Name, diagnose.SeverityError, diagnose.Subject{Kind: "user", ID: "58", Label: "58"}, 5),
		},
		Fixed: []diagnose.Sighting{
			sighting("TR-03", "the LMS was down", diagnose.SeverityError, gradeSubject("51", "32", "Lab 2"), 1),
			sighting("TR-03", "the LMS was down", diagnose.SeverityError, gradeSubject("52", "32", "Lab 2"), 1),
			sighting("TR-03", "the LMS was down", diagnose.SeverityError, gradeSubject("52", "37", "Lab 3"), 1),
		},
		Reopened:      []diagnose.Sighting{sighting("LI-02", "activity not published", diagnose.SeverityError, diagnose.Subject{Kind: "activity", ID: "31", Label: "Lab 1"}, 2)},
		NotComparable: []diagnose.Sighting{sighting("LA-02", "launched from another course", diagnose.SeverityError, gradeSubject("61", "31", "Lab 1"), 1)},
		Stale:         []diagnose.Sighting{sighting("LI-02", "activity not published", diagnose.SeverityError, diagnose.Subject{Kind: "activity", ID: "99", Label: "Old lab"}, 12)},
	}
	r.Baseline.NotComparable[0].Note = "the cause could not be checked now: no launch records"
	r.Baseline.Stale[0].Note = "the activity is no longer in the course"
	return r
}

func TestSetApartGolden(t *testing.T) {
	for _, f := range Formats() {
		if f.Diagnosis == nil || f.Name == "html" || f.Name == "text" || f.Name == "markdown" {
			continue // these have goldens of every case
		}
		golden(t, "apart-"+f.Name, render(t, func(b *bytes.Buffer, r *diagnose.Report) error { return f.Diagnosis(b, r, Style{}) }, apartReport()))
	}
	golden(t, "apart-verbose", []byte(diagnosisText(t, apartReport(), Style{Verbose: 1})))
}

// TestSetApartIsTold: every format names what is suppressed, and why.
func TestSetApartIsTold(t *testing.T) {
	for _, f := range Formats() {
		if f.Diagnosis == nil {
			continue
		}
		got := string(render(t, func(b *bytes.Buffer, r *diagnose.Report) error { return f.Diagnosis(b, r, Style{}) }, apartReport()))
		for _, word := range []string{"LI-02", "opens with the exam"} {
			if !strings.Contains(strings.Join(strings.Fields(got), " "), word) {
				t.Errorf("%s does not tell %q", f.Name, word)
			}
		}
	}
}

func TestSuppressedInSARIF(t *testing.T) {
	var log sarifLog
	data := render(t, func(b *bytes.Buffer, r *diagnose.Report) error { return sarifDiagnosis(b, r, Style{}) }, apartReport())
	if err := json.Unmarshal(data, &log); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, r := range log.Runs[0].Results {
		if n += len(r.Suppressions); len(r.Suppressions) > 0 && (r.RuleID != "LI-02" || !strings.Contains(r.Suppressions[0].Justification, "opens with")) {
			t.Errorf("%+v", r)
		}
	}
	if n != 1 {
		t.Errorf("%d suppressions", n)
	}
}

// TestSetApartInTheMap: a cell of the map points at its cause, whichever list that
// stands in.
func TestSetApartInTheMap(t *testing.T) {
	r := apartReport()
	g := newGrid(r)
	page := string(htmlOf(t, r))
	for _, k := range g.kinds {
		if k.verdict != diagnose.Missing {
			continue
		}
		if k.cause < 0 {
			continue // the two that nothing explains
		}
		if id := `id="cause-` + wholeNumber(grade.Known(k.cause)) + `"`; strings.Count(page, id) != 1 {
			t.Errorf("%s of %s is there %d times", id, g.causes[k.cause].Code, strings.Count(page, id))
		}
	}
	var codes []string
	for _, c := range g.causes {
		codes = append(codes, c.Code)
	}
	if got := strings.Join(codes, " "); !strings.Contains(got, "LI-02") || !strings.Contains(got, "ID-01") {
		t.Errorf("causes of the map: %s", got)
	}
}

func TestVerdictWithSetApart(t *testing.T) {
	for want, totals := range map[string]diagnose.Totals{
		"3 of 9 grades did not arrive; 3 are suppressed.":                                                     {Missing: 3, Suppressed: 3},
		"1 of 9 grades did not arrive; 1 is suppressed.":                                                      {Missing: 1, Suppressed: 1},
		"3 of 9 grades did not arrive; 1 is suppressed and 2 are known from the baseline.":                    {Missing: 3, Suppressed: 1, Known: 2},
		"3 of 9 grades did not arrive; 1 is suppressed, and no known cause explains the other 2.":             {Missing: 3, Suppressed: 1, Unexplained: 2},
		"3 of 9 grades did not arrive; 2 are known from the baseline, and no known cause explains the other.": {Missing: 3, Known: 2, Unexplained: 1},
	} {
		d := newDraft()
		totals.Expected, totals.Arrived = 9, 9-totals.Missing
		d.Totals = totals
		if got := strings.Join(strings.Fields(diagnosisText(t, d.Report, Style{Width: 100})), " "); !strings.Contains(got, want) {
			t.Errorf("want %q in\n%s", want, got)
		}
	}
}
