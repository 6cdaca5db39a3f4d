// Package ltitest makes what tests of LTI need on the tool's side.
package ltitest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"

	"github.com/gradesync/gradesync/internal/lti"
)

// ToolKey is a key pair of a tool, as the tool and as the LMS holds it.
type ToolKey struct {
	lti.Key
	PEM       []byte // the private key in PKCS #8
	Published string // the key set that an LMS is given
}

// NewKey makes an ES256 key pair with the key ID kid. It panics where none can be made.
func NewKey(kid string) ToolKey {
	secret, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(secret)
	if err != nil {
		panic(err)
	}
	k := ToolKey{PEM: pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})}
	if k.Key, err = lti.ParseKey(k.PEM, kid); err != nil {
		panic(err)
	}
	k.Published = `{"keys":[` + k.Public() + `]}`
	return k
}
