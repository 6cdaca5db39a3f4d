package report

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/resync"
)

func noPlan() *resync.Document {
	return &resync.Document{
		Schema: resync.Schema, Gradesync: "0.1.0", GeneratedAt: time.Date(2026, 11, 21, 18, 30, 0, 0, time.UTC),
		Course: diagnose.CourseName{ID: "5", Code: "CALC101", Title: "Calculus"},
		LMS:    grade.Site{Kind: "moodle", URL: "https://moodle.example.edu", Version: "5.1.3"},
		Plan:   []resync.Entry{}, Titles: map[string]string{},
	}
}

// plan adds rows for users from..to of one activity.
func plan(d *resync.Document, from, to int, e resync.Entry) {
	for u := from; u <= to; u++ {
		e.User = strconv.Itoa(u)
		d.Plan = append(d.Plan, e)
	}
	d.Titles[e.Activity] = map[string]string{"36": "Lab 2 Derivatives", "37": "Lab 3 Hidden activity", "39": "Quiz 1: limits"}[e.Activity]
	d.Totals = totalsOf(d.Plan)
}

func totalsOf(entries []resync.Entry) (t resync.Totals) {
	for _, e := range entries {
		if e.Action == resync.Skip {
			t.Skip++
			continue
		}
		t.Send++
		switch e.Outcome {
		case resync.Confirmed:
			t.Confirmed++
		case resync.AcceptedNotShown:
			t.AcceptedNotShown++
		case resync.Refused:
			t.Refused++
		case resync.InDoubt:
			t.InDoubt++
		}
	}
	return t
}

// sending is a row that is sent, skipped one that is not.
func sending(activity, cause, reason string) resync.Entry {
	return resync.Entry{
		Activity: activity, Action: resync.Send, Route: resync.RouteAGS, Cause: cause, Reason: reason,
		New: grade.Known(8.0), Max: grade.Known(10.0),
	}
}

func skipped(activity, cause, reason string) resync.Entry {
	e := sending(activity, cause, reason)
	e.Action, e.Route = resync.Skip, ""
	return e
}

func from(old float64, e resync.Entry) resync.Entry {
	e.Old, e.OldMax = grade.Known(old), grade.Known(10.0)
	return e
}

// somePlan has every kind of row that a plan can have.
func somePlan() *resync.Document {
	d := noPlan()
	const unreachable = "the LMS was unreachable when the tool sent it; sending it again cures that"
	plan(d, 52, 54, sending("36", "TR-03", unreachable))
	plan(d, 55, 55, from(20.0/3, sending("36", "TR-03", unreachable)))
	plan(d, 61, 61, sending("36", "", "nothing known stands in its way any more"))
	legacy := sending("39", "", "nothing known stands in its way any more")
	legacy.Route = resync.RouteLTI11
	plan(d, 52, 53, legacy)
	plan(d, 51, 79, skipped("37", "LI-02", "the activity is not published (LI-02): a teacher must publish it first"))
	plan(d, 70, 70, from(9, skipped("36", "", "it would lower the grade from 9 / 10 to 8 / 10: --allow-lower sends it all the same")))
	plan(d, 71, 71, from(9.5, skipped("36", "", "it would lower the grade from 9.5 / 10 to 8 / 10: --allow-lower sends it all the same")))
	plan(d, 72, 72, from(3, skipped("39", "GB-03", "a person set this grade in the gradebook: --overwrite-manual sends the tool's score all the same")))
	plan(d, 80, 80, skipped("39", "LA-01", "nobody opened the link from the course yet: gradesync relaunch")) // the learner's own
	return d
}

// appliedPlan is what became of it.
func appliedPlan() *resync.Document {
	d := somePlan()
	d.Applied = true
	for i := range d.Plan {
		if e := &d.Plan[i]; e.Action == resync.Send {
			e.Outcome, e.Attempts = resync.Confirmed, 1
		}
	}
	refused, kept, lost := &d.Plan[0], &d.Plan[4], &d.Plan[5]
	refused.Outcome, refused.Cause, refused.Answer = resync.Refused, "ID-05", "404 No such user in the context"
	refused.Reason = "the LMS says that this person is not in the course any more"
	kept.Outcome, kept.Cause, kept.Attempts = resync.AcceptedNotShown, "AC-06", 3
	kept.Reason = "the LMS took it, and shows none: the cell is locked"
	lost.Outcome, lost.Reason, lost.Answer = resync.InDoubt, "no answer came, and the gradebook could not be read", "no answer"
	d.Plan[6].Attempts = 0
	d.Totals = totalsOf(d.Plan)
	return d
}

// longPlan has more rows than a page should show.
func longPlan() *resync.Document {
	d := noPlan()
	plan(d, 100, 400, sending("36", "TR-03", "the LMS was unreachable when the tool sent it; sending it again cures that"))
	plan(d, 100, 103, from(5, sending("39", "TR-03", "the LMS was unreachable when the tool sent it; sending it again cures that")))
	return d
}

// stoppedPlan ended before its end.
func stoppedPlan() *resync.Document {
	d := noPlan()
	d.Applied, d.Stopped = true, "the first 20 scores were all refused for one reason: the token was refused (TK-04). Put the key right and run the same command again."
	refused := sending("36", "TK-04", "the LMS refused the token")
	refused.Outcome, refused.Attempts, refused.Answer = resync.Refused, 1, "401 invalid_client"
	plan(d, 52, 71, refused)
	plan(d, 72, 90, skipped("36", "TK-04", "not sent, since sending was stopped"))
	return d
}

func resyncText(t *testing.T, d *resync.Document, s Style) []byte {
	t.Helper()
	return render(t, func(b *bytes.Buffer, d *resync.Document) error { return textResync(b, d, s) }, d)
}

func namedPlan() *resync.Document {
	d := somePlan()
	d.People = []diagnose.PersonName{{User: "52", Name: "José Ñandú-Œuvre", Login: "s52"}, {User: "53", Name: "=HYPERLINK(\"x\")"}}
	return d
}

func TestResyncGolden(t *testing.T) {
	done, partial := noPlan(), noPlan()
	partial.Partial = true
	plan(done, 52, 54, sending("36", "", "nothing known stands in its way any more"))
	done.Applied = true
	for i := range done.Plan {
		done.Plan[i].Outcome, done.Plan[i].Attempts = resync.Confirmed, 1
	}
	done.Totals = totalsOf(done.Plan)
	golden(t, "resync", resyncText(t, somePlan(), Style{Same: "--activity 36"}))
	golden(t, "resync-60", resyncText(t, somePlan(), Style{Width: 60}))
	golden(t, "resync-40", resyncText(t, somePlan(), Style{Width: 40}))
	golden(t, "resync-names", resyncText(t, namedPlan(), Style{Width: 120, With: "--profile autumn", Book: "calc 101.gz"}))
	golden(t, "resync-color", resyncText(t, appliedPlan(), Style{Color: true}))
	golden(t, "resync-applied", resyncText(t, appliedPlan(), Style{}))
	golden(t, "resync-done", resyncText(t, done, Style{}))
	golden(t, "resync-long", resyncText(t, longPlan(), Style{}))
	golden(t, "resync-stopped", resyncText(t, stoppedPlan(), Style{}))
	golden(t, "resync-none", resyncText(t, noPlan(), Style{}))
	golden(t, "resync-partial", resyncText(t, partial, Style{}))
	golden(t, "resync-csv", resyncCSV(t, namedPlan()))
	golden(t, "resync-csv-applied", resyncCSV(t, appliedPlan()))
}

func resyncCSV(t *testing.T, d *resync.Document) []byte {
	t.Helper()
	return render(t, func(b *bytes.Buffer, d *resync.Document) error { return csvResync(b, d, Style{}) }, d)
}

// anyPlan draws plans of any length and texts of any kind.
func anyPlan(t *rapid.T) *resync.Document {
	d := noPlan()
	text := func(label string, n int) string { return words(n).Draw(t, label) }
	d.Course.Title, d.Partial, d.Applied = text("course", 60), rapid.Bool().Draw(t, "partial"), rapid.Bool().Draw(t, "applied")
	if d.Applied {
		d.Stopped = text("stopped", 80)
	}
	points := func(label string) grade.Maybe[float64] {
		if rapid.Bool().Draw(t, label+" known") {
			return grade.Known(rapid.Float64Range(0, 1e6).Draw(t, label))
		}
		return grade.Maybe[float64]{}
	}
	for range rapid.IntRange(0, 60).Draw(t, "rows") {
		e := resync.Entry{
			User: text("user", 9), Activity: oneOf(t, "activity", "1", "2", text("id", 9)),
			Action: oneOf(t, "action", resync.Send, resync.Skip), Cause: oneOf(t, "cause", "", "LI-02", "LA-01"),
			Reason: oneOf(t, "reason", "", "it is lower, 9 → 8; --allow-lower sends it", "locked by --overwrite-manual", text("why", 120)),
			Old:    points("old"), OldMax: points("old max"), New: points("new"), Max: points("max"), Answer: text("answer", 250),
		}
		if e.Action == resync.Send {
			e.Route = oneOf(t, "route", resync.RouteAGS, resync.RouteLTI11)
		}
		if d.Applied && e.Action == resync.Send {
			e.Outcome = oneOf(t, "outcome", resync.Confirmed, resync.Refused, resync.AcceptedNotShown, resync.InDoubt)
			e.Attempts = rapid.IntRange(0, 9).Draw(t, "attempts")
		}
		d.Plan = append(d.Plan, e)
		d.Titles[e.Activity] = text("title", 80)
		d.People = append(d.People, diagnose.PersonName{User: e.User, Name: text("name", 60)})
	}
	d.Totals = totalsOf(d.Plan)
	return d
}

// TestResyncTextIsHarmless: lines fit, and no character reaches the terminal that
// it would obey.
func TestResyncTextIsHarmless(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, s := anyPlan(t), anyStyle(t)
		var b bytes.Buffer
		if err := textResync(&b, d, s); err != nil {
			t.Fatal(err)
		}
		harmless(t, b.String(), s)
	})
}

// TestResyncCSV: it reads back as one row a grade, and nothing in it is a formula
// or breaks a line.
func TestResyncCSV(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyPlan(t)
		var b bytes.Buffer
		if err := csvResync(&b, d, Style{}); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&b).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) != 1+len(d.Plan) {
			t.Fatalf("%d rows, want a header and %d", len(rows), len(d.Plan))
		}
		for i, e := range d.Plan {
			row := rows[i+1]
			for j, cell := range row {
				if isFormula(cell) || strings.ContainsFunc(cell, unicode.IsControl) {
					t.Fatalf("row %d, %s: %q", i, rows[0][j], cell)
				}
			}
			if row[4] != string(e.Action) || row[11] != e.Cause || row[12] != string(e.Outcome) {
				t.Fatalf("row %d is %q, want %q", i, row, fmt.Sprint(e))
			}
			for j, m := range map[int]grade.Maybe[float64]{7: e.Old, 8: e.OldMax, 9: e.New, 10: e.Max} {
				back, err := strconv.ParseFloat(row[j], 64)
				if want, known := m.Get(); known != (err == nil) || known && back != want {
					t.Fatalf("row %d, %s: %q, want %v", i, rows[0][j], row[j], m)
				}
			}
		}
	})
}

// TestResyncAddsUp: the counts of the verdict are those of the totals, and every
// fate that occurs has a section.
func TestResyncAddsUp(t *testing.T) {
	d := appliedPlan()
	got := string(resyncText(t, d, Style{}))
	for _, want := range []string{
		"4 of 7 scores are confirmed, 1 was refused, 1 was taken but is not shown and 1 is in doubt; 33 grades are", "REFUSED ", "NOT SHOWN ",
		"IN DOUBT ", "CONFIRMED ", "Left out\n", "was there already: not sent", "after 3 sends", "404 No such user",
	} {
		if !strings.Contains(strings.ReplaceAll(got, "\n", " "), strings.TrimSuffix(want, "\n")) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if strings.Contains(got, "SEND") || strings.Contains(got, "Nothing is sent yet") {
		t.Errorf("an applied plan speaks of what is to come:\n%s", got)
	}
}

// TestResyncSchemaRefusesWrongWords: the schema knows every word.
func TestResyncSchemaRefusesWrongWords(t *testing.T) {
	change := map[string]func(d *resync.Document){
		"action":          func(d *resync.Document) { d.Plan[0].Action = "resend" },
		"route":           func(d *resync.Document) { d.Plan[0].Route = "pigeon" },
		"missing route":   func(d *resync.Document) { d.Plan[0].Route = "" },
		"outcome":         func(d *resync.Document) { d.Plan[0].Outcome = "lost" },
		"missing outcome": func(d *resync.Document) { d.Plan[0].Outcome = "" },
		"cause":           func(d *resync.Document) { d.Plan[0].Cause = "li2" },
		"reason":          func(d *resync.Document) { d.Plan[0].Reason = "" },
		"user":            func(d *resync.Document) { d.Plan[0].User = "" },
		"score":           func(d *resync.Document) { d.Plan[0].New = grade.Maybe[float64]{} },
		"count":           func(d *resync.Document) { d.Totals.Refused = -1 },
		"schema":          func(d *resync.Document) { d.Schema = "gradesync.resync/v2" },
	}
	schema := schemaOf(t, "resync")
	for name, f := range change {
		d := appliedPlan()
		f(d)
		data := render(t, func(b *bytes.Buffer, d *resync.Document) error { return jsonResync(b, d, Style{}) }, d)
		if schema.Validate(decoded(t, data)) == nil {
			t.Errorf("a wrong %s passes", name)
		}
	}
}
