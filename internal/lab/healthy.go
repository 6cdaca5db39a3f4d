package lab

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"
)

const day = 24 * time.Hour

// The first ids of what the course holds. The ranges overlap and differ by a few,
// as on a real site, so that taking one id for another finds the wrong thing.
const (
	firstModule   = 35
	firstInstance = 32
	firstItem     = 40
	courseItem    = 37 // the course total
	labsItem      = 38 // the total of the category Labs
	rootCategory  = 6
	labsCategory  = 7
	typeCertLab   = 1
	typeLegacy    = 5
)

// healthy builds the course in which every score of the tool has arrived.
func healthy(now time.Time) *world {
	w := &world{now: now, starts: now.Add(-90 * day), ends: now.Add(30 * day), firstID: firstUser, people: people()}
	w.course = courseFacts{
		id: courseID, code: courseCode, title: courseTitle, number: courseNumber, total: courseItem, root: rootCategory,
		sections: []string{"General", "Limits and derivatives", "Integrals and series", "Quizzes and essay"}, groups: []int{3, 4},
	}
	w.lti = moodlePlatform()
	w.addActivities()
	w.addOtherColumns()
	for i, p := range w.people {
		if p.student() {
			w.accounts = append(w.accounts, w.newAccount(i+1, p))
		}
	}
	// The seed is fixed: the same options give the same course.
	random := rand.New(rand.NewPCG(101, 1903))
	for i, acc := range w.accounts {
		w.launches = append(w.launches, w.courseLaunch(acc, w.starts.Add(3*day+time.Duration(i)*7*time.Minute)))
		for j, act := range w.activities {
			w.addScore(acc, act, j, random)
		}
	}
	return w
}

type activityPlan struct {
	title        string
	section      int
	max, columns float64 // in the tool and in the LMS
	version      string
}

func activityPlans() []activityPlan {
	return []activityPlan{
		{"Lab 1 Limits", 1, 100, 100, lti13},
		{"Lab 2 Derivatives", 1, 10, 10, lti13},
		{"Lab 3 Chain Rule", 1, 100, 100, lti13},
		{"Lab 4 Implicit Differentiation", 1, 20, 20, lti13},
		{"Lab 5 Optimisation", 1, 10, 10, lti13},
		{"Lab 6 Integrals", 2, 100, 100, lti13},
		{"Lab 7 Substitution", 2, 20, 20, lti13},
		{"Lab 8 Integration by Parts", 2, 20, 100, lti13}, // scaled, and still equal
		{"Lab 9 Improper Integrals", 2, 10, 10, lti13},
		{"Lab 10 Series", 2, 100, 100, lti13},
		{"Quiz 1 Functions", 3, 10, 10, lti11},
		{"Quiz 2 Sequences", 3, 100, 100, lti11},
	}
}

func (w *world) addActivities() {
	for i, plan := range activityPlans() {
		m := &module{
			id: firstModule + i, instance: firstInstance + i, section: plan.section, name: plan.title, mod: "lti",
			visible: true, tracked: true, typeID: typeCertLab, accepts: true, points: plan.columns,
		}
		c := &column{id: firstItem + i, name: plan.title, module: m, category: labsCategory, max: plan.columns, grades: map[*person]*entry{}}
		act := &activity{
			id: fmt.Sprintf("act-%02d", i+1), title: plan.title, max: plan.max, version: plan.version,
			due: w.now.Add(20 * day), updated: w.starts.Add(-3 * day),
			release: "auto", send: "auto", linkID: strconv.Itoa(m.instance), module: m, column: c,
		}
		if plan.version == lti11 {
			m.typeID, c.category = typeLegacy, rootCategory
		} else {
			act.lineItem = lineItemPath(courseID, c.id)
		}
		w.modules, w.columns, w.activities = append(w.modules, m), append(w.columns, c), append(w.activities, act)
	}
}

// addOtherColumns adds an assignment and a column typed by hand: graded things of
// the course that the tool has no part in.
func (w *world) addOtherColumns() {
	essay := &module{id: 66, instance: 3, section: 3, name: "Essay", mod: "assign", visible: true, points: 100}
	w.modules = append(w.modules, essay)
	essays := &column{id: 69, name: "Essay", module: essay, category: rootCategory, max: 100, grades: map[*person]*entry{}}
	participation := &column{id: 72, name: "Participation", category: rootCategory, max: 20, grades: map[*person]*entry{}}
	for i, p := range w.people {
		if !p.student() {
			continue
		}
		if i%3 == 0 {
			essays.grades[p] = &entry{value: float64(60 + i), at: w.now.Add(-9 * day)}
		}
		// Some have no grade but the tool's, so that a fault can leave them with none.
		if i%3 == 1 {
			participation.grades[p] = &entry{value: float64(8 + i%12), at: w.now.Add(-8 * day)}
		}
	}
	w.columns = append(w.columns, essays, participation)
}

func (w *world) newAccount(n int, p *person) *account {
	id := strconv.Itoa(p.id)
	return &account{
		id: fmt.Sprintf("acc-%03d", n), name: p.name(), email: p.email, login: p.login, sisID: p.number,
		lmsID: id, lti11ID: id, source: "lti", role: "student",
		created: w.starts.Add(3*day + time.Duration(n-1)*7*time.Minute), mergeState: none, person: p,
	}
}

// addScore adds one learner's work in one activity: launch, submission, score,
// send and the grade in the LMS.
func (w *world) addScore(acc *account, act *activity, nth int, random *rand.Rand) {
	submitted := w.now.Add(-time.Duration(80-6*nth)*day + time.Duration(random.IntN(4*24*60))*time.Minute)
	s := &score{
		account: acc, activity: act, value: valueOf(act.max, random), has: true, state: "graded", released: true,
		submitted: submitted, scored: submitted.Add(5 * time.Minute),
	}
	w.scores = append(w.scores, s)
	w.launches = append(w.launches, w.activityLaunch(s, submitted.Add(-time.Duration(20+random.IntN(40))*time.Minute)))
	sent := s.scored.Add(time.Duration(2+random.IntN(8)) * time.Second)
	w.accepted(s, sent)
	act.column.grades[acc.person] = &entry{value: s.value * act.column.max / act.max, at: sent, submitted: submitted}
}

// valueOf draws a score between 40 and 100 % of max. Zero stays out of the
// healthy course: some tools do not send it, and that is a fault of its own.
func valueOf(max float64, random *rand.Rand) float64 {
	step := 1.0
	if max <= 10 {
		step = 0.5
	}
	steps := int(max * 0.6 / step)
	return max*0.4 + step*float64(random.IntN(steps+1))
}
