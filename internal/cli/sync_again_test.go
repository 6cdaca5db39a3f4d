package cli

import (
	"bytes"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/pull"
)

// TestReplacedToken: a sync that goes on takes up a token that was replaced after the
// old one was refused.
func TestReplacedToken(t *testing.T) {
	l, err := lab.New(lab.Options{Break: []string{"none"}, Courses: 2, Learners: 2, Activities: 2})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(l.Handler())
	t.Cleanup(server.Close)
	t.Chdir(t.TempDir())
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("gradesync.yaml", "profiles:\n  lab:\n    lms:\n      kind: moodle\n      url: "+server.URL+"\n      token: file:token\n")
	write("token", "revoked")
	var errs bytes.Buffer
	a := &app{env: Env{In: strings.NewReader(""), Out: &bytes.Buffer{}, Err: &errs, Now: time.Now, Version: "test"}, format: "text"}
	a.log = a.newLog()
	t.Cleanup(a.clean)
	s, err := a.startSync(t.Context(), syncOptions{concurrency: 2, interval: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	round := func() *pull.Summary {
		t.Helper()
		sum, err := s.round(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return sum
	}
	if sum := round(); sum.Connection() == nil {
		t.Fatalf("with a revoked token: %+v", sum)
	}
	if quiet := s.daemonRound(t.Context()); quiet <= 0 || !strings.Contains(errs.String(), "2 times since") {
		t.Errorf("left alone for %v, and said %q", quiet, errs.String())
	}
	write("token", l.Token())
	if sum := round(); sum.Connection() != nil || sum.Courses.Appeared != 3 {
		t.Errorf("with the new token: %+v", sum)
	}
	if quiet := s.daemonRound(t.Context()); quiet > 0 {
		t.Errorf("left alone for %v although all is well", quiet)
	}
}
