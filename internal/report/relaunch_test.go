package report

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
)

func noRelaunches() *diagnose.Relaunches {
	return &diagnose.Relaunches{
		Schema: diagnose.RelaunchSchema, Gradesync: "0.1.0", GeneratedAt: time.Date(2026, 11, 21, 18, 30, 0, 0, time.UTC),
		Course: diagnose.CourseName{ID: "5", Code: "CALC101", Title: "Calculus"},
		LMS:    grade.Site{Kind: "moodle", URL: "https://moodle.example.edu", Version: "5.1.3"},
		Tool:   diagnose.ToolSide{Given: true, Sources: []string{"./records"}},
	}
}

func aLink(user, activity, title, cause string) diagnose.Relaunch {
	return diagnose.Relaunch{
		User: user, Activity: activity, Title: title, URL: "https://moodle.example.edu/mod/lti/view.php?id=" + activity,
		Grades: 1, Cause: cause, Certainty: diagnose.Certain, Why: "You opened the activity from another course, so your grade was not passed on.",
		Steps: []string{"Sign in to Moodle and open the activity once by its link in course CALC101; you need not do the work again.",
			"From now on, start from course CALC101 and not from the other one."},
	}
}

// someRelaunches has every kind of link.
func someRelaunches() *diagnose.Relaunches {
	r := noRelaunches()
	whole := aLink("53", "32", "Lab 2 Derivatives", "ID-01")
	whole.Any, whole.Grades, whole.Certainty = true, 12, diagnose.Likely
	whole.Why, whole.Steps = "You signed up with the tool directly.", []string{"Open this activity, or any other of the tool."}
	r.Links = []diagnose.Relaunch{aLink("52", "32", "Lab 2 Derivatives", "LA-02"), aLink("52", "39", "Quiz 1: limits", "LA-02"), whole}
	r.Totals = diagnose.RelaunchTotals{People: 2, Links: 3, Grades: 14}
	stranger, hidden, nowhere := whole, aLink("54", "37", "Lab 3", "LA-02"), aLink("54", "tool:t9", "Lab 9", "LA-02")
	stranger.User = "tool:a7"
	hidden.Obstacle, nowhere.Obstacle, nowhere.URL = diagnose.ObstacleHidden, diagnose.ObstacleNoLink, ""
	r.Unmatched, r.Blocked = []diagnose.Relaunch{stranger}, []diagnose.Relaunch{hidden, nowhere}
	return r
}

func namedRelaunches() *diagnose.Relaunches {
	r := someRelaunches()
	for i := range r.Links {
		l := &r.Links[i]
		l.Name, l.Login, l.Email = "José Ñandú-Œuvre", "s"+l.User, "s"+l.User+"@uni.example"
	}
	r.Unmatched[0].Email = "=HYPERLINK(\"https://evil.example\")"
	return r
}

func relaunchText(t *testing.T, r *diagnose.Relaunches, s Style) []byte {
	t.Helper()
	return render(t, func(b *bytes.Buffer, r *diagnose.Relaunches) error { return textRelaunch(b, r, s) }, r)
}

func TestRelaunchGolden(t *testing.T) {
	partial, untold := noRelaunches(), noRelaunches()
	partial.Partial = true
	untold.Partial, untold.Tool = true, diagnose.ToolSide{}
	golden(t, "relaunch", relaunchText(t, someRelaunches(), Style{}))
	golden(t, "relaunch-40", relaunchText(t, someRelaunches(), Style{Width: 40}))
	golden(t, "relaunch-names", relaunchText(t, namedRelaunches(), Style{Width: 100, With: "--profile autumn", Book: "calc 101.gz"}))
	golden(t, "relaunch-color", relaunchText(t, someRelaunches(), Style{Color: true}))
	golden(t, "relaunch-none", relaunchText(t, noRelaunches(), Style{}))
	golden(t, "relaunch-partial", relaunchText(t, partial, Style{}))
	golden(t, "relaunch-notool", relaunchText(t, untold, Style{}))
	golden(t, "relaunch-csv", relaunchCSV(t, namedRelaunches()))
}

func relaunchCSV(t *testing.T, r *diagnose.Relaunches) []byte {
	t.Helper()
	return render(t, func(b *bytes.Buffer, r *diagnose.Relaunches) error { return csvRelaunch(b, r, Style{}) }, r)
}

// anyRelaunches draws lists of any length and texts of any kind.
func anyRelaunches(t *rapid.T) *diagnose.Relaunches {
	r := noRelaunches()
	text := func(label string, n int) string { return words(n).Draw(t, label) }
	r.Course.Title, r.Partial = text("course", 60), rapid.Bool().Draw(t, "partial")
	draw := func(label string) []diagnose.Relaunch {
		var list []diagnose.Relaunch
		for range rapid.IntRange(0, 6).Draw(t, label) {
			l := aLink(oneOf(t, "user", "a", "b", "tool:c", text("id", 9)), text("activity", 9), text("title", 80), oneOf(t, "cause", "LA-02", "ID-01"))
			l.Name, l.Login, l.Email = text("name", 60), text("login", 30), oneOf(t, "email", "", "+x@uni.example", "=1+1", "＝1", "-x", text("email", 40))
			l.URL = oneOf(t, "url", l.URL, "https://moodle.example.edu/"+text("path", 60))
			l.Why, l.Steps = text("why", 120), []string{text("step", 120), text("step", 20)}
			l.Obstacle = oneOf(t, "obstacle", "", diagnose.ObstacleHidden, diagnose.ObstacleNoLink)
			l.Grades = rapid.IntRange(1, 30).Draw(t, "grades")
			list = append(list, l)
		}
		return list
	}
	r.Links, r.Unmatched, r.Blocked = draw("links"), draw("unmatched"), draw("blocked")
	return r
}

// TestRelaunchTextIsHarmless: lines fit, and no character reaches the terminal that
// it would obey.
func TestRelaunchTextIsHarmless(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, s := anyRelaunches(t), anyStyle(t)
		var b bytes.Buffer
		if err := textRelaunch(&b, r, s); err != nil {
			t.Fatal(err)
		}
		harmless(t, b.String(), s)
	})
}

// TestRelaunchCSV: it reads back as one row a person and link, nothing in it is a
// formula or breaks a line, and who cannot open a link yet is not in it.
func TestRelaunchCSV(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyRelaunches(t)
		var b bytes.Buffer
		if err := csvRelaunch(&b, r, Style{}); err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(b.String(), "\r\n"); n != strings.Count(b.String(), "\n") || n != 1+len(r.Links)+len(r.Unmatched) {
			t.Fatalf("%d rows, want a header and %d\n%q", n, len(r.Links)+len(r.Unmatched), b.String())
		}
		rows, err := csv.NewReader(&b).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(rows[0], ","); got != "user,name,login,email,activity,title,url,why,steps,cause" {
			t.Fatalf("header %q", got)
		}
		for i, l := range slices.Concat(r.Links, r.Unmatched) {
			for j, cell := range rows[i+1] {
				if strings.HasPrefix(cell, "=") || strings.HasPrefix(cell, "+") || strings.HasPrefix(cell, "-") || strings.HasPrefix(cell, "@") ||
					strings.ContainsFunc(cell, unicode.IsControl) {
					t.Fatalf("row %d, %s: %q", i, rows[0][j], cell)
				}
			}
			if got := strings.TrimPrefix(rows[i+1][1], "'"); got != strings.TrimPrefix(clean(l.Name), "'") || rows[i+1][9] != l.Cause {
				t.Fatalf("row %d is %q, want %q", i, rows[i+1], fmt.Sprint(l))
			}
		}
	})
}

// TestRelaunchJSONIsWhole: lists are never null, and the schema knows every word.
func TestRelaunchJSONIsWhole(t *testing.T) {
	got := render(t, func(b *bytes.Buffer, r *diagnose.Relaunches) error { return jsonRelaunch(b, r, Style{}) },
		&diagnose.Relaunches{Links: []diagnose.Relaunch{{}}})
	if bytes.Contains(got, []byte("null")) {
		t.Errorf("null in\n%s", got)
	}
	schema := schemaOf(t, "relaunch")
	for name, change := range map[string]func(*diagnose.Relaunches){
		"schema":      func(r *diagnose.Relaunches) { r.Schema = "gradesync.relaunch/v2" },
		"no user":     func(r *diagnose.Relaunches) { r.Links[0].User = "" },
		"cause":       func(r *diagnose.Relaunches) { r.Links[0].Cause = "la2" },
		"certainty":   func(r *diagnose.Relaunches) { r.Links[0].Certainty = "maybe" },
		"no grade":    func(r *diagnose.Relaunches) { r.Links[0].Grades = 0 },
		"count":       func(r *diagnose.Relaunches) { r.Totals.People = -1 },
		"obstacle":    func(r *diagnose.Relaunches) { r.Blocked[0].Obstacle = "rain" },
		"no obstacle": func(r *diagnose.Relaunches) { r.Blocked[0].Obstacle = "" },
		"blocked":     func(r *diagnose.Relaunches) { r.Links[0].Obstacle = diagnose.ObstacleHidden },
		"known":       func(r *diagnose.Relaunches) { r.Unmatched[0].User = "51" },
		"no link":     func(r *diagnose.Relaunches) { r.Links[0].URL = "" },
	} {
		r := someRelaunches()
		change(r)
		data := render(t, func(b *bytes.Buffer, r *diagnose.Relaunches) error { return jsonRelaunch(b, r, Style{}) }, r)
		if schema.Validate(decoded(t, data)) == nil {
			t.Errorf("a wrong %s passes", name)
		}
	}
}

// TestRelaunchSuggested: a diagnosis names the command when a learner must act, and
// only then.
func TestRelaunchSuggested(t *testing.T) {
	r := demoReport()
	if got := diagnosisText(t, r, Style{}); !strings.Contains(got, "gradesync relaunch --course CALC101") {
		t.Errorf("no relaunch in\n%s", got)
	}
	r.Causes = slices.DeleteFunc(r.Causes, func(c diagnose.Cause) bool { return c.ByLaunch() })
	if diff := cmp.Diff(false, strings.Contains(diagnosisText(t, r, Style{}), "gradesync relaunch")); diff != "" {
		t.Error("relaunch is suggested though no learner must act")
	}
}
