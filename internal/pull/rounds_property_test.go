package pull_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/pull"
)

// TestStoreIsWhatTheLMSShows: whatever changes between rounds, after each of them the
// store holds, but for history, what one that is new to the school does.
func TestStoreIsWhatTheLMSShows(t *testing.T) {
	t.Parallel()
	kinds(t, func(t *testing.T, kind string) {
		sequences := 4
		switch {
		case os.Getenv("GRADESYNC_LONG") != "":
			sequences = 15
		case testing.Short():
			sequences = 1
		}
		for range sequences {
			seed := rand.Uint64()
			if problem := sequence(t, kind, rand.New(rand.NewPCG(seed, 1))); problem != "" {
				t.Fatalf("seed %d: %s", seed, problem)
			}
		}
	})
}

// sequence makes changes and rounds, and says what is wrong after one of them.
func sequence(t *testing.T, kind string, random *rand.Rand) string {
	t.Helper()
	s := pulled(t, lab.Options{LMS: kind, Courses: 3, Learners: 5, Activities: 4})
	all := changesOfCourses()
	var made []string
	for range 4 {
		for range random.IntN(6) {
			if ch := all[random.IntN(len(all))]; happen(t, s.Lab, s.store, s.pull.Site, ch, random.IntN(1_000_000)) {
				made = append(made, ch.name)
			}
		}
		if sum := s.round(t, pull.Round{}); sum.Partial() {
			return sum.Failures[0].Reason
		}
		if diff := unlike(present(contents(t, s.store, s.pull.Site)), present(s.asNew(t, kind))); diff != "" {
			return "after " + strings.Join(made, ", ") + ", a new store (-) and this one:\n" + diff
		}
	}
	return ""
}

// asNew are the contents of a store that was made now.
func (s *school) asNew(t *testing.T, kind string) []content {
	t.Helper()
	fresh := &school{Lab: s.Lab, url: s.url, now: s.now}
	fresh.openStore(t, filepath.Join(t.TempDir(), "new.db"))
	defer fresh.store.Close()
	fresh.connect(t, kind, s.Token())
	fresh.round(t, pull.Round{})
	fresh.openAll(t)
	fresh.round(t, pull.Round{})
	return contents(t, fresh.store, fresh.pull.Site)
}
