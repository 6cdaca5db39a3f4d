package canvas

import (
	"net/http/httptest"
	"reflect"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/lms"
	"github.com/gradesync/gradesync/internal/lms/lmstest"
)

const schoolCourse = "50003"

func school() (*lab.Lab, error) {
	return lab.New(lab.Options{LMS: "canvas", Break: []string{"none"}, Now: today(), Courses: 6, Learners: 8, Activities: 6})
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

// TestRefreshAfterList: what the list of courses has just told of a course is not asked
// again, a change of it is seen, and an old list or one that tells less is not used.
func TestRefreshAfterList(t *testing.T) {
	l, err := school()
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(l.Handler())
	t.Cleanup(srv.Close)
	p := open(t, srv.URL, l.Token())
	list := func() {
		t.Helper()
		for _, err := range p.Courses(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	last, err := p.Book(t.Context(), schoolCourse)
	if err != nil {
		t.Fatal(err)
	}
	refresh := func(title string, asks int) {
		t.Helper()
		var b *grade.Book
		_, kinds := lmstest.Asked(l, func() { b, err = p.Refresh(t.Context(), last, last.AskedAt) })
		if err != nil {
			t.Fatal(err)
		}
		if n := kinds["GET /api/v1/courses/{course}"]; n != asks || b.Course.Title != title {
			t.Errorf("the course is %q, asked for %d times (%v); want %q and %d times", b.Course.Title, n, kinds, title, asks)
		}
		want := last.Course
		want.Title = title
		if !reflect.DeepEqual(b.Course, want) || len(b.Gaps) != len(last.Gaps) {
			t.Errorf("%+v and %d gaps, want %+v and %d", b.Course, len(b.Gaps), want, len(last.Gaps))
		}
	}
	refresh(last.Course.Title, 1)
	list()
	refresh(last.Course.Title, 0)
	if err := l.RenameCourse(schoolCourse, "Another title"); err != nil {
		t.Fatal(err)
	}
	list()
	refresh("Another title", 0)
	c := p.listed.courses[schoolCourse]
	c.HideTotals = toggle{}
	p.listed.add(c)
	refresh("Another title", 1)
	list()
	now := p.now
	p.now = func() time.Time { return now().Add(listedAge) }
	refresh("Another title", 1)
}
