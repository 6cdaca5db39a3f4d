package lms

import (
	"maps"
	"strings"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// asOf stands between the call that told a fact and the moment it did, where the
// fact was kept from an earlier reading.
const asOf = ", as of "

// Keep says in the sources of b that facts were kept from last, and of when they
// are. A fact that last itself had kept stays of the time it says.
func Keep(b, last *grade.Book, facts ...grade.Fact) {
	sources := maps.Clone(b.Sources)
	for _, fact := range facts {
		source, told := last.Sources[fact]
		if !told {
			continue
		}
		if !strings.Contains(source, asOf) {
			source += asOf + last.AskedAt.UTC().Format(time.RFC3339)
		}
		sources[fact] = source
	}
	b.Sources = sources
}

// Whole tells whether nothing of a book failed to be read. What the credentials do
// not reach, and what nobody can ask for, is no failure; nor is what Resolve and
// Completion could not add, for it is no part of a reading.
func Whole(b *grade.Book) bool {
	for _, g := range b.Gaps {
		added := g.Fact == grade.FactCompletions || g.Fact == grade.FactFormerIDs || g.Fact == grade.FactContexts
		if g.Class == grade.Failed && !added {
			return false
		}
	}
	return true
}

// GapsOf are the gaps of a book that are about one of the facts.
func GapsOf(b *grade.Book, facts ...grade.Fact) []grade.Gap {
	var gaps []grade.Gap
	for _, g := range b.Gaps {
		for _, fact := range facts {
			if g.Fact == fact {
				gaps = append(gaps, g)
			}
		}
	}
	return gaps
}

// CourseOf is the id of the course that a book is of, empty for none.
func CourseOf(b *grade.Book) string {
	if b == nil {
		return ""
	}
	return b.Course.ID
}
