package httpkit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// exchange is a RoundTripper that bounds one exchange in time and size and logs it.
type exchange struct {
	base     http.RoundTripper
	limit    time.Duration
	maxBytes int64
	log      *slog.Logger
	redact   *redactor
	now      func() time.Time
	tell     func(Exchange) // of exchanges without a whole answer; nil for nobody
}

// errSlow is the cause with which an exchange ends its own context.
var errSlow = errors.New("time limit")

// RoundTrip adds the limits to one exchange. They hold until the body is closed.
func (x *exchange) RoundTrip(req *http.Request) (*http.Response, error) {
	limit := x.limit
	if own := callOf(req.Context()).within; own > 0 {
		limit = own
	}
	ctx, cancel := context.WithTimeoutCause(req.Context(), limit, errSlow)
	record := &record{x: x, req: req, start: x.now()}
	resp, err := x.base.RoundTrip(req.WithContext(context.WithValue(ctx, began{}, record.start)))
	if err != nil {
		err = slow(ctx, limit, err)
		cancel()
		record.write(0, err)
		return nil, err
	}
	body := &bounded{ReadCloser: resp.Body, left: x.maxBytes, max: x.maxBytes, ctx: ctx, limit: limit}
	resp.Body = &closer{ReadCloser: body, done: func() {
		cancel()
		record.bytes = body.max - body.left
		record.write(resp.StatusCode, body.err)
	}}
	return resp, nil
}

// slow turns an error that our own limit caused into one that says so.
func slow(ctx context.Context, limit time.Duration, err error) error {
	if errors.Is(context.Cause(ctx), errSlow) {
		return fmt.Errorf("%w: no complete answer within %s (%w)", grade.ErrTemporary, limit, errSlow)
	}
	return err
}

// bounded reads at most max bytes and knows the exchange's time limit.
type bounded struct {
	io.ReadCloser
	left, max int64
	ctx       context.Context
	limit     time.Duration
	err       error
}

// Read reads on until the answer ends, is too large, or takes too long.
func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.left -= int64(n)
	switch {
	case b.left < 0:
		b.err = fmt.Errorf("%w: the answer is larger than %d MiB", grade.ErrUnreadable, b.max>>20)
		return 0, b.err
	case err != nil && !errors.Is(err, io.EOF):
		b.err = slow(b.ctx, b.limit, err)
		return n, b.err
	}
	return n, err
}

// closer calls done once, when the body is closed.
type closer struct {
	io.ReadCloser
	once sync.Once
	done func()
}

// Close closes the body.
func (c *closer) Close() error {
	err := c.ReadCloser.Close()
	c.once.Do(c.done)
	return err
}

// record is the log line of one exchange.
type record struct {
	x     *exchange
	req   *http.Request
	start time.Time
	bytes int64
}

func (r *record) write(status int, err error) {
	ctx := r.req.Context()
	attrs := []slog.Attr{
		slog.String("method", r.req.Method),
		slog.String("host", r.req.URL.Host),
		slog.String("path", r.x.redact.clean(r.req.URL.Path)),
		slog.Int("status", status),
		slog.Int64("ms", r.x.now().Sub(r.start).Milliseconds()),
		slog.Int64("bytes", r.bytes),
		slog.Int("attempt", attemptOf(ctx)),
	}
	if label := Label(ctx); label != "" {
		attrs = append(attrs, slog.String("call", label))
	}
	if err != nil {
		attrs = append(attrs, slog.String("error", r.x.redact.clean(err.Error())))
		r.x.broke(err, r.x.now().Sub(r.start))
	}
	r.x.log.LogAttrs(ctx, slog.LevelDebug, "request", attrs...)
}
