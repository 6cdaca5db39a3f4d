package cli_test

import (
	"bytes"
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/cli"
	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/lti/ltitest"
)

// toolKey makes a private key and the key set that a tool would publish for it.
func toolKey() (private []byte, published string) {
	key := ltitest.NewKey("tool-2026")
	return key.PEM, key.Published
}

// runLTI runs a command with the tool's registration at a practice LMS that knows
// one key. lms is the profile's way into the LMS itself.
func runLTI(t *testing.T, private []byte, known, lms string, breaks []string, args ...string) (code int, out, errs bytes.Buffer) {
	t.Helper()
	l, err := lab.New(lab.Options{Break: breaks, Now: time.Now(), ToolKeys: known})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(l.Handler())
	defer server.Close()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "tool.pem"), private, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(dir, "records"), l.RecordsAt(server.URL)); err != nil {
		t.Fatal(err)
	}
	s := l.LTI()
	config := "profiles:\n  k:\n    lms: " + strings.ReplaceAll(lms, "URL", server.URL) + "\n    tool: [{kind: files, path: records}]\n" +
		"    lti13:\n      client_id: " + s.ClientID + "\n      key: file:tool.pem\n      kid: tool-2026\n" +
		"      token_url: " + at(server.URL, s.TokenURL) + "\n      lineitems_url: " + at(server.URL, s.LineItemsURL) +
		"\n      memberships_url: " + at(server.URL, s.MembershipsURL) + "\n"
	file := filepath.Join(dir, "gradesync.yaml")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	code = cli.Main(t.Context(), cli.Env{
		Args: append(args, "--config", file, "-o", "json"), In: strings.NewReader(""), Out: &out, Err: &errs,
		Environ: []string{"TOKEN=" + l.Token()}, Now: time.Now, Version: "test",
	})
	return code, out, errs
}

// checkLTI returns the states of the LTI 1.3 checks.
func checkLTI(t *testing.T, private []byte, known string) (code int, states []string, all string) {
	t.Helper()
	code, out, errs := runLTI(t, private, known, "{kind: moodle, url: 'URL', token: 'env:TOKEN'}", []string{"none"}, "check")
	var checks diagnose.Checks
	if err := json.Unmarshal(out.Bytes(), &checks); err != nil {
		t.Fatalf("exit %d: %v\n%s", code, err, errs.String())
	}
	for _, c := range checks.Checks {
		if name, ok := strings.CutPrefix(c.ID, "lti13."); ok {
			states = append(states, name+" "+string(c.State)+" "+c.Code)
		}
	}
	return code, states, out.String() + errs.String()
}

// at puts a path of the practice LMS behind the address it is really served at.
func at(server, address string) string {
	_, rest, _ := strings.Cut(address, "://")
	_, path, _ := strings.Cut(rest, "/")
	return server + "/" + path
}

func TestCheckLTI13(t *testing.T) {
	private, published := toolKey()
	_, other := toolKey()
	for _, c := range []struct {
		name, known string
		code        int
		want        []string
	}{
		{"all is well", published, 0, []string{"key ok ", "keyset skipped ", "token ok ", "scopes ok ", "lineitems ok ", "roster ok "}},
		{"the LMS knows another key", other, 1, []string{"key ok ", "keyset skipped ", "token failed TK-04"}},
		{"the LMS cannot fetch the key set", "", 1, []string{"key ok ", "keyset skipped ", "token failed TK-04"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, got, all := checkLTI(t, private, c.known)
			if code != c.code || !slices.Equal(got, c.want) {
				t.Errorf("exit %d, %v\nwant %d, %v\n%s", code, got, c.code, c.want, all)
			}
		})
	}
	if _, _, all := checkLTI(t, private, published); strings.Contains(all, "PRIVATE KEY") || strings.Contains(all, "eyJ") {
		t.Error("a key or a token is shown")
	}
}

// TestDiagnoseByLTIAlone judges a course with the tool's own key and no token of
// the LMS: what the line items and the roster show is judged, the rest is unknown.
func TestDiagnoseByLTIAlone(t *testing.T) {
	private, published := toolKey()
	code, out, errs := runLTI(t, private, published, "{kind: lti}", []string{"RL-01", "ID-01"}, "diagnose", "--course", "5", "--all")
	var r diagnose.Report
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatalf("exit %d: %v\n%s", code, err, errs.String())
	}
	if code != 4 || r.LMS.Kind != "lti" || r.Course.ID != "5" {
		t.Errorf("exit %d, %+v %+v", code, r.LMS, r.Course)
	}
	found := map[string]int{}
	for _, c := range r.Causes {
		found[c.Code] = c.Explains
	}
	// the two activities of the LTI 1.1 tool have no line item of this one
	if r.Totals.Unknown != 66 || r.Totals.Arrived != 396-66-5-20 || found["RL-01"] != 5 || found["ID-01"] != 20 || r.Totals.Unexplained != 0 {
		t.Errorf("totals %+v, causes %v", r.Totals, found)
	}
	for _, wrong := range []string{"no-such-course", "6"} {
		if code, _, errs := runLTI(t, private, published, "{kind: lti}", []string{"none"}, "diagnose", "--course", wrong); code != 3 || !strings.Contains(errs.String(), "not_found") {
			t.Errorf("course %s: exit %d, %s", wrong, code, errs.String())
		}
	}
}
