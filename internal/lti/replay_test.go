package lti

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/httpkit"
)

const (
	recordings   = "../../testdata/moodle"
	recordedSite = "http://127.0.0.1:8090"
)

// recording is one exchange with a real Moodle.
type recording struct {
	Name    string `json:"name"`
	Request struct {
		Method  string            `json:"method"`
		URL     string            `json:"url"`
		Headers map[string]string `json:"headers"`
		Body    string            `json:"body"`
	} `json:"request"`
	Response struct {
		Status  int         `json:"status"`
		Reason  string      `json:"reason"`
		Headers [][2]string `json:"headers"`
		Body    string      `json:"body"`
	} `json:"response"`
}

// recorded reads all recordings of LTI services, by name.
func recorded(t testing.TB) map[string]recording {
	t.Helper()
	all := map[string]recording{}
	dir := os.DirFS(recordings)
	files, err := fs.Glob(dir, "*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if name := strings.TrimSuffix(file, ".json"); ofLTI(name) {
			data, err := fs.ReadFile(dir, file)
			if err != nil {
				t.Fatal(err)
			}
			var r recording
			if err := json.Unmarshal(data, &r); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			r.Name = name
			all[name] = r
		}
	}
	return all
}

func ofLTI(name string) bool {
	for _, prefix := range []string{"ags-", "nrps-", "lti13-", "lti11-"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// sent is a request that a platform got.
type sent struct {
	method string
	url    *url.URL
	header http.Header
	body   []byte
}

// platform answers with one recording, and goes on with others where a client
// follows the recorded links.
type platform struct {
	*httptest.Server
	rec recording
	all map[string]recording

	mu   sync.Mutex
	sent []sent
}

func serve(t testing.TB, rec recording, all map[string]recording) *platform {
	p := &platform{rec: rec, all: all}
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p
}

func (p *platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	p.mu.Lock()
	p.sent = append(p.sent, sent{method: r.Method, url: r.URL, header: r.Header, body: body})
	begin := p.sent[0].url.String()
	p.mu.Unlock()
	if r.URL.String() == begin {
		p.answer(w, p.rec)
		return
	}
	for _, rec := range p.all {
		if rec.Response.Status == http.StatusOK && rec.Request.Method == r.Method && sameQuery(rec.Request.URL, r.URL) {
			p.answer(w, rec)
			return
		}
	}
	end := recording{}
	end.Response.Status, end.Response.Reason, end.Response.Body = 200, "OK", "[]"
	if strings.Contains(r.URL.Path, "memberships") {
		end.Response.Body = `{"members":[]}`
	}
	p.answer(w, end)
}

// sameQuery compares a recorded address with one that was asked for: the order of
// parameters is nothing.
func sameQuery(recorded string, asked *url.URL) bool {
	u, err := url.Parse(recorded)
	return err == nil && u.Path == asked.Path && u.Query().Encode() == asked.Query().Encode()
}

// answer writes the answer by hand: net/http sends no reason phrase of ours, and
// Moodle says there what was wrong.
func (p *platform) answer(w http.ResponseWriter, rec recording) {
	hijacker, ok := w.(http.Hijacker)
	if !ok {
		panic("no connection to write to")
	}
	conn, rw, err := hijacker.Hijack()
	if err != nil {
		panic(err)
	}
	defer func() { _ = conn.Close() }()
	p.write(rw.Writer, rec)
}

func (p *platform) write(w *bufio.Writer, rec recording) {
	here := strings.NewReplacer(recordedSite, p.URL, strings.ReplaceAll(recordedSite, "/", `\/`), strings.ReplaceAll(p.URL, "/", `\/`))
	body := here.Replace(rec.Response.Body)
	_, _ = fmt.Fprintf(w, "HTTP/1.1 %d %s\r\nConnection: close\r\nContent-Length: %d\r\n", rec.Response.Status, rec.Response.Reason, len(body))
	for _, h := range rec.Response.Headers {
		_, _ = fmt.Fprintf(w, "%s: %s\r\n", h[0], here.Replace(h[1]))
	}
	_, _ = io.WriteString(w, "\r\n"+body)
	_ = w.Flush()
}

// at puts a recorded address on this server.
func (p *platform) at(recorded string) string {
	return strings.Replace(recorded, recordedSite, p.URL, 1)
}

// only is a source of one token, and counts what was forgotten.
type only struct {
	token     Token
	forgotten int
}

func (o *only) Token(context.Context, ...string) (Token, error) { return o.token, nil }
func (o *only) Forget(Token)                                    { o.forgotten++ }

func everything() *only {
	return &only{token: StaticToken("labbearer-test", ScopeLineItem, ScopeLineItemReadonly, ScopeResultReadonly, ScopeScore, ScopeMembership, ScopeBasicOutcome)}
}

// once never repeats, and does not wait.
func once() httpkit.Options {
	return httpkit.Options{Retry: httpkit.Retry{Attempts: 1}, Budget: httpkit.Budget{PerSecond: 1e6, Burst: 1000}, Now: noon}
}

// noon is the clock of the tests.
func noon() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }

func services(t testing.TB, tokens Source) *Services {
	t.Helper()
	s, err := NewServices(tokens, once())
	if err != nil {
		t.Fatal(err)
	}
	return s
}
