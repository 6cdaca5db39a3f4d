package diagnose

import (
	"slices"
	"time"
)

// candidate is a finding that may be the cause of one case, with what counter-
// evidence left of its certainty.
type candidate struct {
	finding   *Finding
	certainty Certainty
}

func (c candidate) code() string { return c.finding.rule.Code }

// attribute gives each case its primary cause: certain before likely before
// possible, then the earliest broken hop, then the cause that explains most, then
// catalogue order. Among what is not certain it looks for the fewest causes.
func (e *Examination) attribute() {
	open := make(map[*Case][]candidate)
	for i := range e.Findings {
		e.offer(&e.Findings[i], open)
	}
	for c, list := range open {
		open[c] = withoutConsequences(list)
	}
	e.standing = make(map[*Case][]candidate, len(open))
	weight := e.weigh(open)
	for c, list := range open {
		if list[0].certainty == Certain || slices.ContainsFunc(list, isCertain) {
			e.standing[c] = e.sorted(list, weight)
			delete(open, c)
		}
	}
	e.cover(open)
}

func isCertain(c candidate) bool { return c.certainty == Certain }

// offer makes a finding a candidate for each case in its reach whose verdict it
// can explain and which counter-evidence leaves to it.
func (e *Examination) offer(f *Finding, open map[*Case][]candidate) {
	against := e.counterEvidence(f)
	for _, c := range f.Reach {
		if !f.rule.explains(c.Verdict) {
			continue
		}
		if certainty, ok := against.leaves(f.Certainty, c); ok {
			open[c] = append(open[c], candidate{f, certainty})
		}
	}
}

// counter is what arrivals in a finding's reach say against it.
type counter struct {
	any    bool
	dated  bool      // every arrival's time is known
	newest time.Time // of the dated arrivals
}

// counterEvidence collects the grades that the cause should have stopped.
func (e *Examination) counterEvidence(f *Finding) counter {
	k := counter{dated: true}
	if !f.rule.Blocks {
		return k
	}
	began, hasBegun := f.Since.Get()
	for _, c := range f.Reach {
		if !c.travelled() {
			continue
		}
		at, ok := c.ArrivedAt().Get()
		if ok && hasBegun && at.Before(began) {
			continue
		}
		k.any = true
		k.dated = k.dated && ok
		if ok && at.After(k.newest) {
			k.newest = at
		}
	}
	return k
}

// leaves returns what is left of a finding's certainty for one case. A grade that
// came through after this one was ready refutes the cause; where times are
// unknown, arrivals weaken it by one step.
func (k counter) leaves(certainty Certainty, c *Case) (Certainty, bool) {
	if !k.any {
		return certainty, true
	}
	ready, ok := c.Ready().Get()
	if ok && k.newest.After(ready) {
		return "", false
	}
	if ok && k.dated {
		return certainty, true
	}
	return certainty.weaker()
}

// withoutConsequences moves every candidate that only follows from another one of
// the list, at least as certain, behind the rest.
func withoutConsequences(list []candidate) []candidate {
	var causes, consequences []candidate
	for _, c := range list {
		if slices.ContainsFunc(list, func(o candidate) bool {
			return o.certainty.rank() >= c.certainty.rank() && slices.Contains(c.finding.rule.After, o.code())
		}) {
			consequences = append(consequences, c)
			continue
		}
		causes = append(causes, c)
	}
	if len(causes) == 0 {
		return list
	}
	for i := range consequences {
		consequences[i].certainty = Possible
	}
	return append(causes, consequences...)
}

// weigh counts how many cases each code could explain at its certainty.
func (e *Examination) weigh(open map[*Case][]candidate) map[string]int {
	weight := make(map[string]int)
	for _, list := range open {
		for _, c := range list {
			weight[c.code()] += c.certainty.rank()
		}
	}
	return weight
}

// sorted orders the candidates of one case, the primary cause first.
func (e *Examination) sorted(list []candidate, weight map[string]int) []candidate {
	slices.SortStableFunc(list, func(a, b candidate) int {
		if d := b.certainty.rank() - a.certainty.rank(); d != 0 {
			return d
		}
		if d := a.finding.rule.Hop.order() - b.finding.rule.Hop.order(); d != 0 {
			return d
		}
		if d := weight[b.code()] - weight[a.code()]; d != 0 {
			return d
		}
		if d := e.place(a.finding.rule) - e.place(b.finding.rule); d != 0 {
			return d
		}
		return CompareIDs(a.finding.Subject.ID, b.finding.Subject.ID)
	})
	return list
}

// place is the rule's position in the catalogue.
func (e *Examination) place(r *Rule) int { return slices.Index(e.rules, r) }

// cover explains the cases that have no certain cause with as few causes as
// possible: again and again the one that explains most of the rest.
func (e *Examination) cover(open map[*Case][]candidate) {
	for len(open) > 0 {
		best := e.heaviest(e.coverage(open))
		for c, list := range open {
			i := slices.IndexFunc(list, func(x candidate) bool { return x.code() == best })
			if i < 0 {
				continue
			}
			chosen := list[i]
			rest := slices.Delete(slices.Clone(list), i, i+1)
			e.standing[c] = append([]candidate{chosen}, e.sorted(rest, nil)...)
			delete(open, c)
		}
	}
}

// coverage counts for each code the open cases it would explain, likely ones
// weighing more than any number of merely possible ones could in one case.
func (e *Examination) coverage(open map[*Case][]candidate) map[string]int {
	count := make(map[string]int)
	for _, list := range open {
		strongest := slices.MaxFunc(list, func(a, b candidate) int { return a.certainty.rank() - b.certainty.rank() })
		for _, c := range list {
			if c.certainty == strongest.certainty {
				count[c.code()]++
			}
		}
	}
	return count
}

// heaviest returns the code with the highest count, the earlier hop and then the
// earlier place in the catalogue deciding between equals.
func (e *Examination) heaviest(count map[string]int) string {
	best, most := "", 0
	for _, r := range slices.SortedStableFunc(slices.Values(e.rules), func(a, b *Rule) int {
		return a.Hop.order() - b.Hop.order()
	}) {
		if n := count[r.Code]; n > most {
			best, most = r.Code, n
		}
	}
	return best
}
