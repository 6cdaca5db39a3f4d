package cli_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gradesync/gradesync/internal/lab"
)

// TestReadmeCard holds the README's sample of report-card against the program.
func TestReadmeCard(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	practise(t, lab.Options{Break: []string{"none"}, Now: noon, Courses: 5, Learners: 12, Activities: 8})
	for _, words := range []string{"sync --once", "courses open 50001", "sync --once"} {
		onTerminal(t, 0, strings.Fields(words)...)
	}
	got := onTerminal(t, 0, "report-card", "--course", "50001", "--user", "300002", "--why")
	_, rest, ok := strings.Cut(string(data), "\n```\nBio0001")
	sample, _, _ := strings.Cut(rest, "\n```\n")
	port := regexp.MustCompile(` +Moodle 5.1.3 at http://127\.0\.0\.1:\d+`)
	want := port.ReplaceAllString("Bio0001"+sample, " URL")
	if diff := cmp.Diff(want, port.ReplaceAllString(strings.TrimRight(got, "\n"), " URL")); !ok || diff != "" {
		t.Errorf("the README's sample of report-card is out of date, -README +program\n%s\n%s", diff, got)
	}
}
