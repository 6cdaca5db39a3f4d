package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
)

func junitFormat() Format {
	return Format{
		Name: "junit", Doc: "for CI: what was looked for as tests; a failure is what --fail-on says, what could not be told is skipped",
		Diagnosis: junitDiagnosis, Checks: junitChecks, Resync: junitResync, Failure: junitFailure,
	}
}

// JUnit's XML has no standard but several schemas. What is written here keeps to
// the strictest of them, that of Ant, and to that of Jenkins: every suite has its
// properties before and both streams after its cases, a case has one outcome.
type (
	junitSuites struct {
		XMLName xml.Name     `xml:"testsuites"`
		Suites  []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name       string          `xml:"name,attr"`
		Package    string          `xml:"package,attr"`
		ID         int             `xml:"id,attr"`
		Timestamp  string          `xml:"timestamp,attr"`
		Hostname   string          `xml:"hostname,attr"`
		Tests      int             `xml:"tests,attr"`
		Failures   int             `xml:"failures,attr"`
		Errors     int             `xml:"errors,attr"`
		Skipped    int             `xml:"skipped,attr"`
		Time       string          `xml:"time,attr"`
		Properties []junitProperty `xml:"properties>property"`
		Cases      []junitCase     `xml:"testcase"`
		Out        junitText       `xml:"system-out"`
		Err        junitText       `xml:"system-err"`
	}
	junitProperty struct {
		Name  string `xml:"name,attr"`
		Value string `xml:"value,attr"`
	}
	junitCase struct {
		Name    string        `xml:"name,attr"`
		Class   string        `xml:"classname,attr"`
		Time    string        `xml:"time,attr"`
		Skipped *junitOutcome `xml:"skipped"`
		Failure *junitOutcome `xml:"failure"`
		Error   *junitOutcome `xml:"error"`
	}
	junitOutcome struct {
		Type    string `xml:"type,attr,omitempty"`
		Message string `xml:"message,attr"`
		junitText
	}
	junitText struct {
		Lines string `xml:",innerxml"` // escaped; line breaks are as they are, for people who look
	}
)

// add adds a line, with nothing left in it that XML forbids.
func (t *junitText) add(line string) {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(clean(line))) // a Builder takes everything
	t.Lines += b.String() + "\n"
}

// newSuite begins a suite. Nothing here takes time that somebody could save, and a
// machine's name is nobody's business: both are written as the schemas want them.
func newSuite(name string, at time.Time, version string) *junitSuite {
	return &junitSuite{
		Name: clean(name), Package: "gradesync", Timestamp: at.UTC().Format("2006-01-02T15:04:05"), Hostname: "localhost", Time: "0",
		Properties: []junitProperty{{"gradesync", clean(version)}},
	}
}

func (s *junitSuite) property(name, value string) {
	s.Properties = append(s.Properties, junitProperty{name, clean(value)})
}

// note adds a line to what the suite says of itself.
func (s *junitSuite) note(line string) { s.Out.add(line) }

// ended adds a case and counts it. All of its outcomes may be nil: it passed.
func (s *junitSuite) ended(c junitCase) {
	c.Name, c.Class, c.Time = firstWord(clean(c.Name), "check"), clean(c.Class), "0"
	s.Tests++
	switch {
	case c.Error != nil:
		s.Errors++
	case c.Failure != nil:
		s.Failures++
	case c.Skipped != nil:
		s.Skipped++
	}
	s.Cases = append(s.Cases, c)
}

func (s *junitSuite) write(w io.Writer) error {
	data, err := xml.MarshalIndent(junitSuites{Suites: []junitSuite{*s}}, "", "  ")
	if err != nil {
		return fmt.Errorf("write the document as JUnit XML: %w", err)
	}
	_, err = io.WriteString(w, xml.Header+string(data)+"\n")
	return err
}

// outcome is what a case that did not pass says: a short message, and lines.
func outcome(kind, message string, lines ...string) *junitOutcome {
	o := &junitOutcome{Type: kind, Message: clean(message)}
	for _, line := range lines {
		if line != "" {
			o.add(line)
		}
	}
	return o
}

// junitChecks writes one case a check.
func junitChecks(w io.Writer, c *diagnose.Checks, s Style) error {
	suite := newSuite("gradesync: "+checksTitle(s), c.GeneratedAt, c.Gradesync)
	for _, check := range c.Checks {
		one := junitCase{Name: check.ID, Class: "gradesync.checks." + classWord(check.Group)}
		switch {
		case check.State == diagnose.CheckFailed && s.fails(diagnose.SeverityError):
			one.Failure = outcome("error", check.Detail, check.Code, check.Remedy)
		case check.State == diagnose.CheckWarning && s.fails(diagnose.SeverityWarning):
			one.Failure = outcome("warning", check.Detail, check.Code, check.Remedy)
		case check.State == diagnose.CheckFailed, check.State == diagnose.CheckWarning:
			suite.note(string(check.State) + " " + check.ID + ": " + check.Detail + " " + check.Remedy)
		case check.State == diagnose.CheckSkipped:
			one.Skipped = outcome("", check.Detail)
		case check.State != diagnose.CheckOK && s.Strict && s.fails(diagnose.SeverityError):
			one.Failure = outcome("unknown", "could not be checked: "+check.Detail, check.Remedy)
		case check.State != diagnose.CheckOK:
			one.Skipped = outcome("", "could not be checked: "+check.Detail, check.Remedy)
		}
		suite.ended(one)
	}
	return suite.write(w)
}

// junitFailure writes the one case that a command which could not do its work has.
func junitFailure(w io.Writer, f *Failure, _ Style) error {
	suite := newSuite(firstWord(f.Command, "gradesync"), f.At, f.Gradesync)
	suite.property("exit code", strconv.Itoa(f.Code))
	suite.ended(junitCase{
		Name: "the command does its work", Class: "gradesync.run",
		Error: outcome(f.Class, f.Message, append(strings.Split(f.Message, "\n"), f.Hint)...),
	})
	return suite.write(w)
}

// firstWord returns the first of two texts that is not empty.
func firstWord(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// classWord makes a text one part of a class name: without dots, which readers
// take for packages.
func classWord(s string) string {
	s = strings.Join(strings.FieldsFunc(clean(s), func(r rune) bool { return r == '.' || r == '/' }), " ")
	return firstWord(s, "other")
}
