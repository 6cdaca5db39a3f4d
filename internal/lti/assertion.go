package lti

import (
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// Registration is what tool and platform have agreed on for LTI 1.3.
type Registration struct {
	ClientID string
	TokenURL string
	// Audience is the aud of the assertion; TokenURL when empty. D2L wants
	// https://api.brightspace.com/auth/token for every tenant.
	Audience string
	// DeploymentID is put into the assertion when it is not empty.
	DeploymentID string
	Key          Key
}

const (
	assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
	assertionLife = 5 * time.Minute
)

// claims are those of the assertion (1EdTech security framework 1.1, section 4.1.1).
type claims struct {
	jwt.Claims
	DeploymentID string `json:"https://purl.imsglobal.org/spec/lti/claim/deployment_id,omitempty"`
}

func (r Registration) check() error {
	switch {
	case r.ClientID == "":
		return errors.New("the client id is empty")
	case r.TokenURL == "":
		return errors.New("the token URL is empty")
	case !r.Key.valid():
		return errors.New("there is no key to sign with")
	}
	if _, err := absolute(r.TokenURL); err != nil {
		return fmt.Errorf("token URL: %w", err)
	}
	return nil
}

func (r Registration) audience() string {
	if r.Audience != "" {
		return r.Audience
	}
	return r.TokenURL
}

// assertion signs a statement of who asks, to be used once: platforms refuse a jti
// that they have seen.
func (r Registration) assertion(now time.Time) (string, error) {
	signer, err := jose.NewSigner(
		jose.SigningKey{Algorithm: jose.SignatureAlgorithm(r.Key.Algorithm()), Key: r.Key.jwk},
		(&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return "", errors.New("the key cannot sign")
	}
	text, err := jwt.Signed(signer).Claims(claims{
		Claims: jwt.Claims{
			Issuer:   r.ClientID,
			Subject:  r.ClientID,
			Audience: jwt.Audience{r.audience()},
			IssuedAt: jwt.NewNumericDate(now),
			Expiry:   jwt.NewNumericDate(now.Add(assertionLife)),
			ID:       rand.Text(),
		},
		DeploymentID: r.DeploymentID,
	}).Serialize() //nolint:misspell // go-jose spells it so
	if err != nil {
		return "", errors.New("the key cannot sign")
	}
	return text, nil
}
