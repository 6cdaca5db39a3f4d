package lti

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/lti"
	"github.com/gradesync/gradesync/internal/lti/ltitest"
)

// open serves the practice LMS to a provider that holds the tool's key. refuse
// answers requests whose path contains it with 403.
func open(t *testing.T, refuse string, change func(*Options)) *Provider {
	t.Helper()
	p, _ := openLab(t, refuse, change)
	return p
}

func openLab(t *testing.T, refuse string, change func(*Options)) (*Provider, *lab.Lab) {
	t.Helper()
	key := ltitest.NewKey("k")
	l, err := lab.New(lab.Options{Break: []string{"none"}, Now: time.Now(), ToolKeys: key.Published})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if refuse != "" && strings.Contains(r.URL.Path, refuse) {
			http.Error(w, `{"status":403,"reason":"Forbidden"}`, http.StatusForbidden)
			return
		}
		l.Handler().ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	s := l.LTI()
	here := func(address string) string { return strings.Replace(address, origin(address), server.URL, 1) }
	o := Options{
		Registration: lti.Registration{ClientID: s.ClientID, TokenURL: here(s.TokenURL), Key: key.Key},
		LineItemsURL: here(s.LineItemsURL), MembershipsURL: here(s.MembershipsURL),
		HTTP: httpkit.Options{Retry: httpkit.Retry{Attempts: 2, Wait: time.Nanosecond}, Budget: httpkit.Budget{PerSecond: 1e6, Burst: 1000}},
	}
	if change != nil {
		change(&o)
	}
	p, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return p, l
}

func gapFacts(b *grade.Book, class grade.GapClass) []grade.Fact {
	var facts []grade.Fact
	for _, g := range b.Gaps {
		if g.Class == class {
			facts = append(facts, g.Fact)
		}
	}
	return facts
}

func TestBook(t *testing.T) {
	b, err := open(t, "", nil).Book(t.Context(), "5")
	if err != nil {
		t.Fatal(err)
	}
	if b.Course.ID != "5" || b.Course.Code != "CALC101" || !slices.Equal(b.Course.ContextIDs, []string{"5"}) {
		t.Errorf("course %+v", b.Course)
	}
	if len(b.Activities) != 10 || !grade.Is(b.Activities[0].Graded, true) || b.Activities[0].ResourceLinkID == "" || !b.Activities[0].LineItem.Max.Known() {
		t.Errorf("%d activities, first %+v", len(b.Activities), b.Activities[0])
	}
	learners, scores, empty := 0, 0, 0
	for i := range b.Learners {
		if kind, _ := b.Learners[i].Role(); kind == grade.RoleLearner {
			learners++
		}
	}
	for _, r := range b.Results {
		if r.Score.Known() {
			scores++
		}
		if r.Empty {
			empty++
		}
	}
	// 33 learners with a score in each of 10 line items; the non-editing teacher is
	// Learner to Moodle's roster, and the others of the roster have no grade
	if learners < 33 || scores != 330 || scores+empty != 10*len(b.Learners) {
		t.Errorf("%d learners of %d people, %d scores, %d without", learners, len(b.Learners), scores, empty)
	}
	if got := gapFacts(b, grade.Failed); len(got) != 0 || len(gapFacts(b, grade.Unsupported)) == 0 {
		t.Errorf("failed gaps %v", got)
	}
}

func TestRosterIsMissing(t *testing.T) {
	b, err := open(t, "", func(o *Options) { o.MembershipsURL = "" }).Book(t.Context(), "5")
	if err != nil {
		t.Fatal(err)
	}
	if b.Learners != nil || len(b.Results) != 330 || !slices.Contains(gapFacts(b, grade.Unsupported), grade.FactRoster) {
		t.Errorf("learners %v, %d results, gaps %v", b.Learners, len(b.Results), b.Gaps)
	}
}

func TestResultsAreRefused(t *testing.T) {
	b, err := open(t, "/results", nil).Book(t.Context(), "5")
	if err != nil {
		t.Fatal(err)
	}
	if len(b.Results) != 0 || !slices.Contains(gapFacts(b, grade.Forbidden), grade.FactResults) {
		t.Errorf("%d results, gaps %v: what was refused is no empty gradebook", len(b.Results), b.Gaps)
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		name, refuse, course string
		change               func(*Options)
		want                 error
	}{
		{"another course", "", "77", nil, grade.ErrNotFound},
		{"no line items", "/lineitems", "5", nil, grade.ErrScope},
		{"unknown client", "", "5", func(o *Options) { o.Registration.ClientID = "nobody" }, grade.ErrAuth},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := open(t, c.refuse, c.change).Book(t.Context(), c.course)
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
	if _, err := New(Options{}); err == nil {
		t.Error("a provider without line items")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := open(t, "", nil).Book(ctx, "5"); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestProbeAndCourses(t *testing.T) {
	p := open(t, "", nil)
	access, err := p.Probe(t.Context())
	if err != nil || len(access.Rights) != 2 || !grade.Is(access.Rights[0].Granted, true) {
		t.Errorf("%+v, %v", access, err)
	}
	for c, err := range p.Courses(t.Context()) {
		if err != nil || c.ID != "5" {
			t.Errorf("%+v, %v", c, err)
		}
	}
}

func TestTotalsAndCompletionAreGaps(t *testing.T) {
	b := &grade.Book{Gaps: untold()}
	if err := new(Provider).Completion(t.Context(), b); err != nil || b.Completions != nil {
		t.Errorf("%v, %v", err, b.Completions)
	}
	classes := map[grade.Fact]grade.GapClass{}
	for _, g := range b.Gaps {
		classes[g.Fact] = g.Class
	}
	for _, fact := range []grade.Fact{grade.FactTotals, grade.FactCompletions} {
		if classes[fact] != grade.Unsupported {
			t.Errorf("%s: class %q", fact, classes[fact])
		}
	}
}
