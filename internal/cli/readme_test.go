package cli_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReadmeSample holds the README's sample of the output against the program.
func TestReadmeSample(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(data), "\n```\nCALC101")
	sample, _, ok := strings.Cut(rest, "\n```\n")
	if !ok {
		t.Fatal("the README has no sample")
	}
	code, stdout, stderr := run(t, "diagnose", "--profile", "demo", "--course", "CALC101", "--break", "LI-02", "--break", "LA-02")
	if code != 1 {
		t.Fatalf("exit %d, %s", code, stderr)
	}
	port := regexp.MustCompile(`http://127\.0\.0\.1:\d+`)
	want := port.ReplaceAllString("CALC101"+sample, "URL")
	if diff := cmp.Diff(want, strings.TrimRight(port.ReplaceAllString(stdout, "URL"), "\n")); diff != "" {
		t.Errorf("the README's sample is out of date, -README +program\n%s", diff)
	}
}
