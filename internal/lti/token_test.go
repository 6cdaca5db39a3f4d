package lti

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"go.uber.org/goleak"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("net/http.(*persistConn).readLoop"), goleak.IgnoreAnyFunction("net/http.(*persistConn).writeLoop"))
}

// issuer is a token endpoint that checks an assertion as platforms do.
type issuer struct {
	*httptest.Server
	key      Key
	audience string
	now      func() time.Time

	mu      sync.Mutex
	jtis    map[string]bool
	asked   []url.Values
	respond func(n int, w http.ResponseWriter) bool // true when it has answered
}

func issue(t testing.TB, key Key) *issuer {
	i := &issuer{key: key, now: noon, jtis: map[string]bool{}}
	i.Server = httptest.NewServer(i)
	i.audience = i.URL + "/token"
	t.Cleanup(i.Close)
	return i
}

func (i *issuer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	form, err := url.ParseQuery(string(body))
	i.mu.Lock()
	defer i.mu.Unlock()
	i.asked = append(i.asked, form)
	n := len(i.asked)
	if err == nil {
		err = i.verify(r, form)
	}
	switch {
	case err != nil:
		w.WriteHeader(http.StatusBadRequest)
		_, _ = fmt.Fprintf(w, `{"error":"invalid_request","error_description":%q}`, err)
	case i.respond != nil && i.respond(n, w):
	default:
		_, _ = fmt.Fprintf(w, `{"access_token":"token-%d","token_type":"bearer","expires_in":3600}`, n)
	}
}

func (i *issuer) verify(r *http.Request, form url.Values) error {
	if r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" ||
		form.Get("grant_type") != "client_credentials" || form.Get("client_assertion_type") != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" {
		return errors.New("form")
	}
	token, err := jwt.ParseSigned(form.Get("client_assertion"), []jose.SignatureAlgorithm{jose.RS256, jose.ES256})
	if err != nil {
		return err
	}
	var public jose.JSONWebKey
	if err := public.UnmarshalJSON([]byte(i.key.Public())); err != nil {
		return err
	}
	var claims map[string]any
	var registered jwt.Claims
	if err := token.Claims(public.Key, &claims, &registered); err != nil {
		return errors.New("JWS signature invalid.") //nolint:revive // Canvas's words
	}
	head := token.Headers[0]
	switch {
	case head.KeyID != i.key.ID() || head.Algorithm != i.key.Algorithm() || head.ExtraHeaders["typ"] != "JWT":
		return errors.New("header")
	case registered.Issuer != "client" || registered.Subject != "client":
		return errors.New("the 'iss' is invalid")
	case claims["aud"] != i.audience:
		return errors.New("the 'aud' is invalid")
	case i.jtis[registered.ID] || len(registered.ID) < 20:
		return errors.New("the 'jti' is invalid")
	case registered.IssuedAt.Time().After(i.now()) || registered.Expiry.Time().Sub(registered.IssuedAt.Time()) != 5*time.Minute:
		return errors.New("the 'iat' must not be in the future")
	}
	i.jtis[registered.ID] = true
	return nil
}

func (i *issuer) tokens(t testing.TB, change func(*Registration, *httpkit.Options)) *Tokens {
	t.Helper()
	r, o := Registration{ClientID: "client", TokenURL: i.URL + "/token", Key: i.key}, once()
	if change != nil {
		change(&r, &o)
	}
	tokens, err := NewTokens(r, o)
	if err != nil {
		t.Fatal(err)
	}
	return tokens
}

func TestAssertion(t *testing.T) {
	for _, key := range []Key{ecKey(t), parsed(t, pemText(t, "PRIVATE KEY", rsaPrivate()), "kid 1")} {
		i := issue(t, key)
		tokens := i.tokens(t, func(r *Registration, _ *httpkit.Options) { r.DeploymentID = "7" })
		token, err := tokens.Token(t.Context(), ScopeScore, ScopeResultReadonly)
		if err != nil || token.Bearer() != "token-1" || len(token.Missing()) != 0 || !token.Has(ScopeScore) || token.Has(ScopeLineItem) {
			t.Errorf("%s: %v, %v", key, token, err)
		}
		if got := i.asked[0].Get("scope"); got != ScopeResultReadonly+" "+ScopeScore {
			t.Errorf("scope %q", got)
		}
		if shown := fmt.Sprintf("%v %+v %#v", token, token, token); strings.Contains(shown, "token-1") {
			t.Errorf("the token shows: %s", shown)
		}
	}
}

func TestAudience(t *testing.T) {
	i := issue(t, ecKey(t))
	i.audience = "https://api.brightspace.com/auth/token"
	if _, err := i.tokens(t, func(r *Registration, _ *httpkit.Options) { r.Audience = i.audience }).Token(t.Context(), ScopeScore); err != nil {
		t.Error(err)
	}
	_, err := i.tokens(t, nil).Token(t.Context(), ScopeScore)
	var refused *TokenError
	if !errors.As(err, &refused) || refused.Problem != ProblemAudience || !errors.Is(err, grade.ErrAuth) {
		t.Errorf("got %v", err)
	}
}

func TestRegistrationRefused(t *testing.T) {
	key := ecKey(t)
	for _, r := range []Registration{
		{}, {ClientID: "c", TokenURL: "https://a.example/t"}, {ClientID: "c", Key: key}, {TokenURL: "https://a.example/t", Key: key},
		{ClientID: "c", TokenURL: "ftp://a.example/t", Key: key}, {ClientID: "c", TokenURL: "https://u:topsecret@a.example/t", Key: key},
	} {
		if _, err := NewTokens(r, once()); err == nil || strings.Contains(err.Error(), "topsecret") {
			t.Errorf("%+v: %v", r, err)
		}
	}
}
