package canvas

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

const published = "../../../testdata/canvas"

// examples are the published examples of each wire type: the file, and the way into
// it. A number is a place in a list, and * any one member.
func examples() map[string]struct {
	zero any
	path string
} {
	return map[string]struct {
		zero any
		path string
	}{
		"wireToken":        {wireToken{}, "token.json"},
		"wireCourse":       {wireCourse{}, "course.json"},
		"wireTerms":        {wireTerms{}, "enrollment_terms.json"},
		"wireTerm":         {wireTerm{}, "enrollment_terms.json/enrollment_terms/0"},
		"wireDates":        {wireDates{}, "enrollment_terms.json/enrollment_terms/0/overrides/*"},
		"wireAccount":      {wireAccount{}, "account.json"},
		"wireSection":      {wireSection{}, "section.json"},
		"wireEnrolment":    {wireEnrolment{}, "enrollment.json"},
		"wireUser":         {wireUser{}, "user.json"},
		"wireAssignment":   {wireAssignment{}, "assignment.json"},
		"wireOverride":     {wireOverride{}, "assignment.json/overrides/0"},
		"wireTag":          {wireTag{}, "assignment.json/external_tool_tag_attributes"},
		"wireRow":          {wireRow{}, "students_submissions.json/0"},
		"wireSubmission":   {wireSubmission{}, "submission.json"},
		"wireDue":          {wireDue{}, "effective_due_dates.json/1/14"},
		"wirePeriods":      {wirePeriods{}, "grading_periods.json"},
		"wirePeriod":       {wirePeriod{}, "grading_periods.json/grading_periods/0"},
		"wireTool":         {wireTool{}, "external_tools.json/0"},
		"wireSubscription": {wireSubscription{}, "blueprint_subscriptions.json/0"},
		"wireModule":       {wireModule{}, "module.json"},
		"wireItem":         {wireItem{}, "module.json/items/0"},
	}
}

// beyond are the members that the examples do not show, with where they are known from.
func beyond() map[string]string {
	const (
		list = "documentation, the include[] of List courses"
		api  = "Canvas's source, lib/api/v1/"
	)
	return map[string]string{
		"wireCourse.concluded": list, "wireCourse.account": list,
		"wireEnrolment.grades":                          "documentation, Enrollments: Grade, whose example has empty texts",
		"wireUser.merged_into_user_id":                  api + "user.rb, for a merged user",
		"wireAssignment.lti_context_id":                 api + "assignment.rb",
		"wireAssignment.grades_published":               api + "assignment.rb",
		"wireAssignment.is_master_course_child_content": "Canvas's source, MasterCourses::Restrictor",
		"wireAssignment.restricted_by_master_course":    "Canvas's source, MasterCourses::Restrictor",
		"wireAssignment.master_course_restrictions":     "Canvas's source, MasterCourses::Restrictor",
		"wireTag.content_type":                          api + "external_tools.rb, the tag's attributes",
		"wireTag.content_id":                            api + "external_tools.rb, the tag's attributes",
		"wireRow.sis_user_id":                           "Canvas's source, submissions_api_controller.rb",
		"wireSubmission.entered_score":                  api + "submission.rb",
		"wireSubmission.grading_period_id":              api + "submission.rb",
		"wireTool.version":                              api + "external_tools.rb",
		"wireTool.developer_key_id":                     api + "external_tools.rb",
		"wireTool.deployment_id":                        api + "external_tools.rb",
		"wireTool.workflow_state":                       api + "external_tools.rb",
	}
}

// follow goes the way into a decoded example.
func follow(t *testing.T, path string) map[string]any {
	t.Helper()
	parts := strings.Split(path, "/")
	data, err := os.ReadFile(filepath.Join(published, parts[0]))
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	for _, part := range parts[1:] {
		switch at := v.(type) {
		case []any:
			v = at[0]
		case map[string]any:
			v = at[part]
			for _, any := range at {
				if part == "*" {
					v = any
				}
			}
		}
	}
	object, ok := v.(map[string]any)
	if !ok {
		t.Fatalf("%s is no object", path)
	}
	return object
}

// Every member that is read is one that Canvas publishes, and of the type that its
// example has.
func TestWireTypesArePublished(t *testing.T) {
	known, used := beyond(), 0
	for name, e := range examples() {
		object := follow(t, e.path)
		typ := reflect.TypeOf(e.zero)
		for i := range typ.NumField() {
			field := typ.Field(i)
			member := field.Tag.Get("json")
			value, ok := object[member]
			source, exempt := known[name+"."+member]
			switch {
			case exempt && (ok || source == ""):
				t.Errorf("%s.%s is listed as an exception, and the example has it", name, member)
			case exempt:
				used++
			case !ok:
				t.Errorf("%s.%s (%s) is in no published example", name, member, field.Name)
			default:
				fits(t, name+"."+member, field.Type, value)
			}
		}
	}
	if used != len(known) {
		t.Errorf("%d of %d exceptions are of members that are read", used, len(known))
	}
}

// fits tells whether a field can hold an example's value: what it reads is not lost.
func fits(t *testing.T, name string, typ reflect.Type, value any) {
	t.Helper()
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	v := reflect.New(typ)
	if err := json.Unmarshal(data, v.Interface()); err != nil {
		t.Errorf("%s: %s does not fit: %v", name, data, err)
		return
	}
	if value != nil && value != "2014-05-14T05:00:00-04:0" && v.Elem().IsZero() {
		t.Errorf("%s: %s is read as nothing", name, data)
	}
}

// The examples go through the decoders as whole answers.
func TestPublishedAnswers(t *testing.T) {
	s := practice()
	list := func(name string) string {
		data, err := os.ReadFile(filepath.Join(published, name))
		if err != nil {
			t.Fatal(err)
		}
		if data[0] == '[' {
			return string(data)
		}
		return "[" + string(data) + "]"
	}
	bare := func(name string) string { text := list(name); return text[1 : len(text)-1] }
	const course = "/api/v1/courses/370663"
	s.answers[course] = bare("course.json")
	s.answers["/api/v1/accounts/81259/terms"] = bare("enrollment_terms.json")
	s.answers["/api/v1/accounts/81259/external_tools"] = "[]"
	for path, name := range map[string]string{
		"/sections": "section.json", "/enrollments": "enrollment.json", "/assignments": "assignment.json", "/students/submissions": "students_submissions.json",
		"/external_tools": "external_tools.json", "/blueprint_subscriptions": "blueprint_subscriptions.json", "/modules": "module.json",
	} {
		s.answers[course+path] = list(name)
	}
	s.answers[course+"/effective_due_dates"] = bare("effective_due_dates.json")
	b, err := serve(t, s).Book(t.Context(), "370663")
	if err != nil {
		t.Fatal(err)
	}
	if len(b.Activities) != 1 || len(b.Learners) != 1 || len(b.Tools) != 1 || len(b.Course.Sections) != 1 || b.Results == nil {
		t.Errorf("got %+v", b)
	}
}
