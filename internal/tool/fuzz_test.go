package tool

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/gradesync/gradesync/internal/grade"
)

// seed adds the files of testdata and inputs that have a fault each.
func seed(f *testing.F, names []string, more ...string) {
	f.Helper()
	for _, name := range names {
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, s := range more {
		f.Add([]byte(s))
	}
}

// checkRead reads data as each of the files and fails when it is neither refused
// nor told as a problem nor valid.
func checkRead(t *testing.T, kind string, files []string, data []byte) {
	for _, name := range files {
		fsys := fstest.MapFS{name: &fstest.MapFile{Data: data}}
		records, tally, err := Read(t.Context(), []Spec{{Kind: kind, FS: fsys}}, Options{})
		if err != nil {
			if !errors.Is(err, grade.ErrUnreadable) {
				t.Errorf("%s: error without a class: %v", name, err)
			}
			continue
		}
		checkTally(t, tally)
		if err := validate(records); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func checkTally(t *testing.T, tally *Tally) {
	left := 0
	for _, n := range tally.Unreadable {
		left += n
	}
	if len(tally.Problems) != min(left, mostProblems) {
		t.Errorf("%d rows left out, %d problems", left, len(tally.Problems))
	}
	for _, p := range tally.Problems {
		if p.Line < 1 || p.Column < 1 || p.Reason == "" || strings.ContainsRune(p.Value, '@') {
			t.Errorf("problem %+v", p)
		}
	}
}

// validate says what no reading may produce, whatever it read.
func validate(r *grade.Records) error {
	var errs []error
	number := func(m grade.Maybe[float64]) {
		if v := m.Or(0); math.IsNaN(v) || math.IsInf(v, 0) {
			errs = append(errs, fmt.Errorf("number %v", v))
		}
	}
	for _, a := range r.Accounts {
		if a.ID == "" || !slices.Contains([]string{"", "lti", "manual", "roster", "import"}, a.Source) {
			errs = append(errs, fmt.Errorf("account %+v", a))
		}
	}
	for _, a := range r.Activities {
		number(a.Max)
		if a.ID == "" || !slices.Contains([]string{"", "off", "manual", "auto", "after_due"}, a.Send) {
			errs = append(errs, fmt.Errorf("activity %+v", a))
		}
	}
	for _, s := range r.Scores {
		number(s.Score)
		number(s.Max)
		if s.Account == "" || s.Activity == "" {
			errs = append(errs, fmt.Errorf("score %+v", s))
		}
	}
	for _, l := range r.Launches {
		if l.At.Year() < oldest || !slices.Contains([]string{"", "1.1", "1.3", "none"}, l.Version) {
			errs = append(errs, fmt.Errorf("launch %+v", l))
		}
	}
	for _, s := range r.Sends {
		number(s.Score)
		if s.At.Year() < oldest || s.Status.Or(0) < 0 {
			errs = append(errs, fmt.Errorf("send %+v", s))
		}
	}
	if _, err := json.Marshal([]any{r.Accounts, r.Activities, r.Scores, r.Launches, r.Sends}); err != nil {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func FuzzCSV(f *testing.F) {
	seed(f, []string{"csv/accounts.csv", "csv/activities.csv", "csv/scores.csv", "csv/sends.csv"},
		"account_id,activity_id,score\na1,q1,\"1,5\"\na1,q1,1\n", "id,name\na1,\"x\na2,\"y\"\na3,z", "at;status\n", "id\n\"\"\"\"\n\"\"x\n", "at,roles\n2026-11-20 08:00,  a b\n",
		"\xff\xfei\x00d\x00", "id\r\na1\r\n\r\na2", "id,id\n", "", "\ufeff", "id\n\xc3\x28\n")
	files := []string{"accounts.csv", "activities.csv", "scores.csv", "launches.csv", "sends.csv"}
	f.Fuzz(func(t *testing.T, data []byte) {
		checkRead(t, KindFiles, files, data)
		checkCut(t, data)
	})
}

// checkCut compares the cutting of cells with encoding/csv wherever that one has no
// complaint.
func checkCut(t *testing.T, data []byte) {
	peer := csv.NewReader(bytes.NewReader(data))
	peer.FieldsPerRecord = -1
	want, err := peer.ReadAll()
	if err != nil || bytes.Count(data, []byte("\n")) > longestCell || bytes.Contains(data, []byte("\r")) || bytes.HasPrefix(data, []byte("\ufeff")) {
		return
	}
	rows := csvRows{lines: newLines(bytes.NewReader(data))}
	for i := 0; ; i++ {
		cells, err := rows.next()
		if errors.Is(err, io.EOF) {
			if i != len(want) {
				t.Errorf("%d rows, encoding/csv has %d", i, len(want))
			}
			return
		}
		var bad *fault
		if err != nil && !errors.As(err, &bad) {
			return // no text
		}
		if err != nil || i >= len(want) || len(cells) != len(want[i]) {
			t.Fatalf("row %d: error %v, %d cells, encoding/csv has %q", i, err, len(cells), want[i:])
		}
		for j, c := range cells {
			if string(c.raw) != strings.TrimSpace(want[i][j]) {
				t.Errorf("cell %d of row %d is %q, encoding/csv has %q", j, i, c.raw, want[i][j])
			}
		}
	}
}

func FuzzJSONL(f *testing.F) {
	seed(f, []string{"jsonl/accounts.jsonl", "jsonl/activities.jsonl", "jsonl/scores.jsonl", "jsonl/launches.jsonl"},
		`{"account_id":"a1","activity_id":1,"score":"1e3","released":0}`, `[{"id":1}]`, `{"id":{"a":[1,{"b":"}"}]}}`, `{"id":"\ud800\n","name":null}`, "{}\n{", `{"id":"a","id":"b"}`, `{"at":"2026-11-20T08:00:00Z","roles":[1],"scopes":[]}`, `"x"`)
	files := []string{"accounts.jsonl", "activities.jsonl", "scores.jsonl", "launches.jsonl", "sends.jsonl"}
	f.Fuzz(func(t *testing.T, data []byte) {
		checkRead(t, KindFiles, files, data)
		checkMembers(t, data)
	})
}

// checkMembers compares the finding of members with encoding/json.
func checkMembers(t *testing.T, data []byte) {
	var want map[string]json.RawMessage
	if json.Unmarshal(data, &want) != nil || want == nil {
		return
	}
	got := map[string]json.RawMessage{}
	err := members(data, func(key, value []byte, at int) error {
		if !bytes.Equal(data[at:at+len(value)], value) {
			t.Errorf("value of %q does not stand at %d", key, at)
		}
		var name string
		if err := json.Unmarshal([]byte(`"`+strings.ReplaceAll(strings.ReplaceAll(string(key), `\`, `\\`), `"`, `\"`)+`"`), &name); err == nil {
			got[name] = bytes.Clone(value)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for key, value := range got {
		if other, ok := want[key]; ok && !bytes.Equal(bytes.TrimSpace(other), value) {
			t.Errorf("%q is %s, encoding/json has %s", key, value, other)
		}
	}
}

func FuzzLaunch(f *testing.F) {
	seed(f, []string{"moodle-lti13.jsonl", "moodle-lti11.jsonl"},
		`{"lti_version":["LTI-1p0"],"oauth_timestamp":["1795284078"],"user_id":["7"]}`, `{"id_token":"x.y.z"}`, `{"https:\/\/purl.imsglobal.org\/spec\/lti\/claim\/roles":[],"iat":1795284079,"sub":1}`,
		`{"https://purl.imsglobal.org/spec/lti/claim/context":null,"iat":1e300}`, `{"lti_message_type":"ContentItemSelectionRequest"}`, `{"https://purl.imsglobal.org/spec/lti-ags/claim/endpoint":{"scope":{}}}`)
	f.Fuzz(func(t *testing.T, data []byte) {
		checkRead(t, KindLaunches, []string{"launches.jsonl"}, data)
	})
}
