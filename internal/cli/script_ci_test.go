package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// recipe runs a job of docs/ci.md, which must end with the exit code given, in the
// folder of the script: recipe CODE github|gitlab|jenkins|gate|config. What the job
// collects must be there afterwards. config writes the page's configuration.
func recipe(ts *testscript.TestScript, _ bool, args []string) {
	var one *job
	var err error
	switch args[1] {
	case "github":
		_, one, err = github("## GitHub Actions")
	case "gate":
		_, one, err = github("## Before a course opens")
	case "gitlab":
		_, one, err = gitlab()
	case "jenkins":
		_, one, err = jenkins()
	case "config":
		writePageConfig(ts)
		return
	}
	ts.Check(err)
	if got := one.run(ts); got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
	for _, pattern := range one.uploads {
		files, err := filepath.Glob(ts.MkAbs(pattern))
		ts.Check(err)
		if len(files) == 0 {
			ts.Fatalf("there is no %s to collect", pattern)
		}
	}
}

// run is the code of the first step that failed. Installing is left out.
func (j *job) run(ts *testscript.TestScript) string {
	worst := "0"
	env := append(os.Environ(), "PATH="+ts.Getenv("PATH"), "HOME="+ts.Getenv("HOME"), "MOODLE_TOKEN="+ts.Getenv("LAB_TOKEN"),
		"GITHUB_STEP_SUMMARY="+ts.MkAbs("summary.md"))
	for name, value := range j.env {
		if name != "MOODLE_TOKEN" {
			env = append(env, name+"="+strings.ReplaceAll(value, "${{ inputs.course }}", "CALC101"))
		}
	}
	for _, s := range j.steps {
		if strings.HasPrefix(s.shell, "go install ") || worst != "0" && !s.always {
			continue
		}
		cmd := exec.Command("bash", "-e", "-o", "pipefail", "-c", s.shell)
		cmd.Dir, cmd.Env = ts.MkAbs("."), env
		out, err := cmd.CombinedOutput()
		ts.Logf("$ %s\n%s", s.shell, out)
		if code := exitCode(err); worst == "0" {
			worst = code
		}
	}
	return worst
}

// writePageConfig writes the configuration of docs/ci.md for the practice LMS.
func writePageConfig(ts *testscript.TestScript) {
	blocks, err := fenced("# In CI", "yaml")
	ts.Check(err)
	text := strings.ReplaceAll(blocks[0], "https://moodle.example.edu", ts.Getenv("LAB_URL"))
	ts.Check(os.WriteFile(ts.MkAbs("gradesync.yaml"), []byte(text), 0o644))
}

// valid holds a document to its schema: valid sarif|junit FILE.
func valid(ts *testscript.TestScript, _ bool, args []string) {
	data := ts.ReadFile(args[1])
	if args[0] == "junit" {
		_, err := junitCounts(data)
		ts.Check(err)
		return
	}
	ts.Check(keepsTo(filepath.Join("..", "report", "testdata", "sarif-schema-2.1.0.json"), data))
}
