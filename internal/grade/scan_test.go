package grade

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// agree fails when scan reads body otherwise than encoding/json does.
func agree[T any](t *testing.T, body []byte, scan func(*scanner, *T, []byte) bool) {
	t.Helper()
	var s scanner
	for range 2 { // the second time with what the first one kept
		var fast, slow T
		if !scanObject(&s, body, &fast, scan) {
			return
		}
		if err := json.Unmarshal(body, &slow); err != nil {
			t.Fatalf("%T %q was read, encoding/json says %v", fast, body, err)
		}
		if !reflect.DeepEqual(fast, slow) {
			t.Fatalf("%T %q was read as\n%+v, by encoding/json as\n%+v", fast, body, fast, slow)
		}
	}
}

func FuzzScanRows(f *testing.F) {
	sampled := sample(2, 2, 1)
	for i := range sampled.Records.Launches {
		for _, row := range []any{sampled.Records.Launches[i], sampled.Records.Scores[i], sampled.Records.Sends[i], sampled.Book.Results[i], sampled.Book.Totals[i%2], sampled.Book.Completions[i]} {
			body, err := json.Marshal(row)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(body)
		}
	}
	for _, seed := range []string{
		`{}`, `{"score":null}`, `{"score":-0}`, `{"score":01}`, `{"score":1.}`, `{"score":1e400}`, `{"score":1e2}`, `{"score":.5}`, `{"score":5`,
		`{"account":null,"account":"a"}`, `{"account":"a","account":null}`, `{"roles":["a"],"roles":[]}`, `{"roles":["a",]}`, `{"roles":null}`,
		`{"scopes":["a","b"],"scopes":["c"]}`, `{"scopes":[null]}`, `{"account":"\ud83d\ude00"}`, `{"account":"\x"}`, "{\"account\":\"a\tb\"}",
		"{\"account\":\"\xff\"}", `{"status":200.0}`, `{"status":-1}`, `{"status":00}`, `{"at":"2026-11-21T12:00:00+01:00"}`, `{"at":"2026-11-21"}`,
		`{"at":"\u0032026-11-21T12:00:00Z"}`, `{"hidden":true,"empty":false}`, `{"hidden":tru}`, `{"ACCOUNT":"a"}`, `{"acc\u006funt":"a"}`, `{"account":"a"} `,
		`{"account":"a",}`, `{,}`, `{"account":"\\","activity":"\""}`, `{"account":"` + strings.Repeat("x", maxWord+1) + `"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		agree(t, body, scanLaunch)
		agree(t, body, scanScore)
		agree(t, body, scanSend)
		agree(t, body, scanResult)
		agree(t, body, scanTotal)
		agree(t, body, scanCompletion)
	})
}

// What WriteSnapshot writes is not declined: otherwise reading is right, and slow.
func TestWrittenRowsAreScanned(t *testing.T) {
	var s scanner
	scanned := map[string]int{}
	for _, line := range strings.Split(string(unzip(t, written(t, sample(3, 4, 2)))), "\n") {
		kind, body, _, ok := splitRow([]byte(line))
		if !ok {
			continue
		}
		switch string(kind) {
		case "launch":
			ok = scanObject(&s, body, new(Launch), scanLaunch)
		case "score":
			ok = scanObject(&s, body, new(Score), scanScore)
		case "send":
			ok = scanObject(&s, body, new(Send), scanSend)
		case "result":
			ok = scanObject(&s, body, new(Result), scanResult)
		case "total":
			ok = scanObject(&s, body, new(Total), scanTotal)
		case "completion":
			ok = scanObject(&s, body, new(Completion), scanCompletion)
		default:
			continue
		}
		if !ok {
			t.Errorf("declined: %s", line)
		}
		scanned[string(kind)]++
	}
	for kind, want := range map[string]int{"launch": 24, "score": 12, "send": 12, "result": 12, "total": 6, "completion": 12} {
		if scanned[kind] != want {
			t.Errorf("%d rows of kind %s, want %d", scanned[kind], kind, want)
		}
	}
}

// Every member of these rows has its place in the scanner: a new one that is
// forgotten there would make reading slow.
func TestScannerKnowsEveryMember(t *testing.T) {
	everyMember(t, scanLaunch)
	everyMember(t, scanScore)
	everyMember(t, scanSend)
	everyMember(t, scanResult)
	everyMember(t, scanTotal)
	everyMember(t, scanCompletion)
}

func everyMember[T any](t *testing.T, scan func(*scanner, *T, []byte) bool) {
	t.Helper()
	row := reflect.TypeFor[T]()
	for i := range row.NumField() {
		name, _, _ := strings.Cut(row.Field(i).Tag.Get("json"), ",")
		known := false
		for _, value := range []string{`"x"`, `true`, `1`, `["x"]`, `"2026-11-21T12:00:00Z"`} {
			known = known || scanObject(new(scanner), []byte(`{"`+name+`":`+value+`}`), new(T), scan)
		}
		if !known {
			t.Errorf("%s: the scanner does not know %q", row, name)
		}
	}
}

func TestEqualWordsShareTheirMemory(t *testing.T) {
	var s scanner
	var a, b Launch
	body := []byte(`{"iss":"https://moodle.example.edu","roles":["Learner","Instructor"]}`)
	if !scanObject(&s, body, &a, scanLaunch) || !scanObject(&s, body, &b, scanLaunch) {
		t.Fatal("declined")
	}
	if &a.Roles[0] != &b.Roles[0] || len(s.words) != 1 {
		t.Error("equal rows do not share")
	}
	if a.Roles = append(a.Roles, "Mentor"); len(b.Roles) != 2 || cap(b.Roles) != 2 {
		t.Error("appending to one row's roles reaches another's")
	}
}
