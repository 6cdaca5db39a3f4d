package pull

import (
	"slices"
	"strings"
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
)

// CardOptions are what a report card is asked to hold.
type CardOptions struct {
	Version string // of gradesync
	Now     time.Time
	Names   bool // name people, for those who may see that
	Why     bool // see Card.Why
	// Users narrows it to people: ids, SIS ids, logins or e-mail addresses.
	Users []string
}

// Card makes the report card of a course that was pulled (Book is not nil): grades and
// totals as the LMS's gradebook gave them, and percent complete by Progress. It is nil
// for a course that was not.
func (k *Kept) Card(o CardOptions) *Card {
	if k.Book == nil {
		return nil
	}
	b := k.Book
	c := &Card{
		Schema: CardSchema, Gradesync: o.Version, GeneratedAt: o.Now.UTC(), LMS: b.LMS, Number: b.Course.Number,
		Course: diagnose.CourseName{ID: b.Course.ID, Code: b.Course.Code, Title: b.Course.Title},
		Sync:   k.cardSync(), NamesKept: k.Named(), Tracked: b.Completions != nil, Why: o.Why,
		Activities: []CardActivity{}, Categories: []CardCategory{}, Enrolments: []CardRow{},
		NotEnrolled: []string{}, NotInGradebook: []string{}, Left: []CardLeft{},
		Gaps: append([]grade.Gap{}, b.Gaps...),
	}
	cells := newCells(b)
	for _, a := range cells.activities {
		c.Activities = append(c.Activities, cardActivity(a, &b.Course))
	}
	for _, category := range b.Categories {
		c.Categories = append(c.Categories, CardCategory{ID: category.ID, Title: category.Title})
	}
	card := cardMaker{Kept: k, CardOptions: o, cells: cells, totals: totalsOf(b), learners: learnersOf(b)}
	c.Enrolments = append(c.Enrolments, card.rows()...)
	c.Left = append(c.Left, card.left()...)
	if len(o.Users) == 0 {
		card.mismatch(c)
	}
	return c
}

// Knows tells whether anybody in the course is, or was, known by that word.
func (k *Kept) Knows(user string) bool {
	for i := range k.People {
		p := &k.People[i]
		if isPerson([]string{user}, p.Learner, p.SISID, p.Login, p.Email) {
			return true
		}
	}
	return false
}

// isPerson tells whether one of the words means the person with these ids.
func isPerson(words []string, ids ...string) bool {
	return slices.ContainsFunc(words, func(word string) bool {
		return word != "" && slices.ContainsFunc(ids, func(id string) bool { return strings.EqualFold(id, word) })
	})
}

// cardSync tells how old the data are.
func (k *Kept) cardSync() CardSync {
	own := k.Course.Pull
	s := CardSync{State: k.Course.State, PulledAt: own.Succeeded.UTC(), ReadWhole: own.Whole.UTC()}
	if n := len(k.States); n > 0 {
		s.StateSince = moment(k.States[n-1].At)
	}
	if f, failing := k.Failing(); failing {
		s.FailingSince, s.Class, s.Reason = moment(f.FailingSince), f.Class, f.Reason
		s.Connection, s.NextTry = f == k.List, moment(f.NotBefore)
	}
	return s
}

func cardActivity(a *grade.Activity, c *grade.Course) CardActivity {
	to := CardActivity{
		ID: a.ID, Title: a.Title, Kind: a.Kind, Visible: a.Visible,
		Opens: firstMoment(a.OpensAt, a.CreatedAt, c.StartAt), Closes: firstMoment(a.ClosesAt, c.EndAt),
	}
	if grade.Is(a.SectionVisible, false) {
		to.Visible = a.SectionVisible
	}
	if item := a.LineItem; item != nil {
		to.Max, to.Min, to.Type, to.ColumnHidden = item.Max, item.Min, item.Type, item.Hidden
		to.Category, to.Column = item.Category.Or(""), !grade.Is(a.Graded, false)
	}
	return to
}

// firstMoment is the first that is known and not "none".
func firstMoment(all ...grade.Maybe[time.Time]) grade.Maybe[time.Time] {
	for _, m := range all {
		if _, ok := grade.At(m); ok {
			return m
		}
	}
	return grade.Maybe[time.Time]{}
}

type totalKey struct{ learner, category string }

func totalsOf(b *grade.Book) map[totalKey]*grade.Total {
	totals := make(map[totalKey]*grade.Total, len(b.Totals))
	for i := range b.Totals {
		totals[totalKey{b.Totals[i].Learner, b.Totals[i].Category}] = &b.Totals[i]
	}
	return totals
}

func learnersOf(b *grade.Book) map[string]*grade.Learner {
	learners := make(map[string]*grade.Learner, len(b.Learners))
	for i := range b.Learners {
		learners[b.Learners[i].ID] = &b.Learners[i]
	}
	return learners
}
