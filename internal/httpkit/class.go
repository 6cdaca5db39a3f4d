package httpkit

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"

	"github.com/go-resty/resty/v2"

	"github.com/gradesync/gradesync/internal/grade"
)

// ErrTLS is a connection that could not be made secure: a certificate that is not
// trusted, has expired or names another host, or a server that speaks no TLS.
var ErrTLS = errors.New("no secure connection")

// failure returns what is wrong with an answer or the lack of one, nil when
// nothing is.
func (c *Client) failure(ctx context.Context, resp *resty.Response, err error) error {
	switch {
	case err == nil && resp == nil:
		return fmt.Errorf("%w: no answer", grade.ErrTemporary)
	case err == nil:
		return c.classify(resp)
	case errors.Is(err, errTooLong) && resp != nil:
		if bad := c.classify(resp); bad != nil {
			return fmt.Errorf("%w; it asks to wait longer than %s: try again later", bad, c.waitMax)
		}
	}
	if ended := ctx.Err(); ended != nil {
		return ended
	}
	return c.transport(err)
}

// transport classes an error of the connection. *url.Error is taken off, for its
// text begins with the whole URL.
func (c *Client) transport(err error) error {
	var wrapped *url.Error
	for errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	var dns *net.DNSError
	switch {
	case errors.Is(err, grade.ErrTemporary), errors.Is(err, grade.ErrUnreadable):
		return err
	case isTLS(err):
		return fmt.Errorf("%w: %s", ErrTLS, c.redact.clean(tlsReason(err)))
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%w: the answer was cut off (%w)", grade.ErrUnreadable, io.ErrUnexpectedEOF)
	case errors.As(err, &dns):
		return fmt.Errorf("%w: no address found for %s: is the host name right?", grade.ErrTemporary, dns.Name)
	case errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Errorf("%w: the connection was refused: is the address right, and the server up?", grade.ErrTemporary)
	case errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return fmt.Errorf("%w: the connection was closed before the answer", grade.ErrTemporary)
	}
	return fmt.Errorf("%w: %s", grade.ErrTemporary, c.redact.clean(err.Error()))
}

func isTLS(err error) bool {
	var verify *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	return errors.As(err, &verify) || errors.As(err, &record) || errors.As(err, &alert) ||
		strings.Contains(err.Error(), "server gave HTTP response to HTTPS client")
}

// tlsReason says in words what to look at.
func tlsReason(err error) string {
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &unknown):
		return "the certificate is signed by an authority this machine does not trust"
	case errors.As(err, &host):
		return fmt.Sprintf("the certificate is not made out for %s", host.Host)
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "the certificate has expired or is not valid yet: check it and this machine's clock"
	case strings.Contains(err.Error(), "HTTP response to HTTPS client"):
		return "the server speaks plain HTTP on this port"
	}
	return err.Error()
}

// ClassifyStatus returns the error of an answer by its status, nil for 2xx.
func ClassifyStatus(resp *resty.Response) error {
	status := resp.StatusCode()
	if status >= 200 && status < 300 {
		return nil
	}
	said := fmt.Sprintf("HTTP %d", status)
	if title := Title(resp.Body()); title != "" {
		said += fmt.Sprintf(" (page %q)", title)
	}
	if status >= 300 && status < 400 {
		return fmt.Errorf("%w: %s: the site moved to %s: use that address", grade.ErrUnreadable, said, moved(resp))
	}
	return fmt.Errorf("%w: %s", StatusClass(status), said)
}

// StatusClass returns the error class of a status that is not 2xx, where a server
// means what the number says.
func StatusClass(status int) error {
	switch {
	case status >= 300 && status < 400:
		return grade.ErrUnreadable
	case status == http.StatusUnauthorized:
		return grade.ErrAuth
	case status == http.StatusForbidden:
		return grade.ErrScope
	case status == http.StatusNotFound, status == http.StatusGone:
		return grade.ErrNotFound
	case status == http.StatusTooManyRequests:
		return grade.ErrThrottled
	case status == http.StatusMethodNotAllowed, status == http.StatusNotImplemented:
		return grade.ErrUnsupported
	case status >= 500, status == http.StatusRequestTimeout, status == http.StatusTooEarly:
		return grade.ErrTemporary
	}
	return grade.ErrRejected
}

// moved returns host and path of a redirect's target, without its query.
func moved(resp *resty.Response) string {
	u, err := url.Parse(resp.Header().Get("Location"))
	if err != nil || u.Host == "" {
		return "another path"
	}
	return u.Scheme + "://" + u.Host + u.Path
}
