package pull_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/store"
)

// change does something to a course of the school that a pull sees. What it is about is
// chosen by three numbers out of what a store knows of the course.
type change struct {
	name string
	make func(l *lab.Lab, course, learner, activity string, n int) error
}

func changesOfCourses() []change {
	return []change{
		{"grade", func(l *lab.Lab, c, u, a string, n int) error { return l.Grade(c, u, a, float64(n%10)) }},
		{"override", func(l *lab.Lab, c, u, a string, n int) error { return l.Override(c, u, a, float64(n%10)) }},
		{"ungrade", func(l *lab.Lab, c, u, a string, _ int) error { return l.Ungrade(c, u, a) }},
		{"hide grade", func(l *lab.Lab, c, u, a string, n int) error { return l.HideGrade(c, u, a, n%2 == 0) }},
		{"excuse", func(l *lab.Lab, c, u, a string, n int) error { return l.Excuse(c, u, a, n%2 == 0) }},
		{"hide activity", func(l *lab.Lab, c, _, a string, n int) error { return l.HideActivity(c, a, n%2 == 0) }},
		{"rename activity", func(l *lab.Lab, c, _, a string, n int) error { return l.RenameActivity(c, a, fmt.Sprint("Title ", n)) }},
		{"add activity", func(l *lab.Lab, c, _, _ string, n int) error {
			_, err := l.AddActivity(c, fmt.Sprint("Added ", n))
			return err
		}},
		{"remove activity", func(l *lab.Lab, c, _, a string, _ int) error { return l.RemoveActivity(c, a) }},
		{"enrol", func(l *lab.Lab, c, _, _ string, _ int) error {
			_, err := l.Enrol(c, "")
			return err
		}},
		{"enrol again", func(l *lab.Lab, c, u, _ string, _ int) error {
			_, err := l.Enrol(c, u)
			return err
		}},
		{"unenrol", func(l *lab.Lab, c, u, _ string, _ int) error { return l.Unenrol(c, u) }},
		{"suspend", func(l *lab.Lab, c, u, _ string, n int) error { return l.Suspend(c, u, n%2 == 0) }},
		{"rename course", func(l *lab.Lab, c, _, _ string, n int) error { return l.RenameCourse(c, fmt.Sprint("Course ", n)) }},
		{"hide course", func(l *lab.Lab, c, _, _ string, n int) error { return l.HideCourse(c, n%2 == 0) }},
		{"remove course", func(l *lab.Lab, c, _, _ string, _ int) error { return l.Remove(c) }},
		{"restore course", func(l *lab.Lab, c, _, _ string, _ int) error { return l.Restore(c) }},
	}
}

// happen makes a change about the nth course, learner and activity that the store
// knows. What is not there cannot be changed, and that is no fault: it then tells false.
func happen(t testing.TB, l *lab.Lab, s *store.Store, site string, ch change, n int) bool {
	t.Helper()
	courses, err := s.Courses(t.Context(), site)
	if err != nil {
		t.Fatal(err)
	}
	courses = slices.DeleteFunc(courses, func(c store.Course) bool { return len(c.ID) != len("50001") || c.ID[0] != '5' })
	if len(courses) == 0 {
		return false
	}
	course := courses[n%len(courses)].ID
	people, err := s.Enrolments(t.Context(), site, course)
	if err != nil {
		t.Fatal(err)
	}
	activities, err := s.Activities(t.Context(), site, course)
	if err != nil {
		t.Fatal(err)
	}
	learner, activity := "nobody", "nothing"
	if len(people) > 0 {
		learner = people[n/7%len(people)].Learner
	}
	if len(activities) > 0 {
		activity = activities[n/3%len(activities)].ID
	}
	return ch.make(l, course, learner, activity, n) == nil
}

// term makes a number of changes of all kinds but to the list of courses.
func term(t testing.TB, l *lab.Lab, s *store.Store, site string, r *rand.Rand, n int) {
	t.Helper()
	all := changesOfCourses()
	for range n {
		happen(t, l, s, site, all[r.IntN(len(all)-2)], r.IntN(1_000_000))
	}
}
