package canvas

import "github.com/gradesync/gradesync/internal/grade"

// told is what each call tells of a course.
func told() map[route][]grade.Fact {
	return map[route][]grade.Fact{
		routeCourse: {grade.FactCourseDates, grade.FactCourseVisible, grade.FactCourseConcluded, grade.FactCourseContext, grade.FactContexts},
		routeAssignments: {grade.FactActivities, grade.FactActivityVisible, grade.FactActivityRestricted, grade.FactActivityDates,
			grade.FactActivityTool, grade.FactActivityLaunchURL, grade.FactActivityGoverned, grade.FactActivityPosting,
			grade.FactActivityModerated, grade.FactLineItems, grade.FactLineItemMax, grade.FactLineItemType},
		routeEnrolments: {grade.FactRoster, grade.FactRole, grade.FactEnrolmentState, grade.FactTotals},
		routeSubmissions: {grade.FactResults, grade.FactResultHidden, grade.FactResultOverridden, grade.FactResultTime,
			grade.FactResultGrader, grade.FactResultEntered, grade.FactResultStale, grade.FactResultAttempts},
		routeDueDates:  {grade.FactResultAssigned, grade.FactResultClosed},
		routeSections:  {grade.FactSections},
		routeTools:     {grade.FactTools},
		routeAccTools:  {grade.FactToolAvailable},
		routeAccount:   {grade.FactCourseAccounts},
		routeBlueprint: {grade.FactCourseBlueprint},
		routeSelf:      {grade.FactFormerIDs},
	}
}

// sources names the call that tells each fact of a book, as evidence quotes it.
func sources() map[grade.Fact]string {
	m := make(map[grade.Fact]string)
	for r, facts := range told() {
		for _, fact := range facts {
			m[fact] = kind + " " + r.call()
		}
	}
	return m
}
