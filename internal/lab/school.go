package lab

import (
	"fmt"
	"slices"
	"strconv"
	"sync"
)

// school is the courses beside the one that can be broken. Each is made from its
// number whenever it is asked for; what was changed since New is kept.
type school struct {
	opt     Options
	ways    schoolWays
	courses []*schoolCourse
	tools   []*canvasTool // of a Canvas
	newest  int           // how many accounts were added since New
}

// schoolCourse is one of them. Its answers are remembered packed.
type schoolCourse struct {
	n       int
	facts   courseFacts
	removed bool
	changed *world // nil while it is as it was made

	mu      sync.Mutex // guards answers
	answers map[string]packed
}

// The first ids of what the school holds; each course has a thousand of its own.
const (
	firstSchoolCourse   = 50_000
	firstSchoolPerson   = 300_000
	firstSchoolStaff    = 200_000
	firstSchoolModule   = 10_000_000
	firstSchoolInstance = 20_000_000
	firstSchoolItem     = 30_000_000
	firstSchoolSection  = 900_000
	perCourse           = 1000
)

// coursesEach is how many courses a learner of the school takes.
const coursesEach = 5

// newSchool checks the sizes and names the courses.
func newSchool(opt Options, ways schoolWays) (*school, error) {
	if opt.Courses < 0 || opt.Learners < 0 || opt.Activities < 0 || opt.Activities > perCourse/2 {
		return nil, fmt.Errorf("choosing the size of the practice school: %d courses, %d learners and %d activities: none may be below 0, and activities not above %d",
			opt.Courses, opt.Learners, opt.Activities, perCourse/2)
	}
	if opt.Learners == 0 {
		opt.Learners = 25
	}
	if opt.Activities == 0 {
		opt.Activities = 8
	}
	s := &school{opt: opt, ways: ways}
	for n := 1; n <= opt.Courses; n++ {
		s.courses = append(s.courses, &schoolCourse{n: n, facts: schoolFacts(n)})
	}
	return s, nil
}

func schoolFacts(n int) courseFacts {
	subjects := []string{"Accounting", "Biology", "Chemistry", "Drawing", "Economics", "French", "Geography", "History"}
	subject := subjects[n%len(subjects)]
	code := fmt.Sprintf("%.3s%04d", subject, n)
	return courseFacts{
		id: firstSchoolCourse + n, code: code, title: subject + " " + strconv.Itoa(n), number: "SIS-" + code,
		total: firstSchoolItem + n*perCourse, root: firstSchoolCourse + n, sections: []string{"General", "First half", "Second half"},
	}
}

// open lists the courses that were not removed.
func (s *school) open() []*schoolCourse {
	return slices.DeleteFunc(slices.Clone(s.courses), func(sc *schoolCourse) bool { return sc.removed })
}

// course finds a course that was not removed, nil for none.
func (s *school) course(id int) *schoolCourse {
	n := id - firstSchoolCourse
	if n < 1 || n > len(s.courses) || s.courses[n-1].removed {
		return nil
	}
	return s.courses[n-1]
}

// people is how many accounts the learners of the school have.
func (s *school) people() int {
	return max(s.opt.Learners, (s.opt.Courses*s.opt.Learners+coursesEach-1)/coursesEach)
}

// worldOf returns the course with an id: the one that can be broken, or one of the
// school; nil for none. Who calls it holds Lab.mu.
func (l *Lab) worldOf(id int) *world {
	if id == l.world.course.id {
		return l.world
	}
	sc := l.school.course(id)
	switch {
	case sc == nil:
		return nil
	case sc.changed != nil:
		return sc.changed
	case l.isCanvas():
		return l.school.canvasWorld(sc)
	}
	return l.school.moodleWorld(sc)
}

// factsOf is what a course is called; it must be one.
func (l *Lab) factsOf(id int) courseFacts {
	if sc := l.school.course(id); sc != nil {
		return sc.facts
	}
	return l.world.course
}

// courseList lists the courses of a Moodle; whole says that all were asked for.
func (l *Lab) courseList(whole bool) []courseFacts {
	if whole && l.school.ways.is("courses", "empty") {
		return nil
	}
	list := []courseFacts{l.world.course}
	for _, sc := range l.school.open() {
		list = append(list, sc.facts)
	}
	return list
}

// staffOf lists who may teach a course of a Moodle, others among them.
func (l *Lab) staffOf(id int) []*person {
	if sc := l.school.course(id); sc != nil {
		return l.school.staff(sc.n)
	}
	return l.world.roster()
}
