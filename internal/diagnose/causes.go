package diagnose

import (
	"slices"
	"sort"
)

// causeKey is what makes findings one cause in the report: few causes for many
// grades, but certain ones never mixed with guesses.
type causeKey struct {
	code      string
	scope     Scope
	certainty Certainty
	shelf     shelf
}

// shelf is where a finding is reported: 0 among the causes, from 1 on under the
// suppression of that place, below 0 among what the baseline knows.
type shelf int

const knownShelf shelf = -1

// draft is a cause while it is put together.
type draft struct {
	rule         *Rule
	key          causeKey
	subjects     map[string]*subjectDraft
	grades       []Pair
	consequences map[string]int
	also         map[string]int
}

type subjectDraft struct {
	finding *Finding
	grades  int
}

// causes groups what the cases were put down to, and adds what was found for
// certain but has stopped no grade yet; each shelf has its own.
func (e *Examination) causes(w window) map[shelf][]Cause {
	drafts := make(map[causeKey]*draft)
	for _, c := range e.Cases {
		if list := e.standing[c]; len(list) > 0 && w.holds(c) {
			e.draftFor(drafts, list[0], w.shelf(list[0].finding, c)).add(c, list)
		}
	}
	e.addSilent(drafts, w)
	shelves := map[shelf][]Cause{0: {}}
	for _, d := range drafts {
		shelves[d.key.shelf] = append(shelves[d.key.shelf], e.finish(d))
	}
	for _, list := range shelves {
		sort.Slice(list, func(i, j int) bool { return e.before(list[i], list[j]) })
	}
	return shelves
}

func (e *Examination) draftFor(drafts map[causeKey]*draft, c candidate, at shelf) *draft {
	key := causeKey{c.code(), c.finding.Scope, c.certainty, at}
	d := drafts[key]
	if d == nil {
		d = &draft{rule: c.finding.rule, key: key, subjects: map[string]*subjectDraft{}, consequences: map[string]int{}, also: map[string]int{}}
		drafts[key] = d
	}
	return d
}

// add puts one case down to the draft's cause.
func (d *draft) add(c *Case, standing []candidate) {
	d.grades = append(d.grades, Pair{User: c.User, Activity: c.Activity})
	d.subject(standing[0].finding).grades++
	seen := map[string]bool{d.rule.Code: true}
	for _, other := range standing[1:] {
		if seen[other.code()] {
			continue
		}
		seen[other.code()] = true
		if slices.Contains(other.finding.rule.After, d.rule.Code) {
			d.consequences[other.code()]++
		} else {
			d.also[other.code()]++
		}
	}
}

func (d *draft) subject(f *Finding) *subjectDraft {
	s := d.subjects[f.Subject.ID]
	if s == nil {
		s = &subjectDraft{finding: f}
		d.subjects[f.Subject.ID] = s
	}
	return s
}

// addSilent adds certain findings of which no grade is the victim: grades would be
// stopped there, so they are worth a warning. A finding is left out where it has
// victims but they were put down to another cause, or where grades came through.
func (e *Examination) addSilent(drafts map[causeKey]*draft, w window) {
	for i := range e.Findings {
		f := &e.Findings[i]
		if f.Certainty != Certain || f.rule.Severity == SeverityInfo || !w.about(f) {
			continue
		}
		idle := !slices.ContainsFunc(f.Reach, func(c *Case) bool { return f.rule.explains(c.Verdict) })
		if idle && !e.counterEvidence(f).any && f.Scope != ScopeGrade && e.wouldStop(f) {
			e.draftFor(drafts, candidate{f, Certain}, w.shelf(f, nil)).subject(f)
		}
	}
}

// wouldStop reports whether grades are still to come in a finding's reach: it has
// none, or some that are late or that the tool's missing side leaves unknown.
func (e *Examination) wouldStop(f *Finding) bool {
	return len(f.Reach) == 0 || slices.ContainsFunc(f.Reach, func(c *Case) bool {
		return c.Verdict == Unknown || c.Verdict == Late
	})
}

// finish writes a draft as a cause of the report.
func (e *Examination) finish(d *draft) Cause {
	c := Cause{
		Code: d.rule.Code, Name: d.rule.Name, Hop: d.rule.Hop, Severity: d.rule.Severity,
		Scope: d.key.scope, Certainty: d.key.certainty, Grades: d.grades, Explains: len(d.grades),
		Consequences: e.tally(d.consequences), Also: e.tally(d.also), Subjects: []Subject{}, Evidence: []Evidence{},
	}
	if c.Explains == 0 {
		c.Grades = []Pair{}
		c.Severity = SeverityWarning
	}
	for _, id := range sortedSubjects(d.subjects) {
		f := d.subjects[id].finding
		c.Subjects = append(c.Subjects, f.Subject)
		for _, ev := range f.Evidence {
			if !slices.Contains(c.Evidence, ev) {
				c.Evidence = append(c.Evidence, ev)
			}
		}
	}
	c.Remedy = Cure{Actor: d.rule.Remedy.Actor, Steps: d.rule.Remedy.For(e.wordKind())}
	return c
}

// sortedSubjects orders subjects by the grades they cost, then by id.
func sortedSubjects(m map[string]*subjectDraft) []string {
	ids := sortedKeys(m)
	sort.SliceStable(ids, func(i, j int) bool {
		if a, b := m[ids[i]].grades, m[ids[j]].grades; a != b {
			return a > b
		}
		return CompareIDs(ids[i], ids[j]) < 0
	})
	return ids
}

func (e *Examination) tally(counts map[string]int) []Consequence {
	list := []Consequence{}
	for _, r := range e.rules {
		if n := counts[r.Code]; n > 0 {
			list = append(list, Consequence{Code: r.Code, Name: r.Name, Grades: n})
		}
	}
	return list
}

// before orders causes: faults before what only explains an absence, most grades
// first, then certainty, then the journey.
func (e *Examination) before(a, b Cause) bool {
	if x, y := a.Severity == SeverityInfo, b.Severity == SeverityInfo; x != y {
		return y
	}
	if a.Explains != b.Explains {
		return a.Explains > b.Explains
	}
	if d := b.Certainty.rank() - a.Certainty.rank(); d != 0 {
		return d < 0
	}
	if d := a.Hop.order() - b.Hop.order(); d != 0 {
		return d < 0
	}
	return a.Code+string(a.Scope) < b.Code+string(b.Scope)
}
