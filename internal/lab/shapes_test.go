package lab_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// shape is what a JSON document is made of: for each path how often it occurs,
// and with which types.
type shape struct {
	types map[string]map[string]bool
	count map[string]int
}

func newShape() shape { return shape{map[string]map[string]bool{}, map[string]int{}} }

func (s shape) add(path string, v any) {
	kind := fmt.Sprintf("%T", v)
	s.count[path]++
	if s.types[path] == nil {
		s.types[path] = map[string]bool{}
	}
	s.types[path][kind] = true
	switch v := v.(type) {
	case map[string]any:
		for key, member := range v {
			s.add(path+"."+key, member)
		}
	case []any:
		for _, element := range v {
			s.add(path+"[]", element)
		}
	}
}

// always tells whether every object at a path's parent has it.
func (s shape) always(path string) bool {
	parent := path[:strings.LastIndexAny(path, ".[")]
	return strings.HasSuffix(path, "[]") || s.count[path] == s.count[parent]
}

func recording(t *testing.T, name string) (request, answer string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "testdata", "lab", name+".json"))
	if errors.Is(err, fs.ErrNotExist) {
		data, err = os.ReadFile(filepath.Join("..", "..", "testdata", "moodle", name+".json"))
	}
	if err != nil {
		t.Fatal(err)
	}
	var r struct {
		Request  struct{ Body string }
		Response struct{ Body string }
	}
	if err := json.Unmarshal(data, &r); err != nil {
		t.Fatal(err)
	}
	return r.Request.Body, r.Response.Body
}

// TestShapes compares the members and types of the lab's answers with those of a
// real Moodle: nothing it does not have, and nothing left out that it always has.
func TestShapes(t *testing.T) {
	cases := []struct {
		function, arguments, token string
		recordings                 []string
	}{
		{"core_webservice_get_site_info", "", "labtoken-service", []string{"ws-site-info"}},
		{"core_course_get_courses_by_field", "field=shortname&value=CALC101", "labtoken-service", []string{"ws-course-by-shortname"}},
		{"core_course_get_courses_by_field", "field=shortname&value=CALC101", "labtoken-weak", []string{"ws-weak-courses-by-field"}},
		{"core_course_get_courses", "", "labtoken-service", []string{"ws-courses-all"}},
		{"core_course_get_contents", "courseid=5", "labtoken-service", []string{"ws-contents"}},
		{"core_course_get_contents", "courseid=5&options[0][name]=modname&options[0][value]=lti", "labtoken-service", []string{"ws-contents-modname-lti"}},
		{"core_enrol_get_enrolled_users", "courseid=5", "labtoken-service", []string{"ws-enrolled-all"}},
		{"core_enrol_get_enrolled_users", "courseid=5&options[0][name]=userfields&options[0][value]=id,username,fullname,email,idnumber,roles,groups,suspended,lastcourseaccess",
			"labtoken-service", []string{"ws-enrolled-userfields"}},
		{"core_enrol_get_enrolled_users", "courseid=5&options[0][name]=onlysuspended&options[0][value]=1", "labtoken-service", []string{"ws-enrolled-all", "ws-enrolled-onlysuspended"}},
		{"gradereport_user_get_grade_items", "courseid=5", "labtoken-service", []string{"ws-grade-items-all-users"}},
		{"gradereport_user_get_grade_items", "courseid=5&userid=60", "labtoken-service", []string{"ws-grade-items-all-users", "ws-grade-items-user-s30"}},
		{"core_completion_get_activities_completion_status", "courseid=5&userid=51", "labtoken-service", []string{"ws-completion-activities"}},
		{"core_group_get_course_groups", "courseid=5", "labtoken-service", []string{"ws-groups"}},
		{"core_grades_get_gradeitems", "courseid=5", "labtoken-service", []string{"ws-gradeitems"}},
		{"core_grades_get_gradable_users", "courseid=5", "labtoken-service", []string{"ws-gradable-users"}},
		{"mod_lti_get_ltis_by_courses", "courseids[0]=5", "labtoken-service", []string{"ws-ltis-admin"}},
		{"mod_lti_get_ltis_by_courses", "courseids[0]=5", "labtoken-reader", []string{"ws-ltis"}},
		{"mod_lti_get_tool_types", "", "labtoken-admin", []string{"ws-lti-tool-types-admin"}},
		{"core_user_get_users_by_field", "field=id&values[0]=51&values[1]=52", "labtoken-service", []string{"ws-users-by-id"}},
	}
	everything := serve(t, build(t, "LI-15", "LI-06", "ID-09", "ID-10", "SC-12", "AC-10", "AC-11", "GB-02", "LI-13"))
	for _, c := range cases {
		t.Run(c.function+" "+c.token, func(t *testing.T) {
			real := newShape()
			for _, name := range c.recordings {
				_, body := recording(t, name)
				real.add("$", read[any](t, body))
			}
			ours := newShape()
			ours.add("$", read[any](t, everything.post(t, c.token, c.function, c.arguments)))
			compareShapes(t, real, ours)
		})
	}
}

func compareShapes(t *testing.T, real, ours shape) {
	t.Helper()
	for path, types := range ours.types {
		for kind := range types {
			if !real.types[path][kind] {
				t.Errorf("%s is %s; Moodle has %v", path, kind, real.types[path])
			}
		}
	}
	for path := range real.types {
		parent := path
		if i := strings.LastIndexAny(path, ".["); i > 0 {
			parent = path[:i]
		}
		// A completion or a filter of the real course need not be in the lab's.
		if parent == path || ours.count[parent] == 0 || strings.HasSuffix(path, "[]") {
			continue
		}
		if real.always(path) && ours.count[path] != ours.count[parent] {
			t.Errorf("%s is in %d of %d; Moodle has it always", path, ours.count[path], ours.count[parent])
		}
	}
}

// TestErrorsWordForWord sends recorded requests and expects the recorded bytes.
func TestErrorsWordForWord(t *testing.T) {
	names := []string{
		"ws-error-invalid-token", "ws-error-no-token", "ws-error-unknown-function", "ws-error-function-not-in-service",
		"ws-error-missing-parameter", "ws-error-bad-parameter", "ws-error-unknown-parameter",
		"ws-error-onlyactive-and-suspended", "ws-error-user-not-in-course", "ws-error-xml-invalid-token",
		"ws-nocourse-contents", "ws-nocourse-enrolled", "ws-nocourse-grade-items", "ws-nocourse-gradeitems",
		"ws-nocourse-groups", "ws-nocourse-completion", "ws-weak-completion", "ws-nocourse-ltis", "ws-nocourse-courses", "ws-course-by-id-missing", "ws-course-by-shortname-missing",
		"ws-weak-contents", "ws-weak-enrolled", "ws-weak-grade-items", "ws-weak-gradeitems", "ws-weak-groups", "ws-weak-ltis",
		"ws-weak-tool-types", "ws-weak-users-by-field", "ws-lti-tool-types-reader", "ws-ltis-all-courses",
	}
	healthy := serve(t, build(t, "none"))
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			request, want := recording(t, name)
			if got := healthy.send(t, request); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

func TestSlashesAndLettersAreEscapedLikePHP(t *testing.T) {
	s := serve(t, build(t, "none"))
	body := s.post(t, s.Token(), "core_user_get_users_by_field", "field=id&values[0]=57")
	for _, want := range []string{`Petrovi\u0107`, `http:\/\/`} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is not in %s", want, body)
		}
	}
}
