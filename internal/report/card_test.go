package report

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/pull"
	"github.com/gradesync/gradesync/internal/store"
)

var pulledAt = time.Date(2026, 11, 21, 18, 18, 0, 0, time.UTC)

// someBook has a course with everything that a report card can tell apart.
func someBook() *grade.Book {
	yes, no := grade.Known(true), grade.Known(false)
	column := func(id, title, category string, change func(*grade.Activity)) grade.Activity {
		a := grade.Activity{ID: id, Title: title, Kind: "lti", Visible: yes, Graded: yes, LineItem: &grade.LineItem{
			ID: id, Max: grade.Known(10.0), Type: grade.Known(grade.Points), Category: grade.Known(category)}}
		if change != nil {
			change(&a)
		}
		return a
	}
	person := func(id, name string, state grade.EnrolmentState, listed bool) grade.Learner {
		return grade.Learner{ID: id, Name: name, Login: "s" + id, SISID: "sis-" + id, Listed: grade.Known(listed),
			Enrolments: []grade.Enrolment{{Role: "student", Kind: grade.RoleLearner, State: grade.Known(state)}}}
	}
	score := func(learner, activity string, points float64, change func(*grade.Result)) grade.Result {
		r := grade.Result{Learner: learner, Activity: activity, Score: grade.Known(points), GradedAt: grade.Known(time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC))}
		if change != nil {
			change(&r)
		}
		return r
	}
	none := func(learner, activity string) grade.Result {
		return grade.Result{Learner: learner, Activity: activity, Empty: true, SubmittedAt: grade.Known(time.Time{})}
	}
	b := &grade.Book{
		LMS: grade.Site{Kind: "moodle", URL: "https://moodle.example.edu", Version: "5.1.3"}, AskedAt: pulledAt,
		Course: grade.Course{ID: "5", Code: "CALC101", Title: "Calculus", Number: "26-CALC-1"},
		Activities: []grade.Activity{
			column("31", "Lab 1 Limits", "7", func(a *grade.Activity) {
				a.OpensAt = grade.Known(time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC))
				a.ClosesAt = grade.Known(time.Date(2026, 10, 8, 20, 0, 0, 0, time.UTC))
			}),
			column("32", "Lab 2 Derivatives", "7", nil),
			column("33", "Quiz: =cmd|' /C calc'!A0", "", func(a *grade.Activity) { a.LineItem.Hidden = yes }),
			column("34", "Essay", "", func(a *grade.Activity) { a.Visible = no }),
			column("35", "Attitude", "", func(a *grade.Activity) { a.LineItem.Type = grade.Known(grade.Scale) }),
			column("36", "Bonus", "", func(a *grade.Activity) { a.Kind = "column" }),
			{ID: "37", Title: "Syllabus", Kind: "lti", Visible: yes, Graded: no},
		},
		Categories: []grade.Category{{ID: "7", Title: "Labs"}, {ID: "8"}},
		Learners: []grade.Learner{
			person("52", "Ada Lovelace", grade.EnrolmentActive, true), person("101", "José Ñandú", grade.EnrolmentActive, true),
			person("60", "Grace Hopper", grade.EnrolmentInactive, false), person("61", "Not Listed", grade.EnrolmentActive, false),
		},
		Results: []grade.Result{
			score("52", "31", 8, nil), none("52", "32"), score("52", "33", 3.5, func(r *grade.Result) { r.Hidden = yes }), none("52", "34"),
			score("52", "35", 2, nil), score("52", "36", 1, func(r *grade.Result) { r.Overridden = yes }),
			score("101", "31", 0, nil), {Learner: "101", Activity: "32", Empty: true, Excused: yes},
			{Learner: "101", Activity: "33", Empty: true, SubmittedAt: grade.Known(pulledAt)}, score("101", "34", 10, func(r *grade.Result) { r.Stale = yes }),
			none("101", "35"), none("101", "36"), score("90", "31", 5, nil),
		},
		Totals: []grade.Total{
			{Learner: "52", Score: grade.Known(76.4), Max: grade.Known(100.0), Percent: grade.Known(76.4), Letter: grade.Known("B"), Hidden: no},
			{Learner: "52", Category: "7", Score: grade.Known(8.0), Max: grade.Known(20.0), Percent: grade.Known(40.0), Letter: grade.Known("")},
			{Learner: "101", Empty: true}, {Learner: "101", Category: "7", Empty: true},
		},
		Completions: []grade.Completion{
			{Learner: "52", Activity: "31", State: grade.CompletionComplete}, {Learner: "52", Activity: "32", State: grade.CompletionComplete},
			{Learner: "101", Activity: "31", State: grade.CompletionFailed},
		},
		Gaps: []grade.Gap{{Fact: grade.FactResultTime, What: "times", Class: grade.Unsupported, Reason: "Moodle does not tell"}},
	}
	return b
}

// keptCourse is that course as a store keeps it.
func keptCourse(b *grade.Book) *pull.Kept {
	u := store.UpdateOf(b)
	gone := store.Enrolment{Learner: "48", Name: "Alan Turing", Kind: grade.RoleLearner, Gone: pulledAt.AddDate(0, 0, -3),
		Complete: grade.Known(62.5), Graded: grade.Known(5), Counted: grade.Known(8), Percent: grade.Known(60.0)}
	return &pull.Kept{
		Course: store.Course{ID: "5", Code: "CALC101", Title: "Calculus", State: store.CourseOpen,
			Pull: store.Pull{Tried: pulledAt, Succeeded: pulledAt, Whole: pulledAt.Add(-time.Hour)}},
		Book: b, People: append(u.Enrolments, gone), States: []store.StateChange{{At: pulledAt.AddDate(0, -1, 0), To: store.CourseOpen}},
	}
}

func cardOptions() pull.CardOptions {
	return pull.CardOptions{Version: "0.1.0", Now: pulledAt.Add(12 * time.Minute)}
}

func someCard(change ...func(*pull.CardOptions)) *pull.Card {
	o := cardOptions()
	for _, f := range change {
		f(&o)
	}
	return keptCourse(someBook()).Card(o)
}

func why(o *pull.CardOptions)       { o.Why = true }
func withNames(o *pull.CardOptions) { o.Names = true }
func only(users ...string) func(*pull.CardOptions) {
	return func(o *pull.CardOptions) { o.Users = users }
}

// failingCard is of a course that is gone, in an LMS that refuses the token.
func failingCard() *pull.Card {
	k := keptCourse(someBook())
	k.Course.State, k.Course.Pull.Succeeded = store.CourseDeleted, pulledAt.AddDate(0, 0, -9)
	k.States = append(k.States, store.StateChange{At: pulledAt.AddDate(0, 0, -8), To: store.CourseDeleted})
	k.List = store.Pull{Failures: 3, FailingSince: pulledAt.Add(-6 * time.Hour), Class: "auth", Reason: "the token is not known", NotBefore: pulledAt}
	return k.Card(cardOptions())
}

// bareCard is of an LMS that tells next to nothing.
func bareCard() *pull.Card {
	b := someBook()
	b.Totals, b.Categories, b.Completions, b.Results = nil, nil, nil, nil
	b.Gaps = append(b.Gaps, grade.Gap{Fact: grade.FactResults, What: "the grades", Class: grade.Forbidden, Reason: "the token's user may not see them"})
	return keptCourse(b).Card(cardOptions())
}

func cardText(t *testing.T, c *pull.Card, s Style) []byte {
	t.Helper()
	return render(t, func(b *bytes.Buffer, c *pull.Card) error { return textCard(b, c, s) }, c)
}

func TestCardGolden(t *testing.T) {
	for name, c := range map[string]*pull.Card{
		"card": someCard(), "card-names": someCard(withNames), "card-one": someCard(only("sis-52"), withNames), "card-why": someCard(why),
		"card-failing": failingCard(), "card-bare": bareCard(), "card-left": someCard(only("48")),
	} {
		golden(t, name, cardText(t, c, Style{}))
	}
	golden(t, "card-50", cardText(t, someCard(), Style{Width: 50}))
	golden(t, "card-why-40", cardText(t, someCard(why, only("52")), Style{Width: 40, With: "--profile autumn"}))
	golden(t, "card-color", cardText(t, someCard(why), Style{Color: true}))
	csvOf := func(c *pull.Card) []byte {
		return render(t, func(b *bytes.Buffer, c *pull.Card) error { return csvCard(b, c, Style{}) }, c)
	}
	golden(t, "card-csv", csvOf(someCard()))
	golden(t, "card-csv-why", csvOf(someCard(why, withNames)))
	golden(t, "card-json", render(t, func(b *bytes.Buffer, c *pull.Card) error { return jsonCard(b, c, Style{}) }, someCard(only("101"))))
}

func TestCardSheetsAreWhole(t *testing.T) {
	for _, c := range []*pull.Card{someCard(), someCard(why, withNames), bareCard()} {
		data := render(t, func(b *bytes.Buffer, c *pull.Card) error { return csvCard(b, c, Style{}) }, c)
		rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll() // refuses rows of different lengths
		if err != nil {
			t.Fatal(err)
		}
		want := len(c.Enrolments)
		if c.Why {
			want *= len(c.Activities)
		}
		if len(rows) != want+1 {
			t.Errorf("%d rows, want %d below the header", len(rows), want)
		}
		for _, cell := range strings.Split(string(data), ",") {
			if isFormula(cell) {
				t.Errorf("a spreadsheet would run %q", cell)
			}
		}
	}
}

// TestUnknownIsNeverZero holds that what nobody read shows as such in every form.
func TestUnknownIsNeverZero(t *testing.T) {
	c := bareCard()
	if text := string(cardText(t, c, Style{})); strings.Contains(text, "0 %") || !strings.Contains(text, "not read") {
		t.Errorf("text:\n%s", text)
	}
	var b bytes.Buffer
	if err := csvCard(&b, c, Style{}); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		for at, name := range rows[0] {
			if value := row[at]; value != "" && (name == "percent_complete" || name == "score" || name == "percent") {
				t.Errorf("%s of user %s is %q", name, row[0], value)
			}
		}
	}
}

func TestCardNamesOnlyWhenAsked(t *testing.T) {
	for _, c := range []*pull.Card{someCard(), someCard(why)} {
		for _, f := range Formats() {
			if f.Card == nil {
				continue
			}
			var b bytes.Buffer
			if err := f.Card(&b, c, Style{}); err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{"Lovelace", "Turing", "s52\""} {
				if strings.Contains(b.String(), name) {
					t.Errorf("%s names %s", f.Name, name)
				}
			}
		}
	}
}

func TestShareNeverRoundsToAllOrNothing(t *testing.T) {
	for percent, want := range map[float64]string{0: "0 %", 0.2: "1 %", 80.95: "81 %", 99.7: "99 %", 100: "100 %"} {
		if got := percentWord(percent); got != want {
			t.Errorf("%v is %q, want %q", percent, got, want)
		}
	}
}
