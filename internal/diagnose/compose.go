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
		Course: CourseName{e.Book.Course.ID, e.Book.Course.Code, e.Book.Course.Title},
		LMS:    e.Book.LMS, Tool: e.toolSideGiven(),
		Causes: []Cause{}, Unexplained: []Pair{}, NotChecked: e.notChecked(),
		Gaps: e.reportedGaps(), Grades: []GradeRow{}, Titles: map[string]string{},
	}
	w := e.narrow(opt)
	for _, c := range e.Cases {
		if w.holds(c) {
			e.count(r, c, opt)
		}
	}
	r.Causes = e.causes(w)
	r.Partial = e.partial(r)
	e.label(r, opt)
	return r
}

// count adds one case to the totals and lists.
func (e *Examination) count(r *Report, c *Case, opt Options) {
	*r.Totals.at(c.Verdict)++
	r.Totals.Expected++
	primary := e.Primary(c)
	if primary == nil && troubled(c.Verdict) {
		r.Totals.Unexplained++
		r.Unexplained = append(r.Unexplained, Pair{c.User, c.Activity, c.Verdict})
	}
	if !opt.All && (c.Verdict == Arrived || c.Verdict == NotExpected) {
		return
	}
	row := e.row(c)
	if primary != nil {
		row.Cause = primary.rule.Code
	}
	r.Grades = append(r.Grades, row)
}

func troubled(v Verdict) bool { return v == Missing || v == Differs || v == Hidden }

// row writes one case as a row of grades.
func (e *Examination) row(c *Case) GradeRow {
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
