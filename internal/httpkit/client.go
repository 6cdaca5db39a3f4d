package httpkit

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"
)

// Options configure a Client. The zero value of each is a sound default.
type Options struct {
	BaseURL   string // requests with a path go below it
	UserAgent string // "gradesync/VERSION" when empty
	// Timeout bounds one exchange, from the moment the budget lets it go to the
	// last byte of its answer; 60 s when zero. See Within.
	Timeout time.Duration
	Budget  Budget
	Retry   Retry
	// MaxBytes is the largest answer that is read; 128 MiB when zero.
	MaxBytes int64
	// Transport makes the connections; a clone of http.DefaultTransport when nil.
	Transport http.RoundTripper
	Log       *slog.Logger // nil: no log
	// Secrets are texts that must never appear in a log or an error.
	Secrets []string
	// Classify returns the error of an answer that came, nil when it is good.
	// ClassifyStatus when nil. It is asked before each repetition and must be cheap.
	Classify func(*resty.Response) error
	// Observe is told of every exchange that ended, also of those that are repeated,
	// from several goroutines at once; nil for nobody.
	Observe func(Exchange)
	Now     func() time.Time // time.Now when nil
}

// Client sends requests within the limits of its Options.
type Client struct {
	resty    *resty.Client
	classify func(*resty.Response) error
	redact   *redactor
	waitMax  time.Duration
	now      func() time.Time
}

// New returns a client. Its only error is a base URL that cannot be one.
func New(o Options) (*Client, error) {
	base, err := baseURL(o.BaseURL)
	if err != nil {
		return nil, err
	}
	o = withDefaults(o)
	c := &Client{classify: o.Classify, redact: newRedactor(o.Secrets), waitMax: o.Retry.MaxWait, now: o.Now}
	ex := &exchange{base: o.Transport, limit: o.Timeout, maxBytes: o.MaxBytes, log: o.Log, redact: c.redact, now: o.Now, tell: o.Observe}
	c.resty = resty.NewWithClient(&http.Client{
		Transport:     newBudget(o.Budget, ex),
		CheckRedirect: sameHostReads,
	}).
		SetBaseURL(base).
		SetHeader("User-Agent", o.UserAgent).
		SetLogger(silent{}).
		SetRetryCount(o.Retry.Attempts - 1).
		SetRetryWaitTime(o.Retry.Wait).
		SetRetryMaxWaitTime(o.Retry.MaxWait).
		SetRetryAfter(c.retryAfter).
		AddRetryCondition(c.again)
	c.resty.OnBeforeRequest(func(_ *resty.Client, r *resty.Request) error {
		r.SetContext(context.WithValue(r.Context(), attemptKey{}, r.Attempt))
		return nil
	})
	c.observe(o.Observe)
	return c, nil
}

func withDefaults(o Options) Options {
	if o.UserAgent == "" {
		o.UserAgent = "gradesync/" + version()
	}
	if o.Timeout <= 0 {
		o.Timeout = time.Minute
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = 128 << 20
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Classify == nil {
		o.Classify = ClassifyStatus
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	o.Retry = o.Retry.withDefaults()
	o.Budget = o.Budget.withDefaults()
	if o.Transport == nil {
		o.Transport = defaultTransport(o.Budget.Parallel)
	}
	return o
}

func defaultTransport(parallel int) http.RoundTripper {
	t, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport
	}
	t = t.Clone()
	t.MaxIdleConnsPerHost = parallel
	return t
}

func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return strings.Trim(info.Main.Version, "()")
	}
	return "devel"
}

// baseURL checks and trims the base; an error does not repeat it, for it may hold
// a password.
func baseURL(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	u, err := url.Parse(text)
	switch {
	case err != nil, u.Host == "":
		return "", errors.New("the address is not a URL such as https://lms.example.edu")
	case u.Scheme != "https" && u.Scheme != "http":
		return "", fmt.Errorf("the address of %s begins with %q: https is needed", u.Host, u.Scheme+":")
	case u.User != nil:
		return "", fmt.Errorf("the address of %s holds a user name or password: leave it out", u.Host)
	}
	u.RawQuery, u.Fragment = "", ""
	return strings.TrimRight(u.String(), "/"), nil
}

// sameHostReads follows a redirect only for a read on the same host. A redirected
// POST becomes a GET without its form, and its answer explains nothing; a token
// must not travel to another host.
func sameHostReads(req *http.Request, via []*http.Request) error {
	first := via[0]
	if len(via) >= 5 || first.Method != http.MethodGet || req.URL.Host != first.URL.Host {
		return http.ErrUseLastResponse
	}
	return nil
}

// R returns a new request that lives as long as ctx. Send it with Send.
func (c *Client) R(ctx context.Context) *resty.Request { return c.resty.R().SetContext(ctx) }

// Send executes the request and, where the policy allows, repeats it. The error
// has a class of package grade, ErrTLS, or is the context's own; it never holds a
// query, a form or a token. The response is nil when no answer came, and is
// returned beside the error when one did.
func (c *Client) Send(req *resty.Request, method, path string) (*resty.Response, error) {
	resp, err := req.Execute(method, path)
	if resp == nil || resp.RawResponse == nil {
		resp = nil
	}
	if failure := c.failure(req.Context(), resp, err); failure != nil {
		return resp, fmt.Errorf("%s: %w", what(req.Context(), method, path), failure)
	}
	return resp, nil
}

// Redact replaces in text what looks like a token and every secret of the client.
func (c *Client) Redact(text string) string { return c.redact.clean(text) }

// what names a request without its query.
func what(ctx context.Context, method, path string) string {
	if label := Label(ctx); label != "" {
		return label
	}
	return method + " " + pathOnly(path)
}

func pathOnly(raw string) string {
	if u, err := url.Parse(raw); err == nil {
		return u.Path
	}
	path, _, _ := strings.Cut(raw, "?")
	return path
}

// silent is resty's logger: its lines hold whole URLs, and ours say the same.
type silent struct{}

func (silent) Errorf(string, ...any) {}
func (silent) Warnf(string, ...any)  {}
func (silent) Debugf(string, ...any) {}
