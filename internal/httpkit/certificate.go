package httpkit

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
)

// Shown is how a server proved who it is.
type Shown struct {
	// Chain is what the server sent, its own certificate first; nil over plain HTTP.
	Chain []*x509.Certificate
	// Refused is why the chain is not trusted, nil when it is. It is an error of
	// package crypto/x509 or the verifier's own.
	Refused error
}

// Handshake asks the server at address for its head, once, and returns what it
// showed of itself; what it answers does not matter. The error is that of a
// connection that failed before the server showed anything, or the context's.
func Handshake(ctx context.Context, address string, o Options) (Shown, error) {
	c, err := New(o)
	if err != nil {
		return Shown{}, err
	}
	base, err := baseURL(address)
	if err != nil {
		return Shown{}, err
	}
	ctx = Labelled(ctx, "certificate")
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, base+"/", http.NoBody)
	if err != nil {
		return Shown{}, fmt.Errorf("certificate: %w", err)
	}
	req.Header.Set("User-Agent", c.resty.Header.Get("User-Agent"))
	resp, err := c.resty.GetClient().Transport.RoundTrip(req)
	var refused *tls.CertificateVerificationError
	switch {
	case errors.As(err, &refused):
		return Shown{Chain: refused.UnverifiedCertificates, Refused: refused.Err}, nil
	case err != nil && ctx.Err() != nil:
		return Shown{}, ctx.Err()
	case err != nil:
		return Shown{}, fmt.Errorf("certificate: %w", c.transport(err))
	}
	defer resp.Body.Close()
	if resp.TLS == nil {
		return Shown{}, nil
	}
	return Shown{Chain: resp.TLS.PeerCertificates}, nil
}
