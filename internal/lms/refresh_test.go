package lms_test

import (
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lms"
)

// What is kept twice is as old as it was the first time.
func TestKeepTellsSinceWhen(t *testing.T) {
	noon := time.Date(2026, 10, 15, 12, 0, 0, 0, time.UTC)
	last := &grade.Book{AskedAt: noon}
	for i := range 3 {
		if i == 0 {
			last.Sources = map[grade.Fact]string{grade.FactTools: "moodle tools", grade.FactRoster: "moodle people"}
		}
		fresh := &grade.Book{AskedAt: noon.Add(time.Duration(i+1) * time.Hour),
			Sources: map[grade.Fact]string{grade.FactTools: "moodle tools", grade.FactRoster: "moodle people"}}
		lms.Keep(fresh, last, grade.FactTools, grade.FactTotals)
		if got := fresh.Sources[grade.FactTools]; got != "moodle tools, as of 2026-10-15T12:00:00Z" {
			t.Errorf("time %d: %q", i, got)
		}
		if _, told := fresh.Sources[grade.FactTotals]; told || fresh.Sources[grade.FactRoster] != "moodle people" {
			t.Errorf("sources %v", fresh.Sources)
		}
		last = fresh
	}
}

func TestWhole(t *testing.T) {
	for _, c := range []struct {
		gap  grade.Gap
		want bool
	}{
		{grade.Gap{Fact: grade.FactTools, Class: grade.Forbidden}, true},
		{grade.Gap{Fact: grade.FactTools, Class: grade.Unsupported}, true},
		{grade.Gap{Fact: grade.FactTools, Class: grade.Failed}, false},
		{grade.Gap{Class: grade.Failed}, false},
		{grade.Gap{Fact: grade.FactCompletions, Class: grade.Failed}, true},
	} {
		if got := lms.Whole(&grade.Book{Gaps: []grade.Gap{c.gap}}); got != c.want {
			t.Errorf("%+v: whole is %v", c.gap, got)
		}
	}
}
