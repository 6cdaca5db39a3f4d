package lab

import (
	"crypto/hmac"
	"crypto/sha1" // OAuth 1.0 signs with it
	"crypto/sha256"
	"encoding/base64"
	"hash"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// oauthHeader are the parameters of an OAuth 1.0 Authorization header, decoded.
func oauthHeader(text string) map[string]string {
	rest, ok := strings.CutPrefix(text, "OAuth ")
	if !ok {
		return nil
	}
	out := map[string]string{}
	for part := range strings.SplitSeq(rest, ",") {
		key, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		decoded, err := url.PathUnescape(strings.Trim(value, `"`))
		if err != nil {
			return nil
		}
		out[key] = decoded
	}
	return out
}

// percent encodes as RFC 3986 and so OAuth has it.
func percent(text string) string {
	const hex = "0123456789ABCDEF"
	var out strings.Builder
	for _, b := range []byte(text) {
		if b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || strings.IndexByte("-._~", b) >= 0 {
			out.WriteByte(b)
			continue
		}
		out.WriteByte('%')
		out.WriteByte(hex[b>>4])
		out.WriteByte(hex[b&15])
	}
	return out.String()
}

// baseString is what is signed: the method, the address without its query, and
// all parameters but the signature, sorted.
func baseString(method, address string, query url.Values, header map[string]string) string {
	var pairs []string
	for key, value := range header {
		if key != "realm" && key != "oauth_signature" {
			pairs = append(pairs, percent(key)+"="+percent(value))
		}
	}
	for key, values := range query {
		for _, value := range values {
			pairs = append(pairs, percent(key)+"="+percent(value))
		}
	}
	slices.Sort(pairs)
	return method + "&" + percent(address) + "&" + percent(strings.Join(pairs, "&"))
}

// bodySigned tells whether an OAuth 1.0 header signs the request and its body with
// the secret, at about the present time.
func (c *ltiCall) bodySigned(header map[string]string, secret string) bool {
	digests := map[string]func() hash.Hash{"HMAC-SHA1": sha1.New}
	if c.lab.opt.Strict {
		digests["HMAC-SHA256"] = sha256.New
	}
	digest, known := digests[header["oauth_signature_method"]]
	if !known || !c.recent(header["oauth_timestamp"]) || header["oauth_nonce"] == "" {
		return false
	}
	if c.lab.opt.Strict && !c.state.fresh("nonce", header["oauth_consumer_key"]+" "+header["oauth_nonce"]) {
		return false
	}
	return c.signedWith(header, secret, digest)
}

// signedWith tells whether the signature and the body hash are right.
func (c *ltiCall) signedWith(header map[string]string, secret string, digest func() hash.Hash) bool {
	mac := hmac.New(digest, []byte(percent(secret)+"&"))
	mac.Write([]byte(baseString(c.r.Method, c.base+c.r.URL.EscapedPath(), c.r.URL.Query(), header)))
	signature, err := base64.StdEncoding.DecodeString(header["oauth_signature"])
	return err == nil && hmac.Equal(signature, mac.Sum(nil)) && hashOf(c.body, header["oauth_body_hash"])
}

// hashOf tells whether a body hash is the body's. Tools that sign with SHA-256 do
// not agree on which hash that is.
func hashOf(body []byte, given string) bool {
	one, two := sha1.Sum(body), sha256.Sum256(body)
	return given == base64.StdEncoding.EncodeToString(one[:]) || given == base64.StdEncoding.EncodeToString(two[:])
}

// skew is how old a signature may be.
const skew = 5 * time.Minute

// recent tells whether a signature is not too old. Moodle takes those of the
// future; in strict mode they are refused.
func (c *ltiCall) recent(seconds string) bool {
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return false
	}
	age := c.now.Sub(time.Unix(n, 0))
	return age <= skew && (age >= -skew || !c.lab.opt.Strict)
}
