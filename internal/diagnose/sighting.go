package diagnose

import (
	"strings"

	"github.com/gradesync/gradesync/internal/grade"
)

// Unexplained stands in place of a code for a grade that nothing explains.
const Unexplained = "unexplained"

// Sighting is one cause seen on one subject, or one grade that nothing explains: what
// comparisons of reports count.
type Sighting struct {
	Code      string    `json:"code"` // of the cause, else Unexplained
	Name      string    `json:"name"`
	Severity  Severity  `json:"severity"`
	Scope     Scope     `json:"scope"`
	Certainty Certainty `json:"certainty"`
	Subject   Subject   `json:"subject"`
	// Grades is how many the subject cost in the newest report that shows it; unknown
	// where a cause has several subjects and its grades cannot be told apart by them.
	Grades     grade.Maybe[int] `json:"grades"`
	Suppressed bool             `json:"suppressed"` // in the newest report that shows it
	Note       string           `json:"note,omitempty"`

	pairs []Pair
}

// subject is a grade as the subject of a finding.
func (p Pair) subject() Subject { return Subject{Kind: "grade", ID: p.User + "/" + p.Activity} }

// sightings are found by code, and within it by subject.
type sightings struct {
	by   map[sightingKey]*Sighting
	wide map[string][]*Sighting // by code, those of the course, the tool and connections
	keys []sightingKey          // in the order they came
}

type sightingKey struct{ code, kind, id string }

func newSightings(list []Sighting) sightings {
	all := sightings{by: make(map[sightingKey]*Sighting, len(list)), wide: map[string][]*Sighting{}}
	for i := range list {
		all.add(&list[i])
	}
	return all
}

// add keeps the worse of two sightings of the same: a cause may be there twice, with
// two certainties.
func (all *sightings) add(s *Sighting) {
	key := sightingKey{s.Code, s.Subject.Kind, s.Subject.ID}
	before := all.by[key]
	if before == nil {
		all.keys = append(all.keys, key)
	}
	if before == nil || s.Severity.Rank() > before.Severity.Rank() {
		all.by[key] = s
	}
	if before == nil && s.isWide() {
		all.wide[s.Code] = append(all.wide[s.Code], s)
	}
}

func (all *sightings) has(code string, s Subject) bool {
	return all.by[sightingKey{code, s.Kind, s.ID}] != nil
}

// over lists the sightings of the same cause on the same subject or on one that it is
// part of: an activity or a person holds its grades, the course holds all.
func (all *sightings) over(s *Sighting) []*Sighting {
	keys := []sightingKey{{s.Code, s.Subject.Kind, s.Subject.ID}}
	if user, activity := s.cells(); s.Subject.Kind == "grade" {
		keys = append(keys, sightingKey{s.Code, "activity", activity}, sightingKey{s.Code, "user", user})
	}
	var list []*Sighting
	for _, key := range keys {
		if other := all.by[key]; other != nil && !other.isWide() {
			list = append(list, other)
		}
	}
	for _, other := range all.wide[s.Code] {
		if !s.isWide() || other.Subject.Kind == s.Subject.Kind && other.Subject.ID == s.Subject.ID {
			list = append(list, other)
		}
	}
	return list
}

func (s *Sighting) isWide() bool {
	return s.Subject.Kind != "activity" && s.Subject.Kind != "user" && s.Subject.Kind != "grade"
}

// seen lists what a report shows: its causes, what is suppressed, what nothing
// explains, and what it left out because its baseline had it.
func (r *Report) seen() []Sighting {
	list := r.found()
	for i := range r.Suppressed {
		for j := range r.Suppressed[i].Causes {
			for _, s := range r.Suppressed[i].Causes[j].sightings() {
				s.Suppressed = true
				list = append(list, s)
			}
		}
	}
	if r.Baseline != nil {
		list = append(list, r.Baseline.Known...)
	}
	return list
}

// found lists what the report shows as its own.
func (r *Report) found() []Sighting {
	var list []Sighting
	for i := range r.Causes {
		list = append(list, r.Causes[i].sightings()...)
	}
	for _, p := range r.Unexplained {
		s := Sighting{
			Code: Unexplained, Name: "grade without a known cause", Severity: SeverityError, Scope: ScopeGrade, Certainty: Certain,
			Subject: p.subject(), Grades: grade.Known(1), pairs: []Pair{p},
		}
		s.Subject.Label = p.User + ", " + firstOf(r.Titles[p.Activity], p.Activity)
		list = append(list, s)
	}
	return list
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// sightings takes a cause apart by its subjects, and by its grades where it has none.
func (c *Cause) sightings() []Sighting {
	subjects := c.Subjects
	if len(subjects) == 0 {
		for _, p := range c.Grades {
			subjects = append(subjects, p.subject())
		}
	}
	bySubject := c.bySubject()
	list := make([]Sighting, 0, len(subjects))
	for _, s := range subjects {
		one := Sighting{Code: c.Code, Name: c.Name, Severity: c.Severity, Scope: c.Scope, Certainty: c.Certainty, Subject: s}
		switch {
		case len(subjects) == 1:
			one.pairs, one.Grades = c.Grades, grade.Known(len(c.Grades))
		case s.Kind == "activity" || s.Kind == "user" || s.Kind == "grade":
			one.pairs = bySubject[s.Kind+" "+s.ID]
			one.Grades = grade.Known(len(one.pairs))
		}
		if grade.Is(one.Grades, 0) && c.Severity == SeverityError {
			one.Severity = SeverityWarning // as a cause has that nobody suffers from yet
		}
		list = append(list, one)
	}
	return list
}

// bySubject sorts a cause's grades by what they may stand under.
func (c *Cause) bySubject() map[string][]Pair {
	m := map[string][]Pair{}
	for _, p := range c.Grades {
		for _, key := range []string{"activity " + p.Activity, "user " + p.User, "grade " + p.User + "/" + p.Activity} {
			m[key] = append(m[key], p)
		}
	}
	return m
}

// cells returns the user and the activity of a subject, empty where it has none.
func (s *Sighting) cells() (user, activity string) {
	switch s.Subject.Kind {
	case "activity":
		return "", s.Subject.ID
	case "user":
		return s.Subject.ID, ""
	case "grade":
		if len(s.pairs) == 1 {
			return s.pairs[0].User, s.pairs[0].Activity
		}
		user, activity, _ := strings.Cut(s.Subject.ID, "/")
		return user, activity
	}
	return "", ""
}
