package lti

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"

	"github.com/go-jose/go-jose/v4"
)

// Key is a tool's private key, with which it signs its requests for tokens. Its
// String and JSON forms do not show it.
type Key struct {
	jwk jose.JSONWebKey
}

// ParseKey reads a private key from PEM (PKCS#1, PKCS#8, SEC 1) or JWK text, or
// from a JWK set that holds it. RSA keys sign with RS256, P-256 keys with ES256;
// there are no others. kid is the name by which the platform finds the public half:
// when empty it is the JWK's own, or else the key's thumbprint. No error holds
// anything of the text.
func ParseKey(text []byte, kid string) (Key, error) {
	jwk, err := privateKey(bytes.TrimSpace(text), kid)
	if err != nil {
		return Key{}, err
	}
	if kid != "" {
		jwk.KeyID = kid
	}
	alg, err := algorithm(jwk)
	if err != nil {
		return Key{}, err
	}
	// A certificate chain is of no use to a platform that looks up the kid.
	k := Key{jwk: jose.JSONWebKey{Key: jwk.Key, KeyID: jwk.KeyID, Algorithm: alg, Use: "sig"}}
	if k.jwk.KeyID == "" {
		k.jwk.KeyID = k.Thumbprint()
	}
	return k, nil
}

func privateKey(text []byte, kid string) (jose.JSONWebKey, error) {
	switch {
	case len(text) == 0:
		return jose.JSONWebKey{}, errors.New("the key is empty")
	case text[0] == '{':
		return jwkOf(text, kid)
	}
	return pemOf(text)
}

// pemOf takes the first private key among the blocks, which may have EC
// parameters or certificates before it.
func pemOf(text []byte) (jose.JSONWebKey, error) {
	reason := "the key is neither PEM nor JWK"
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		var key any
		var err error
		switch block.Type {
		case "RSA PRIVATE KEY":
			if block.Headers["DEK-Info"] != "" {
				return jose.JSONWebKey{}, errors.New("the key is protected by a passphrase: store it without one")
			}
			key, err = x509.ParsePKCS1PrivateKey(block.Bytes)
		case "EC PRIVATE KEY":
			key, err = x509.ParseECPrivateKey(block.Bytes)
		case "PRIVATE KEY":
			key, err = x509.ParsePKCS8PrivateKey(block.Bytes)
		case "ENCRYPTED PRIVATE KEY":
			return jose.JSONWebKey{}, errors.New("the key is protected by a passphrase: store it without one")
		case "PUBLIC KEY", "RSA PUBLIC KEY", "CERTIFICATE":
			reason = "this is the public half: the private key is needed"
			continue
		default:
			continue
		}
		if err != nil {
			return jose.JSONWebKey{}, fmt.Errorf("the PEM block %q holds no readable key", block.Type)
		}
		return jose.JSONWebKey{Key: key}, nil
	}
	return jose.JSONWebKey{}, errors.New(reason)
}

// jwkOf reads one JWK, or picks one out of a set: by kid, or the only private one.
func jwkOf(text []byte, kid string) (jose.JSONWebKey, error) {
	raws, isSet, err := membersOf(text)
	if err != nil {
		return jose.JSONWebKey{}, errors.New("the key looks like a JWK and is not readable as one")
	}
	var private []jose.JSONWebKey
	for _, raw := range raws {
		var k jose.JSONWebKey
		if k.UnmarshalJSON(raw) != nil || !k.Valid() || k.IsPublic() {
			continue
		}
		if isSet && kid != "" && k.KeyID == kid {
			return k, nil
		}
		private = append(private, k)
	}
	switch {
	case len(private) == 0:
		return jose.JSONWebKey{}, errors.New("the JWK holds no private key")
	case isSet && kid != "" && private[0].KeyID != "", len(private) > 1:
		return jose.JSONWebKey{}, fmt.Errorf("the JWK set holds %d private keys, and none has the kid %q", len(private), kid)
	}
	return private[0], nil
}

// membersOf returns the keys of a JWK set, or the one key that text is.
func membersOf(text []byte) (raws []json.RawMessage, isSet bool, err error) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(text, &set); err != nil {
		return nil, false, err
	}
	if set.Keys == nil {
		return []json.RawMessage{text}, false, nil
	}
	return set.Keys, true, nil
}

func algorithm(k jose.JSONWebKey) (string, error) {
	var alg jose.SignatureAlgorithm
	switch key := k.Key.(type) {
	case *rsa.PrivateKey:
		if key.N.BitLen() < 2048 {
			return "", fmt.Errorf("the RSA key has %d bits: platforms refuse fewer than 2048", key.N.BitLen())
		}
		alg = jose.RS256
	case *ecdsa.PrivateKey:
		if key.Curve != elliptic.P256() {
			return "", fmt.Errorf("the key is on the curve %s: only P-256 (ES256) is usual", key.Curve.Params().Name)
		}
		alg = jose.ES256
	default:
		return "", errors.New("the key is neither RSA nor EC: only RS256 and ES256 are usual")
	}
	if k.Algorithm != "" && k.Algorithm != string(alg) {
		return "", fmt.Errorf("the JWK is meant for %.20q, not for %s", k.Algorithm, alg)
	}
	return string(alg), nil
}

// ID is the key's kid.
func (k Key) ID() string { return k.jwk.KeyID }

// Algorithm is RS256 or ES256.
func (k Key) Algorithm() string { return k.jwk.Algorithm }

// Thumbprint is the key's SHA-256 thumbprint (RFC 7638) in base64url; it is the
// same for both halves.
func (k Key) Thumbprint() string { return thumbprint(k.jwk) }

// Public is the public half as JWK text, as a published key set shows it.
func (k Key) Public() string {
	text, err := k.jwk.Public().MarshalJSON()
	if err != nil {
		return ""
	}
	return string(text)
}

// String names the key and does not show it.
func (k Key) String() string { return fmt.Sprintf("%s key %q", k.jwk.Algorithm, k.jwk.KeyID) }

// GoString is String.
func (k Key) GoString() string { return k.String() }

// MarshalJSON writes the public half.
func (k Key) MarshalJSON() ([]byte, error) {
	if !k.valid() {
		return []byte("null"), nil
	}
	return k.jwk.Public().MarshalJSON()
}

func (k Key) valid() bool { return k.jwk.Key != nil }

func thumbprint(k jose.JSONWebKey) string {
	sum, err := k.Thumbprint(crypto.SHA256)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(sum)
}
