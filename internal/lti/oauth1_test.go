package lti

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// vector is a message whose signatures were checked with oauthlib.
const (
	vectorURL  = "https://lms.example.edu/mod/lti/service.php?x=1&y=a%20b"
	vectorBody = `<?xml version="1.0" encoding="UTF-8"?><imsx_POXEnvelopeRequest xmlns="http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0"><imsx_POXHeader><imsx_POXRequestHeaderInfo><imsx_version>V1.0</imsx_version><imsx_messageIdentifier>42</imsx_messageIdentifier></imsx_POXRequestHeaderInfo></imsx_POXHeader><imsx_POXBody><replaceResultRequest><resultRecord><sourcedGUID><sourcedId>abc-123</sourcedId></sourcedGUID><result><resultScore><language>en</language><textString>0.92</textString></resultScore></result></resultRecord></replaceResultRequest></imsx_POXBody></imsx_POXEnvelopeRequest>`
	vectorBase = `POST&https%3A%2F%2Flms.example.edu%2Fmod%2Flti%2Fservice.php&oauth_body_hash%3DGE5xH9utZXVu0Tp2vb6ZUT9Ow9Q%253D%26oauth_consumer_key%3Dkey%25201%26oauth_nonce%3Dnonce1%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1700000000%26oauth_version%3D1.0%26x%3D1%26y%3Da%2520b`
)

func consumer(t testing.TB, c Consumer) Consumer {
	t.Helper()
	c, err := c.withDefaults()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// field takes one decoded value out of an Authorization header.
func field(t testing.TB, header, name string) string {
	t.Helper()
	_, rest, ok := strings.Cut(header, name+`="`)
	value, _, closed := strings.Cut(rest, `"`)
	plain, err := url.PathUnescape(value)
	if !ok || !closed || err != nil {
		t.Fatalf("no %s in %s", name, header)
	}
	return plain
}

func TestSignatureVectors(t *testing.T) {
	u, err := url.Parse(vectorURL)
	if err != nil || len(vectorBody) != 583 {
		t.Fatalf("%v, %d bytes", err, len(vectorBody))
	}
	for _, tt := range []struct {
		method         SignatureMethod
		hash           BodyHash
		sum, signature string
	}{
		{HMACSHA1, "", "GE5xH9utZXVu0Tp2vb6ZUT9Ow9Q=", "xJAbjX4/FX7+vLPkFkipk/PabsQ="},
		{HMACSHA256, "", "hNPEjH5SdZBVV4OcjpQHVsNrCJzzb6IK5kdQa/LmA2I=", "sK8tMS01pyZy8x4wQj2jx/WikqZyBekzYr+o0X7FXdY="},
		{HMACSHA256, BodySHA1, "GE5xH9utZXVu0Tp2vb6ZUT9Ow9Q=", "QuD1k0Jcmmi6NCA8LMXvrnCyWfTKBbW/bvpT4aq57js="},
	} {
		c := consumer(t, Consumer{Key: "key 1", Secret: "s&cret", Method: tt.method, BodyHash: tt.hash})
		header := c.sign(u, []byte(vectorBody), "nonce1", time.Unix(1700000000, 0))
		if got := field(t, header, "oauth_body_hash"); got != tt.sum {
			t.Errorf("%s %s: body hash %q", tt.method, tt.hash, got)
		}
		if got := field(t, header, "oauth_signature"); got != tt.signature {
			t.Errorf("%s %s: signature %q", tt.method, tt.hash, got)
		}
	}
	base := baseString("POST", u, []pair{
		{"oauth_version", "1.0"}, {"oauth_nonce", "nonce1"}, {"oauth_consumer_key", "key 1"}, {"oauth_timestamp", "1700000000"},
		{"oauth_signature_method", "HMAC-SHA1"}, {"oauth_body_hash", "GE5xH9utZXVu0Tp2vb6ZUT9Ow9Q="},
	})
	if base != vectorBase {
		t.Errorf("base string %s", base)
	}
}

func TestBaseAddress(t *testing.T) {
	for address, want := range map[string]string{
		"HTTPS://LMS.Example.edu:443/A/b?x=1":  "https://lms.example.edu/A/b",
		"http://lms.example.edu:80":            "http://lms.example.edu/",
		"http://lms.example.edu:8080/a%2Fb":    "http://lms.example.edu:8080/a%2Fb",
		"https://lms.example.edu:80/":          "https://lms.example.edu:80/",
		"http://lms.example.edu:443/x#part":    "http://lms.example.edu:443/x",
		"https://lms.example.edu:4430/a%20b/c": "https://lms.example.edu:4430/a%20b/c",
		"http://[::1]:80/a":                    "http://[::1]/a",
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := baseAddress(u); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}

// TestEveryMessageVerifies signs anything, and checks it apart from what signed it.
func TestEveryMessageVerifies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		query := url.Values{}
		for _, k := range rapid.SliceOfN(rapid.StringMatching(`[a-z&= +%~é]{1,4}`), 0, 4).Draw(t, "names") {
			query.Add(k, rapid.String().Draw(t, "value"))
		}
		u := &url.URL{
			Scheme: rapid.SampledFrom([]string{"http", "https"}).Draw(t, "scheme"), Host: rapid.SampledFrom([]string{"a.example", "a.example:8443"}).Draw(t, "host"),
			Path: "/" + rapid.StringMatching(`[a-zA-Z0-9 ~%/ü_-]{0,12}`).Draw(t, "path"), RawQuery: query.Encode(),
		}
		c := Consumer{
			Key: rapid.StringN(1, 20, -1).Draw(t, "key"), Secret: rapid.StringN(1, 20, -1).Draw(t, "secret"),
			Method: rapid.SampledFrom([]SignatureMethod{HMACSHA1, HMACSHA256}).Draw(t, "method"),
		}
		c, err := c.withDefaults()
		if err != nil {
			t.Fatal(err)
		}
		body := []byte(rapid.String().Draw(t, "body"))
		got := sent{method: "POST", url: u, body: body, header: map[string][]string{"Authorization": {c.sign(u, body, fresh(), noon())}}}
		origin := u.Scheme + "://" + u.Host
		if err := verified(got, origin, c.Secret); err != nil {
			t.Fatal(err)
		}
		got.body = append(got.body, 'x')
		if verified(got, origin, c.Secret) == nil {
			t.Fatal("an altered body verifies")
		}
		got.body = body
		if verified(got, origin, c.Secret+"x") == nil {
			t.Fatal("another secret verifies")
		}
	})
}

func TestConsumerRefused(t *testing.T) {
	for _, c := range []Consumer{
		{}, {Key: "k"}, {Secret: "s"}, {Key: "k", Secret: "s", Method: "plaintext"},
		{Key: "k", Secret: "s", BodyHash: BodySHA256}, {Key: "k", Secret: "s", Method: HMACSHA256, BodyHash: "md5"},
	} {
		if _, err := c.withDefaults(); err == nil {
			t.Errorf("%+v was taken", c)
		}
	}
}
