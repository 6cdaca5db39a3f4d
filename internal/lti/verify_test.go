package lti

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"hash"
	"net/url"
	"sort"
	"strings"
	"testing"
)

// verify checks a signed message as RFC 5849 section 3.2 and the body hash
// extension say, written apart from what signs: on maps of url.Values, with
// url.PathEscape where the signer has its own.
func verify(t testing.TB, got sent, origin, secret string) {
	t.Helper()
	if err := verified(got, origin, secret); err != nil {
		t.Error(err)
	}
}

func verified(got sent, origin, secret string) error {
	header, ok := strings.CutPrefix(got.header.Get("Authorization"), "OAuth ")
	if !ok {
		return fmt.Errorf("not signed: %q", got.header.Get("Authorization"))
	}
	given := map[string]string{}
	for part := range strings.SplitSeq(header, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		plain, err := url.PathUnescape(strings.Trim(value, `"`))
		if err != nil {
			return err
		}
		given[name] = plain
	}
	signature := given["oauth_signature"]
	delete(given, "oauth_signature")
	delete(given, "realm")
	long := given["oauth_signature_method"] == "HMAC-SHA256"
	if sum(got.body, false) != given["oauth_body_hash"] && (!long || sum(got.body, true) != given["oauth_body_hash"]) {
		return fmt.Errorf("body hash %q", given["oauth_body_hash"])
	}
	var lines []string
	for name, values := range got.url.Query() {
		for _, v := range values {
			lines = append(lines, rfc3986(name)+"\x00"+rfc3986(v))
		}
	}
	for name, value := range given {
		lines = append(lines, rfc3986(name)+"\x00"+rfc3986(value))
	}
	sort.Strings(lines) // \x00 keeps a name that is another's beginning in its place
	for i := range lines {
		lines[i] = strings.Replace(lines[i], "\x00", "=", 1)
	}
	base := strings.Join([]string{got.method, rfc3986(origin + got.url.EscapedPath()), rfc3986(strings.Join(lines, "&"))}, "&")
	if want := mac(base, rfc3986(secret)+"&", long); want != signature {
		return fmt.Errorf("signature %q, want %q of %s", signature, want, base)
	}
	return nil
}

func rfc3986(s string) string {
	return strings.NewReplacer("+", "%20", "%7E", "~").Replace(url.QueryEscape(s))
}

func hashOf(long bool) func() hash.Hash {
	if long {
		return sha256.New
	}
	return sha1.New
}

func sum(body []byte, long bool) string {
	h := hashOf(long)()
	h.Write(body)
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

func mac(base, key string, long bool) string {
	h := hmac.New(hashOf(long), []byte(key))
	h.Write([]byte(base))
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}
