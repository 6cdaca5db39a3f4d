package diagnose

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/gradesync/gradesync/internal/grade"
)

// reportOf judges the healthy course with some patches.
func reportOf(t *testing.T, lines ...string) *Report {
	t.Helper()
	return readBack(t, Examine(patched(t, lines).input(), Catalogue()).Report(Options{Version: "test"}))
}

// readBack sends a report through its file.
func readBack(t *testing.T, r *Report) *Report {
	t.Helper()
	data, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	back, err := ReadReport("r.json", data)
	if err != nil {
		t.Fatal(err)
	}
	return back
}

func compared(t *testing.T, reports ...*Report) *Diff {
	t.Helper()
	d, err := Compare(reports...)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// seenIn names what a list holds, with the notes.
func seenIn(list []Sighting) string {
	var words []string
	for _, s := range list {
		word := s.Code + "@" + s.Subject.ID
		if s.Note != "" {
			word += " (" + s.Note + ")"
		}
		words = append(words, word)
	}
	slices.Sort(words)
	return strings.Join(words, ", ")
}

var (
	hidden35 = []string{"lms.activities[35].visible = false", "lose */35"}
	hidden36 = []string{"lms.activities[36].visible = false", "lose */36"}
)

func TestCompare(t *testing.T) {
	both := slices.Concat(hidden35, hidden36)
	for _, tt := range []struct {
		name                                     string
		old, now                                 []string
		fresh, fixed, still, incomparable, stale string
	}{
		{"the same", hidden35, hidden35, "", "", "LI-02@35", "", ""},
		{"one more", hidden35, both, "LI-02@36", "", "LI-02@35", "", ""},
		{"one less", both, hidden36, "", "LI-02@35", "LI-02@36", "", ""},
		{"another", hidden35, hidden36, "LI-02@36", "LI-02@35", "", "", ""},
		{"all well", hidden35, nil, "", "LI-02@35", "", "", ""},
		{"from well", nil, hidden35, "LI-02@35", "", "", "", ""},
		{"the activity is gone", hidden35, []string{"delete lms.activities[35]", "delete lms.results[*/35]", "delete tool.activities[t1]",
			"delete tool.scores[*/t1]"}, "", "", "", "", "LI-02@35 (the activity is no longer in the course)"},
		{"not looked for", hidden35, []string{"delete lms.activities[*].visible"}, "", "", "",
			"LI-02@35 (the cause could not be checked now: not known: whether activities are visible)", ""},
	} {
		d := compared(t, reportOf(t, tt.old...), reportOf(t, tt.now...))
		for what, pair := range map[string][2]string{
			"new": {seenIn(d.New), tt.fresh}, "fixed": {seenIn(d.Fixed), tt.fixed}, "still": {seenIn(d.Still), tt.still},
			"not comparable": {seenIn(d.NotComparable), tt.incomparable}, "stale": {seenIn(d.Stale), tt.stale}, "reopened": {seenIn(d.Reopened), ""},
		} {
			if pair[0] != pair[1] {
				t.Errorf("%s: %s is %q, want %q", tt.name, what, pair[0], pair[1])
			}
		}
	}
}

func TestReopened(t *testing.T) {
	bad, well := reportOf(t, hidden35...), reportOf(t)
	d := compared(t, bad, well, bad)
	if seenIn(d.Reopened) != "LI-02@35" || len(d.New)+len(d.Still)+len(d.Fixed) > 0 || d.Worst() != SeverityError.Rank() {
		t.Errorf("%+v", d)
	}
	if d := compared(t, bad, well, well, bad, bad); len(d.Reopened) != 0 || seenIn(d.Still) != "LI-02@35" {
		t.Errorf("what is still there is reopened: %+v", d)
	}
	if d := compared(t, well, bad); len(d.Reopened) != 0 {
		t.Errorf("two reports cannot tell: %+v", d)
	}
	// In between it could not be looked for: it was never fixed.
	if d := compared(t, bad, reportOf(t, "delete lms.activities[*].visible"), bad); len(d.Reopened) != 0 || seenIn(d.Still) != "LI-02@35" {
		t.Errorf("what nobody looked at was fixed: %+v", d)
	}
}

func TestSuppressedInDiff(t *testing.T) {
	e := Examine(patched(t, hidden35).input(), Catalogue())
	quiet, loud := readBack(t, e.Report(Options{Suppress: suppressed(t, "LI-02")})), readBack(t, e.Report(Options{}))
	if d := compared(t, loud, quiet); seenIn(d.Still) != "LI-02@35" || !d.Still[0].Suppressed || d.Worst() != 0 {
		t.Errorf("suppressing fixes: %+v", d)
	}
	if d := compared(t, quiet, loud); seenIn(d.New) != "LI-02@35 (suppressed before)" || d.Worst() == 0 {
		t.Errorf("what is suppressed no more is not new: %+v", d)
	}
	if d := compared(t, reportOf(t), quiet); d.Worst() != 0 || len(d.New) != 1 {
		t.Errorf("what is suppressed counts: %+v", d)
	}
}

func TestGotWorse(t *testing.T) {
	mild, bad := reportOf(t, hidden35...), reportOf(t, hidden35...)
	mild.Causes[0].Severity = SeverityWarning
	if d := compared(t, mild, bad); seenIn(d.New) != "LI-02@35 (only warning before)" {
		t.Errorf("%+v", d)
	}
	if d := compared(t, bad, mild); seenIn(d.Still) != "LI-02@35" {
		t.Errorf("%+v", d)
	}
}

// TestWiderAndNarrower: a cause on a part of what it was on is there still; one on
// more than before is new.
func TestWiderAndNarrower(t *testing.T) {
	base := reportOf(t, hidden35...)
	narrow := reportOf(t, hidden35...)
	narrow.Causes[0].Scope, narrow.Causes[0].Subjects = ScopeGrade, []Subject{{Kind: "grade", ID: "52/35"}}
	if d := compared(t, base, narrow); seenIn(d.Still) != "LI-02@52/35" || len(d.Fixed)+len(d.New) > 0 {
		t.Errorf("%+v", d)
	}
	if d := compared(t, narrow, base); seenIn(d.New) != "LI-02@35" || len(d.Fixed) > 0 {
		t.Errorf("%+v", d)
	}
}

func TestNarrowedIsNotFixed(t *testing.T) {
	base := reportOf(t, hidden35...)
	e := Examine(patched(t, nil).input(), Catalogue())
	narrowed := readBack(t, e.Report(Options{Activities: []string{"36"}}))
	if d := compared(t, base, narrowed); len(d.Fixed)+len(d.Stale) > 0 || len(d.NotComparable) != 1 {
		t.Errorf("%+v", d)
	}
	if d := compared(t, base, readBack(t, e.Report(Options{Activities: []string{"35"}}))); len(d.Fixed) != 1 {
		t.Errorf("%+v", d)
	}
}

// TestUnreadIsNotFixed: what could not be read now was not cleared by that.
func TestUnreadIsNotFixed(t *testing.T) {
	base := reportOf(t, hidden35...)
	for name, lines := range map[string][]string{
		"no grades":     {"delete lms.results[*/*]", `add lms.gaps {"fact":"results","what":"the gradebook","class":"failed","reason":"503"}`},
		"no activities": {"delete lms.activities[*]", `add lms.gaps {"fact":"activities","what":"the activities","class":"failed","reason":"503"}`},
		"one unread":    {"delete lms.activities[35].visible", `add lms.gaps {"fact":"activity.visible","what":"activity 35","class":"failed","reason":"503"}`},
	} {
		if d := compared(t, base, reportOf(t, lines...)); len(d.Fixed)+len(d.Stale) > 0 || len(d.NotComparable) != 1 {
			t.Errorf("%s: fixed %s, stale %s, not comparable %s", name, seenIn(d.Fixed), seenIn(d.Stale), seenIn(d.NotComparable))
		}
	}
}

func TestOtherCourses(t *testing.T) {
	for name, change := range map[string]func(*Report){
		"course": func(r *Report) { r.Course.ID = "6" },
		"kind":   func(r *Report) { r.LMS.Kind = "canvas" },
		"site":   func(r *Report) { r.LMS.URL = "https://other.example.edu" },
		"path":   func(r *Report) { r.LMS.URL = "https://moodle.example.edu/second" },
	} {
		a, b := reportOf(t), reportOf(t)
		change(b)
		if _, err := Compare(a, b); err == nil {
			t.Errorf("another %s passes", name)
		}
	}
	for _, pair := range [][2]string{
		{"https://moodle.example.edu", "http://Moodle.example.edu/"}, {"http://127.0.0.1:4711", "http://localhost:4712/"},
	} {
		a, b := reportOf(t), reportOf(t)
		a.LMS.URL, b.LMS.URL = pair[0], pair[1]
		if _, err := Compare(a, b); err != nil {
			t.Error(err)
		}
	}
}

// TestBaselineIsSilent: whatever is wrong, a baseline of just that leaves nothing to
// report, and the totals still add up.
func TestBaselineIsSilent(t *testing.T) {
	patches := allPatches(t)
	rapid.Check(t, func(rt *rapid.T) {
		fx := troubledCourse(rt, patches)
		e := Examine(fx.input(), Catalogue())
		kept, err := e.NewBaseline(nil, Options{Names: true})
		if err != nil {
			rt.Fatal(err)
		}
		r, err := e.AgainstBaseline(readBack(t, kept), Options{})
		if err != nil {
			rt.Fatal(err)
		}
		if r.Worst() != 0 || len(r.Causes)+len(r.Unexplained) > 0 || len(r.Baseline.Fixed)+len(r.Baseline.Stale)+len(r.Baseline.NotComparable) > 0 {
			rt.Fatalf("new: %v, %v; baseline: %s; %s; %s", codes(r.Causes), r.Unexplained, seenIn(r.Baseline.Fixed), seenIn(r.Baseline.Stale), seenIn(r.Baseline.NotComparable))
		}
		if r.Totals.Known != r.Totals.Troubled() {
			rt.Fatalf("%+v", r.Totals)
		}
	})
}

// TestEverySightingHasOnePlace: of any two courses, what is there now is new or still
// there, and what was there before is accounted for.
func TestEverySightingHasOnePlace(t *testing.T) {
	patches := allPatches(t)
	rapid.Check(t, func(rt *rapid.T) {
		a := Examine(troubledCourse(rt, patches).input(), Catalogue()).Report(Options{})
		b := Examine(troubledCourse(rt, patches).input(), Catalogue()).Report(Options{})
		b.Course.ID, b.Course.Code = a.Course.ID, a.Course.Code
		d := compared(t, a, b)
		now, then := newSightings(b.seen()), newSightings(a.seen())
		if got := len(d.New) + len(d.Still) + len(d.Reopened); got != len(now.keys) {
			rt.Fatalf("%d places for %d sightings", got, len(now.keys))
		}
		if got := len(d.Fixed) + len(d.NotComparable) + len(d.Stale); got > len(then.keys) {
			rt.Fatalf("%d gone of %d", got, len(then.keys))
		}
		for _, s := range d.Fixed {
			if len(now.over(&s)) > 0 || b.unseen(s.Code) != "" {
				rt.Fatalf("%s is called fixed", seenIn([]Sighting{s}))
			}
		}
	})
}

func TestBaselineRemembers(t *testing.T) {
	bad := Examine(patched(t, hidden35).input(), Catalogue())
	well := Examine(patched(t, nil).input(), Catalogue())
	blind := Examine(patched(t, []string{"delete lms.activities[*].visible"}).input(), Catalogue())
	roll := func(base *Report, e *Examination) *Report {
		t.Helper()
		next, err := e.NewBaseline(base, Options{})
		if err != nil {
			t.Fatal(err)
		}
		return readBack(t, next)
	}
	first := roll(nil, bad)
	second := roll(first, well)
	if d := compared(t, second, readBack(t, bad.Report(Options{}))); seenIn(d.Reopened) != "LI-02@35" {
		t.Errorf("two files, of which the older remembers: %+v", d)
	}
	if third := roll(second, well); seenIn(third.Baseline.Fixed) != "LI-02@35" {
		t.Errorf("forgotten after a day: %+v", third.Baseline)
	}
	if back := roll(second, bad); len(back.Baseline.Fixed) > 0 {
		t.Errorf("what came back is remembered as fixed: %+v", back.Baseline)
	}
	r, err := bad.AgainstBaseline(roll(first, blind), Options{})
	if err != nil || r.Worst() != 0 {
		t.Errorf("what one run could not look for is new in the next: %v, %v", codes(r.Causes), err)
	}
}

func TestBaselineHoldsNoPeople(t *testing.T) {
	fx := patched(t, slices.Concat(hidden35, []string{"lose 51/36"}))
	kept, err := Examine(fx.input(), Catalogue()).NewBaseline(nil, Options{Names: true, All: true})
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(kept)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range fx.LMS.Learners {
		for _, word := range []string{l.Name, l.Email, l.SISID, `"` + l.Login + `"`} {
			if len(word) > 2 && strings.Contains(string(data), word) {
				t.Errorf("the baseline has %q", word)
			}
		}
	}
	for _, g := range kept.Grades {
		if g.ToolScore.Known() || g.LMSScore.Known() {
			t.Errorf("the baseline has a score: %+v", g)
		}
	}
}

func TestReadReportRefuses(t *testing.T) {
	good, err := json.MarshalIndent(reportOf(t, hidden35...), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	text := string(good)
	for want, data := range map[string]string{
		"r.json is empty":             " \n",
		"r.json:1:2: this is no JSON": "{x",
		"cut short":                   text[:len(text)/2],
		"r.json:2:3: its schema is gradesync.report/v2 and this gradesync reads gradesync.report/v1: it comes from a newer": strings.Replace(text, "report/v1", "report/v2", 1),
		`its schema is "gradesync.checks/v1"`:                             `{"schema":"gradesync.checks/v1"}`,
		"this is no report of gradesync":                                  `{"colour":"red"}`,
		"the error message of a run":                                      `{"error":{"class":"failed"}}`,
		"r.json:1:1: a report is a JSON object, and here is a JSON array": `[1]`,
		"totals cannot be a JSON string":                                  `{"schema":"gradesync.report/v1","totals":"many"}`,
		"does not say which course":                                       `{"schema":"gradesync.report/v1"}`,
		`causes[0]: severity "fatal"`:                                     strings.Replace(text, `"severity": "error"`, `"severity": "fatal"`, 1),
		"causes[0]: it has no code":                                       strings.Replace(text, `"code": "LI-02"`, `"code": ""`, 1),
		"this is no JSON: invalid character":                              text + "}",
	} {
		if _, err := ReadReport("r.json", []byte(data)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	more := strings.Replace(text, `"schema"`, `"colour": "red", "schema"`, 1)
	if _, err := ReadReport("r.json", []byte("\ufeff"+more)); err != nil {
		t.Errorf("a member that a later version added: %v", err)
	}
}

// TestContractExample: a report with no more in it than the contract shows can be
// compared.
func TestContractExample(t *testing.T) {
	const text = `{"schema":"gradesync.report/v1","gradesync":"0.1.0","generated_at":"2026-11-21T18:30:00Z",
	"course":{"id":"5","code":"CALC101","title":"Calculus"},"lms":{"kind":"moodle","url":"https://moodle.example.edu","version":"5.1.3"},
	"causes":[%s],"unexplained":[{"user":"60","activity":"41","verdict":"missing"}]}`
	cause := `{"code":"LI-02","name":"activity not published","hop":"link","severity":"error","scope":"activity","certainty":"certain",
	"subjects":[{"kind":"activity","id":"37","label":"Lab 3"}],"grades":[{"user":"52","activity":"37"}],"explains":33}`
	var reports []*Report
	for _, causes := range []string{cause, ""} {
		r, err := ReadReport("r", fmt.Appendf(nil, text, causes))
		if err != nil {
			t.Fatal(err)
		}
		reports = append(reports, r)
	}
	d := compared(t, reports...)
	if seenIn(d.Fixed) != "LI-02@37" || seenIn(d.Still) != "unexplained@60/41" {
		t.Errorf("%+v", d)
	}
	if !d.Fixed[0].Grades.Equal(grade.Known(1)) {
		t.Errorf("grades %v", d.Fixed[0].Grades)
	}
}

func FuzzReadReport(f *testing.F) {
	f.Add([]byte(`{"schema":"gradesync.report/v1","course":{"id":"5"},"causes":[{"code":"LI-02","severity":"error"}]}`))
	f.Add([]byte("{\"schema\":\n7}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := ReadReport("f", data)
		if err != nil {
			return
		}
		if d, err := Compare(r, r); err != nil || len(d.New)+len(d.Fixed)+len(d.Reopened)+len(d.NotComparable)+len(d.Stale) > 0 && r.Baseline == nil && !odd(r) {
			t.Errorf("a report differs from itself: %+v, %v", d, err)
		}
	})
}

// odd reports whether a report speaks of itself in a way that none of ours does: of
// people and activities that it says are not there.
func odd(r *Report) bool { return len(r.Suppressed) > 0 || r.Judged.Narrowed }
