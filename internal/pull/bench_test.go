package pull_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/pull"
)

// BenchmarkOnce is a round over twenty courses of 40 learners and 12 activities, with the
// practice LMS in the same process and answering at once: the first one, one in which
// nothing has changed, and one in which all is read anew and nothing has changed.
func BenchmarkOnce(b *testing.B) {
	for _, kind := range []string{"moodle", "canvas"} {
		s := open(b, lab.Options{LMS: kind, Courses: 20, Learners: 40, Activities: 12})
		s.round(b, pull.Round{})
		s.openAll(b)
		s.round(b, pull.Round{}) // the practice LMS remembers its answers
		b.Run(kind+"/first", func(b *testing.B) {
			for n := range b.N {
				b.StopTimer()
				fresh := &school{Lab: s.Lab, url: s.url, now: s.now}
				fresh.openStore(b, fmt.Sprintf("%s/%d.db", b.TempDir(), n))
				fresh.connect(b, kind, s.Token())
				fresh.round(b, pull.Round{})
				fresh.openAll(b)
				b.StartTimer()
				fresh.round(b, pull.Round{})
			}
		})
		for name, full := range map[string]time.Duration{"unchanged": 24 * time.Hour * 365 * 100, "unchanged and whole": time.Minute} {
			b.Run(kind+"/"+name, func(b *testing.B) {
				s.pull.Full = full
				for b.Loop() {
					s.round(b, pull.Round{})
				}
			})
		}
	}
}
