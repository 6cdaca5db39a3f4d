package lti

import (
	"bytes"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
)

// Problem says which part of a token request a platform objects to.
type Problem string

// The problems that can be told apart. A platform may say less than it knows.
const (
	ProblemUnknown  Problem = ""
	ProblemClient   Problem = "client"   // no such client id, or its registration is off
	ProblemScope    Problem = "scope"    // a scope is not granted to the tool; Canvas refuses the whole request for one
	ProblemKey      Problem = "key"      // the signature does not fit the public key that the platform has
	ProblemKeyID    Problem = "kid"      // the platform finds no key under the assertion's kid, or there is none
	ProblemKeySet   Problem = "keyset"   // the platform cannot fetch or read the tool's key set
	ProblemClock    Problem = "clock"    // issued in the future or expired: one of the clocks is wrong
	ProblemAudience Problem = "audience" // aud is not what the platform expects
	ProblemRequest  Problem = "request"  // the form, the grant type, or another claim
	ProblemAddress  Problem = "address"  // what answers is no token endpoint
)

// TokenError is a refused request for an access token. Its class, by errors.Is, is
// one of package grade.
type TokenError struct {
	Answer
	Problem Problem
	class   error
}

// Error says the class, what the platform said, and where to look.
func (e *TokenError) Error() string {
	words := fmt.Sprintf("%v: HTTP %d", e.class, e.Status)
	for _, part := range []string{e.Code, e.Message} {
		if part != "" {
			words += ": " + part
		}
	}
	if hint := e.Problem.hint(); hint != "" {
		words += ": " + hint
	}
	return words
}

// Unwrap returns the class.
func (e *TokenError) Unwrap() error { return e.class }

func (p Problem) hint() string {
	switch p {
	case ProblemClient:
		return "the platform knows no such client id, or has switched it off"
	case ProblemScope:
		return "a scope that was asked for is not granted to this tool"
	case ProblemKey:
		return "the public key that the platform has is not the half of this private key"
	case ProblemKeyID:
		return "the key set of the tool has no key under this kid"
	case ProblemKeySet:
		return "the platform cannot fetch the tool's key set, or it is no JSON"
	case ProblemClock:
		return "compare this machine's clock with the platform's"
	case ProblemAudience:
		return "the platform expects another audience than the token URL given"
	case ProblemAddress:
		return "is the token URL right?"
	}
	return ""
}

// classifyToken returns the judgement of a token endpoint's answer. Content types
// say nothing: Moodle calls its JSON text/html.
func classifyToken(now func() time.Time) func(*resty.Response) error {
	return func(resp *resty.Response) error {
		if e := tokenRefusal(resp, now()); e != nil {
			return e
		}
		return nil
	}
}

func tokenRefusal(resp *resty.Response, now time.Time) *TokenError {
	body := bytes.TrimSpace(resp.Body())
	said := oauthError(body)
	ok := resp.StatusCode() >= 200 && resp.StatusCode() < 300
	if ok && said == (complaint{}) {
		if httpkit.CheckJSON(body) == nil {
			return nil
		}
		a := heading(resp, now)
		a.Message = tidy(first(pageTitle(body), "the answer is empty"))
		return &TokenError{Answer: a, Problem: ProblemAddress, class: grade.ErrUnreadable}
	}
	e := &TokenError{Answer: heading(resp, now)}
	e.Code, e.Message = tidy(said.code), tidy(first(said.message, reason(resp)))
	e.Problem = problemIn(said)
	if said == (complaint{}) {
		e.Message = tidy(first(reason(resp), pageTitle(body), moved(resp)))
		e.Problem = e.pageProblem(body)
	}
	e.class = e.classify()
	return e
}

// pageProblem reads an answer that is no OAuth error. When Moodle gets no key set
// from the tool, its code crashes in jwks_helper, and it sends its error page with
// 404, whether the set is unreachable, no JSON, or on a host it may not ask.
func (e *TokenError) pageProblem(body []byte) Problem {
	switch {
	case bytes.Contains(body, []byte("jwks_helper")):
		e.Message = "the platform's error page names jwks_helper"
		return ProblemKeySet
	case e.Status == http.StatusNotFound, e.Status == http.StatusMethodNotAllowed, e.Status >= 300 && e.Status < 400:
		return ProblemAddress
	}
	return ProblemUnknown
}

// classify returns the class: that of the problem, or else of the status.
func (e *TokenError) classify() error {
	switch e.Problem {
	case ProblemScope:
		return grade.ErrScope
	case ProblemClient, ProblemKey, ProblemKeyID, ProblemKeySet, ProblemClock, ProblemAudience:
		return grade.ErrAuth
	case ProblemRequest:
		return grade.ErrRejected
	}
	if e.Status < 300 {
		return grade.ErrRejected // an error object sent as a success
	}
	return httpkit.StatusClass(e.Status)
}

// problemIn reads the words. The codes are those of RFC 6749; the sentences those
// of Canvas, of Moodle, which puts the text of its exceptions where the code
// should be, and of D2L.
func problemIn(said complaint) Problem {
	words := strings.ToLower(said.code + " " + said.message)
	for _, p := range []struct {
		problem Problem
		signs   []string
	}{
		{ProblemScope, []string{"invalid_scope"}},
		{ProblemClient, []string{"invalid_client", "unauthorized_client"}}, //nolint:misspell // RFC 6749 spells it so
		{ProblemAudience, []string{"'aud'", "audience"}},
		{ProblemKeyID, []string{`"kid"`, "'kid'", "kid must be"}},
		{ProblemClock, []string{"expired token", "jwt has expired", "'iat' must", "iat prior to", "'exp'", "nbf prior to"}},
		{ProblemKeySet, []string{"jwk error", "jwks"}},
		{ProblemKey, []string{"signature", "jws"}},
		{ProblemRequest, []string{"invalid_request", "unsupported_grant_type", "invalid_grant"}},
	} {
		for _, sign := range p.signs {
			if strings.Contains(words, sign) {
				return p.problem
			}
		}
	}
	return ProblemUnknown
}

// oauthError reads {"error","error_description"} (RFC 6749 section 5.2), and
// Moodle's imitation, in which a text is no code, and quotes in it are not escaped:
// {"error" : ""kid" invalid, unable to lookup correct key"}.
func oauthError(body []byte) complaint {
	if len(body) == 0 || body[0] != '{' || !bytes.Contains(body, []byte(`"err`)) {
		return complaint{}
	}
	said := complaintIn(body)
	if said == (complaint{}) {
		m := regexp.MustCompile(`(?s)"error"\s*:\s*"(.*)"[\s}]*$`).FindSubmatch(body[:min(len(body), 4<<10)])
		if m == nil {
			return complaint{}
		}
		said = complaint{code: string(m[1])}.settled()
	}
	return said
}
