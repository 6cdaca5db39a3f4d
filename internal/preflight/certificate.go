package preflight

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/httpkit"
)

// Certificate is what the server at an address showed, or why it showed nothing.
type Certificate struct {
	URL   string
	Shown httpkit.Shown
	Err   error
}

// renewal is how long before its end a certificate should have been renewed: those
// that renew themselves do it by then.
const renewal = 30 * 24 * time.Hour

// checkCertificate judges the way to the LMS.
func (c Connections) checkCertificate(list *diagnose.Checks) {
	check := diagnose.Check{ID: "certificate", Group: groupLMS, State: diagnose.CheckUnknown, Detail: "the certificate could not be looked at: the LMS does not answer"}
	if c.Certificate != nil {
		c.Certificate.judge(&check, c.Now)
	}
	list.Add(check)
}

func (c *Certificate) judge(check *diagnose.Check, now time.Time) {
	u, err := url.Parse(c.URL)
	switch {
	case err == nil && u.Scheme == "http" && loopback(u.Hostname()):
		check.State, check.Detail = diagnose.CheckSkipped, "no certificate: plain HTTP within this machine"
	case err == nil && u.Scheme == "http":
		check.State, check.Code = diagnose.CheckWarning, ""
		check.Detail = "plain HTTP: the token and the grades travel to " + u.Host + " for everyone on the way to read"
		check.Remedy = "use the LMS's https address in lms.url"
	case c.Err != nil:
		check.State, check.Detail = diagnose.CheckUnknown, c.Err.Error()
	case c.Shown.Refused != nil:
		check.State, check.Code = diagnose.CheckFailed, "TR-02"
		check.Detail, check.Remedy = refusal(c.Shown, now)
	case len(c.Shown.Chain) == 0:
		check.State, check.Detail = diagnose.CheckUnknown, "the server shows no certificate"
	default:
		trusted(check, c.Shown.Chain, u.Hostname(), now)
	}
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// trusted tells how long a good chain will be one: it ends with the first of its
// certificates.
func trusted(check *diagnose.Check, chain []*x509.Certificate, host string, now time.Time) {
	end := chain[0].NotAfter
	for _, c := range chain[1:] {
		if c.NotAfter.Before(end) && !selfSigned(c) {
			end = c.NotAfter
		}
	}
	check.State = diagnose.CheckOK
	check.Detail = fmt.Sprintf("the certificate is trusted and made out for %s; %s left", host, days(end.Sub(now)))
	switch left := end.Sub(now); {
	case left <= 0:
		check.State, check.Code = diagnose.CheckFailed, "TR-02"
		check.Detail = "the certificate expired on " + day(end)
		check.Remedy = "have the LMS's administrator renew it; is this machine's clock right?"
	case left < renewal:
		check.State, check.Code = diagnose.CheckWarning, "TR-02"
		check.Detail = fmt.Sprintf("the certificate ends on %s: %s left", day(end), days(left))
		check.Remedy = "have the LMS's administrator renew it in time, and see why it does not renew itself"
	}
}

// refusal says why a chain is not trusted and what to do about it.
func refusal(s httpkit.Shown, now time.Time) (detail, remedy string) {
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	var unknown x509.UnknownAuthorityError
	switch {
	case errors.As(s.Refused, &host) && host.Certificate != nil:
		return "the certificate is made out for " + names(host.Certificate) + ", not for " + host.Host,
			"use the address in lms.url that the certificate names, or have it made out for this one too"
	case errors.As(s.Refused, &invalid) && invalid.Reason == x509.Expired && invalid.Cert != nil:
		if now.Before(invalid.Cert.NotBefore) {
			return "the certificate is valid from " + day(invalid.Cert.NotBefore) + " only", "set this machine's clock, or wait"
		}
		return "the certificate expired on " + day(invalid.Cert.NotAfter), "have the LMS's administrator renew it; is this machine's clock right?"
	case errors.As(s.Refused, &unknown) && len(s.Chain) == 1 && !selfSigned(s.Chain[0]):
		return "the server sends its own certificate alone: that of its issuer, " + issuer(s.Chain[0]) + ", is missing or not trusted here",
			"have the LMS's administrator install the certificate with its intermediates; browsers fetch them by themselves, programs do not"
	case errors.As(s.Refused, &unknown):
		return "the certificate is signed by an authority that this machine does not trust",
			"add the authority to those that this machine trusts (SSL_CERT_FILE names a file of them), or have the LMS use a public one"
	}
	return "the certificate is not trusted: " + s.Refused.Error(), "see what the server shows: openssl s_client -connect HOST:443 -servername HOST"
}

func selfSigned(c *x509.Certificate) bool { return bytes.Equal(c.RawIssuer, c.RawSubject) }

func issuer(c *x509.Certificate) string {
	if c.Issuer.CommonName != "" {
		return c.Issuer.CommonName
	}
	return c.Issuer.String()
}

// names are the first few hosts that a certificate is made out for.
func names(c *x509.Certificate) string {
	const most = 3
	all := append([]string{}, c.DNSNames...)
	for _, ip := range c.IPAddresses {
		all = append(all, ip.String())
	}
	switch {
	case len(all) == 0:
		return "no host at all"
	case len(all) > most:
		all = append(all[:most], "…")
	}
	return strings.Join(all, ", ")
}

func day(t time.Time) string { return t.UTC().Format("2006-01-02") }

// days is a length of time in words, to the day.
func days(d time.Duration) string {
	n := int(d / (24 * time.Hour))
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}
