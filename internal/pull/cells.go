package pull

import (
	"cmp"
	"slices"

	"github.com/gradesync/gradesync/internal/grade"
)

// cells finds what the book says of a learner in an activity.
type cells struct {
	activities  []*grade.Activity // in the gradebook's order
	read        bool              // the activities
	results     map[cell]*grade.Result
	completions map[cell]grade.CompletionState
	graded      map[string]bool // learners with any grade
}

type cell struct{ learner, activity string }

func newCells(b *grade.Book) cells {
	c := cells{
		read: b.Activities != nil, results: make(map[cell]*grade.Result, len(b.Results)),
		completions: make(map[cell]grade.CompletionState, len(b.Completions)), graded: map[string]bool{},
	}
	for i := range b.Activities {
		c.activities = append(c.activities, &b.Activities[i])
	}
	slices.SortStableFunc(c.activities, func(x, y *grade.Activity) int {
		return cmp.Or(cmp.Compare(place(x), place(y)), cmp.Compare(x.ID, y.ID))
	})
	for i := range b.Results {
		r := &b.Results[i]
		c.results[cell{r.Learner, r.Activity}] = r
		if r.Score.Known() {
			c.graded[r.Learner] = true
		}
	}
	for _, done := range b.Completions {
		c.completions[cell{done.Learner, done.Activity}] = done.State
	}
	return c
}

// place is where an activity stands in the gradebook; those without a known place
// come last.
func place(a *grade.Activity) int {
	const last = 1 << 30
	if a.LineItem == nil {
		return last
	}
	return a.LineItem.Position.Or(last)
}

// sum adds up the activities for one learner.
func (c cells) sum(l *grade.Learner) EnrolmentProgress {
	p := EnrolmentProgress{Learner: l.ID, Items: make([]ItemProgress, 0, len(c.activities))}
	unknown := map[Standing]int{}
	for _, a := range c.activities {
		at := cell{l.ID, a.ID}
		item := ItemProgress{Activity: a.ID, Standing: standing(a, c.results[at]), Completion: c.completions[at]}
		p.Items = append(p.Items, item)
		p.add(item)
		if item.Standing.Unknown() {
			unknown[item.Standing]++
		}
	}
	switch {
	case !c.read:
		p.Why = "the course's activities were not read"
	case len(unknown) > 0:
		p.Why = reason(l, unknown)
	case p.Counted == 0:
		p.Why = "no activity counts"
	default:
		p.Percent = grade.Known(float64(p.Graded) * 100 / float64(p.Counted))
	}
	return p
}

func (p *EnrolmentProgress) add(item ItemProgress) {
	if !item.Standing.Counts() {
		return
	}
	p.Counted++
	if item.Standing == Graded {
		p.Graded++
	}
	if item.Completion != "" {
		p.Tracked++
	}
	if item.Completion == grade.CompletionComplete || item.Completion == grade.CompletionPassed {
		p.Completed++
	}
}
