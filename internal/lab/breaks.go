package lab

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// Break is one fault the course can be given.
type Break struct {
	Code string
	Doc  string // one sentence
}

// reach is how much of the course a fault takes. Faults are broken in this order,
// whatever the order they were asked for: the wide ones leave the narrow ones to
// find what is still whole.
type reach int

const (
	wholeCourse   reach = iota // no two of them stand in one course
	oneConnection              // or one registration of the tool
	oneSection
	oneActivity13 // a whole activity of LTI 1.3
	oneActivity   // a whole activity of any version
	oneLearner
	someGrades
)

// fault is a Break with what it does.
type fault struct {
	code, scope, doc string
	reach            reach
	effect           effect
	alone            []string // codes that cannot stand beside a fault of the whole course
	apply            func(*breaker) (claim, error)
}

// faults is the list of everything that can be broken.
func faults() []fault {
	return slices.Concat(scoreFaults(), releaseFaults(), accountFaults(), enrolmentFaults(), launchFaults(),
		linkFaults(), columnFaults(), tokenFaults(), transportFaults(), acceptFaults(), gradebookFaults(),
		ofCodes(refusalFaults(), "TK-02", "TK-03", "TK-04", "TK-08", "TK-09", "TR-01", "TR-02", "TR-04", "TR-07", "TR-08", "TR-09", "LI-14", "AC-07", "AC-12"))
}

// demo is the set that is broken when nothing is asked for: eight causes of which
// six are the first to look for, and most of the grades arrived.
func demo() []string {
	return []string{"GB-01", "ID-02", "ID-09", "LA-02", "LI-01", "LI-02", "RL-01", "SC-04"}
}

// Breaks lists every fault that Moodle's course can be given, sorted by code.
func Breaks() []Break { return BreaksFor(lmsMoodle) }

// BreaksFor lists every fault that the course of an LMS can be given, sorted by
// code: "moodle", "canvas"; the empty text is moodle.
func BreaksFor(lms string) []Break {
	var out []Break
	for _, f := range faultsFor(lms) {
		out = append(out, Break{Code: f.code, Doc: f.doc})
	}
	slices.SortFunc(out, func(a, b Break) int { return cmp.Compare(a.Code, b.Code) })
	return out
}

func faultsFor(lms string) []fault {
	if lms == lmsCanvas {
		return canvasFaults()
	}
	return faults()
}

// choose finds the faults of the codes, in the order they are to be broken.
func choose(lms string, codes []string) ([]fault, error) {
	if len(codes) == 0 {
		codes = demo()
		if lms == lmsCanvas {
			codes = canvasDemo()
		}
	}
	if len(codes) == 1 && strings.EqualFold(codes[0], "none") {
		return nil, nil
	}
	known := map[string]fault{}
	for _, f := range faultsFor(lms) {
		known[f.code] = f
	}
	var chosen []fault
	for _, code := range codes {
		f, ok := known[strings.ToUpper(strings.TrimSpace(code))]
		if !ok {
			return nil, unknownCode(lms, code)
		}
		chosen = append(chosen, f)
	}
	slices.SortFunc(chosen, func(a, b fault) int {
		return cmp.Or(cmp.Compare(a.reach, b.reach), cmp.Compare(a.code, b.code))
	})
	chosen = slices.CompactFunc(chosen, func(a, b fault) bool { return a.code == b.code })
	return chosen, bearable(chosen)
}

// bearable refuses faults that cannot be true of one course.
func bearable(chosen []fault) error {
	for i, a := range chosen {
		for _, b := range chosen[i+1:] {
			if a.reach == wholeCourse && (b.reach == wholeCourse || slices.Contains(a.alone, b.code)) {
				return fmt.Errorf("choosing what to break: %s and %s cannot both be true of one course: break one of them", a.code, b.code)
			}
		}
	}
	return nil
}

// unknownCode names the nearest code, and all of them.
func unknownCode(lms, code string) error {
	if strings.EqualFold(code, "none") {
		return fmt.Errorf(`choosing what to break: "none" is the healthy course and stands alone: leave out either it or the codes`)
	}
	var all []string
	nearest, distance := "", -1
	for _, b := range BreaksFor(lms) {
		all = append(all, b.Code)
		d := levenshtein.ComputeDistance(strings.ToUpper(code), b.Code)
		if distance < 0 || d < distance {
			nearest, distance = b.Code, d
		}
	}
	return fmt.Errorf("choosing what to break: unknown code %q, the nearest is %s (known: none, %s)", code, nearest, strings.Join(all, ", "))
}

// breakAll breaks the course and tells what it did, sorted by code.
func breakAll(w *world, chosen []fault) ([]Fault, error) {
	b := newBreaker(w)
	claims := make([]claim, len(chosen))
	for i, f := range chosen {
		c, err := f.apply(b)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.code, err)
		}
		claims[i] = c
	}
	truth := make([]Fault, len(chosen))
	for i, f := range chosen {
		truth[i] = Fault{Code: f.code, Scope: f.scope, Cells: w.cells(f.effect, claims[i]())}
		if len(truth[i].Cells) == 0 {
			return nil, fmt.Errorf("%s: nothing of it shows beside the other faults: break fewer at once", f.code)
		}
	}
	slices.SortFunc(truth, func(a, b Fault) int { return cmp.Compare(a.Code, b.Code) })
	return truth, nil
}
