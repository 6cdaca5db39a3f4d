package diagnose

import (
	"testing"

	"pgregory.net/rapid"
)

// Situations are the courses of all rules' files, for tests of rooms above.
func Situations(t *testing.T) []Input {
	t.Helper()
	var all []Input
	for _, lines := range allPatches(t) {
		all = append(all, patched(t, lines).input())
	}
	return all
}

// TroubledCourse draws a course with several situations at once.
func TroubledCourse(t *testing.T) func(*rapid.T) Input {
	t.Helper()
	patches := allPatches(t)
	return func(t *rapid.T) Input { return troubledCourse(t, patches).input() }
}
