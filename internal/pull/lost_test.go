package pull

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gradesync/gradesync/internal/grade"
)

func TestLost(t *testing.T) {
	t.Parallel()
	withGap := func(fact grade.Fact, class grade.GapClass) *grade.Book {
		return &grade.Book{Gaps: []grade.Gap{{Fact: "", What: "another", Class: grade.Failed}, {Fact: fact, What: "it", Class: class, Reason: "so"}}}
	}
	for _, c := range []struct {
		name     string
		last     *grade.Book
		fact     grade.Fact
		class    grade.GapClass
		failures int
		want     error
	}{
		{"nothing of note", &grade.Book{}, grade.FactTools, grade.Failed, 0, nil},
		{"first pull without the right", nil, grade.FactResults, grade.Forbidden, 0, nil},
		{"first pull, results failed", nil, grade.FactResults, grade.Failed, 0, grade.ErrTemporary},
		{"first pull, totals failed", nil, grade.FactTotals, grade.Failed, 0, nil},
		{"nobody can ask", &grade.Book{}, grade.FactResults, grade.Unsupported, 0, nil},
		{"right lost", &grade.Book{}, grade.FactRoster, grade.Forbidden, 0, grade.ErrScope},
		{"right lost, for long", &grade.Book{}, grade.FactRoster, grade.Forbidden, 50, grade.ErrScope},
		{"right that was never there", withGap(grade.FactRoster, grade.Forbidden), grade.FactRoster, grade.Forbidden, 0, nil},
		{"lesser right lost", &grade.Book{}, grade.FactTotals, grade.Forbidden, 0, nil},
		{"results failed", &grade.Book{}, grade.FactResults, grade.Failed, 0, grade.ErrTemporary},
		{"results failed, for long", &grade.Book{}, grade.FactResults, grade.Failed, 50, grade.ErrTemporary},
		{"totals failed", &grade.Book{}, grade.FactTotals, grade.Failed, patience - 1, grade.ErrTemporary},
		{"totals failed, for long", &grade.Book{}, grade.FactTotals, grade.Failed, patience, nil},
		{"totals that failed before", withGap(grade.FactTotals, grade.Failed), grade.FactTotals, grade.Failed, 0, nil},
	} {
		if err := lost(c.last, withGap(c.fact, c.class), c.failures); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

func TestUnread(t *testing.T) {
	t.Parallel()
	learner := func(id string, listed grade.Maybe[bool]) grade.Learner { return grade.Learner{ID: id, Listed: listed} }
	score := func(learner, activity string) grade.Result {
		return grade.Result{Learner: learner, Activity: activity, Score: grade.Known(5.0)}
	}
	unknown := grade.Maybe[bool]{}
	activities := []grade.Activity{{ID: "a"}, {ID: "b"}}
	last := &grade.Book{
		Activities: append(activities, grade.Activity{ID: "old"}),
		Results:    []grade.Result{score("silent", "a"), score("silent", "old"), score("there", "a"), score("there", "b"), score("unlisted", "a"), score("left", "a")},
	}
	now := &grade.Book{
		Activities: activities, Results: []grade.Result{score("there", "a")},
		Learners: []grade.Learner{learner("silent", unknown), learner("there", unknown), learner("unlisted", grade.Known(false)), learner("new", unknown)},
	}
	want := []grade.Result{{Learner: "silent", Activity: "a"}}
	if diff := cmp.Diff(want, unread(last, now)); diff != "" {
		t.Error(diff)
	}
	if err := lost(last, now, 0); !errors.Is(err, grade.ErrTemporary) {
		t.Errorf("%v, want it to wait for the learner who was not read", err)
	}
	if err := lost(last, now, patience); err != nil {
		t.Errorf("%v, want the others' results after so many failures", err)
	}
	if now.Results = nil; unread(last, now) != nil || unread(nil, now) != nil {
		t.Error("where no results were read at all, or never before, none are unread")
	}
}
