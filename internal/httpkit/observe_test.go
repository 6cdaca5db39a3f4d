package httpkit

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"
)

// TestObserve: each exchange is told of once, in the class that its protocol gives it.
func TestObserve(t *testing.T) {
	t.Parallel()
	cut := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, "half")
	}
	endless := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	for name, tt := range map[string]struct {
		handlers []http.HandlerFunc
		attempts int
		within   time.Duration
		want     []string
	}{
		"good":         {handlers: []http.HandlerFunc{good}, attempts: 3, want: []string{"ok"}},
		"repeated":     {handlers: []http.HandlerFunc{status(503), status(429), good}, attempts: 3, want: []string{"temporary", "throttled", "ok"}},
		"asked once":   {handlers: []http.HandlerFunc{status(503)}, attempts: 1, want: []string{"temporary"}},
		"refused":      {handlers: []http.HandlerFunc{status(401)}, attempts: 3, want: []string{"auth"}},
		"cut off":      {handlers: []http.HandlerFunc{cut, good}, attempts: 3, want: []string{"unreadable", "ok"}},
		"slow":         {handlers: []http.HandlerFunc{endless}, attempts: 1, within: 50 * time.Millisecond, want: []string{"temporary"}},
		"asker leaves": {handlers: []http.HandlerFunc{endless}, attempts: 1, want: []string{"ended"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, _ := answers(t, tt.handlers...)
			seen := watch{}
			c := client(t, srv.URL, func(o *Options) { o.Retry.Attempts, o.Observe = tt.attempts, seen.add })
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			switch {
			case tt.within > 0:
				ctx = Within(ctx, tt.within)
			case name == "asker leaves":
				time.AfterFunc(50*time.Millisecond, cancel)
			}
			_, _ = c.Send(c.R(ctx), http.MethodGet, "/x") // what it comes to is not the matter here
			if got := seen.all(); !slices.Equal(got, tt.want) {
				t.Errorf("told of %q, want %q", got, tt.want)
			}
		})
	}
}

// TestObserveTLS: a connection that cannot be made secure has a class of its own.
func TestObserveTLS(t *testing.T) {
	t.Parallel()
	srv := httptest.NewTLSServer(http.HandlerFunc(good))
	t.Cleanup(srv.Close)
	seen := watch{}
	c := client(t, srv.URL, func(o *Options) { o.Observe = seen.add })
	if _, err := c.Send(c.R(t.Context()), http.MethodGet, "/x"); err == nil {
		t.Fatal("a certificate nobody knows was trusted")
	}
	if got := seen.all(); !slices.Equal(got, []string{ClassTLS}) {
		t.Errorf("told of %q", got)
	}
}

// watch keeps the classes it is told of, which must be known ones.
type watch struct {
	mu   sync.Mutex
	seen []string
}

func (w *watch) add(x Exchange) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !slices.Contains(Classes(), x.Class) || x.Took < 0 {
		x.Class = "impossible: " + x.Class
	}
	w.seen = append(w.seen, x.Class)
}

func (w *watch) all() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.seen)
}
