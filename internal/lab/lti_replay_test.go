package lab

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestRecordings repeats every recorded request in a course that is laid out as the
// recorded one was, and wants the recorded answer and the recorded effect.
func TestRecordings(t *testing.T) {
	all, more := exchanges(t), besides(t)
	if len(all) < 200 {
		t.Fatalf("%d recordings, want those of all four kinds", len(all))
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, x := range all {
		t.Run(name, func(t *testing.T) {
			if why := notReplayed()[name]; why != "" {
				t.Skip(why)
			}
			r := newReplay(t, name, x, key, more)
			got := r.send(t)
			r.compare(t, got)
			r.compareEffect(t)
		})
	}
}

// replay is the lab as the recorded site stood before one exchange.
type replay struct {
	name string
	x    exchange
	more beside
	lab  *Lab
	key  *ecdsa.PrivateKey
	at   time.Time
}

func newReplay(t *testing.T, name string, x exchange, key *ecdsa.PrivateKey, more beside) *replay {
	t.Helper()
	r := &replay{name: name, x: x, key: key, more: more}
	for _, h := range x.Response.Headers {
		if h[0] == "Date" {
			at, err := time.Parse(http.TimeFormat, h[1])
			if err != nil {
				t.Fatal(err)
			}
			r.at = at
		}
	}
	keys := ""
	if key != nil && !strings.Contains(name, "jwks") {
		keys = publicSet("gradesync-lab-1", key)
	}
	l, err := New(Options{Break: []string{"none"}, URL: recordedSite, ToolKeys: keys, Clock: func() time.Time { return r.at }, Now: r.at})
	if err != nil {
		t.Fatal(err)
	}
	r.lab = l
	r.furnish(t)
	return r
}

func publicSet(kid string, key *ecdsa.PrivateKey) string {
	point, err := key.PublicKey.Bytes()
	if err != nil {
		panic(err)
	}
	enc := base64.RawURLEncoding.EncodeToString
	return fmt.Sprintf(`{"keys":[{"kty":"EC","crv":"P-256","use":"sig","alg":"ES256","kid":%q,"x":%q,"y":%q}]}`, kid, enc(point[1:33]), enc(point[33:]))
}

type reply struct {
	status       int
	reason, kind string
	link, body   string
}

func (r *replay) send(t *testing.T) reply {
	t.Helper()
	server := httptest.NewServer(r.lab.Handler())
	defer server.Close()
	body := r.body(t)
	request, err := http.NewRequestWithContext(t.Context(), r.x.Request.Method,
		strings.Replace(r.x.Request.URL, recordedSite, server.URL, 1), strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for key, value := range r.x.Request.Headers {
		request.Header.Set(key, value)
	}
	if authorization := request.Header.Get("Authorization"); strings.HasPrefix(authorization, "OAuth") {
		request.Header.Set("Authorization", r.resign(authorization, body))
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	_, reason, _ := strings.Cut(answer.Status, " ")
	return reply{answer.StatusCode, reason, answer.Header.Get("Content-Type"), answer.Header.Get("Link"), string(text)}
}

// body is the recorded one with what the site's secrets made of it made anew.
func (r *replay) body(t *testing.T) string {
	t.Helper()
	body := r.x.Request.Body
	if strings.Contains(body, "client_assertion_type=") {
		return body + "&client_assertion=" + r.assertion(t)
	}
	if _, op, ok := parsePOX([]byte(body)); ok && !strings.Contains(r.name, "tampered") {
		if s, ok := openSourcedID(op.Record.SourcedID); ok {
			c := &ltiCall{world: r.lab.world, state: r.lab.lti}
			m := c.link(textOf(s.Data.Instance))
			if m == nil {
				return body
			}
			hash, err := sealed(m, *s.Data)
			if err != nil {
				t.Fatal(err)
			}
			return strings.Replace(body, s.Hash, hash, 1)
		}
	}
	return body
}

// assertion signs what the recorded one said with a key of ours.
func (r *replay) assertion(t *testing.T) string {
	t.Helper()
	said, ok := r.more.Assertions[r.name]
	if !ok {
		return "abc"
	}
	key, err := r.key, error(nil)
	if strings.Contains(r.name, "bad-signature") {
		if key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
			t.Fatal(err)
		}
	}
	return signed(t, key, said.Header, said.Claims)
}

// resign signs anew with the practice LMS's secrets, and as wrongly as was done.
func (r *replay) resign(header, body string) string {
	params := oauthHeader(header)
	if params["oauth_consumer_key"] != consumerKey && !strings.Contains(r.name, "unknown") {
		params["oauth_consumer_key"] = otherConsumer
	}
	secret := consumers()[params["oauth_consumer_key"]]
	if strings.Contains(r.name, "bad-signature") {
		secret = "wrong"
	}
	if strings.Contains(r.name, "mismatch") {
		body += "altered later"
	}
	return signOAuth(params, secret, "POST", r.x.Request.URL, body)
}

func (r *replay) column(id int) *column {
	c := &ltiCall{world: r.lab.world, state: r.lab.lti}
	all := c.allColumns()
	if i := slices.IndexFunc(all, func(x *column) bool { return x.id == id }); i >= 0 {
		return all[i]
	}
	return nil
}

func (r *replay) person(id int) *person {
	all := r.lab.world.people
	if i := slices.IndexFunc(all, func(p *person) bool { return p.id == id }); i >= 0 {
		return all[i]
	}
	return nil
}

// results reads a recorded list of results, which is what the column must hold.
func (r *replay) results(t *testing.T) (out []struct {
	User    string    `json:"userId"`
	Score   *float64  `json:"resultScore"`
	Comment string    `json:"comment"`
	At      time.Time `json:"timestamp"`
}) {
	t.Helper()
	if err := json.NewDecoder(bytes.NewReader([]byte(r.x.Response.Body))).Decode(&out); err != nil {
		t.Fatal(err)
	}
	return out
}
