package preflight_test

import (
	"strings"
	"testing"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/preflight"
)

// TestLineItems: a link with a column that the tool's own list does not have is found
// where it is known to run on the tool's registration, and is unknown elsewhere.
func TestLineItems(t *testing.T) {
	s := serve(t, lab.Options{LMS: "canvas", Without: "launches"})
	whole := s.course(t, s.Token())
	for _, c := range []struct {
		name        string
		change      func(*preflight.Course)
		state, says string
	}{
		{"all are there", func(*preflight.Course) {}, "ok", "10 links have their line items"},
		{"one is missing", func(c *preflight.Course) { c.Listed = c.Listed[1:] }, "failed", "Lab 1 Integration Review"},
		{"the list is empty", func(c *preflight.Course) { c.Listed = c.Listed[:0] }, "failed", "6 more"},
		{"one is missing, and whose it is nobody tells", func(c *preflight.Course) {
			c.Listed, c.Book.Tools = c.Listed[1:], nil
		}, "unknown", "could not be told of Lab 1"},
		{"the list is refused", func(c *preflight.Course) { c.Listed = nil }, "unknown", "could not be read"},
		{"no registration", func(c *preflight.Course) { c.Listed, c.ClientID = nil, "" }, "skipped", "there is none"},
	} {
		t.Run(c.name, func(t *testing.T) {
			course, book := whole, *whole.Book
			course.Book = &book
			for i := range book.Activities { // the address comes from the list
				if a := &book.Activities[i]; a.LineItem != nil && strings.HasPrefix(a.Title, "Lab 1 ") {
					l := *a.LineItem
					l.URL = ""
					if c.name != "all are there" {
						a.LineItem = &l
					}
				}
			}
			c.change(&course)
			got := checked(course)["activities.lineitems"]
			if string(got.State) != c.state || !strings.Contains(got.Detail, c.says) || got.State == diagnose.CheckFailed && got.Remedy == "" {
				t.Errorf("%+v", got)
			}
		})
	}
}

// TestOwnersByRegistration: before any launch the LMS's registrations tell whose the
// links are.
func TestOwnersByRegistration(t *testing.T) {
	s := serve(t, lab.Options{LMS: "canvas", Without: "launches"})
	c := s.course(t, s.Token())
	if got := checked(c)["activities.owner"]; got.State != diagnose.CheckOK {
		t.Errorf("every link is the tool's: %+v", got)
	}
	c.Book.Tools = nil
	if got := checked(c)["activities.owner"]; got.State != diagnose.CheckSkipped {
		t.Errorf("nobody tells whose they are: %+v", got)
	}
	c.Book.Activities = nil
	if got := checked(c)["activities.owner"]; got.State == diagnose.CheckOK {
		t.Errorf("no activity was read: %+v", got)
	}
}
