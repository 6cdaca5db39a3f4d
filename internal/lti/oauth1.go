package lti

import (
	"cmp"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"hash"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// SignatureMethod is how an LTI 1.1 message is signed.
type SignatureMethod string

// BodyHash is how the body of such a message is summed up.
type BodyHash string

// The methods in use. Many platforms take HMAC-SHA1 alone (Moodle, edX). With
// HMAC-SHA256 they differ in the hash of the body.
const (
	HMACSHA1   SignatureMethod = "hmac-sha1"
	HMACSHA256 SignatureMethod = "hmac-sha256"

	BodySHA1   BodyHash = "sha1"
	BodySHA256 BodyHash = "sha256"
)

// Consumer is what a tool and a platform have agreed on for LTI 1.1. Its String
// form does not show the secret.
type Consumer struct {
	Key, Secret string
	Method      SignatureMethod // HMACSHA1 when empty
	BodyHash    BodyHash        // the hash of Method when empty
}

// String does not show the secret.
func (c Consumer) String() string { return fmt.Sprintf("consumer %q (%s)", c.Key, c.Method) }

// GoString is String.
func (c Consumer) GoString() string { return c.String() }

// withDefaults fills in and checks what is signed with.
func (c Consumer) withDefaults() (Consumer, error) {
	if c.Method == "" {
		c.Method = HMACSHA1
	}
	if c.BodyHash == "" {
		c.BodyHash = map[SignatureMethod]BodyHash{HMACSHA1: BodySHA1, HMACSHA256: BodySHA256}[c.Method]
	}
	switch {
	case c.Key == "":
		return c, errors.New("the consumer key is empty")
	case c.Secret == "":
		return c, errors.New("the shared secret is empty")
	case c.Method != HMACSHA1 && c.Method != HMACSHA256:
		return c, fmt.Errorf("the signature method is %.40q: only %s and %s are known", c.Method, HMACSHA1, HMACSHA256)
	case c.BodyHash != BodySHA1 && (c.BodyHash != BodySHA256 || c.Method == HMACSHA1):
		return c, fmt.Errorf("the body hash is %.40q: with %s it cannot be", c.BodyHash, c.Method)
	}
	return c, nil
}

// pair is a parameter, decoded.
type pair struct{ name, value string }

// sign returns the Authorization header of a POST with this body (OAuth 1.0a, RFC
// 5849, with the body hash of the OAuth body hash extension). A nonce is used once.
func (c Consumer) sign(address *url.URL, body []byte, nonce string, at time.Time) string {
	oauth := []pair{
		{"oauth_body_hash", c.sum(body)},
		{"oauth_consumer_key", c.Key},
		{"oauth_nonce", nonce},
		{"oauth_signature_method", map[SignatureMethod]string{HMACSHA1: "HMAC-SHA1", HMACSHA256: "HMAC-SHA256"}[c.Method]},
		{"oauth_timestamp", strconv.FormatInt(at.Unix(), 10)},
		{"oauth_version", "1.0"},
	}
	mac := hmac.New(c.hash(c.Method == HMACSHA256), []byte(encode(c.Secret)+"&"))
	mac.Write([]byte(baseString("POST", address, oauth)))
	oauth = append(oauth, pair{"oauth_signature", base64.StdEncoding.EncodeToString(mac.Sum(nil))})
	words := []string{`realm=""`}
	for _, p := range oauth {
		words = append(words, p.name+`="`+encode(p.value)+`"`)
	}
	return "OAuth " + strings.Join(words, ",")
}

func (c Consumer) sum(body []byte) string {
	h := c.hash(c.BodyHash == BodySHA256)()
	h.Write(body)
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

func (c Consumer) hash(long bool) func() hash.Hash {
	if long {
		return sha256.New
	}
	return sha1.New
}

// baseString is the text that is signed (RFC 5849 section 3.4.1). The parameters of
// the query belong to it; the body, being no form, does not.
func baseString(method string, address *url.URL, oauth []pair) string {
	all := append(queryPairs(address.RawQuery), oauth...)
	for i, p := range all {
		all[i] = pair{encode(p.name), encode(p.value)}
	}
	slices.SortFunc(all, func(a, b pair) int {
		return cmp.Or(strings.Compare(a.name, b.name), strings.Compare(a.value, b.value))
	})
	joined := make([]string, 0, len(all))
	for _, p := range all {
		joined = append(joined, p.name+"="+p.value)
	}
	return method + "&" + encode(baseAddress(address)) + "&" + encode(strings.Join(joined, "&"))
}

// baseAddress is the URL without its query and default port (section 3.4.1.2).
func baseAddress(u *url.URL) string {
	scheme, host := strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	if port := map[string]string{"http": ":80", "https": ":443"}[scheme]; port != "" {
		host = strings.TrimSuffix(host, port)
	}
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	return scheme + "://" + host + path
}

// queryPairs decodes a query in its order, with what appears twice.
func queryPairs(query string) []pair {
	var all []pair
	for one := range strings.SplitSeq(query, "&") {
		if one == "" {
			continue
		}
		name, value, _ := strings.Cut(one, "=")
		all = append(all, pair{decoded(name), decoded(value)})
	}
	return all
}

func decoded(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return s
}

// encode escapes all but the unreserved letters (section 3.6); url.QueryEscape
// would make a plus of a space.
func encode(s string) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}

// fresh is a text that is used once: 128 random bits.
func fresh() string { return strings.ToLower(rand.Text()) }
