package diagnose

import (
	"strings"
	"testing"
)

func TestSendAgainNamesTheCommand(t *testing.T) {
	grades := func(pairs ...string) []Pair {
		var list []Pair
		for _, p := range pairs {
			user, activity, _ := strings.Cut(p, "/")
			list = append(list, Pair{User: user, Activity: activity})
		}
		return list
	}
	e := Examine(healthy().input(), nil)
	for _, tt := range []struct {
		name   string
		scope  Scope
		grades []Pair
		opt    Options
		want   string
	}{
		{"activity", ScopeActivity, grades("51/35", "52/35"), Options{}, "gradesync resync --course CALC101 --activity 35."},
		{"one grade of an activity", ScopeActivity, grades("51/35"), Options{}, "gradesync resync --course CALC101 --user 51 --activity 35."},
		{"user", ScopeUser, grades("tool:a 9/35", "tool:a 9/36"), Options{}, "gradesync resync --course CALC101 --user 'tool:a 9'."},
		{"grades of one activity", ScopeGrade, grades("51/35", "52/35"), Options{}, "gradesync resync --course CALC101 --activity 35."},
		{"grades of one user", ScopeGrade, grades("51/35", "51/36"), Options{}, "gradesync resync --course CALC101 --user 51."},
		{"too many to name", ScopeActivity, grades("51/35", "51/36", "51/37", "51/38"), Options{}, "gradesync resync --course CALC101."},
		{"course", ScopeCourse, grades("51/35"), Options{}, "gradesync resync --course CALC101."},
		{"connection", ScopeConnection, grades("51/35"), Options{}, "gradesync resync --course CALC101."},
		{"flags of this run", ScopeCourse, grades("51/35"), Options{With: "--profile autumn"}, "gradesync resync --profile autumn --course CALC101."},
		{"saved book", ScopeActivity, grades("51/35", "52/35"), Options{Book: "it's calc.gz"}, `gradesync resync --book 'it'\''s calc.gz' --activity 35.`},
	} {
		got := e.sendAgain(&Cause{Scope: tt.scope, Grades: tt.grades}, tt.opt)
		if want := "Send these grades again: from the tool, or with " + tt.want; got != want {
			t.Errorf("%s: %q, want %q", tt.name, got, want)
		}
	}
	if got := e.sendAgain(&Cause{Scope: ScopeCourse}, Options{}); strings.Contains(got, "resync") {
		t.Errorf("without grades: %q", got)
	}
}

func TestCourseWord(t *testing.T) {
	for _, tt := range []struct{ code, id, want string }{
		{"CALC101", "5", "CALC101"}, {"Calc 101", "5", "5"}, {"", "5 b", "'5 b'"}, {"$(x)", "5", "5"},
	} {
		if got := (CourseName{ID: tt.id, Code: tt.code}).Word(); got != tt.want {
			t.Errorf("%q, %q: %q, want %q", tt.code, tt.id, got, tt.want)
		}
	}
}
