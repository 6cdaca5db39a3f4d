package report

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
	"pgregory.net/rapid"

	"github.com/gradesync/gradesync/internal/diagnose"
)

// sarifSchemaOf reads the official schema. It is of draft 4, of whose words it uses
// none that draft 7 lacks.
func sarifSchemaOf(t *testing.T) *jsonschema.Resolved {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "sarif-schema-2.1.0.json"))
	if err != nil {
		t.Fatal(err)
	}
	data = bytes.Replace(data, []byte("draft-04/schema"), []byte("draft-07/schema"), 1)
	var s jsonschema.Schema
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatal(err)
	}
	resolved, err := s.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	return resolved
}

func sarifOf(t *testing.T, r *diagnose.Report, s Style) []byte {
	t.Helper()
	return render(t, func(b *bytes.Buffer, r *diagnose.Report) error { return sarifDiagnosis(b, r, s) }, r)
}

func sarifChecksOf(t *testing.T) []byte {
	return render(t, func(b *bytes.Buffer, c *diagnose.Checks) error { return sarifChecks(b, c, Style{}) }, someChecks())
}

func TestSARIFGolden(t *testing.T) {
	golden(t, "sarif-demo", withoutHelp(t, sarifOf(t, demoReport(), Style{Config: Place{"ci/grade sync.yaml", 7}})))
	golden(t, "sarif-hostile", withoutHelp(t, sarifOf(t, hostileReport(), Style{})))
	golden(t, "sarif-clean", sarifOf(t, cleanReport(), Style{}))
	golden(t, "sarif-checks", withoutHelp(t, sarifChecksOf(t)))
	golden(t, "sarif-failure", render(t, func(b *bytes.Buffer, f *Failure) error { return sarifFailure(b, f, Style{}) }, aFailure()))
}

// withoutHelp leaves out the words of the catalogue, which change on their own.
func withoutHelp(t *testing.T, data []byte) []byte {
	t.Helper()
	var log sarifLog
	if err := json.Unmarshal(data, &log); err != nil {
		t.Fatal(err)
	}
	for i, rule := range log.Runs[0].Tool.Driver.Rules {
		log.Runs[0].Tool.Driver.Rules[i] = sarifRule{ID: rule.ID, HelpURI: rule.HelpURI, Defaults: rule.Defaults, Bag: rule.Bag}
	}
	return render(t, func(b *bytes.Buffer, log sarifLog) error { return document(b, log) }, log)
}

func TestSARIFKeepsToSchema(t *testing.T) {
	schema := sarifSchemaOf(t)
	docs := [][]byte{sarifChecksOf(t), render(t, func(b *bytes.Buffer, f *Failure) error { return sarifFailure(b, f, Style{}) }, aFailure())}
	for _, r := range cases() {
		docs = append(docs, sarifOf(t, r, Style{}))
	}
	for _, data := range docs {
		if err := schema.Validate(decoded(t, data)); err != nil {
			t.Errorf("%v\n%.300s", err, data)
		}
	}
	for _, change := range [][2]string{
		{`"level": "error"`, `"level": "fatal"`}, {`"startLine": 1`, `"startLine": 0`}, {`"executionSuccessful": false,`, ``}, {`"uri"`, `"url"`},
	} {
		bad := bytes.Replace(docs[0], []byte(change[0]), []byte(change[1]), 1)
		if bytes.Equal(bad, docs[0]) || schema.Validate(decoded(t, bad)) == nil {
			t.Errorf("%s for %s passes", change[1], change[0])
		}
	}
}

// TestSARIFIsValid holds reports of any shape to the schema and to what GitHub asks
// beyond it: a place in a file for every result, a rule at its index, a
// fingerprint of its own.
func TestSARIFIsValid(t *testing.T) {
	schema := sarifSchemaOf(t)
	rapid.Check(t, func(t *rapid.T) {
		r := anyReport(t)
		var b bytes.Buffer
		if err := sarifDiagnosis(&b, r, Style{}); err != nil {
			t.Fatal(err)
		}
		run := sarifRunOf(t, schema, b.Bytes())
		for _, result := range run.Results {
			if at := result.Locations[0].Physical; at.Artifact.URI != "gradesync.yaml" || at.Region.StartLine != 1 {
				t.Fatalf("%+v", result)
			}
		}
		if run.Invocations[0].Successful == r.Partial {
			t.Fatal("a report in part is no success, a whole one is")
		}
	})
}

// sarifRunOf holds a log to the schema and its one run to a rule at its index and a
// fingerprint of its own for every result.
func sarifRunOf(t *rapid.T, schema *jsonschema.Resolved, text []byte) sarifRun {
	t.Helper()
	var doc any
	var log sarifLog
	if err := firstOf(json.Unmarshal(text, &doc), json.Unmarshal(text, &log)); err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(doc); err != nil {
		t.Fatal(err)
	}
	run, seen := log.Runs[0], map[string]bool{}
	for _, result := range run.Results {
		print := result.Fingerprints["gradesyncFinding/v1"]
		if run.Tool.Driver.Rules[result.RuleIndex].ID != result.RuleID || print == "" || seen[print] {
			t.Fatalf("%+v", result)
		}
		seen[print] = true
	}
	return run
}

// TestSARIFFingerprintsStay: one more grade, another hour and another name change
// no fingerprint; another course does.
func TestSARIFFingerprintsStay(t *testing.T) {
	prints := func(r *diagnose.Report) []string {
		var log sarifLog
		if err := json.Unmarshal(sarifOf(t, r, Style{}), &log); err != nil {
			t.Fatal(err)
		}
		var list []string
		for _, result := range log.Runs[0].Results {
			list = append(list, result.Fingerprints["gradesyncFinding/v1"])
		}
		return list
	}
	later, elsewhere := demoReport(), demoReport()
	later.GeneratedAt = later.GeneratedAt.AddDate(0, 0, 1)
	later.Causes[0].Grades = append(later.Causes[0].Grades, diagnose.Pair{User: "99", Activity: "37"})
	later.Titles["37"] = "Lab 3, new"
	elsewhere.Course.ID = "6"
	before := prints(demoReport())
	if !slices.Equal(before, prints(later)) {
		t.Error("they change from run to run")
	}
	for _, print := range prints(elsewhere) {
		if slices.Contains(before, print) {
			t.Error("two courses share one")
		}
	}
}

func TestSARIFHelp(t *testing.T) {
	for _, rule := range diagnose.Catalogue() {
		d := &diagnosis{Report: demoReport()}
		got := d.rule(&diagnose.Cause{Code: rule.Code, Name: rule.Name, Remedy: diagnose.Cure{Actor: rule.Remedy.Actor}})
		if got.Help.Text == "" || got.Help.Markdown == "" || got.Full.Text == "" || strings.Contains(got.Help.Text, "{course}") {
			t.Errorf("%s: %+v", rule.Code, got)
		}
	}
}
