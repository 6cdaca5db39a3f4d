package cli_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/cli"
	"github.com/gradesync/gradesync/internal/lab"
)

// served is a configuration of a practice LMS that misbehaves, with the tool's own
// registration and records.
func served(t *testing.T, o lab.Options) string {
	t.Helper()
	private, published := toolKey()
	o.Now, o.Clock, o.ToolKeys = noon, func() time.Time { return noon }, published
	l, err := lab.New(o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(l.Handler())
	t.Cleanup(server.Close)
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "records"), l.RecordsAt(server.URL)); err != nil {
		t.Fatal(err)
	}
	s := l.LTIAt(server.URL)
	text := "profiles:\n  lab:\n    lms:\n      kind: moodle\n      url: " + server.URL + "\n      token: file:" + filepath.Join(dir, "token") +
		"\n    tool: [{kind: files, path: records}]\n    lti13: {client_id: " + s.ClientID + ", key: file:tool.pem, kid: tool-2026, token_url: '" + s.TokenURL + "'}\n"
	for name, data := range map[string]string{"token": l.Token(), "tool.pem": string(private), "gradesync.yaml": text} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "gradesync.yaml")
}

// TestFailureIsADocument: an LMS that refuses leaves a document behind that says
// so, in --out as well.
func TestFailureIsADocument(t *testing.T) {
	refused := served(t, lab.Options{Misbehave: "token"})
	for format, want := range map[string][]string{
		"junit": {`errors="1"`, `type="auth_refused"`, `name="gradesync diagnose"`, `value="3"`},
		"sarif": {`"executionSuccessful": false`, `"exitCode": 3`, `"results": []`},
	} {
		out := filepath.Join(t.TempDir(), "report")
		code, stdout, stderr := run(t, "diagnose", "--config", refused, "--course", "CALC101", "-o", format, "--out", out)
		data, err := os.ReadFile(out)
		if err != nil || code != 3 || stdout != "" || !strings.Contains(stderr, "TK-13") {
			t.Fatalf("%s: exit %d, %v, stdout %q, stderr %q", format, code, err, stdout, stderr)
		}
		for _, word := range want {
			if !strings.Contains(string(data), word) {
				t.Errorf("%s: no %s in %s", format, word, data)
			}
		}
	}
	_, stdout, _ := run(t, "diagnose", "-ojunit", "--colour")
	if !strings.Contains(stdout, `errors="1"`) {
		t.Errorf("a command line that does not parse leaves no document: %q", stdout)
	}
}

// TestInterruptedIsADocument: so does one that is stopped from outside.
func TestInterruptedIsADocument(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	var out, errs bytes.Buffer
	code := cli.Main(ctx, cli.Env{
		Args: []string{"diagnose", "--profile", "demo", "--course", "CALC101", "-o", "junit"}, In: strings.NewReader(""), Out: &out, Err: &errs,
		Now: func() time.Time { return noon }, Version: "test",
	})
	if code != 130 || !strings.Contains(out.String(), `type="interrupted"`) {
		t.Errorf("exit %d, %q, %q", code, out.String(), errs.String())
	}
}

// cutShort lets one score through and then stops the run from outside.
type cutShort struct {
	stop   context.CancelFunc
	scores atomic.Int32
}

func (c *cutShort) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/scores") && c.scores.Add(1) > 1 {
		c.stop()
	}
	return http.DefaultTransport.RoundTrip(r)
}

// TestInterruptedResyncIsADocument: what was sent before a run was stopped stands in
// the document, and that it was stopped.
func TestInterruptedResyncIsADocument(t *testing.T) {
	for format, want := range map[string]string{"junit": `<error type="stopped"`, "sarif": `"executionSuccessful": false`, "html": "Stopped:", "markdown": `\*\*Stopped:`} {
		out := filepath.Join(t.TempDir(), "report")
		ctx, stop := context.WithCancel(t.Context())
		var stdout, errs bytes.Buffer
		code := cli.Main(ctx, cli.Env{
			Args: []string{"resync", "--profile", "demo", "--course", "CALC101", "--break", "TR-03", "--concurrency", "1", "--yes", "-o", format, "--out", out},
			In:   strings.NewReader(""), Out: &stdout, Err: &errs, Now: func() time.Time { return noon }, Version: "test",
			Transport: &cutShort{stop: stop},
		})
		data, err := os.ReadFile(out)
		if err != nil || code != 130 || !strings.Contains(string(data), "Lab 2") || !regexp.MustCompile(want).Match(data) {
			t.Errorf("%s: exit %d, %v, %s, %.900s", format, code, err, errs.String(), data)
		}
	}
}

// TestSARIFPointsAtTheProfile: a result stands where the connection is configured,
// if that is below this folder.
func TestSARIFPointsAtTheProfile(t *testing.T) {
	blind := served(t, lab.Options{Misbehave: "norights:gradereport_user_get_grade_items"})
	t.Chdir(filepath.Dir(blind))
	_, stdout, stderr := run(t, "check", "--course", "CALC101", "-o", "sarif")
	if !strings.Contains(stdout, `"startLine": 4`) || !strings.Contains(stdout, `"uri": "gradesync.yaml"`) {
		t.Errorf("not at line 4 of gradesync.yaml: %s %s", stdout, stderr)
	}
	t.Chdir(t.TempDir())
	_, stdout, _ = run(t, "check", "--course", "CALC101", "-o", "sarif", "--config", blind)
	if !strings.Contains(stdout, `"startLine": 1`) || strings.Contains(stdout, filepath.Dir(blind)) {
		t.Errorf("the folder of a configuration elsewhere is told: %s", stdout)
	}
}
