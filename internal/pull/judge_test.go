package pull

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/gradesync/gradesync/internal/store"
)

// anyCourses are courses that the store knows.
func anyCourses(t *rapid.T) []store.Course {
	states := rapid.SampledFrom([]store.CourseState{store.CourseNew, store.CourseOpen, store.CourseClosed, store.CourseDeleted})
	known := make([]store.Course, rapid.IntRange(0, 150).Draw(t, "known"))
	for i := range known {
		known[i] = store.Course{ID: fmt.Sprint(i), State: states.Draw(t, "state"), Listed: rapid.Bool().Draw(t, "listed")}
		if known[i].State == store.CourseDeleted {
			known[i].Before = rapid.SampledFrom([]store.CourseState{"", store.CourseNew, store.CourseOpen, store.CourseClosed}).Draw(t, "before")
		}
	}
	return known
}

// anyList is a list that the LMS gives, which lacks few of the known courses or many.
func anyList(t *rapid.T, known []store.Course) (seen []store.SeenCourse) {
	here := rapid.SampledFrom([]int{0, 1, 50, 85, 90, 91, 99, 100}).Draw(t, "per cent there")
	for _, c := range known {
		if rapid.IntRange(0, 99).Draw(t, "there") < here {
			seen = append(seen, store.SeenCourse{ID: c.ID})
		}
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "new") {
		seen = append(seen, store.SeenCourse{ID: fmt.Sprint("new", i)})
	}
	return seen
}

func TestJudge(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		known := anyCourses(t)
		seen := anyList(t, known)
		accept := rapid.SampledFrom([]int{0, 0, 10, 11, 40, 1000}).Draw(t, "accept")
		listed := map[string]bool{}
		for _, c := range seen {
			listed[c.ID] = true
		}
		standing, gone := 0, []string{}
		back := map[string]store.CourseState{}
		for _, c := range known {
			switch {
			case c.State != store.CourseDeleted:
				standing++
				if !listed[c.ID] {
					gone = append(gone, c.ID)
				}
			case listed[c.ID] && c.Before == "":
				back[c.ID] = store.CourseNew
			case listed[c.ID]:
				back[c.ID] = c.Before
			}
		}
		suspicious := len(gone) > 10 && float64(len(gone)) > 0.1*float64(standing)
		removed := len(seen) > 0 && (!suspicious || len(gone) <= accept)

		moves, result := judge(seen, known, accept)
		deleted := []string{}
		for _, m := range moves {
			if m.To == store.CourseDeleted {
				deleted = append(deleted, m.Course)
				continue
			}
			if to, ok := back[m.Course]; !ok || to != m.To {
				t.Errorf("%s becomes %s, want %s", m.Course, m.To, to)
			}
			delete(back, m.Course)
		}
		if len(back) > 0 {
			t.Errorf("not brought back: %v", back)
		}
		want, held := gone, []string{}
		if !removed {
			want, held = held, gone
		}
		slices.Sort(want)
		slices.Sort(held)
		slices.Sort(deleted)
		if !slices.Equal(deleted, want) || result.Removed != len(want) || !slices.Equal(result.HeldBack, held) {
			t.Errorf("of %d courses, %d listed, %d gone, accepting %d: %d deleted, %d held back", standing, len(seen), len(gone), accept, len(deleted), len(result.HeldBack))
		}
	})
}

func TestJudgeKnowsNoOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		known := anyCourses(t)
		seen := anyList(t, known)
		moves, result := judge(seen, known, 0)
		otherMoves, other := judge(shuffled(t, seen), shuffled(t, known), 0)
		byCourse := func(a, b store.Move) int { return strings.Compare(a.Course, b.Course) }
		slices.SortFunc(moves, byCourse)
		slices.SortFunc(otherMoves, byCourse)
		if diff := cmp.Diff(moves, otherMoves) + cmp.Diff(result, other); diff != "" {
			t.Error(diff)
		}
	})
}
