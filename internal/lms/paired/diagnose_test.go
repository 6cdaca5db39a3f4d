package paired_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lms"
	"github.com/gradesync/gradesync/internal/match"
	"github.com/gradesync/gradesync/internal/tool"
)

// judge diagnoses the site's course as it is read through p.
func (s *site) judge(t *testing.T, p lms.LMS) *diagnose.Report {
	t.Helper()
	records, _, err := tool.Read(t.Context(), []tool.Spec{{Kind: tool.KindFiles, Name: "lab", FS: s.lab.RecordsAt(s.url)}}, tool.Options{})
	if err != nil {
		t.Fatal(err)
	}
	in := diagnose.Input{Book: s.book(t, p), Records: records, Now: time.Now(), Grace: time.Hour, Tolerance: 0.01}
	var w lms.Wanted
	w.LTIUserIDs, w.LTI11IDs, w.ContextIDs = match.Wanted(in.Book, records, diagnose.Join(in).Puzzling())
	if err := p.Resolve(t.Context(), in.Book, w); err != nil {
		t.Fatal(err)
	}
	return diagnose.Run(in, diagnose.Catalogue(), diagnose.Options{})
}

func codes(r *diagnose.Report) []string {
	var all []string
	for _, c := range r.Causes {
		all = append(all, c.Code)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// TestDiagnosisByBoth breaks a course in several ways at once. With a token that
// does not show all of it, and the tool's keys, the same causes are found wherever
// the facts suffice, and none is made up.
func TestDiagnosisByBoth(t *testing.T) {
	for _, c := range []struct {
		kind, token, misbehave string
		lost                   []string // causes that stand on what neither side tells
		unknown                int      // grades that cannot be judged
	}{
		{"moodle", "labtoken-service", "", nil, 0},
		{"moodle", "labtoken-reader", "", nil, 0},
		// 66 grades of the tool's LTI 1.1 activities, 33 of an activity that was deleted
		{"moodle", "labtoken-weak", "", []string{"GB-01", "ID-09", "LI-01", "LI-02", "SC-04"}, 99},
		{"moodle", "labtoken-service", "norights:gradereport_user_get_grade_items", []string{"GB-01"}, 66},
		{"moodle", "labtoken-service", "norights:core_enrol_get_enrolled_users", []string{"ID-09"}, 22},
		{"canvas", "7~labtoken-teacher", "", nil, 0},
		{"canvas", "7~labtoken-teacher", "refuse403:submissions", []string{"GB-01", "GB-04"}, 76},
		{"canvas", "7~labtoken-teacher", "refuse403:assignments", []string{"GB-01", "GB-04", "LI-02"}, 76},
	} {
		t.Run(fmt.Sprint(c.kind, c.token, c.misbehave), func(t *testing.T) {
			whole, weak := newSite(t, c.kind, ""), newSite(t, c.kind, c.misbehave)
			full := whole.judge(t, whole.main(t, c.kind, whole.lab.Token()))
			both := weak.judge(t, weak.paired(weak.main(t, c.kind, c.token)))
			want := slices.DeleteFunc(codes(full), func(code string) bool { return slices.Contains(c.lost, code) })
			// what was refused is itself a finding
			got := slices.DeleteFunc(codes(both), func(code string) bool { return code == "TK-13" })
			if !slices.Equal(got, want) || both.Totals.Unknown != c.unknown {
				t.Errorf("causes %v, %d unknown\nwant   %v, %d", got, both.Totals.Unknown, want, c.unknown)
			}
		})
	}
}

// TestSuperset: whatever the LMS alone tells stays as it is, and more is known.
func TestSuperset(t *testing.T) {
	for _, c := range []struct {
		kind, token, misbehave string
		fewer                  []grade.Fact // gaps that are gone
	}{
		{"moodle", "labtoken-reader", "", nil},
		{"moodle", "labtoken-service", "norights:gradereport_user_get_grade_items", nil},
		{"moodle", "labtoken-service", "norights:core_enrol_get_enrolled_users", []grade.Fact{grade.FactRoster, grade.FactRole}},
		{"canvas", "7~labtoken-teacher", "", nil},
		{"canvas", "7~labtoken-teacher", "refuse403:submissions", nil},
		{"canvas", "7~labtoken-teacher", "refuse403:enrollments", nil},
		{"canvas", "7~labtoken-teacher", "refuse403:assignments", nil},
	} {
		t.Run(fmt.Sprint(c.kind, c.token, c.misbehave), func(t *testing.T) {
			s := newSite(t, c.kind, c.misbehave, "none")
			main := s.main(t, c.kind, c.token)
			before := s.book(t, main)
			after, err := s.paired(main).Complete(t.Context(), before)
			if err != nil {
				t.Fatal(err)
			}
			keepsAll(t, before, after)
			var gone []grade.Fact
			for _, g := range before.Gaps {
				if g.Fact != "" && !hasGap(after, g.Fact) && !slices.Contains(gone, g.Fact) {
					gone = append(gone, g.Fact)
				}
			}
			if !slices.Equal(gone, c.fewer) {
				t.Errorf("gaps of %v are gone, want %v", gone, c.fewer)
			}
		})
	}
}

func hasGap(b *grade.Book, fact grade.Fact) bool {
	return slices.ContainsFunc(b.Gaps, func(g grade.Gap) bool { return g.Fact == fact })
}

// keepsAll compares what the first book knows with the second.
func keepsAll(t *testing.T, before, after *grade.Book) {
	t.Helper()
	for _, l := range before.Learners {
		i := slices.IndexFunc(after.Learners, func(o grade.Learner) bool { return o.ID == l.ID })
		if i < 0 || len(l.LTIUserIDs) > 0 && !slices.Equal(l.LTIUserIDs, after.Learners[i].LTIUserIDs) ||
			len(l.Enrolments) > 0 && len(after.Learners[i].Enrolments) != len(l.Enrolments) {
			t.Errorf("learner %s is not as before", l.ID)
		}
	}
	for i, a := range before.Activities {
		o := after.Activities[i]
		if o.ID != a.ID || o.Graded.Known() && !o.Graded.Equal(a.Graded) && a.Graded.Known() ||
			a.LineItem != nil && (a.LineItem.URL != "" && o.LineItem.URL != a.LineItem.URL || a.LineItem.Max.Known() && !o.LineItem.Max.Equal(a.LineItem.Max)) {
			t.Errorf("activity %s is not as before", a.ID)
		}
	}
	for i, r := range before.Results {
		o := after.Results[i]
		if o.Learner != r.Learner || o.Activity != r.Activity || r.Score.Known() && !r.Score.Equal(o.Score) || r.Empty && !o.Empty {
			t.Errorf("result %s, %s is not as before", r.Learner, r.Activity)
		}
	}
	if len(after.Results) < len(before.Results) || len(after.Learners) < len(before.Learners) || len(after.Activities) < len(before.Activities) {
		t.Error("there are fewer rows than before")
	}
}
