package report

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/lipgloss"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/gradesync/gradesync/internal/diagnose"
)

var escapes = regexp.MustCompile("\x1b\\[[0-9;]*m")

// textOf renders without a *testing.T.
func textOf(r *diagnose.Report, s Style) string {
	var b bytes.Buffer
	if err := textDiagnosis(&b, r, s); err != nil {
		panic(err)
	}
	return b.String()
}

// TestLinesFit: no line is wider than the page but for a web address, there is no
// space at a line's end, and no two empty lines follow each other.
func TestLinesFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyStyle(t)
		text := textOf(anyReport(t), s)
		harmless(t, text, s)
		if !strings.HasSuffix(text, "\n") || strings.HasPrefix(text, "\n") {
			t.Fatalf("begins or ends badly:\n%s", text)
		}
	})
}

func withoutAddresses(line string) string {
	return strings.Join(slices.DeleteFunc(strings.Split(line, " "), func(w string) bool { return strings.Contains(w, "://") }), " ")
}

// TestOthersFit holds the other documents to the same rules.
func TestOthersFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyStyle(t)
		s.Color = rapid.Bool().Draw(t, "color")
		var b bytes.Buffer
		for _, err := range []error{
			textTrace(&b, anyTrace(t), s), textChecks(&b, anyChecks(t), s), textCauses(&b, []*diagnose.Rule{anyRule(t)}, s),
			textExplain(&b, anyRule(t), oneOf(t, "kind", "", "moodle", "canvas"), s),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		fits(t, escapes.ReplaceAllString(b.String(), ""), s)
	})
}

// fits: no line is longer than the terminal, and no character reaches it that it would
// obey.
func fits(t *rapid.T, text string, s Style) {
	t.Helper()
	room := min(s.Width, widest)
	if s.Width == 0 {
		room = defaultWidth
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if width(withoutAddresses(line)) > room {
			t.Fatalf("%d cells in a line of %d: %q", width(line), room, line)
		}
		if i := strings.IndexFunc(line, unseenOrControl); i >= 0 {
			t.Fatalf("%q in %q", line[i:], line)
		}
	}
}

// harmless: it fits, and no room is wasted.
func harmless(t *rapid.T, text string, s Style) {
	t.Helper()
	fits(t, text, s)
	if strings.Contains(text, "\n\n\n") || strings.HasSuffix(text, "\n\n") || strings.Contains(text+"\n", " \n") {
		t.Fatalf("empty lines, or spaces at a line's end, in\n%s", text)
	}
}

func unseenOrControl(c rune) bool { return unicode.IsControl(c) || hidden(c) }

// TestMeasuresAgree: what this package measures is what lipgloss measures, for
// text that terminals agree on.
func TestMeasuresAgree(t *testing.T) {
	for _, s := range []string{"", "Lab 3", "微分積分", "é", "e\u0301", "█░▒▓·", "⋮ “x” …", "ריצה", "✓✗○│┊"} {
		if got, want := width(s), lipgloss.Width(s); got != want {
			t.Errorf("width(%q) = %d, lipgloss says %d", s, got, want)
		}
	}
}

// TestNothingToObey: without colour no character reaches the terminal that it
// would obey; with colour there is the same text and nothing but colours.
func TestNothingToObey(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, s := anyReport(t), anyStyle(t)
		text := textOf(r, s)
		if !utf8.ValidString(text) {
			t.Fatalf("not UTF-8: %q", text)
		}
		for _, c := range text {
			if c != '\n' && (unicode.IsControl(c) || hidden(c) || unicode.In(c, unicode.Zl, unicode.Zp)) {
				t.Fatalf("%U in %q", c, text)
			}
		}
		s.Color = true
		if diff := cmp.Diff(text, escapes.ReplaceAllString(textOf(r, s), "")); diff != "" {
			t.Fatalf("colour changes the text (-without +with):\n%s", diff)
		}
	})
}

func TestColorIsThere(t *testing.T) {
	if got := textOf(demoReport(), Style{Color: true}); !strings.Contains(got, "\x1b[") {
		t.Errorf("no colour in\n%s", got)
	}
}

// TestCountsAreInJSON: every number of the text stands in the JSON form, is the
// length of one of its lists, or counts what a folded list left out.
func TestCountsAreInJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, s := anyReport(t), anyStyle(t)
		s.Verbose = min(s.Verbose, 1)
		r.Gradesync, r.LMS.Version = "", ""
		known := knownCounts(t, r)
		text := notCounts.ReplaceAllString(textOf(r, s), "")
		for _, m := range counted.FindAllStringSubmatch(text, -1) {
			n, err := strconv.Atoi(m[1])
			if err != nil {
				t.Fatal(err)
			}
			if known[n] || m[2] != "" && leftOut(known, n) {
				continue
			}
			t.Fatalf("%q is no count of the JSON form, in\n%s", m[0], text)
		}
	})
}

var (
	// notCounts are codes, the numbers of steps, and the moment of the report.
	notCounts = regexp.MustCompile(`[A-Z]{2}-\d\d|(?m)^ *\d+\.( |$)|judged [-0-9]+ [0-9:]+`)
	counted   = regexp.MustCompile(`(\d+)(\s+more)?`)
)

// leftOut reports whether a list of a known length may have left out n: as many
// as are shown before a list is folded.
func leftOut(known map[int]bool, n int) bool {
	for shown := 1; shown <= 30; shown++ {
		if known[n+shown] {
			return true
		}
	}
	return false
}

// knownCounts collects the numbers of the JSON form, the lengths of its lists,
// and how many different people, activities and values these hold.
func knownCounts(t *rapid.T, r *diagnose.Report) map[int]bool {
	var b bytes.Buffer
	if err := jsonDiagnosis(&b, r, Style{}); err != nil {
		t.Fatal(err)
	}
	var doc any
	if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	known := map[int]bool{1: true}
	collect(doc, known)
	d := &diagnosis{Report: r}
	known[d.explaining()], known[len(d.faults())], known[len(d.silent())] = true, true, true
	for _, c := range r.Causes {
		known[len(by(c.Grades, userOf))], known[len(by(c.Grades, activityOf))] = true, true
		for _, w := range witnesses(c.Evidence) {
			known[len(w.data)] = true
			for _, datum := range w.data {
				known[len(datum.values)] = true
			}
		}
		known[len(witnesses(c.Evidence))] = true
	}
	for _, a := range by(r.Unexplained, activityOf) {
		known[len(a.pairs)], known[len(by(a.pairs, userOf))] = true, true
	}
	known[len(by(r.Unexplained, activityOf))] = true
	return known
}

func collect(v any, known map[int]bool) {
	switch v := v.(type) {
	case float64:
		known[int(v)] = true
	case []any:
		known[len(v)] = true
		for _, e := range v {
			collect(e, known)
		}
	case map[string]any:
		for _, e := range v {
			collect(e, known)
		}
	}
}

// TestTotalsStandInText: each verdict that occurs is named with its own count.
func TestTotalsStandInText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyReport(t)
		text := strings.Join(strings.Fields(textOf(r, anyStyle(t))), " ")
		for _, k := range shares() {
			want := k.fill + " " + strconv.Itoa(r.Totals.Of(k.verdict)) + " " + k.label
			if has := strings.Contains(text, want); has != (r.Totals.Of(k.verdict) > 0) {
				t.Fatalf("%q in the text: %v, with %+v\n%s", want, has, r.Totals, text)
			}
		}
	})
}

// TestScreenful: thousands of missing grades and many causes stay a page to read.
func TestScreenful(t *testing.T) {
	for _, cells := range []int{80, 100, 200} {
		if n := strings.Count(textOf(hugeReport(), Style{Width: cells}), "\n"); n > 60 {
			t.Errorf("%d lines at %d cells", n, cells)
		}
	}
	if n := strings.Count(textOf(cleanReport(), Style{}), "\n"); n > 5 {
		t.Errorf("%d lines when all is well", n)
	}
}

// TestNamesOnlyWhenAsked: names come from People alone.
func TestNamesOnlyWhenAsked(t *testing.T) {
	with := textOf(namedReport(), Style{})
	if !strings.Contains(with, "José Ñandú-Œuvre (53)") {
		t.Errorf("no name beside its id in\n%s", with)
	}
	if without := textOf(demoReport(), Style{}); strings.Contains(without, "Learner No.") {
		t.Errorf("a name in\n%s", without)
	}
}

func TestPortions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.OneOf(rapid.Just(0), rapid.IntRange(0, 9), rapid.IntRange(0, 100000)), 7, 7).Draw(t, "counts")
		cells := rapid.IntRange(leastWidth, widest).Draw(t, "cells")
		sum, total := 0, 0
		for i, n := range portions(counts, cells) {
			if (n > 0) != (counts[i] > 0) || n < 0 {
				t.Fatalf("%v in %d cells: %v", counts, cells, portions(counts, cells))
			}
			sum += n
			total += counts[i]
		}
		if total > 0 && sum != cells {
			t.Fatalf("%v in %d cells: %v", counts, cells, portions(counts, cells))
		}
	})
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"Lab 3", "\x1b]0;x\x07", "a\u202eb", "\xff\x9b", "e\u0301\u0301\u0301\u0301\u0301\u0301", "\u2028\u00a0x", "微分"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := clean(s)
		if again := clean(got); again != got {
			t.Fatalf("clean(%q) = %q, and again %q", s, got, again)
		}
		for _, r := range got {
			if unicode.IsControl(r) || hidden(r) || unicode.IsSpace(r) && r != ' ' {
				t.Fatalf("%U stays in %q", r, got)
			}
		}
		if joined := strings.Join(chunks(got, 7), ""); joined != got {
			t.Fatalf("chunks of %q are %q", got, joined)
		}
	})
}
