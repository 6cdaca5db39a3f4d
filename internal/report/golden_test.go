package report

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gradesync/gradesync/internal/diagnose"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares a document with the file that was read and found good.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (-want +got), rewrite with -update when it is meant:\n%s", path, diff)
	}
}

func render[T any](t *testing.T, write func(w *bytes.Buffer, v T) error, v T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, v); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func diagnosisText(t *testing.T, r *diagnose.Report, s Style) string {
	t.Helper()
	return string(render(t, func(b *bytes.Buffer, r *diagnose.Report) error { return textDiagnosis(b, r, s) }, r))
}

// cases are the reports that the goldens and the other tests look at.
func cases() map[string]*diagnose.Report {
	return map[string]*diagnose.Report{
		"clean": cleanReport(), "demo": demoReport(), "names": namedReport(), "huge": hugeReport(),
		"notool": noToolReport(), "unknown": unknownReport(), "hostile": hostileReport(),
		"stored": storedReport(), "apart": apartReport(), "redacted": redactedReport(),
	}
}

func TestDiagnosisGolden(t *testing.T) {
	for name, r := range cases() {
		golden(t, "diagnosis-"+name, []byte(diagnosisText(t, r, Style{})))
	}
	golden(t, "diagnosis-demo-40", []byte(diagnosisText(t, demoReport(), Style{Width: 40})))
	golden(t, "diagnosis-demo-200", []byte(diagnosisText(t, demoReport(), Style{Width: 200})))
	golden(t, "diagnosis-demo-color", []byte(diagnosisText(t, demoReport(), Style{Color: true})))
	golden(t, "diagnosis-demo-verbose", []byte(diagnosisText(t, demoReport(), Style{Verbose: 1})))
	golden(t, "diagnosis-clean-verbose", []byte(diagnosisText(t, cleanReport(), Style{Verbose: 1})))
}
