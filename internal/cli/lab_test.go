package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gradesync/gradesync/internal/cli"
	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/lab"
)

// noon is when all practice courses of these tests are looked at.
var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// run executes a whole command in this process.
func run(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = cli.Main(t.Context(), cli.Env{
		Args: args, In: strings.NewReader(""), Out: &out, Err: &errs,
		Now: func() time.Time { return noon }, Version: "test",
	})
	return code, out.String(), errs.String()
}

// practice is one of the LMSs that the practice LMS can be.
type practice struct{ lms, profile, course string }

func practices() []practice {
	return []practice{{"moodle", "demo", "CALC101"}, {"canvas", "demo-canvas", "CANV201"}}
}

// each runs a test on every practice LMS.
func each(t *testing.T, test func(*testing.T, practice)) {
	for _, p := range practices() {
		t.Run(p.lms, func(t *testing.T) { test(t, p) })
	}
}

// diagnose runs the command on the practice course broken by some codes.
func (p practice) diagnose(t *testing.T, codes ...string) (int, *diagnose.Report) {
	t.Helper()
	args := []string{"diagnose", "--profile", p.profile, "--course", p.course, "-o", "json", "--all"}
	for _, code := range codes {
		args = append(args, "--break", code)
	}
	code, stdout, stderr := run(t, args...)
	var r diagnose.Report
	if err := json.Unmarshal([]byte(stdout), &r); err != nil {
		t.Fatalf("exit %d, %v\n%s", code, err, stderr)
	}
	return code, &r
}

// truth returns which cells each code really broke.
func (p practice) truth(t *testing.T, codes ...string) (map[string][]string, error) {
	t.Helper()
	l, err := lab.New(lab.Options{LMS: p.lms, Break: codes, Now: noon})
	if err != nil {
		return nil, err
	}
	cells := map[string][]string{}
	for _, fault := range l.Truth() {
		for _, c := range fault.Cells {
			cells[fault.Code] = append(cells[fault.Code], c.User+"/"+c.Activity)
		}
		slices.Sort(cells[fault.Code])
	}
	return cells, nil
}

func TestEachFaultAloneIsFoundAlone(t *testing.T) {
	each(t, func(t *testing.T, p practice) {
		for i, b := range lab.BreaksFor(p.lms) {
			if testing.Short() && i%4 != 0 {
				continue
			}
			t.Run(b.Code, func(t *testing.T) {
				t.Parallel()
				p.foundAlone(t, b.Code)
			})
		}
	})
}

// foundAlone breaks the course in one way and expects exactly that to be found.
func (p practice) foundAlone(t *testing.T, code string) {
	want, err := p.truth(t, code)
	if err != nil {
		t.Fatal(err)
	}
	exit, r := p.diagnose(t, code)
	got := map[string][]string{}
	for _, c := range r.Causes {
		for _, g := range c.Grades {
			got[c.Code] = append(got[c.Code], g.User+"/"+g.Activity)
		}
		if len(c.Grades) == 0 {
			t.Errorf("%s is named without any grade", c.Code)
		}
		slices.Sort(got[c.Code])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("grades by cause, -broken +blamed\n%s", diff)
	}
	if r.Totals.Unexplained != 0 {
		t.Errorf("unexplained: %v", r.Unexplained)
	}
	if want := exitFor(code); exit != want {
		t.Errorf("exit %d, want %d", exit, want)
	}
}

// exitFor is the exit code that a course broken in one way must end with.
func exitFor(code string) int {
	switch {
	case code == "TK-13":
		return 4
	case diagnose.Lookup(code).Severity == diagnose.SeverityError:
		return 1
	}
	return 0
}

// TestEveryRuleCanBeBroken leaves out what sync gets wrong: that is no fault of a
// course, and its rules' own cases show it.
func TestEveryRuleCanBeBroken(t *testing.T) {
	broken := map[string]bool{}
	for _, p := range practices() {
		for _, b := range lab.BreaksFor(p.lms) {
			broken[b.Code] = true
			if diagnose.Lookup(b.Code) == nil {
				t.Errorf("the practice %s can be broken by %s, which is no rule", p.lms, b.Code)
			}
		}
	}
	for _, r := range diagnose.Catalogue() {
		if !broken[r.Code] && !r.Stored {
			t.Errorf("%s cannot be broken in the practice course", r.Code)
		}
	}
}

func TestHealthyCourse(t *testing.T) {
	each(t, func(t *testing.T, p practice) {
		code, r := p.diagnose(t, "none")
		if code != 0 || len(r.Causes) != 0 || r.Totals.Expected != r.Totals.Arrived+r.Totals.NotExpected || r.Totals.Arrived == 0 {
			t.Errorf("exit %d, causes %v, totals %+v", code, r.Causes, r.Totals)
		}
	})
}

// confusion counts how often grades broken by one code were put down to another.
type confusion map[string]map[string]int

func (c confusion) add(want, got string) {
	if c[want] == nil {
		c[want] = map[string]int{}
	}
	c[want][got]++
}

func (c confusion) String() string {
	var lines []string
	for want, row := range c {
		for got, n := range row {
			lines = append(lines, fmt.Sprintf("%5d  %-12s put down to %s", n, want, got))
		}
	}
	slices.Sort(lines)
	slices.Reverse(lines)
	return strings.Join(lines, "\n")
}

// TestFaultsTogether breaks the course in two and in three ways at once. All pairs
// are tried with GRADESYNC_LONG; else every seventh, and in short tests a few.
func TestFaultsTogether(t *testing.T) {
	step := 7
	switch {
	case os.Getenv("GRADESYNC_LONG") != "":
		step = 1
	case testing.Short():
		step = 97
	}
	each(t, func(t *testing.T, p practice) {
		combinations := pairsAndTriples(lab.BreaksFor(p.lms))
		wrong := confusion{}
		right, total, courses := 0, 0, 0
		for i := 0; i < len(combinations); i += step {
			r, n, ok := p.judgeTogether(t, combinations[i], wrong)
			if ok {
				right, total, courses = right+r, total+n, courses+1
			}
		}
		t.Logf("%d courses, %d of %d affected grades with the right primary cause (%.2f %%)\n%s",
			courses, right, total, 100*float64(right)/float64(total), wrong)
		if total == 0 || float64(right) < 0.95*float64(total) {
			t.Errorf("less than 95 %% of the affected grades have the right primary cause")
		}
	})
}

// pairsAndTriples lists all pairs of faults, and a triple for each fault.
func pairsAndTriples(all []lab.Break) [][]string {
	var list [][]string
	for i := range all {
		for j := i + 1; j < len(all); j++ {
			list = append(list, []string{all[i].Code, all[j].Code})
		}
		list = append(list, []string{all[i].Code, all[(i+7)%len(all)].Code, all[(i+19)%len(all)].Code})
	}
	return list
}

// judgeTogether counts the affected grades that were put down to one of the codes
// that broke them. Faults that cannot stand in one course are passed over.
func (p practice) judgeTogether(t *testing.T, codes []string, wrong confusion) (right, total int, ok bool) {
	cells, err := p.truth(t, codes...)
	if err != nil {
		return 0, 0, false
	}
	broken := map[string][]string{}
	for code, list := range cells {
		for _, cell := range list {
			broken[cell] = append(broken[cell], code)
		}
	}
	_, r := p.diagnose(t, codes...)
	for _, row := range r.Grades {
		by := broken[row.User+"/"+row.Activity]
		switch {
		case len(by) > 0:
			total++
			if slices.Contains(by, row.Cause) {
				right++
				continue
			}
			slices.Sort(by)
			wrong.add(strings.Join(by, "+"), row.Cause+" ("+string(row.Verdict)+")")
		case row.Cause != "":
			total++
			wrong.add("nothing", row.Cause)
		}
	}
	return right, total, true
}
