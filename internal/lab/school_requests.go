package lab

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

// traffic is what the REST services were asked.
type traffic struct {
	mu    sync.Mutex
	total int64
	kinds map[string]int
	asked []string
}

// askedMax bounds the addresses that are kept.
const askedMax = 100_000

// note counts a request and returns which one of all it is, from 1.
func (t *traffic) note(kind, address string) int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.total++
	if t.kinds == nil {
		t.kinds = map[string]int{}
	}
	t.kinds[kind]++
	if len(t.asked) < askedMax {
		t.asked = append(t.asked, address)
	}
	return t.total
}

// Requests returns how often each thing was asked for since New or Forget: of a
// Moodle by web service function, of a Canvas by route ("GET /api/v1/courses/…").
// Requests that were turned away count; those to the LTI services do not.
func (l *Lab) Requests() map[string]int {
	l.traffic.mu.Lock()
	defer l.traffic.mu.Unlock()
	out := map[string]int{}
	maps.Copy(out, l.traffic.kinds)
	return out
}

// Asked returns the addresses of these requests in their order, as a GET that is
// answered the same: what a Moodle was sent as a form stands in the query, token
// and all. A Canvas takes the token in a header, as ever. So the requests of one
// pull can be made again by another client, to compare the time it takes. No more
// than the first hundred thousand are kept.
func (l *Lab) Asked() []string {
	l.traffic.mu.Lock()
	defer l.traffic.mu.Unlock()
	return append([]string(nil), l.traffic.asked...)
}

// Forget makes Requests and Asked begin anew. Words of Options.Misbehave that
// count requests go on counting.
func (l *Lab) Forget() {
	l.traffic.mu.Lock()
	defer l.traffic.mu.Unlock()
	l.traffic.kinds, l.traffic.asked = nil, nil
}

// askedPath is where the lab tells what it was asked, a line for each address.
// A DELETE forgets it.
const askedPath = "/lab/asked"

func (l *Lab) serveAsked(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodDelete {
		l.Forget()
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	for _, address := range l.Asked() {
		fmt.Fprintln(w, address)
	}
}

// asGet is the address by which a request can be made again.
func (l *Lab) asGet(r *http.Request, form url.Values) string {
	return l.address(r) + r.URL.EscapedPath() + "?" + form.Encode()
}

// coursesOf are the ids of the courses that a question to a Moodle is about.
func coursesOf(form url.Values) []string {
	var ids []string
	for key, values := range form {
		if key == "courseid" || strings.HasPrefix(key, "courseids[") || key == "value" && form.Get("field") == "id" {
			ids = append(ids, values...)
		}
	}
	return ids
}

// listsCourses tells whether a question to a Moodle is for all courses.
func listsCourses(function string, form url.Values) bool {
	switch function {
	case "core_course_get_courses_by_field":
		return form.Get("field") == ""
	case "core_course_get_courses":
		return !form.Has("options[ids][0]")
	}
	return false
}
