package lti

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"sync"
	"testing"
)

// ecKey is a new P-256 key.
func ecKey(t testing.TB) Key {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return parsed(t, pemText(t, "PRIVATE KEY", private), "tool-2026")
}

// rsaPrivate is one key for all tests: making one takes long.
var rsaPrivate = sync.OnceValue(func() *rsa.PrivateKey { //nolint:gochecknoglobals // of the tests
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return private
})

func parsed(t testing.TB, text, kid string) Key {
	t.Helper()
	k, err := ParseKey([]byte(text), kid)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func pemText(t testing.TB, kind string, key any) string {
	t.Helper()
	var der []byte
	var err error
	switch k := key.(type) {
	case *rsa.PrivateKey:
		der = x509.MarshalPKCS1PrivateKey(k)
	case *ecdsa.PrivateKey:
		der, err = x509.MarshalECPrivateKey(k)
	}
	if kind == "PRIVATE KEY" {
		der, err = x509.MarshalPKCS8PrivateKey(key)
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}
