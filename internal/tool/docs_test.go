package tool

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func docs(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("../../docs/records.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestDocsNameEveryColumn: the tables of docs/records.md list the columns that are
// read, in their order, with the needed ones marked.
func TestDocsNameEveryColumn(t *testing.T) {
	needed := map[string][]string{accounts: {"id"}, activities: {"id"}, scores: {"account_id", "activity_id"}, launches: {"at"}, sends: {"at"}}
	for _, kind := range kinds() {
		_, section, ok := strings.Cut(docs(t), "\n### "+kind+"\n")
		if !ok {
			t.Fatalf("no section %s", kind)
		}
		var names []string
		for line := range strings.Lines(section) {
			if strings.HasPrefix(line, "```") {
				break
			}
			if !strings.HasPrefix(line, "| `") {
				continue
			}
			cell := strings.Split(line, "|")[1]
			for _, name := range regexp.MustCompile("`([a-z0-9_]+)`").FindAllStringSubmatch(cell, -1) {
				names = append(names, name[1])
				if strings.Contains(cell, "*") != slices.Contains(needed[kind], name[1]) {
					t.Errorf("%s.%s: the needed columns are %v", kind, name[1], needed[kind])
				}
			}
		}
		diff(t, kind, columnNames(kind), names)
	}
}

// TestDocsExamples: what docs/records.md shows as a file is one.
func TestDocsExamples(t *testing.T) {
	examples := regexp.MustCompile("(?s)\n```(?:csv|jsonl) ([a-z.]+)\n(.*?)```\n").FindAllStringSubmatch(docs(t), -1)
	if len(examples) != 7 {
		t.Fatalf("%d examples, want 7", len(examples))
	}
	for _, e := range examples {
		kind := KindFiles
		if e[1] == "raw.jsonl" {
			kind = KindLaunches
		}
		o := read(t, nil, Spec{Kind: kind, FS: folder(t, map[string]string{e[1]: e[2]})})
		if o.err != nil || len(o.tally.Problems) > 0 || len(o.notes) > 0 {
			t.Errorf("%s: error %v, problems %v, notes %v", e[1], o.err, o.tally, o.notes)
		}
	}
}
