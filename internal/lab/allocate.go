package lab

import (
	"cmp"
	"errors"
	"slices"
)

// breaker hands out what is still whole, so that faults broken together meet as
// little as possible. Whatever it hands out follows from the codes alone.
type breaker struct {
	w        *world
	learners []*account // those of the healthy course
	wide     map[*activity]bool
	cut      map[*activity]bool // a connection fault took all its grades
	whole    map[*account]bool
	spoiled  map[*score]bool
	inUse    map[*activity]int // cells picked there
	burden   map[*account]int  // cells picked of the learner
}

func newBreaker(w *world) *breaker {
	return &breaker{
		w: w, learners: slices.DeleteFunc(slices.Clone(w.accounts), func(a *account) bool { return a.role != "student" }),
		wide: map[*activity]bool{}, cut: map[*activity]bool{}, whole: map[*account]bool{},
		spoiled: map[*score]bool{}, inUse: map[*activity]int{}, burden: map[*account]int{},
	}
}

// anyVersion asks for an activity whatever its LTI version.
const anyVersion = ""

func fits(a *activity, version string) bool { return version == anyVersion || a.version == version }

// takeActivity hands out the next untouched activity; one that keeps its grades
// is better than one a connection fault has emptied.
func (b *breaker) takeActivity(version string) (*activity, error) {
	var best *activity
	for _, a := range b.w.activities {
		if b.wide[a] || !fits(a, version) {
			continue
		}
		if best == nil || b.cut[best] && !b.cut[a] {
			best = a
		}
	}
	if best == nil {
		return nil, errors.New("too many activity-wide faults at once: no untouched activity is left, break fewer")
	}
	b.wide[best] = true
	return best, nil
}

// takeLearners hands out the next untouched learners.
func (b *breaker) takeLearners(n int) ([]*account, error) {
	var out []*account
	for _, acc := range b.learners {
		if !b.whole[acc] && len(out) < n {
			out = append(out, acc)
		}
	}
	if len(out) < n {
		return nil, errors.New("too many learner-wide faults at once: no untouched learner is left, break fewer")
	}
	for _, acc := range out {
		b.whole[acc] = true
	}
	return out, nil
}

// wish is what a fault of single grades needs.
type wish struct {
	version    string // of the activities
	activities int
	each       int  // learners in each activity, every one another
	arrived    bool // the grades must be shown by the LMS
}

// takeCells hands out grades that arrived, in activities and of learners that no
// other fault took. When there are not enough it takes what there is, unless the
// wish is for grades that arrived.
func (b *breaker) takeCells(need wish) ([]*score, error) {
	var out []*score
	var used []*activity
	for range need.activities {
		a, scores := b.bestActivity(need, used)
		if a == nil {
			return nil, errors.New("no grade is left for it beside the other faults: break fewer at once")
		}
		used = append(used, a)
		b.inUse[a] += need.each
		for _, s := range scores {
			b.spoiled[s] = true
			b.burden[s.account]++
		}
		out = append(out, scores...)
	}
	return out, nil
}

// bestActivity finds the activity with the fewest traces of other faults that has
// the scores a wish needs.
func (b *breaker) bestActivity(need wish, used []*activity) (*activity, []*score) {
	var best *activity
	var chosen []*score
	var bestRank []int
	for _, a := range b.w.activities {
		if !fits(a, need.version) || slices.Contains(used, a) {
			continue
		}
		scores, absent := b.bestScores(a, need.each)
		if len(scores) < need.each || need.arrived && absent > 0 {
			continue
		}
		rank := []int{absent, truthValue(b.wide[a]), truthValue(a.version == lti11), b.inUse[a]}
		if best == nil || slices.Compare(rank, bestRank) < 0 {
			best, chosen, bestRank = a, scores, rank
		}
	}
	return best, chosen
}

// bestScores picks n scores of an activity, those that arrived and those of
// untouched learners first, and counts the ones that did not arrive.
func (b *breaker) bestScores(a *activity, n int) (picked []*score, absent int) {
	scores := slices.DeleteFunc(b.w.scoresIn(a), func(s *score) bool { return b.spoiled[s] })
	slices.SortStableFunc(scores, func(x, y *score) int {
		return cmp.Or(
			cmp.Compare(truthValue(!b.w.shows(x)), truthValue(!b.w.shows(y))),
			cmp.Compare(truthValue(b.whole[x.account]), truthValue(b.whole[y.account])),
			cmp.Compare(b.burden[x.account], b.burden[y.account]))
	})
	scores = scores[:min(n, len(scores))]
	for _, s := range scores {
		absent += truthValue(!b.w.shows(s))
	}
	return scores, absent
}

func truthValue(v bool) int {
	if v {
		return 1
	}
	return 0
}
