package moodle

import (
	"fmt"

	"github.com/gradesync/gradesync/internal/grade"
)

// gapOf is what an error leaves unread.
func gapOf(fact grade.Fact, what string, err error) grade.Gap {
	return grade.Gap{Fact: fact, What: what, Class: grade.ClassOf(err), Reason: err.Error()}
}

// untold is what no web service of Moodle reveals to anyone.
func untold() []grade.Gap {
	const no = "no web service of Moodle tells"
	return []grade.Gap{
		{What: "why an enrolment is inactive (suspended, expired, not yet begun), and its dates", Class: grade.Unsupported, Reason: no},
		{What: "whether a tool's settings let it synchronise grades", Class: grade.Unsupported, Reason: no + "; the scopes granted at the token endpoint show it"},
		{What: "until when a grade or column is hidden, or from when it is locked", Class: grade.Unsupported, Reason: no},
		{What: "the tool's own grade where a teacher overrode it", Class: grade.Unsupported, Reason: no + ": the grade given is the final one"},
		{What: "scores that Moodle refused", Class: grade.Unsupported, Reason: "Moodle keeps no record of them"},
	}
}

// gaps names everything that was not read.
func (r *reading) gaps(b *grade.Book) []grade.Gap {
	gaps := append([]grade.Gap{}, r.session.gaps...)
	gaps = append(gaps, courseGaps(b.Course)...)
	gaps = append(gaps, r.pageGaps(b)...)
	gaps = append(gaps, r.links.gaps...)
	if r.rosterErr != nil {
		gaps = append(gaps, gapOf(grade.FactRoster, "the roster", r.rosterErr), gapOf(grade.FactRole, "the roles in the course", r.rosterErr))
	}
	if r.stateErr != nil {
		err := fmt.Errorf("%w (asked with onlysuspended, which needs moodle/course:enrolreview)", r.stateErr)
		gaps = append(gaps, gapOf(grade.FactEnrolmentState, "whose enrolment is active", err))
	}
	gaps = append(gaps, r.roster.gaps()...)
	gaps = append(gaps, r.gradeGaps(b)...)
	return append(gaps, untold()...)
}

func (r *reading) pageGaps(b *grade.Book) []grade.Gap {
	if r.pageErr != nil {
		return []grade.Gap{
			gapOf(grade.FactActivities, "the course's activities", r.pageErr),
			gapOf(grade.FactActivityVisible, "whether activities are visible", r.pageErr),
			gapOf(grade.FactActivityRestricted, "the activities' restrictions", r.pageErr),
			gapOf(grade.FactActivityDates, "the activities' dates", r.pageErr),
		}
	}
	var gaps []grade.Gap
	unseen, restrictions := 0, len(r.modules) == 0
	for _, a := range b.Activities {
		if a.Kind != "column" && !a.Visible.Known() {
			unseen++
		}
	}
	for _, m := range r.modules {
		restrictions = restrictions || m.Availability.there
	}
	if unseen > 0 {
		gaps = append(gaps, grade.Gap{What: fmt.Sprintf("%d activities that have a column and are not on the course page", unseen), Class: grade.Forbidden,
			Reason: "Moodle shows hidden activities only to users with moodle/course:viewhiddenactivities"})
	}
	if !restrictions {
		gaps = append(gaps, grade.Gap{Fact: grade.FactActivityRestricted, What: "the activities' restrictions", Class: grade.Forbidden,
			Reason: "Moodle shows them only to users with moodle/course:viewhiddenactivities, or the site does not use them"})
	}
	return gaps
}

func (r *reading) gradeGaps(b *grade.Book) []grade.Gap {
	gaps := append([]grade.Gap{}, r.gradebook.gaps...)
	if r.gradesErr != nil {
		gaps = append(gaps, gapOf(grade.FactResults, "the grades", r.gradesErr), gapOf(grade.FactTotals, "the totals", r.gradesErr))
	}
	if r.namesErr != nil {
		fact := grade.FactLineItems
		if len(r.columns) > 0 {
			fact = ""
		}
		gaps = append(gaps, gapOf(fact, "which activities have no column", r.namesErr))
	}
	kept := 0
	for _, result := range b.Results {
		if !result.Empty && !result.Score.Known() {
			kept++
		}
	}
	if kept > 0 {
		gaps = append(gaps, grade.Gap{What: fmt.Sprintf("%d grades that Moodle kept back", kept), Class: grade.Forbidden,
			Reason: "they are hidden from the token's user (moodle/grade:viewhidden is missing), or wait to be recalculated"})
	}
	return gaps
}
