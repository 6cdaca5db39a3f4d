package httpkit

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-resty/resty/v2"

	"github.com/gradesync/gradesync/internal/grade"
)

const secret = "s3cr3t-t0ken-0001"

// client returns a client for url whose waits are too short to notice.
func client(t *testing.T, url string, change ...func(*Options)) *Client {
	t.Helper()
	o := Options{
		BaseURL: url, Secrets: []string{secret},
		Retry:  Retry{Attempts: 3, Wait: time.Nanosecond},
		Budget: Budget{PerSecond: 1e6, Burst: 1000},
	}
	for _, f := range change {
		f(&o)
	}
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// answers serves one handler after another, the last of them for ever, and counts.
func answers(t *testing.T, handlers ...http.HandlerFunc) (*httptest.Server, *int) {
	t.Helper()
	calls := 0
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := handlers[min(calls, len(handlers)-1)]
		calls++
		h(w, r)
	}))
	t.Cleanup(srv.Close)
	return srv, &calls
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

func good(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"ok":true}`) }

func TestRepeatsReadsOnly(t *testing.T) {
	for _, tt := range []struct {
		name   string
		method string
		ctx    func(context.Context) context.Context
		code   int
		calls  int
	}{
		{"get", http.MethodGet, plain, 503, 2},
		{"write", http.MethodPost, plain, 503, 1},
		{"read by post", http.MethodPost, Repeatable, 503, 2},
		{"get throttled", http.MethodGet, plain, 429, 2},
		{"get forbidden", http.MethodGet, plain, 403, 1},
		{"long read", http.MethodGet, func(ctx context.Context) context.Context { return Within(ctx, time.Hour) }, 503, 2},
		{"long read given up by a gateway", http.MethodGet, func(ctx context.Context) context.Context { return Within(ctx, time.Hour) }, 504, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv, calls := answers(t, status(tt.code), good)
			c := client(t, srv.URL)
			_, err := c.Send(c.R(tt.ctx(t.Context())), tt.method, "/x")
			if *calls != tt.calls {
				t.Errorf("%d calls, want %d (%v)", *calls, tt.calls, err)
			}
			if (err == nil) != (tt.calls == 2) {
				t.Errorf("error is %v", err)
			}
		})
	}
}

func plain(ctx context.Context) context.Context { return ctx }

func TestAttemptsAreCounted(t *testing.T) {
	srv, calls := answers(t, status(500))
	c := client(t, srv.URL)
	_, err := c.Send(c.R(t.Context()), http.MethodGet, "/x")
	if *calls != 3 || !errors.Is(err, grade.ErrTemporary) {
		t.Errorf("%d calls, %v", *calls, err)
	}
}

func TestStatusClasses(t *testing.T) {
	for code, class := range map[int]error{
		401: grade.ErrAuth, 403: grade.ErrScope, 404: grade.ErrNotFound, 410: grade.ErrNotFound,
		400: grade.ErrRejected, 422: grade.ErrRejected, 405: grade.ErrUnsupported,
		408: grade.ErrTemporary, 500: grade.ErrTemporary, 502: grade.ErrTemporary, 429: grade.ErrThrottled,
	} {
		srv, _ := answers(t, status(code))
		c := client(t, srv.URL, func(o *Options) { o.Retry.Attempts = 1 })
		if _, err := c.Send(c.R(t.Context()), http.MethodPost, "/x"); !errors.Is(err, class) {
			t.Errorf("HTTP %d is %v, want %v", code, err, class)
		}
	}
}

func TestConnectionClasses(t *testing.T) {
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	secure := httptest.NewTLSServer(http.HandlerFunc(good))
	secure.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	t.Cleanup(secure.Close)
	unsecure, _ := answers(t, good)
	cut, _ := answers(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, `{"half":`)
	})
	hungUp, _ := answers(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	for _, tt := range []struct {
		name, url, says string
		class           error
	}{
		{"refused", closed.URL, "refused", grade.ErrTemporary},
		{"certificate", secure.URL, "authority", ErrTLS},
		{"no TLS", strings.Replace(unsecure.URL, "http:", "https:", 1), "plain HTTP", ErrTLS},
		{"cut", cut.URL, "cut off", grade.ErrUnreadable},
		{"hung up", hungUp.URL, "closed", grade.ErrTemporary},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := client(t, tt.url, func(o *Options) { o.Retry.Attempts = 1 })
			_, err := c.Send(c.R(t.Context()), http.MethodGet, "/p?wstoken="+secret+"&user=ada")
			if !errors.Is(err, tt.class) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v", err)
			}
			noLeak(t, err.Error())
		})
	}
}

func noLeak(t *testing.T, text string) {
	t.Helper()
	for _, bad := range []string{secret, "user=ada", "wstoken="} {
		if strings.Contains(text, bad) {
			t.Errorf("%q shows %q", text, bad)
		}
	}
}

func TestUnknownHost(t *testing.T) {
	c := client(t, "http://no-such-host.invalid", func(o *Options) { o.Retry.Attempts = 1 })
	_, err := c.Send(c.R(t.Context()), http.MethodGet, "/")
	if !errors.Is(err, grade.ErrTemporary) {
		t.Errorf("got %v", err)
	}
}

func TestCancelIsTheContextsError(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	srv, calls := answers(t, func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	c := client(t, srv.URL)
	_, err := c.Send(c.R(ctx), http.MethodGet, "/x")
	if !errors.Is(err, context.Canceled) || errors.Is(err, grade.ErrTemporary) || *calls != 1 {
		t.Errorf("got %v after %d calls", err, *calls)
	}
}

func TestLogSaysWhatWithoutSecrets(t *testing.T) {
	var out bytes.Buffer
	srv, _ := answers(t, status(503), good)
	c := client(t, srv.URL, func(o *Options) {
		o.Log = slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	ctx := Repeatable(Labelled(t.Context(), "core_webservice_get_site_info"))
	req := c.R(ctx).SetFormData(map[string]string{"wstoken": secret, "name": "user=ada"})
	if _, err := c.Send(req, http.MethodPost, "/server.php?wstoken="+secret); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d records, want one for each attempt:\n%s", len(lines), out.String())
	}
	for _, want := range []string{"method=POST", "path=/server.php", "status=200", "bytes=11", "attempt=2", "call=core_webservice_get_site_info"} {
		if !strings.Contains(lines[1], want) {
			t.Errorf("no %s in %s", want, lines[1])
		}
	}
	noLeak(t, out.String())
}

func TestRedirects(t *testing.T) {
	target, reached := answers(t, good)
	srv, _ := answers(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, target.URL+"/moved?wstoken="+secret, http.StatusMovedPermanently)
	})
	c := client(t, srv.URL)
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		_, err := c.Send(c.R(t.Context()), method, "/x")
		if !errors.Is(err, grade.ErrUnreadable) || !strings.Contains(err.Error(), target.URL+"/moved") {
			t.Errorf("%s: %v", method, err)
		}
		noLeak(t, err.Error())
	}
	if *reached != 0 {
		t.Error("the request went to another host")
	}
}

func TestLargeAnswer(t *testing.T) {
	srv, calls := answers(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 3<<20)) })
	c := client(t, srv.URL, func(o *Options) { o.MaxBytes = 2 << 20 })
	_, err := c.Send(c.R(t.Context()), http.MethodGet, "/x")
	if !errors.Is(err, grade.ErrUnreadable) || *calls != 1 {
		t.Errorf("%v after %d calls", err, *calls)
	}
}

func TestBaseURL(t *testing.T) {
	for _, bad := range []string{"moodle.example.edu", "ftp://x.example", "https://u:pass-word@x.example", "https://", "::"} {
		_, err := New(Options{BaseURL: bad})
		if err == nil {
			t.Errorf("%q is taken", bad)
		} else if strings.Contains(err.Error(), "pass-word") {
			t.Errorf("%v shows the password", err)
		}
	}
	srv, _ := answers(t, func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.URL.Path+r.UserAgent()) })
	c := client(t, srv.URL+"/moodle/")
	resp, err := c.Send(c.R(t.Context()), http.MethodGet, "/x")
	if err != nil || !strings.HasPrefix(resp.String(), "/moodle/xgradesync/") {
		t.Errorf("%v, %v", resp, err)
	}
}

func TestOwnClassifierDecidesRepeating(t *testing.T) {
	srv, calls := answers(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "maintenance") }, good)
	c := client(t, srv.URL, func(o *Options) {
		o.Classify = func(r *resty.Response) error {
			if strings.Contains(r.String(), "maintenance") {
				return grade.ErrTemporary
			}
			return nil
		}
	})
	if _, err := c.Send(c.R(t.Context()), http.MethodGet, "/x"); err != nil || *calls != 2 {
		t.Errorf("%v after %d calls", err, *calls)
	}
}
