package lab_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/lab"
)

const allScopes = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly " +
	"https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly https://purl.imsglobal.org/spec/lti-ags/scope/score " +
	"https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"

// tool is the other side of LTI 1.3, with an RSA key of its own.
type tool struct {
	t   *testing.T
	lab *lab.Lab
	url string
	key *rsa.PrivateKey
	now time.Time
}

func newTool(t *testing.T, opt lab.Options) *tool {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	c := &tool{t: t, key: key, now: moment()}
	opt.ToolKeys = fmt.Sprintf(`{"keys":[{"kty":"RSA","kid":"k1","alg":"RS256","n":%q,"e":%q}]}`,
		base64.RawURLEncoding.EncodeToString(key.N.Bytes()), base64.RawURLEncoding.EncodeToString(big.NewInt(int64(key.E)).Bytes()))
	opt.Now, opt.Clock = moment(), func() time.Time { return c.now }
	if c.lab, err = lab.New(opt); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(c.lab.Handler())
	t.Cleanup(server.Close)
	c.url = server.URL
	return c
}

func (c *tool) settings() lab.LTISettings { return c.lab.LTIAt(c.url) }

// assertion is the usual one, with some claims changed; nil takes one away.
func (c *tool) assertion(change map[string]any) string {
	c.t.Helper()
	s := c.settings()
	claims := map[string]any{"iss": s.ClientID, "sub": s.ClientID, "aud": s.TokenURL, "jti": rand.Text(),
		"iat": c.now.Unix() - 5, "exp": c.now.Unix() + 60}
	for name, value := range change {
		claims[name] = value
		if value == nil {
			delete(claims, name)
		}
	}
	text := segment(map[string]any{"alg": "RS256", "typ": "JWT", "kid": "k1"}) + "." + segment(claims)
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, c.key, crypto.SHA256, sum[:])
	if err != nil {
		c.t.Fatal(err)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(signature)
}

func segment(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return base64.RawURLEncoding.EncodeToString(data)
}

type heard struct {
	status       int
	reason, body string
	header       http.Header
}

func (c *tool) ask(assertion, scopes string) heard {
	c.t.Helper()
	form := url.Values{"grant_type": {"client_credentials"}, "client_assertion": {assertion}, "scope": {scopes},
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}}
	return c.call(http.MethodPost, c.settings().TokenURL, "", "application/x-www-form-urlencoded", form.Encode())
}

func (c *tool) token() string {
	c.t.Helper()
	answer := c.ask(c.assertion(nil), allScopes)
	var v struct {
		Token string `json:"access_token"`
	}
	if err := json.Unmarshal([]byte(answer.body), &v); err != nil || v.Token == "" {
		c.t.Fatalf("no token: %d %s", answer.status, answer.body)
	}
	return v.Token
}

func (c *tool) call(method, address, token, kind, body string) heard {
	c.t.Helper()
	request, err := http.NewRequestWithContext(c.t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	if kind != "" {
		request.Header.Set("Content-Type", kind)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	_, reason, _ := strings.Cut(answer.Status, " ")
	return heard{answer.StatusCode, reason, string(text), answer.Header}
}

// send posts a score. Of the usual one, members may be changed.
func (c *tool) send(token, lineItem, user string, change map[string]any) heard {
	c.t.Helper()
	score := map[string]any{"userId": user, "scoreGiven": 5, "scoreMaximum": 10, "timestamp": c.now.Format(time.RFC3339),
		"activityProgress": "Completed", "gradingProgress": "FullyGraded"}
	for name, value := range change {
		score[name] = value
		if value == nil {
			delete(score, name)
		}
	}
	data, err := json.Marshal(score)
	if err != nil {
		c.t.Fatal(err)
	}
	path, query, _ := strings.Cut(lineItem, "?")
	if query != "" {
		query = "?" + query
	}
	return c.call(http.MethodPost, path+"/scores"+query, token, "application/vnd.ims.lis.v1.score+json", string(data))
}

// lineItems lists them all, with the title they have.
func (c *tool) lineItems(token string) (ids map[string]string) {
	c.t.Helper()
	var list []struct{ ID, Label string }
	address := c.settings().LineItemsURL
	if !strings.Contains(address, "?") {
		address += "?limit=100"
	}
	answer := c.call(http.MethodGet, address, token, "", "")
	if err := json.Unmarshal([]byte(answer.body), &list); err != nil {
		c.t.Fatalf("%v: %d %s", err, answer.status, answer.body)
	}
	ids = map[string]string{}
	for _, item := range list {
		ids[item.Label] = item.ID
	}
	return ids
}
