package lmstest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/gradesync/gradesync/internal/grade"
)

// known is a book with its learners and activities by id.
func (s Subject) known(t *testing.T) (b *grade.Book, learners, activities map[string]bool) {
	t.Helper()
	b, err := s.open(t, s.Healthy, s.Token).Book(t.Context(), s.Course)
	if err != nil {
		t.Fatal(err)
	}
	learners, activities = map[string]bool{}, map[string]bool{}
	for _, l := range b.Learners {
		learners[l.ID] = true
	}
	for _, a := range b.Activities {
		activities[a.ID] = true
	}
	return b, learners, activities
}

// gapOf tells whether a gap says that a fact is not there.
func gapOf(b *grade.Book, fact grade.Fact) bool {
	return slices.ContainsFunc(b.Gaps, func(g grade.Gap) bool { return g.Fact == fact })
}

// totals are of learners and categories of the book, each once, or a gap.
func (s Subject) totals(t *testing.T) {
	b, learners, _ := s.known(t)
	if (b.Totals == nil) != gapOf(b, grade.FactTotals) {
		t.Errorf("%d totals, nil is %v, and a gap that says so is not there or too much", len(b.Totals), b.Totals == nil)
	}
	categories := map[string]bool{"": true}
	for _, c := range b.Categories {
		if c.ID == "" || categories[c.ID] {
			t.Errorf("category id %q is empty or twice", c.ID)
		}
		categories[c.ID] = true
	}
	type cell struct{ learner, category string }
	seen := map[cell]bool{}
	for _, total := range b.Totals {
		c := cell{total.Learner, total.Category}
		if seen[c] || !learners[total.Learner] || !categories[total.Category] {
			t.Errorf("total of %+v is twice or of nobody's", c)
		}
		seen[c] = true
		if total.Empty && (total.Score.Known() || total.Percent.Known() || total.Letter.Known()) {
			t.Errorf("total of %+v is empty and has a value", c)
		}
	}
	s.places(t, b, categories)
}

// places are of columns: in a category of the book, each position once.
func (s Subject) places(t *testing.T, b *grade.Book, categories map[string]bool) {
	t.Helper()
	taken := map[int]bool{}
	for _, a := range b.Activities {
		if a.LineItem == nil {
			continue
		}
		if at, told := a.LineItem.Position.Get(); told && (at < 1 || taken[at]) {
			t.Errorf("activity %s stands at %d, which is none or taken", a.ID, at)
		} else if told {
			taken[at] = true
		}
		if in, told := a.LineItem.Category.Get(); told && !categories[in] {
			t.Errorf("activity %s stands in category %q, which the book does not have", a.ID, in)
		}
	}
}

// completion is of learners and activities of the book, each once, or a gap.
func (s Subject) completion(t *testing.T) {
	b, learners, activities := s.known(t)
	if b.Completions != nil {
		t.Error("a book has completions before anybody asked")
	}
	results := len(b.Results)
	if err := s.open(t, s.Healthy, s.Token).Completion(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	if (b.Completions == nil) != gapOf(b, grade.FactCompletions) || len(b.Results) != results {
		t.Errorf("%d completions, nil is %v, and a gap that says so is not there or too much", len(b.Completions), b.Completions == nil)
	}
	type cell struct{ learner, activity string }
	seen := map[cell]bool{}
	for _, c := range b.Completions {
		at := cell{c.Learner, c.Activity}
		if seen[at] || !learners[c.Learner] || !activities[c.Activity] || c.State == "" {
			t.Errorf("completion %+v is twice, of nobody's or says nothing", c)
		}
		seen[at] = true
	}
	s.completionRefused(t, b)
}

// completionRefused: what cannot be read is a gap, and the end of the context an error.
func (s Subject) completionRefused(t *testing.T, b *grade.Book) {
	t.Helper()
	refused := *b
	if err := s.open(t, s.Healthy, "not-the-token-0001").Completion(t.Context(), &refused); err != nil {
		t.Errorf("with another token: %v", err)
	}
	if len(b.Completions) > 0 && (refused.Completions != nil || !gapOf(&refused, grade.FactCompletions)) {
		t.Errorf("with another token: %d completions", len(refused.Completions))
	}
	for _, g := range refused.Gaps {
		s.clean(t, g.Reason)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := s.open(t, s.Healthy, s.Token).Completion(ctx, &refused)
	if len(b.Completions) > 0 && !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
