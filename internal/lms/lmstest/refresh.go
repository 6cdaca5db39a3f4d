package lmstest

import (
	"cmp"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lms"
)

// School is an LMS whose courses can be changed while it is served. A person and
// an activity are named by their ids in a book.
type School interface {
	Handler() http.Handler
	Token() string
	Requests() map[string]int // answered so far, by kind

	Grade(course, user, activity string, score float64) error
	Override(course, user, activity string, score float64) error
	Ungrade(course, user, activity string) error
	HideGrade(course, user, activity string, hidden bool) error
	Excuse(course, user, activity string, excused bool) error
	HideActivity(course, activity string, hidden bool) error
	RenameActivity(course, activity, title string) error
	AddActivity(course, title string) (string, error)
	RemoveActivity(course, activity string) error
	Enrol(course, user string) (string, error)
	Unenrol(course, user string) error
	Suspend(course, user string, suspended bool) error
	RenameCourse(course, title string) error
	HideCourse(course string, hidden bool) error
}

// Refresher is a provider under test, with a school that it reads.
type Refresher struct {
	Open func(t *testing.T, url, token string) lms.LMS
	// School makes a school anew, the same each time.
	School func() (School, error)
	Course string // the id of a course of it with a dozen learners and more than five activities
}

// Refresh proves that a book that was brought up to date is the book that is read.
func Refresh(t *testing.T, r Refresher) {
	t.Run("after each change", func(t *testing.T) {
		for _, c := range changes() {
			t.Run(c.name, func(t *testing.T) {
				o := r.begin(t)
				if c.name != "nothing" {
					o.must(t, c.make(o, 3, 1))
				}
				o.compare(t)
				o.compare(t) // from what was kept already
			})
		}
	})
	t.Run("after any changes", r.anyChanges)
	t.Run("from a book that is of no use", r.useless)
	t.Run("course is gone", func(t *testing.T) {
		o := r.begin(t)
		o.last.Course.ID = "77777"
		if b, err := o.lms.Refresh(t.Context(), o.last, o.last.AskedAt); !errors.Is(err, grade.ErrNotFound) || b != nil {
			t.Errorf("got %v, want class %q", err, grade.ErrNotFound)
		}
	})
}

// observed is a school with a provider, and the book that was read last.
type observed struct {
	School
	close  func()
	course string
	lms    lms.LMS
	last   *grade.Book
}

func (r Refresher) begin(t *testing.T) *observed {
	t.Helper()
	school, err := r.School()
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(school.Handler())
	t.Cleanup(srv.Close)
	o := &observed{School: school, close: srv.Close, course: r.Course, lms: r.Open(t, srv.URL, school.Token())}
	o.last, err = o.lms.Book(t.Context(), r.Course)
	o.must(t, err)
	return o
}

func (o *observed) must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// compare refreshes the last book and reads another.
func (o *observed) compare(t *testing.T) {
	t.Helper()
	if diff := o.diff(t); diff != "" {
		t.Errorf("refreshed (-) is not what is there (+):\n%s", diff)
	}
}

func (o *observed) diff(t *testing.T) string {
	t.Helper()
	whole, err := o.lms.Book(t.Context(), o.course)
	o.must(t, err)
	fresh, err := o.lms.Refresh(t.Context(), o.last, o.last.AskedAt)
	o.must(t, err)
	if fresh.AskedAt.Before(whole.AskedAt) {
		t.Errorf("asked at %v, before %v", fresh.AskedAt, whole.AskedAt)
	}
	o.last = fresh
	return Difference(fresh, whole)
}

// Difference compares two books as far as Refresh promises: not when they were
// read, nor which call told a fact, nor the order of what was not read.
func Difference(fresh, whole *grade.Book) string {
	return gocmp.Diff(bare(fresh), bare(whole))
}

func bare(b *grade.Book) grade.Book {
	c := *b
	c.AskedAt = time.Time{}
	c.Sources = map[grade.Fact]string{}
	for fact := range b.Sources {
		c.Sources[fact] = "told"
	}
	c.Gaps = slices.SortedFunc(slices.Values(b.Gaps), func(a, b grade.Gap) int {
		return cmp.Or(cmp.Compare(a.Fact, b.Fact), cmp.Compare(a.What, b.What), cmp.Compare(a.Reason, b.Reason))
	})
	return c
}

// kept tells whether a book says of some fact that it is of earlier.
func kept(b *grade.Book) bool {
	for _, source := range b.Sources {
		if strings.Contains(source, ", as of ") {
			return true
		}
	}
	return false
}

// useless refreshes from books that nothing may be kept of.
func (r Refresher) useless(t *testing.T) {
	for name, spoil := range map[string]func(*grade.Book) *grade.Book{
		"a course's id alone": func(b *grade.Book) *grade.Book { return &grade.Book{Course: grade.Course{ID: b.Course.ID}} },
		"another site":        func(b *grade.Book) *grade.Book { b.LMS.URL = "https://other.example"; return b },
		"another version":     func(b *grade.Book) *grade.Book { b.LMS.Version += "9"; return b },
		"no roster":           func(b *grade.Book) *grade.Book { b.Learners = nil; return b },
		"something failed": func(b *grade.Book) *grade.Book {
			b.Gaps = append(b.Gaps, grade.Gap{What: "x", Class: grade.Failed, Reason: "y"})
			return b
		},
	} {
		o := r.begin(t)
		whole := o.last
		copied := *whole
		copied.Gaps = slices.Clone(whole.Gaps)
		fresh, err := o.lms.Refresh(t.Context(), spoil(&copied), time.Time{})
		o.must(t, err)
		if diff := Difference(fresh, whole); diff != "" || kept(fresh) {
			t.Errorf("%s: something was kept: %s", name, diff)
		}
	}
	if _, err := r.begin(t).lms.Refresh(t.Context(), nil, time.Time{}); !errors.Is(err, grade.ErrNotFound) {
		t.Errorf("without a book: %v", err)
	}
}

// anyChanges makes sequences of changes, and refreshes now and then.
func (r Refresher) anyChanges(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		o := r.begin(t)
		defer o.close() // there are many, and none is needed until the test ends
		all := changes()
		var made []string
		for range rapid.IntRange(1, 4).Draw(rt, "refreshes") {
			for range rapid.IntRange(0, 3).Draw(rt, "changes") {
				c := rapid.SampledFrom(all).Draw(rt, "change")
				person, activity := rapid.IntRange(0, 40).Draw(rt, "person"), rapid.IntRange(0, 40).Draw(rt, "activity")
				// What is not there cannot be changed, and that is no fault.
				if c.make(o, person, activity) == nil {
					made = append(made, c.name+" "+strconv.Itoa(person)+" "+strconv.Itoa(activity))
				}
			}
			if diff := o.diff(t); diff != "" {
				rt.Fatalf("after %s:\n%s", strings.Join(made, ", "), diff)
			}
		}
	})
}
