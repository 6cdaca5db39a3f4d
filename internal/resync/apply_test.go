package resync_test

import (
	"strings"
	"testing"

	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/resync"
)

// TestApply sends what faults of the past kept back, by both routes, and finds all of
// it in the gradebook.
func TestApply(t *testing.T) {
	for _, lms := range []string{"moodle", "canvas"} {
		for _, route := range []struct {
			name string
			via  resync.Via
			want resync.Route
		}{{"AGS", resync.Via{AGS: true}, resync.RouteAGS}, {"LTI 1.1", resync.Via{LTI11: true}, resync.RouteLTI11}} {
			t.Run(lms+" "+route.name, func(t *testing.T) {
				s := serve(t, lab.Options{LMS: lms, Break: []string{"TR-03", "TR-05", "TR-06"}})
				p := resync.MakePlan(s.examine(t), nil, route.via, resync.Options{})
				planned := p.Document()
				if planned.Totals.Send == 0 || planned.Totals.Skip == 0 {
					t.Fatalf("nothing to see: %+v", planned.Totals)
				}
				l := &ledger{}
				var told []int
				sender := s.sender(t, l)
				sender.Progress = func(done, total int) { told = append(told, done, total) }
				if err := sender.Apply(t.Context(), p, nil); err != nil {
					t.Fatal(err)
				}
				doc := p.Document()
				whole(t, p, l.all())
				if doc.Totals.Confirmed != planned.Totals.Send || !doc.Applied || doc.Stopped != "" || p.HeldBack() != 0 {
					t.Errorf("%+v %q %+v", doc.Totals, doc.Stopped, doc.Plan)
				}
				if n := planned.Totals.Send; len(told) != 2*n || told[2*n-2] != n || told[2*n-1] != n {
					t.Errorf("progress %v", told)
				}
				for _, e := range doc.Plan {
					if e.Action == resync.Send && (e.Route != route.want || e.Attempts != 1 || e.Answer != "") {
						t.Errorf("%+v", e)
					}
				}
				for _, e := range resync.MakePlan(s.examine(t), l.all(), route.via, resync.Options{}).Document().Plan {
					if e.Action == resync.Send {
						t.Errorf("still not there: %+v", e)
					}
				}
				for cell, n := range s.Stats().Taken {
					if n != 1 {
						t.Errorf("%v was stored %d times", cell, n)
					}
				}
				for _, e := range l.all() {
					if strings.Contains(e.Message+e.Target+e.Cell, "instanceid") || e.LMS != lms+" "+planned.LMS.URL || e.Course != planned.Course.ID {
						t.Errorf("%+v", e)
					}
				}
			})
		}
	}
}
