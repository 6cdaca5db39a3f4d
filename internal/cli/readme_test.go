package cli_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReadmeSamples holds the README's samples of the output against the program.
func TestReadmeSamples(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	rest := string(data)
	for _, c := range []struct {
		code int
		args []string
	}{
		{1, []string{"diagnose", "--profile", "demo", "--course", "CALC101", "--break", "LI-02", "--break", "LA-02"}},
		{0, []string{"resync", "--profile", "demo", "--course", "CALC101", "--break", "TR-03", "--break", "LI-02", "--yes"}},
	} {
		var sample string
		var ok bool
		_, rest, _ = strings.Cut(rest, "\n```\nCALC101")
		if sample, rest, ok = strings.Cut(rest, "\n```\n"); !ok {
			t.Fatalf("the README has no sample of %s", c.args[0])
		}
		code, stdout, stderr := run(t, c.args...)
		if code != c.code {
			t.Fatalf("exit %d, %s", code, stderr)
		}
		port := regexp.MustCompile(`http://127\.0\.0\.1:\d+`)
		want := port.ReplaceAllString("CALC101"+sample, "URL")
		if diff := cmp.Diff(want, strings.TrimRight(port.ReplaceAllString(stdout, "URL"), "\n")); diff != "" {
			t.Errorf("the README's sample of %s is out of date, -README +program\n%s", c.args[0], diff)
		}
	}
}
