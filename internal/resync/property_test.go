package resync_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/resync"
)

// maybe draws a value, or that it is unknown.
func maybe[T any](t *rapid.T, label string, values ...T) grade.Maybe[T] {
	i := rapid.IntRange(-1, len(values)-1).Draw(t, label)
	if i < 0 {
		return grade.Maybe[T]{}
	}
	return grade.Known(values[i])
}

// disturbed draws a course in which much is unknown, odd or forbidden.
func disturbed(t *rapid.T) *course {
	c := newCourse()
	for i := range rapid.IntRange(0, 3).Draw(t, "learners") {
		c.addLearner(fmt.Sprint(52 + i))
	}
	for i := range c.book.Learners {
		l := &c.book.Learners[i]
		l.Test, l.Suspended = maybe(t, "test", false, true), maybe(t, "suspended", false, true)
		for j := range l.Enrolments {
			l.Enrolments[j].Kind = rapid.SampledFrom([]grade.RoleKind{grade.RoleLearner, grade.RoleLearner, grade.RoleStaff, grade.RoleNone}).Draw(t, "role")
			l.Enrolments[j].State = maybe(t, "state", grade.EnrolmentActive, grade.EnrolmentInactive, grade.EnrolmentDeleted)
		}
	}
	for i := range c.book.Results {
		r := &c.book.Results[i]
		if rapid.Bool().Draw(t, "graded") {
			r.Empty, r.Score = false, grade.Known(float64(rapid.IntRange(0, 10).Draw(t, "shown")))
			r.Overridden, r.Locked = maybe(t, "overridden", false, true), maybe(t, "locked", false, true)
			r.Grader = rapid.SampledFrom([]string{"", "person", "tool:1"}).Draw(t, "grader")
		}
	}
	for i := range c.records.Scores {
		s := &c.records.Scores[i]
		s.Score, s.Released = maybe(t, "score", 0.0, 4, 8, 12), maybe(t, "released", false, true)
		s.State = rapid.SampledFrom([]string{"", grade.Graded, grade.Submitted}).Draw(t, "progress")
	}
	for i := range c.records.Launches {
		c.records.Launches[i].ContextID = rapid.SampledFrom([]string{"5", "5", "6", ""}).Draw(t, "context")
	}
	if rapid.Bool().Draw(t, "cause") {
		c.rules = []*diagnose.Rule{blame("XX-01", rapid.Bool().Draw(t, "resend"))}
	}
	return c
}

func TestPlanProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := disturbed(t)
		o := resync.Options{
			AllowLower: rapid.Bool().Draw(t, "lower"), OverwriteManual: rapid.Bool().Draw(t, "manual"),
			AllowChanged: rapid.Bool().Draw(t, "changed"), Limit: rapid.IntRange(0, 3).Draw(t, "limit"),
		}
		doc := resync.MakePlan(c.examine(), nil, both(), o).Document()
		if doc.Totals.Send+doc.Totals.Skip != len(doc.Plan) || o.Limit > 0 && doc.Totals.Send > o.Limit {
			t.Errorf("%+v of %d", doc.Totals, len(doc.Plan))
		}
		for _, e := range doc.Plan {
			if e.Reason == "" {
				t.Errorf("no reason: %+v", e)
			}
			if e.Action == resync.Send && !mayBeSent(c, e, o) {
				t.Errorf("sent: %+v", e)
			}
		}
		before := cmp.Diff(doc, resync.MakePlan(shuffled(t, c).examine(), nil, both(), o).Document())
		if before != "" {
			t.Errorf("the order of rows matters:\n%s", before)
		}
	})
}

// mayBeSent says again, from the rows alone, what must hold of a send.
func mayBeSent(c *course, e resync.Entry, o resync.Options) bool {
	active := false
	for _, l := range c.book.Learners {
		for _, en := range l.Enrolments {
			state, known := en.State.Get()
			active = active || l.ID == e.User && en.Kind == grade.RoleLearner && (!known || state == grade.EnrolmentActive) &&
				!l.Test.Or(false) && !l.Suspended.Or(false)
		}
	}
	for _, r := range c.book.Results {
		if r.Learner != e.User || r.Activity != e.Activity {
			continue
		}
		if r.Locked.Or(false) || !o.OverwriteManual && (r.Overridden.Or(false) || r.Grader == "person") ||
			!o.AllowLower && r.Score.Or(0) > e.New.Or(0)*1.02 {
			return false
		}
	}
	for _, s := range c.records.Scores {
		if s.Account == "a"+e.User && s.Activity == "t"+e.Activity && (!s.Released.Or(true) || s.State == grade.Submitted || !s.Score.Known()) {
			return false
		}
	}
	return active
}

// shuffled is the same course with its rows in another order.
func shuffled(t *rapid.T, c *course) *course {
	random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
	d := *c
	d.book.Learners, d.book.Results, d.book.Activities = mixed(random, c.book.Learners), mixed(random, c.book.Results), mixed(random, c.book.Activities)
	d.records.Scores, d.records.Launches, d.records.Accounts = mixed(random, c.records.Scores), mixed(random, c.records.Launches), mixed(random, c.records.Accounts)
	return &d
}

func mixed[T any](random *rand.Rand, rows []T) []T {
	rows = append([]T(nil), rows...)
	random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	return rows
}
