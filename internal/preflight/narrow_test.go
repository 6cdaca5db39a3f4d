package preflight_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lab"
)

// TestNoMoreThanWasSeen: what the tool's records tell of some activities alone is not
// called ok of all.
func TestNoMoreThanWasSeen(t *testing.T) {
	s := serve(t, lab.Options{Without: "work"})
	whole := s.course(t, s.Token())
	each := func(do func(n int, a *grade.ToolActivity)) func(*grade.Records) {
		return func(r *grade.Records) {
			for i := range r.Activities {
				do(i, &r.Activities[i])
			}
		}
	}
	only := func(keep func(*grade.Launch) bool) func(*grade.Records) {
		return func(r *grade.Records) {
			r.Launches = slices.DeleteFunc(r.Launches, func(l grade.Launch) bool { return !keep(&l) })
		}
	}
	firstID := whole.Records.Activities[0].ID
	for _, c := range []struct {
		name            string
		change          func(*grade.Records)
		id, state, says string
	}{
		{"all is told", func(*grade.Records) {}, "launches.link", "ok", "its own activity"},
		{"one link was opened", only(func(l *grade.Launch) bool { return l.Activity == firstID }), "launches.link", "ok", "launches of 1 of 12 links"},
		{"and carries the service", only(func(l *grade.Launch) bool { return l.Activity == firstID }), "launches.service", "ok", "launches of 1 of 12 links"},
		{"no link was opened", only(func(l *grade.Launch) bool { return l.Activity == "" }), "launches.service", "skipped", "launches of 0 of 12 links"},
		{"no titles", each(func(_ int, a *grade.ToolActivity) { a.Title = "" }), "tool.titles", "skipped", "do not tell"},
		{"one title is missing", each(func(n int, a *grade.ToolActivity) {
			if n == 0 {
				a.Title = ""
			}
		}), "tool.titles", "unknown", "Lab 1 Limits"},
		{"no points", each(func(_ int, a *grade.ToolActivity) { a.Max = grade.Maybe[float64]{} }), "tool.maxima", "skipped", "do not tell"},
		{"nobody tells when it sends", each(func(_ int, a *grade.ToolActivity) { a.Send = "" }), "tool.sending", "unknown", "could not be told"},
		{"of one it is not told", each(func(n int, a *grade.ToolActivity) {
			if n == 0 {
				a.Send = ""
			}
		}), "tool.sending", "ok", "11 of 12 activities"},
	} {
		course, records := whole, *whole.Records
		records.Activities, records.Launches = slices.Clone(records.Activities), slices.Clone(records.Launches)
		c.change(&records)
		course.Records = &records
		if got := checked(course)[c.id]; string(got.State) != c.state || !strings.Contains(got.Detail, c.says) {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}
