package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/gradesync/gradesync/internal/diagnose"
)

// node is an element of a document.
type node struct {
	name     string
	attrs    map[string]string
	children []*node
	text     string
}

// kind says what an element may hold: the form of each attribute, which must all
// be there unless they end with a question mark, and the order of its children.
type kind struct {
	attrs    map[string]string
	children string
}

const anyText, aWord, aNumber = `(?s).*`, `\S.*`, `\d+`

// junitKinds is the document that both the schema of Ant's reports and that of
// Jenkins' xUnit plugin take.
func junitKinds() map[string]kind {
	out := map[string]string{"message": anyText, "type?": aWord}
	return map[string]kind{
		"testsuites": {nil, `(testsuite )*`},
		"testsuite": {map[string]string{
			"name": aWord, "package": aWord, "id": aNumber, "hostname": aWord, "time": aNumber, "timestamp": `\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d`,
			"tests": aNumber, "failures": aNumber, "errors": aNumber, "skipped": aNumber,
		}, `properties (testcase )*system-out system-err `},
		"properties": {nil, `(property )*`},
		"property":   {map[string]string{"name": aWord, "value": anyText}, ``},
		"testcase":   {map[string]string{"name": aWord, "classname": aWord, "time": aNumber}, `(skipped |failure |error )?`},
		"skipped":    {out, ``}, "failure": {map[string]string{"message": anyText, "type": aWord}, ``}, "error": {map[string]string{"message": anyText, "type": aWord}, ``},
		"system-out": {}, "system-err": {},
	}
}

func tree(data []byte) (*node, error) {
	dec := xml.NewDecoder(bytes.NewReader(data))
	top := &node{}
	path := []*node{top}
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		at := path[len(path)-1]
		switch token := token.(type) {
		case xml.StartElement:
			n := &node{name: token.Name.Local, attrs: map[string]string{}}
			for _, a := range token.Attr {
				n.attrs[a.Name.Local] = a.Value
			}
			at.children = append(at.children, n)
			path = append(path, n)
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			at.text += string(token)
		}
	}
	if len(top.children) != 1 {
		return nil, errors.New("not one element at the top")
	}
	return top.children[0], nil
}

// faults lists where an element is not as its kind says.
func (n *node) faults(kinds map[string]kind) []string {
	k, ok := kinds[n.name]
	if !ok {
		return []string{"no such element: " + n.name}
	}
	var list []string
	for name := range n.attrs {
		if k.attrs[name] == "" && k.attrs[name+"?"] == "" {
			list = append(list, n.name+" with "+name)
		}
	}
	for name, form := range k.attrs {
		name, optional := strings.CutSuffix(name, "?")
		value, there := n.attrs[name]
		if !there && !optional || there && !regexp.MustCompile(`^(?:`+form+`)$`).MatchString(value) {
			list = append(list, n.name+"."+name+" is "+strconv.Quote(value))
		}
	}
	order := ""
	for _, c := range n.children {
		order += c.name + " "
		list = append(list, c.faults(kinds)...)
	}
	if !regexp.MustCompile(`^(?:` + k.children + `)$`).MatchString(order) {
		list = append(list, n.name+" holds "+order)
	}
	return list
}

// junitSuiteOf reads a document back and holds it to the schemas and to its own counts.
func junitSuiteOf(t interface {
	Fatalf(string, ...any)
	Helper()
}, data []byte) *node {
	t.Helper()
	doc, err := tree(data)
	if err != nil {
		t.Fatalf("%v in\n%.500s", err, data)
	}
	if faults := doc.faults(junitKinds()); len(faults) > 0 || doc.name != "testsuites" {
		t.Fatalf("not JUnit: %q\n%.500s", faults, data)
	}
	suite := doc.children[0]
	counts := map[string]int{}
	for _, c := range suite.children {
		if c.name != "testcase" {
			continue
		}
		counts["tests"]++
		for _, o := range c.children {
			counts[map[string]string{"skipped": "skipped", "failure": "failures", "error": "errors"}[o.name]]++
		}
	}
	for _, name := range []string{"tests", "failures", "errors", "skipped"} {
		if suite.attrs[name] != strconv.Itoa(counts[name]) {
			t.Fatalf("%s is %s, there are %d", name, suite.attrs[name], counts[name])
		}
	}
	return suite
}

func junitOf(t *testing.T, r *diagnose.Report, s Style) []byte {
	t.Helper()
	return render(t, func(b *bytes.Buffer, r *diagnose.Report) error { return junitDiagnosis(b, r, s) }, r)
}

func TestJUnitGolden(t *testing.T) {
	checks := func(s Style) []byte {
		return render(t, func(b *bytes.Buffer, c *diagnose.Checks) error { return junitChecks(b, c, s) }, someChecks())
	}
	golden(t, "junit-checks", checks(Style{}))
	golden(t, "junit-checks-warning", checks(Style{FailOn: "warning"}))
	golden(t, "junit-failure", render(t, func(b *bytes.Buffer, f *Failure) error { return junitFailure(b, f, Style{}) }, aFailure()))
	golden(t, "junit-demo", withoutPassed(junitOf(t, demoReport(), Style{})))
	golden(t, "junit-hostile", withoutPassed(junitOf(t, hostileReport(), Style{})))
}

// withoutPassed leaves out the cases that passed: the catalogue grows.
func withoutPassed(data []byte) []byte {
	data = regexp.MustCompile(`    <testcase [^>]*></testcase>\n`).ReplaceAll(data, nil)
	return regexp.MustCompile(` tests="\d+"`).ReplaceAll(data, []byte(` tests="N"`))
}

// TestJUnitIsValid: whatever a report holds, the document keeps to the schemas and
// has no character that XML forbids.
func TestJUnitIsValid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Style{FailOn: oneOf(t, "fail on", "", "error", "warning", "info", "never")}
		var b bytes.Buffer
		if err := junitDiagnosis(&b, anyReport(t), s); err != nil {
			t.Fatal(err)
		}
		junitSuiteOf(t, b.Bytes())
		b.Reset()
		if err := junitChecks(&b, anyChecks(t), s); err != nil {
			t.Fatal(err)
		}
		junitSuiteOf(t, b.Bytes())
	})
}

// TestJUnitFailsAsTheExitCodeDoes: a case fails exactly where --fail-on makes the
// exit code a failure.
func TestJUnitFailsAsTheExitCodeDoes(t *testing.T) {
	for name, r := range cases() {
		for _, failOn := range []string{"error", "warning", "info", "never"} {
			suite := junitSuiteOf(t, junitOf(t, r, Style{FailOn: failOn}))
			want := failOn != "never" && r.Worst() >= diagnose.Severity(failOn).Rank()
			if got := suite.attrs["failures"] != "0"; got != want {
				t.Errorf("%s with --fail-on %s: a failure: %v, want %v", name, failOn, got, want)
			}
		}
	}
}

// TestJUnitUnknownIsNoPass: what could not be checked is skipped with its reason.
func TestJUnitUnknownIsNoPass(t *testing.T) {
	suite := junitSuiteOf(t, junitOf(t, unknownReport(), Style{}))
	for _, want := range []string{"AC-10", "all that is needed"} {
		i := slices.IndexFunc(suite.children, func(c *node) bool { return strings.HasPrefix(c.attrs["name"], want) })
		if i < 0 || len(suite.children[i].children) == 0 || suite.children[i].children[0].name != "skipped" ||
			suite.children[i].children[0].attrs["message"] == "" {
			t.Errorf("%s is not skipped with a reason", want)
		}
	}
}

// TestJUnitKindsCatchMistakes: the test above can fail.
func TestJUnitKindsCatchMistakes(t *testing.T) {
	good := string(junitOf(t, demoReport(), Style{}))
	for _, change := range [][2]string{
		{`hostname="localhost" `, ""}, {"<testcase name=", "<testcase colour=\"red\" name="}, {"</properties>", "</properties><x></x>"},
		{"<system-err></system-err>", ""}, {`time="0"`, `time="soon"`}, {"<skipped ", "<skipped></skipped><skipped "}, {"T18:30:00", " 18:30"},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		doc, err := tree([]byte(bad))
		if bad == good || err == nil && len(doc.faults(junitKinds())) == 0 {
			t.Errorf("%q for %q passes", change[1], change[0])
		}
	}
}
