package cli_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/cli"
	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/report"
	"github.com/gradesync/gradesync/internal/store"
)

// outcome is one way in which a command can end. {store} in its arguments is a store
// of its own for every run.
type outcome struct {
	name    string
	args    []string
	code    int
	stopped bool // from outside, before it begins
	held    bool // another run holds the course
}

// outcomes are the ways in which the commands that CI runs can end.
func outcomes(t *testing.T) []outcome {
	at := func(o lab.Options) []string { return []string{"--course", "CALC101", "--config", served(t, o)} }
	blind, refused := at(lab.Options{Misbehave: "norights:gradereport_user_get_grade_items"}), at(lab.Options{Misbehave: "token"})
	forbidden := at(lab.Options{Break: []string{"TR-03"}, Misbehave: "lti:fail:403:scores"})
	stopping := at(lab.Options{Break: []string{"TR-01"}, Misbehave: "lti:fail:403:scores"})
	demo := func(broken string) []string {
		return []string{"--profile", "demo", "--course", "CALC101", "--store", "{store}", "--break", broken}
	}
	list := append(connectionOutcomes(t, refused), diagnoseOutcomes(demo, refused, blind)...)
	list = append(list, preflightOutcomes(refused, blind)...)
	return append(list, []outcome{
		{name: "resync with nothing to send", args: with(demo("none"), "resync"), code: 0},
		{name: "resync with a plan", args: with(demo("TR-03"), "resync"), code: 1},
		{name: "resync with a plan let pass", args: with(demo("TR-03"), "resync", "--fail-on", "never"), code: 0},
		{name: "resync with nothing that can be sent", args: with(demo("LI-02"), "resync"), code: 0},
		{name: "resync confirmed", args: with(demo("TR-03"), "resync", "--yes"), code: 0},
		{name: "resync refused", args: with(forbidden, "resync", "--store", "{store}", "--yes"), code: 1},
		{name: "resync refused and let pass", args: with(forbidden, "resync", "--store", "{store}", "--yes", "--fail-on", "never"), code: 0},
		{name: "resync that stops", args: with(stopping, "resync", "--store", "{store}", "--yes"), code: 4},
		{name: "resync with wrong flags", args: with(demo("none"), "resync", "--concurrency", "0"), code: 2},
		{name: "resync without an LMS", args: with(refused, "resync"), code: 3},
		{name: "resync that sees a part", args: with(blind, "resync"), code: 4},
		{name: "resync beside another", args: with(forbidden, "resync", "--store", "{store}", "--yes"), code: 5, held: true},
		{name: "resync interrupted", args: with(demo("TR-03"), "resync", "--yes"), code: 130, stopped: true},
	}...)
}

// with puts words before and behind the arguments of a command.
func with(args []string, command string, more ...string) []string {
	return append(append([]string{command}, args...), more...)
}

func connectionOutcomes(t *testing.T, refused []string) []outcome {
	without := []string{"--profile", "demo", "--break", "none"}
	gone := []string{"--config", filepath.Join(t.TempDir(), "gradesync.yaml")}
	unreadable := served(t, lab.Options{Misbehave: "norights:gradereport_user_get_grade_items"})
	return []outcome{
		{name: "checks that pass", args: with(without, "check"), code: 0},
		{name: "checks that fail", args: []string{"check", "--config", unreadable, "--course", "CALC101"}, code: 1},
		{name: "checks that fail and may", args: []string{"check", "--config", unreadable, "--course", "CALC101", "--fail-on", "never"}, code: 0},
		{name: "checks without a configuration", args: with(gone, "check"), code: 2},
		{name: "checks with a token refused", args: with(refused, "check"), code: 3},
		{name: "checks interrupted", args: with(without, "check"), code: 130, stopped: true},
	}
}

func diagnoseOutcomes(demo func(string) []string, refused, blind []string) []outcome {
	return []outcome{
		{name: "a healthy course", args: with(demo("none"), "diagnose"), code: 0},
		{name: "an error", args: with(demo("LI-02"), "diagnose"), code: 1},
		{name: "an error let pass", args: with(demo("LI-02"), "diagnose", "--fail-on", "never"), code: 0},
		{name: "an error suppressed", args: with(demo("LI-02"), "diagnose", "--suppress", "LI-02"), code: 0},
		{name: "a slip of the user", args: with(demo("LI-02"), "diagnose", "--activity", "No such lab"), code: 2},
		{name: "a flag that is none", args: with(demo("LI-02"), "diagnose", "--colour"), code: 2},
		{name: "a token refused", args: with(refused, "diagnose"), code: 3},
		{name: "read in part", args: with(blind, "diagnose"), code: 4},
		{name: "diagnose interrupted", args: with(demo("none"), "diagnose"), code: 130, stopped: true},
	}
}

func preflightOutcomes(refused, blind []string) []outcome {
	demo := []string{"--profile", "demo", "--course", "CALC101", "--break"}
	return []outcome{
		{name: "a course that may open", args: with(demo, "preflight", "none"), code: 0},
		{name: "a warning that counts", args: with(demo, "preflight", "none", "--fail-on", "warning"), code: 1},
		{name: "a course that must not open", args: with(demo, "preflight", "LI-02"), code: 1},
		{name: "a course that may open all the same", args: with(demo, "preflight", "LI-02", "--fail-on", "never"), code: 0},
		{name: "preflight with wrong flags", args: with(demo, "preflight", "none", "--yes"), code: 2},
		{name: "preflight without an LMS", args: with(refused, "preflight"), code: 3},
		{name: "preflight that sees a part", args: with(blind, "preflight", "--fail-on", "never"), code: 4},
		{name: "preflight that sees a part, which counts", args: with(blind, "preflight", "--strict"), code: 1},
		{name: "preflight interrupted", args: with(demo, "preflight", "none"), code: 130, stopped: true},
	}
}

// TestExitCodesAreEqual: no format changes how a command ends, every document is one
// of its format, and those that CI reads say what the exit code says.
func TestExitCodesAreEqual(t *testing.T) {
	for _, o := range outcomes(t) {
		for _, f := range report.Formats() {
			if f.Diagnosis == nil || testing.Short() && f.Name != "junit" && f.Name != "text" {
				continue // it has no form for these commands, or no time
			}
			code, stdout, stderr := o.run(t, f.Name)
			if code != o.code {
				t.Errorf("%s as %s: exit %d, want %d: %s", o.name, f.Name, code, o.code, stderr)
			}
			failed := strings.Contains(stderr, "gradesync: ") && code > 1 || strings.HasPrefix(stderr, `{"error"`)
			switch {
			case failed && f.Failure == nil && stdout != "":
				t.Errorf("%s as %s: a document beside an error: %.200s", o.name, f.Name, stdout)
			case !failed && stdout == "", failed && f.Failure != nil && stdout == "":
				t.Errorf("%s as %s: no document", o.name, f.Name)
			}
			if err := holds(o, f.Name, stdout); err != nil {
				t.Errorf("%s as %s: %v in %.300s", o.name, f.Name, err, stdout)
			}
		}
	}
}

// run runs a command that ends in this way, in a format.
func (o outcome) run(t *testing.T, format string) (code int, stdout, stderr string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "store.db")
	args := []string{"-o", format}
	for _, arg := range o.args {
		args = append(args, strings.ReplaceAll(arg, "{store}", file))
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	if o.stopped {
		stop()
	}
	if o.held {
		defer hold(t, file, o.args)()
	}
	var out, errs bytes.Buffer
	code = cli.Main(ctx, cli.Env{
		Args: args, In: strings.NewReader(""), Out: &out, Err: &errs, Now: func() time.Time { return noon }, Version: "test",
	})
	return code, out.String(), errs.String()
}

// hold takes the course that a command is about to work on.
func hold(t *testing.T, file string, args []string) (release func()) {
	t.Helper()
	s, err := store.Open(t.Context(), file, store.Options{Version: "test", Now: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	config, err := os.ReadFile(args[4])
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(config), "url: ")
	url, _, _ := strings.Cut(rest, "\n")
	lease, err := s.Acquire(t.Context(), "resync of course 5 of moodle "+url, "somebody else", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := lease.Release(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}
