package cli_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/cli"
	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/store"
)

// TestCheckCertificate tries a practice LMS behind TLS: with a client that trusts
// it, with one that does not, and by a name that its certificate does not hold.
func TestCheckCertificate(t *testing.T) {
	l, err := lab.New(lab.Options{Break: []string{"none"}, Now: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewTLSServer(l.Handler())
	defer server.Close()
	for _, c := range []struct {
		name, url string
		transport http.RoundTripper
		code      int
		want      string // states of lms and certificate
	}{
		{"trusted", server.URL, server.Client().Transport, 0, "lms ok  certificate ok "},
		{"not trusted", server.URL, nil, 3, "lms failed TR-02 certificate failed TR-02"},
		{"another name", strings.Replace(server.URL, "127.0.0.1", "localhost", 1), server.Client().Transport, 3, "lms failed TR-02 certificate failed TR-02"},
		{"no TLS", strings.Replace(server.URL, "https:", "http:", 1), nil, 3, "lms failed  certificate skipped "},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "gradesync.yaml")
			config := "profiles:\n  k:\n    lms: {kind: moodle, url: '" + c.url + "', token: 'env:TOKEN'}\n"
			if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
				t.Fatal(err)
			}
			var out, errs bytes.Buffer
			code := cli.Main(t.Context(), cli.Env{
				Args: []string{"check", "--config", file, "-o", "json"}, In: strings.NewReader(""), Out: &out, Err: &errs,
				Environ: []string{"TOKEN=" + l.Token()}, Now: time.Now, Version: "test", Transport: c.transport,
			})
			var checks diagnose.Checks
			if err := json.Unmarshal(out.Bytes(), &checks); err != nil {
				t.Fatalf("exit %d: %v\n%s", code, err, errs.String())
			}
			var got []string
			for _, check := range checks.Checks {
				if check.ID == "lms" || check.ID == "certificate" {
					got = append(got, check.ID+" "+string(check.State)+" "+check.Code)
				}
			}
			if joined := strings.Join(got, " "); joined != c.want || code != c.code {
				t.Errorf("exit %d, %q; want %d, %q\n%s", code, joined, c.code, c.want, out.String())
			}
		})
	}
}

// TestCheckStore looks at a store that another command has made.
func TestCheckStore(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ledger.db")
	s, err := store.Open(t.Context(), file, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.AppendSends(t.Context(), store.SendEvent{Send: "1", Kind: store.SendBegun, At: time.Now(), LMS: "moodle x", Course: "5"}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(t.TempDir(), "gradesync.yaml")
	text := "profiles:\n  k:\n    lms: {kind: moodle, url: 'http://127.0.0.1:1', token: 'env:TOKEN'}\nstore: " + file + "\n"
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	code := cli.Main(t.Context(), cli.Env{
		Args: []string{"check", "--config", config}, In: strings.NewReader(""), Out: &out, Err: &errs,
		Environ: []string{"TOKEN=x"}, Now: time.Now, Version: "test",
	})
	if code != 3 || !strings.Contains(out.String(), "1 sends in the ledger") || !strings.Contains(out.String(), "could not be looked at: the LMS does not answer") {
		t.Errorf("exit %d\n%s%s", code, out.String(), errs.String())
	}
}
