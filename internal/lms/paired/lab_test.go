package paired_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/lms"
	"github.com/gradesync/gradesync/internal/lms/canvas"
	"github.com/gradesync/gradesync/internal/lms/lmstest"
	lmslti "github.com/gradesync/gradesync/internal/lms/lti"
	"github.com/gradesync/gradesync/internal/lms/moodle"
	"github.com/gradesync/gradesync/internal/lms/paired"
	"github.com/gradesync/gradesync/internal/lti"
	"github.com/gradesync/gradesync/internal/lti/ltitest"
)

// site is a practice LMS that knows the tool's key.
type site struct {
	lab *lab.Lab
	key lti.Key
	url string
	// asked counts the requests to the LTI services.
	asked atomic.Int64
}

func newSite(t *testing.T, kind, misbehave string, breaks ...string) *site {
	t.Helper()
	key := ltitest.NewKey("k")
	s := &site{key: key.Key}
	var err error
	s.lab, err = lab.New(lab.Options{LMS: kind, Break: breaks, Now: time.Now(), Misbehave: misbehave, ToolKeys: key.Published})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/mod/lti/") || strings.HasPrefix(r.URL.Path, "/api/lti/") {
			s.asked.Add(1)
		}
		s.lab.Handler().ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

// main opens the LMS itself.
func (s *site) main(t *testing.T, kind, token string) lms.LMS {
	t.Helper()
	p, err := openMain(kind, s.url, token)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func openMain(kind, url, token string) (lms.LMS, error) {
	if kind == "canvas" {
		return canvas.New(canvas.Options{URL: url, Token: token, HTTP: lmstest.Fast()})
	}
	return moodle.New(moodle.Options{URL: url, Token: token, HTTP: lmstest.Fast()})
}

// services opens the LTI services of the site at url.
func services(l *lab.Lab, key lti.Key, url string) func(paired.Ask) (lms.LMS, error) {
	settings := l.LTIAt(url)
	return func(ask paired.Ask) (lms.LMS, error) {
		return lmslti.New(lmslti.Options{
			Registration: lti.Registration{ClientID: settings.ClientID, TokenURL: settings.TokenURL, Key: key},
			LineItemsURL: ask.LineItemsURL, MembershipsURL: settings.MembershipsURL, WithoutResults: !ask.Results, HTTP: lmstest.Fast(),
		})
	}
}

func (s *site) paired(main lms.LMS) *paired.Provider {
	return paired.New(paired.Options{Main: main, Services: services(s.lab, s.key, s.url),
		Address: func(grade.Course) string { return s.lab.LTIAt(s.url).LineItemsURL }})
}

func (s *site) book(t *testing.T, p lms.LMS) *grade.Book {
	t.Helper()
	b, err := p.Book(t.Context(), s.lab.Course())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestConformance(t *testing.T) {
	for _, c := range []struct{ kind, weak string }{
		{"moodle", "norights:mod_lti_get_ltis_by_courses"},
		{"canvas", "noinclude,nosis,refuse401:/accounts,refuse403:/modules,refuse401:/blueprint_subscriptions"},
	} {
		t.Run(c.kind, func(t *testing.T) {
			s, weak := newSite(t, c.kind, "", "none"), newSite(t, c.kind, c.weak, "none")
			open := func(t *testing.T, url, token string) lms.LMS {
				t.Helper()
				main, err := openMain(c.kind, url, token)
				if err != nil {
					t.Fatal(err)
				}
				return paired.New(paired.Options{Main: main, Services: services(s.lab, s.key, url)})
			}
			lmstest.Run(t, lmstest.Subject{Open: open, Healthy: s.lab.Handler(), Weakened: weak.lab.Handler(), Token: s.lab.Token(), Course: s.lab.Course()})
		})
	}
}
