package moodle

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/lms"
	"github.com/gradesync/gradesync/internal/lms/lmstest"
)

const schoolCourse = "50003"

func school() (*lab.Lab, error) {
	return lab.New(lab.Options{LMS: "moodle", Break: []string{"none"}, Now: today(), Courses: 6, Learners: 8, Activities: 6})
}

func TestRefresh(t *testing.T) {
	lmstest.Refresh(t, lmstest.Refresher{
		Open:   func(t *testing.T, url, token string) lms.LMS { return open(t, url, token) },
		School: func() (lmstest.School, error) { return school() },
		Course: schoolCourse,
	})
}

// administered is the school as its administrator reads it, who sees the tools.
type administered struct{ *lab.Lab }

func (administered) Token() string { return admin }

// When the last tool link goes, so do the tools that were kept; when links have no
// column any more, their settings are asked for.
func TestRefreshSeesLinksGo(t *testing.T) {
	l, err := school()
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(l.Handler())
	t.Cleanup(srv.Close)
	p := open(t, srv.URL, administered{l}.Token())
	last, err := p.Book(t.Context(), schoolCourse)
	if err != nil || len(last.Tools) == 0 {
		t.Fatalf("%d tools, %v", len(last.Tools), err)
	}
	for _, a := range last.Activities {
		if a.Kind == "lti" {
			if err := l.RemoveActivity(schoolCourse, a.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	fresh, err := p.Refresh(t.Context(), last, last.AskedAt)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := p.Book(t.Context(), schoolCourse)
	if err != nil {
		t.Fatal(err)
	}
	if diff := lmstest.Difference(fresh, whole); diff != "" || len(fresh.Tools) != 0 {
		t.Errorf("%d tools are left\n%s", len(fresh.Tools), diff)
	}
}

// The recorded Moodle shows by the roster's active courses what it says when asked
// for the inactive, so that a refresh takes three requests and is the book.
func TestRefreshOfTheRecordedMoodle(t *testing.T) {
	p := &replay{}
	client := serve(t, p, admin)
	last, err := client.Book(t.Context(), "CALC101")
	if err != nil {
		t.Fatal(err)
	}
	before := p.count("")
	fresh, err := client.Refresh(t.Context(), last, last.AskedAt)
	if err != nil {
		t.Fatal(err)
	}
	if diff := lmstest.Difference(fresh, last); diff != "" {
		t.Error(diff)
	}
	if n := p.count("") - before; n != 3 {
		t.Errorf("%d requests: %v", n, p.calls[before:])
	}
}

// requests counts what a call asks the school for.
func requests(l *lab.Lab, call func()) (int, map[string]int) {
	before := l.Requests()
	call()
	n, kinds := 0, map[string]int{}
	for kind, count := range l.Requests() {
		if d := count - before[kind]; d > 0 {
			kinds[kind], n = d, n+d
		}
	}
	return n, kinds
}

// Where nothing changed, a refresh takes at most half of what a book takes.
func TestRefreshAsksHalf(t *testing.T) {
	l, err := school()
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(l.Handler())
	t.Cleanup(srv.Close)
	p := open(t, srv.URL, l.Token())
	var last *grade.Book
	read := func(call func() (*grade.Book, error)) func() {
		return func() {
			b, err := call()
			if err != nil {
				t.Fatal(err)
			}
			last = b
		}
	}
	book := read(func() (*grade.Book, error) { return p.Book(t.Context(), schoolCourse) })
	refresh := read(func() (*grade.Book, error) { return p.Refresh(t.Context(), last, last.AskedAt) })
	book()    // learns of the site as well
	refresh() // likewise
	whole, _ := requests(l, book)
	again, kinds := requests(l, refresh)
	if 2*again > whole {
		t.Errorf("%d requests in place of %d: %v", again, whole, kinds)
	}
	for _, fact := range []grade.Fact{grade.FactResults, grade.FactRoster, grade.FactActivityVisible} {
		if strings.Contains(last.Sources[fact], "as of") {
			t.Errorf("%s was kept: %s", fact, last.Sources[fact])
		}
	}
	if !strings.Contains(last.Sources[grade.FactTools], ", as of ") {
		t.Errorf("tools are of %q", last.Sources[grade.FactTools])
	}
}

// today is when the school's courses are made.
func today() time.Time { return time.Date(2026, 10, 15, 12, 0, 0, 0, time.UTC) }
