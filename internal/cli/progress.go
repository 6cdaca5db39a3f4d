package cli

import (
	"context"
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
	app        *app
	stop, done chan struct{}

	mu    sync.Mutex
	what  string
	at    int
	total int
}

// progress returns the observer that a provider reports to. On a terminal it
// starts drawing when the work has lasted a while, until endProgress.
func (a *app) progress(ctx context.Context) lms.Progress {
	m := &meter{app: a, what: "reading the course"}
	if a.env.ErrWidth > 0 && !a.quiet && !a.env.plain() && a.verbose == 0 {
		m.stop, m.done = make(chan struct{}), make(chan struct{})
		go m.draw()
		a.meter = m
		a.cleanup = append(a.cleanup, a.endProgress)
	}
	return func(what string, done, total int) { m.step(ctx, what, done, total) }
}

// step notes that done of total parts of something are read.
func (m *meter) step(ctx context.Context, what string, done, total int) {
	m.mu.Lock()
	m.what, m.at, m.total = what, done, total
	m.mu.Unlock()
	m.app.log.Log(ctx, levelSteps, "reading", "what", what, "done", done, "total", total)
}

// draw rewrites the progress line until it is told to stop, then takes it away.
func (m *meter) draw() {
	defer close(m.done)
	select {
	case <-m.stop:
		return
	case <-time.After(slow):
	}
	bar := progressbar.NewOptions(-1,
		progressbar.OptionSetWriter(m.app.env.Err), progressbar.OptionSetWidth(24), progressbar.OptionSpinnerType(14),
		progressbar.OptionSetElapsedTime(true), progressbar.OptionClearOnFinish(),
	)
	tick := time.NewTicker(150 * time.Millisecond)
	defer tick.Stop()
	for {
		bar.Describe(m.words())
		_ = bar.Add(1) // a progress line that cannot be drawn is no failure
		select {
		case <-m.stop:
			_ = bar.Clear()
			return
		case <-tick.C:
		}
	}
}

func (m *meter) words() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.total == 0 {
		return m.what
	}
	return fmt.Sprintf("%s (%d of %d)", m.what, m.at, m.total)
}

// endProgress takes the progress line away before anything else is written.
func (a *app) endProgress() {
	if m := a.meter; m != nil {
		a.meter = nil
		close(m.stop)
		<-m.done
	}
}

// note tells the user something that is not the document; --quiet silences it.
// While both sides of a course are read it is held back, to leave the progress
// line alone.
func (a *app) note(format string, args ...any) {
	if a.quiet {
		return
	}
	line := fmt.Sprintf("gradesync: "+format+"\n", args...)
	if a.reading {
		a.held = append(a.held, line)
		return
	}
	a.endProgress()
	fmt.Fprint(a.env.Err, line)
}

// release ends the reading and tells what was held back.
func (a *app) release() {
	a.reading = false
	a.endProgress()
	for _, line := range a.held {
		fmt.Fprint(a.env.Err, line)
	}
	a.held = nil
}
