package tool

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gradesync/gradesync/internal/grade"
)

// folder makes a folder of files; names that end in .gz are compressed.
func folder(t testing.TB, files map[string]string) fstest.MapFS {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, content := range files {
		data := []byte(content)
		if strings.HasSuffix(name, ".gz") {
			data = pack(t, data)
		}
		fsys[name] = &fstest.MapFile{Data: data}
	}
	return fsys
}

func pack(t testing.TB, data []byte) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// outcome is everything one Read answered.
type outcome struct {
	records *grade.Records
	tally   *Tally
	notes   []string
	err     error
}

func read(t testing.TB, zone *time.Location, specs ...Spec) outcome {
	t.Helper()
	var o outcome
	o.records, o.tally, o.err = Read(t.Context(), specs, Options{Zone: zone, Note: func(m string) { o.notes = append(o.notes, m) }})
	return o
}

func readFiles(t testing.TB, files map[string]string) outcome {
	t.Helper()
	return read(t, nil, Spec{Kind: KindFiles, Name: "records", FS: folder(t, files)})
}

// good is readFiles for what must be readable.
func good(t testing.TB, files map[string]string) outcome {
	t.Helper()
	o := readFiles(t, files)
	if o.err != nil {
		t.Fatal(o.err)
	}
	return o
}

func diff(t testing.TB, what string, want, got any) {
	t.Helper()
	if d := difference(want, got); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

func difference(want, got any) string {
	return cmp.Diff(want, got, cmp.Exporter(func(reflect.Type) bool { return true }))
}

func noted(t testing.TB, o outcome, part string) {
	t.Helper()
	for _, n := range o.notes {
		if strings.Contains(n, part) {
			return
		}
	}
	t.Errorf("no note has %q in it: %q", part, o.notes)
}

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

func knownAt(s string) grade.Maybe[time.Time] { return grade.Known(at(s)) }

func TestEveryColumn(t *testing.T) {
	for _, dir := range []string{"csv", "jsonl"} {
		t.Run(dir, func(t *testing.T) {
			o := read(t, nil, Spec{Kind: KindFiles, Name: dir, FS: os.DirFS("testdata/" + dir)})
			if o.err != nil {
				t.Fatal(o.err)
			}
			diff(t, "records", everyColumn(dir), o.records)
			diff(t, "rows", map[string]int{"accounts": 2, "activities": 2, "scores": 2, "launches": 3, "sends": 2}, o.tally.Rows)
			diff(t, "problems", []Problem(nil), o.tally.Problems)
			diff(t, "newest", at("2026-11-20T09:30:02Z"), o.tally.Newest)
			diff(t, "notes", []string(nil), o.notes)
		})
	}
}

// everyColumn is what testdata/csv and testdata/jsonl both hold.
func everyColumn(dir string) *grade.Records {
	learner := "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
	return &grade.Records{
		Sources: []string{"files " + dir},
		Accounts: []grade.Account{{
			ID: "a1", Name: "Núñez, Ana", Email: "ana@uni.example", Login: "ana", SISID: "S-1", LMSUserID: "52", LTI11UserID: "52",
			Source: "lti", Role: "student", Active: grade.Known(true), CreatedAt: knownAt("2026-09-01T08:00:00Z"), MergedInto: "a9", MergeState: "pending",
		}, {ID: "a2"}},
		Activities: []grade.ToolActivity{{
			ID: "q1", Title: "Lab 1, \"Limits\"", Max: grade.Known(10.0), Assigned: grade.Known(true), Graded: grade.Known(false),
			DueAt: knownAt("2026-12-01T22:59:00Z"), Release: "auto", Send: "after_due", Mode: "activity", ResourceLinkID: "32",
			LineItemURL: "https://moodle.example.edu/mod/lti/services.php/5/lineitems/91/lineitem?type_id=1", UpdatedAt: knownAt("2026-10-01T00:00:00Z"),
		}, {ID: "q2"}},
		Scores: []grade.Score{{
			Account: "a1", Activity: "q1", Score: grade.Known(8.5), Max: grade.Known(10.0), State: grade.Graded, Released: grade.Known(false),
			SubmittedAt: knownAt("2026-11-20T08:10:00Z"), ScoredAt: knownAt("2026-11-20T08:15:00.5Z"),
			LastSentScore: grade.Known(0.0), LastSentAt: knownAt("2026-11-20T08:16:00Z"),
		}, {Account: "a2", Activity: "q2"}},
		Launches: []grade.Launch{{
			At: at("2026-11-20T08:00:00Z"), Account: "a1", Activity: "q1", Version: grade.LTI13, Origin: grade.OriginLTI, Issuer: "https://moodle.example.edu",
			ClientID: "gslabfull", DeploymentID: "1", ContextID: "5", ContextTitle: "Calculus 101", ResourceLinkID: "32", UserID: "52",
			Roles: []string{learner, "Mentor"}, LineItem: grade.Known("https://moodle.example.edu/mod/lti/services.php/5/lineitems/91/lineitem?type_id=1"),
			LineItems: grade.Known("https://moodle.example.edu/mod/lti/services.php/5/lineitems?type_id=1"),
			Scopes:    grade.Known([]string{"https://purl.imsglobal.org/spec/lti-ags/scope/score", "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly"}),
			SourcedID: grade.Known("x:1"), OutcomeURL: grade.Known("https://moodle.example.edu/mod/lti/service.php"),
			TargetLinkURI: "https://tool.example.com/launch?q=1", UserAgent: "Mozilla/5.0 (X11; Linux x86_64)", Error: "state mismatch",
		}, {
			At: at("2026-11-20T08:00:01Z"), Account: "a2", Activity: "q2", Version: "none", Origin: grade.OriginDirect,
			LineItem: grade.Known(""), LineItems: grade.Known(""), Scopes: grade.Known([]string{}), SourcedID: grade.Known(""), OutcomeURL: grade.Known(""),
		}, {At: at("2026-11-20T08:00:02Z")}},
		Sends: []grade.Send{{
			At: at("2026-11-20T09:30:00Z"), Account: "a1", Activity: "q1", URL: "https://moodle.example.edu/mod/lti/services.php/5/lineitems/91/lineitem/scores",
			Status: grade.Known(409), Code: "failure", Message: "Refusing score\nwith an earlier timestamp", Score: grade.Known(8.5), Max: grade.Known(10.0),
			Timestamp: knownAt("1970-01-01T00:00:00Z"), Progress: "FullyGraded",
		}, {At: at("2026-11-20T09:30:02Z"), Status: grade.Known(0)}},
	}
}

func TestNothingGiven(t *testing.T) {
	o := read(t, nil)
	if o.err != nil {
		t.Fatal(o.err)
	}
	diff(t, "records", &grade.Records{Gaps: []grade.Gap{
		{Fact: grade.FactAccounts, What: "tool accounts", Class: grade.Absent, Reason: "no account records were given"},
		{Fact: grade.FactToolActivities, What: "tool activities", Class: grade.Absent, Reason: "no activity records were given"},
		{Fact: grade.FactScores, What: "tool scores", Class: grade.Absent, Reason: "no score records were given"},
		{Fact: grade.FactLaunches, What: "tool launches", Class: grade.Absent, Reason: "no launch records were given"},
		{Fact: grade.FactSends, What: "tool sends", Class: grade.Absent, Reason: "no send records were given"},
	}}, o.records)
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var rows strings.Builder
	rows.WriteString("at\n")
	for range 5000 {
		rows.WriteString("2026-11-20T08:00:00Z\n")
	}
	fsys := folder(t, map[string]string{"launches.csv": "unheard," + rows.String()})
	// The first note comes with the header, before any row.
	_, _, err := Read(ctx, []Spec{{Kind: KindFiles, FS: fsys}}, Options{Note: func(string) { cancel() }})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("error is %v, want %v", err, context.Canceled)
	}
}

func TestUnknownKind(t *testing.T) {
	o := read(t, nil, Spec{Kind: "excel", Name: "x", FS: fstest.MapFS{}})
	if !errors.Is(o.err, grade.ErrUnsupported) || !strings.Contains(o.err.Error(), `"excel"`) {
		t.Fatalf("error is %v", o.err)
	}
}
