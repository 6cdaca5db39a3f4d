package diagnose

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// section is one situation of a rule's txtar file: patch lines, and the causes
// that the rule is expected to be named as.
type section struct {
	name  string
	fires bool
	lines []string
	want  []string
}

// sections reads testdata/rules/CODE.txtar. A section is named "fires: ..." or
// "silent: ..."; its "want" lines have the form
//
//	want CERTAINTY SCOPE SUBJECT,SUBJECT: USER/ACTIVITY USER/ACTIVITY
func sections(t *testing.T, code string) []section {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("testdata", "rules", code+".txtar"))
	if err != nil {
		t.Fatal(err)
	}
	var list []section
	for _, file := range archive.Files {
		s := section{name: file.Name, fires: strings.HasPrefix(file.Name, "fires")}
		if !s.fires && !strings.HasPrefix(file.Name, "silent") {
			t.Fatalf("%s: a section is fires or silent, not %q", code, file.Name)
		}
		for line := range strings.Lines(string(file.Data)) {
			line = strings.TrimSpace(line)
			switch want, ok := strings.CutPrefix(line, "want "); {
			case ok:
				s.want = append(s.want, want)
			case line != "" && !strings.HasPrefix(line, "#"):
				s.lines = append(s.lines, line)
			}
		}
		slices.Sort(s.want)
		list = append(list, s)
	}
	return list
}

// named writes the causes of one code in a report in the form of want lines.
func named(r *Report, code string) []string {
	var lines []string
	for _, c := range r.Causes {
		if c.Code != code {
			continue
		}
		var subjects, grades []string
		for _, s := range c.Subjects {
			subjects = append(subjects, s.ID)
		}
		for _, g := range c.Grades {
			grades = append(grades, g.User+"/"+g.Activity)
		}
		slices.Sort(subjects)
		slices.Sort(grades)
		line := fmt.Sprintf("%s %s %s: %s", c.Certainty, c.Scope, strings.Join(subjects, ","), strings.Join(grades, " "))
		lines = append(lines, strings.TrimSpace(line))
	}
	slices.Sort(lines)
	return lines
}

func TestRules(t *testing.T) {
	for _, rule := range Catalogue() {
		for _, s := range sections(t, rule.Code) {
			t.Run(rule.Code+"/"+s.name, func(t *testing.T) {
				fx := patched(t, s.lines)
				got := named(Run(fx.input(), Catalogue(), Options{}), rule.Code)
				if s.fires && len(s.want) == 0 {
					t.Error("a section that fires wants at least one line")
				}
				if diff := cmp.Diff(s.want, got); diff != "" {
					t.Errorf("-want +got\n%s", diff)
				}
			})
		}
	}
}

func TestHealthyCourseIsSilent(t *testing.T) {
	r := Run(healthy().input(), Catalogue(), Options{})
	if len(r.Causes) != 0 || r.Totals.Arrived != 12 || r.Totals.Expected != 12 || r.Partial {
		t.Errorf("causes %+v, totals %+v, partial %v", r.Causes, r.Totals, r.Partial)
	}
	if len(r.NotChecked) != 0 {
		t.Errorf("not checked in a course where everything is known: %+v", r.NotChecked)
	}
}

func TestEveryRuleHasBothCases(t *testing.T) {
	for _, rule := range Catalogue() {
		fires, silent := false, false
		for _, s := range sections(t, rule.Code) {
			fires, silent = fires || s.fires, silent || !s.fires
		}
		if !fires || !silent {
			t.Errorf("%s: fires %v, silent %v; both are needed", rule.Code, fires, silent)
		}
	}
	files, err := os.ReadDir(filepath.Join("testdata", "rules"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if Lookup(strings.TrimSuffix(file.Name(), ".txtar")) == nil {
			t.Errorf("%s belongs to no rule", file.Name())
		}
	}
}
