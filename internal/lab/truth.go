package lab

import (
	"cmp"
	"slices"
	"strconv"
)

// Fault is one thing that was broken and the grades that show it.
type Fault struct {
	Code  string // as in the catalogue of causes
	Scope string // course, activity, user, grade or connection
	// Cells are the grades that are missing, differ, are hidden, late, unreadable or
	// not to be expected because of it, sorted by user and activity. A grade under
	// two faults is in both.
	Cells []Cell
}

// Cell is one learner and one activity as a report names them: ids of the LMS, or
// "tool:" and the tool's id where the LMS does not know whom or what is meant.
type Cell struct {
	User, Activity string
}

// effect is what a fault does to the grades in its reach.
type effect int

const (
	missing     effect = iota
	differs            // the LMS shows another value
	hidden             // it arrived, and the learner cannot see it
	late               // missing, and young
	notExpected        // nothing should be there
	unreadable         // the LMS does not let it be read
)

// claim tells the scores that a fault concerns. It is asked when all faults are
// in: an account may have moved by then.
type claim func() []*score

// exactly is the claim of a fault that picked its scores.
func exactly(scores []*score) claim { return func() []*score { return scores } }

// cells names the scores of a claim, without those in which the effect cannot be
// seen because another fault took the grade away.
func (w *world) cells(e effect, scores []*score) []Cell {
	var out []Cell
	for _, s := range scores {
		if (e == differs || e == hidden) && !w.shows(s) {
			continue
		}
		out = append(out, Cell{User: s.account.user(), Activity: s.activity.cmid()})
	}
	slices.SortFunc(out, func(a, b Cell) int {
		return cmp.Or(cmp.Compare(len(a.User), len(b.User)), cmp.Compare(a.User, b.User), cmp.Compare(a.Activity, b.Activity))
	})
	return slices.Compact(out)
}

// user is how a report names the person behind the account.
func (a *account) user() string {
	if a.person == nil || a.person.gone || a.ambiguous {
		return "tool:" + a.id
	}
	return strconv.Itoa(a.person.id)
}

// cmid is how a report names the activity: Moodle's course module id.
func (a *activity) cmid() string { return strconv.Itoa(a.module.id) }
