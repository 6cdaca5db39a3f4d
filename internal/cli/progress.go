package cli

import (
	"fmt"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/gradesync/gradesync/internal/lms"
)

// slow is how long work may take before progress is shown.
const slow = time.Second

// meter shows how far a long read is: one rewritten line on a terminal, and log
// lines otherwise. It is safe for concurrent use.
type meter struct {
	app   *app
	begun time.Time

	mu   sync.Mutex
	bar  *progressbar.ProgressBar
	what string
}

// progress returns the observer that a provider reports to.
func (a *app) progress() lms.Progress {
	m := &meter{app: a, begun: a.env.Now()}
	a.meter = m
	return m.step
}

// step notes that done of total parts of something are read.
func (m *meter) step(what string, done, total int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	a := m.app
	if a.env.ErrWidth == 0 || a.quiet || a.env.plain() || a.verbose > 0 {
		a.log.Info("reading", "what", what, "done", done, "total", total)
		return
	}
	if a.env.Now().Sub(m.begun) < slow {
		return
	}
	if m.bar == nil || m.what != what {
		m.close()
		m.what, m.bar = what, m.newBar(what, total)
	}
	_ = m.bar.Set(done) // a progress line that cannot be drawn is no failure
}

func (m *meter) newBar(what string, total int) *progressbar.ProgressBar {
	if total <= 0 {
		total = -1
	}
	return progressbar.NewOptions(total,
		progressbar.OptionSetWriter(m.app.env.Err), progressbar.OptionSetDescription(what),
		progressbar.OptionSetWidth(24), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100*time.Millisecond),
	)
}

func (m *meter) close() {
	if m.bar != nil {
		_ = m.bar.Clear()
		m.bar = nil
	}
}

// endProgress takes the progress line away before anything else is written.
func (a *app) endProgress() {
	if a.meter == nil {
		return
	}
	a.meter.mu.Lock()
	defer a.meter.mu.Unlock()
	a.meter.close()
}

// note tells the user something that is not the document. --quiet silences it.
func (a *app) note(format string, args ...any) {
	if a.quiet {
		return
	}
	a.endProgress()
	fmt.Fprintf(a.env.Err, "gradesync: "+format+"\n", args...)
}
