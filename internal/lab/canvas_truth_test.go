package lab_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gradesync/gradesync/internal/lab"
)

func canvasEffects() map[string]string {
	return map[string]string{
		"SC-01": "not_expected", "ID-11": "not_expected", "RL-03": "late", "GB-01": "hidden",
		"AC-03": "differs", "AC-08": "differs", "AC-11": "differs", "GB-03": "differs", "GB-04": "differs", "GB-05": "differs", "GB-06": "differs",
	}
}

// TestCanvasFaultBreaksWhatItSays breaks one fault at a time: the cells it names,
// and no other, are not as they should be.
func TestCanvasFaultBreaksWhatItSays(t *testing.T) {
	for _, b := range few(lab.BreaksFor("canvas")) {
		t.Run(b.Code, func(t *testing.T) {
			s := serve(t, buildCanvas(t, b.Code))
			truth := s.Truth()
			if len(truth) != 1 || truth[0].Code != b.Code || len(truth[0].Cells) == 0 {
				t.Fatalf("truth: %+v", truth)
			}
			want := map[lab.Cell]string{}
			for _, cell := range truth[0].Cells {
				want[cell] = "missing"
				if e := canvasEffects()[b.Code]; e != "" {
					want[cell] = e
				}
			}
			got := canvasVerdicts(t, s)
			if b.Code == "TK-13" {
				answer, body := s.get(t, s.Token(), "courses/4102/students/submissions?student_ids[]=all")
				if len(got) != len(want) || answer.StatusCode != http.StatusForbidden || !strings.Contains(body, "not authorized") {
					t.Errorf("%d cells are unreadable, want all %d; status %d", len(want), len(got), answer.StatusCode)
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

func TestHealthyCanvasHasEveryGrade(t *testing.T) {
	s := serve(t, buildCanvas(t, "none"))
	if len(s.Truth()) != 0 {
		t.Errorf("truth of a healthy course: %+v", s.Truth())
	}
	got := canvasVerdicts(t, s)
	if len(got) != 33*12 {
		t.Errorf("%d cells, want every learner in every activity", len(got))
	}
	for cell, v := range got {
		if v != "arrived" {
			t.Errorf("%v: %s", cell, v)
		}
	}
}

func TestCanvasDemo(t *testing.T) {
	s := serve(t, buildCanvas(t))
	bad := map[lab.Cell]bool{}
	for _, f := range s.Truth() {
		for _, c := range f.Cells {
			bad[c] = true
		}
	}
	want := []string{"AC-08", "GB-01", "GB-04", "ID-10", "LA-02", "LI-02", "LI-16", "TK-11"}
	if diff := cmp.Diff(want, codes(s)); diff != "" {
		t.Error(diff)
	}
	for cell, v := range canvasVerdicts(t, s) {
		if (v != "arrived") != bad[cell] {
			t.Errorf("%v: %s, in truth %v", cell, v, bad[cell])
		}
	}
	if len(bad) > 33*12/3 {
		t.Errorf("%d grades are broken: most should have arrived", len(bad))
	}
}

// TestCanvasPairs breaks every two faults together: it works or says why not,
// and of a sample what is seen from outside is the truth.
func TestCanvasPairs(t *testing.T) {
	all, pair, tried, together := lab.BreaksFor("canvas"), 0, 0, 0
	for i, a := range all {
		for _, b := range all[i+1:] {
			pair++
			if testing.Short() && pair%119 != 0 {
				continue
			}
			tried++
			l, err := lab.New(lab.Options{LMS: "canvas", Break: []string{b.Code, a.Code}, Now: moment()})
			if err != nil {
				if why := err.Error(); !strings.Contains(why, "break fewer") && !strings.Contains(why, "break one of them") {
					t.Errorf("%s and %s: %v", a.Code, b.Code, err)
				}
				continue
			}
			together++
			if got := codes(site{l, ""}); !slices.Equal(got, []string{a.Code, b.Code}) {
				t.Errorf("truth of %s and %s: %v", a.Code, b.Code, got)
			}
			if pair%17 == 0 {
				canvasSeen(t, serve(t, l))
			}
		}
	}
	// Faults of the whole course leave little beside them; the others go together.
	if together*100 < tried*85 {
		t.Errorf("only %d of %d pairs go together", together, tried)
	}
}

// canvasSeen wants the cells that are not as they should be to be those of the
// truth.
func canvasSeen(t *testing.T, s site) {
	t.Helper()
	broken := map[lab.Cell]string{}
	for _, f := range s.Truth() {
		for _, c := range f.Cells {
			if f.Code != "TK-13" {
				broken[c] += f.Code + " "
			}
		}
	}
	for cell, v := range canvasVerdicts(t, s) {
		if (v != "arrived") != (broken[cell] != "") {
			t.Errorf("%v is %s, and the truth has it under %q (of %v)", cell, v, broken[cell], codes(s))
		}
	}
}

func TestCanvasRefusesWhatCannotBe(t *testing.T) {
	for want, codes := range map[string][]string{
		"AC-01 and AC-02 cannot both be true of one course": {"AC-02", "AC-01"},
		"LA-08 and LA-02 cannot both be true of one course": {"LA-02", "LA-08"},
		"ID-06 and ID-07 cannot both be true of one course": {"ID-06", "ID-07"},
		"unknown code \"AC-04\"":                            {"AC-04"},
	} {
		_, err := lab.New(lab.Options{LMS: "canvas", Break: codes, Now: moment()})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v", codes, err)
		}
	}
	if _, err := lab.New(lab.Options{LMS: "sakai"}); err == nil || !strings.Contains(err.Error(), "moodle or canvas") {
		t.Errorf("another LMS: %v", err)
	}
}

func TestSameOptionsSameCanvas(t *testing.T) {
	one := serve(t, buildCanvas(t, "ID-02", "li-02", "AC-10", "LI-02"))
	two := serve(t, buildCanvas(t, "AC-10", "LI-02", "ID-02"))
	if diff := cmp.Diff(one.Truth(), two.Truth()); diff != "" {
		t.Error(diff)
	}
	for _, name := range []string{"accounts.csv", "activities.csv", "scores.csv", "launches.csv", "sends.csv"} {
		if diff := cmp.Diff(table(t, one.Records(), name), table(t, two.Records(), name)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	for _, path := range []string{"courses/4102/students/submissions?student_ids[]=all&per_page=100", "courses/4102/enrollments?" + everyState,
		"courses/4102/effective_due_dates", "audit/grade_change/courses/4102?per_page=100"} {
		_, a := one.get(t, one.Token(), path)
		_, b := two.get(t, two.Token(), path)
		if strings.ReplaceAll(a, one.url, "") != strings.ReplaceAll(b, two.url, "") {
			t.Errorf("%s: the answers differ", path)
		}
	}
}
