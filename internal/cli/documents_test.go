package cli_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
)

// holds reports what a document lacks.
func holds(o outcome, format, document string) error {
	switch {
	case document == "":
		return nil
	case format == "json":
		name := map[string]string{"diagnose": "report", "check": "checks", "preflight": "checks", "resync": "resync"}[o.args[0]]
		return keepsTo(filepath.Join("..", "..", "docs", name+".schema.json"), document)
	case format == "sarif":
		return holdsSARIF(o, document)
	case format == "junit":
		return holdsJUnit(o, document)
	case format == "csv":
		_, err := csv.NewReader(strings.NewReader(document)).ReadAll()
		return err
	}
	return nil
}

// keepsTo validates a document with the schema in a file.
func keepsTo(file, document string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var s jsonschema.Schema
	if err := json.Unmarshal(bytes.Replace(data, []byte("draft-04/schema"), []byte("draft-07/schema"), 1), &s); err != nil {
		return err
	}
	resolved, err := s.Resolve(nil)
	if err != nil {
		return err
	}
	var v any
	if err := json.Unmarshal([]byte(document), &v); err != nil {
		return err
	}
	return resolved.Validate(v)
}

// holdsSARIF: the document keeps to its schema, and says of a run that found nothing
// because it could not look that it is no success.
func holdsSARIF(o outcome, document string) error {
	if err := keepsTo(filepath.Join("..", "report", "testdata", "sarif-schema-2.1.0.json"), document); err != nil {
		return err
	}
	var log struct {
		Runs []struct {
			Invocations []struct{ ExecutionSuccessful bool }
			Results     []any
		}
	}
	if err := json.Unmarshal([]byte(document), &log); err != nil {
		return err
	}
	if run := log.Runs[0]; run.Invocations[0].ExecutionSuccessful && len(run.Results) == 0 && o.code > 0 {
		return fmt.Errorf("a success without results and with exit code %d", o.code)
	}
	return nil
}

// junitSuite is what a document of JUnit counts.
type junitSuite struct {
	Tests    int `xml:"tests,attr"`
	Failures int `xml:"failures,attr"`
	Errors   int `xml:"errors,attr"`
	Skipped  int `xml:"skipped,attr"`
}

func junitCounts(document string) (junitSuite, error) {
	var doc struct {
		XMLName xml.Name     `xml:"testsuites"`
		Suites  []junitSuite `xml:"testsuite"`
	}
	if err := xml.Unmarshal([]byte(document), &doc); err != nil {
		return junitSuite{}, err
	}
	if len(doc.Suites) != 1 || doc.Suites[0].Tests == 0 {
		return junitSuite{}, errors.New("not one suite with tests")
	}
	return doc.Suites[0], nil
}

// holdsJUnit: 0 is without failure or error, 1 has a failure, and what could not be
// done or not be read is no pass.
func holdsJUnit(o outcome, document string) error {
	s, err := junitCounts(document)
	if err != nil {
		return err
	}
	bad := s.Failures + s.Errors
	ok := map[int]bool{
		0: bad == 0, 1: s.Failures > 0, 2: s.Errors > 0, 3: bad > 0, 4: bad+s.Skipped > 0, 5: s.Errors > 0, 130: s.Errors > 0,
	}[o.code]
	if !ok {
		return fmt.Errorf("exit code %d with %+v", o.code, s)
	}
	return nil
}
