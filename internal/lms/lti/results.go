package lti

import (
	"fmt"

	"github.com/gradesync/gradesync/internal/grade"
)

// mapResults turns the results of each line item into cells. A learner who is not
// among the results of an item that was read whole has no grade there.
func (r *reading) mapResults(b *grade.Book) []grade.Result {
	list := []grade.Result{}
	for i := range r.items {
		if r.resultErrs[i] != nil {
			continue
		}
		activity := b.Activities[i].ID
		seen := map[string]bool{}
		for _, res := range r.results[i] {
			if res.UserID == "" || seen[res.UserID] {
				continue
			}
			seen[res.UserID] = true
			list = append(list, grade.Result{
				Learner: res.UserID, Activity: activity, Score: res.Score, Empty: !res.Score.Known(),
				Max: res.Maximum, GradedAt: res.Timestamp,
			})
		}
		for j := range b.Learners {
			if id := b.Learners[j].ID; !seen[id] {
				list = append(list, grade.Result{Learner: id, Activity: activity, Empty: true})
			}
		}
	}
	return list
}

// gaps are what failed, and what AGS and NRPS tell nobody.
func (r *reading) gaps() []grade.Gap {
	var gaps []grade.Gap
	if r.rosterErr != nil {
		gaps = append(gaps, grade.Gap{Fact: grade.FactRoster, What: "the roster", Class: grade.ClassOf(r.rosterErr), Reason: r.rosterErr.Error()})
	}
	if r.options.WithoutResults {
		gaps = append(gaps, grade.Gap{Fact: grade.FactResults, What: "the results", Class: grade.Absent, Reason: "they were not asked for"})
	}
	failed := 0
	var first error
	for _, err := range r.resultErrs {
		if err != nil {
			failed++
			if first == nil {
				first = err
			}
		}
	}
	if first != nil {
		gaps = append(gaps, grade.Gap{
			Fact: grade.FactResults, What: fmt.Sprintf("the results of %d of %d line items", failed, len(r.items)),
			Class: grade.ClassOf(first), Reason: first.Error(),
		})
	}
	return append(gaps, untold()...)
}

const no = "LTI's grade and roster services do not tell"

// untold is what the two services do not know.
func untold() []grade.Gap {
	var gaps []grade.Gap
	for _, g := range []struct {
		fact grade.Fact
		what string
	}{
		{grade.FactActivities, "activities without a line item of this tool"},
		{grade.FactCourseDates, "the course's dates"},
		{grade.FactActivityVisible, "whether activities are visible"},
		{grade.FactActivityTool, "tool links without a column"},
		{grade.FactLineItemType, "grade types"},
		{grade.FactLineItemLocked, "which columns are locked"},
		{grade.FactLineItemHidden, "which columns are hidden"},
		{grade.FactResultHidden, "which results are hidden"},
		{grade.FactResultLocked, "which results are locked"},
		{grade.FactResultOverridden, "which results a person has set"},
		{grade.FactEnrolmentState, "people who are enrolled and not active"},
		{grade.FactTools, "the tool's registrations"},
		{grade.FactTotals, "the totals of the course and its categories"},
	} {
		gaps = append(gaps, grade.Gap{Fact: g.fact, What: g.what, Class: grade.Unsupported, Reason: no})
	}
	return gaps
}

// sources names the service that tells each fact.
func sources() map[grade.Fact]string {
	const ags, nrps = "LTI line items", "LTI membership"
	return map[grade.Fact]string{
		grade.FactActivities: ags, grade.FactLineItems: ags, grade.FactLineItemMax: ags, grade.FactActivityDates: ags,
		grade.FactResults: "LTI results", grade.FactResultTime: "LTI results",
		grade.FactRoster: nrps, grade.FactRole: nrps, grade.FactCourseContext: nrps,
	}
}
