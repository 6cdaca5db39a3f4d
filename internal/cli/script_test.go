package cli_test

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/gradesync/gradesync/internal/cli"
	"github.com/gradesync/gradesync/internal/store/storetest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"gradesync": func() {
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
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
			"until": until, "limited": limited, "newer": newer, "held": held,
			"school": changeSchool, "together": together, "readonly": readOnly, "silent": silent,
			"postgres": withPostgres, "port": freePort, "answers": answers, "shows": shows,
			"recipe": recipe, "valid": valid,
		},
		Condition: func(cond string) (bool, error) {
			switch cond {
			case "root":
				return os.Getuid() == 0, nil
			case "postgres":
				return storetest.Available(), nil
			}
			return false, fmt.Errorf("unknown condition %q", cond)
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

// exits runs a command that must end with the exit code given: exits CODE COMMAND...
func exits(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND...")
	}
	if got := exitCode(ts.Exec(args[1], args[2:]...)); got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

func exitCode(err error) string {
	if coded, ok := err.(interface{ ExitCode() int }); ok {
		return strconv.Itoa(coded.ExitCode())
	}
	if err != nil {
		return err.Error()
	}
	return "0"
}

// addBOM puts a byte order mark before a file's text, as Windows programs do.
func addBOM(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[0])
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte("\ufeff"+text), 0o644))
}
