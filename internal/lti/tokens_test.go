package lti

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
)

func TestTokensAreKept(t *testing.T) {
	for name, tt := range map[string]struct {
		expires string
		still   time.Duration // the longest that it is kept
	}{
		"an hour":      {`3600`, 59 * time.Minute},
		"as text":      {`"3600"`, 59 * time.Minute},
		"a minute":     {`60`, 54 * time.Second},
		"not said":     {`null`, 270 * time.Second},
		"beyond a day": {`1e300`, 24*time.Hour - time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			i := issue(t, ecKey(t))
			i.respond = func(n int, w http.ResponseWriter) bool {
				_, _ = fmt.Fprintf(w, `{"access_token":"token-%d","expires_in":%s,"scope":%q}`, n, tt.expires, ScopeScore)
				return true
			}
			now := noon()
			tokens := i.tokens(t, func(_ *Registration, o *httpkit.Options) { o.Now = func() time.Time { return now } })
			get := func() string {
				token, err := tokens.Token(t.Context(), ScopeScore)
				if err != nil {
					t.Fatal(err)
				}
				return token.Bearer()
			}
			i.now = func() time.Time { return now }
			get()
			now = now.Add(tt.still - time.Second)
			if got := get(); got != "token-1" {
				t.Errorf("%s, a second before its renewal", got)
			}
			now = now.Add(time.Second)
			if got := get(); got != "token-2" {
				t.Errorf("%s, at its renewal", got)
			}
		})
	}
}

func TestTokensByScopes(t *testing.T) {
	i := issue(t, ecKey(t))
	tokens := i.tokens(t, nil)
	got := func(scopes ...string) Token {
		token, err := tokens.Token(t.Context(), scopes...)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	a := got(ScopeScore, ScopeLineItem)
	if got(ScopeLineItem, ScopeScore, ScopeScore).Bearer() != a.Bearer() {
		t.Error("the order of scopes makes a new token")
	}
	if got(ScopeScore).Bearer() == a.Bearer() {
		t.Error("another set of scopes has the same token")
	}
	tokens.Forget(StaticToken("another", a.Asked...))
	if got(ScopeLineItem, ScopeScore).Bearer() != a.Bearer() {
		t.Error("another token was forgotten")
	}
	tokens.Forget(a)
	if got(ScopeLineItem, ScopeScore).Bearer() == a.Bearer() {
		t.Error("a forgotten token was kept")
	}
}

func TestFewerScopesThanAsked(t *testing.T) {
	i := issue(t, ecKey(t))
	i.respond = func(_ int, w http.ResponseWriter) bool {
		_, _ = fmt.Fprintf(w, `{"access_token":"t","expires_in":3600,"scope":[%q,"other"]}`, ScopeScore)
		return true
	}
	token, err := i.tokens(t, nil).Token(t.Context(), ScopeScore, ScopeLineItem, ScopeResultReadonly)
	if err != nil || strings.Join(token.Missing(), " ") != ScopeLineItem+" "+ScopeResultReadonly {
		t.Errorf("missing %v, %v", token.Missing(), err)
	}
}

func TestClockOffset(t *testing.T) {
	i := issue(t, ecKey(t))
	i.respond = func(_ int, w http.ResponseWriter) bool {
		w.Header().Set("Date", noon().Add(90*time.Second).Format(http.TimeFormat))
		return false
	}
	token, err := i.tokens(t, nil).Token(t.Context(), ScopeScore)
	if err != nil || !grade.Is(token.ClockOffset, 90*time.Second) {
		t.Errorf("offset %v, %v", token.ClockOffset, err)
	}
}

func TestManyWaitForOneToken(t *testing.T) {
	i := issue(t, ecKey(t))
	gate := make(chan struct{})
	i.respond = func(int, http.ResponseWriter) bool { <-gate; return false }
	tokens := i.tokens(t, nil)
	var wait sync.WaitGroup
	var mu sync.Mutex
	got := map[string]int{}
	for range 20 {
		wait.Go(func() {
			token, err := tokens.Token(t.Context(), ScopeScore)
			mu.Lock()
			defer mu.Unlock()
			got[fmt.Sprint(token.Bearer(), err)]++
		})
	}
	close(gate)
	wait.Wait()
	if len(got) != 1 || got["token-1<nil>"] != 20 || len(i.asked) != 1 {
		t.Errorf("%v after %d requests", got, len(i.asked))
	}
}

// TestACancelledWaitIsOnesOwn: who waited for it asks anew.
func TestACancelledWaitIsOnesOwn(t *testing.T) {
	i := issue(t, ecKey(t))
	tokens := i.tokens(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	f, mine, _ := tokens.claim(ScopeScore)
	if f == nil || !mine {
		t.Fatal("nothing to run")
	}
	cancel()
	done := make(chan error)
	go func() {
		_, err := tokens.Token(t.Context(), ScopeScore)
		done <- err
	}()
	tokens.run(ctx, f, ScopeScore, []string{ScopeScore})
	if !errors.Is(f.err, context.Canceled) {
		t.Errorf("the first got %v", f.err)
	}
	if err := <-done; err != nil || len(i.asked) != 1 {
		t.Errorf("the second got %v after %d requests", err, len(i.asked))
	}
}

// TestEachTryHasItsOwnAssertion: the issuer refuses a jti it has seen.
func TestEachTryHasItsOwnAssertion(t *testing.T) {
	i := issue(t, ecKey(t))
	i.respond = func(n int, w http.ResponseWriter) bool {
		if n < 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		return n < 3
	}
	tokens := i.tokens(t, func(_ *Registration, o *httpkit.Options) { o.Retry = httpkit.Retry{Attempts: 3, Wait: 1, MaxWait: 1} })
	if token, err := tokens.Token(t.Context(), ScopeScore); err != nil || token.Bearer() != "token-3" {
		t.Errorf("%v, %v", token.Bearer(), err)
	}
}
