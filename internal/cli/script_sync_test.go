package cli_test

import (
	"os"
	"os/exec"
	"sort"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// changeSchool changes the courses of the practice LMS that stands now:
// school remove|restore COURSE…, school enrol COURSE, school hide COURSE.
func changeSchool(ts *testscript.TestScript, _ bool, args []string) {
	s := addressOf(ts)
	for _, course := range args[1:] {
		var err error
		switch args[0] {
		case "remove":
			err = s.lab.Remove(course)
		case "restore":
			err = s.lab.Restore(course)
		case "enrol":
			_, err = s.lab.Enrol(course, "")
		default:
			ts.Fatalf("the school cannot %s", args[0])
		}
		ts.Check(err)
	}
}

// together starts a command twice at once, so many times, and keeps every answer of
// the LMS back until one of the two has ended. The two must end with the exit codes
// given: together TIMES CODE,CODE COMMAND...
func together(ts *testscript.TestScript, _ bool, args []string) {
	s := addressOf(ts)
	times, err := strconv.Atoi(args[0])
	ts.Check(err)
	for range times {
		ended := make(chan string, 2)
		s.gate.Lock()
		for range 2 {
			cmd := scripted(ts, args[2], args[3:]...)
			ts.Check(cmd.Start())
			go func() { ended <- exitCode(cmd.Wait()) }()
		}
		codes := []string{<-ended}
		s.gate.Unlock()
		codes = append(codes, <-ended)
		sort.Strings(codes)
		if got := strings.Join(codes, ","); got != args[1] {
			ts.Fatalf("exit codes %s, want %s", got, args[1])
		}
	}
}

// scripted is a command as a script runs it.
func scripted(ts *testscript.TestScript, name string, args ...string) *exec.Cmd {
	path := name
	for _, dir := range strings.Split(ts.Getenv("PATH"), string(os.PathListSeparator)) {
		if _, err := os.Stat(dir + "/" + name); err == nil {
			path = dir + "/" + name
			break
		}
	}
	cmd := exec.Command(path, args...)
	cmd.Dir = ts.MkAbs(".")
	for _, name := range []string{"PATH", "HOME", "XDG_CONFIG_HOME", "LAB_TOKEN", "TMPDIR"} {
		cmd.Env = append(cmd.Env, name+"="+ts.Getenv(name))
	}
	return cmd
}

// readOnly runs a command that may read a file and not write it, nor its folder, and
// must end with the exit code given: readonly CODE FILE COMMAND...
func readOnly(ts *testscript.TestScript, _ bool, args []string) {
	file, command := ts.MkAbs(args[1]), args[2:]
	if os.Getuid() == 0 { // root may write whatever the rights say
		command = append([]string{"setpriv", "--inh-caps=-dac_override", "--bounding-set=-dac_override"}, command...)
	}
	ts.Check(os.Chmod(file, 0o444))
	ts.Check(os.Chmod(ts.MkAbs("."), 0o555))
	got := exitCode(ts.Exec(command[0], command[1:]...))
	ts.Check(os.Chmod(ts.MkAbs("."), 0o755))
	ts.Check(os.Chmod(file, 0o644))
	if got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

// silent runs a command that must end well and write nothing at all.
func silent(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(ts.Exec(args[0], args[1:]...))
	for _, stream := range []string{"stdout", "stderr"} {
		if text := ts.ReadFile(stream); text != "" {
			ts.Fatalf("%s is not empty: %s", stream, text)
		}
	}
}
