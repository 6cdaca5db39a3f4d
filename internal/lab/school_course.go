package lab

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// state is what becomes of one learner's work in a course of the school.
type state int

const (
	graded state = iota
	ungraded
	excused
	unseen
	overridden
)

// stateOf spreads the states so that a course of some size has all of them.
func stateOf(course, learner, activity int) state {
	switch k := (course + 7*learner + 3*activity) % 20; {
	case k < 4:
		return ungraded
	case k == 4:
		return excused
	case k == 5:
		return unseen
	case k == 6:
		return overridden
	}
	return graded
}

// hiddenActivity is the place of the one activity that learners do not see.
const hiddenActivity = 4

// inactiveLearner is the place of the one learner whose enrolment is not active,
// below 0 in a course with too few.
func (s *school) inactiveLearner() int {
	if s.opt.Learners < 3 {
		return -1
	}
	return s.opt.Learners - 1
}

// moodleWorld makes a course from its number.
func (s *school) moodleWorld(sc *schoolCourse) *world {
	w := s.emptyWorld(sc)
	for i := range s.opt.Learners {
		p := s.learner(sc.n, i)
		p.suspended = i == s.inactiveLearner()
		w.people = append(w.people, p)
	}
	w.people = append(w.people, s.staff(sc.n)...)
	for j := range s.opt.Activities {
		s.addModule(w, sc, j, activityTitle(j))
	}
	s.fill(w, sc)
	return w
}

func (s *school) emptyWorld(sc *schoolCourse) *world {
	now := s.opt.Now
	return &world{course: sc.facts, now: now, starts: now.Add(-90 * day), ends: now.Add(30 * day), firstID: firstSchoolPerson}
}

// addModule adds an activity with its column to a course of a Moodle.
func (s *school) addModule(w *world, sc *schoolCourse, j int, title string) *column {
	at := sc.n*perCourse + j + 1
	m := &module{
		id: firstSchoolModule + at, instance: firstSchoolInstance + at, section: 1 + j%2, name: title, mod: "lti",
		visible: j != hiddenActivity, tracked: true, typeID: typeCertLab, accepts: true, points: maximum(j),
	}
	if homework(j) {
		m.mod = "assign"
	}
	// Moodle hides a column along with its activity.
	c := &column{id: firstSchoolItem + at, name: title, module: m, category: w.course.root, max: m.points, hidden: !m.visible,
		grades: map[*person]*entry{}}
	w.modules, w.columns = append(w.modules, m), append(w.columns, c)
	return c
}

func activityTitle(j int) string {
	if homework(j) {
		return "Homework " + strconv.Itoa(j+1)
	}
	return "Lab " + strconv.Itoa(j+1)
}

// homework tells which activities are not the tool's.
func homework(j int) bool { return j%4 == 3 }

func maximum(j int) float64 { return []float64{100, 10, 20}[j%3] }

// fill gives the learners their grades.
func (s *school) fill(w *world, sc *schoolCourse) {
	random := rand.New(rand.NewPCG(uint64(sc.n), 40)) //nolint:gosec // a course number, and no secret
	for i := range s.opt.Learners {
		p := w.people[i]
		for j, c := range w.columns {
			value := valueOf(c.max, random)
			at := w.now.Add(-time.Duration(80-6*(j%12))*day + time.Duration(random.IntN(4*24*60))*time.Minute)
			st := stateOf(sc.n, i, j)
			if st == ungraded {
				continue
			}
			g := &entry{value: value, at: at, submitted: at.Add(-time.Hour), excused: st == excused, hidden: st == unseen, overridden: st == overridden}
			if w.canvas != nil && (st == overridden || homework(j)) {
				g.mark.grader = w.canvas.teacher.id
			}
			c.grades[p] = g
		}
	}
}

// learner is who has a place in a course. The courses overlap, so that everybody
// takes some.
func (s *school) learner(course, place int) *person {
	step := max(1, s.opt.Learners/coursesEach)
	return s.person((course*step + place) % s.people())
}

// person is one of the school's learners.
func (s *school) person(k int) *person {
	names := learnerNames()
	first, _, _ := strings.Cut(names[k%len(names)], " ")
	_, last, _ := strings.Cut(names[(k+k/len(names))%len(names)], " ")
	p := newPerson(firstSchoolPerson+k, first+" "+last, "student")
	p.login = fmt.Sprintf("%s%d", p.login, k)
	p.email = fmt.Sprintf("%s@uni.example", p.login)
	return p
}

// staff are the two who teach a course.
func (s *school) staff(course int) []*person {
	list := make([]*person, 0, 2)
	for j, role := range []string{"editingteacher", "teacher"} {
		k := (2*course + j) % 200
		p := newPerson(firstSchoolStaff+k, staffMembers()[j].name, role)
		p.login = fmt.Sprintf("%s%d", p.login, k)
		p.email = fmt.Sprintf("%s@uni.example", p.login)
		list = append(list, p)
	}
	return list
}
