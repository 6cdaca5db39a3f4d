package canvas

import (
	"errors"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lms"
)

// rights lists the scopes that reading uses. Canvas tells of none whether the token
// has it, and of a user's permissions only in the attempt: tried says how the calls
// that were made ended.
func rights(tried map[route]error) []lms.Right {
	list := make([]lms.Right, 0, len(uses()))
	for _, u := range uses() {
		right := lms.Right{Name: u.route.scope(), For: u.what, Needed: u.needed, Facts: told()[u.route]}
		if err, ok := tried[u.route]; ok && (err == nil || errors.Is(err, grade.ErrScope)) {
			right.Granted = grade.Known(err == nil)
		}
		list = append(list, right)
	}
	return list
}

// use is what a call is made for.
type use struct {
	route  route
	what   string
	needed bool
}

func uses() []use {
	return []use{
		{routeCourse, "finding a course by its id, its dates and term; which course a launch came from", true},
		{routeAssignments, "assignments: columns, tools, publication, blueprint locks", true},
		{routeEnrolments, "the roster with roles, states and sections; totals", true},
		{routeSubmissions, "the grades", true},
		{routeDueDates, "who is assigned what, and closed grading periods", true},
		{routeSections, "sections, their dates, and where they were cross-listed from", true},
		{routeTools, "the tools that the course can use", true},
		{routeBlueprint, "whether a blueprint governs the course", false},
		{routeModules, "links in modules that open a tool without a column", false},
		{routeItems, "the same, for large modules", false},
		{routeAccount, "the accounts above the course", false},
		{routeAccTools, "tools that are installed above the course and closed to it", false},
		{routeSubs, "where a tool is that an assignment names and the course cannot use", false},
		{routeTerms, "dates that the term has for students alone", false},
		{routePeriods, "closed grading periods, where due dates are refused", false},
		{routeSelf, "whose the token is; whom a launch's user id means, and merged users", false},
		{routeSearch, "finding a course by code or name, and listing all courses", false},
		{routeCourses, "the same, among the courses of the token's user", false},
	}
}
