package lti

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

func answering(t testing.TB, status int, body string, headers ...string) *platform {
	t.Helper()
	p := serve(t, recording{}, nil)
	p.rec.Response.Status, p.rec.Response.Reason, p.rec.Response.Body = status, http.StatusText(status), body
	for i := 0; i+1 < len(headers); i += 2 {
		p.rec.Response.Headers = append(p.rec.Response.Headers, [2]string{headers[i], headers[i+1]})
	}
	return p
}

const refusedType = "unauthorized" //nolint:misspell // Canvas spells it so

// TestRefusals: the shapes in which platforms other than Moodle refuse, with the
// words of Canvas and D2L.
func TestRefusals(t *testing.T) {
	for name, tt := range map[string]struct {
		status     int
		body       string
		headers    []string
		class      error
		code, says string
		stale      bool
	}{
		"object": {status: 422, body: `{"errors":{"type":"unprocessable_entity","message":"User not found in course or is not a student"}}`,
			class: grade.ErrRejected, code: "unprocessable_entity", says: "User not found in course or is not a student"},
		"list": {status: 404, body: `{"errors":[{"message":"The specified resource does not exist."}]}`,
			class: grade.ErrNotFound, says: "The specified resource does not exist."},
		"list with a field": {status: 422, body: `{"errors":[{"field":"grade","message":"cannot be changed at this time: This assignment is still unpublished","error_code":null}]}`,
			class: grade.ErrRejected, says: "grade cannot be changed at this time: This assignment is still unpublished"},
		"text":            {status: 400, body: `{"errors":"bad"}`, class: grade.ErrRejected, says: "bad"},
		"older":           {status: 400, body: `{"errors":{"type":"bad_request","message":"Provided timestamp of 2026-11-21T11:00:00Z before last updated timestamp of 2026-11-21T12:00:00Z"}}`, class: grade.ErrRejected, code: "bad_request", says: "Provided timestamp of 2026-11-21T11:00:00Z before last updated timestamp of 2026-11-21T12:00:00Z", stale: true},
		"edX older":       {status: 400, body: `{"error":"Score timestamp can only be updated to a later point in time"}`, class: grade.ErrRejected, says: "Score timestamp can only be updated to a later point in time", stale: true},
		"scope":           {status: 401, body: `{"errors":{"type":"` + refusedType + `","message":"Insufficient permissions"}}`, class: grade.ErrScope, code: refusedType, says: "Insufficient permissions"},
		"not installed":   {status: 401, body: `{"errors":{"type":"` + refusedType + `","message":"Access Token not linked to a Tool associated with this Context"}}`, class: grade.ErrScope, code: refusedType, says: "Access Token not linked to a Tool associated with this Context"},
		"expired":         {status: 401, body: `{"errors":{"type":"` + refusedType + `","message":"Access token expired"}}`, class: grade.ErrAuth, code: refusedType, says: "Access token expired"},
		"another's item":  {status: 412, body: `{"errors":{"type":"precondition_failed","message":"Tool does not have permission to view line_item"}}`, class: grade.ErrRejected, code: "precondition_failed", says: "Tool does not have permission to view line_item"},
		"empty 404":       {status: 404, class: grade.ErrNotFound},
		"throttled 403":   {status: 403, body: "403 Forbidden (Rate Limit Exceeded)", class: grade.ErrThrottled},
		"throttled 403 b": {status: 403, headers: []string{"X-Rate-Limit-Remaining", "0.0"}, class: grade.ErrThrottled},
		"throttled":       {status: 429, headers: []string{"Retry-After", "30"}, class: grade.ErrThrottled},
		"maintenance":     {status: 503, body: "<html><title>Down for maintenance</title></html>", headers: []string{"Retry-After", "120"}, class: grade.ErrTemporary, says: `page "Down for maintenance"`},
		"a page":          {status: 404, body: "<!DOCTYPE html><title>Page not found</title>", class: grade.ErrUnreadable, says: `page "Page not found"`},
		"D2L, enrolment":  {status: 403, body: `{"title":"User in requested score is not enrolled in the org unit","status":403}`, class: grade.ErrRejected, says: "User in requested score is not enrolled in the org unit"},
		"Blackboard":      {status: 400, body: `{"status":400,"code":"bad","message":"User could not be found:"}`, class: grade.ErrRejected, code: "bad", says: "User could not be found:"},
		"tells too much":  {status: 400, body: `{"errors":{"message":"no eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.sig for ada@uni.example\n with Bearer abcdefgh1234"}}`, class: grade.ErrRejected, says: "no *** for *** with ***"},
	} {
		t.Run(name, func(t *testing.T) {
			p := answering(t, tt.status, tt.body, tt.headers...)
			a, err := services(t, everything()).PostScore(t.Context(), p.URL+"/1", points2(1, 1))
			if !errors.Is(err, tt.class) || a.Status != tt.status || a.Message != tt.says {
				t.Errorf("got %+v, %v", a, err)
			}
			if code := a.Code; code != tt.code {
				t.Errorf("code %q, want %q", code, tt.code)
			}
			if a.Stale() != tt.stale {
				t.Errorf("stale: %v", a.Stale())
			}
			for _, part := range []string{tt.says, tt.code} {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%v does not say %q", err, part)
				}
			}
			wait := map[string]time.Duration{"throttled": 30 * time.Second, "maintenance": 2 * time.Minute}[name]
			if a.RetryAfter != wait {
				t.Errorf("wait %s", a.RetryAfter)
			}
		})
	}
}

// TestTokenRefusals: Canvas, D2L, and what is no token endpoint.
func TestTokenRefusals(t *testing.T) {
	for name, tt := range map[string]struct {
		status  int
		body    string
		class   error
		problem Problem
		code    string
	}{
		"unknown client": {401, `{"error":"invalid_client","error_description":"unknown client"}`, grade.ErrAuth, ProblemClient, "invalid_client"},
		"audience":       {400, `{"error":"invalid_request","error_description":"the 'aud' is invalid"}`, grade.ErrAuth, ProblemAudience, "invalid_request"},
		"expired":        {400, `{"error":"invalid_request","error_description":"the JWT has expired | the 'iat' must be less than 300 seconds old"}`, grade.ErrAuth, ProblemClock, "invalid_request"},
		"future":         {400, `{"error":"invalid_request","error_description":"the 'iat' must not be in the future"}`, grade.ErrAuth, ProblemClock, "invalid_request"},
		"replayed":       {400, `{"error":"invalid_request","error_description":"the 'jti' is invalid"}`, grade.ErrRejected, ProblemRequest, "invalid_request"},
		"signature":      {400, `{"error":"invalid_request","error_description":"JWS signature invalid."}`, grade.ErrAuth, ProblemKey, "invalid_request"},
		"key set":        {400, `{"error":"invalid_request","error_description":"JWK Error: Invalid JSON"}`, grade.ErrAuth, ProblemKeySet, "invalid_request"},
		"scope":          {400, `{"error":"invalid_scope","error_description":"A requested scope is invalid"}`, grade.ErrScope, ProblemScope, "invalid_scope"},
		"D2L":            {400, `{"error":"invalid_grant","error_description":"Error validating assertion: x"}`, grade.ErrRejected, ProblemRequest, "invalid_grant"},
		"as a success":   {200, `{"error":"invalid_client"}`, grade.ErrAuth, ProblemClient, "invalid_client"},
		"unknown words":  {200, `{"error":"what"}`, grade.ErrRejected, ProblemUnknown, "what"},
		"plain 500":      {500, `oops`, grade.ErrTemporary, ProblemUnknown, ""},
		"throttled":      {429, ``, grade.ErrThrottled, ProblemUnknown, ""},
		"another page":   {404, `<html><title>404</title></html>`, grade.ErrNotFound, ProblemAddress, ""},
		"a login page":   {200, `<html><title>Log in</title></html>`, grade.ErrUnreadable, ProblemAddress, ""},
		"nothing":        {200, ``, grade.ErrUnreadable, ProblemAddress, ""},
		"moved":          {302, ``, grade.ErrUnreadable, ProblemAddress, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := answering(t, tt.status, tt.body)
			tokens, err := NewTokens(Registration{ClientID: "c", TokenURL: p.URL + "/token", Key: ecKey(t)}, once())
			if err != nil {
				t.Fatal(err)
			}
			_, err = tokens.Token(t.Context(), ScopeScore)
			var refused *TokenError
			if !errors.Is(err, tt.class) || !errors.As(err, &refused) || refused.Problem != tt.problem || refused.Code != tt.code || refused.Status != tt.status {
				t.Errorf("got %+v, %v", refused, err)
			}
		})
	}
}

func TestTokenAnswersUnreadable(t *testing.T) {
	for body, class := range map[string]error{
		`{}`:                                 grade.ErrUnreadable,
		`{"access_token":""}`:                grade.ErrUnreadable,
		`{"access_token":"a b"}`:             grade.ErrUnreadable,
		"{\"access_token\":\"a\\r\\nX: y\"}": grade.ErrUnreadable,
		`{"access_token":"topsecret","token_type":"mac"}`:  grade.ErrUnsupported,
		`{"access_token":"topsecret","expires_in":"soon"}`: grade.ErrUnreadable,
		`{"access_token":{"topsecret":1}}`:                 grade.ErrUnreadable,
		`{"access_token":"topsecret","expires_in":3600`:    grade.ErrUnreadable,
		`[]`: grade.ErrUnreadable,
	} {
		if _, err := granted([]byte(body), []string{ScopeScore}, noon()); !errors.Is(err, class) || strings.Contains(err.Error(), "topsecret") {
			t.Errorf("%s: %v", body, err)
		}
	}
}
