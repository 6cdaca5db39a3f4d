package lti

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gradesync/gradesync/internal/grade"
)

// granting gives tokens for some scopes, and refuses others as Canvas does.
type granting struct {
	scopes string
	n      int
}

func (g *granting) Token(_ context.Context, scopes ...string) (Token, error) {
	g.n++
	for _, s := range scopes {
		if !strings.Contains(g.scopes, s+" ") {
			return Token{}, &TokenError{Answer: Answer{Status: 400, Code: "invalid_scope"}, Problem: ProblemScope, class: grade.ErrScope}
		}
	}
	return StaticToken(fmt.Sprintf("token-%d", g.n), scopes...), nil
}

func (g *granting) Forget(Token) {}

func TestEitherLineItemScopeOpensTheList(t *testing.T) {
	p := answering(t, 200, `[]`)
	for scopes, calls := range map[string]int{ScopeLineItemReadonly + " ": 1, ScopeLineItem + " ": 2} {
		source := &granting{scopes: scopes}
		if _, err := services(t, source).LineItems(t.Context(), p.URL+"/x", LineItemFilter{}); err != nil || source.n != calls {
			t.Errorf("%s: %v after %d", scopes, err, source.n)
		}
	}
	_, err := services(t, &granting{scopes: ScopeScore + " "}).LineItems(t.Context(), p.URL+"/x", LineItemFilter{})
	var refused *TokenError
	if !errors.Is(err, grade.ErrScope) || !errors.As(err, &refused) {
		t.Errorf("got %v", err)
	}
	// A token that came without its scope is not tried.
	bare := &only{token: StaticToken("t", ScopeResultReadonly)}
	asked := len(p.sent)
	_, err = services(t, bare).PostScore(t.Context(), p.URL+"/x", points2(1, 1))
	if !errors.Is(err, grade.ErrScope) || !strings.Contains(err.Error(), ScopeScore) || len(p.sent) != asked {
		t.Errorf("got %v", err)
	}
}

func TestARefusedTokenIsRenewedOnceForReads(t *testing.T) {
	var got []string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.Header.Get("Authorization"))
		if len(got)%2 == 1 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		_, _ = fmt.Fprint(w, `[{"userId":7,"resultScore":"8.5"}]`)
	}))
	defer srv.Close()
	results, err := services(t, &granting{scopes: ScopeResultReadonly + " "}).Results(t.Context(), srv.URL+"/1", ResultFilter{})
	want := []Result{{UserID: "7", Score: grade.Known(8.5), Maximum: grade.Known(1.0)}}
	if diff := cmp.Diff(want, results); err != nil || diff != "" || strings.Join(got, ",") != "Bearer token-1,Bearer token-2" {
		t.Errorf("%v %s %v", err, diff, got)
	}
}

func TestPages(t *testing.T) {
	for name, tt := range map[string]struct {
		link  string
		class error
		says  string
		n     int
	}{
		"one":               {"", nil, "", 1},
		"the same again":    {`<HERE/list?page=1>; rel="next"`, grade.ErrUnreadable, "comes round", 2},
		"on another host":   {`<https://evil.example/list>; rel="next"`, grade.ErrUnreadable, "evil.example", 1},
		"relative, no more": {`</list?page=2>; rel=next`, nil, "", 2},
	} {
		t.Run(name, func(t *testing.T) {
			n := 0
			var srv *httptest.Server
			srv = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				n++
				if n == 1 || strings.Contains(tt.link, "HERE") {
					w.Header().Set("Link", strings.ReplaceAll(tt.link, "HERE", srv.URL))
				}
				if got := r.Header.Get("Accept"); got != "application/vnd.ims.lis.v2.lineitemcontainer+json" {
					t.Errorf("accept %q", got)
				}
				_, _ = fmt.Fprintf(w, `[{"id":"%s/%d","label":"x","scoreMaximum":"10"}]`, srv.URL, n)
			}))
			defer srv.Close()
			items, err := services(t, everything()).LineItems(t.Context(), srv.URL+"/list", LineItemFilter{})
			if !errors.Is(err, tt.class) || (err == nil) != (tt.class == nil) || (err != nil && !strings.Contains(err.Error(), tt.says)) || n != tt.n || len(items) != tt.n {
				t.Errorf("%d pages, %d items: %v", n, len(items), err)
			}
		})
	}
}

// TestTheCrashOnAPageSize: what stands behind the fallback of Results.
func TestTheCrashOnAPageSize(t *testing.T) {
	all := recorded(t)
	p := serve(t, all["ags-results-paged"], all)
	_, err := services(t, everything()).results(t.Context(), lineItem(p, "results"), ResultFilter{Limit: 5})
	var refused *AnswerError
	if !errors.Is(err, grade.ErrUnreadable) || !errors.As(err, &refused) || refused.Status != 404 || refused.Message != `page "Error | GSLAB"` {
		t.Errorf("got %v", err)
	}
}

// TestAPageWithoutAPageSize is no such crash, and not asked for twice.
func TestAPageWithoutAPageSize(t *testing.T) {
	p := answering(t, 404, "<html></html>")
	if _, err := services(t, everything()).Results(t.Context(), p.URL+"/1", ResultFilter{}); !errors.Is(err, grade.ErrUnreadable) || len(p.sent) != 1 {
		t.Errorf("%v, asked %d times", err, len(p.sent))
	}
}

func TestAnswersThatAreNot(t *testing.T) {
	for _, body := range []string{"", "<html></html>", `{"errors":[]}`, "[{]", `[{"scoreMaximum":"ten","resultScore":{}}]`, `"x"`, "[1]"} {
		p := answering(t, 200, body)
		s := services(t, everything())
		if _, err := s.LineItems(t.Context(), p.URL+"/a/results", LineItemFilter{}); !errors.Is(err, grade.ErrUnreadable) {
			t.Errorf("line items of %q: %v", body, err)
		}
		if _, err := s.Results(t.Context(), p.URL+"/a", ResultFilter{}); !errors.Is(err, grade.ErrUnreadable) {
			t.Errorf("results of %q: %v", body, err)
		}
		if _, err := s.Members(t.Context(), p.URL+"/a/results", MemberFilter{}); !errors.Is(err, grade.ErrUnreadable) {
			t.Errorf("members of %q: %v", body, err)
		}
	}
}

func TestLineItemKeepsWhatItDoesNotKnow(t *testing.T) {
	const came = `{"id":"ID","label":"Lab 3","scoreMaximum":20.0,"tag":"grade","resourceId":3,"resourceLinkId":"0b1f","endDateTime":"2026-12-01T00:00:00+01:00","gradesReleased":true,"startDateTime":null,` +
		`"https://canvas.instructure.com/lti/submission_type":{"type":"external_tool"},"submissionReview":{"label":"<x>"}}`
	p := answering(t, 200, "")
	p.rec.Response.Body = strings.Replace(came, "ID", p.URL+"/902?x=1", 1)
	s := services(t, everything())
	l, err := s.LineItem(t.Context(), p.URL+"/902?x=1")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.UpdateLineItem(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	put := p.sent[1]
	want := `{"endDateTime":"2026-11-30T23:00:00.000Z","gradesReleased":true,"https://canvas.instructure.com/lti/submission_type":{"type":"external_tool"},` +
		`"label":"Lab 3","resourceId":"3","resourceLinkId":"0b1f","scoreMaximum":20,"submissionReview":{"label":"<x>"},"tag":"grade"}`
	if diff := cmp.Diff(strings.ReplaceAll(strings.ReplaceAll(want, "<", `\u003c`), ">", `\u003e`), string(put.body)); diff != "" {
		t.Error(diff)
	}
	if put.method != http.MethodPut || put.url.String() != "/902?x=1" || put.header.Get("Content-Type") != "application/vnd.ims.lis.v2.lineitem+json" {
		t.Errorf("%s %s %v", put.method, put.url, put.header)
	}
	for _, bad := range []LineItem{{}, {Label: "x"}, {Label: "x", Maximum: grade.Known(0.0)}} {
		if _, err := s.CreateLineItem(t.Context(), p.URL, bad); err == nil || len(p.sent) != 2 {
			t.Errorf("%+v was sent", bad)
		}
	}
}

func TestFiltersAndMembers(t *testing.T) {
	p := answering(t, 200, `{"context":{"id":5,"label":"NET"},"members":[
		{"user_id":"a","roles":"http://purl.imsglobal.org/vocab/lis/v2/membership#Learner","lti11_legacy_user_id":"40hex"},
		{"user_id":12,"status":"INACTIVE","roles":["Instructor"],"message":{"not":"a list"}}]}`)
	s := services(t, everything())
	m, err := s.Members(t.Context(), p.URL+"/names?rlid=old&x=1", MemberFilter{ResourceLinkID: "r 1", Role: "Learner", Limit: 50})
	want := Membership{Context: Context{ID: "5", Label: "NET"}, Members: []Member{
		{UserID: "a", Roles: []string{"http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"}, LegacyUserID: "40hex"},
		{UserID: "12", Status: "INACTIVE", Roles: []string{"Instructor"}},
	}}
	if diff := cmp.Diff(want, m); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	if !m.Members[0].Active() || m.Members[1].Active() {
		t.Error("who is active")
	}
	if got := p.sent[0].url.RawQuery; got != "x=1&rlid=r+1&role=Learner&limit=50" {
		t.Errorf("query %q", got)
	}
	p.rec.Response.Body = "[]"
	if _, err := s.LineItems(t.Context(), p.URL+"/items", LineItemFilter{ResourceLinkID: "1", ResourceID: "2", Tag: "t&", Limit: 3}); err != nil {
		t.Error(err)
	}
}
