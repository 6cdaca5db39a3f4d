package moodle

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/lms"
	"github.com/gradesync/gradesync/internal/lms/lmstest"
)

const schoolCourse = "50003"

func school() (*lab.Lab, error) {
	return lab.New(lab.Options{LMS: "moodle", Break: []string{"none"}, Now: today(), Courses: 6, Learners: 8, Activities: 6})
}

func refreshed() lmstest.Refresher {
	return lmstest.Refresher{
		Open:   func(t *testing.T, url, token string) lms.LMS { return open(t, url, token) },
		School: func() (lmstest.School, error) { return school() },
		Course: schoolCourse,
	}
}

func TestRefresh(t *testing.T) { lmstest.Refresh(t, refreshed()) }

func TestRefreshAsksHalf(t *testing.T) { lmstest.RefreshAsksHalf(t, refreshed()) }

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

// today is when the school's courses are made.
func today() time.Time { return time.Date(2026, 10, 15, 12, 0, 0, 0, time.UTC) }
