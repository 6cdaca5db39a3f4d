package lab

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

const gradeItemsFunction = "gradereport_user_get_grade_items"

// function is one web service function.
type function struct {
	name    string
	params  string // "courseid! int, options[][name] text": ! marks what must be there
	answer  func(*call) (any, error)
	version string // empty is coreVersion
	empty   any    // the answer for the site's front page, which is course 1 and holds nothing
}

const (
	coreVersion   = "2025100603"
	reportVersion = "2025100601"
)

// functions lists the web service functions of the lab's service.
func functions() []function {
	const options = ", options[][name] text, options[][value] text"
	return []function{
		{name: "core_webservice_get_site_info", params: "serviceshortnames[] text", answer: (*call).siteInfo},
		{name: "core_course_get_courses", params: "options[ids][] int", answer: (*call).courses},
		{name: "core_course_get_courses_by_field", params: "field text, value text", answer: (*call).coursesByField},
		{name: "core_course_get_contents", params: "courseid! int" + options, answer: (*call).contents, empty: []any{}},
		{name: "core_enrol_get_enrolled_users", params: "courseid! int" + options, answer: (*call).enrolledUsers, empty: []any{}},
		{name: "core_user_get_users_by_field", params: "field! text, values[] text", answer: (*call).usersByField},
		{name: gradeItemsFunction, params: "courseid! int, userid int, groupid int", answer: (*call).gradeItems,
			version: reportVersion, empty: gradeItemsAnswer{UserGrades: []userGrades{}, Warnings: []warning{}}},
		{name: "core_grades_get_gradeitems", params: "courseid! int", answer: (*call).columnNames,
			empty: columnNamesAnswer{Items: []columnName{}, Warnings: []warning{}}},
		{name: "core_grades_get_gradable_users", params: "courseid! int, groupid int, onlyactive bool", answer: (*call).gradableUsers,
			empty: gradableAnswer{Users: []siteUser{}, Warnings: []warning{}}},
		{name: "mod_lti_get_ltis_by_courses", params: "courseids[] int", answer: (*call).ltis},
		{name: "mod_lti_get_tool_types", params: "toolproxyid int", answer: (*call).toolTypes},
		{name: "core_completion_get_activities_completion_status", params: "courseid! int, userid! int", answer: (*call).completion,
			empty: completionAnswer{Statuses: []object{}, Warnings: []warning{}}},
		{name: "core_group_get_course_groups", params: "courseid! int", answer: (*call).groups, empty: []any{}},
	}
}

// elsewhere lists functions that a Moodle has and the lab's service has not.
func elsewhere() []string {
	return []string{
		"core_user_create_users", "core_course_get_course_module", "core_course_get_categories", "core_user_get_users",
		"core_grades_get_grade_tree", "core_grades_update_grades", "core_enrol_get_users_courses",
		"mod_assign_get_assignments", "mod_assign_get_grades",
		"mod_quiz_get_quizzes_by_courses", "mod_lti_get_tool_launch_data", "gradereport_overview_get_course_grades",
		"core_course_get_updates_since", "core_course_get_course_module_by_instance",
	}
}

// check takes the function's parameters out of a form. Moodle refuses what is
// missing, of another type or unknown, and never says which.
func (f function) check(form url.Values) (args, error) {
	index := regexp.MustCompile(`\[\d+\]`)
	kinds, required := f.declaration()
	out := url.Values{}
	for key, values := range form {
		if key == "wstoken" || key == "wsfunction" || strings.HasPrefix(key, "moodlewssetting") || key == "moodlewsrestformat" {
			continue
		}
		kind, known := kinds[index.ReplaceAllString(key, "[]")]
		// PHP keeps the last of several values of one name.
		value := values[len(values)-1]
		if !known || !valid(kind, value) {
			return args{}, invalidParameter()
		}
		out.Set(key, value)
	}
	for _, key := range required {
		if !out.Has(key) {
			return args{}, invalidParameter()
		}
	}
	return args{out}, nil
}

func (f function) declaration() (kinds map[string]string, required []string) {
	kinds = map[string]string{}
	for part := range strings.SplitSeq(f.params, ", ") {
		key, kind, _ := strings.Cut(part, " ")
		if name, must := strings.CutSuffix(key, "!"); must {
			required, key = append(required, name), name
		}
		kinds[key] = kind
	}
	return kinds, required
}

func valid(kind, value string) bool {
	switch kind {
	case "int":
		_, err := strconv.Atoi(value)
		return err == nil
	case "bool":
		return value == "" || value == "0" || value == "1"
	}
	return true
}

func (a args) text(name string) string { return a.form.Get(name) }

// integer returns 0 for a parameter that was not given; Moodle's defaults are 0.
func (a args) integer(name string) int {
	n, _ := strconv.Atoi(a.form.Get(name))
	return n
}

// list returns name[0], name[1] and so on.
func (a args) list(name string) []string {
	var out []string
	for i := 0; a.form.Has(name + "[" + strconv.Itoa(i) + "]"); i++ {
		out = append(out, a.form.Get(name+"["+strconv.Itoa(i)+"]"))
	}
	return out
}

// ids is list for numbers.
func (a args) ids(name string) []int {
	var out []int
	for _, text := range a.list(name) {
		n, _ := strconv.Atoi(text)
		out = append(out, n)
	}
	return out
}

// options returns options[i][name] and options[i][value] as pairs. An option
// without its other half is refused.
func (a args) options() (map[string]string, error) {
	out := map[string]string{}
	for key := range a.form {
		n, ok := strings.CutSuffix(key, "][name]")
		if !ok {
			if v, isValue := strings.CutSuffix(key, "][value]"); isValue && !a.form.Has(v+"][name]") {
				return nil, invalidParameter()
			}
			continue
		}
		if !a.form.Has(n + "][value]") {
			return nil, invalidParameter()
		}
		out[a.form.Get(key)] = a.form.Get(n + "][value]")
	}
	return out, nil
}
