package diagnose

import (
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// DiffSchema names the form of the JSON comparison.
const DiffSchema = "gradesync.diff/v1"

// Diff is how the newest of several reports about one course differs from the one
// before it: plain data, lists sorted and never nil. Its JSON form is public.
type Diff struct {
	Schema    string      `json:"schema"`
	Gradesync string      `json:"gradesync"`
	Course    CourseName  `json:"course"`
	LMS       grade.Site  `json:"lms"`
	Reports   []DiffInput `json:"reports"` // oldest first
	Partial   bool        `json:"partial"` // of the newest: more may be there than it shows
	Totals    DiffTotals  `json:"totals"`
	New       []Sighting  `json:"new"` // not in the report before, or not as bad
	Fixed     []Sighting  `json:"fixed"`
	Still     []Sighting  `json:"still"`
	Reopened  []Sighting  `json:"reopened"` // not in the report before, but in an earlier one
	// NotComparable were there before, and the newest report cannot tell; Note says why.
	NotComparable []Sighting `json:"not_comparable"`
	// Stale are about an activity or a person that the course no longer has.
	Stale []Sighting `json:"stale"`

	fixed sightings // all that was fixed in between and has not come back
}

// DiffInput is one of the reports that were compared.
type DiffInput struct {
	File        string    `json:"file"`
	GeneratedAt time.Time `json:"generated_at"`
	Gradesync   string    `json:"gradesync"`
}

// DiffTotals counts the lists.
type DiffTotals struct {
	New           int `json:"new"`
	Fixed         int `json:"fixed"`
	Still         int `json:"still"`
	Reopened      int `json:"reopened"`
	NotComparable int `json:"not_comparable"`
	Stale         int `json:"stale"`
}

// Worst returns the rank of the worst severity among what is new or came back and is
// not suppressed; 0 when there is nothing.
func (d *Diff) Worst() int {
	worst := 0
	for _, s := range slices.Concat(d.New, d.Reopened) {
		if !s.Suppressed {
			worst = max(worst, s.Severity.Rank())
		}
	}
	return worst
}

// Compare sets the newest report against those before it, which are given oldest
// first; there must be two at least. It refuses reports of different courses or LMSs.
func Compare(reports ...*Report) (*Diff, error) {
	first := reports[0]
	for _, r := range reports[1:] {
		if err := sameCourse(first, r); err != nil {
			return nil, err
		}
	}
	known, fixed := first.remembered(), newSightings(nil)
	if first.Baseline != nil {
		fixed = newSightings(first.Baseline.Fixed)
	}
	var d *Diff
	for i, r := range reports[1:] {
		d = step(reports[i], r, known, fixed)
		known, fixed = append(r.remembered(), d.NotComparable...), d.fixed
	}
	for _, r := range reports {
		d.Reports = append(d.Reports, DiffInput{GeneratedAt: r.GeneratedAt, Gradesync: r.Gradesync})
	}
	return d, nil
}

// remembered is what a report shows, and what it could not compare with its own
// baseline: that is neither there nor fixed.
func (r *Report) remembered() []Sighting {
	list := r.seen()
	if r.Baseline != nil {
		list = append(list, r.Baseline.NotComparable...)
	}
	return list
}

// sameCourse refuses to compare what has nothing to do with each other.
func sameCourse(a, b *Report) error {
	if x, y := a.Course, b.Course; x.ID != y.ID || x.ID == "" && x.Code != y.Code {
		return fmt.Errorf("one is about course %s (%s), the other about course %s (%s)", x.ID, x.Code, y.ID, y.Code)
	}
	if x, y := a.LMS, b.LMS; x.Kind != y.Kind || siteKey(x.URL) != siteKey(y.URL) {
		return fmt.Errorf("one is about the LMS %s %s, the other about %s %s", x.Kind, x.URL, y.Kind, y.URL)
	}
	return nil
}

// siteKey is what stays the same of an LMS's address. A practice LMS on this machine
// has another port every time.
func siteKey(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address
	}
	host := strings.ToLower(u.Host)
	if ip := net.ParseIP(u.Hostname()); ip != nil && ip.IsLoopback() || u.Hostname() == "localhost" {
		host = "loopback"
	}
	return host + strings.TrimRight(u.Path, "/")
}

// step sets one report against what was known before it.
func step(old, r *Report, before []Sighting, closed sightings) *Diff {
	d := &Diff{
		Schema: DiffSchema, Course: r.Course, LMS: r.LMS, Partial: r.Partial,
		Reports: []DiffInput{}, New: []Sighting{}, Fixed: []Sighting{}, Still: []Sighting{}, Reopened: []Sighting{},
		NotComparable: []Sighting{}, Stale: []Sighting{},
	}
	now, known, present := newNewest(r), newSightings(before), newSightings(r.seen())
	touched := map[*Sighting]bool{}
	for _, key := range present.keys {
		d.place(old, *present.by[key], &known, &closed, touched)
	}
	for _, key := range known.keys {
		if k := known.by[key]; !touched[k] && len(present.over(k)) == 0 {
			d.gone(old, now, *k)
		}
	}
	d.remember(&closed, &present)
	d.Totals = DiffTotals{len(d.New), len(d.Fixed), len(d.Still), len(d.Reopened), len(d.NotComparable), len(d.Stale)}
	for _, list := range [][]Sighting{d.New, d.Fixed, d.Still, d.Reopened, d.NotComparable, d.Stale} {
		slices.SortStableFunc(list, orderSightings)
	}
	return d
}

// place says whether what is there now was there before.
func (d *Diff) place(old *Report, s Sighting, known, closed *sightings, touched map[*Sighting]bool) {
	note, still := "", false
	for _, k := range known.over(&s) {
		touched[k] = true
		switch {
		case k.Suppressed && !s.Suppressed:
			note = "suppressed before"
		case k.Severity.Rank() < s.Severity.Rank():
			note = "only " + string(k.Severity) + " before"
		default:
			still = true
		}
	}
	s.Note = ""
	switch {
	case still:
		d.Still = append(d.Still, s)
	case note == "" && len(closed.over(&s)) > 0:
		d.Reopened = append(d.Reopened, s)
	default:
		if s.Note = note; note == "" {
			s.Note = old.unseen(s.Code)
		}
		d.New = append(d.New, s)
	}
}

// remember keeps what was fixed, until it comes back.
func (d *Diff) remember(closed, present *sightings) {
	d.fixed = newSightings(nil)
	for _, key := range closed.keys {
		if s := closed.by[key]; len(present.over(s)) == 0 {
			d.fixed.add(s)
		}
	}
	for i := range d.Fixed {
		s := d.Fixed[i] // sorting moves what stands in the list
		d.fixed.add(&s)
	}
}

// orderSightings puts the worst first, then those that cost most, then by code and
// subject.
func orderSightings(a, b Sighting) int {
	if n := b.Severity.Rank() - a.Severity.Rank(); n != 0 {
		return n
	}
	if n := b.Grades.Or(0) - a.Grades.Or(0); n != 0 {
		return n
	}
	if n := strings.Compare(a.Code, b.Code); n != 0 {
		return n
	}
	return CompareIDs(a.Subject.ID, b.Subject.ID)
}
