package lab_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/gradesync/gradesync/internal/lab"
)

// schoolOf is a practice LMS of some courses.
func schoolOf(t *testing.T, kind, ways string, courses int) site {
	t.Helper()
	return withOptions(t, lab.Options{LMS: kind, Break: []string{"none"}, Misbehave: ways, Courses: courses, Learners: 10, Activities: 6})
}

type moodleCourses struct {
	Courses []struct {
		ID        int
		ShortName string
		FullName  string
		Visible   int
	}
}

// moodleList reads the list of courses, nil when it is none.
func moodleList(t *testing.T, s site) []string {
	t.Helper()
	body := s.post(t, s.Token(), "core_course_get_courses_by_field", "")
	if !strings.HasSuffix(body, "}") || strings.Contains(body, "exception") {
		return nil
	}
	names := []string{}
	for _, c := range read[moodleCourses](t, body).Courses {
		names = append(names, c.ShortName)
	}
	return names
}

const allCanvas = "accounts/self/courses?per_page=2"

func TestSchoolIsListed(t *testing.T) {
	s := schoolOf(t, "moodle", "", 3)
	if got := moodleList(t, s); !slices.Equal(got, []string{"CALC101", "Bio0001", "Che0002", "Dra0003"}) {
		t.Errorf("courses %v", got)
	}
	if got := read[moodleCourses](t, s.post(t, s.Token(), "core_course_get_courses_by_field", "field=id&value=50002")).Courses; len(got) != 1 || got[0].FullName != "Chemistry 2" {
		t.Errorf("the second: %+v", got)
	}
	c := schoolOf(t, "canvas", "", 3)
	var ids []int
	for _, course := range whole[struct{ ID int }](t, c, c.Token(), allCanvas) {
		ids = append(ids, course.ID)
	}
	for _, id := range []int{4102, 50001, 50002, 50003} {
		if !slices.Contains(ids, id) {
			t.Errorf("%d is not among %v", id, ids)
		}
	}
	for _, name := range []string{"50003", "sis_course_id:SIS-Dra0003"} {
		if answer, body := c.get(t, c.Token(), "courses/"+name); answer.StatusCode != http.StatusOK || !strings.Contains(body, `"Drawing 3"`) {
			t.Errorf("%s: status %d, %.80s", name, answer.StatusCode, body)
		}
	}
}

type cell struct {
	ID         int
	Raw        *float64 `json:"graderaw"`
	Graded     *int64   `json:"gradedategraded"`
	Hidden     bool     `json:"gradeishidden"`
	Overridden bool     `json:"gradeisoverridden"`
	Status     string
	Type       string `json:"itemtype"`
	CMID       int
}

func moodleCells(t *testing.T, s site, course string) map[int]map[int]cell {
	t.Helper()
	answer := read[struct {
		UserGrades []struct {
			UserID     int
			GradeItems []cell
		}
	}](t, s.post(t, s.Token(), "gradereport_user_get_grade_items", "userid=0&courseid="+course))
	out := map[int]map[int]cell{}
	for _, u := range answer.UserGrades {
		out[u.UserID] = map[int]cell{}
		for _, c := range u.GradeItems {
			out[u.UserID][c.CMID] = c
		}
	}
	return out
}

// A course holds grades in every state, and one learner who is not active.
func TestSchoolHasEveryState(t *testing.T) {
	s := schoolOf(t, "moodle", "", 2)
	n := map[string]int{}
	cells := moodleCells(t, s, "50002")
	for _, row := range cells {
		for _, c := range row {
			switch {
			case c.Type != "mod":
			case c.Raw == nil:
				n["none"]++
			case c.Status == "dropped":
				n["excused"]++
			case c.Overridden:
				n["overridden"]++
			case c.Hidden:
				n["hidden"]++
			default:
				n["graded"]++
			}
		}
	}
	for _, state := range []string{"none", "excused", "overridden", "hidden", "graded"} {
		if n[state] == 0 {
			t.Errorf("no cell is %s: %v", state, n)
		}
	}
	people := read[[]struct {
		Roles           []struct{ ShortName string }
		EnrolledCourses []any
	}](t, s.post(t, s.Token(), "core_enrol_get_enrolled_users", "courseid=50002"))
	if len(cells) != 9 || len(people) != 12 {
		t.Errorf("%d rows of %d people: 10 learners, one not active, and 2 who teach", len(cells), len(people))
	}
	c := schoolOf(t, "canvas", "", 2)
	excused, unposted := 0, 0
	for _, x := range whole[struct {
		Excused  bool
		Score    *float64
		PostedAt *string `json:"posted_at"`
	}](t, c, c.Token(), "courses/50002/students/submissions?student_ids[]=all&per_page=100") {
		if x.Excused && x.Score == nil {
			excused++
		}
		if x.Score != nil && x.PostedAt == nil {
			unposted++
		}
	}
	if excused == 0 || unposted == 0 {
		t.Errorf("%d excused, %d not posted", excused, unposted)
	}
}

// The same number is the same course, and learners take several.
func TestSchoolIsTheSameEachTime(t *testing.T) {
	a, b := schoolOf(t, "moodle", "", 5), schoolOf(t, "moodle", "", 5)
	in := map[int]int{}
	for n := 1; n <= 5; n++ {
		course := itoa(50000 + n)
		x, y := moodleCells(t, a, course), moodleCells(t, b, course)
		if fmt.Sprint(len(x), keysOf(x)) != fmt.Sprint(len(y), keysOf(y)) {
			t.Errorf("course %s differs", course)
		}
		for id := range x {
			in[id]++
		}
	}
	for id, n := range in {
		if n < 2 {
			t.Errorf("learner %d takes %d courses", id, n)
		}
	}
}

func keysOf[V any](m map[int]V) []int {
	var keys []int
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func TestSchoolsSize(t *testing.T) {
	for _, o := range []lab.Options{{Courses: -1}, {Learners: -1}, {Activities: -3}, {Activities: 501}} {
		if _, err := lab.New(o); err == nil {
			t.Errorf("%+v is taken", o)
		}
	}
}

// What was asked can be asked again by GET, with the same answer.
func TestAskedAgain(t *testing.T) {
	s := schoolOf(t, "moodle", "", 1)
	want := s.post(t, s.Token(), "core_course_get_contents", "courseid=50001&options[0][name]=excludecontents&options[0][value]=1")
	s.post(t, s.Token(), "core_webservice_get_site_info", "")
	if got := s.Requests(); got["core_course_get_contents"] != 1 || got["core_webservice_get_site_info"] != 1 || len(got) != 2 {
		t.Errorf("requests %v", got)
	}
	asked := fetch(t, http.MethodGet, s.url+"/lab/asked")
	first, _, _ := strings.Cut(asked, "\n")
	if strings.Count(asked, "\n") != 2 || fetch(t, http.MethodGet, first) != want {
		t.Errorf("asked:\n%s", asked)
	}
	fetch(t, http.MethodDelete, s.url+"/lab/asked")
	if n := len(s.Asked()) + len(s.Requests()); n != 0 {
		t.Errorf("%d are not forgotten", n)
	}
	c := schoolOf(t, "canvas", "", 1)
	_, want = c.get(t, c.Token(), "courses/50001/assignments?per_page=3")
	_, again := c.get(t, c.Token(), c.Asked()[0])
	if again != want || c.Requests()["GET /api/v1/courses/{course}/assignments"] != 2 {
		t.Errorf("%.100s, %v", again, c.Requests())
	}
}

func fetch(t *testing.T, method, address string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// Changes and answers may come at once.
func TestSchoolChangesWhileServed(t *testing.T) {
	for _, kind := range []string{"moodle", "canvas"} {
		s := schoolOf(t, kind, "", 2)
		var wg sync.WaitGroup
		for i := range 4 {
			wg.Go(func() {
				for j := range 10 {
					if err := s.Grade("50001", "300002", "Lab 1", float64(10*i+j)); err != nil {
						t.Error(err)
					}
					if kind == "moodle" {
						s.post(t, s.Token(), "gradereport_user_get_grade_items", "courseid=50001&userid=0")
					} else {
						s.get(t, s.Token(), "courses/50001/students/submissions?student_ids[]=all&grouped=true")
					}
				}
			})
		}
		wg.Wait()
	}
}
