package cli_test

import (
	"context"
	"flag"
	"io/fs"
	"net/http/httptest"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/gradesync/gradesync/internal/cli"
	"github.com/gradesync/gradesync/internal/lab"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"gradesync": func() {
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
			code := cli.Main(ctx, cli.System("1.2.3"))
			stop()
			os.Exit(code)
		},
	})
}

// TestScripts runs whole commands as a user would: testdata/script/*.txtar.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("..", "..", "testdata", "script"),
		Setup: func(env *testscript.Env) error {
			env.Setenv("XDG_CONFIG_HOME", filepath.Join(env.WorkDir, "no-config"))
			env.Setenv("HOME", env.WorkDir)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"lab": startLab, "exits": exits, "bom": addBOM,
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

// startLab serves a practice LMS for the rest of the script: lab [-lms KIND]
// [-break CODE,CODE] [-misbehave HOW]. It writes lab.yaml, whose token is in $LAB_TOKEN, and the
// tool's records into records/.
func startLab(ts *testscript.TestScript, _ bool, args []string) {
	flags := flag.NewFlagSet("lab", flag.ContinueOnError)
	breaks := flags.String("break", "none", "")
	how := flags.String("misbehave", "", "")
	kind := flags.String("lms", "moodle", "")
	ts.Check(flags.Parse(args))
	l, err := lab.New(lab.Options{LMS: *kind, Break: strings.Split(*breaks, ","), Misbehave: *how, Now: time.Now()})
	ts.Check(err)
	server := httptest.NewServer(l.Handler())
	ts.Defer(func() {
		server.CloseClientConnections()
		server.Close()
	})
	ts.Setenv("LAB_URL", server.URL)
	ts.Setenv("LAB_TOKEN", l.Token())
	records := ts.MkAbs("records")
	ts.Check(os.MkdirAll(records, 0o755))
	tree := l.RecordsAt(server.URL)
	names, err := fs.Glob(tree, "*")
	ts.Check(err)
	for _, name := range names {
		data, err := fs.ReadFile(tree, name)
		ts.Check(err)
		ts.Check(os.WriteFile(filepath.Join(records, name), data, 0o644))
	}
	config := "profiles:\n  lab:\n    lms:\n      kind: " + *kind + "\n      url: " + server.URL +
		"\n      token: env:LAB_TOKEN\n    tool:\n      - kind: files\n        path: records\n"
	ts.Check(os.WriteFile(ts.MkAbs("gradesync.yaml"), []byte(config), 0o644))
}

// exits runs a command that must end with the exit code given: exits CODE COMMAND...
func exits(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND...")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := 0
	if coded, ok := err.(interface{ ExitCode() int }); ok {
		got = coded.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if want := args[0]; want != strconv.Itoa(got) {
		ts.Fatalf("exit code %d, want %s", got, want)
	}
}

// addBOM puts a byte order mark before a file's text, as Windows programs do.
func addBOM(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[0])
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte("\ufeff"+text), 0o644))
}
