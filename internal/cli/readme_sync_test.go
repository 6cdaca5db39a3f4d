package cli_test

import (
	"bytes"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gradesync/gradesync/internal/cli"
	"github.com/gradesync/gradesync/internal/lab"
)

// TestReadmeSync holds the README's samples of sync and courses against the program.
func TestReadmeSync(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	practise(t, lab.Options{Break: []string{"none"}, Now: noon, Courses: 20, Misbehave: "failcourse:50009"})
	onTerminal(t, 0, "sync", "--once")
	onTerminal(t, 0, "courses", "open", "--match", "Bio*")
	for head, got := range map[string]string{
		"Sync ":       onTerminal(t, 4, "sync", "--once", "--concurrency", "1"),
		"21 courses:": onTerminal(t, 0, "courses", "list", "--state", "open"),
	} {
		_, rest, ok := strings.Cut(string(data), "\n```\n"+head)
		sample, _, _ := strings.Cut(rest, "\n```\n")
		if diff := cmp.Diff(unported(head+sample), unported(strings.TrimRight(got, "\n"))); !ok || diff != "" {
			t.Errorf("the README's sample %q is out of date, -README +program\n%s\n%s", head, diff, got)
		}
	}
}

// practise serves a practice LMS, and makes an empty folder with a profile for it the
// working one.
func practise(t *testing.T, o lab.Options) {
	t.Helper()
	l, err := lab.New(o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(l.Handler())
	t.Cleanup(server.Close)
	t.Chdir(t.TempDir())
	config := "profiles:\n  lab:\n    lms:\n      kind: moodle\n      url: " + server.URL + "\n      token: file:token\n"
	for name, text := range map[string]string{"gradesync.yaml": config, "token": l.Token()} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// onTerminal runs a command as on a plain terminal of 80 columns, and returns what
// stands there.
func onTerminal(t *testing.T, want int, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	code := cli.Main(t.Context(), cli.Env{
		Args: args, In: strings.NewReader(""), Out: &out, Err: &errs, OutWidth: 80, Environ: []string{"NO_COLOR=1"},
		Now: func() time.Time { return noon }, Version: "test",
	})
	if code != want {
		t.Fatalf("%v: exit %d\n%s%s", args, code, &out, &errs)
	}
	return out.String()
}

// unported takes out what differs from run to run: the port, with the room that it
// leaves, and the moment of the next try, which is not the same each time.
func unported(text string) string {
	text = regexp.MustCompile(` +Moodle at http://127\.0\.0\.1:\d+`).ReplaceAllString(text, " URL")
	return regexp.MustCompile(`after \d\d:\d\d UTC`).ReplaceAllString(text, "after LATER")
}
