// Package moodle reads courses and gradebooks of Moodle through its REST web
// services, with the token of a service account. docs/lms/moodle.md says which
// functions and capabilities that account needs.
package moodle

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/gradesync/gradesync/internal/httpkit"
	"github.com/gradesync/gradesync/internal/lms"
)

// Options configure a Provider.
type Options struct {
	URL   string // of the site, without /webservice
	Token string // of an external service
	// HTTP is the client's configuration; BaseURL, Secrets and Classify are ours,
	// and the secrets given are kept.
	HTTP httpkit.Options
	// GradesTimeout bounds the one call that reads the grades of a whole course or
	// group, and the roster; 5 min when zero. It has no paging, and takes minutes.
	GradesTimeout time.Duration
	// WholeCourseMax is the number of learners up to which all grades are asked for
	// in one call; 300 when zero.
	WholeCourseMax int
	Progress       lms.Progress // may be nil
}

// Provider is an lms.LMS for one Moodle site and one token.
type Provider struct {
	options Options
	http    *httpkit.Client
	now     func() time.Time

	mu   sync.Mutex
	site *session // of the last good site info
}

var _ lms.LMS = (*Provider)(nil)

const (
	endpoint = "/webservice/rest/server.php"
	// parallel is how many calls a course is read with at a time; PHP workers are
	// few, and a grade report occupies one of them for seconds.
	parallel = 4
	// rosterPage is how many people one call returns. Moodle takes some 30 ms for
	// each, so that a larger page could meet a proxy's 60 s.
	rosterPage = 500
)

// New returns a provider. It makes no request.
func New(o Options) (*Provider, error) {
	if o.URL == "" {
		return nil, errors.New("lms.url is empty: give the address of the Moodle site, as in the browser")
	}
	if o.Token == "" {
		return nil, errors.New("lms.token is empty: give the token of a Moodle external service")
	}
	if o.GradesTimeout <= 0 {
		o.GradesTimeout = 5 * time.Minute
	}
	if o.WholeCourseMax <= 0 {
		o.WholeCourseMax = 300
	}
	if o.Progress == nil {
		o.Progress = func(string, int, int) {}
	}
	h := o.HTTP
	h.BaseURL, h.Classify = o.URL, classify
	h.Secrets = append(append([]string(nil), h.Secrets...), o.Token)
	if h.Budget.Parallel == 0 {
		h.Budget.Parallel = parallel
	}
	if h.Now == nil {
		h.Now = time.Now
	}
	client, err := httpkit.New(h)
	if err != nil {
		return nil, fmt.Errorf("lms.url: %w", err)
	}
	return &Provider{options: o, http: client, now: h.Now}, nil
}

// siteURL returns how the site calls itself; LTI URLs are made of it.
func (s *session) siteURL() string {
	if u, err := url.Parse(s.info.SiteURL); err == nil && u.Host != "" {
		return strings.TrimRight(s.info.SiteURL, "/")
	}
	return strings.TrimRight(s.options.URL, "/")
}
