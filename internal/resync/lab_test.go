package resync_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/lms"
	"github.com/gradesync/gradesync/internal/lms/canvas"
	"github.com/gradesync/gradesync/internal/lms/moodle"
	"github.com/gradesync/gradesync/internal/lti"
	"github.com/gradesync/gradesync/internal/lti/ltitest"
	"github.com/gradesync/gradesync/internal/match"
	"github.com/gradesync/gradesync/internal/resync"
	"github.com/gradesync/gradesync/internal/store"
	"github.com/gradesync/gradesync/internal/tool"
)

// site is a practice LMS and the tool's keys to it.
type site struct {
	*lab.Lab
	url, kind string
	key       ltitest.ToolKey
	clock     *clock
	transport http.RoundTripper
}

// serve starts a practice LMS that knows the tool's key.
func serve(t testing.TB, opt lab.Options) *site {
	t.Helper()
	s := build(t, opt)
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

// build makes a practice LMS that nothing serves.
func build(t testing.TB, opt lab.Options) *site {
	t.Helper()
	s := &site{kind: opt.LMS, clock: &clock{now: time.Now()}}
	if s.kind == "" {
		s.kind = "moodle"
	}
	s.key = ltitest.NewKey("k1")
	if opt.ToolKeys == "" {
		opt.ToolKeys = s.key.Published
	}
	opt.Now = s.clock.now
	if opt.Clock == nil {
		opt.Clock = s.clock.Now
	}
	if opt.Break == nil {
		opt.Break = []string{"none"}
	}
	var err error
	if s.Lab, err = lab.New(opt); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *site) kit() httpkit.Options {
	return httpkit.Options{Now: s.clock.Now, Transport: s.transport, Retry: httpkit.Retry{Wait: time.Millisecond, MaxWait: 10 * time.Millisecond},
		Budget: httpkit.Budget{PerSecond: 1e6, Burst: 1e6, Parallel: 64}}
}

// sender sends to the practice LMS, by both routes.
func (s *site) sender(t testing.TB, l resync.Ledger) *resync.Sender {
	t.Helper()
	at := s.LTIAt(s.url)
	tokens, err := lti.NewTokens(lti.Registration{ClientID: at.ClientID, TokenURL: at.TokenURL, Key: s.key.Key}, s.kit())
	if err != nil {
		t.Fatal(err)
	}
	services, err := lti.NewServices(lti.Together(tokens, lti.ScopeScore, lti.ScopeResultReadonly), s.kit())
	if err != nil {
		t.Fatal(err)
	}
	outcomes, err := lti.NewOutcomes(lti.Consumer{Key: at.ConsumerKey, Secret: at.ConsumerSecret}, s.kit())
	if err != nil {
		t.Fatal(err)
	}
	return &resync.Sender{AGS: services, Outcomes: outcomes, Ledger: l, Now: s.clock.Now, Wait: s.clock.Wait}
}

// examine reads the LMS and the tool's records, and asks for no cause. What blind
// changes, the plan does not know.
func (s *site) examine(t testing.TB, blind ...func(*grade.Book, *grade.Records)) *diagnose.Examination {
	t.Helper()
	ctx := t.Context()
	var provider lms.LMS
	var err error
	if s.kind == "canvas" {
		provider, err = canvas.New(canvas.Options{URL: s.url, Token: s.Token(), HTTP: s.kit()})
	} else {
		provider, err = moodle.New(moodle.Options{URL: s.url, Token: s.Token(), HTTP: s.kit()})
	}
	if err != nil {
		t.Fatal(err)
	}
	book, err := provider.Book(ctx, s.Course())
	if err != nil {
		t.Fatal(err)
	}
	records, _, err := tool.Read(ctx, []tool.Spec{{Kind: tool.KindFiles, Name: "records", FS: s.RecordsAt(s.url)}}, tool.Options{})
	if err != nil {
		t.Fatal(err)
	}
	in := diagnose.Input{Book: book, Records: records, Now: s.clock.Now(), Tolerance: 0.01}
	var w lms.Wanted
	w.LTIUserIDs, w.LTI11IDs, w.ContextIDs = match.Wanted(book, records, diagnose.Join(in).Puzzling())
	if err := provider.Resolve(ctx, book, w); err != nil {
		t.Fatal(err)
	}
	for _, change := range blind {
		change(book, records)
	}
	return diagnose.Examine(in, nil)
}

// outcomesOf lists the outcomes of a document by user and activity.
func outcomesOf(d *resync.Document) map[lab.Cell]resync.Entry {
	all := map[lab.Cell]resync.Entry{}
	for _, e := range d.Plan {
		all[lab.Cell{User: e.User, Activity: e.Activity}] = e
	}
	return all
}

// whole fails unless the totals add up and every attempt of the ledger is told from
// its beginning to its end.
func whole(t testing.TB, p *resync.Plan, events []store.SendEvent) {
	t.Helper()
	n := p.Document().Totals
	if n.Send != n.Confirmed+n.AcceptedNotShown+n.Refused+n.InDoubt || n.Send+n.Skip != len(p.Document().Plan) {
		t.Errorf("totals %+v", n)
	}
	told(t, events)
}

// told fails unless each attempt has begun once, then may be answered, then is
// settled.
func told(t testing.TB, events []store.SendEvent) {
	t.Helper()
	kinds := map[string][]store.SendKind{}
	for _, e := range events {
		kinds[e.Send] = append(kinds[e.Send], e.Kind)
		if e.Route == "lti11" && (e.Cell == "" || e.Timestamp.Known()) || e.Route == "ags" && (e.LTIUser == "" || !e.Timestamp.Known()) {
			t.Errorf("row %+v", e)
		}
	}
	for id, k := range kinds {
		if k[0] != store.SendBegun || k[len(k)-1] != store.SendSettled || slices.Contains(k[1:], store.SendBegun) ||
			slices.Contains(k[:len(k)-1], store.SendSettled) {
			t.Errorf("attempt %s: %v", id, k)
		}
	}
}
