package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/jsonschema-go/jsonschema"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/pull"
	"github.com/gradesync/gradesync/internal/resync"
)

func schemaOf(t *testing.T, name string) *jsonschema.Resolved {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "docs", name+".schema.json"))
	if err != nil {
		t.Fatal(err)
	}
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

// documents are real outputs, by the schema that they must keep to.
func documents(t *testing.T) map[string][][]byte {
	docs := map[string][][]byte{}
	write := func(schema string, f func(b *bytes.Buffer) error) {
		var b bytes.Buffer
		if err := f(&b); err != nil {
			t.Fatal(err)
		}
		docs[schema] = append(docs[schema], b.Bytes())
	}
	for _, r := range cases() {
		write("report", func(b *bytes.Buffer) error { return jsonDiagnosis(b, r, Style{}) })
	}
	for _, tr := range []*diagnose.Trace{brokenTrace(), arrivedTrace()} {
		write("trace", func(b *bytes.Buffer) error { return jsonTrace(b, tr, Style{}) })
	}
	write("checks", func(b *bytes.Buffer) error { return jsonChecks(b, someChecks(), Style{}) })
	write("causes", func(b *bytes.Buffer) error { return jsonCauses(b, diagnose.Catalogue(), Style{}) })
	write("causes", func(b *bytes.Buffer) error { return jsonExplain(b, aRule(), "moodle", Style{}) })
	for _, r := range []*diagnose.Relaunches{someRelaunches(), namedRelaunches(), noRelaunches()} {
		write("relaunch", func(b *bytes.Buffer) error { return jsonRelaunch(b, r, Style{}) })
	}
	for _, d := range []*diagnose.Diff{someDiff(), hostileDiff(), noDiff()} {
		write("diff", func(b *bytes.Buffer) error { return jsonDiff(b, d, Style{}) })
	}
	for _, d := range []*resync.Document{somePlan(), namedPlan(), appliedPlan(), stoppedPlan(), noPlan()} {
		write("resync", func(b *bytes.Buffer) error { return jsonResync(b, d, Style{}) })
	}
	for _, c := range []*pull.Card{someCard(withNames), failingCard(), bareCard()} {
		write("report-card", func(b *bytes.Buffer) error { return jsonCard(b, c, Style{}) })
	}
	for _, r := range runs() {
		write("sync", func(b *bytes.Buffer) error { return jsonSync(b, r, Style{}) })
	}
	for _, st := range statuses() {
		write("sync-status", func(b *bytes.Buffer) error { return jsonStatus(b, st, Style{}) })
	}
	for _, l := range []*pull.CourseList{someList(), noList()} {
		write("courses", func(b *bytes.Buffer) error { return jsonCourses(b, l, Style{}) })
	}
	for _, m := range []*Moves{someMoves(), noMoves()} {
		write("course-moves", func(b *bytes.Buffer) error { return jsonMoves(b, m, Style{}) })
	}
	return docs
}

func TestJSONKeepsToSchema(t *testing.T) {
	for name, list := range documents(t) {
		schema := schemaOf(t, name)
		for _, data := range list {
			if err := schema.Validate(decoded(t, data)); err != nil {
				t.Errorf("%s: %v\n%.300s", name, err, data)
			}
		}
	}
}

// TestSchemasCatchMistakes changes every member of real documents in every place
// that can go wrong, and expects each change to be refused.
func TestSchemasCatchMistakes(t *testing.T) {
	for name, list := range documents(t) {
		schema := schemaOf(t, name)
		for _, data := range list {
			if len(data) > 200_000 {
				continue
			}
			for _, m := range mutations(decoded(t, data), "") {
				root := decoded(t, data)
				m.apply(root)
				if err := schema.Validate(root); err == nil {
					t.Errorf("%s: %s passes", name, m.what)
				}
			}
		}
	}
}

// mutation is one change of a decoded document, by the path to an object.
type mutation struct {
	what  string
	apply func(root any)
}

// optional members may be left out, and these objects may have any member.
var (
	optional = []string{"people", "version", "fact", "cause", "name", "remedy", "code", "login", "email", "obstacle",
		"why_unknown", "completion", "stored", "stopped", "attempts", "answer", "note", "baseline", "redaction", "kept_scores"}
	open = []string{".titles", ".causes[0].remedy.in", ".redaction.replaced", ".redaction.dropped"}
)

// mutations walks the first element of every list and all members of objects.
func mutations(v any, path string) []mutation {
	var all []mutation
	switch v := v.(type) {
	case map[string]any:
		if slices.Contains(open, path) {
			return nil
		}
		all = append(all, mutation{path + " with one member more", func(root any) { at(root, path).(map[string]any)["colour"] = "red" }})
		for key := range v {
			if !slices.Contains(optional, key) {
				all = append(all, mutation{path + " without " + key, func(root any) { delete(at(root, path).(map[string]any), key) }})
			}
			all = append(all, mutation{path + "." + key + " of another type", func(root any) {
				at(root, path).(map[string]any)[key] = map[string]any{"wrong": true}
			}})
			all = append(all, mutations(v[key], path+"."+key)...)
		}
	case []any:
		if len(v) > 0 {
			all = append(all, mutations(v[0], path+"[0]")...)
		}
	}
	return all
}

func at(v any, path string) any {
	for step := range strings.SplitSeq(strings.TrimPrefix(path, "."), ".") {
		if step == "" {
			continue
		}
		key, isList := strings.CutSuffix(step, "[0]")
		v = v.(map[string]any)[key]
		if isList {
			v = v.([]any)[0]
		}
	}
	return v
}

func decoded(t *testing.T, data []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatalf("%v in\n%.300s", err, data)
	}
	return v
}

func TestSchemaRefusesWrongWords(t *testing.T) {
	change := map[string]func(r *diagnose.Report){
		"verdict":   func(r *diagnose.Report) { r.Grades[0].Verdict = "lost" },
		"severity":  func(r *diagnose.Report) { r.Causes[0].Severity = "fatal" },
		"hop":       func(r *diagnose.Report) { r.Causes[0].Hop = "leap" },
		"scope":     func(r *diagnose.Report) { r.Causes[0].Scope = "world" },
		"certainty": func(r *diagnose.Report) { r.Causes[0].Certainty = "maybe" },
		"actor":     func(r *diagnose.Report) { r.Causes[0].Remedy.Actor = "somebody" },
		"code":      func(r *diagnose.Report) { r.Causes[0].Code = "li2" },
		"count":     func(r *diagnose.Report) { r.Totals.Missing = -1 },
		"gap":       func(r *diagnose.Report) { r.Gaps[0].Class = "lost" },
		"schema":    func(r *diagnose.Report) { r.Schema = "gradesync.report/v2" },
		"no user":   func(r *diagnose.Report) { r.Unexplained[0].User = "" },
		"arrived":   func(r *diagnose.Report) { r.Unexplained[0].Verdict = diagnose.Arrived },
	}
	schema := schemaOf(t, "report")
	for name, f := range change {
		r := demoReport()
		f(r)
		data := render(t, func(b *bytes.Buffer, r *diagnose.Report) error { return jsonDiagnosis(b, r, Style{}) }, r)
		if schema.Validate(decoded(t, data)) == nil {
			t.Errorf("a wrong %s passes", name)
		}
	}
}

// TestStreamEqualsEncoder proves that no member of Report is forgotten: the
// stream writes, byte for byte, what encoding/json makes of the whole.
func TestStreamEqualsEncoder(t *testing.T) {
	for name, r := range cases() {
		got := render(t, func(b *bytes.Buffer, r *diagnose.Report) error { return jsonDiagnosis(b, r, Style{}) }, r)
		want, err := encoded(r, "")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want)+"\n", string(got)); diff != "" {
			t.Errorf("%s (-encoder +stream):\n%s", name, diff)
		}
	}
}

func TestJSONListsArePresent(t *testing.T) {
	r := &diagnose.Report{Causes: []diagnose.Cause{{}}}
	got := render(t, func(b *bytes.Buffer, r *diagnose.Report) error { return jsonDiagnosis(b, r, Style{}) }, r)
	for _, member := range []string{"sources", "subjects", "grades", "evidence", "steps", "consequences", "also", "unexplained", "not_checked", "gaps"} {
		if !bytes.Contains(got, []byte(`"`+member+`": []`)) {
			t.Errorf("%s is not an empty list in\n%s", member, got)
		}
	}
	if bytes.Contains(got, []byte(": null")) {
		t.Errorf("null in\n%s", got)
	}
	got = render(t, func(b *bytes.Buffer, c *diagnose.Checks) error { return jsonChecks(b, c, Style{}) }, &diagnose.Checks{})
	if !bytes.Contains(got, []byte(`"checks": []`)) {
		t.Errorf("checks is not an empty list in\n%s", got)
	}
}

func TestJSONIsHarmlessAndWhole(t *testing.T) {
	r := hostileReport()
	r.Course.Title += "\u009b31m\u202e\x7f\U000e0041 <a href='x'>&amp;"
	got := render(t, func(b *bytes.Buffer, r *diagnose.Report) error { return jsonDiagnosis(b, r, Style{}) }, r)
	if i := bytes.IndexFunc(got, func(r rune) bool { return unseen(r) || r < ' ' && r != '\n' }); i >= 0 {
		t.Errorf("a character that a terminal obeys: %q", got[max(i-20, 0):i+20])
	}
	if !bytes.Contains(got, []byte("<a href='x'>&amp;")) {
		t.Error("HTML is escaped")
	}
	var back diagnose.Report
	if err := json.Unmarshal(got, &back); err != nil {
		t.Fatal(err)
	}
	if back.Course.Title != r.Course.Title {
		t.Errorf("title came back as %q, was %q", back.Course.Title, r.Course.Title)
	}
}

// failing refuses to be written to after some bytes.
type failing struct{ left int }

var errFull = errors.New("disk full")

func (f *failing) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestWriteErrorsAreReturned(t *testing.T) {
	for _, f := range Formats() {
		forms := writers(f)
		for _, name := range slices.Sorted(maps.Keys(forms)) {
			if err := forms[name](&failing{}); !errors.Is(err, errFull) {
				t.Errorf("%s %s: got %v, want %v", f.Name, name, err, errFull)
			}
		}
	}
}

// writers are all the forms that a format has, each with a document to write.
func writers(f Format) map[string]func(w io.Writer) error {
	forms := map[string]func(w io.Writer) error{}
	if f.Diagnosis != nil {
		forms["diagnosis"] = func(w io.Writer) error { return f.Diagnosis(w, hugeReport(), Style{}) }
	}
	if f.Trace != nil {
		forms["trace"] = func(w io.Writer) error { return f.Trace(w, brokenTrace(), Style{}) }
	}
	if f.Checks != nil {
		forms["checks"] = func(w io.Writer) error { return f.Checks(w, someChecks(), Style{}) }
	}
	if f.Causes != nil {
		forms["causes"] = func(w io.Writer) error { return f.Causes(w, someRules(), Style{}) }
	}
	if f.Explain != nil {
		forms["explain"] = func(w io.Writer) error { return f.Explain(w, aRule(), "", Style{}) }
	}
	if f.Relaunch != nil {
		forms["relaunch"] = func(w io.Writer) error { return f.Relaunch(w, someRelaunches(), Style{}) }
	}
	if f.Resync != nil {
		forms["resync"] = func(w io.Writer) error { return f.Resync(w, somePlan(), Style{}) }
	}
	if f.Sync != nil {
		forms["sync"] = func(w io.Writer) error { return f.Sync(w, troubledRun(), Style{}) }
	}
	if f.Status != nil {
		forms["status"] = func(w io.Writer) error { return f.Status(w, badStatus(), Style{}) }
	}
	if f.Courses != nil {
		forms["courses"] = func(w io.Writer) error { return f.Courses(w, someList(), Style{}) }
	}
	if f.Moves != nil {
		forms["moves"] = func(w io.Writer) error { return f.Moves(w, someMoves(), Style{}) }
	}
	if f.Card != nil {
		forms["card"] = func(w io.Writer) error { return f.Card(w, someCard(), Style{}) }
	}
	if f.Failure != nil {
		forms["failure"] = func(w io.Writer) error { return f.Failure(w, aFailure(), Style{}) }
	}
	return forms
}

// aFailure is an LMS that did not answer, with a message of two lines.
func aFailure() *Failure {
	return &Failure{
		Gradesync: "0.1.0", At: time.Date(2026, 11, 21, 18, 30, 0, 0, time.UTC), Command: "gradesync diagnose", Class: "temporary",
		Message: "course \"5\": moodle core_webservice_get_site_info: HTTP 503\nafter 4 tries", Hint: "try again in a few minutes", Code: 3,
	}
}

func TestLookup(t *testing.T) {
	for _, want := range Formats() {
		got, err := Lookup(want.Name)
		if err != nil || got.Name != want.Name || got.Doc == "" {
			t.Errorf("Lookup(%q) = %+v, %v", want.Name, got.Name, err)
		}
	}
	_, err := Lookup("yaml")
	if err == nil || !strings.Contains(err.Error(), "text") || !strings.Contains(err.Error(), "json") {
		t.Errorf("the error does not name the formats: %v", err)
	}
	if !strings.Contains(fmt.Sprint(err), `"yaml"`) {
		t.Errorf("the error does not name what was asked for: %v", err)
	}
}
