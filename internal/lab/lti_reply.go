package lab

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// ltiReply is the answer of an LTI service.
type ltiReply struct {
	status int
	reason string // of the status line; empty is the usual one
	kind   string // content type
	link   string // the Link header
	header http.Header
	body   []byte
}

// send writes the answer. Moodle explains itself in the status line, which
// net/http does not let one choose, so that the connection is taken over; where
// that cannot be (HTTP/2), the explanation is lost, as it is with a real one.
func (r ltiReply) send(w http.ResponseWriter) {
	header := w.Header()
	for key, values := range r.header {
		header[key] = values
	}
	header.Set("Content-Type", r.kind)
	if r.link != "" {
		header.Set("Link", r.link)
	}
	if taker, ok := w.(http.Hijacker); ok && r.reason != "" && r.reason != http.StatusText(r.status) {
		r.take(taker, header)
		return
	}
	w.WriteHeader(r.status)
	if r.status != http.StatusNoContent {
		_, _ = w.Write(r.body)
	}
}

func (r ltiReply) take(taker http.Hijacker, header http.Header) {
	conn, _, err := taker.Hijack()
	if err != nil {
		return
	}
	defer func() { _ = conn.Close() }()
	var out bytes.Buffer
	// PHP refuses line ends in a status line; a space keeps the answer whole.
	reason := strings.NewReplacer("\r", " ", "\n", " ").Replace(r.reason)
	fmt.Fprintf(&out, "HTTP/1.1 %d %s\r\n", r.status, reason)
	header.Set("Date", time.Now().UTC().Format(http.TimeFormat))
	header.Set("Connection", "close")
	if r.status != http.StatusNoContent {
		header.Set("Content-Length", strconv.Itoa(len(r.body)))
	}
	_ = header.Write(&out)
	out.WriteString("\r\n")
	if r.status != http.StatusNoContent {
		out.Write(r.body)
	}
	// Whoever went away needs no answer.
	_, _ = io.Copy(conn, &out)
}

const (
	htmlKind = "text/html; charset=utf-8"
	jsonKind = "application/json; charset=utf-8"
)

// moodleErrorPage is what Moodle's default exception handler answers to a browser.
func moodleErrorPage(message string) ltiReply {
	page := `<!DOCTYPE html>

<html  dir="ltr" lang="en" xml:lang="en">
<head>
    <title>Error | Practice LMS</title>
    <meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
</head>
<body  id="page-mod-lti" class="format-site path-mod path-mod-lti chrome dir-ltr lang-en pagelayout-base">
<div class="box py-3 errorbox alert alert-danger" data-rel="fatalerror"><p class="errormessage">` + message + `</p></div>
</body>
</html>
`
	return ltiReply{status: http.StatusNotFound, kind: htmlKind, body: []byte(page)}
}

// badGateway is what the web server answers when Moodle sets a status of 0.
func badGateway() ltiReply {
	return ltiReply{status: http.StatusBadGateway, kind: "text/html", body: []byte("<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n" +
		"<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n")}
}
