package httpkit

import (
	"context"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Budget is what one host is asked for at most. A request above it waits; it
// never fails for it.
type Budget struct {
	PerSecond float64 // 10 when zero
	Burst     int     // 10 when zero
	Parallel  int     // 4 when zero
	// Pace reads off an answer's headers which share of PerSecond its host can bear
	// now, from 0 to 1; known is false when they do not tell. Nil for hosts that
	// say nothing but 429.
	Pace func(http.Header) (share float64, known bool)
}

func (b Budget) withDefaults() Budget {
	if b.PerSecond <= 0 {
		b.PerSecond = 10
	}
	if b.Burst <= 0 {
		b.Burst = 10
	}
	if b.Parallel <= 0 {
		b.Parallel = 4
	}
	return b
}

// budget is a RoundTripper that lets requests go within a Budget for each host.
type budget struct {
	Budget
	next http.RoundTripper

	mu    sync.Mutex
	hosts map[string]*allowance
}

func newBudget(b Budget, next http.RoundTripper) *budget {
	return &budget{Budget: b, next: next, hosts: map[string]*allowance{}}
}

// RoundTrip waits for the host's allowance, and holds a place until the body of
// the answer is closed.
func (b *budget) RoundTrip(req *http.Request) (*http.Response, error) {
	a := b.host(req.URL.Host)
	if err := a.enter(req.Context()); err != nil {
		if req.Body != nil {
			_ = req.Body.Close()
		}
		return nil, err
	}
	resp, err := b.next.RoundTrip(req)
	if err != nil {
		a.leave()
		return nil, err
	}
	a.learn(resp.StatusCode, b.share(resp.Header))
	resp.Body = &closer{ReadCloser: resp.Body, done: a.leave}
	return resp, nil
}

func (b *budget) host(name string) *allowance {
	b.mu.Lock()
	defer b.mu.Unlock()
	a, ok := b.hosts[name]
	if !ok {
		a = &allowance{
			full:    rate.Limit(b.PerSecond),
			burst:   b.Burst,
			limiter: rate.NewLimiter(rate.Limit(b.PerSecond), b.Burst),
			places:  make(chan struct{}, b.Parallel),
		}
		b.hosts[name] = a
	}
	return a
}

// allowance is the budget of one host: half the rate after a 429, what Pace says
// where it says less, and a twentieth of the full rate back for each good answer.
// While the rate is below the full one nothing is saved up for a burst.
type allowance struct {
	full    rate.Limit
	burst   int
	limiter *rate.Limiter
	places  chan struct{}
	mu      sync.Mutex
}

func (a *allowance) enter(ctx context.Context) error {
	select {
	case a.places <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	// Limiter.Wait fails at once when the deadline is nearer than the turn; Reserve
	// waits as long as there is time.
	turn := a.limiter.Reserve()
	if err := Sleep(ctx, turn.Delay()); err != nil {
		turn.Cancel()
		a.leave()
		return err
	}
	return nil
}

// Sleep waits, and ends early with the context's error when that ends.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (a *allowance) leave() { <-a.places }

// share is what an answer's headers leave of the full rate.
func (b *budget) share(header http.Header) float64 {
	if b.Pace != nil {
		if share, known := b.Pace(header); known {
			return min(max(share, 0), 1)
		}
	}
	return 1
}

func (a *allowance) learn(status int, share float64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	next := a.limiter.Limit()
	switch {
	case status == http.StatusTooManyRequests:
		next /= 2
	case status < 400:
		next += a.full / 20
	}
	a.set(max(min(next, a.full*rate.Limit(share)), a.full/64))
}

// set changes the rate, and with it whether a burst may be saved up.
func (a *allowance) set(limit rate.Limit) {
	if limit == a.limiter.Limit() {
		return
	}
	a.limiter.SetLimit(limit)
	burst := a.burst
	if limit < a.full {
		burst = 1
	}
	a.limiter.SetBurst(burst)
}
