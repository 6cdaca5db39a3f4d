package store

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/gradesync/gradesync/internal/store/storetest"
)

const site = "moodle https://m.example"

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func TestCourseList(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		list := func(at time.Time, moves []Move, seen ...SeenCourse) {
			t.Helper()
			if err := s.SaveCourses(t.Context(), CourseList{LMS: site, At: at, By: "run", Seen: seen, Moves: moves}); err != nil {
				t.Fatal(err)
			}
		}
		calc, phys := SeenCourse{ID: "5", Code: "CALC101", Title: "Calculus", Number: "SIS-5"}, SeenCourse{ID: "6", Code: "PHYS"}
		list(noon, nil, calc, phys)
		if err := s.MoveCourses(t.Context(), site, noon.Add(time.Minute), Move{Course: "5", To: CourseOpen, By: "anna", Why: "term begins"}); err != nil {
			t.Fatal(err)
		}
		calc.Title = "Calculus I"
		list(noon.Add(time.Hour), []Move{{Course: "6", To: CourseDeleted, By: "run", Why: "gone"}}, calc)
		list(noon.Add(2*time.Hour), nil, calc)
		got, err := s.Courses(t.Context(), site)
		if err != nil {
			t.Fatal(err)
		}
		want := []Course{
			{ID: "5", Code: "CALC101", Title: "Calculus I", Number: "SIS-5", State: CourseOpen, Listed: true, FirstSeen: noon, LastSeen: noon.Add(2 * time.Hour)},
			{ID: "6", Code: "PHYS", State: CourseDeleted, Before: CourseNew, FirstSeen: noon, LastSeen: noon},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		history, err := s.StateChanges(t.Context(), site, "5")
		if diff := cmp.Diff([]StateChange{
			{At: noon, To: CourseNew, By: "run"},
			{At: noon.Add(time.Minute), From: CourseNew, To: CourseOpen, By: "anna", Why: "term begins"},
		}, history); diff != "" || err != nil {
			t.Error(diff, err)
		}
		changes, err := s.Changes(t.Context(), site, "5", time.Time{})
		if err != nil || len(changes) != 1 || changes[0].Field != "title" || changes[0].To.Or("") != "Calculus I" {
			t.Errorf("%v, %v", changes, err)
		}
		if p, err := s.ListPull(t.Context(), site); err != nil || !p.Succeeded.Equal(noon.Add(2*time.Hour)) {
			t.Errorf("%+v, %v", p, err)
		}
	})
}

// TestMovesAreRefusedWhole: one bad move, and none is made.
func TestMovesAreRefusedWhole(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		if err := s.SaveCourses(t.Context(), CourseList{LMS: site, At: noon, Seen: []SeenCourse{{ID: "5"}}}); err != nil {
			t.Fatal(err)
		}
		err := s.MoveCourses(t.Context(), site, noon, Move{Course: "5", To: CourseOpen}, Move{Course: "7", To: CourseOpen})
		if !errors.Is(err, ErrNoCourse) || !errors.Is(err, ErrStore) {
			t.Errorf("got %v", err)
		}
		if err := s.MoveCourses(t.Context(), site, noon, Move{Course: "5", To: "opened"}); !errors.Is(err, ErrStore) {
			t.Errorf("got %v", err)
		}
		if c, err := s.Course(t.Context(), site, "5"); err != nil || c.State != CourseNew {
			t.Errorf("%v, %v", c, err)
		}
		if _, err := s.Course(t.Context(), "canvas", "5"); !errors.Is(err, ErrNoCourse) {
			t.Errorf("another site's: %v", err)
		}
	})
}

// TestCoursesAsModel holds the states of courses against what a map would do, with
// two handles that take turns.
func TestCoursesAsModel(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, address string) {
		handles := []*Store{open(t, address, Options{}), open(t, address, Options{})}
		round := 0
		rapid.Check(t, func(t *rapid.T) {
			round++
			lms := fmt.Sprint("moodle ", round)
			model := map[string]Course{}
			var last time.Time
			at := noon
			handle := func() *Store { return handles[rapid.IntRange(0, 1).Draw(t, "handle")] }
			state := rapid.SampledFrom([]CourseState{CourseNew, CourseOpen, CourseClosed, CourseDeleted})
			move := func(id string, to CourseState) {
				c := model[id]
				if c.State == to {
					return
				}
				if c.Before = ""; to == CourseDeleted {
					c.Before = c.State
				}
				c.State = to
				model[id] = c
			}
			t.Repeat(map[string]func(*rapid.T){
				"": func(t *rapid.T) {
					got, err := handle().Courses(t.Context(), lms)
					if err != nil {
						t.Fatal(err)
					}
					for i := range got {
						if got[i].Listed {
							got[i].LastSeen = time.Time{}
						}
					}
					want := slices.SortedFunc(maps.Values(model), func(a, b Course) int { return int(a.ID[0]) - int(b.ID[0]) })
					if diff := cmp.Diff(want, got); diff != "" {
						t.Fatal(diff)
					}
				},
				"list": func(t *rapid.T) {
					at = at.Add(time.Minute)
					ids := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"1", "2", "3", "4"}), 0, 4, rapid.ID[string]).Draw(t, "list")
					l := CourseList{LMS: lms, At: at}
					for _, id := range ids {
						l.Seen = append(l.Seen, SeenCourse{ID: id, Title: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "title")})
					}
					for id, c := range model {
						if c.Listed && !slices.Contains(ids, id) {
							c.Listed, c.LastSeen = false, last
							model[id] = c
						}
					}
					for _, seen := range l.Seen {
						c, known := model[seen.ID]
						if !known {
							c = Course{ID: seen.ID, State: CourseNew, FirstSeen: at}
						}
						c.Title, c.Listed, c.LastSeen = seen.Title, true, time.Time{}
						model[seen.ID] = c
						if rapid.Bool().Draw(t, "move") {
							to := state.Draw(t, "to")
							l.Moves = append(l.Moves, Move{Course: seen.ID, To: to})
							move(seen.ID, to)
						}
					}
					last = at
					if err := handle().SaveCourses(t.Context(), l); err != nil {
						t.Fatal(err)
					}
				},
				"move": func(t *rapid.T) {
					id, to := rapid.SampledFrom([]string{"1", "2", "3", "4"}).Draw(t, "id"), state.Draw(t, "to")
					err := handle().MoveCourses(t.Context(), lms, at, Move{Course: id, To: to})
					if _, known := model[id]; known != (err == nil) {
						t.Fatalf("known: %v, got %v", known, err)
					} else if known {
						move(id, to)
					}
				},
			})
		})
	})
}

func TestPullFails(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		if err := s.SaveCourses(t.Context(), CourseList{LMS: site, At: noon, Seen: []SeenCourse{{ID: "5"}}}); err != nil {
			t.Fatal(err)
		}
		for i := range 2 {
			at := noon.Add(time.Duration(i+1) * time.Minute)
			f := Failure{At: at, Class: "temporary failure", Reason: "503", NotBefore: at.Add(time.Hour)}
			if err := s.PullFailed(t.Context(), site, "5", f); err != nil {
				t.Fatal(err)
			}
		}
		c, err := s.Course(t.Context(), site, "5")
		want := Pull{
			Tried: noon.Add(2 * time.Minute), Failures: 2, FailingSince: noon.Add(time.Minute),
			Class: "temporary failure", Reason: "503", NotBefore: noon.Add(62 * time.Minute),
		}
		if diff := cmp.Diff(want, c.Pull); diff != "" || err != nil {
			t.Error(diff, err)
		}
	})
}

func TestRuns(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		for i := range 3 {
			r := Run{ID: fmt.Sprint("r", i), What: "sync", Holder: "anna@host", Started: noon.Add(time.Duration(i) * time.Hour)}
			if err := s.BeginRun(t.Context(), r); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.FinishRun(t.Context(), "r1", noon.Add(90*time.Minute), `{"pulled":3}`, 4); err != nil {
			t.Fatal(err)
		}
		if err := s.FinishRun(t.Context(), "r9", noon, "", 0); !errors.Is(err, ErrStore) {
			t.Errorf("a run that never began: %v", err)
		}
		got, err := s.LastRuns(t.Context(), 2)
		want := []Run{
			{ID: "r2", What: "sync", Holder: "anna@host", Started: noon.Add(2 * time.Hour)},
			{ID: "r1", What: "sync", Holder: "anna@host", Started: noon.Add(time.Hour), Finished: noon.Add(90 * time.Minute), Summary: `{"pulled":3}`, Exit: 4},
		}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Error(diff, err)
		}
	})
}
