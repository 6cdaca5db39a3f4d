package moodle

import (
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lms"
)

// The functions that are called.
const (
	fnSiteInfo     = "core_webservice_get_site_info"
	fnCourses      = "core_course_get_courses_by_field"
	fnCoursesPlain = "core_course_get_courses"
	fnContents     = "core_course_get_contents"
	fnEnrolled     = "core_enrol_get_enrolled_users"
	fnGrades       = "gradereport_user_get_grade_items"
	fnColumns      = "core_grades_get_gradeitems"
	fnLTIs         = "mod_lti_get_ltis_by_courses"
	fnTools        = "mod_lti_get_tool_types"
	fnCompletion   = "core_completion_get_activities_completion_status"
)

// capability names what a function asks for beyond entering the course, as the
// functions' own pages in Moodle's code say.
func capability(function string) string {
	switch function {
	case fnGrades:
		return "moodle/grade:viewall and gradereport/user:view"
	case fnEnrolled:
		return "moodle/course:viewparticipants; for who is active, moodle/course:enrolreview"
	case fnLTIs:
		return "moodle/course:manageactivities"
	case fnTools:
		return "moodle/site:config"
	case fnCompletion:
		return "report/progress:view"
	}
	return ""
}

// rights lists what reading uses: functions, which site info tells, and
// capabilities, which only the attempt inside a course tells.
func (s *session) rights() []lms.Right {
	return append(s.functionRights(), s.capabilityRights()...)
}

func (s *session) functionRights() []lms.Right {
	rights := []lms.Right{
		{Name: fnSiteInfo, For: "the site's version and what the token may do", Needed: true},
		{Name: fnCourses, For: "finding courses, their dates and visibility", Needed: true,
			Facts: []grade.Fact{grade.FactCourseDates, grade.FactCourseVisible}},
		{Name: fnContents, For: "activities, their visibility, restrictions and dates", Needed: true,
			Facts: []grade.Fact{grade.FactActivities, grade.FactActivityVisible, grade.FactActivityRestricted, grade.FactActivityDates}},
		{Name: fnEnrolled, For: "the roster with its roles, and who is active", Needed: true,
			Facts: []grade.Fact{grade.FactRoster, grade.FactRole, grade.FactEnrolmentState}},
		{Name: fnGrades, For: "columns and grades", Needed: true, Facts: []grade.Fact{grade.FactResults, grade.FactLineItems, grade.FactTotals}},
		{Name: fnColumns, For: "being sure that an activity has no column, and the titles of categories"},
		{Name: fnLTIs, For: "which tool a link opens, and whether it accepts grades", Facts: []grade.Fact{grade.FactActivityTool}},
		{Name: fnTools, For: "the tools' LTI versions and client ids", Facts: []grade.Fact{grade.FactTools}},
		{Name: fnCompletion, For: "completion tracking, beside the percentage on report cards", Facts: []grade.Fact{grade.FactCompletions}},
	}
	for i := range rights {
		if s.granted != nil {
			rights[i].Granted = grade.Known(s.granted[rights[i].Name])
		}
	}
	return rights
}

func (s *session) capabilityRights() []lms.Right {
	rights := []lms.Right{
		{Name: "webservice/rest:use", For: "calling web services at all", Needed: true},
		{Name: "moodle/course:view", For: "entering courses without being enrolled", Needed: true},
		{Name: "moodle/course:viewhiddencourses", For: "reading hidden courses"},
		{Name: "moodle/course:viewhiddenactivities", For: "seeing hidden activities", Facts: []grade.Fact{grade.FactActivityVisible}},
		{Name: "moodle/course:viewparticipants", For: "the roster", Needed: true, Facts: []grade.Fact{grade.FactRoster}},
		{Name: "moodle/course:enrolreview", For: "who is enrolled actively", Facts: []grade.Fact{grade.FactEnrolmentState}},
		{Name: "moodle/grade:viewall", For: "everybody's grades", Needed: true, Facts: []grade.Fact{grade.FactResults}},
		{Name: "gradereport/user:view", For: "the report that grades are read from", Needed: true, Facts: []grade.Fact{grade.FactResults}},
		{Name: "moodle/grade:viewhidden", For: "hidden columns and grades", Needed: true, Facts: []grade.Fact{grade.FactResultHidden}},
		{Name: "moodle/site:accessallgroups", For: "courses with separate groups"},
		{Name: "moodle/site:viewuseridentity", For: "e-mail addresses and ID numbers of the roster"},
		{Name: "moodle/course:manageactivities", For: "which tool a link opens", Facts: []grade.Fact{grade.FactActivityTool}},
		{Name: "report/progress:view", For: "completion tracking, beside the percentage on report cards", Facts: []grade.Fact{grade.FactCompletions}},
		{Name: "moodle/site:config", For: "the tools' LTI versions and client ids", Facts: []grade.Fact{grade.FactTools}},
	}
	for i := range rights {
		switch {
		case grade.Is(s.info.Admin.Maybe, true):
			rights[i].Granted = grade.Known(true)
		case rights[i].Name == "webservice/rest:use" && s.granted != nil:
			rights[i].Granted = grade.Known(true)
		}
	}
	return rights
}
