package diagnose

import (
	"slices"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// Baseline is what was known before a report was made, set against what it found.
type Baseline struct {
	GeneratedAt time.Time  `json:"generated_at"` // of the report that is the baseline
	Known       []Sighting `json:"known"`        // still there, and left out of the report's own causes
	Fixed       []Sighting `json:"fixed"`        // and not come back since
	// Reopened was fixed, as the baseline remembers, and is among the causes again.
	Reopened []Sighting `json:"reopened"`
	// NotComparable cannot be told from what was read now; it stays known.
	NotComparable []Sighting `json:"not_comparable"`
	// Stale is about an activity or a person that the course no longer has.
	Stale []Sighting `json:"stale"`
}

// AgainstBaseline composes a report that leaves out of its causes what an earlier
// report of the course has already. It refuses one of another course or LMS.
func (e *Examination) AgainstBaseline(base *Report, opt Options) (*Report, error) {
	d, err := Compare(base, e.Report(opt))
	if err != nil {
		return nil, err
	}
	known := slices.DeleteFunc(slices.Clone(d.Still), func(s Sighting) bool { return s.Suppressed })
	opt.Known = known
	r := e.Report(opt)
	r.Baseline = &Baseline{
		GeneratedAt: base.GeneratedAt, Known: slices.Concat([]Sighting{}, known), Fixed: d.Fixed,
		Reopened: d.Reopened, NotComparable: d.NotComparable, Stale: d.Stale,
	}
	return r, nil
}

// NewBaseline composes a report to compare later ones with: it has all that was found,
// and of people nothing but their ids. What an earlier baseline holds that could not
// be compared stays known, and what was fixed is remembered; base is nil without one.
func (e *Examination) NewBaseline(base *Report, opt Options) (*Report, error) {
	opt.Names, opt.All, opt.Known = false, false, nil
	r := e.Report(opt)
	if base != nil {
		d, err := Compare(base, r)
		if err != nil {
			return nil, err
		}
		r.Baseline = &Baseline{
			GeneratedAt: base.GeneratedAt, Known: []Sighting{}, Fixed: d.fixed.list(), Reopened: []Sighting{}, NotComparable: d.NotComparable, Stale: []Sighting{},
		}
	}
	r.strip()
	return r, nil
}

// list returns the sightings in the order they came.
func (all *sightings) list() []Sighting {
	list := make([]Sighting, 0, len(all.keys))
	for _, key := range all.keys {
		list = append(list, *all.by[key])
	}
	return list
}

// strip takes out what comparing does not need: evidence, remedies and scores.
func (r *Report) strip() {
	for _, causes := range r.shelves() {
		for i := range causes {
			causes[i].Evidence, causes[i].Remedy.Steps = []Evidence{}, []string{}
		}
	}
	r.Grades = slices.DeleteFunc(r.Grades, func(g GradeRow) bool { return g.Verdict != Unknown })
	for i := range r.Grades {
		g := &r.Grades[i]
		g.ToolScore, g.ToolMax, g.LMSScore, g.LMSMax = grade.Maybe[float64]{}, grade.Maybe[float64]{}, grade.Maybe[float64]{}, grade.Maybe[float64]{}
	}
}
