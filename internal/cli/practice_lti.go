package cli

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"

	"github.com/gradesync/gradesync/internal/config"
	"github.com/gradesync/gradesync/internal/lti"
)

// practiceKeyID is the name of the practice tool's key.
const practiceKeyID = "practice"

// Where a built-in profile's secrets are: variables that are known to this process
// alone.
const (
	practiceKeyVariable    = "GRADESYNC_PRACTICE_KEY"
	practiceSecretVariable = "GRADESYNC_PRACTICE_SECRET" //nolint:gosec // a variable's name
)

// practiceKey makes a private key for the practice tool, as PEM, and the key set
// that the practice LMS knows it by.
func practiceKey() (private, published string, err error) {
	secret, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return "", "", err
	}
	der, err := x509.MarshalPKCS8PrivateKey(secret)
	if err != nil {
		return "", "", err
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	key, err := lti.ParseKey(text, practiceKeyID)
	if err != nil {
		return "", "", err
	}
	return string(text), `{"keys":[` + key.Public() + `]}`, nil
}

// practiceRegistered gives a built-in profile what tells that it can send.
func practiceRegistered(profile config.Profile) config.Profile {
	profile.LTI13 = config.LTI13{ClientID: practiceKeyID, TokenURL: practiceKeyID, Key: "env:" + practiceKeyVariable}
	profile.LTI11 = config.LTI11{ConsumerKey: practiceKeyID, Secret: "env:" + practiceSecretVariable}
	return profile
}

// register gives a profile the practice tool's registration and consumer, with
// references to where their secrets are.
func (p *practice) register(profile config.Profile, key, secret config.Secret) config.Profile {
	s := p.lab.LTIAt(p.url)
	profile.LTI13 = config.LTI13{
		Issuer: s.Issuer, ClientID: s.ClientID, DeploymentID: s.DeploymentID, TokenURL: s.TokenURL,
		LineitemsURL: s.LineItemsURL, MembershipsURL: s.MembershipsURL, Key: key, KeyID: practiceKeyID,
	}
	profile.LTI11 = config.LTI11{ConsumerKey: s.ConsumerKey, Secret: secret, Signature: string(lti.HMACSHA1)}
	return profile
}

// secrets are those of the practice tool, by the variables of a built-in profile.
func (p *practice) secrets() map[string]string {
	return map[string]string{practiceKeyVariable: p.key, practiceSecretVariable: p.lab.LTIAt(p.url).ConsumerSecret}
}
