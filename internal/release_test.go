package internal_test

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/gradesync/gradesync/internal/cli"
)

// released is what .goreleaser.yaml says, as far as it is asked here.
type released struct {
	Builds []struct {
		Main    string
		Env     []string
		Flags   []string
		Ldflags []string
	}
	Nfpms []struct {
		Contents []struct{ Src, Dst string }
	}
}

func readRelease(t *testing.T) (r released) {
	t.Helper()
	if err := yaml.Unmarshal([]byte(readFile(t, ".goreleaser.yaml")), &r); err != nil || len(r.Builds) != 1 || len(r.Nfpms) != 1 {
		t.Fatalf(".goreleaser.yaml: %v, %+v", err, r)
	}
	return r
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestContainerIsTheRelease: the program of the container is built by the Go of go.mod
// and as the one of a release is.
func TestContainerIsTheRelease(t *testing.T) {
	t.Parallel()
	file := readFile(t, "Containerfile")
	from := regexp.MustCompile(`(?m)^FROM docker\.io/library/golang:([0-9.]+) `).FindStringSubmatch(file)
	needed := regexp.MustCompile(`(?m)^go ([0-9.]+)$`).FindStringSubmatch(readFile(t, "go.mod"))
	if from == nil || needed == nil || !strings.HasPrefix(needed[1]+".", from[1]+".") {
		t.Errorf("Containerfile builds with Go %q, go.mod is of %q", from, needed)
	}
	b := readRelease(t).Builds[0]
	build := strings.Join(b.Env, " ") + " GOOS=$TARGETOS GOARCH=$TARGETARCH go build " + strings.Join(b.Flags, " ") +
		` -ldflags "` + strings.ReplaceAll(strings.Join(b.Ldflags, " "), "{{.Version}}", "$VERSION") + `" -o /out/gradesync ` + b.Main
	if !strings.Contains(file, build) {
		t.Errorf("Containerfile does not build with\n%s", build)
	}
}

// TestPackagedFiles: what a package takes from docs/ is there.
func TestPackagedFiles(t *testing.T) {
	t.Parallel()
	n := 0
	for _, c := range readRelease(t).Nfpms[0].Contents {
		if !strings.HasPrefix(c.Src, "docs/") {
			continue
		}
		n++
		if found, err := filepath.Glob(filepath.Join("..", c.Src)); err != nil || len(found) == 0 {
			t.Errorf("%s: nothing is there for %s (%v)", c.Src, c.Dst, err)
		}
	}
	if n == 0 {
		t.Error("nothing is packaged from docs/")
	}
}

// TestUnits: systemd understands the units, and gradesync the commands in them.
func TestUnits(t *testing.T) {
	t.Parallel()
	units, err := filepath.Glob("../docs/operations/*.*")
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.Executable() // which systemd wants to be there
	if err != nil {
		t.Fatal(err)
	}
	dir, commands := t.TempDir(), 0
	verify := []string{"verify"}
	for _, unit := range units {
		if ext := filepath.Ext(unit); ext != ".service" && ext != ".timer" {
			continue
		}
		text := readFile(t, filepath.Join("docs/operations", filepath.Base(unit)))
		for _, line := range regexp.MustCompile(`(?m)^ExecStart=/usr/bin/gradesync (.*)$`).FindAllStringSubmatch(text, -1) {
			commands++
			if code := understood(t, strings.Fields(line[1])); code != 0 {
				t.Errorf("%s: gradesync %s ends with %d", unit, line[1], code)
			}
		}
		copied := filepath.Join(dir, filepath.Base(unit))
		if err := os.WriteFile(copied, []byte(strings.ReplaceAll(text, "/usr/bin/gradesync", program)), 0o600); err != nil {
			t.Fatal(err)
		}
		verify = append(verify, copied)
	}
	if commands != 2 {
		t.Errorf("%d commands in the units, want 2", commands)
	}
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		t.Skip("there is no systemd-analyze")
	}
	if said, err := exec.CommandContext(t.Context(), "systemd-analyze", verify...).CombinedOutput(); err != nil || strings.Contains(string(said), "gradesync") {
		t.Errorf("systemd-analyze: %v\n%s", err, said)
	}
}

// understood is how gradesync ends when it is asked for help with a command line.
func understood(t *testing.T, args []string) int {
	t.Helper()
	return cli.Main(context.WithoutCancel(t.Context()), cli.Env{
		Args: append(args, "--help"), In: strings.NewReader(""), Out: io.Discard, Err: t.Output(), Now: time.Now, Version: "test",
	})
}
