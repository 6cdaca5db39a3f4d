package resync

import (
	"sync"
	"time"
)

// firstSends is how many sends must fail alike, from the first on, for the sending
// to stop by itself.
const firstSends = 20

// gate watches the first answers. It is safe for use by several goroutines.
type gate struct {
	mu     sync.Mutex
	seen   int
	reason string
	mixed  bool // some were taken, or failed for another reason
	stop   string
}

// note takes an answer into account. Throttling is no failure.
func (g *gate) note(h heard) {
	if h.throttled {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.seen++; g.seen > firstSends {
		return
	}
	reason := h.reason()
	g.mixed = g.mixed || h.kind == yielded || g.seen > 1 && reason != g.reason
	g.reason = reason
	if g.seen == firstSends && !g.mixed {
		g.stop = "the first 20 scores failed for one and the same reason: " + h.words
		if h.cause != "" {
			g.stop += ". gradesync explain " + h.cause + " says what to do; then run gradesync resync again"
		}
	}
}

// stopped says why the sending stopped; empty when it did not.
func (g *gate) stopped() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.stop
}

// pace holds all workers back when the LMS asks for it. It is safe for use by
// several goroutines.
type pace struct {
	mu     sync.Mutex
	pause  time.Time // nothing leaves before
	strain int       // throttlings in a row
}

// note takes an answer into account.
func (p *pace) note(now time.Time, h heard) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if h.kind == yielded {
		p.strain = 0
	}
	if !h.throttled && h.retryAfter == 0 {
		return
	}
	d := h.retryAfter
	if h.throttled && d == 0 {
		p.strain++
		d = backoff(p.strain)
	}
	if end := now.Add(d); end.After(p.pause) {
		p.pause = end
	}
}

// until is the later of a moment and the end of the pause.
func (p *pace) until(at time.Time) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.pause.After(at) {
		return p.pause
	}
	return at
}
