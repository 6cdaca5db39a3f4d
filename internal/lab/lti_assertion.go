package lab

import (
	"crypto"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// assertion is a JSON Web Token as it came: what it says, and nothing checked.
type assertion struct {
	signed    string // the part under the signature
	signature []byte
	kid       string
	algorithm string
	claims    map[string]any
}

// parseAssertion takes a token apart. Moodle asks no more of it than three parts
// and claims that are JSON.
func parseAssertion(text string) (assertion, bool) {
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return assertion{}, false
	}
	a := assertion{signed: parts[0] + "." + parts[1]}
	var header struct {
		Algorithm string `json:"alg"`
		ID        string `json:"kid"`
	}
	if decodeSegment(parts[1], &a.claims) != nil || a.claims == nil {
		return a, false
	}
	// A header or a signature that cannot be read is one that does not fit.
	_ = decodeSegment(parts[0], &header)
	a.kid, a.algorithm = header.ID, header.Algorithm
	a.signature, _ = base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[2], "="))
	return a, true
}

func decodeSegment(text string, v any) error {
	data, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(text, "="))
	if err != nil {
		return err
	}
	return json.Unmarshal(data, v)
}

func (a assertion) text(claim string) string {
	v, _ := a.claims[claim].(string)
	return v
}

// moment reads a claim that is a number of seconds.
func (a assertion) moment(claim string) (time.Time, bool) {
	v, ok := a.claims[claim].(float64)
	if !ok {
		return time.Time{}, false
	}
	return time.Unix(int64(v), 0).UTC(), true
}

// meant tells whether the audience names the address.
func (a assertion) meant(address string) bool {
	switch v := a.claims["aud"].(type) {
	case string:
		return v == address
	case []any:
		return slices.Contains(v, any(address))
	}
	return false
}

func (a assertion) signedBy(key crypto.PublicKey) bool {
	return signedBy(key, a.algorithm, a.signed, a.signature)
}
