package pull_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/gradesync/gradesync/internal/lab"
)

// door stands before a practice LMS, which can be exchanged behind it, and answers some
// requests in its place.
type door struct {
	mu      sync.Mutex
	lms     http.Handler
	instead func(asked) answer
	n       int // requests since instead was set
}

// asked is what a request is about.
type asked struct {
	nth             int    // from 1
	what            string // web service function, or route without ids
	course, learner string // ids, where it is about one
	only            bool   // the question for the inactive
}

// answer is what somebody else than the LMS answers; the zero value is nothing.
type answer struct {
	status int
	body   string
}

func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a := askedOf(r)
	d.mu.Lock()
	d.n++
	a.nth = d.n
	lms, instead := d.lms, d.instead
	d.mu.Unlock()
	if instead != nil {
		if said := instead(a); said.status != 0 {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(said.status)
			fmt.Fprint(w, said.body)
			return
		}
	}
	lms.ServeHTTP(w, r)
}

func askedOf(r *http.Request) asked {
	if strings.HasPrefix(r.URL.Path, "/mod/lti/") { // which reads its own forms
		return asked{what: "lti"}
	}
	_ = r.ParseForm()
	a := asked{what: r.Form.Get("wsfunction"), learner: r.Form.Get("userid")}
	for key, values := range r.Form {
		if key == "courseid" || strings.HasPrefix(key, "courseids[") || key == "value" && r.Form.Get("field") == "id" {
			a.course = values[0]
		}
		a.only = a.only || values[0] == "onlysuspended"
	}
	if m := regexp.MustCompile(`^/api/v1/courses/(\d+)/?(.*)`).FindStringSubmatch(r.URL.Path); m != nil {
		a.course, a.what = m[1], m[2]
	}
	return a
}

// behave exchanges the LMS for the same one, as it was made, that misbehaves.
func (s *school) behave(t testing.TB, words string) {
	t.Helper()
	o := s.opt
	o.Misbehave = words
	l, err := lab.New(o)
	if err != nil {
		t.Fatal(err)
	}
	s.Lab = l
	s.door.mu.Lock()
	defer s.door.mu.Unlock()
	s.door.lms = l.Handler()
}

// instead has the door answer, from now on; nil has the LMS answer again.
func (s *school) instead(f func(asked) answer) {
	s.door.mu.Lock()
	defer s.door.mu.Unlock()
	s.door.instead, s.door.n = f, 0
}

// The answers of an LMS that fails, and of one that refuses.
func failing(kind string) answer {
	if kind == "canvas" {
		return answer{http.StatusInternalServerError, `{"errors":[{"message":"An error occurred."}]}`}
	}
	return answer{http.StatusOK, `{"exception":"dml_read_exception","errorcode":"dmlreadexception","message":"Error reading from database"}`}
}

func refusing(kind string) answer {
	if kind == "canvas" {
		return answer{http.StatusForbidden, `{"status":"unauthorized","errors":[{"message":"user not authorized to perform that action"}]}`} //nolint:misspell // Canvas writes it so
	}
	return answer{http.StatusOK, `{"exception":"required_capability_exception","errorcode":"nopermissions","message":"Sorry, but you do not currently have permissions to do that (View the user report)."}`}
}

// gradesOf is how the grades of a course are asked for.
func gradesOf(kind string) string {
	if kind == "canvas" {
		return "students/submissions"
	}
	return "gradereport_user_get_grade_items"
}
