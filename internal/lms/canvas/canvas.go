// Package canvas reads courses and gradebooks of Canvas LMS through its REST API.
// docs/lms/canvas.md says which token, scopes and permissions that takes, and what
// each part of a book is made of.
package canvas

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gradesync/gradesync/internal/httpkit"
	"github.com/gradesync/gradesync/internal/lms"
)

// Options configure a Provider. Either Token or TokenSource is needed.
type Options struct {
	URL   string // of the site, without /api/v1
	Token string // an access token that does not change
	// TokenSource fetches a new access token; see RefreshToken. It is called when
	// there is none yet, and once for each time that Canvas refuses the last one. A
	// token lives in memory only.
	TokenSource TokenSource
	// HTTP is the client's configuration; BaseURL, Secrets, Classify and the budget's
	// Pace are ours, and the secrets given are kept.
	HTTP httpkit.Options
	// PerPage is how many objects are asked for at a time; 100 when zero. A site may
	// give fewer.
	PerPage  int
	Progress lms.Progress // may be nil
}

// TokenSource returns an access token that was not refused yet.
type TokenSource func(ctx context.Context) (string, error)

// Provider is an lms.LMS for one Canvas site and one user.
type Provider struct {
	options Options
	http    *httpkit.Client
	now     func() time.Time
	offset  clock

	mu    sync.Mutex
	token string

	terms  terms  // of the site, for Refresh
	listed listed // likewise
}

var _ lms.LMS = (*Provider)(nil)

const (
	kind = "canvas"
	// parallel is how many requests are in flight at most: Canvas takes 50 of a
	// token's 600 units for each until it is answered.
	parallel = 4
	// gradesPage is how many learners one page of grades holds. Each comes with all
	// of the course's assignments, and Canvas gives a request up after a minute.
	gradesPage = 50
	// scarce is the part of the bucket below which Canvas is asked more slowly.
	scarce = 200
)

// New returns a provider. It makes no request.
func New(o Options) (*Provider, error) {
	if o.URL == "" {
		return nil, errors.New("lms.url is empty: give the address of the Canvas site, as in the browser")
	}
	if o.Token == "" && o.TokenSource == nil {
		return nil, errors.New("lms.token is empty: give an access token of Canvas (Account > Settings > New Access Token)")
	}
	if o.PerPage <= 0 {
		o.PerPage = 100
	}
	if o.Progress == nil {
		o.Progress = func(string, int, int) {}
	}
	o.URL = siteURL(o.URL)
	h := o.HTTP
	h.BaseURL, h.Classify, h.Budget.Pace = o.URL, classify, pace
	h.Secrets = append(append([]string(nil), h.Secrets...), o.Token)
	if h.Budget.Parallel == 0 {
		h.Budget.Parallel = parallel
	}
	if h.Budget.PerSecond == 0 {
		// Canvas charges for what is in flight and for what a request costs; a few
		// cheap ones at a time never meet its limit, and the headers tell before.
		h.Budget.PerSecond, h.Budget.Burst = 50, 20
	}
	if h.Retry.Attempts == 0 {
		h.Retry.Attempts = 5
	}
	if h.Retry.Wait == 0 {
		// Canvas sends no Retry-After; its bucket takes some seconds to
		// have room for a request again.
		h.Retry.Wait = time.Second
	}
	if h.Now == nil {
		h.Now = time.Now
	}
	client, err := httpkit.New(h)
	if err != nil {
		return nil, fmt.Errorf("lms.url: %w", err)
	}
	return &Provider{options: o, http: client, now: h.Now, token: o.Token}, nil
}

// siteURL takes off what people copy along with the address.
func siteURL(text string) string {
	text = strings.TrimRight(text, "/")
	return strings.TrimRight(strings.TrimSuffix(text, "/api/v1"), "/")
}

// pace reads the rate limit's header: the units left of the token's bucket.
func pace(h http.Header) (share float64, known bool) {
	left, err := strconv.ParseFloat(h.Get("X-Rate-Limit-Remaining"), 64)
	return left / scarce, err == nil
}
