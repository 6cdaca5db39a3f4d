package lti

import (
	"encoding/json"
	"net/url"
	"os/exec"
	"strings"
	"testing"
)

const oauthlibScript = `
import json, sys
from oauthlib.oauth1 import RequestValidator, SignatureOnlyEndpoint
class V(RequestValidator):
    enforce_ssl = False
    timestamp_lifetime = 10**12
    client_key_length = (1, 99)
    nonce_length = (1, 99)
    dummy_client = 'nobody'
    allowed_signature_methods = ('HMAC-SHA1', 'HMAC-SHA256')
    def check_client_key(self, k): return True
    def check_nonce(self, k): return True
    def validate_client_key(self, k, r): return True
    def validate_timestamp_and_nonce(self, *a, **k): return True
    def get_client_secret(self, k, r): return m['secret']
for m in json.load(sys.stdin):
    ok, _ = SignatureOnlyEndpoint(V()).validate_request(m['url'], 'POST', m['body'], {'Content-Type': 'application/xml', 'Authorization': m['header']})
    print('ok' if ok else 'no')
`

// TestOAuthlibVerifies has an independent library check signatures, where there is one.
func TestOAuthlibVerifies(t *testing.T) {
	python := ""
	for _, candidate := range []string{"python3", "/usr/bin/python3"} {
		if exec.CommandContext(t.Context(), candidate, "-c", "import oauthlib").Run() == nil {
			python = candidate
		}
	}
	if python == "" {
		t.Skip("no python3 with oauthlib (Debian: python3-oauthlib)")
	}
	type message struct {
		URL    string `json:"url"`
		Body   string `json:"body"`
		Header string `json:"header"`
		Secret string `json:"secret"`
	}
	var messages []message
	for _, address := range []string{vectorURL, "http://lms.example.edu:8090/mod/lti/service.php", "https://LMS.example.edu:443/a%2Fb?z=%2B&a=1&a=&b", "https://lms.example.edu/p?q=a+b%7E~"} {
		for _, method := range []SignatureMethod{HMACSHA1, HMACSHA256} {
			c := consumer(t, Consumer{Key: "key 1/ü", Secret: "s&cret ü", Method: method, BodyHash: BodySHA1})
			u, err := url.Parse(address)
			if err != nil {
				t.Fatal(err)
			}
			messages = append(messages, message{address, vectorBody, c.sign(u, []byte(vectorBody), fresh(), noon()), c.Secret})
		}
	}
	good := len(messages)
	forged := messages[0]
	forged.Secret = "another"
	messages = append(messages, forged)
	input, err := json.Marshal(messages)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), python, "-c", oauthlibScript)
	cmd.Stdin = strings.NewReader(string(input))
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, said.String())
	}
	verdicts := strings.Fields(string(out))
	for i, m := range messages {
		if len(verdicts) != len(messages) || (verdicts[i] == "ok") != (i < good) {
			t.Fatalf("oauthlib says %v; message %d is to %s", verdicts, i, m.URL)
		}
	}
}
