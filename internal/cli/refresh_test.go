package cli_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/cli"
	"github.com/gradesync/gradesync/internal/lab"
)

// TestCanvasRefreshToken enters Canvas with a developer key: the refresh token is
// traded in for an access token, and neither is ever shown.
func TestCanvasRefreshToken(t *testing.T) {
	l, err := lab.New(lab.Options{LMS: "canvas", Break: []string{"none"}, Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	traded := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/login/oauth2/token" {
			l.Handler().ServeHTTP(w, r)
			return
		}
		traded++
		if r.FormValue("refresh_token") != "refresh-me" || r.FormValue("client_secret") != "key-secret" || r.FormValue("client_id") != "10000000000042" {
			t.Errorf("token request %v", r.Form)
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"access_token":%q,"token_type":"Bearer","expires_in":3600}`, l.Token())
	}))
	defer server.Close()
	file := filepath.Join(t.TempDir(), "gradesync.yaml")
	config := "profiles:\n  k:\n    lms:\n      kind: canvas\n      url: " + server.URL +
		"\n      client_id: \"10000000000042\"\n      client_secret: env:KEY_SECRET\n      refresh_token: env:KEY_REFRESH\n"
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	code := cli.Main(t.Context(), cli.Env{
		Args: []string{"check", "--config", file, "-v"}, In: strings.NewReader(""), Out: &out, Err: &errs,
		Environ: []string{"KEY_SECRET=key-secret", "KEY_REFRESH=refresh-me"}, Now: time.Now, Version: "test",
	})
	if code != 0 || traded != 1 {
		t.Errorf("exit %d, %d tokens fetched\n%s%s", code, traded, out.String(), errs.String())
	}
	for _, secret := range []string{"key-secret", "refresh-me", l.Token()} {
		if strings.Contains(out.String()+errs.String(), secret) {
			t.Errorf("a secret is shown: %s%s", out.String(), errs.String())
		}
	}
}
