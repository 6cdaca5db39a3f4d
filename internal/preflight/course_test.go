package preflight_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lab"
)

// differs says how a course is judged otherwise than the healthy one.
func differs(t *testing.T, healthy, got map[string]diagnose.Check) string {
	t.Helper()
	var bad, untold []string
	for _, id := range slices.Sorted(maps.Keys(got)) {
		c := got[id]
		switch {
		case c.State == healthy[id].State && c.Detail == healthy[id].Detail:
		case c.State == diagnose.CheckUnknown:
			untold = append(untold, "?"+id)
		case c.State == diagnose.CheckFailed, c.State == diagnose.CheckWarning:
			bad = append(bad, strings.TrimSpace(id+" "+string(c.State)+" "+c.Code))
			if c.Remedy == "" || strings.Contains(c.Remedy, "{") {
				t.Errorf("%s does not say what to do: %q", id, c.Remedy)
			}
		}
	}
	return strings.Join(append(bad, untold...), " ")
}

// TestLinks: a course without any link, with those of another tool, and with one that
// is not graded.
func TestLinks(t *testing.T) {
	s := serve(t, lab.Options{Without: "launches"})
	c := s.course(t, s.Token())
	c.Records = nil
	if got := checked(c)["activities.links"]; got.State != diagnose.CheckOK {
		t.Errorf("without records every link may be the tool's: %+v", got)
	}
	if got := checked(c)["tool.links"]; got.State != diagnose.CheckSkipped || got.Remedy == "" {
		t.Errorf("without records there is nothing to compare: %+v", got)
	}
	a := &c.Book.Activities[0]
	was := a.Graded
	a.Graded = grade.Known(false)
	if got := checked(c)["activities.graded"]; got.State != diagnose.CheckFailed || got.Code != "LI-01" || !strings.Contains(got.Detail, a.Title) {
		t.Errorf("a link that is not graded: %+v", got)
	}
	a.Graded = was
	c.Book.Tools = []grade.Tool{{ID: "99", ClientID: c.ClientID}}
	if got := checked(c)["activities.links"]; got.State != diagnose.CheckFailed || !strings.Contains(got.Detail, "12 links") {
		t.Errorf("links of other tools: %+v", got)
	}
	c.Book.Activities = []grade.Activity{}
	if got := checked(c)["activities.links"]; got.State != diagnose.CheckFailed || !strings.Contains(got.Detail, "no link") {
		t.Errorf("no link: %+v", got)
	}
}

// TestStudentWorkDoesNotMatter: whether people have worked changes nothing.
func TestStudentWorkDoesNotMatter(t *testing.T) {
	for _, kind := range []string{"moodle", "canvas"} {
		without, with := serve(t, lab.Options{LMS: kind, Without: "work"}), serve(t, lab.Options{LMS: kind})
		if got := differs(t, checked(without.course(t, without.Token())), checked(with.course(t, with.Token()))); got != "" {
			t.Errorf("%s: %s", kind, got)
		}
	}
}
