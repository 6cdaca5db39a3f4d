package lab

import (
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	formKind      = "application/x-www-form-urlencoded"
	assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
	tokenLife     = time.Hour
)

// moodleToken is Moodle's /mod/lti/token.php. Its answers are written as text, so
// that an error with quotes in it is no JSON; in strict mode they are JSON.
func (c *ltiCall) moodleToken() ltiReply {
	kind, _, _ := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	form, err := url.ParseQuery(string(c.body))
	if err != nil || c.r.Method != http.MethodPost || kind != formKind {
		return c.tokenError("invalid_request")
	}
	for _, name := range []string{"client_assertion", "client_assertion_type", "grant_type", "scope"} {
		if form.Get(name) == "" {
			return c.tokenError("invalid_request")
		}
	}
	if form.Get("client_assertion_type") != assertionType || form.Get("grant_type") != "client_credentials" {
		return c.tokenError("unsupported_grant_type")
	}
	a, ok := parseAssertion(form.Get("client_assertion"))
	if !ok || a.text("sub") == "" {
		return c.tokenError("invalid_request")
	}
	tool, ok := registrationOf(a.text("sub"))
	if !ok {
		return c.tokenError("invalid_client")
	}
	if c.state.keys == nil {
		return moodleErrorPage(`Exception - mod_lti\local\ltiopenid\jwks_helper::fix_jwks_alg(): Argument #1 ($jwks) must be of type array, ` +
			`null given, called in [dirroot]/mod/lti/locallib.php on line 1336`)
	}
	if complaint := c.doubt(a); complaint != "" {
		return c.tokenError(complaint)
	}
	return c.grant(tool, strings.Split(form.Get("scope"), " "))
}

// doubt says what is wrong with an assertion, in the words of Moodle; in strict
// mode, which Moodle has not, of more claims than Moodle looks at.
func (c *ltiCall) doubt(a assertion) string {
	key, known := c.state.keys[a.kid]
	issued, hasIssued := a.moment("iat")
	ends, hasEnd := a.moment("exp")
	switch {
	case a.kid == "":
		return "error/Error: kid must be provided in JWT header."
	case !known:
		return `"kid" invalid, unable to lookup correct key`
	case !a.signedBy(key):
		return "Signature verification failed"
	case hasIssued && issued.After(c.now):
		return "Cannot handle token with iat prior to " + issued.Format("2006-01-02T15:04:05-0700")
	case hasEnd && !c.now.Before(ends):
		return "Expired token"
	case !c.lab.opt.Strict:
		return ""
	case !hasIssued || !hasEnd || a.text("iss") != a.text("sub") || !a.meant(c.base+moodleTokenPath):
		return "invalid_client"
	case !c.state.fresh("jti", a.text("jti")):
		return "invalid_client"
	}
	return ""
}

// grant gives what may be given of what was asked for, without a word about the
// rest.
func (c *ltiCall) grant(tool registration, asked []string) ltiReply {
	allowed := c.permitted(tool)
	granted := slices.DeleteFunc(slices.Clone(asked), func(s string) bool { return !slices.Contains(allowed, s) })
	if len(granted) == 0 {
		return c.tokenError("invalid_scope")
	}
	token := c.state.issue(accessToken{tool: tool, scopes: granted, expires: c.now.Add(tokenLife)})
	body := fmt.Sprintf("{\n  \"access_token\" : %q,\n  \"token_type\" : \"Bearer\",\n  \"expires_in\" : %d,\n  \"scope\" : %q\n}",
		token, int(tokenLife.Seconds()), strings.Join(granted, " "))
	return ltiReply{status: http.StatusOK, kind: c.tokenKind(), body: []byte(body)}
}

func (c *ltiCall) tokenError(text string) ltiReply {
	if c.lab.opt.Strict {
		text = strings.ReplaceAll(text, `"`, `\"`)
	}
	return ltiReply{status: http.StatusBadRequest, kind: c.tokenKind(), body: []byte("{\n  \"error\" : \"" + text + "\"\n}")}
}

// tokenKind is the media type of token.php, which forgets to set one.
func (c *ltiCall) tokenKind() string {
	if c.lab.opt.Strict {
		return jsonKind
	}
	return htmlKind
}
