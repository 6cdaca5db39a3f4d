package preflight

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
)

// authority is a certificate with its key, which signs others.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// sign makes a certificate; by nil it signs itself.
func (by *authority) sign(t *testing.T, name string, until time.Time, change func(*x509.Certificate)) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, NotBefore: time.Now().Add(-90 * 24 * time.Hour), NotAfter: until,
		BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, IsCA: true,
	}
	if change != nil {
		change(c)
	}
	parent, signer := c, key
	if by != nil {
		parent, signer = by.cert, by.key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, &key.PublicKey, signer)
	if err != nil {
		t.Fatal(err)
	}
	if c, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	return &authority{c, key}
}

// host makes a certificate for the test servers' address.
func host(c *x509.Certificate) { c.IsCA, c.IPAddresses = false, []net.IP{net.ParseIP("127.0.0.1")} }

// shake starts a server that shows the chain and looks at it with a client that
// trusts root.
func shake(t *testing.T, root *authority, chain ...*authority) *Certificate {
	t.Helper()
	shown := tls.Certificate{PrivateKey: chain[0].key}
	for _, c := range chain {
		shown.Certificate = append(shown.Certificate, c.cert.Raw)
	}
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.TLS = &tls.Config{Certificates: []tls.Certificate{shown}}
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	pool := x509.NewCertPool()
	pool.AddCert(root.cert)
	found := &Certificate{URL: server.URL}
	found.Shown, found.Err = httpkit.Handshake(t.Context(), found.URL, httpkit.Options{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}})
	return found
}

func TestCertificate(t *testing.T) {
	now := time.Now()
	in := func(days int) time.Time { return now.Add(time.Duration(days)*24*time.Hour + time.Hour) }
	var none *authority
	root, stranger := none.sign(t, "Root", in(900), nil), none.sign(t, "Stranger", in(900), nil)
	middle, ending := root.sign(t, "Middle", in(400), nil), root.sign(t, "Ending", in(12), nil)
	for _, c := range []struct {
		name  string
		found *Certificate
		want  string
		says  string
	}{
		{"good", shake(t, root, middle.sign(t, "lms", in(60), host), middle), "ok ", "60 days left"},
		{"good, with the root sent along", shake(t, root, root.sign(t, "lms", in(31), host), root), "ok ", "31 days left"},
		{"ends soon", shake(t, root, root.sign(t, "lms", in(29), host)), "warning TR-02", "29 days left"},
		{"ends tomorrow", shake(t, root, root.sign(t, "lms", in(1), host)), "warning TR-02", "1 day left"},
		{"an intermediate ends soon", shake(t, root, ending.sign(t, "lms", in(200), host), ending), "warning TR-02", "12 days left"},
		{"expired", shake(t, root, root.sign(t, "lms", in(-3), host)), "failed TR-02", "expired on " + in(-3).UTC().Format("2006-01-02")},
		{"not valid yet", shake(t, root, root.sign(t, "lms", in(90), func(c *x509.Certificate) { host(c); c.NotBefore = in(5) })), "failed TR-02", "valid from"},
		{"another name", shake(t, root, root.sign(t, "lms", in(60), func(c *x509.Certificate) { c.IsCA, c.DNSNames = false, []string{"other.example", "b", "c", "d"} })),
			"failed TR-02", "made out for other.example, b, c, …, not for 127.0.0.1"},
		{"no name at all", shake(t, root, root.sign(t, "lms", in(60), func(c *x509.Certificate) { c.IsCA = false })), "failed TR-02", "no host at all"},
		{"the intermediate is missing", shake(t, root, middle.sign(t, "lms", in(60), host)), "failed TR-02", "that of its issuer, Middle, is missing"},
		{"a stranger signed it", shake(t, root, stranger.sign(t, "lms", in(60), host), stranger), "failed TR-02", "authority that this machine does not trust"},
		{"signed by itself", shake(t, root, none.sign(t, "lms", in(60), host)), "failed TR-02", "authority that this machine does not trust"},
		{"expired by our clock alone", &Certificate{URL: "https://lms.example", Shown: httpkit.Shown{Chain: []*x509.Certificate{{NotAfter: in(-1)}}}}, "failed TR-02", "expired"},
		{"some other trouble", &Certificate{URL: "https://lms.example", Shown: httpkit.Shown{Refused: errors.New("odd")}}, "failed TR-02", "odd"},
		{"plain on this machine", &Certificate{URL: "http://127.0.0.1:80"}, "skipped ", "plain HTTP within this machine"},
		{"plain by name", &Certificate{URL: "http://localhost/moodle"}, "skipped ", "plain HTTP within this machine"},
		{"plain across the network", &Certificate{URL: "http://moodle.example.edu"}, "warning ", "moodle.example.edu"},
		{"no answer", &Certificate{URL: "https://moodle.example.edu", Err: grade.ErrTemporary}, "unknown ", "temporary"},
		{"nothing shown", &Certificate{URL: "https://moodle.example.edu"}, "unknown ", "no certificate"},
		{"not looked at", nil, "unknown ", "could not be looked at"},
	} {
		t.Run(c.name, func(t *testing.T) {
			conn := good()
			conn.Certificate, conn.Now = c.found, now
			for _, check := range conn.Check().Checks {
				if check.ID != "certificate" {
					continue
				}
				if got := fmt.Sprint(check.State, " ", check.Code); got != c.want || !strings.Contains(check.Detail, c.says) {
					t.Errorf("%s: %s, want %s: %s", got, check.Detail, c.want, c.says)
				}
				if check.State == diagnose.CheckFailed && check.Remedy == "" {
					t.Error("it does not say what to do")
				}
			}
		})
	}
}

func TestHandshakeFails(t *testing.T) {
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	if shown, err := httpkit.Handshake(t.Context(), plain.URL, httpkit.Options{}); err != nil || shown.Chain != nil {
		t.Errorf("plain HTTP: %+v, %v", shown, err)
	}
	if _, err := httpkit.Handshake(t.Context(), strings.Replace(plain.URL, "http:", "https:", 1), httpkit.Options{}); !errors.Is(err, httpkit.ErrTLS) {
		t.Errorf("no TLS there: %v", err)
	}
	if _, err := httpkit.Handshake(t.Context(), "http://127.0.0.1:1", httpkit.Options{}); !errors.Is(err, grade.ErrTemporary) {
		t.Errorf("nobody there: %v", err)
	}
	if _, err := httpkit.Handshake(t.Context(), "ftp://x", httpkit.Options{}); err == nil {
		t.Error("no address of a web server")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := httpkit.Handshake(ctx, plain.URL, httpkit.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
