package lab_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/lab"
)

// A change shows in the next answer, also where the last was remembered, and its
// time is that of the clock.
func TestChangesShow(t *testing.T) {
	now := moment().Add(time.Hour)
	s := withOptions(t, lab.Options{Break: []string{"none"}, Courses: 2, Learners: 10, Activities: 6, Clock: func() time.Time { return now }})
	const course = "50001"
	cells := moodleCells(t, s, course)
	user := keysOf(cells)[0]
	item := 0
	for id, c := range cells[user] {
		if c.Type == "mod" && c.Raw != nil && !c.Hidden && c.Status == "" && !c.Overridden {
			item = id
		}
	}
	at := func() cell { return moodleCells(t, s, course)[user][item] }
	u, a := itoa(user), itoa(item)
	for name, c := range map[string]struct {
		change func() error
		seen   func(cell) bool
	}{
		"graded": {func() error { return s.Grade(course, u, a, 4) }, func(c cell) bool { return *c.Raw == 4 && *c.Graded == now.Unix() }},
		"overridden": {func() error { return s.Override(course, u, a, 5) },
			func(c cell) bool { return *c.Raw == 5 && c.Overridden && *c.Graded == now.Unix() }},
		"hidden":  {func() error { return s.HideGrade(course, u, a, true) }, func(c cell) bool { return c.Hidden }},
		"excused": {func() error { return s.Excuse(course, u, a, true) }, func(c cell) bool { return c.Status == "dropped" }},
	} {
		if err := c.change(); err != nil || !c.seen(at()) {
			t.Errorf("%s: %v, %+v", name, err, at())
		}
	}
	if err := s.Ungrade(course, u, a); err != nil || at().Raw != nil {
		t.Errorf("ungraded: %v, %+v", err, at())
	}
	if err := s.HideGrade(course, u, a, true); err == nil {
		t.Error("a grade that is not there was hidden")
	}
	if err := s.Unenrol(course, u); err != nil || slices.Contains(keysOf(moodleCells(t, s, course)), user) {
		t.Errorf("unenrolled: %v", err)
	}
	if _, err := s.Enrol(course, u); err != nil || !slices.Contains(keysOf(moodleCells(t, s, course)), user) {
		t.Errorf("enrolled again: %v", err)
	}
}

func TestCourseChangesShow(t *testing.T) {
	s := schoolOf(t, "moodle", "", 3)
	contents := func() string { return s.post(t, s.Token(), "core_course_get_contents", "courseid=50001") }
	id, err := s.AddActivity("50001", "Lab 99")
	if err != nil || !strings.Contains(contents(), `"id":`+id) {
		t.Errorf("added %s: %v", id, err)
	}
	must(t, s.RenameActivity("50001", id, "Lab 100"))
	if !strings.Contains(contents(), "Lab 100") {
		t.Error("renamed: not there")
	}
	must(t, s.RemoveActivity("50001", id))
	if strings.Contains(contents(), "Lab 100") {
		t.Error("removed: still there")
	}
	must(t, s.Remove("Bio0001"))
	if got := moodleList(t, s); slices.Contains(got, "Bio0001") || len(got) != 3 || !strings.Contains(contents(), "invalidrecordunknown") {
		t.Errorf("removed: %v", got)
	}
	if err := s.Grade("50001", "300002", "Lab 1", 1); err == nil {
		t.Error("a grade was written into a course that is gone")
	}
	must(t, s.Restore("Bio0001"))
	must(t, s.RenameCourse("Bio0001", "Botany"))
	must(t, s.HideCourse("Bio0001", true))
	for _, c := range read[moodleCourses](t, s.post(t, s.Token(), "core_course_get_courses_by_field", "field=id&value=50001")).Courses {
		if c.FullName != "Botany" || c.Visible != 0 {
			t.Errorf("renamed and hidden: %+v", c)
		}
	}
	c := schoolOf(t, "canvas", "", 1)
	must(t, c.HideCourse("50001", true))
	if _, body := c.get(t, c.Token(), "courses/50001"); !strings.Contains(body, `"unpublished"`) {
		t.Errorf("hidden: %.200s", body)
	}
	must(t, c.Remove("50001"))
	if answer, _ := c.get(t, c.Token(), "courses/50001/enrollments"); answer.StatusCode != http.StatusNotFound {
		t.Errorf("removed: status %d", answer.StatusCode)
	}
}

func TestChangesOfNothing(t *testing.T) {
	s := schoolOf(t, "moodle", "", 1)
	for name, err := range map[string]error{
		"course":   s.Grade("NOPE", "300002", "Lab 1", 1),
		"person":   s.Grade("50001", "7", "Lab 1", 1),
		"activity": s.Grade("50001", "300002", "Lab 77", 1),
		"main":     s.Remove("CALC101"),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
}
