package lti

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
)

const (
	// unknownLife is taken for the life of a token that does not say how long it lives.
	unknownLife = 5 * time.Minute
	longestLife = 24 * time.Hour
	// margin is how long before its end a token is no longer used.
	margin = time.Minute
)

// fetch asks the platform for a token. A request may be repeated after a failure
// that may pass: each time with a new assertion, for a platform that saw the first
// refuses it (Canvas keeps every jti).
func (t *Tokens) fetch(ctx context.Context, scopes []string) (Token, error) {
	ctx = httpkit.Repeatable(httpkit.Labelled(ctx, "LTI token"))
	form, err := t.form(scopes)
	if err != nil {
		return Token{}, fmt.Errorf("LTI token: %w", err)
	}
	req := t.http.R(ctx).SetHeader("Accept", "application/json").SetFormDataFromValues(form)
	req.AddRetryCondition(func(*resty.Response, error) bool {
		if again, err := t.form(scopes); err == nil {
			req.FormData = again
		}
		return false // whether to repeat is the client's to say
	})
	sent := t.now()
	resp, err := t.http.Send(req, http.MethodPost, t.registration.TokenURL)
	if err != nil {
		return Token{}, err
	}
	token, err := granted(resp.Body(), scopes, sent)
	if err != nil {
		return Token{}, fmt.Errorf("LTI token: %w", err)
	}
	if at, err := http.ParseTime(resp.Header().Get("Date")); err == nil {
		received := t.now()
		token.ClockOffset = grade.Known(at.Sub(sent.Add(received.Sub(sent) / 2)).Round(time.Second))
	}
	return token, nil
}

func (t *Tokens) form(scopes []string) (url.Values, error) {
	assertion, err := t.registration.assertion(t.now())
	if err != nil {
		return nil, err
	}
	return url.Values{
		"grant_type":            {"client_credentials"},
		"client_assertion_type": {assertionType},
		"client_assertion":      {assertion},
		"scope":                 {strings.Join(scopes, " ")},
	}, nil
}

// granted reads a good answer.
func granted(body []byte, asked []string, sent time.Time) (Token, error) {
	var wire struct {
		Token   text   `json:"access_token"`
		Type    text   `json:"token_type"`
		Expires number `json:"expires_in"`
		Scope   many   `json:"scope"`
	}
	if err := httpkit.Decode(body, &wire); err != nil {
		return Token{}, err
	}
	bearer := string(wire.Token)
	switch {
	case bearer == "":
		return Token{}, fmt.Errorf("%w: the answer holds no access token", grade.ErrUnreadable)
	case strings.ContainsFunc(bearer, func(r rune) bool { return r <= ' ' || r > '~' }):
		return Token{}, fmt.Errorf("%w: the access token has letters that no header can carry", grade.ErrUnreadable)
	case wire.Type != "" && !strings.EqualFold(string(wire.Type), "bearer"):
		return Token{}, fmt.Errorf("%w: the access token is not a bearer token", grade.ErrUnsupported)
	}
	token := Token{bearer: bearer, Asked: asked, Granted: asked}
	if scopes := strings.Fields(strings.Join(wire.Scope.strings(), " ")); len(scopes) > 0 {
		token.Granted = sorted(scopes)
	}
	life := lifetime(wire.Expires.Maybe)
	token.Expires = sent.Add(life)
	token.renew = token.Expires.Add(-min(margin, life/10))
	return token, nil
}

func lifetime(seconds grade.Maybe[float64]) time.Duration {
	s, known := seconds.Get()
	switch {
	case !known:
		return unknownLife
	case s <= 0:
		return 0
	}
	return time.Duration(min(s, longestLife.Seconds()) * float64(time.Second))
}
