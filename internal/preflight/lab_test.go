package preflight_test

import (
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/lms"
	"github.com/gradesync/gradesync/internal/lms/canvas"
	lmslti "github.com/gradesync/gradesync/internal/lms/lti"
	"github.com/gradesync/gradesync/internal/lms/moodle"
	"github.com/gradesync/gradesync/internal/lms/paired"
	"github.com/gradesync/gradesync/internal/lti"
	"github.com/gradesync/gradesync/internal/lti/ltitest"
	"github.com/gradesync/gradesync/internal/match"
	"github.com/gradesync/gradesync/internal/preflight"
	"github.com/gradesync/gradesync/internal/tool"
)

// toolKey is one key of the tool for all tests.
var toolKey = sync.OnceValue(func() ltitest.ToolKey { return ltitest.NewKey("k1") })

// site is a practice LMS.
type site struct {
	*lab.Lab
	url, kind string
	now       func() time.Time
}

func serve(t *testing.T, o lab.Options) *site {
	t.Helper()
	o.ToolKeys = toolKey().Published
	if o.Break == nil {
		o.Break = []string{"none"}
	}
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	s := &site{kind: o.LMS, now: o.Clock}
	if s.kind == "" {
		s.kind = "moodle"
	}
	if s.now == nil {
		s.now = time.Now
	}
	var err error
	if s.Lab, err = lab.New(o); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

func (s *site) kit() httpkit.Options {
	return httpkit.Options{Now: s.now, Retry: httpkit.Retry{Wait: time.Millisecond, MaxWait: 10 * time.Millisecond}, Budget: httpkit.Budget{PerSecond: 1e6, Burst: 1e6, Parallel: 64}}
}

func (s *site) registration() lti.Registration {
	at := s.LTIAt(s.url)
	return lti.Registration{ClientID: at.ClientID, TokenURL: at.TokenURL, Key: toolKey().Key}
}

// provider opens the LMS with a token, and the tool's LTI services beside it.
func (s *site) provider(t *testing.T, token string) lms.LMS {
	t.Helper()
	var main lms.LMS
	var err error
	if s.kind == "canvas" {
		main, err = canvas.New(canvas.Options{URL: s.url, Token: token, HTTP: s.kit()})
	} else {
		main, err = moodle.New(moodle.Options{URL: s.url, Token: token, HTTP: s.kit()})
	}
	if err != nil {
		t.Fatal(err)
	}
	at := s.LTIAt(s.url)
	return paired.New(paired.Options{
		Main: main, Address: func(grade.Course) string { return at.LineItemsURL },
		Services: func(ask paired.Ask) (lms.LMS, error) {
			return lmslti.New(lmslti.Options{Registration: s.registration(), LineItemsURL: ask.LineItemsURL, MembershipsURL: at.MembershipsURL,
				WithoutResults: !ask.Results, HTTP: s.kit()})
		},
	})
}

// course reads the course and the tool's records, as the command does.
func (s *site) course(t *testing.T, token string) preflight.Course {
	t.Helper()
	p := s.provider(t, token)
	book, err := p.Book(t.Context(), s.Course())
	if err != nil {
		t.Fatal(err)
	}
	records := s.records(t)
	var w lms.Wanted
	in := diagnose.Input{Book: book, Records: records, Now: s.now(), Tolerance: 0.01}
	w.LTIUserIDs, w.LTI11IDs, w.ContextIDs = match.Wanted(book, records, diagnose.Join(in).Puzzling())
	if err := p.Resolve(t.Context(), book, w); err != nil {
		t.Fatal(err)
	}
	return preflight.Course{Book: book, Records: records, Now: s.now(), ClientID: s.registration().ClientID, Listed: s.listed(t)}
}

// listed are the line items that the tool's registration may see; nil when it may not.
func (s *site) listed(t *testing.T) []lti.LineItem {
	t.Helper()
	tokens, err := lti.NewTokens(s.registration(), s.kit())
	if err != nil {
		t.Fatal(err)
	}
	services, err := lti.NewServices(tokens, s.kit())
	if err != nil {
		t.Fatal(err)
	}
	items, err := services.LineItems(t.Context(), s.LTIAt(s.url).LineItemsURL, lti.LineItemFilter{})
	if err != nil {
		return nil
	}
	return items
}

func (s *site) records(t *testing.T) *grade.Records {
	t.Helper()
	records, _, err := tool.Read(t.Context(), []tool.Spec{{Kind: tool.KindFiles, Name: "records", FS: s.RecordsAt(s.url)}}, tool.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return records
}

// checked returns the checks of a course by id.
func checked(c preflight.Course) map[string]diagnose.Check {
	list := &diagnose.Checks{}
	c.Check(list)
	byID := map[string]diagnose.Check{}
	for _, check := range list.Checks {
		byID[check.ID] = check
	}
	return byID
}
