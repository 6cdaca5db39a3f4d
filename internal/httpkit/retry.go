package httpkit

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/go-resty/resty/v2"

	"github.com/gradesync/gradesync/internal/grade"
)

// Retry says how often and how patiently a read is repeated. Waits grow
// exponentially from Wait with jitter; a Retry-After header is obeyed instead, and
// one beyond MaxWait ends the trying.
type Retry struct {
	Attempts int           // in all; 4 when zero, 1 means never again
	Wait     time.Duration // 500 ms when zero
	MaxWait  time.Duration // 2 min when zero
}

func (r Retry) withDefaults() Retry {
	if r.Attempts <= 0 {
		r.Attempts = 4
	}
	if r.Wait <= 0 {
		r.Wait = 500 * time.Millisecond
	}
	if r.MaxWait <= 0 {
		// resty clamps a server's Retry-After to this, and its own default is 2 s.
		r.MaxWait = 2 * time.Minute
	}
	return r
}

// again is the only retry condition: a read, and a failure that may pass.
func (c *Client) again(resp *resty.Response, err error) bool {
	if resp == nil || resp.Request == nil || resp.Request.Context().Err() != nil {
		return false
	}
	if !isRead(resp.Request) {
		return false
	}
	ctx, answer := resp.Request.Context(), resp
	if resp.RawResponse == nil {
		answer = nil
	}
	if callOf(ctx).within > 0 && resp.StatusCode() == http.StatusGatewayTimeout {
		return false
	}
	return passes(ctx, c.failure(ctx, answer, err))
}

func isRead(r *resty.Request) bool {
	return r.Method == http.MethodGet || r.Method == http.MethodHead || callOf(r.Context()).repeatable
}

func passes(ctx context.Context, err error) bool {
	switch {
	case errors.Is(err, errSlow):
		return callOf(ctx).within == 0
	case errors.Is(err, grade.ErrTemporary), errors.Is(err, grade.ErrThrottled):
		return true
	}
	return errors.Is(err, io.ErrUnexpectedEOF)
}

var errTooLong = errors.New("the server asks for a longer wait than allowed")

// retryAfter reads the header in both of its forms; zero means that there is none.
func (c *Client) retryAfter(_ *resty.Client, resp *resty.Response) (time.Duration, error) {
	if resp == nil || resp.RawResponse == nil {
		return 0, nil
	}
	wait := ParseRetryAfter(resp.Header().Get("Retry-After"), c.now())
	if wait > c.waitMax {
		return 0, errTooLong
	}
	return wait, nil
}

// ParseRetryAfter returns how long a Retry-After header asks to wait from now on,
// zero when it is missing, unreadable or past.
func ParseRetryAfter(header string, now time.Time) time.Duration {
	if seconds, err := strconv.Atoi(header); err == nil {
		if seconds > 0 && seconds < 1<<31 {
			return time.Duration(seconds) * time.Second
		}
		return 0
	}
	if at, err := http.ParseTime(header); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}
