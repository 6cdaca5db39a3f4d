package diagnose

import (
	"slices"
	"sort"
	"time"
)

// What makes single failures an outage.
const (
	outageSpan  = time.Hour
	outageCases = 3
	outageTries = 2
)

// outage is a time in which everything that was sent failed.
type outage struct {
	cases []*Case // in the order in which they failed
}

// outages finds where the last attempts of several grades failed together, with no
// success between them.
func (f *Facts) outages() []outage {
	failed := f.failedTogether()
	successes := f.successes()
	var list []outage
	end := 0
	for i := range failed {
		n := runLength(failed[i:], successes)
		if n < outageCases || i+n <= end {
			continue
		}
		if i < end {
			last := &list[len(list)-1]
			last.cases = append(last.cases, failed[end:i+n]...)
		} else {
			list = append(list, outage{cases: slices.Clone(failed[i : i+n])})
		}
		end = i + n
	}
	return list
}

func (o outage) from() time.Time { return failedAt(o.cases[0]) }
func (o outage) to() time.Time   { return failedAt(o.cases[len(o.cases)-1]) }

// failedTogether returns the cases that could belong to an outage in the order in
// which they failed: out of order, not throttled, and not tried again and again.
func (f *Facts) failedTogether() []*Case {
	var list []*Case
	for _, c := range f.Cases {
		if s := c.LastSend(); s != nil && outOfOrder(s) && len(failedTries(c)) <= outageTries {
			list = append(list, c)
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return failedAt(list[i]).Before(failedAt(list[j])) })
	return list
}

func failedAt(c *Case) time.Time { return c.LastSend().At }

// successes returns when sends succeeded, in order.
func (f *Facts) successes() []time.Time {
	var list []time.Time
	if f.Records == nil {
		return nil
	}
	for i := range f.Records.Sends {
		if s := &f.Records.Sends[i]; accepted(s) {
			list = append(list, s.At)
		}
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Before(list[j]) })
	return list
}

// runLength counts how many cases from the first on failed within the span and
// with no success since the first.
func runLength(failed []*Case, successes []time.Time) int {
	first := failedAt(failed[0])
	next := sort.Search(len(successes), func(i int) bool { return !successes[i].Before(first) })
	n := 0
	for _, c := range failed {
		at := failedAt(c)
		if at.Sub(first) > outageSpan || next < len(successes) && !successes[next].After(at) {
			break
		}
		n++
	}
	return n
}
