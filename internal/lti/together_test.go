package lti

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestTogether(t *testing.T) {
	for _, c := range []struct {
		name    string
		refuses string // a scope that the platform grants to nobody
		whole   bool   // it refuses the request then, and does not grant the rest
		want    string // the scopes of the requests
	}{
		{"one request for both", "", false, "result+score lineitem"},
		{"one of them refused, and both with it", "result", true, "result+score score result result lineitem"},
		{"one of them not granted, without a word", "result", false, "result+score lineitem"},
	} {
		t.Run(c.name, func(t *testing.T) {
			i := issue(t, ecKey(t))
			i.respond = func(n int, w http.ResponseWriter) bool {
				asked := i.asked[n-1].Get("scope")
				if c.refuses == "" || !strings.Contains(asked, c.refuses) {
					return false
				}
				if c.whole {
					w.WriteHeader(http.StatusBadRequest)
					_, _ = fmt.Fprint(w, `{"error":"invalid_scope"}`)
					return true
				}
				_, _ = fmt.Fprintf(w, `{"access_token":"t","expires_in":3600,"scope":%q}`, ScopeScore)
				return true
			}
			source := Together(i.tokens(t, nil), ScopeScore, ScopeResultReadonly)
			for range 2 {
				for _, scope := range []string{ScopeScore, ScopeResultReadonly} {
					token, err := source.Token(t.Context(), scope)
					if granted := err == nil && token.Has(scope); granted == (c.refuses == "result" && scope == ScopeResultReadonly) {
						t.Errorf("%s: %v, %v", scope, token, err)
					}
				}
			}
			if _, err := source.Token(t.Context(), ScopeLineItem); err != nil {
				t.Error(err)
			}
			var asked []string
			for _, form := range i.asked {
				short := strings.NewReplacer("https://purl.imsglobal.org/spec/lti-ags/scope/", "", ".readonly", "", " ", "+")
				asked = append(asked, short.Replace(form.Get("scope")))
			}
			if got := strings.Join(asked, " "); got != c.want {
				t.Errorf("asked for %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestTogetherForgets: a common token that was refused is got anew.
func TestTogetherForgets(t *testing.T) {
	i := issue(t, ecKey(t))
	source := Together(i.tokens(t, nil), ScopeScore, ScopeResultReadonly)
	token, _ := source.Token(t.Context(), ScopeScore)
	source.Forget(token)
	if next, err := source.Token(t.Context(), ScopeResultReadonly); err != nil || next.Bearer() == token.Bearer() {
		t.Errorf("%v, %v", next.Bearer(), err)
	}
}
