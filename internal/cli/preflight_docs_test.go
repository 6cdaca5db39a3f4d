package cli_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gradesync/gradesync/internal/cli"
	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/preflight"
)

var update = flag.Bool("update", false, "write what is generated anew")

// TestPreflightDocs holds docs/preflight.md and the README against the program: the
// table of checks and the samples.
func TestPreflightDocs(t *testing.T) {
	file := filepath.Join("..", "..", "docs", "preflight.md")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, _ := strings.Cut(string(data), "-update -->\n")
	was, tail, ok := strings.Cut(rest, "<!-- end of the checks -->")
	table := tableOfChecks(t)
	if *update {
		if err := os.WriteFile(file, []byte(head+"-update -->\n"+table+"<!-- end of the checks -->"+tail), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(was, table); !ok || diff != "" {
		t.Errorf("the table of checks is out of date, -docs +program\n%s", diff)
	}
	samples(t, string(data), onTerminalNow(t, 1, "preflight", "--profile", "demo", "--course", "CALC101", "--break", "LI-02"), "activities\n", "45 checked")
	probed := onTerminalNow(t, 0, "preflight", "--profile", "demo", "--course", "CALC101", "--break", "SC-01", "--probe", "51", "--yes")
	samples(t, string(data), probed, "probe\n")
	samples(t, readme(t), probed, "probe\n")
}

func readme(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// onTerminalNow is onTerminal with a clock that runs, as that of the practice LMS.
func onTerminalNow(t *testing.T, want int, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	code := cli.Main(t.Context(), cli.Env{
		Args: args, In: strings.NewReader(""), Out: &out, Err: &errs, OutWidth: 80, Environ: []string{"NO_COLOR=1"}, Now: time.Now, Version: "test",
	})
	if code != want {
		t.Fatalf("%v: exit %d\n%s%s", args, code, &out, &errs)
	}
	return out.String()
}

// tableOfChecks lists what preflight looks at, group by group.
func tableOfChecks(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	group := ""
	for _, s := range preflight.Subjects() {
		if s.Group != group {
			group = s.Group
			fmt.Fprintf(&b, "\n### %s\n\n| id | finds fault when | causes |\n| --- | --- | --- |\n", strings.ToUpper(group[:1])+group[1:])
		}
		var codes []string
		for _, code := range s.Codes {
			if diagnose.Lookup(code) == nil {
				t.Errorf("%s: %s is no cause", s.ID, code)
			}
			codes = append(codes, fmt.Sprintf("[%s](causes/%s.md)", code, code))
		}
		id := s.ID
		if strings.HasSuffix(id, ".") {
			id += "NAME"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", id, s.Fault, strings.Join(codes, " "))
	}
	return b.String() + "\n"
}

// samples looks for the document's blocks that begin so in what the program writes.
func samples(t *testing.T, document, output string, heads ...string) {
	t.Helper()
	took := regexp.MustCompile(`\([0-9.]+ m?s\)`)
	output = took.ReplaceAllString(output, "(TIME)")
	for _, head := range heads {
		_, rest, ok := strings.Cut(document, "\n```\n"+head)
		sample, _, _ := strings.Cut(head+rest, "\n```\n")
		if sample = took.ReplaceAllString(sample, "(TIME)"); !ok || !strings.Contains(output, sample) {
			t.Errorf("the sample that begins with %q is out of date:\n%s\n%s", head, sample, output)
		}
	}
}
