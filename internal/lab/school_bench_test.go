package lab

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// BenchmarkSchool answers the largest question of a pull: the grades of a course,
// once for each of its courses (made) and again and again (remembered).
func BenchmarkSchool(b *testing.B) {
	for _, kind := range []string{lmsMoodle, lmsCanvas} {
		for _, courses := range []int{500, 1} {
			name := map[int]string{500: "made", 1: "remembered"}[courses]
			b.Run(kind+"/"+name, func(b *testing.B) {
				l, err := New(Options{LMS: kind, Break: []string{"none"}, Courses: 500, Learners: 40, Activities: 12})
				if err != nil {
					b.Fatal(err)
				}
				h := l.Handler()
				b.ReportAllocs()
				for i := range b.N {
					w := httptest.NewRecorder()
					h.ServeHTTP(w, gradesOf(l, schoolFacts(1+i%courses).id))
					if w.Code != http.StatusOK || w.Body.Len() < 100_000 {
						b.Fatalf("status %d, %d bytes", w.Code, w.Body.Len())
					}
				}
			})
		}
	}
}

// gradesOf asks for all grades of a course.
func gradesOf(l *Lab, course int) *http.Request {
	if l.isCanvas() {
		r := httptest.NewRequest(http.MethodGet, "/api/v1/courses/"+strconv.Itoa(course)+"/students/submissions?student_ids[]=all&grouped=true&per_page=50", http.NoBody)
		r.Header.Set("Authorization", "Bearer "+l.Token())
		return r
	}
	form := url.Values{"wstoken": {l.Token()}, "wsfunction": {gradeItemsFunction}, "moodlewsrestformat": {"json"}, "courseid": {strconv.Itoa(course)}, "userid": {"0"}}
	r := httptest.NewRequest(http.MethodPost, "/webservice/rest/server.php", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}
