package httpkit

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/time/rate"

	"github.com/gradesync/gradesync/internal/grade"
)

// tripper answers without a network, so that the waits of a test are those of a
// bubble's clock.
type tripper func(*http.Request) (*http.Response, error)

func (f tripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func reply(r *http.Request, code int, header ...string) *http.Response {
	resp := &http.Response{StatusCode: code, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("{}")), Request: r}
	for i := 0; i+1 < len(header); i += 2 {
		resp.Header.Set(header[i], header[i+1])
	}
	return resp
}

func TestRetryAfterIsObeyed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		c := client(t, "http://lms.example", func(o *Options) {
			o.Transport = tripper(func(r *http.Request) (*http.Response, error) {
				if calls++; calls == 1 {
					return reply(r, 429, "Retry-After", "60"), nil
				}
				return reply(r, 200), nil
			})
		})
		start := time.Now()
		if _, err := c.Send(c.R(t.Context()), http.MethodGet, "/x"); err != nil {
			t.Fatal(err)
		}
		if waited := time.Since(start); waited < time.Minute || waited > 61*time.Second {
			t.Errorf("waited %s, the server asked for 60 s", waited)
		}
	})
}

func TestTooLongARetryAfterEndsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		c := client(t, "http://lms.example", func(o *Options) {
			o.Transport = tripper(func(r *http.Request) (*http.Response, error) {
				calls++
				return reply(r, 429, "Retry-After", "86400"), nil
			})
		})
		_, err := c.Send(c.R(t.Context()), http.MethodGet, "/x")
		if calls != 1 || !errors.Is(err, grade.ErrThrottled) {
			t.Errorf("%v after %d calls", err, calls)
		}
	})
}

func TestParseRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 21, 18, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"": 0, "5": 5 * time.Second, "-1": 0, "soon": 0, "99999999999": 0,
		"Sat, 21 Nov 2026 18:00:30 GMT": 30 * time.Second,
		"Sat, 21 Nov 2026 17:00:00 GMT": 0,
	} {
		if got := ParseRetryAfter(header, now); got != want {
			t.Errorf("%q is %s, want %s", header, got, want)
		}
	}
}

// stuck answers nothing until its request is given up.
func stuck(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

func TestTimeLimits(t *testing.T) {
	for _, own := range []time.Duration{0, 5 * time.Minute} {
		synctest.Test(t, func(t *testing.T) {
			calls := 0
			c := client(t, "http://lms.example", func(o *Options) {
				o.Timeout = 30 * time.Second
				o.Transport = tripper(func(r *http.Request) (*http.Response, error) {
					calls++
					return stuck(r)
				})
			})
			ctx, wantCalls, wantTime := t.Context(), 3, 90*time.Second
			if own > 0 {
				ctx, wantCalls, wantTime = Within(ctx, own), 1, own
			}
			start := time.Now()
			_, err := c.Send(c.R(ctx), http.MethodGet, "/x")
			if !errors.Is(err, grade.ErrTemporary) || ctx.Err() != nil {
				t.Errorf("got %v", err)
			}
			if took := time.Since(start).Truncate(time.Second); calls != wantCalls || took != wantTime {
				t.Errorf("%d calls in %s, want %d in %s", calls, took, wantCalls, wantTime)
			}
		})
	}
}

func TestBodyThatStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := client(t, "http://lms.example", func(o *Options) {
			o.Retry.Attempts = 1
			o.Transport = tripper(func(r *http.Request) (*http.Response, error) {
				resp := reply(r, 200)
				resp.Body = io.NopCloser(readUntil{r})
				return resp, nil
			})
		})
		if _, err := c.Send(c.R(t.Context()), http.MethodGet, "/x"); !errors.Is(err, errSlow) {
			t.Errorf("got %v", err)
		}
	})
}

type readUntil struct{ r *http.Request }

func (u readUntil) Read([]byte) (int, error) {
	<-u.r.Context().Done()
	return 0, u.r.Context().Err()
}

func TestBudgetWaitsAndNeverFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var now, most atomic.Int32
		c := client(t, "http://lms.example", func(o *Options) {
			o.Budget = Budget{PerSecond: 2, Burst: 1, Parallel: 3}
			o.Transport = tripper(func(r *http.Request) (*http.Response, error) {
				most.Store(max(most.Load(), now.Add(1)))
				time.Sleep(4 * time.Second)
				now.Add(-1)
				return reply(r, 200), nil
			})
		})
		start := time.Now()
		var all sync.WaitGroup
		for range 9 {
			all.Go(func() {
				if _, err := c.Send(c.R(t.Context()), http.MethodGet, "/x"); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if most.Load() != 3 {
			t.Errorf("%d at a time, want 3", most.Load())
		}
		if took := time.Since(start); took < 12*time.Second {
			t.Errorf("nine requests of 4 s, three at a time, took %s", took)
		}
	})
}

// aTurn asks twice for a host that allows one request in 1000 s, and returns how
// the second went.
func aTurn(ctx context.Context) error {
	b := newBudget(Budget{PerSecond: 0.001, Burst: 1, Parallel: 1}, tripper(func(r *http.Request) (*http.Response, error) {
		return reply(r, 200), nil
	}))
	var err error
	for range 2 {
		req, bad := http.NewRequestWithContext(ctx, http.MethodGet, "http://lms.example/", nil)
		if bad != nil {
			return bad
		}
		var resp *http.Response
		if resp, err = b.RoundTrip(req); err == nil {
			_ = resp.Body.Close()
		}
	}
	return err
}

func TestLongTurnIsNoFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		if err := aTurn(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestTurnEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := aTurn(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}

func TestThrottlingHalvesAndRecovers(t *testing.T) {
	a := &allowance{full: 8, limiter: rate.NewLimiter(8, 1), places: make(chan struct{}, 1)}
	a.learn(429, 1)
	a.learn(429, 1)
	if got := a.limiter.Limit(); got != 2 {
		t.Errorf("after two refusals %v a second, want 2", got)
	}
	for range 100 {
		a.learn(200, 1)
	}
	if got := a.limiter.Limit(); got != 8 {
		t.Errorf("recovered to %v, want 8", got)
	}
	for range 100 {
		a.learn(429, 1)
	}
	if got := a.limiter.Limit(); got <= 0 {
		t.Errorf("stopped for good at %v", got)
	}
}

// remaining reads a header that counts down from 100.
func remaining(h http.Header) (float64, bool) {
	left, err := strconv.ParseFloat(h.Get("X-Left"), 64)
	return left / 100, err == nil
}

// A host that says it has little left is asked more slowly, at once and without
// the burst that was saved up, and as fast as before when it has recovered.
func TestPaceIsObeyed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		left := "100"
		c := client(t, "http://lms.example", func(o *Options) {
			o.Budget = Budget{PerSecond: 10, Burst: 10, Parallel: 1, Pace: remaining}
			o.Transport = tripper(func(r *http.Request) (*http.Response, error) { return reply(r, 200, "X-Left", left), nil })
		})
		took := func(requests int) time.Duration {
			start := time.Now()
			for range requests {
				if _, err := c.Send(c.R(t.Context()), http.MethodGet, "/x"); err != nil {
					t.Fatal(err)
				}
			}
			return time.Since(start)
		}
		if d := took(5); d > 0 {
			t.Errorf("five of a burst of ten took %s", d)
		}
		left = "10"
		took(2)
		if d := took(4); d < 3*time.Second || d > 5*time.Second {
			t.Errorf("four at a tenth of ten a second took %s", d)
		}
		left = "0"
		took(2)
		if d := took(1); d < 6*time.Second || d > 7*time.Second {
			t.Errorf("one at the slowest rate took %s", d)
		}
		left = "100"
		took(40)
		time.Sleep(time.Minute)
		if d := took(10); d > 0 {
			t.Errorf("ten after the recovery took %s", d)
		}
	})
}
