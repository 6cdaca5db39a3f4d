package lab_test

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gradesync/gradesync/internal/lab"
)

// effects are the verdicts that a fault leads to, when it is not missing.
func effects() map[string]string {
	return map[string]string{
		"SC-01": "not_expected", "ID-11": "not_expected", "RL-03": "late", "GB-01": "hidden", "GB-02": "hidden",
		"AC-03": "differs", "AC-04": "differs", "AC-11": "differs", "GB-03": "differs", "GB-05": "differs",
	}
}

// TestEveryFaultBreaksWhatItSays breaks one fault at a time: the cells it names,
// and no other, are not as they should be.
func TestEveryFaultBreaksWhatItSays(t *testing.T) {
	for _, b := range few(lab.Breaks()) {
		t.Run(b.Code, func(t *testing.T) {
			s := serve(t, build(t, b.Code))
			truth := s.Truth()
			if len(truth) != 1 || truth[0].Code != b.Code || len(truth[0].Cells) == 0 {
				t.Fatalf("truth: %+v", truth)
			}
			want := map[lab.Cell]string{}
			for _, cell := range truth[0].Cells {
				want[cell] = "missing"
				if e := effects()[b.Code]; e != "" {
					want[cell] = e
				}
			}
			got := verdicts(t, s)
			if b.Code == "TK-13" {
				if len(got) != len(want) {
					t.Errorf("%d cells are unreadable, want all %d", len(want), len(got))
				}
				return
			}
			maps.DeleteFunc(got, func(_ lab.Cell, v string) bool { return v == "arrived" })
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("cells (-truth +seen):\n%s", diff)
			}
		})
	}
}

func TestHealthyCourseHasEveryGrade(t *testing.T) {
	s := serve(t, build(t, "none"))
	if len(s.Truth()) != 0 {
		t.Errorf("truth of a healthy course: %+v", s.Truth())
	}
	got := verdicts(t, s)
	if len(got) != 33*12 {
		t.Errorf("%d cells, want every learner in every activity", len(got))
	}
	for cell, v := range got {
		if v != "arrived" {
			t.Errorf("%v: %s", cell, v)
		}
	}
	for _, row := range table(t, s.Records(), "scores.csv") {
		if share := float(t, row["score"]) / float(t, row["max"]); share < 0.4 || share > 1 {
			t.Errorf("%s in %s has %v of the points", row["account_id"], row["activity_id"], share)
		}
	}
}

func TestDefaultIsTheDemo(t *testing.T) {
	s := serve(t, build(t))
	var codes []string
	bad := map[lab.Cell]bool{}
	for _, f := range s.Truth() {
		codes = append(codes, f.Code)
		for _, c := range f.Cells {
			bad[c] = true
		}
	}
	want := []string{"GB-01", "ID-02", "ID-09", "LA-02", "LI-01", "LI-02", "RL-01", "SC-04"}
	if diff := cmp.Diff(want, codes); diff != "" {
		t.Error(diff)
	}
	for cell, v := range verdicts(t, s) {
		if (v != "arrived") != bad[cell] {
			t.Errorf("%v: %s, in truth %v", cell, v, bad[cell])
		}
	}
	if len(bad) > 33*12/3 {
		t.Errorf("%d grades are broken: most should have arrived", len(bad))
	}
}

// TestPairs breaks every two faults together: it works or says that there is no
// room, the cells exist in the records, and each fault still shows.
func TestPairs(t *testing.T) {
	all := lab.Breaks()
	refused := map[string]bool{}
	pair := 0
	for i, a := range all {
		for _, b := range all[i+1:] {
			pair++
			if testing.Short() && pair%77 != 0 {
				continue
			}
			l, err := lab.New(lab.Options{Break: []string{b.Code, a.Code}, Now: moment()})
			if err != nil {
				refused[a.Code+" "+b.Code] = true
				continue
			}
			checkTruth(t, l, a.Code, b.Code)
			// The look from outside takes long; one pair in eleven gets it.
			if pair%11 == 0 {
				checkSeen(t, serve(t, l))
			}
		}
	}
	if testing.Short() {
		return
	}
	// Without the scope no score of that registration can have been sent at all.
	if diff := cmp.Diff(map[string]bool{"AC-03 TK-01": true, "AC-04 TK-01": true}, refused); diff != "" {
		t.Errorf("pairs that do not go together (-want +got):\n%s", diff)
	}
}

// checkSeen wants the cells that are not as they should be to be those of the truth.
func checkSeen(t *testing.T, s site) {
	t.Helper()
	broken := map[lab.Cell]string{}
	for _, f := range s.Truth() {
		for _, c := range f.Cells {
			if f.Code != "TK-13" {
				broken[c] += f.Code + " "
			}
		}
	}
	for cell, v := range verdicts(t, s) {
		if (v != "arrived") != (broken[cell] != "") {
			t.Errorf("%v is %s, and the truth has it under %q (of %v)", cell, v, broken[cell], codes(s))
		}
	}
}

func codes(s site) (out []string) {
	for _, f := range s.Truth() {
		out = append(out, f.Code)
	}
	return out
}

func checkTruth(t *testing.T, l *lab.Lab, codes ...string) {
	t.Helper()
	truth := l.Truth()
	if len(truth) != len(codes) {
		t.Fatalf("%v: truth %+v", codes, truth)
	}
	known := map[string]bool{}
	for _, a := range table(t, l.Records(), "accounts.csv") {
		known["tool:"+a["id"]] = true
	}
	for _, f := range truth {
		for _, c := range f.Cells {
			cmid, err := strconv.Atoi(c.Activity)
			user, isLMS := strconv.Atoi(c.User)
			if err != nil || cmid < 35 || cmid > 46 || isLMS != nil && !known[c.User] || isLMS == nil && (user < 51 || user > 83) {
				t.Fatalf("%v: %s names %+v", codes, f.Code, c)
			}
		}
	}
}

// TestApart breaks many at once that need not meet, and wants them apart.
func TestApart(t *testing.T) {
	narrow := []string{"SC-01", "SC-02", "SC-03", "SC-04", "SC-07", "SC-08", "RL-01", "RL-03", "LA-02", "LA-03", "LA-05",
		"TR-03", "TR-05", "TR-06", "AC-03", "AC-04", "AC-06", "AC-11", "GB-01", "GB-03", "LI-02", "LI-01", "GB-02", "ID-01", "ID-09"}
	s := serve(t, build(t, narrow...))
	owners := map[lab.Cell]int{}
	for _, f := range s.Truth() {
		for _, c := range f.Cells {
			if !slices.Contains([]string{"LI-01", "LI-02", "GB-02", "ID-01", "ID-09"}, f.Code) {
				owners[c]++
			}
		}
	}
	for cell, n := range owners {
		if n > 1 {
			t.Errorf("%v is under %d narrow faults", cell, n)
		}
	}
	for cell, v := range verdicts(t, s) {
		if owners[cell] == 1 && v == "arrived" {
			t.Errorf("%v is broken and arrived", cell)
		}
	}
}

func TestTooManyAtOnce(t *testing.T) {
	var wide []string
	for _, b := range lab.Breaks() {
		if strings.HasPrefix(b.Code, "LI-") || slices.Contains([]string{"RL-02", "LA-07", "TK-06", "AC-10", "GB-02", "GB-05"}, b.Code) {
			wide = append(wide, b.Code)
		}
	}
	_, err := lab.New(lab.Options{Break: wide, Now: moment()})
	if err == nil || !strings.Contains(err.Error(), "too many activity-wide faults at once") {
		t.Errorf("%d activity-wide faults: %v", len(wide), err)
	}
}

func TestUnknownCodeNamesTheNearest(t *testing.T) {
	_, err := lab.New(lab.Options{Break: []string{"LI-2"}, Now: moment()})
	if err == nil || !strings.Contains(err.Error(), "LI-02") || !strings.Contains(err.Error(), "TK-13") {
		t.Errorf("error: %v", err)
	}
	if _, err := lab.New(lab.Options{Break: []string{"none", "LI-02"}, Now: moment()}); err == nil {
		t.Error("none beside a code was taken")
	}
}

func TestSameOptionsSameCourse(t *testing.T) {
	one := serve(t, build(t, "ID-02", "li-02", "GB-05", "LI-02"))
	two := serve(t, build(t, "GB-05", "LI-02", "ID-02"))
	if diff := cmp.Diff(one.Truth(), two.Truth()); diff != "" {
		t.Error(diff)
	}
	for _, name := range []string{"accounts.csv", "activities.csv", "scores.csv", "launches.csv", "sends.csv"} {
		if diff := cmp.Diff(table(t, one.Records(), name), table(t, two.Records(), name)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	ask := func(s site) string { return s.post(t, s.Token(), "gradereport_user_get_grade_items", "courseid=5") }
	if ask(one) != ask(two) {
		t.Error("the gradebooks differ")
	}
}

// few is every fifth of all in short mode, which looks for races: each goes the same way.
func few[T any](all []T) (some []T) {
	for i, one := range all {
		if i%5 == 0 || !testing.Short() {
			some = append(some, one)
		}
	}
	return some
}
