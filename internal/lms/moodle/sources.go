package moodle

import "github.com/gradesync/gradesync/internal/grade"

// sources names the web service function that tells each fact of a book, as
// evidence quotes it.
func sources() map[grade.Fact]string {
	told := map[string][]grade.Fact{
		fnCourses: {grade.FactCourseDates, grade.FactCourseVisible, grade.FactCourseContext, grade.FactContexts},
		fnContents: {grade.FactActivities, grade.FactActivityVisible, grade.FactActivityRestricted,
			grade.FactActivityDates},
		fnEnrolled: {grade.FactRoster, grade.FactRole, grade.FactEnrolmentState},
		fnGrades: {grade.FactLineItems, grade.FactLineItemMax, grade.FactLineItemType, grade.FactLineItemLocked,
			grade.FactLineItemHidden, grade.FactResults, grade.FactResultHidden, grade.FactResultLocked,
			grade.FactResultOverridden, grade.FactResultTime, grade.FactTotals},
		fnLTIs:       {grade.FactActivityTool},
		fnTools:      {grade.FactTools},
		fnCompletion: {grade.FactCompletions},
	}
	m := make(map[grade.Fact]string)
	for function, facts := range told {
		for _, fact := range facts {
			m[fact] = "moodle " + function
		}
	}
	return m
}
