package lab

import (
	"crypto/ecdsa"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// signed is a JSON Web Token under an ES256 key.
func signed(t *testing.T, key *ecdsa.PrivateKey, header, claims map[string]any) string {
	t.Helper()
	header = maps.Clone(header)
	header["alg"] = "ES256"
	var parts []string
	for _, v := range []map[string]any{header, claims} {
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, base64.RawURLEncoding.EncodeToString(data))
	}
	text := strings.Join(parts, ".")
	sum := sha256.Sum256([]byte(text))
	r, s, err := ecdsa.Sign(rand.Reader, key, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	signature := append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)
	return text + "." + base64.RawURLEncoding.EncodeToString(signature)
}

// signOAuth makes the header that signs a body, from the other parameters of it.
func signOAuth(params map[string]string, secret, method, address, body string) string {
	params = maps.Clone(params)
	sum := sha1.Sum([]byte(body))
	params["oauth_body_hash"] = base64.StdEncoding.EncodeToString(sum[:])
	u, err := url.Parse(address)
	if err != nil {
		panic(err)
	}
	plain, _, _ := strings.Cut(address, "?")
	mac := hmac.New(sha1.New, []byte(percent(secret)+"&"))
	mac.Write([]byte(baseString(method, plain, u.Query(), params)))
	params["oauth_signature"] = base64.StdEncoding.EncodeToString(mac.Sum(nil))
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(params)) {
		parts = append(parts, key+`="`+percent(params[key])+`"`)
	}
	return "OAuth " + strings.Join(parts, ",")
}
