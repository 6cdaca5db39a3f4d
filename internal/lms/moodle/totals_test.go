package moodle

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gradesync/gradesync/internal/grade"
)

func total(t *testing.T, b *grade.Book, learner, category string) grade.Total {
	t.Helper()
	for _, total := range b.Totals {
		if total.Learner == learner && total.Category == category {
			return total
		}
	}
	t.Fatalf("no total of %s in category %q", learner, category)
	return grade.Total{}
}

func TestTotals(t *testing.T) {
	b := bookOf(t, &replay{}, reader)
	if diff := cmp.Diff([]grade.Category{{ID: "7", Title: "Labs"}, {ID: "8", Title: "Exams"}}, b.Categories); diff != "" {
		t.Error(diff)
	}
	if len(b.Totals) != 3*11 {
		t.Errorf("%d totals, want the course and two categories for each of 11 learners", len(b.Totals))
	}
	no := grade.Known(false)
	for _, want := range []grade.Total{
		{Learner: "51", Score: grade.Known(47.0), Max: grade.Known(100.0), Percent: grade.Known(47.0), Hidden: no},
		{Learner: "51", Category: "7", Score: grade.Known(47.0), Max: grade.Known(100.0), Percent: grade.Known(47.0), Hidden: no, Weight: grade.Known(1.0)},
		{Learner: "51", Category: "8", Empty: true, Max: grade.Known(100.0), Hidden: no, Weight: grade.Known(0.0)},
	} {
		if diff := cmp.Diff(want, total(t, b, want.Learner, want.Category)); diff != "" {
			t.Error(diff)
		}
	}
	if b.Sources[grade.FactTotals] != "moodle gradereport_user_get_grade_items" {
		t.Errorf("totals come from %q", b.Sources[grade.FactTotals])
	}
}

// Titles that may not be read stay empty, and are no gap of anything else.
func TestTitlesRefused(t *testing.T) {
	b, whole := bookOf(t, &replay{instead: map[string]string{fnColumns: refused}}, reader), bookOf(t, &replay{}, reader)
	if diff := cmp.Diff([]grade.Category{{ID: "7"}, {ID: "8"}}, b.Categories); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(whole.Gaps, b.Gaps); diff != "" {
		t.Error(diff)
	}
}

// Titles are kept of the last book, those that were not found as well.
func TestTitlesAreKept(t *testing.T) {
	p := &replay{}
	provider := serve(t, p, reader)
	last, err := provider.Book(t.Context(), "CALC101")
	if err != nil {
		t.Fatal(err)
	}
	last.Categories[1].Title = ""
	asked := p.count(fnColumns)
	b, err := provider.Refresh(t.Context(), last, last.AskedAt)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(last.Categories, b.Categories); diff != "" || p.count(fnColumns) != asked || asked != 1 {
		t.Errorf("asked %d times, then %d; -last +again\n%s", asked, p.count(fnColumns)-asked, diff)
	}
}

func TestPlaceInTheGradebook(t *testing.T) {
	b := bookOf(t, &replay{}, reader)
	for title, want := range map[string]grade.LineItem{
		"Lab 1 Limits":  {Category: grade.Known("7"), Position: grade.Known(1)},
		"Midterm":       {Category: grade.Known("8"), Position: grade.Known(4)},
		"Lab 5 Stealth": {Category: grade.Known(""), Position: grade.Known(5)},
	} {
		if l := activity(t, b, title).LineItem; l.Category != want.Category || l.Position != want.Position {
			t.Errorf("%s stands in %v at %v", title, l.Category, l.Position)
		}
	}
	// Answers without category, as older ones are.
	body := strings.ReplaceAll(read(t, "ws-grade-items-all-users").Response.Body, `"categoryid":7`, `"categoryid":null`)
	b = bookOf(t, &replay{instead: map[string]string{fnGrades: body}}, reader)
	if l := activity(t, b, "Lab 1 Limits").LineItem; l.Category.Known() {
		t.Errorf("stands in %v", l.Category)
	}
}

// What a course shows in place of points, and beside them.
func TestTotalsAsShown(t *testing.T) {
	for _, tt := range []struct {
		item string
		want grade.Total
	}{
		{`"graderaw":47.5,"gradeformatted":"47,50","percentageformatted":"47,50 %","lettergradeformatted":"F","grademax":100`,
			grade.Total{Score: grade.Known(47.5), Max: grade.Known(100.0), Percent: grade.Known(47.5), Letter: grade.Known("F")}},
		{`"graderaw":91,"gradeformatted":"A &amp; B","percentageformatted":"","lettergradeformatted":"-"`,
			grade.Total{Score: grade.Known(91.0), Letter: grade.Known("")}},
		{`"graderaw":3,"gradeformatted":"Very good"`, grade.Total{Score: grade.Known(3.0), Letter: grade.Known("Very good")}},
		{`"graderaw":10.4,"gradeformatted":"104.00 %"`, grade.Total{Score: grade.Known(10.4), Percent: grade.Known(104.0)}},
		{`"graderaw":10.4,"gradeformatted":"10.40","percentageformatted":"x %"`, grade.Total{Score: grade.Known(10.4)}},
		{`"graderaw":null,"gradeformatted":"-","percentageformatted":"-","lettergradeformatted":"-"`, grade.Total{Empty: true}},
		{`"graderaw":null,"gradeformatted":"-","gradeneedsupdate":true`, grade.Total{}},
		{`"graderaw":null,"gradeformatted":"-","gradeishidden":true`, grade.Total{Hidden: grade.Known(true)}},
	} {
		var i wireItem
		if err := decode(fnGrades, []byte(`{"itemtype":"course",`+tt.item+`}`), &i); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want, i.mapTotal("", false)); diff != "" {
			t.Errorf("%s:\n%s", tt.item, diff)
		}
	}
}

func TestTotalsThatWereNotRead(t *testing.T) {
	b := bookOf(t, &replay{instead: map[string]string{fnGrades: refused}}, reader)
	if _, ok := gap(b, grade.FactTotals, "moodle/grade:viewall"); !ok || b.Totals != nil || b.Categories != nil {
		t.Errorf("totals %v, categories %v, gaps %+v", b.Totals, b.Categories, b.Gaps)
	}
}

// The plain list of columns names the categories, where it is asked for anyway.
func TestTitlesOfCategories(t *testing.T) {
	body := read(t, "ws-grade-items-all-users").Response.Body
	body = strings.ReplaceAll(body, `"gradeishidden":true`, `"gradeishidden":false`) // whether it sees hidden ones is then in doubt
	p := &replay{instead: map[string]string{fnGrades: body}}
	b := bookOf(t, p, reader)
	if diff := cmp.Diff([]grade.Category{{ID: "7", Title: "Labs"}, {ID: "8", Title: "Exams"}}, b.Categories); diff != "" || p.count(fnColumns) != 1 {
		t.Error(diff)
	}
}
