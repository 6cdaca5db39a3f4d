package pull

import (
	"log/slog"
	"time"

	"github.com/gradesync/gradesync/internal/lms"
	"github.com/gradesync/gradesync/internal/store"
)

// Puller brings the courses of one LMS into one store. Its methods may be called
// from several goroutines, and in several processes with the same store.
type Puller struct {
	LMS   lms.LMS
	Site  string // as the store names it; see store.Site
	Store *store.Store
	Now   func() time.Time
	// Parallel is how many courses are read at once; 4 when zero.
	Parallel int
	// Full is how long a course may be refreshed before it is read anew as a whole,
	// which alone sees every change; 24 h when zero.
	Full time.Duration
	// Progress is told of every course that is done with; nil for nobody.
	Progress lms.Progress
	// Observe is told of every attempt that ended, from several goroutines at once; nil
	// for nobody.
	Observe func(Event)
	Log     *slog.Logger // nil: no log
}

func (p *Puller) parallel() int {
	if p.Parallel > 0 {
		return p.Parallel
	}
	return 4
}

func (p *Puller) full() time.Duration {
	if p.Full > 0 {
		return p.Full
	}
	return 24 * time.Hour
}

func (p *Puller) log() *slog.Logger {
	if p.Log != nil {
		return p.Log
	}
	return slog.New(slog.DiscardHandler)
}

func (p *Puller) tell(what string, done, total int) {
	if p.Progress != nil {
		p.Progress(what, done, total)
	}
}
