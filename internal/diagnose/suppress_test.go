package diagnose

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// troubles is a course with a hidden activity, a person without an account link and
// grades that never left.
func troubles(t *testing.T, more ...string) *Examination {
	t.Helper()
	lines := append([]string{
		"lms.activities[35].visible = false", "lose */35",
		"lose 51/36", `add tool.sends {"at":"@-2h","account":"a1","activity":"t2","status":503}`,
		"lose 52/37",
	}, more...)
	return Examine(patched(t, lines).input(), Catalogue())
}

func suppressed(t *testing.T, words ...string) []Suppression {
	t.Helper()
	var list []Suppression
	for _, w := range words {
		s, err := ParseSuppression(w)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, s)
	}
	return list
}

// codes lists the causes of a report with the number of grades of each.
func codes(list []Cause) map[string]int {
	m := map[string]int{}
	for _, c := range list {
		m[c.Code] += c.Explains
	}
	return m
}

func TestSuppressedIsSetApart(t *testing.T) {
	e := troubles(t)
	plain := e.Report(Options{})
	if got := codes(plain.Causes); got["LI-02"] != 4 {
		t.Fatalf("the course is not as this test wants it: %v, %+v", got, plain.Totals)
	}
	for _, tt := range []struct {
		word       string
		here, kept int // grades under LI-02, and those suppressed
		state      SuppressionState
	}{
		{"LI-02", 0, 4, SuppressionApplied},
		{"li-02=35", 0, 4, SuppressionApplied},
		{"LI-02=lab 1 limits", 0, 4, SuppressionApplied},
		{"LI-02=activity:35", 0, 4, SuppressionApplied},
		{"LI-02=CALC101", 0, 4, SuppressionApplied},
		{"LI-02=course:5", 0, 4, SuppressionApplied},
		{"LI-02=52", 3, 1, SuppressionApplied},
		{"LI-02=user:52", 3, 1, SuppressionApplied},
		{"LI-02=52/35", 3, 1, SuppressionApplied},
		{"LI-02=36", 4, 0, SuppressionUnmatched},
		{"LI-02=52/36", 4, 0, SuppressionUnmatched},
		{"LI-02=Lab 1", 4, 0, SuppressionUnmatched},
		{"LI-02=activity:52", 4, 0, SuppressionUnmatched},
		{"LI-01", 4, 0, SuppressionUnmatched},
		{"LI-99", 4, 0, SuppressionUnknown},
	} {
		r := e.Report(Options{Suppress: suppressed(t, tt.word)})
		s := r.Suppressed[0]
		if s.State != tt.state || codes(r.Causes)["LI-02"] != tt.here || s.Grades() != tt.kept || r.Totals.Suppressed != tt.kept {
			t.Errorf("%s: %s (%s), %d here, %d suppressed, totals %d", tt.word, s.State, s.Note, codes(r.Causes)["LI-02"], s.Grades(), r.Totals.Suppressed)
		}
		if (s.Note == "") != (tt.state == SuppressionApplied) {
			t.Errorf("%s: note %q", tt.word, s.Note)
		}
		if r.Totals.Unexplained != plain.Totals.Unexplained || r.Totals.Missing != plain.Totals.Missing {
			t.Errorf("%s: unexplained %d, missing %d", tt.word, r.Totals.Unexplained, r.Totals.Missing)
		}
	}
}

func TestSuppressedDoesNotCount(t *testing.T) {
	e := Examine(patched(t, []string{"lms.activities[35].visible = false", "lose */35"}).input(), Catalogue())
	if e.Report(Options{}).Worst() != SeverityError.Rank() {
		t.Fatal("nothing is wrong here")
	}
	r := e.Report(Options{Suppress: suppressed(t, "LI-02")})
	if r.Worst() != 0 {
		t.Errorf("rank %d with everything suppressed: %v", r.Worst(), codes(r.Causes))
	}
	if got := r.Suppressed[0].Causes[0].Remedy.Steps; len(got) == 0 || strings.Contains(got[0], "{") {
		t.Errorf("the words of a suppressed cause: %q", got)
	}
}

func TestSuppressionRunsOut(t *testing.T) {
	e := troubles(t)
	for _, tt := range []struct {
		until time.Time
		state SuppressionState
	}{
		{time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC), SuppressionExpired},
		{time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC), SuppressionApplied}, // noon of the last day
		{time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC), SuppressionApplied},
	} {
		list := suppressed(t, "LI-02")
		list[0].Until = tt.until
		r := e.Report(Options{Suppress: list})
		if got := r.Suppressed[0]; got.State != tt.state || got.Until != tt.until.Format(dayForm) {
			t.Errorf("until %s: %s, %q", tt.until, got.State, got.Until)
		}
	}
}

// TestFirstSuppressionCounts: a grade stands under one of them, and the other is not
// called useless.
func TestFirstSuppressionCounts(t *testing.T) {
	r := troubles(t).Report(Options{Suppress: suppressed(t, "LI-02=52", "LI-02", "LI-02=35")})
	var got []int
	for i := range r.Suppressed {
		got = append(got, r.Suppressed[i].Grades())
		if r.Suppressed[i].State != SuppressionApplied {
			t.Errorf("%+v", r.Suppressed[i])
		}
	}
	if !slices.Equal(got, []int{1, 3, 0}) || r.Totals.Suppressed != 4 {
		t.Errorf("grades %v, in all %d", got, r.Totals.Suppressed)
	}
}

func TestAmbiguousSuppression(t *testing.T) {
	// The activity has the id of a person.
	fx := patched(t, []string{"lms.activities[36].visible = false", "lose */36"})
	for i := range fx.LMS.Learners {
		if fx.LMS.Learners[i].ID == "51" {
			fx.LMS.Learners[i].ID = "35"
		}
	}
	for i := range fx.LMS.Results {
		if fx.LMS.Results[i].Learner == "51" {
			fx.LMS.Results[i].Learner = "35"
		}
	}
	e := Examine(fx.input(), Catalogue())
	for word, want := range map[string]SuppressionState{
		"LI-02=35": SuppressionAmbiguous, "LI-02=user:35": SuppressionApplied, "LI-02=activity:35": SuppressionUnmatched,
		"LI-02=36": SuppressionApplied,
	} {
		r := e.Report(Options{Suppress: suppressed(t, word)})
		if got := r.Suppressed[0]; got.State != want {
			t.Errorf("%s: %s (%s), want %s", word, got.State, got.Note, want)
		}
	}
}

// TestUncheckedIsNotUseless: an entry for a cause that could not be looked for may
// well be needed.
func TestUncheckedIsNotUseless(t *testing.T) {
	fx := healthy()
	blanks["activity.visible"](fx)
	r := Examine(fx.input(), Catalogue()).Report(Options{Suppress: suppressed(t, "LI-02")})
	if got := r.Suppressed[0].State; got != SuppressionUnchecked {
		t.Errorf("%s", got)
	}
}

func TestReadSuppressions(t *testing.T) {
	list, err := ReadSuppressions("f", []byte("\ufeff# a comment\r\n\r\nli-02 until 2026-12-31 the exam opens then\r\n"+
		"  LI-02=\"Lab \\\"3\\\", part 2\"\tknown\nID-01=user:52  until  2027-01-01   leaves\nAC-02 untilled fields\n"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range list {
		got = append(got, strings.Join([]string{s.From, s.Code, s.Subject, s.Until.Format(dayForm), s.Reason}, "|"))
	}
	want := []string{
		"f:3:1|LI-02||2026-12-31|the exam opens then", `f:4:3|LI-02|Lab "3", part 2|0001-01-01|known`,
		"f:5:1|ID-01|user:52|2027-01-01|leaves", "f:6:1|AC-02||0001-01-01|untilled fields",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestSuppressionMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"LI-02":                        `f:1:6: no reason`,
		"LI-02 ":                       `f:1:7: no reason`,
		"\nLI-02=37":                   `f:2:9: no reason`,
		"LI-02 until 2026-12-31":       `f:1:23: no reason`,
		"LI-02= x":                     `f:1:7: nothing after the =`,
		"  LI02 because":               `f:1:3: "LI02" is not the code`,
		"LI-02=\"Lab 3 because":        `f:1:7: the quoted name does not end`,
		"LI-02=\"Lab 3\"x because":     `f:1:14: a space`,
		"LI-02=\"\" because":           `f:1:7: the quoted name is empty`,
		"LI-02=\"ü\" until 1.12. so":   `f:1:17: "1.12." is not a day`,
		"LI-02 until tomorrow so":      `f:1:13: "tomorrow" is not a day`,
		"LI-02 until 2026-02-30 so":    `"2026-02-30" is not a day`,
		"LI-02 until":                  `f:1:12: "" is not a day`,
		"\xff\xfe":                     `f is not UTF-8`,
		"nothing here\nLI-02 ok\nLA-1": "f:3:1",
	} {
		_, err := ReadSuppressions("f", []byte(text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	for _, word := range []string{"", "LI", "LI-02=", "LI-02= ", "=37", "Lab 3"} {
		if _, err := ParseSuppression(word); err == nil {
			t.Errorf("--suppress %q passes", word)
		}
	}
}

func FuzzReadSuppressions(f *testing.F) {
	f.Add("LI-02=\"Lab 3\" until 2026-12-31 opens then\n# so\n")
	f.Add("LI-02=\\ x")
	f.Fuzz(func(t *testing.T, text string) {
		list, err := ReadSuppressions("f", []byte(text))
		for _, s := range list {
			if s.Reason == "" || !codeWord.MatchString(s.Code) || s.From == "" {
				t.Errorf("%+v", s)
			}
		}
		if err == nil && len(list) > strings.Count(text, "\n")+1 {
			t.Errorf("%d entries", len(list))
		}
	})
}
