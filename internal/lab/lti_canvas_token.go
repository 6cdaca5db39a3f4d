package lab

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// oauthError is an error of Canvas's token endpoint.
func oauthError(status int, code, text string) ltiReply {
	return canvasFailure(&canvasError{status, object{{"error", code}, {"error_description", text}}, false})
}

// canvasToken is Canvas's token endpoint, for client credentials. It checks all
// claims, and says of all that are wrong at once.
func (c *ltiCall) canvasToken() ltiReply {
	form, err := url.ParseQuery(string(c.body))
	if err != nil || form.Get("grant_type") != "client_credentials" {
		return oauthError(http.StatusBadRequest, "unsupported_grant_type", "The grant_type you requested is not currently supported")
	}
	a, ok := parseAssertion(form.Get("client_assertion"))
	tool, known := canvasClients()[a.text("sub")]
	if !ok || !known || form.Get("client_assertion_type") != assertionType {
		return oauthError(http.StatusUnauthorized, "invalid_client", "unknown client")
	}
	key, fits := c.state.keys[a.kid]
	switch {
	case c.state.keys == nil:
		return oauthError(http.StatusBadRequest, "invalid_request", "JWK Error: Invalid JSON")
	case !fits || !a.signedBy(key):
		return oauthError(http.StatusBadRequest, "invalid_request", "JWS signature invalid.")
	}
	if wrong := c.canvasDoubts(a); len(wrong) > 0 {
		return oauthError(http.StatusBadRequest, "invalid_request", strings.Join(wrong, " | "))
	}
	return c.canvasGrant(tool, strings.Fields(form.Get("scope")))
}

// canvasDoubts are all that is wrong with the claims of an assertion.
func (c *ltiCall) canvasDoubts(a assertion) []string {
	var missing, wrong []string
	for _, claim := range []string{"iss", "sub", "aud", "exp", "iat", "jti"} {
		if a.claims[claim] == nil {
			missing = append(missing, claim)
		}
	}
	if len(missing) > 0 {
		return []string{"the following assertions are missing: " + strings.Join(missing, ",")}
	}
	issued, _ := a.moment("iat")
	ends, _ := a.moment("exp")
	for _, check := range []struct {
		failed bool
		text   string
	}{
		{!a.meant(c.base + canvasTokenPath), "the 'aud' is invalid"},
		{!c.now.Before(ends), "the JWT has expired"},
		{c.now.Sub(issued) > 5*time.Minute, "the 'iat' must be less than 300 seconds old"},
		{issued.Sub(c.now) > 30*time.Second, "the 'iat' must not be in the future"},
		{!c.state.fresh("jti", a.text("jti")), "the 'jti' is invalid"},
	} {
		if check.failed {
			wrong = append(wrong, check.text)
		}
	}
	return wrong
}

// canvasGrant gives all that is asked for or nothing.
func (c *ltiCall) canvasGrant(tool registration, asked []string) ltiReply {
	allowed := slices.DeleteFunc(c.permitted(tool), func(s string) bool { return s == scopeOutcome })
	refused := slices.DeleteFunc(slices.Clone(asked), func(s string) bool { return slices.Contains(allowed, s) })
	if len(asked) == 0 || len(refused) > 0 {
		return oauthError(http.StatusBadRequest, "invalid_scope", "A requested scope is invalid, unknown, malformed, or exceeds the scope "+
			"granted by the resource owner. The following scopes were requested, but not granted: "+strings.Join(refused, ", "))
	}
	token := c.state.issue(accessToken{tool: tool, scopes: asked, expires: c.now.Add(tokenLife)})
	reply, err := canvasJSON(http.StatusOK, "application/json", object{
		{"access_token", token}, {"token_type", "Bearer"}, {"expires_in", int(tokenLife.Seconds())}, {"scope", strings.Join(asked, " ")},
	})
	if err != nil {
		return canvasFailure(err)
	}
	return reply
}
