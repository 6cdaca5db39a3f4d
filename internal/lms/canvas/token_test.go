package canvas

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lms/lmstest"
)

const clientSecret = "practice-client-secret"

// refreshing is a Canvas whose access tokens are traded in for a refresh token, and
// whose latest one alone is good.
func refreshing(t *testing.T, s *site) (address string, issued *atomic.Int32) {
	s.t = t
	issued = &atomic.Int32{}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /login/oauth2/token", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery != "" || r.FormValue("grant_type") != "refresh_token" || r.FormValue("client_id") != "10000000000099" || r.FormValue("client_secret") != clientSecret {
			fail(w, 401, `{"error":"invalid_client","error_description":"unknown client"}`)
			return
		}
		if r.FormValue("refresh_token") != "practice-refresh-token" {
			fail(w, 400, `{"error":"invalid_grant","error_description":"refresh_token not found"}`)
			return
		}
		fail(w, 200, fmt.Sprintf(`{"access_token":"access-%d","token_type":"Bearer","expires_in":3600}`, issued.Add(1)))
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != fmt.Sprintf("Bearer access-%d", issued.Load()) {
			unauthenticated(w)
			return
		}
		r.Header.Set("Authorization", "Bearer "+token)
		s.ServeHTTP(w, r)
	})
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	return srv.URL, issued
}

func refresher(t *testing.T, address, refreshToken string) TokenSource {
	t.Helper()
	source, err := RefreshToken(Refresh{URL: address, ClientID: "10000000000099", ClientSecret: clientSecret, RefreshToken: refreshToken, HTTP: lmstest.Fast()})
	if err != nil {
		t.Fatal(err)
	}
	return source
}

func TestRefreshToken(t *testing.T) {
	address, issued := refreshing(t, practice())
	p := open(t, address, "", func(o *Options) { o.TokenSource = refresher(t, address, "practice-refresh-token") })
	for range 2 {
		if _, err := p.Book(t.Context(), "4102"); err != nil {
			t.Fatal(err)
		}
	}
	if n := issued.Load(); n != 1 {
		t.Errorf("%d tokens for two books, want 1", n)
	}
	// The token runs out: one new token serves all that meet its end at once.
	p.mu.Lock()
	p.token = "access-0"
	p.mu.Unlock()
	b, err := p.Book(t.Context(), "4102")
	if err != nil || len(b.Results) == 0 {
		t.Fatalf("%v", err)
	}
	if n := issued.Load(); n != 2 {
		t.Errorf("%d tokens, want one more", n)
	}
}

// A source whose tokens are refused is asked once more, and then it is the credentials.
func TestRefusedAgain(t *testing.T) {
	s := practice()
	asked := 0
	p := serve(t, s, func(o *Options) {
		o.Token = ""
		o.TokenSource = func(context.Context) (string, error) { asked++; return fmt.Sprint("bad-token-", asked), nil }
	})
	if _, err := p.Book(t.Context(), "4102"); !errors.Is(err, grade.ErrAuth) || asked != 2 || s.count("") != 2 {
		t.Errorf("%v after %d tokens and %d calls", err, asked, s.count(""))
	}
}

func TestRefreshRefused(t *testing.T) {
	for name, tt := range map[string]struct {
		secret, refresh string
		class           error
	}{
		"refresh token": {clientSecret, "revoked-refresh-token", grade.ErrAuth},
		"secret":        {"another-secret", "practice-refresh-token", grade.ErrAuth},
	} {
		address, _ := refreshing(t, practice())
		source, err := RefreshToken(Refresh{URL: address, ClientID: "10000000000099", ClientSecret: tt.secret, RefreshToken: tt.refresh, HTTP: lmstest.Fast()})
		if err != nil {
			t.Fatal(err)
		}
		p := open(t, address, "", func(o *Options) { o.TokenSource = source })
		_, err = p.Book(t.Context(), "4102")
		if !errors.Is(err, tt.class) || strings.Contains(err.Error(), tt.refresh) || strings.Contains(err.Error(), tt.secret) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for body, class := range map[string]error{`{"token_type":"Bearer"}`: grade.ErrUnreadable, `<html>`: grade.ErrUnreadable} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fail(w, 200, body) }))
		got, err := refresher(t, srv.URL, "practice-refresh-token")(t.Context())
		if !errors.Is(err, class) || got != "" {
			t.Errorf("%s: %q, %v", body, got, err)
		}
		srv.Close()
	}
	if _, err := RefreshToken(Refresh{URL: "https://c.example", ClientID: "1"}); err == nil {
		t.Error("no secret, and no error")
	}
}
