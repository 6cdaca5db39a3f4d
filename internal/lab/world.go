package lab

import (
	"slices"
	"strconv"
	"time"
)

// world is the course as the LMS holds it and as the tool recorded it.
type world struct {
	course            courseFacts
	now, starts, ends time.Time
	lti               platform
	firstID           int // of the learners; later people get ids behind it

	people  []*person
	modules []*module
	columns []*column
	// refused makes the gradebook's web service refuse every token but the
	// administrator's.
	refused bool

	accounts   []*account
	activities []*activity
	scores     []*score
	// unworked keeps the scores out of the records, unopened the accounts.
	unworked, unopened bool
	launches           []*launch
	sends              []*send

	// canvas is what only a Canvas has; nil when the LMS is a Moodle.
	canvas *canvasSite
}

// courseFacts are what a course is called, and the ids that stand for it alone.
type courseFacts struct {
	id                  int
	code, title, number string // number is the SIS's
	hidden              bool   // from learners
	// total and root are Moodle's ids of the course total and the root category.
	total, root int
	sections    []string // names of the parts of the course page
	groups      []int
}

// person is one account of the LMS.
type person struct {
	id                 int
	login, first, last string
	email, number      string   // number is the idnumber the SIS gave
	roles              []string // short names of the roles in the course
	group              int      // 0 is none
	suspended          bool     // the enrolment, not the account
	gone               bool     // not enrolled, any more

	canvas canvasPerson
}

func (p *person) name() string { return p.first + " " + p.last }

func (p *person) enrolled() bool { return !p.gone }

func (p *person) student() bool { return slices.Contains(p.roles, "student") }

// listed tells whether the whole-course grade call has a row for the person:
// active students only.
func (p *person) listed() bool { return p.enrolled() && !p.suspended && p.student() }

// module is one activity on the course page.
type module struct {
	id, instance, section int
	name, mod             string // mod is lti or assign
	visible               bool
	tracked               bool   // completed by a grade
	typeID                int    // of an LTI link; 0 is a typed-in URL
	toolURL               string // of a typed-in URL
	accepts               bool   // the link's accept-grades setting
	points                float64
	opens, closes         time.Time // for learners; zero is no such date

	assignment assignment // in Canvas
}

// column is one grade item.
type column struct {
	id       int
	name     string
	module   *module // nil for a manual column
	category int
	max      float64
	locked   bool
	hidden   bool
	typeless bool // grade type none: values are stored and never shown
	deleted  bool
	grades   map[*person]*entry
	made     *made // nil for a column that no tool made
}

// entry is the final grade of one person in one column.
type entry struct {
	value      float64
	at         time.Time
	submitted  time.Time
	hidden     bool
	overridden bool
	excused    bool // does not count for this person
	locked     bool
	comment    string
	nth        int // among the grades that LTI wrote; 0 is older than all

	mark mark // in Canvas
}

// shows tells whether the whole-course grade call has a grade for the score.
func (w *world) shows(s *score) bool {
	p, c := s.account.person, s.activity.column
	if p == nil || s.account.ambiguous || !p.listed() || c.deleted || c.typeless {
		return false
	}
	return c.grades[p] != nil
}

// grade returns the LMS's entry for the score, nil when it has none.
func (w *world) grade(s *score) *entry {
	if s.account.person == nil {
		return nil
	}
	return s.activity.column.grades[s.account.person]
}

// liveColumns lists the grade items that exist, in gradebook order.
func (w *world) liveColumns() []*column {
	var live []*column
	for _, c := range w.columns {
		if !c.deleted {
			live = append(live, c)
		}
	}
	return live
}

// roster lists the enrolled people by id, as Moodle orders them.
func (w *world) roster() []*person {
	var in []*person
	for _, p := range w.people {
		if p.enrolled() {
			in = append(in, p)
		}
	}
	slices.SortFunc(in, func(a, b *person) int { return a.id - b.id })
	return in
}

// scoresIn lists the scores the tool holds for learners in an activity.
func (w *world) scoresIn(a *activity) []*score {
	return w.where(func(s *score) bool { return s.activity == a && s.has && !s.account.test })
}

// scoresOf lists the scores the tool holds for an account.
func (w *world) scoresOf(a *account) []*score {
	return w.where(func(s *score) bool { return s.account == a && s.has })
}

func (w *world) where(keep func(*score) bool) []*score {
	var out []*score
	for _, s := range w.scores {
		if keep(s) {
			out = append(out, s)
		}
	}
	return out
}

// lineItemPath is the AGS line item of a grade item under a course, as Moodle
// builds it.
func lineItemPath(course, item int) string {
	return lineItemsDir(course) + "/" + strconv.Itoa(item) + "/lineitem?type_id=1"
}

// lineItemsPath is the AGS line item container of a course.
func lineItemsPath(course int) string { return lineItemsDir(course) + "?type_id=1" }

func lineItemsDir(course int) string {
	return "/mod/lti/services.php/" + strconv.Itoa(course) + "/lineitems"
}
