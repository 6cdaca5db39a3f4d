package lab_test

import (
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"os/exec"
	"strings"
	"testing"

	"github.com/gradesync/gradesync/internal/lab"
)

// pythonTool is a tool that shares nothing with this repository: PyJWT signs its
// assertion and oauthlib its LTI 1.1 message. It asks for a token, lists the line
// items, sends a score, reads it back, and sends an LTI 1.1 grade.
const pythonTool = `
import json, sys, urllib.parse, urllib.request, urllib.error, html, hashlib, base64
import jwt
from oauthlib.oauth1 import Client
m = json.load(sys.stdin)

def http(method, url, body=None, headers={}):
    req = urllib.request.Request(url, data=body, method=method, headers=headers)
    try:
        with urllib.request.urlopen(req) as r:
            return r.status, r.reason, r.headers, r.read().decode()
    except urllib.error.HTTPError as e:
        return e.code, e.reason, e.headers, e.read().decode()

claims = {'iss': m['client'], 'sub': m['client'], 'aud': m['token_url'], 'iat': m['now'] - 5, 'exp': m['now'] + 60, 'jti': 'python-1'}
assertion = jwt.encode(claims, m['key'], algorithm='RS256', headers={'kid': 'k1'})
form = urllib.parse.urlencode({'grant_type': 'client_credentials', 'client_assertion': assertion, 'scope': m['scopes'],
    'client_assertion_type': 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'}).encode()
status, _, _, body = http('POST', m['token_url'], form, {'Content-Type': 'application/x-www-form-urlencoded'})
token = json.loads(body)['access_token']
auth = {'Authorization': 'Bearer ' + token}

status, _, _, body = http('GET', m['line_items'], None, {**auth, 'Accept': 'application/vnd.ims.lis.v2.lineitemcontainer+json'})
item = [i['id'] for i in json.loads(body) if i['label'] == m['title']][0]
path, _, query = item.partition('?')
query = '?' + query if query else ''
score = {'userId': m['user'], 'scoreGiven': 7, 'scoreMaximum': 10, 'timestamp': m['stamp'], 'activityProgress': 'Completed', 'gradingProgress': 'FullyGraded'}
out = {}
kind = {'Content-Type': 'application/vnd.ims.lis.v1.score+json'}
status, _, _, _ = http('POST', path + '/scores' + query, json.dumps(score).encode(), {**auth, **kind})
out['score'] = status
score['timestamp'] = m['early']
status, reason, _, _ = http('POST', path + '/scores' + query, json.dumps(score).encode(), {**auth, **kind})
out['early'] = '%d %s' % (status, reason)
_, _, _, body = http('GET', path + '/results' + (query or '?') + '&user_id=' + m['user'], None, auth)
out['result'] = [(r['resultScore'], r['resultMaximum']) for r in json.loads(body)]

xml = ('<?xml version="1.0" encoding="UTF-8"?><imsx_POXEnvelopeRequest xmlns="http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0">'
  '<imsx_POXHeader><imsx_POXRequestHeaderInfo><imsx_version>V1.0</imsx_version><imsx_messageIdentifier>py</imsx_messageIdentifier></imsx_POXRequestHeaderInfo></imsx_POXHeader>'
  '<imsx_POXBody><replaceResultRequest><resultRecord><sourcedGUID><sourcedId>' + html.escape(m['sourcedid']) + '</sourcedId></sourcedGUID>'
  '<result><resultScore><language>en</language><textString>0.35</textString></resultScore></result></resultRecord></replaceResultRequest></imsx_POXBody></imsx_POXEnvelopeRequest>')
for name, secret in (('outcome', m['secret']), ('forged', 'wrong')):
    client = Client(m['consumer'], client_secret=secret, timestamp=str(m['now']), nonce='n-' + name)
    url, headers, data = client.sign(m['outcomes'], 'POST', body=xml, headers={'Content-Type': 'application/xml'})
    _, _, _, body = http('POST', url, data.encode(), headers)
    out[name] = body
json.dump(out, sys.stdout)
`

// python finds an interpreter that has the libraries.
func python(t *testing.T) string {
	t.Helper()
	for _, candidate := range []string{"python3", "/usr/bin/python3"} {
		if exec.CommandContext(t.Context(), candidate, "-c", "import oauthlib, jwt, cryptography").Run() == nil {
			return candidate
		}
	}
	t.Skip("no python3 with oauthlib, jwt and cryptography (Debian: python3-oauthlib, python3-jwt, python3-cryptography)")
	return ""
}

// TestIndependentClient has a tool talk to the lab that others wrote the signing of.
func TestIndependentClient(t *testing.T) {
	interpreter := python(t)
	for lms, want := range map[string]struct{ title, early, result, outcome, forged string }{
		"moodle": {"Lab 3 Chain Rule", "409 Refusing score with an earlier timestamp for item 42 and user 60", "[[70,100]]",
			"<imsx_codeMajor>success</imsx_codeMajor>", "Message signature not valid"},
		"canvas": {"Lab 4 Arc Length", "400 Bad Request", "[[70,100]]", "<imsx_codeMajor>success</imsx_codeMajor>", "Invalid authorization header"},
	} {
		c := newTool(t, lab.Options{Break: []string{"none"}, LMS: lms, Strict: lms == "moodle"})
		s := c.settings()
		launch := map[string]string{}
		for _, l := range table(t, c.lab.RecordsAt(c.url), "launches.csv") {
			if l["lti_version"] == "1.1" {
				launch = l
			}
		}
		user := "60"
		if lms == "canvas" {
			user = launch["user_id"] // of LTI 1.1; the account has the other
			for _, a := range table(t, c.lab.RecordsAt(c.url), "accounts.csv") {
				if a["lti11_user_id"] == launch["user_id"] {
					user = a["lms_user_id"]
				}
			}
		}
		key := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(c.key)})
		lineItems := s.LineItemsURL
		if lms == "canvas" {
			lineItems += "?limit=100"
		}
		input, err := json.Marshal(map[string]any{
			"client": s.ClientID, "token_url": s.TokenURL, "now": c.now.Unix(), "key": string(key), "scopes": allScopes,
			"line_items": lineItems, "title": want.title, "user": user, "stamp": "2026-10-14T09:29:59.123Z", "early": "2026-10-14T09:29:58Z",
			"consumer": s.ConsumerKey, "secret": s.ConsumerSecret, "outcomes": s.OutcomeURL, "sourcedid": launch["lis_result_sourcedid"],
		})
		if err != nil {
			t.Fatal(err)
		}
		command := exec.CommandContext(t.Context(), interpreter, "-c", pythonTool)
		command.Stdin = strings.NewReader(string(input))
		var complaints strings.Builder
		command.Stderr = &complaints
		output, err := command.Output()
		if err != nil {
			t.Fatalf("%v: %s", err, complaints.String())
		}
		var got struct {
			Score                  int
			Early, Outcome, Forged string
			Result                 json.RawMessage
		}
		if err := json.Unmarshal(output, &got); err != nil {
			t.Fatal(err)
		}
		result := strings.NewReplacer(" ", "", ".0", "").Replace(string(got.Result))
		if got.Score != 200 || got.Early != want.early || result != want.result ||
			!strings.Contains(got.Outcome, want.outcome) || !strings.Contains(got.Forged, want.forged) {
			t.Errorf("%s: %s", lms, output)
		}
	}
}
