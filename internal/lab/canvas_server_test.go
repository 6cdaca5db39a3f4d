package lab_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gradesync/gradesync/internal/lab"
)

func canvasWith(t *testing.T, ways string, codes ...string) site {
	t.Helper()
	if len(codes) == 0 {
		codes = []string{"none"}
	}
	return withOptions(t, lab.Options{LMS: "canvas", Misbehave: ways, Break: codes})
}

func TestCanvasPages(t *testing.T) {
	for _, ceiling := range []string{"", "pages:10", "pages:50"} {
		s := canvasWith(t, ceiling)
		most := map[string]int{"": 100, "pages:10": 10, "pages:50": 50}[ceiling]
		answer, body := s.get(t, s.Token(), "courses/4102/students/submissions?student_ids[]=all&per_page=1000&order=graded_at")
		if got := read[[]any](t, body); len(got) != most {
			t.Errorf("%q: %d on a page", ceiling, len(got))
		}
		for _, rel := range []string{"current", "next", "first", "last"} {
			if !strings.HasPrefix(links(answer)[rel], s.url+"/api/v1/") || !strings.Contains(links(answer)[rel], "student_ids") {
				t.Errorf("%q: link %s is %q", ceiling, rel, links(answer)[rel])
			}
		}
		all := whole[submission](t, s, s.Token(), "courses/4102/students/submissions?student_ids[]=all&per_page=37")
		if len(all) != 34*13 {
			t.Errorf("%q: %d submissions in all pages", ceiling, len(all))
		}
	}
	s := canvasWith(t, "")
	answer, body := s.get(t, s.Token(), "courses/4102/assignments?page=9")
	if body != "[]" || answer.StatusCode != http.StatusOK || links(answer)["prev"] == "" || links(answer)["next"] != "" {
		t.Errorf("past the end: %d %q %v", answer.StatusCode, body, links(answer))
	}
	if _, body := s.get(t, s.Token(), "courses/4102/assignments"); len(read[[]any](t, body)) != 10 {
		t.Error("a page is not of 10 by default")
	}
}

func TestCanvasBookmarks(t *testing.T) {
	s := canvasWith(t, "")
	answer, _ := s.get(t, s.Token(), "courses/4102/enrollments?per_page=5&access_token=x")
	l := links(answer)
	if !strings.Contains(l["next"], "page=bookmark%3A") || l["last"] != "" || l["prev"] != "" || strings.Contains(l["next"], "access_token") {
		t.Errorf("links: %v", l)
	}
	answer, body := s.get(t, s.Token(), "courses/4102/enrollments?page=bookmark:WzFd")
	if answer.StatusCode != http.StatusNotFound || !strings.Contains(body, "does not exist") {
		t.Errorf("bad bookmark: %d %s", answer.StatusCode, body)
	}
	seen := map[string]bool{}
	for _, e := range canvasRoster(t, s) {
		seen[e.Kind+" "+e.State] = true
	}
	for _, want := range []string{"StudentEnrollment active", "StudentEnrollment deleted", "StudentEnrollment rejected", "StudentViewEnrollment active",
		"TeacherEnrollment active", "TaEnrollment invited", "DesignerEnrollment inactive", "ObserverEnrollment active"} {
		if !seen[want] {
			t.Errorf("nobody has a row %s", want)
		}
	}
	if _, body := s.get(t, s.Token(), "courses/4102/enrollments?per_page=100"); strings.Contains(body, `"deleted"`) {
		t.Error("deleted rows come unasked")
	}
}

func TestCanvasThrottle(t *testing.T) {
	for way, status := range map[string]int{"throttle:3": 403, "throttle429:3": 429} {
		s := canvasWith(t, way)
		for n := 1; n <= 6; n++ {
			answer, body := s.get(t, s.Token(), "users/self")
			if n%3 != 0 {
				if answer.StatusCode != http.StatusOK || answer.Header.Get("X-Request-Cost") == "" || !strings.HasPrefix(answer.Header.Get("X-Rate-Limit-Remaining"), "599.") {
					t.Errorf("%s: %d %v", way, answer.StatusCode, answer.Header)
				}
				continue
			}
			if answer.StatusCode != status || !strings.HasSuffix(body, "(Rate Limit Exceeded)\n") || answer.Header.Get("Retry-After") != "" ||
				answer.Header.Get("X-Rate-Limit-Remaining") != "0.0" || answer.Header.Get("Content-Type") != "text/plain; charset=utf-8" {
				t.Errorf("%s: %d %v %q", way, answer.StatusCode, answer.Header, body)
			}
		}
	}
}

// TestCanvasHasRoomForTwelve asks too much at once: each request under way costs
// 50 of 600 units.
func TestCanvasHasRoomForTwelve(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, err := lab.New(lab.Options{LMS: "canvas", Now: moment(), Latency: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		h, status := l.Handler(), make(chan int, 14)
		for range 14 {
			go func() {
				answer := httptest.NewRecorder()
				request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/users/self", nil)
				request.Header.Set("Authorization", "Bearer "+l.Token())
				h.ServeHTTP(answer, request)
				status <- answer.Code
			}()
		}
		got := map[int]int{}
		for range 14 {
			got[<-status]++
		}
		if got[200] != 12 || got[403] != 2 {
			t.Errorf("statuses: %v", got)
		}
	})
}

// TestCanvasHangs waits for an answer that never comes.
func TestCanvasHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, err := lab.New(lab.Options{LMS: "canvas", Now: moment(), Misbehave: "hang:/users"})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		answer := httptest.NewRecorder()
		l.Handler().ServeHTTP(answer, httptest.NewRequestWithContext(ctx, http.MethodGet, "/api/v1/users/self", nil))
		if time.Since(start) != time.Minute || answer.Body.Len() > 0 {
			t.Errorf("after %v: %q", time.Since(start), answer.Body)
		}
	})
}

func TestCanvasRefusals(t *testing.T) {
	cases := []struct {
		ways, token, path string
		status            int
		challenge         bool
		body              string
	}{
		{"", "", "courses/4102", 401, true, "user authorization required"},
		{"", "7~nonsense", "courses/4102", 401, true, "Invalid access token."},
		{"token", "service", "users/self", 401, true, "Invalid access token."},
		{"refuse401:/enrollments", "service", "courses/4102/enrollments", 401, false, "not authorized to perform"},
		{"refuse403:/enrollments", "service", "courses/4102/enrollments", 403, false, "not authorized to perform"},
		{"refuse403:/enrollments", "service", "courses/4102/sections", 200, false, "CANV201-01"},
		{"fail:/sections", "service", "courses/4102/sections", 500, false, `"error_report_id":987`},
		{"", "7~labtoken-teacher", "accounts/77", 403, false, "not authorized"},
		{"", "service", "audit/grade_change/courses/4102", 200, false, "events"},
		{"", "service", "audit/grade_change?course_id=4102", 403, false, "not authorized"},
		{"", canvasAdmin, "audit/grade_change?course_id=4102&student_id=30101", 200, false, `"student":"30101"`},
		{"", "service", "audit/grade_change/students/30101", 403, false, "not authorized"},
		{"", "service", "courses/9", 404, false, "The specified resource does not exist."},
		{"", "service", "courses/4102/late_policy", 404, false, "does not exist"},
		{"", "service", "courses/4102/nothing", 404, false, "does not exist"},
		{"", "service", "accounts/1/courses?search_term=CA", 400, false, "3 or more characters"},
		{"", "service", "courses/4102/students/submissions?student_ids[]=all&graded_since=monday", 400, false, "Invalid datetime for graded_since"},
		{"", "service", "courses/4102/students/submissions?student_ids[]=all&assignment_ids[]=7", 403, false, "invalid assignment ids requested"},
		{"html", "service", "users/self", 200, false, "<!DOCTYPE html>"},
	}
	for _, c := range cases {
		s := canvasWith(t, c.ways)
		token := c.token
		if token == "service" {
			token = s.Token()
		}
		answer, body := s.get(t, token, c.path)
		if answer.StatusCode != c.status || (answer.Header.Get("WWW-Authenticate") != "") != c.challenge || !strings.Contains(body, c.body) {
			t.Errorf("%q %s: %d %v %.200s", c.ways, c.path, answer.StatusCode, answer.Header, body)
		}
	}
	for _, ways := range []string{"sulk", "throttle", "throttle:0", "refuse403", "noinclude:x", "pages:many"} {
		if _, err := lab.New(lab.Options{LMS: "canvas", Misbehave: ways}); err == nil {
			t.Errorf("%q was taken", ways)
		}
	}
}

func TestCanvasLeavesOut(t *testing.T) {
	const path = "courses/4102?include[]=term&include[]=concluded"
	s := canvasWith(t, "")
	if _, body := s.get(t, s.Token(), path); !strings.Contains(body, `"term"`) || !strings.Contains(body, "CANV201-F26") {
		t.Errorf("healthy: %s", body)
	}
	if _, body := s.get(t, "7~labtoken-teacher", path); strings.Contains(body, "sis_") {
		t.Errorf("a teacher sees SIS ids: %s", body)
	}
	s = canvasWith(t, "noinclude,nosis")
	if _, body := s.get(t, s.Token(), path); strings.Contains(body, `"term"`) || strings.Contains(body, "sis_") || strings.Contains(body, "concluded") {
		t.Errorf("noinclude,nosis: %s", body)
	}
	s = canvasWith(t, "half:/sections,empty:/modules")
	if _, body := s.get(t, s.Token(), "courses/4102/sections"); json.Valid([]byte(body)) || body == "" {
		t.Errorf("half: %q", body)
	}
	if _, body := s.get(t, s.Token(), "courses/4102/modules"); body != "" {
		t.Errorf("empty: %q", body)
	}
}

func TestCanvasIDs(t *testing.T) {
	s := canvasWith(t, "")
	const list = "courses/4102/enrollments?per_page=100&" + everyState
	_, numbers := s.get(t, s.Token(), list)
	_, texts := s.get(t, s.Token(), list, "Accept", "application/json+canvas-string-ids")
	if !strings.Contains(numbers, `"user_id":21070000000000123,`) || !strings.Contains(texts, `"user_id":"21070000000000123",`) {
		t.Error("the id from another shard is not there in both forms")
	}
	if m := regexp.MustCompile(`"(id|[a-z]+_id)":\d+`).FindString(texts); m != "" {
		t.Errorf("a number among texts: %s", m)
	}
	ids := map[string]bool{}
	all := whole[struct {
		ID json.Number `json:"id"`
	}](t, s, s.Token(), "courses/4102/students/submissions?student_ids[]=all&per_page=100")
	for _, x := range all {
		ids[x.ID.String()] = true
	}
	if len(ids) != len(all) {
		t.Errorf("%d submissions have %d ids", len(all), len(ids))
	}
}

func TestCanvasNames(t *testing.T) {
	s := canvasWith(t, "", "ID-07", "LA-02")
	files := s.RecordsAt(s.url)
	accounts := table(t, files, "accounts.csv")
	at := slices.IndexFunc(accounts, func(a map[string]string) bool { return a["name"] == "Goran Petrović" })
	goran := accounts[at]
	var contexts []string
	for _, l := range table(t, files, "launches.csv") {
		if !slices.Contains(contexts, l["context_id"]) {
			contexts = append(contexts, l["context_id"])
		}
	}
	var courses []string
	for _, context := range contexts {
		_, body := s.get(t, s.Token(), "courses/lti_context_id:"+context)
		courses = append(courses, read[struct {
			Title string `json:"name"`
		}](t, body).Title)
	}
	slices.Sort(courses)
	if strings.Join(courses, ", ") != "Calculus II, Calculus II (Spring)" {
		t.Errorf("the contexts of the launches are of %v", courses)
	}
	for _, name := range []string{"30107", "sis_user_id:" + goran["sis_id"], "sis_login_id:GPETROVIC", "lti_1_3_id:" + goran["lms_user_id"], "lti_1_1_id:" + goran["lti11_user_id"]} {
		if _, body := s.get(t, s.Token(), "users/"+name); !strings.Contains(body, `"id":30107,`) || !strings.Contains(body, "goran.petrovic@") {
			t.Errorf("%s: %s", name, body)
		}
	}
	if _, body := s.get(t, s.Token(), "users/2107~123"); !strings.Contains(body, `"id":21070000000000123,`) {
		t.Errorf("short form of an id: %s", body)
	}
	answer, body := s.get(t, s.Token(), "users/lti_1_3_id:"+accounts[0]["lms_user_id"])
	if answer.StatusCode != http.StatusNotFound || !strings.Contains(body, `"merged_into_user_id":30101`) {
		t.Errorf("merged: %d %s", answer.StatusCode, body)
	}
	for _, path := range []string{"courses/sis_course_id:CANV201-F26", "courses/sis_course_id%3ACANV201-F26", "courses/4102/assignments/55013"} {
		if answer, body := s.get(t, s.Token(), path); answer.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", path, body)
		}
	}
	if _, body := s.get(t, s.Token(), "accounts/self/courses?search_term=canv201"); strings.Count(body, `"course_code"`) != 3 {
		t.Errorf("search: %s", body)
	}
}
