package lti

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/gradesync/gradesync/internal/grade"
)

func jwkText(t testing.TB, key any, kid, alg string) string {
	t.Helper()
	text, err := jose.JSONWebKey{Key: key, KeyID: kid, Algorithm: alg}.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestParseKeyForms(t *testing.T) {
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	private := rsaPrivate()
	wantRSA, wantEC := parsed(t, pemText(t, "PRIVATE KEY", private), "").Thumbprint(), parsed(t, pemText(t, "PRIVATE KEY", ec), "").Thumbprint()
	params := "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
	set := `{"keys":[` + jwkText(t, ec, "old", "") + `,` + jwkText(t, private, "new", "RS256") + `,{"kty":"oct","k":"c2VjcmV0"},{"kty":"zzz"}]}`
	for name, tt := range map[string]struct{ text, kid, wantKid, alg, thumbprint string }{
		"PKCS#1":                    {pemText(t, "RSA PRIVATE KEY", private), "a", "a", "RS256", wantRSA},
		"PKCS#8":                    {pemText(t, "PRIVATE KEY", private), "a", "a", "RS256", wantRSA},
		"PKCS#8 EC":                 {pemText(t, "PRIVATE KEY", ec), "a", "a", "ES256", wantEC},
		"SEC 1 behind parameters":   {params + pemText(t, "EC PRIVATE KEY", ec), "a", "a", "ES256", wantEC},
		"without a kid":             {pemText(t, "PRIVATE KEY", private), "", wantRSA, "RS256", wantRSA},
		"JWK":                       {jwkText(t, private, "own", "RS256"), "", "own", "RS256", wantRSA},
		"JWK under another kid":     {jwkText(t, ec, "own", ""), "set", "set", "ES256", wantEC},
		"set by kid":                {set, "new", "new", "RS256", wantRSA},
		"set by kid, the first one": {set, "old", "old", "ES256", wantEC},
		"set of one":                {`{"keys":[` + jwkText(t, ec, "own", "ES256") + `]}`, "", "own", "ES256", wantEC},
	} {
		t.Run(name, func(t *testing.T) {
			k := parsed(t, "\n "+tt.text+"\n", tt.kid)
			if k.ID() != tt.wantKid || k.Algorithm() != tt.alg || k.Thumbprint() != tt.thumbprint {
				t.Errorf("got %s, thumbprint %s", k, k.Thumbprint())
			}
			shown := k.Public() + fmt.Sprintf("%v %+v %#v", k, k, k)
			if text, err := json.Marshal(k); err != nil || strings.Contains(shown+string(text), `"d"`) {
				t.Errorf("the private half shows: %s", shown)
			}
			keys, err := ParseKeySet([]byte(`{"keys":[` + k.Public() + `]}`))
			if how, _ := keys.Holds(k); err != nil || how != PublishedYes {
				t.Errorf("its own public half: %s, %v", how, err)
			}
		})
	}
}

func TestParseKeyRefused(t *testing.T) {
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	two := `{"keys":[` + jwkText(t, ec, "a", "") + `,` + jwkText(t, rsaPrivate(), "b", "") + `]}`
	for name, tt := range map[string]struct{ text, kid, says string }{
		"empty":         {" \n", "", "empty"},
		"no key":        {"topsecret words", "", "neither PEM nor JWK"},
		"broken PEM":    {"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "", "no readable key"},
		"passphrase":    {"-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n", "", "passphrase"},
		"old style":     {"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n", "", "passphrase"},
		"public half":   {"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "", "private key is needed"},
		"public JWK":    {parsed(t, jwkText(t, ec, "a", ""), "").Public(), "", "no private key"},
		"broken JWK":    {`{"kty":"RSA","d":"topsecret`, "", "not readable"},
		"small":         {pemText(t, "PRIVATE KEY", small), "", "1024 bits"},
		"curve":         {pemText(t, "PRIVATE KEY", p384), "", "P-384"},
		"algorithm":     {jwkText(t, rsaPrivate(), "a", "PS256"), "", "PS256"},
		"which of two":  {two, "", "2 private keys"},
		"none of two":   {two, "c", "2 private keys"},
		"another's set": {`{"keys":[` + jwkText(t, ec, "a", "") + `]}`, "c", "none has the kid"},
	} {
		_, err := ParseKey([]byte(tt.text), tt.kid)
		if err == nil || !strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), "topsecret") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestHolds(t *testing.T) {
	k, other := ecKey(t), ecKey(t)
	as := func(k Key, kid string) string { return strings.Replace(k.Public(), `"tool-2026"`, `"`+kid+`"`, 1) }
	for name, tt := range map[string]struct {
		keys string
		want Published
		ids  string
	}{
		"published":       {as(other, "x") + "," + k.Public(), PublishedYes, "tool-2026"},
		"under another":   {as(k, "x") + "," + as(k, "y"), PublishedOtherID, "x y"},
		"another's kid":   {other.Public(), PublishedOtherKey, ""},
		"both":            {other.Public() + "," + as(k, "x"), PublishedOtherKey, "x"},
		"kid twice":       {other.Public() + "," + k.Public(), PublishedAmbiguous, "tool-2026"},
		"absent":          {as(other, "x"), PublishedNot, ""},
		"none at all":     {"", PublishedNot, ""},
		"among the alien": {`{"kty":"OKP","crv":"X448","x":"AA"},5,` + k.Public(), PublishedYes, "tool-2026"},
	} {
		set, err := ParseKeySet([]byte(`{"keys":[` + tt.keys + `]}`))
		how, ids := set.Holds(k)
		if err != nil || how != tt.want || strings.Join(ids, " ") != tt.ids {
			t.Errorf("%s: %s %v, %v", name, how, ids, err)
		}
	}
	private, err := ParseKeySet([]byte(`{"keys":[` + jwkText(t, rsaPrivate(), "a", "") + `]}`))
	if err != nil || private.Private != 1 || strings.Join(private.IDs(), "") != "a" {
		t.Errorf("a burnt key: %+v, %v", private, err)
	}
}

func TestKeySetUnreadable(t *testing.T) {
	for _, body := range []string{"", "<html><title>Not found</title></html>", "{", "[]", `{"key":[]}`, `{"keys":"x"}`} {
		if _, err := ParseKeySet([]byte(body)); !errors.Is(err, grade.ErrUnreadable) {
			t.Errorf("%q: %v", body, err)
		}
	}
}
