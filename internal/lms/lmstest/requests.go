package lmstest

import (
	"strings"
	"testing"

	"github.com/gradesync/gradesync/internal/grade"
)

// Asked counts what a call asks the school for, in all and by kind of request.
func Asked(s School, call func()) (n int, kinds map[string]int) {
	before := s.Requests()
	call()
	kinds = map[string]int{}
	for kind, count := range s.Requests() {
		if d := count - before[kind]; d > 0 {
			kinds[kind], n = d, n+d
		}
	}
	return n, kinds
}

// RefreshAsksHalf proves that a refresh takes at most half of the requests of a book
// where nothing changed, and keeps tools, but neither grades, people nor visibility.
func RefreshAsksHalf(t *testing.T, r Refresher) {
	o := r.begin(t)
	book := func() {
		var err error
		o.last, err = o.lms.Book(t.Context(), o.course)
		o.must(t, err)
	}
	refresh := func() {
		var err error
		o.last, err = o.lms.Refresh(t.Context(), o.last, o.last.AskedAt)
		o.must(t, err)
	}
	refresh() // it and the first book learn of the site as well
	whole, _ := Asked(o, book)
	again, kinds := Asked(o, refresh)
	if 2*again > whole {
		t.Errorf("%d requests in place of %d: %v", again, whole, kinds)
	}
	for _, fact := range []grade.Fact{grade.FactResults, grade.FactRoster, grade.FactActivityVisible} {
		if strings.Contains(o.last.Sources[fact], "as of") {
			t.Errorf("%s was kept: %s", fact, o.last.Sources[fact])
		}
	}
	if !strings.Contains(o.last.Sources[grade.FactTools], ", as of ") {
		t.Errorf("tools are of %q", o.last.Sources[grade.FactTools])
	}
}
