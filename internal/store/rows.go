package store

import (
	"slices"
	"strings"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// Enrolment is one person in one course: who, as what, and how far. Unknown is not
// zero.
type Enrolment struct {
	Learner string // id in the LMS
	SISID   string
	// Name, Email and Login are kept only with Options.Personal.
	Name, Email, Login string

	Role     string // the LMS's own word
	Kind     grade.RoleKind
	State    grade.Maybe[grade.EnrolmentState]
	InRoster grade.Maybe[bool] // the course's roster has the person
	Listed   grade.Maybe[bool] // the gradebook has a row for the person

	// Complete is the percentage of Counted activities that are Graded, 0 to 100.
	Graded, Counted grade.Maybe[int]
	Complete        grade.Maybe[float64]
	// Score, Max, Percent and Letter are the course grade as the LMS gives it.
	Score, Max, Percent grade.Maybe[float64]
	Letter              grade.Maybe[string] // a known empty one: the LMS gives none

	// FirstSeen and Gone are the store's: when a pull had the person for the first
	// time, and when the first one no longer did. A zero Gone is "still there".
	FirstSeen, Gone time.Time
}

// told lists the columns that a pull tells of.
func (e *Enrolment) told() []column {
	return []column{
		{"learner", &e.Learner},
		{"sis_id", &e.SISID},
		{"name", &e.Name},
		{"email", &e.Email},
		{"login", &e.Login},
		{"role", &e.Role},
		{"kind", (*string)(&e.Kind)},
		{"state", &e.State},
		{"in_roster", &e.InRoster},
		{"listed", &e.Listed},
		{"graded", &e.Graded},
		{"counted", &e.Counted},
		{"complete", &e.Complete},
		{"score", &e.Score},
		{"max", &e.Max},
		{"percent", &e.Percent},
		{"letter", &e.Letter},
	}
}

// unrecorded are the columns whose changes are kept nowhere: those that name a
// person, and those that change with another or mean nothing alone.
var unrecorded = map[string]bool{"name": true, "email": true, "login": true, "position": true, "graded_at": true, "empty": true}

// Activity is one column or link of a course.
type Activity struct {
	ID, Title, Kind string
	Max             grade.Maybe[float64]
	Visible         grade.Maybe[bool] // the activity, to learners
	Hidden          grade.Maybe[bool] // its gradebook column, from learners
	Position        int               // among the course's activities, from 1
	Gone            time.Time         // set by the store, as Enrolment.Gone
}

func (a *Activity) told() []column {
	return []column{
		{"id", &a.ID},
		{"title", &a.Title},
		{"kind", &a.Kind},
		{"max", &a.Max},
		{"visible", &a.Visible},
		{"hidden", &a.Hidden},
		{"position", &a.Position},
	}
}

// Result is one cell of the gradebook as it was last seen. One with neither Empty nor
// a known Score was not read.
type Result struct {
	Learner    string                 `json:"-"`
	Activity   string                 `json:"activity"`
	Empty      bool                   `json:"empty,omitempty"` // there is no grade
	Score      grade.Maybe[float64]   `json:"score,omitzero"`
	Max        grade.Maybe[float64]   `json:"max,omitzero"`
	Percent    grade.Maybe[float64]   `json:"percent,omitzero"`
	Letter     string                 `json:"letter,omitempty"`
	GradedAt   grade.Maybe[time.Time] `json:"graded_at,omitzero"`
	Hidden     grade.Maybe[bool]      `json:"hidden,omitzero"` // from this learner
	Overridden grade.Maybe[bool]      `json:"overridden,omitzero"`
	Excused    grade.Maybe[bool]      `json:"excused,omitzero"`
	// Gone is set by the store: when the first list of results came without it.
	Gone time.Time `json:"gone,omitzero"`
}

func (r *Result) told() []column {
	return []column{
		{"activity", &r.Activity},
		{"empty", &r.Empty},
		{"score", &r.Score},
		{"max", &r.Max},
		{"percent", &r.Percent},
		{"letter", &r.Letter},
		{"graded_at", &r.GradedAt},
		{"hidden", &r.Hidden},
		{"overridden", &r.Overridden},
		{"excused", &r.Excused},
	}
}

func (r *Result) read() bool { return r.Empty || r.Score.Known() }

// CourseUpdate is what one pull read of a course. Lists that were not read are nil,
// and leave what is kept of them; others are whole: what is no longer in one is
// marked gone, and stays.
type CourseUpdate struct {
	LMS, Course string
	At          time.Time   // the pull
	Whole       bool        // all was read anew, not only what had changed
	Book        *grade.Book // kept in place of the one before
	Enrolments  []Enrolment
	Activities  []Activity
	Results     []Result
}

// UpdateOf puts a book into rows. Progress is the caller's to add. Enrolments are the
// people of the roster and, if results were read, those who have results only.
func UpdateOf(b *grade.Book) CourseUpdate {
	u := CourseUpdate{LMS: Site(b.LMS), Course: b.Course.ID, At: b.AskedAt, Book: b}
	if b.Activities != nil {
		u.Activities = make([]Activity, len(b.Activities))
	}
	max := map[string]grade.Maybe[float64]{}
	for i, a := range b.Activities {
		to := &u.Activities[i]
		*to = Activity{ID: a.ID, Title: a.Title, Kind: a.Kind, Visible: a.Visible, Position: i + 1}
		if a.LineItem != nil {
			to.Max, to.Hidden = a.LineItem.Max, a.LineItem.Hidden
		}
		max[a.ID] = to.Max
	}
	if b.Results != nil {
		u.Results = make([]Result, len(b.Results))
	}
	for i := range b.Results {
		u.Results[i] = resultOf(&b.Results[i], max)
	}
	u.Enrolments = enrolmentsOf(b)
	return u
}

func resultOf(r *grade.Result, max map[string]grade.Maybe[float64]) Result {
	to := Result{
		Learner: r.Learner, Activity: r.Activity, Empty: r.Empty, Score: r.Score, Max: r.Max,
		GradedAt: r.GradedAt, Hidden: r.Hidden, Overridden: r.Overridden, Excused: r.Excused,
	}
	if !to.Max.Known() {
		to.Max = max[r.Activity]
	}
	return to
}

func enrolmentsOf(b *grade.Book) []Enrolment {
	if b.Learners == nil {
		return nil
	}
	all := make([]Enrolment, 0, len(b.Learners))
	here := map[string]bool{}
	for i := range b.Learners {
		l := &b.Learners[i]
		kind, _ := l.Role()
		here[l.ID] = true
		all = append(all, Enrolment{
			Learner: l.ID, SISID: l.SISID, Name: l.Name, Email: l.Email, Login: l.Login,
			Role: roles(l.Enrolments), Kind: kind, State: l.State(),
			InRoster: grade.Known(true), Listed: l.Listed,
		})
	}
	for _, r := range b.Results {
		if !here[r.Learner] {
			here[r.Learner] = true
			all = append(all, Enrolment{Learner: r.Learner, InRoster: grade.Known(false), Listed: grade.Known(true)})
		}
	}
	total := map[string]*grade.Total{}
	for i := range b.Totals {
		if t := &b.Totals[i]; t.Category == "" {
			total[t.Learner] = t
		}
	}
	for i := range all {
		if t := total[all[i].Learner]; t != nil {
			all[i].Score, all[i].Max, all[i].Percent, all[i].Letter = t.Score, t.Max, t.Percent, t.Letter
		}
	}
	return all
}

// roles are the LMS's words, each once.
func roles(enrolments []grade.Enrolment) string {
	var all []string
	for _, e := range enrolments {
		if e.Role != "" && !slices.Contains(all, e.Role) {
			all = append(all, e.Role)
		}
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}
