package lab

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// toolKeys are the public keys of the tool by their id. Nil is a key set that
// cannot be fetched.
type toolKeys map[string]crypto.PublicKey

// describe names the keys for whoever has to sign with one of them.
func (k toolKeys) describe() string {
	if len(k) == 0 {
		return "no key is accepted: Options.ToolKeys is empty"
	}
	var ids []string
	for id := range k {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return "RS256 or ES256 with the kid " + strings.Join(ids, " or ")
}

type jwk struct {
	Kind  string `json:"kty"`
	ID    string `json:"kid"`
	Curve string `json:"crv"`
	N     string `json:"n"`
	E     string `json:"e"`
	X     string `json:"x"`
	Y     string `json:"y"`
}

// parseToolKeys reads a JWK set. Keys without an id are left out, as the platforms
// do, which look keys up by it.
func parseToolKeys(text string) (toolKeys, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	var set struct {
		Keys []jwk `json:"keys"`
	}
	if err := json.Unmarshal([]byte(text), &set); err != nil {
		return nil, fmt.Errorf("reading the tool's keys: want a JWK set as JSON: %w", err)
	}
	keys := toolKeys{}
	for _, k := range set.Keys {
		if k.ID == "" {
			continue
		}
		key, err := k.public()
		if err != nil {
			return nil, fmt.Errorf("reading the tool's key %q: %w", k.ID, err)
		}
		keys[k.ID] = key
	}
	return keys, nil
}

func (k jwk) public() (crypto.PublicKey, error) {
	switch {
	case k.Kind == "RSA":
		n, errN := number64(k.N)
		e, errE := number64(k.E)
		if errN != nil || errE != nil || n.BitLen() < 1024 || !e.IsInt64() || e.Int64() < 3 {
			return nil, errors.New("n and e make no RSA key")
		}
		return &rsa.PublicKey{N: n, E: int(e.Int64())}, nil
	case k.Kind == "EC" && k.Curve == "P-256":
		x, errX := base64.RawURLEncoding.DecodeString(k.X)
		y, errY := base64.RawURLEncoding.DecodeString(k.Y)
		if errX != nil || errY != nil {
			return nil, errors.New("x and y are not base64url")
		}
		return ecdsa.ParseUncompressedPublicKey(elliptic.P256(), append(append([]byte{4}, x...), y...))
	}
	return nil, fmt.Errorf("kty %q with crv %q: want RSA, or EC with P-256", k.Kind, k.Curve)
}

func number64(text string) (*big.Int, error) {
	data, err := base64.RawURLEncoding.DecodeString(text)
	return new(big.Int).SetBytes(data), err
}

// signedBy tells whether the signature over a text is of the key.
func signedBy(key crypto.PublicKey, algorithm, text string, signature []byte) bool {
	sum := sha256.Sum256([]byte(text))
	switch key := key.(type) {
	case *rsa.PublicKey:
		return algorithm == "RS256" && rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], signature) == nil
	case *ecdsa.PublicKey:
		if algorithm != "ES256" || len(signature) != 64 {
			return false
		}
		r, s := new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])
		return ecdsa.Verify(key, sum[:], r, s)
	}
	return false
}
