package lab_test

import (
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/gradesync/gradesync/internal/lab"
)

func itoa(n int) string { return strconv.Itoa(n) }

func TestCourseListOfMoodleMisbehaves(t *testing.T) {
	if got := moodleList(t, schoolOf(t, "moodle", "courses:empty", 3)); got == nil || len(got) != 0 {
		t.Errorf("empty: %v", got)
	}
	for _, way := range []string{"courses:cut", "courses:fail"} {
		s := schoolOf(t, "moodle", way, 3)
		if got := moodleList(t, s); got != nil {
			t.Errorf("%s: %v", way, got)
		}
		if body := s.post(t, s.Token(), "core_course_get_courses_by_field", "field=id&value=50001"); !strings.Contains(body, "Bio0001") {
			t.Errorf("%s: one course: %s", way, body)
		}
	}
}

func TestCourseListOfCanvasMisbehaves(t *testing.T) {
	for way, want := range map[string]int{"": 12, "courses:empty": 0, "courses:cut": 4} {
		c := schoolOf(t, "canvas", way, 6)
		if got := whole[any](t, c, c.Token(), allCanvas); len(got) != want {
			t.Errorf("%q: %d courses, want %d", way, len(got), want)
		}
	}
	c := schoolOf(t, "canvas", "courses:fail", 6)
	answer, _ := c.get(t, c.Token(), allCanvas+"&page=2")
	if next := links(answer)["next"]; next == "" {
		t.Error("the second page names no third")
	} else if answer, _ := c.get(t, c.Token(), next); answer.StatusCode != http.StatusInternalServerError {
		t.Errorf("third page: status %d", answer.StatusCode)
	}
}

func TestOneCourseFails(t *testing.T) {
	s := schoolOf(t, "moodle", "failcourse:50002", 2)
	for _, question := range []string{"core_course_get_contents&courseid=50002", "mod_lti_get_ltis_by_courses&courseids[0]=50002",
		"core_course_get_courses_by_field&field=id&value=50002"} {
		function, arguments, _ := strings.Cut(question, "&")
		if body := s.post(t, s.Token(), function, arguments); !strings.Contains(body, "dmlreadexception") {
			t.Errorf("%s: %.80s", question, body)
		}
	}
	if body := s.post(t, s.Token(), "core_course_get_contents", "courseid=50001"); strings.Contains(body, "exception") {
		t.Errorf("the other: %.80s", body)
	}
	c := schoolOf(t, "canvas", "failcourse:50002", 2)
	for path, want := range map[string]int{"courses/50002": 500, "courses/50002/enrollments": 500, "courses/50001/enrollments": 200} {
		if answer, _ := c.get(t, c.Token(), path); answer.StatusCode != want {
			t.Errorf("%s: status %d", path, answer.StatusCode)
		}
	}
}

// status asks a Moodle that may not answer with 200.
func status(t *testing.T, s site) (int, string) {
	t.Helper()
	answer, err := http.PostForm(s.url+"/webservice/rest/server.php", url.Values{"wstoken": {s.Token()}, "wsfunction": {"core_course_get_contents"},
		"moodlewsrestformat": {"json"}, "courseid": {"50001"}})
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

func TestMisbehavesInTime(t *testing.T) {
	for _, kind := range []string{"moodle", "canvas"} {
		for way, want := range map[string][]string{
			"down:2":        {"503", "503", "200", "200"},
			"revoke:3":      {"200", "200", "token", "token"},
			"throttle429:2": {"200", "429", "200", "429"},
		} {
			s := schoolOf(t, kind, way, 1)
			for i := range want {
				code, body := 0, ""
				if kind == "moodle" {
					code, body = status(t, s)
				} else {
					answer, text := s.get(t, s.Token(), "courses/50001/enrollments")
					code, body = answer.StatusCode, text
				}
				got := itoa(code)
				if strings.Contains(body, "invalidtoken") || code == 401 && strings.Contains(body, "Invalid access token") {
					got = "token"
				}
				if got != want[i] {
					t.Errorf("%s %s: request %d is answered with %s, want %s", kind, way, i+1, got, want[i])
				}
			}
		}
		for _, wrong := range []string{"courses:none", "failcourse:x", "down", "revoke:0", "throttle429:-1"} {
			if _, err := lab.New(lab.Options{LMS: kind, Misbehave: wrong}); err == nil {
				t.Errorf("%s: %q is taken", kind, wrong)
			}
		}
	}
}
