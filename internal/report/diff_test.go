package report

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
)

func someDiff() *diagnose.Diff {
	noon := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	activity := func(id, title string) diagnose.Subject {
		return diagnose.Subject{Kind: "activity", ID: id, Label: title}
	}
	d := &diagnose.Diff{
		Schema: diagnose.DiffSchema, Gradesync: "0.1.0", Course: diagnose.CourseName{ID: "5", Code: "CALC101", Title: "Calculus"},
		LMS:     grade.Site{Kind: "moodle", URL: "https://moodle.example.edu", Version: "5.1.3"},
		Reports: []diagnose.DiffInput{{File: "mon.json", GeneratedAt: noon.AddDate(0, 0, -2), Gradesync: "0.1.0"}, {File: "tue.json", GeneratedAt: noon.AddDate(0, 0, -1), Gradesync: "0.1.0"}, {File: "wed.json", GeneratedAt: noon, Gradesync: "0.1.0"}},
		New: []diagnose.Sighting{
			sighting("LI-02", "activity not published", diagnose.SeverityError, activity("37", "Lab 3"), 33),
			sighting("LA-02", "launched from another course", diagnose.SeverityError, gradeSubject("51", "32", "Lab 2"), 1),
			sighting("LA-02", "launched from another course", diagnose.SeverityError, gradeSubject("52", "32", "Lab 2"), 1),
			sighting("SC-01", "no attempt", diagnose.SeverityInfo, gradeSubject("53", "32", "Lab 2"), 1),
		},
		Fixed:         []diagnose.Sighting{sighting("TK-03", "certificate not trusted", diagnose.SeverityError, diagnose.Subject{Kind: "connection", ID: "gslab", Label: "gslab"}, 12)},
		Still:         []diagnose.Sighting{sighting("ID-01", "account not connected to the LMS", diagnose.SeverityError, diagnose.Subject{Kind: "user", ID: "53", Label: "53"}, 5)},
		Reopened:      []diagnose.Sighting{sighting("GB-02", "column hidden", diagnose.SeverityWarning, activity("41", "Lab 5"), 8)},
		NotComparable: []diagnose.Sighting{sighting("AC-02", "course has ended", diagnose.SeverityError, diagnose.Subject{Kind: "course", ID: "5", Label: "CALC101"}, 3)},
		Stale:         []diagnose.Sighting{sighting("LI-01", "no column in the gradebook", diagnose.SeverityError, activity("99", "=Old lab"), 2)},
	}
	d.Still[0].Suppressed = true
	d.New[0].Note = "only warning before"
	d.NotComparable[0].Note = "the cause could not be checked now: no dates"
	d.Stale[0].Note = "the activity is no longer in the course"
	d.Fixed[0].Grades = grade.Maybe[int]{}
	d.Totals = diagnose.DiffTotals{New: 4, Fixed: 1, Still: 1, Reopened: 1, NotComparable: 1, Stale: 1}
	return d
}

func hostileDiff() *diagnose.Diff {
	d := someDiff()
	d.Partial = true
	d.Course.Title = "\x1b[31mred\x1b[0m <script>"
	d.New[0].Subject.Label = "Lab \u202e3 | @everyone\n# All well"
	d.New[1].Subject.Label = "=cmd()\x07"
	d.Reports[0].File = "a`b\x1b[2J.json"
	return d
}

func noDiff() *diagnose.Diff {
	d := someDiff()
	return &diagnose.Diff{Schema: d.Schema, Gradesync: d.Gradesync, Course: d.Course, LMS: d.LMS, Reports: d.Reports[:2]}
}

func TestDiffGolden(t *testing.T) {
	for name, d := range map[string]*diagnose.Diff{"": someDiff(), "-hostile": hostileDiff(), "-none": noDiff()} {
		for _, f := range Formats() {
			if f.Diff != nil {
				golden(t, "diff-"+f.Name+name, render(t, func(b *bytes.Buffer, d *diagnose.Diff) error { return f.Diff(b, d, Style{}) }, d))
			}
		}
	}
	golden(t, "diff-text-40", render(t, func(b *bytes.Buffer, d *diagnose.Diff) error { return textDiff(b, d, Style{Width: 40}) }, someDiff()))
	golden(t, "diff-text-verbose", render(t, func(b *bytes.Buffer, d *diagnose.Diff) error { return textDiff(b, d, Style{Verbose: 2}) }, someDiff()))
}

// TestDiffIsHarmless: nothing of a title reaches a terminal, a ticket or a spreadsheet
// as a command.
func TestDiffIsHarmless(t *testing.T) {
	for _, f := range Formats() {
		if f.Diff == nil {
			continue
		}
		got := string(render(t, func(b *bytes.Buffer, d *diagnose.Diff) error { return f.Diff(b, d, Style{}) }, hostileDiff()))
		if strings.ContainsAny(got, "\x1b\x07\u202e") {
			t.Errorf("%s: %q", f.Name, got)
		}
		if f.Name == "markdown" && (strings.Contains(got, "<script>") || strings.Contains(got, "\n# All")) {
			t.Errorf("mark-up passes: %s", got)
		}
		if f.Name == "csv" && (strings.Contains(got, ",=") || strings.Contains(got, "\n=")) {
			t.Errorf("a formula passes: %s", got)
		}
	}
}
