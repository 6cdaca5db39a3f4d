package cli_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/cli"
	"github.com/gradesync/gradesync/internal/diagnose"
)

// demoStore fills a store, without names, from the practice LMS of the profile demo.
func demoStore(t *testing.T, flags ...string) (demo []string) {
	t.Helper()
	demo = append([]string{"--profile", "demo", "--store", filepath.Join(t.TempDir(), "demo.db")}, flags...)
	for _, words := range [][]string{{"sync", "--once"}, {"courses", "open", "CALC101"}, {"sync", "--once"}} {
		if code, _, stderr := run(t, append(words, demo...)...); code != 0 {
			t.Fatalf("%s: exit %d, %s", strings.Join(words, " "), code, stderr)
		}
	}
	return demo
}

// noNetwork refuses every request.
type noNetwork struct{ t *testing.T }

func (n noNetwork) RoundTrip(r *http.Request) (*http.Response, error) {
	n.t.Errorf("%s %s was asked", r.Method, r.URL)
	return nil, errors.New("there is no network")
}

func offline(t *testing.T, width int, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = cli.Main(t.Context(), cli.Env{
		Args: args, In: strings.NewReader(""), Out: &out, Err: &errs, Transport: noNetwork{t}, OutWidth: width,
		Now: func() time.Time { return noon.Add(time.Hour) }, Version: "test",
	})
	return code, out.String(), errs.String()
}

func TestReportCardAsksNobody(t *testing.T) {
	demo := demoStore(t)
	code, stdout, stderr := offline(t, 0, append([]string{"report-card", "--course", "CALC101"}, demo...)...)
	if code != 0 || !strings.Contains(stdout, "Pulled 1 h ago") || !strings.Contains(stdout, "31 enrolments") || stderr != "" {
		t.Errorf("exit %d\n%s%s", code, stdout, stderr)
	}
}

func TestOneRosterIsNothingForATerminal(t *testing.T) {
	demo := demoStore(t)
	card := append([]string{"report-card", "--course", "CALC101", "-o", "oneroster"}, demo...)
	code, stdout, stderr := offline(t, 80, card...)
	if code != 2 || stdout != "" || !strings.Contains(stderr, "--out CALC101.zip") {
		t.Errorf("to a terminal: exit %d, %d bytes, %s", code, len(stdout), stderr)
	}
	code, stdout, _ = offline(t, 0, card...)
	archive, err := zip.NewReader(strings.NewReader(stdout), int64(len(stdout)))
	if code != 0 || err != nil || len(archive.File) != 4 {
		t.Errorf("to a pipe: exit %d, %v", code, err)
	}
	if code, _, stderr = offline(t, 80, append(card, "--out", filepath.Join(t.TempDir(), "calc.zip"))...); code != 0 {
		t.Errorf("to a file, from a terminal: exit %d, %s", code, stderr)
	}
}

// TestStoredIsJudgedAsTheLMS holds that a course which was pulled just now is judged as
// the LMS would be: the same verdicts, the same primary causes.
func TestStoredIsJudgedAsTheLMS(t *testing.T) {
	for _, fault := range []string{"none", "LI-02", "TR-03", "GB-01", "RL-01", "LA-02", "AC-06"} {
		t.Run(fault, func(t *testing.T) {
			demo := demoStore(t, "--break", fault)
			live := reportOf(t, run, "diagnose", "--profile", "demo", "--break", fault, "--course", "CALC101")
			code, stdout, stderr := offline(t, 0, append([]string{"diagnose", "--stored", "--course", "CALC101", "-o", "json", "--all"}, demo...)...)
			if code > 1 && code != 4 {
				t.Fatalf("exit %d, %s", code, stderr)
			}
			var stored diagnose.Report
			if err := json.Unmarshal([]byte(stdout), &stored); err != nil {
				t.Fatal(err)
			}
			if stored.Totals != live.Totals {
				t.Errorf("from the store %+v\nfrom the LMS   %+v", stored.Totals, live.Totals)
			}
			if a, b := errorsOf(&stored), errorsOf(live); !slices.Equal(a, b) {
				t.Errorf("from the store %v, from the LMS %v", a, b)
			}
		})
	}
}

// TestWithoutNamesItIsSaid: who is known to the tool by login alone cannot be matched.
func TestWithoutNamesItIsSaid(t *testing.T) {
	for fault, said := range map[string]bool{"ID-01": true, "none": false} {
		demo := demoStore(t, "--break", fault)
		_, stdout, _ := offline(t, 0, append([]string{"diagnose", "--stored", "--course", "CALC101", "-v"}, demo...)...)
		if got := strings.Contains(stdout, "store.personal is not set"); got != said {
			t.Errorf("%s: it is said: %t, want %t\n%s", fault, got, said, stdout)
		}
	}
}

func reportOf(t *testing.T, run func(*testing.T, ...string) (int, string, string), args ...string) *diagnose.Report {
	t.Helper()
	_, stdout, stderr := run(t, append(args, "-o", "json", "--all")...)
	var r diagnose.Report
	if err := json.Unmarshal([]byte(stdout), &r); err != nil {
		t.Fatalf("%v: %s", err, stderr)
	}
	return &r
}

func errorsOf(r *diagnose.Report) []string {
	var codes []string
	for _, c := range r.Causes {
		if c.Severity == diagnose.SeverityError {
			codes = append(codes, c.Code)
		}
	}
	slices.Sort(codes)
	return codes
}
