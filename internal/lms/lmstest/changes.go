package lmstest

import (
	"errors"
	"strconv"

	"github.com/gradesync/gradesync/internal/grade"
)

// change is something that happens in a course, to the nth of its people or
// activities as the last book has them.
type change struct {
	name string
	make func(o *observed, person, activity int) error
}

// changes are all that a refreshed book must not miss.
func changes() []change {
	return []change{
		{"nothing", func(*observed, int, int) error { return nil }},
		{"grade changed", func(o *observed, p, a int) error { return o.Grade(o.course, o.learner(p), o.activity(a), 7.5) }},
		{"grade removed", func(o *observed, p, a int) error { return o.Ungrade(o.course, o.learner(p), o.activity(a)) }},
		{"grade overridden", func(o *observed, p, a int) error { return o.Override(o.course, o.learner(p), o.activity(a), 3) }},
		{"grade hidden", func(o *observed, p, a int) error { return o.onGrade(p, a, o.HideGrade, true) }},
		{"grade shown", func(o *observed, p, a int) error { return o.onGrade(p, a, o.HideGrade, false) }},
		{"grade excused", func(o *observed, p, a int) error { return o.onGrade(p, a, o.Excuse, true) }},
		{"grade counts again", func(o *observed, p, a int) error { return o.onGrade(p, a, o.Excuse, false) }},
		{"activity hidden", func(o *observed, _, a int) error { return o.HideActivity(o.course, o.activity(a), true) }},
		{"activity shown", func(o *observed, _, a int) error { return o.HideActivity(o.course, o.activity(a), false) }},
		{"activity renamed", func(o *observed, p, a int) error {
			return o.RenameActivity(o.course, o.activity(a), "New title "+strconv.Itoa(p))
		}},
		{"activity added", func(o *observed, p, _ int) error {
			_, err := o.AddActivity(o.course, "Added "+strconv.Itoa(p))
			return err
		}},
		{"activity removed", func(o *observed, _, a int) error { return o.RemoveActivity(o.course, o.activity(a)) }},
		{"learner enrolled", func(o *observed, _, _ int) error {
			_, err := o.Enrol(o.course, "")
			return err
		}},
		{"learner enrolled again", func(o *observed, p, _ int) error {
			_, err := o.Enrol(o.course, o.learner(p))
			return err
		}},
		{"learner unenrolled", func(o *observed, p, _ int) error { return o.Unenrol(o.course, o.learner(p)) }},
		{"learner suspended", func(o *observed, p, _ int) error { return o.Suspend(o.course, o.learner(p), true) }},
		{"learner active again", func(o *observed, p, _ int) error { return o.Suspend(o.course, o.learner(p), false) }},
		{"teacher suspended", func(o *observed, p, _ int) error { return o.Suspend(o.course, o.someone(p, grade.RoleStaff), true) }},
		{"course renamed", func(o *observed, p, _ int) error { return o.RenameCourse(o.course, "Course "+strconv.Itoa(p)) }},
		{"course hidden", func(o *observed, _, _ int) error { return o.HideCourse(o.course, true) }},
		{"course shown", func(o *observed, _, _ int) error { return o.HideCourse(o.course, false) }},
	}
}

// onGrade makes a change that needs a grade; the next learner with one has it made.
func (o *observed) onGrade(person, activity int, do func(course, user, activity string, on bool) error, on bool) error {
	err := errors.New("nobody has a grade")
	for i := range len(o.last.Learners) {
		if err = do(o.course, o.learner(person+i), o.activity(activity), on); err == nil {
			break
		}
	}
	return err
}

func (o *observed) learner(n int) string { return o.someone(n, grade.RoleLearner) }

// someone is the nth of those who are of a kind; nobody is named by no text.
func (o *observed) someone(n int, kind grade.RoleKind) string {
	var ids []string
	for i := range o.last.Learners {
		if role, ok := o.last.Learners[i].Role(); ok && role == kind {
			ids = append(ids, o.last.Learners[i].ID)
		}
	}
	if len(ids) == 0 {
		return "nobody"
	}
	return ids[n%len(ids)]
}

func (o *observed) activity(n int) string {
	if len(o.last.Activities) == 0 {
		return "none"
	}
	return o.last.Activities[n%len(o.last.Activities)].ID
}
