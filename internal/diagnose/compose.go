package diagnose

import (
	"slices"
	"sort"

	"github.com/gradesync/gradesync/internal/grade"
)

// Report composes the findings of an examination into plain data.
func (e *Examination) Report(opt Options) *Report {
	r := &Report{
		Schema: Schema, Gradesync: opt.Version, GeneratedAt: e.Now.UTC(),
		Course: e.courseName(),
		LMS:    e.Book.LMS, Stored: e.storedSide(), Tool: e.toolSideGiven(),
		Causes: []Cause{}, Unexplained: []Pair{}, Suppressed: []Suppressed{}, NotChecked: e.notChecked(),
		Gaps: e.reportedGaps(), Grades: []GradeRow{}, Titles: map[string]string{},
	}
	w := e.narrow(opt)
	r.Judged = e.judged(w)
	for _, c := range e.Cases {
		if w.holds(c) {
			e.count(r, c, opt, w)
		}
	}
	shelves := e.causes(w)
	r.Causes = shelves[0]
	for i, s := range w.suppressed {
		s.Causes = append(s.Causes, shelves[shelf(i+1)]...)
		r.Suppressed = append(r.Suppressed, s.Suppressed)
	}
	r.Partial = e.partial(r)
	e.label(r, opt)
	return r
}

// storedSide tells how old the course is, nil where it was read just now.
func (e *Examination) storedSide() *StoredSide {
	if e.Stored == nil {
		return nil
	}
	side := &StoredSide{State: e.Stored.State}
	if at, ok := grade.At(e.Stored.PulledAt); ok {
		side.PulledAt = grade.Known(at.UTC())
	}
	if at, ok := grade.At(e.Stored.FailingSince); ok {
		side.FailingSince = grade.Known(at.UTC())
	}
	return side
}

func (e *Examination) courseName() CourseName {
	return CourseName{e.Book.Course.ID, e.Book.Course.Code, e.Book.Course.Title}
}

// judged lists the people and activities that a report is about.
func (e *Examination) judged(w window) Judged {
	j := Judged{Users: e.userIDs(), Activities: e.activityIDs(), Narrowed: w.users != nil || w.activities != nil}
	if w.users != nil {
		j.Users = slices.DeleteFunc(j.Users, func(id string) bool { return !w.users[id] })
	}
	if w.activities != nil {
		j.Activities = slices.DeleteFunc(j.Activities, func(id string) bool { return !w.activities[id] })
	}
	return j
}

// count adds one case to the totals and lists.
func (e *Examination) count(r *Report, c *Case, opt Options, w window) {
	*r.Totals.at(c.Verdict)++
	r.Totals.Expected++
	primary := e.Primary(c)
	if troubled(c.Verdict) {
		pair := Pair{c.User, c.Activity, c.Verdict}
		switch {
		case primary == nil && w.known.has(Unexplained, pair.subject()):
			r.Totals.Known++
		case primary == nil:
			r.Totals.Unexplained++
			r.Unexplained = append(r.Unexplained, pair)
		case w.shelf(primary, c) == knownShelf:
			r.Totals.Known++
		case w.shelf(primary, c) > 0:
			r.Totals.Suppressed++
		}
	}
	if !opt.All && (c.Verdict == Arrived || c.Verdict == NotExpected) {
		return
	}
	row := c.Row()
	if primary != nil {
		row.Cause = primary.Rule().Code
	}
	r.Grades = append(r.Grades, row)
}

func troubled(v Verdict) bool { return v == Missing || v == Differs || v == Hidden }

// Row is what both sides show of the case, without a cause. An empty cell of the
// gradebook has no score.
func (c *Case) Row() GradeRow {
	row := GradeRow{User: c.User, Activity: c.Activity, Verdict: c.Verdict}
	if c.Score != nil {
		row.ToolScore = c.Score.Score
	}
	if m, ok := c.ToolMax(); ok {
		row.ToolMax = grade.Known(m)
	}
	if c.Result != nil && !c.Result.Empty {
		row.LMSScore = c.Result.Score
	}
	if m, ok := c.LMSMax(); ok {
		row.LMSMax = grade.Known(m)
	}
	return row
}

func (e *Examination) toolSideGiven() ToolSide {
	side := ToolSide{Sources: []string{}}
	if e.Records != nil {
		side.Given = e.Records.Scores != nil
		side.Sources = append(side.Sources, e.Records.Sources...)
	}
	return side
}

func (e *Examination) notChecked() []NotChecked {
	list := append([]NotChecked{}, e.NotChecked...)
	sort.SliceStable(list, func(i, j int) bool { return list[i].Reason < list[j].Reason })
	return list
}

// reportedGaps lists every gap once, what failed before what cannot be had.
func (e *Examination) reportedGaps() []grade.Gap {
	gaps := append([]grade.Gap{}, e.gaps()...)
	weight := map[grade.GapClass]int{grade.Failed: 0, grade.Forbidden: 1, grade.Absent: 2, grade.Unsupported: 3}
	sort.SliceStable(gaps, func(i, j int) bool {
		a, b := gaps[i], gaps[j]
		if weight[a.Class] != weight[b.Class] {
			return weight[a.Class] < weight[b.Class]
		}
		return a.What+a.Reason < b.What+b.Reason
	})
	return slices.Compact(gaps)
}

// partial reports whether something needed could not be read: a grade that cannot
// be judged, or a source that failed.
func (e *Examination) partial(r *Report) bool {
	return r.Totals.Unknown > 0 || e.Incomplete()
}

// Incomplete reports whether a source failed, or the credentials do not reach the
// gradebook, the roster or the list of activities.
func (f *Facts) Incomplete() bool {
	for _, gap := range f.gaps() {
		if gap.Class == grade.Failed {
			return true
		}
		if gap.Class != grade.Forbidden {
			continue
		}
		switch gap.Fact {
		case grade.FactResults, grade.FactRoster, grade.FactActivities:
			return true
		}
	}
	return false
}
