package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gradesync/gradesync/internal/metrics"
	"github.com/gradesync/gradesync/internal/pull"
)

// listen tells monitoring how the pulling goes until the command ends. It knows what
// the store knows, so that each worker answers for all of them.
func (s *syncing) listen(ctx context.Context) error {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.o.listen)
	if err != nil {
		return &problem{err: fmt.Errorf("--listen %s: %w", s.o.listen, plainNet(err)), code: exitUsage,
			hint: "give a free port, as --listen :9464, or an address of this machine with one"}
	}
	after := context.WithoutCancel(ctx)
	server := &http.Server{
		Handler: s.monitor(after), ReadTimeout: 5 * time.Second, WriteTimeout: 20 * time.Second, IdleTimeout: time.Minute,
		MaxHeaderBytes: 16 << 10, BaseContext: func(net.Listener) context.Context { return after },
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			s.log.Error("monitoring can ask no more", "error", err)
		}
	}()
	s.note("monitoring may ask at http://%s/healthz and /metrics", l.Addr())
	s.cleanup = append(s.cleanup, func() {
		_ = server.Close() // nobody needs the answer any more
		<-done
	})
	return nil
}

// plainNet leaves out the address, which was said already.
func plainNet(err error) error {
	if op, ok := errors.AsType[*net.OpError](err); ok {
		return op.Err
	}
	return err
}

// monitor answers those who ask how it goes.
func (s *syncing) monitor(ctx context.Context) http.Handler {
	mux := http.NewServeMux()
	look := func() (*pull.Status, error) { return s.look(ctx) }
	mux.Handle("GET /metrics", s.counts.Handler(metrics.Source{Version: s.env.Version, LMS: s.c.profile.LMS.Kind, Look: look}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		word, code := health(look()), http.StatusOK
		if word != healthy {
			code = http.StatusServiceUnavailable
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(code)
		_, _ = io.WriteString(w, word+"\n") // who hung up needs no answer
	})
	return mux
}

// healthy is the word for a list of courses that was read within two intervals, over
// a connection that works.
const healthy = "ok"

// health is that word, or the reason why not. What single courses suffer is none: to
// start the process again, as who asks may do, would not cure it.
func health(st *pull.Status, err error) string {
	if err != nil {
		return "store"
	}
	for _, p := range []pull.Problem{pull.NotConnected, pull.NeverSynced, pull.ListOverdue} {
		if slices.Contains(st.Problems, p) {
			return string(p)
		}
	}
	return healthy
}

// glance is what the store said last.
type glance struct {
	mu     sync.Mutex
	at     time.Time
	status *pull.Status
	err    error
}

const (
	// lookAgain is how long an answer of the store is good for all who ask.
	lookAgain = 2 * time.Second
	// lookLimit is how long to wait for it.
	lookLimit = 10 * time.Second
)

// look asks the store how it goes, and waits only so long. However many ask at once,
// the store is asked once.
func (s *syncing) look(ctx context.Context) (*pull.Status, error) {
	l := &s.last
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.at.IsZero() || s.env.Now().Sub(l.at) >= lookAgain {
		ctx, cancel := context.WithTimeout(ctx, lookLimit)
		defer cancel()
		l.status, l.err = s.puller.Status(ctx, 2*s.o.interval)
		l.at = s.env.Now()
	}
	return l.status, l.err
}
