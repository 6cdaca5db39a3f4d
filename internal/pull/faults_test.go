package pull_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/pull"
	"github.com/gradesync/gradesync/internal/store"
)

// pulled is a school whose courses are open and were pulled once.
func pulled(t *testing.T, o lab.Options) *school {
	t.Helper()
	s := open(t, o)
	s.round(t, pull.Round{})
	s.openAll(t)
	s.round(t, pull.Round{})
	return s
}

// fault is something that goes wrong for a school of six courses that were pulled, and
// what one round then comes to.
type fault struct {
	name    string
	words   string // of lab.Options.Misbehave
	instead func(kind string, courses []string) func(asked) answer
	token   string

	class, code string // of the connection's failure; empty for none
	courses     int    // that fail by themselves
	courseClass string
	heldBack    bool // every course is
	pulled      func(pulled, open int) bool
}

func none(pulled, _ int) bool       { return pulled == 0 }
func all(pulled, open int) bool     { return pulled == open }
func part(pulled, open int) bool    { return pulled > 0 && pulled < open }
func allBut1(pulled, open int) bool { return pulled == open-1 }

func faults() []fault {
	return []fault{
		{name: "down", words: "down:100000", class: "temporary", pulled: none},
		{name: "down midway", instead: midway(answer{status: http.StatusServiceUnavailable}), class: "temporary", pulled: part},
		{name: "unknown token", token: "wrong", class: "auth", code: "TK-13", pulled: none},
		{name: "token revoked midway", words: "revoke:midway", class: "auth", code: "TK-13", pulled: part},
		{name: "now and then too many requests", words: "throttle429:7", pulled: all},
		{name: "too many requests for good", instead: midway(answer{status: http.StatusTooManyRequests}), class: "throttled", pulled: part},
		{name: "empty list", words: "courses:empty", heldBack: true, pulled: all},
		{name: "list that fails", instead: list(func(kind string) answer { return failing(kind) }), class: "temporary", pulled: none},
		{name: "list refused", instead: list(func(kind string) answer { return refusing(kind) }), class: "scope", code: "TK-13", pulled: none},
		{name: "list that is no JSON", instead: list(func(string) answer { return answer{200, "<html><title>Maintenance</title>"} }), class: "unreadable", pulled: none},
		{name: "list that is cut short", instead: list(func(string) answer { return answer{200, `{"courses":[{"id":5,`} }), class: "unreadable", pulled: none},
		{name: "a course fails", instead: grades(1, failing), courses: 1, courseClass: "temporary", pulled: allBut1},
		{name: "rights lost in a course", instead: grades(1, refusing), courses: 1, courseClass: "scope", pulled: allBut1},
		{name: "rights lost in all courses", instead: grades(100, refusing), class: "scope", code: "TK-13", pulled: none},
		{name: "grades of all courses fail", instead: grades(100, failing), class: "temporary", pulled: none},
	}
}

// midwayAt is a request in the midst of a round in which nothing has changed.
func midwayAt(kind string) int {
	if kind == "canvas" {
		return 40
	}
	return 14
}

// midway has another answer from then on.
func midway(said answer) func(string, []string) func(asked) answer {
	return func(kind string, _ []string) func(asked) answer {
		return func(a asked) answer {
			if a.nth < midwayAt(kind) {
				return answer{}
			}
			return said
		}
	}
}

// list answers when all courses are asked for.
func list(said func(kind string) answer) func(string, []string) func(asked) answer {
	return func(kind string, _ []string) func(asked) answer {
		return func(a asked) answer {
			if a.course == "" && (a.what == "core_course_get_courses_by_field" || kind == "canvas") {
				return said(kind)
			}
			return answer{}
		}
	}
}

// grades answers when the grades of one of the first n courses are asked for.
func grades(n int, said func(kind string) answer) func(string, []string) func(asked) answer {
	return func(kind string, courses []string) func(asked) answer {
		return func(a asked) answer {
			if i := slices.Index(courses, a.course); i >= 0 && i < n && a.what == gradesOf(kind) {
				return said(kind)
			}
			return answer{}
		}
	}
}

// TestFaults: whatever goes wrong, it is said once and in its place, nothing that was
// pulled is lost, and all is well again when it is over.
func TestFaults(t *testing.T) {
	t.Parallel()
	for _, f := range faults() {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			kinds(t, f.test)
		})
	}
}

func (f fault) test(t *testing.T, kind string) {
	s := pulled(t, lab.Options{LMS: kind, Courses: 6, Learners: 3, Activities: 2})
	before := good(contents(t, s.store, s.pull.Site))
	f.begin(t, s, kind)
	first := s.round(t, pull.Round{})
	f.check(t, first)
	if diff := unlike(good(contents(t, s.store, s.pull.Site)), before); diff != "" {
		t.Errorf("what was pulled is not what it was:\n%s", diff)
	}
	if c := first.Connection(); c != nil {
		if again := s.round(t, pull.Round{}).Connection(); again == nil || !again.Since.Equal(c.Since) {
			t.Errorf("an hour later %+v, want it to be since %v", again, c.Since)
		}
	}
	s.instead(nil)
	s.behave(t, "")
	s.connect(t, kind, s.Token())
	s.now = s.now.Add(23 * time.Hour)
	if sum := s.round(t, pull.Round{}); sum.Partial() || sum.Courses.Pulled != sum.Courses.Open {
		t.Errorf("afterwards: %+v %+v, want all pulled", sum.Courses, sum.Failures)
	}
	if diff := unlike(good(contents(t, s.store, s.pull.Site)), before); diff != "" {
		t.Errorf("afterwards:\n%s", diff)
	}
}

// begin lets it go wrong.
func (f fault) begin(t *testing.T, s *school, kind string) {
	t.Helper()
	var ids []string
	for _, c := range s.courses(t) {
		ids = append(ids, c.ID)
	}
	if f.words != "" {
		s.behave(t, strings.ReplaceAll(f.words, "midway", strconv.Itoa(midwayAt(kind))))
	}
	if f.instead != nil {
		s.instead(f.instead(kind, ids))
	}
	if f.token != "" {
		s.connect(t, kind, f.token)
	}
}

// check looks at the summary of the round in which it went wrong.
func (f fault) check(t *testing.T, sum *pull.Summary) {
	t.Helper()
	c := sum.Courses
	connection := pull.Failure{}
	if found := sum.Connection(); found != nil {
		connection = *found
	}
	own := len(sum.Failures)
	if f.class != "" {
		own--
	}
	if connection.Class != f.class || connection.Code != f.code || own != f.courses || c.Failed != f.courses {
		t.Errorf("failures %+v, want the connection's %q %s, and %d courses'", sum.Failures, f.class, f.code, f.courses)
	}
	for _, one := range sum.Failures {
		if one.Course != "" && (one.Class != f.courseClass || one.Code != "") {
			t.Errorf("%+v, want class %s", one, f.courseClass)
		}
	}
	if !f.pulled(c.Pulled, c.Open) || c.Unchanged != c.Pulled || c.Deleted != 0 || (c.HeldBack == c.Open) != f.heldBack {
		t.Errorf("%+v", c)
	}
	if left := c.Open - c.Pulled - c.Failed; c.Left != left && (f.class == "" || c.Left != 0) {
		t.Errorf("%d left, want %d: %+v", c.Left, left, c)
	}
	if sum.Partial() != (f.class != "" || f.courses > 0 || f.heldBack) {
		t.Errorf("partial: %v, %+v", sum.Partial(), c)
	}
}

// good is what pulls that worked have left; how the later ones went, and whether the
// course is listed, is no part of it.
func good(all []content) []content {
	all = settled(all)
	for i := range all {
		c := &all[i].Course
		c.Pull, c.Listed, c.LastSeen = store.Pull{}, true, then
	}
	return all
}

func TestOneCourseAlwaysFails(t *testing.T) {
	t.Parallel()
	kinds(t, func(t *testing.T, kind string) {
		s := open(t, lab.Options{LMS: kind, Courses: 8, Learners: 3, Activities: 2})
		s.round(t, pull.Round{})
		bad := s.generated(t)[2]
		s = open(t, lab.Options{LMS: kind, Courses: 8, Learners: 3, Activities: 2, Misbehave: "failcourse:" + bad})
		s.round(t, pull.Round{})
		s.openAll(t)
		sum := s.round(t, pull.Round{})
		if len(sum.Failures) != 1 || sum.Failures[0].Course != bad || sum.Courses.Pulled != sum.Courses.Open-1 || sum.Courses.Failed != 1 {
			t.Fatalf("%+v %+v, want course %s to fail alone", sum.Courses, sum.Failures, bad)
		}
		if sum = s.round(t, pull.Round{}); len(sum.Failures) != 1 || sum.Failures[0].Times != 2 {
			t.Errorf("an hour later: %+v, want it tried once more", sum.Failures)
		}
		for range 4 {
			sum = s.round(t, pull.Round{})
		}
		if !sum.Partial() {
			t.Errorf("%+v, want the round to be partial while the course fails or waits", sum.Courses)
		}
	})
}

func TestInterrupted(t *testing.T) {
	t.Parallel()
	s := pulled(t, lab.Options{Courses: 3, Learners: 2, Activities: 2})
	ctx, cancel := context.WithCancel(t.Context())
	s.pull.Progress = func(what string, _, _ int) {
		if what == "courses" {
			cancel()
		}
	}
	sum, err := s.tryRound(ctx, pull.Round{})
	if !errors.Is(err, context.Canceled) || sum == nil || sum.Courses.Failed != 0 || len(sum.Failures) != 0 {
		t.Fatalf("%+v, %v, want an interrupted round without failures", sum, err)
	}
	s.pull.Progress = nil
	if after := s.round(t, pull.Round{}); after.Partial() {
		t.Errorf("the round after: %+v", after)
	}
}
