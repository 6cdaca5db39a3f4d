package canvas

import (
	"math"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gradesync/gradesync/internal/grade"
)

func TestTotals(t *testing.T) {
	s := practice()
	s.answers[here] = strings.Replace(practiceCourse, `"concluded":false`, `"concluded":false,"hide_final_grades":true`, 1)
	b := bookOf(t, s)
	hidden := grade.Known(true)
	want := []grade.Total{
		{Learner: "30117", Percent: grade.Known(91.5), Letter: grade.Known("A-"), FinalPercent: grade.Known(44.1), FinalLetter: grade.Known("F"), Hidden: hidden},
		// Her active row counts, not the deleted one. Nothing is graded yet.
		{Learner: "30118", Empty: true, FinalPercent: grade.Known(0.0), FinalLetter: grade.Known(""), Hidden: hidden},
	}
	if diff := cmp.Diff(want, b.Totals); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]grade.Category{{ID: "812"}}, b.Categories); diff != "" {
		t.Error(diff)
	}
	if _, gapped := gap(b, grade.FactTotals, ""); gapped || b.Sources[grade.FactTotals] != "canvas GET /api/v1/courses/:course_id/enrollments" {
		t.Errorf("gapped %v, from %q", gapped, b.Sources[grade.FactTotals])
	}
}

func TestTotalsLeftOut(t *testing.T) {
	s := practice()
	s.answers[here+"/enrollments"] = "[" + enrolment(1, 30117, "StudentEnrollment", "active", `"grades":{"html_url":"x"}`) + "]"
	b := bookOf(t, s)
	if g, ok := gap(b, grade.FactTotals, "grades"); !ok || g.Class != grade.Forbidden || b.Totals != nil {
		t.Errorf("totals %v, gaps %+v", b.Totals, b.Gaps)
	}
	s = practice()
	s.respond = on(here+"/enrollments", 403, forbidden)
	b = bookOf(t, s)
	if _, ok := gap(b, grade.FactTotals, "enrollments"); !ok || b.Totals != nil {
		t.Errorf("totals %v, gaps %+v", b.Totals, b.Gaps)
	}
	s = practice()
	s.answers[here+"/enrollments"] = "[" + enrolment(1, 41, "TeacherEnrollment", "active") + "]"
	if b = bookOf(t, s); b.Totals == nil || len(b.Totals) > 0 {
		t.Errorf("a course of teachers has totals %v", b.Totals)
	}
}

// The practice course's totals follow from its grades.
func TestTotalsOfThePracticeCourse(t *testing.T) {
	l := practiceCanvas(t, "", "GB-01", "SC-04")
	srv := httptest.NewServer(l.Handler())
	t.Cleanup(srv.Close)
	b, err := open(t, srv.URL, l.Token()).Book(t.Context(), l.Course())
	if err != nil {
		t.Fatal(err)
	}
	most := map[string]float64{}
	for _, a := range b.Activities {
		if a.LineItem != nil {
			most[a.ID] = a.LineItem.Max.Or(0)
		}
	}
	for _, total := range b.Totals {
		scored, graded, possible := 0.0, 0.0, 0.0
		for _, r := range b.Results {
			if r.Learner != total.Learner {
				continue
			}
			possible += most[r.Activity]
			if score, known := r.Score.Get(); known && !grade.Is(r.Hidden, true) {
				scored, graded = scored+score, graded+most[r.Activity]
			}
		}
		near := func(m grade.Maybe[float64], of float64) bool {
			v, known := m.Get()
			return known && math.Abs(v-scored/of*100) < 0.006
		}
		if graded > 0 && !near(total.Percent, graded) || total.Empty != (graded == 0) || total.FinalPercent.Known() != (possible > 0) || possible > 0 && !near(total.FinalPercent, possible) {
			t.Errorf("%+v; scored %v of %v graded, %v possible", total, scored, graded, possible)
		}
	}
	if len(b.Totals) < 30 {
		t.Errorf("%d totals", len(b.Totals))
	}
}
