package pull

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/store"
)

// CoursesSchema names the form of the JSON list of courses.
const CoursesSchema = "gradesync.courses/v1"

// CourseList is what the store knows of an LMS's courses: plain data. Its JSON form
// is public.
type CourseList struct {
	Schema      string    `json:"schema"`
	GeneratedAt time.Time `json:"generated_at"`
	LMS         string    `json:"lms"` // kind and URL
	// ListedAt is when the LMS's list was last read to its end; unknown is never.
	ListedAt grade.Maybe[time.Time] `json:"listed_at"`
	Totals   StateCounts            `json:"totals"`
	Courses  []CourseRow            `json:"courses"` // never nil, by id
}

// StateCounts count courses.
type StateCounts struct {
	New      int `json:"new"`
	Open     int `json:"open"`
	Closed   int `json:"closed"`
	Deleted  int `json:"deleted"`
	HeldBack int `json:"held_back"` // of the first three: gone from the list, and not believed
}

// CourseRow is one course as the store knows it, and how pulling it goes.
type CourseRow struct {
	ID     string            `json:"id"`
	Code   string            `json:"code"`
	Title  string            `json:"title"`
	Number string            `json:"number"`
	State  store.CourseState `json:"state"`
	// Listed tells whether it was in the last list; LastSeen is when one had it last.
	Listed    bool                   `json:"listed"`
	FirstSeen time.Time              `json:"first_seen"`
	LastSeen  time.Time              `json:"last_seen"`
	Learners  grade.Maybe[int]       `json:"learners"`  // unknown until it was pulled
	PulledAt  grade.Maybe[time.Time] `json:"pulled_at"` // last with success; unknown is never
	Trouble
}

// Trouble is how something fails. With no FailingSince it does not.
type Trouble struct {
	FailingSince grade.Maybe[time.Time] `json:"failing_since"`
	Times        int                    `json:"times"`
	Class        string                 `json:"class"`
	Reason       string                 `json:"reason"`
	NextTry      grade.Maybe[time.Time] `json:"next_try"` // it is left alone until then
}

// Fails tells whether there is trouble.
func (t *Trouble) Fails() bool { return t.FailingSince.Known() }

// List tells what the store knows of the courses; it asks the LMS nothing. Of p it
// needs Site, Store and Now.
func (p *Puller) List(ctx context.Context) (*CourseList, error) {
	list, courses, err := p.known(ctx)
	if err != nil {
		return nil, err
	}
	all := &CourseList{
		Schema: CoursesSchema, GeneratedAt: p.Now().UTC(), LMS: p.Site, ListedAt: moment(list.Succeeded),
		Totals: statesOf(courses), Courses: make([]CourseRow, 0, len(courses)),
	}
	for i := range courses {
		all.Courses = append(all.Courses, rowOf(&courses[i]))
	}
	slices.SortFunc(all.Courses, func(a, b CourseRow) int { return byNumber(a.ID, b.ID) })
	return all, nil
}

// known is what the store has of the list of courses, and of each.
func (p *Puller) known(ctx context.Context) (list store.Pull, courses []store.Course, err error) {
	if list, err = p.Store.ListPull(ctx, p.Site); err == nil {
		courses, err = p.Store.Courses(ctx, p.Site)
	}
	return list, courses, err
}

// byNumber puts ids that are numbers into the order of numbers.
func byNumber(a, b string) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

func statesOf(courses []store.Course) StateCounts {
	var c CourseCounts
	c.count(courses)
	return StateCounts{New: c.New, Open: c.Open, Closed: c.Closed, Deleted: c.Deleted, HeldBack: HeldBack(courses)}
}

func rowOf(c *store.Course) CourseRow {
	r := CourseRow{
		ID: c.ID, Code: c.Code, Title: c.Title, Number: c.Number, State: c.State,
		Listed: c.Listed, FirstSeen: c.FirstSeen, LastSeen: c.LastSeen,
		PulledAt: moment(c.Pull.Succeeded), Trouble: troubleOf(&c.Pull),
	}
	if r.PulledAt.Known() {
		r.Learners = grade.Known(c.Learners)
	}
	return r
}

func troubleOf(p *store.Pull) Trouble {
	if p.Failures == 0 {
		return Trouble{}
	}
	return Trouble{FailingSince: moment(p.FailingSince), Times: p.Failures, Class: p.Class, Reason: p.Reason, NextTry: moment(p.NotBefore)}
}

// moment makes the store's "never" an unknown.
func moment(t time.Time) grade.Maybe[time.Time] {
	if t.IsZero() {
		return grade.Maybe[time.Time]{}
	}
	return grade.Known(t.UTC())
}
