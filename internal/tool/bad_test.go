package tool

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/gradesync/gradesync/internal/grade"
)

// TestBadRows holds one row each that cannot be read, between two that can.
func TestBadRows(t *testing.T) {
	const (
		scoresHead   = "account_id,activity_id,score,state,released,scored_at\n"
		launchesHead = "at,account_id,roles,scopes\n"
		noZone       = "has no time zone: write it like 2026-11-21T18:30:00Z or 2026-11-21T18:30:00+01:00, or say with --assume-zone where it was written"
		like         = ": write it like 2026-11-21T18:30:00Z"
		truth        = "is neither true nor false: write true, false, 1, 0, yes or no"
		states       = "is none of not_started, in_progress, submitted, pending_manual, graded"
		digits       = "is no number: write it with digits and a decimal point, such as 8.5"
		open         = "a quote that is not closed before the end of the line, nor rightly in a later one: close it, or write a quote inside a cell twice"
	)
	csvScores := func(row string) (string, string) {
		return "scores.csv", scoresHead + "a1,q1,1,,,\n" + row + "\na2,q1,2,,,\n"
	}
	jsonScores := func(row string) (string, string) {
		return "scores.jsonl", `{"account_id":"a1","activity_id":"q1"}` + "\n" + row + "\n" + `{"account_id":"a2","activity_id":"q1"}` + "\n"
	}
	csvLaunches := func(row string) (string, string) {
		return "launches.csv", launchesHead + "2026-11-20T08:00:00Z,a1,,\n" + row + "\n2026-11-20T08:00:00Z,a2,,\n"
	}
	jsonLaunches := func(row string) (string, string) {
		return "launches.jsonl", `{"at":"2026-11-20T08:00:00Z"}` + "\n" + row + "\n" + `{"at":"2026-11-20T08:00:00Z"}` + "\n"
	}
	jsonAccounts := func(row string) (string, string) {
		return "accounts.jsonl", `{"id":"a1"}` + "\n" + row + "\n" + `{"id":"a2"}` + "\n"
	}
	csvAccounts := func(row string) (string, string) {
		return "accounts.csv", "id,name,active,source\na1,,,\n" + row + "\na2,,,\n"
	}
	csvSends := func(row string) (string, string) {
		return "sends.csv", "at,status,timestamp\n2026-11-20T08:00:00Z,,\n" + row + "\n2026-11-20T08:00:00Z,,\n"
	}
	tests := []struct {
		name string
		file func(string) (string, string)
		row  string
		want Problem // without the file; Line 0 is the middle row's
	}{
		{"decimal comma", csvScores, `a3,q1,"1,5",,,`, Problem{Column: 7, Field: "score", Value: "1,5", Reason: "has a comma: write the number with a decimal point and nothing between thousands, such as 1.5"}},
		{"percentage", csvScores, `a3,q1,85%,,,`, Problem{Column: 7, Field: "score", Value: "85%", Reason: "is a percentage: write the points, and the maximum in its own column"}},
		{"NaN", csvScores, `a3,q1,NaN,,,`, Problem{Column: 7, Field: "score", Value: "NaN", Reason: digits}},
		{"infinity", csvScores, `a3,q1,-Inf,,,`, Problem{Column: 7, Field: "score", Value: "-Inf", Reason: digits}},
		{"hexadecimal", csvScores, `a3,q1,0x10,,,`, Problem{Column: 7, Field: "score", Value: "0x10", Reason: digits}},
		{"only a sign", csvScores, `a3,q1,-,,,`, Problem{Column: 7, Field: "score", Value: "-", Reason: digits}},
		{"overflow", csvScores, `a3,q1,1e999,,,`, Problem{Column: 7, Field: "score", Value: "1e999", Reason: "is too large for a number"}},
		{"unknown state", csvScores, `a3,q1,1,grades,,`, Problem{Column: 9, Field: "state", Value: "grades", Reason: states + " (did you mean graded?)"}},
		{"far from any state", csvScores, `a3,q1,1,terminé,,`, Problem{Column: 9, Field: "state", Value: "terminé", Reason: states}},
		{"unknown truth", csvScores, `a3,q1,1,,maybe,`, Problem{Column: 10, Field: "released", Value: "maybe", Reason: truth}},
		{"characters, not bytes", csvScores, `ää,q1,1,,maybe,`, Problem{Column: 10, Field: "released", Value: "maybe", Reason: truth}},
		{"no zone", csvScores, `a3,q1,1,,,2026-11-20 08:15:00`, Problem{Column: 11, Field: "scored_at", Value: "2026-11-20 08:15:00", Reason: noZone}},
		{"no zone, T", csvScores, `a3,q1,1,,,2026-11-20T08:15`, Problem{Column: 11, Field: "scored_at", Value: "2026-11-20T08:15", Reason: noZone}},
		{"date alone", csvScores, `a3,q1,1,,,2026-11-20`, Problem{Column: 11, Field: "scored_at", Value: "2026-11-20", Reason: "is a date without a time of day" + like}},
		{"seconds", csvScores, `a3,q1,1,,,1795284078`, Problem{Column: 11, Field: "scored_at", Value: "1795284078", Reason: "is a count of seconds" + like}},
		{"no such day", csvScores, `a3,q1,1,,,2026-02-30T00:00:00Z`, Problem{Column: 11, Field: "scored_at", Value: "2026-02-30T00:00:00Z", Reason: "is no time" + like}},
		{"other order", csvScores, `a3,q1,1,,,20/11/2026 08:15`, Problem{Column: 11, Field: "scored_at", Value: "20/11/2026 08:15", Reason: "is no time" + like}},
		{"placeholder date", csvScores, `a3,q1,1,,,0001-01-01T00:00:00Z`, Problem{Column: 11, Field: "scored_at", Value: "0001-01-01T00:00:00Z", Reason: "lies before 1990 and stands for no date: leave the cell empty"}},
		{"needed cell empty", csvScores, `a3, ,1,,,`, Problem{Column: 4, Field: "activity_id", Reason: "is empty: every row needs it"}},
		{"too few cells", csvScores, `a3,q1,1`, Problem{Column: 7, Reason: "the row has 3 cells, the header 6: write empty cells for what is not known, and put cells that hold a comma in quotes"}},
		{"too many cells", csvScores, `a3,q1,1,,,,x`, Problem{Column: 12, Reason: "the row has 7 cells, the header 6: write empty cells for what is not known, and put cells that hold a comma in quotes"}},
		{"unterminated quote", csvScores, `a3,"q1,1,,,`, Problem{Column: 4, Reason: open}},
		{"unterminated quote, later closed", csvScores, `a3,"q1,1,,,` + "\n" + `a4,"q1",1,,,`, Problem{Column: 4, Reason: open}},
		{"text after a quote", csvScores, `a3,"q1"x,1,,,`, Problem{Column: 8, Reason: "text after the closing quote of a cell: write a quote inside a cell twice"}},
		{"quote inside", csvScores, `a3,q"1,1,,,`, Problem{Column: 5, Reason: "a quote inside a cell that does not begin with one: put the whole cell in quotes and write the quote twice"}},
		{"second line of a cell", csvScores, "a3,\"q\n1\",x,,,", Problem{Line: 4, Column: 4, Field: "score", Value: "x", Reason: digits}},
		{"needed time empty", csvLaunches, `,a3,,`, Problem{Column: 1, Field: "at", Reason: "is empty: every row needs it"}},
		{"blank scopes", csvLaunches, `2026-11-20T08:00:00Z,a3,,", "`, Problem{Column: 26, Field: "scopes", Value: ",", Reason: "names no scope: write none when the launch carried none"}},
		{"a name that slipped", csvAccounts, `a3,,Ana Núñez,`, Problem{Column: 5, Field: "active", Value: "(text of 9 characters)", Reason: truth}},
		{"an e-mail that slipped", csvAccounts, `a3,,,ana@uni.example`, Problem{Column: 6, Field: "source", Value: "(an address of 15 characters)", Reason: "is none of lti, manual, roster, import"}},
		{"a long value", csvAccounts, `a3,,,` + strings.Repeat("ü", 40), Problem{Column: 6, Field: "source", Value: strings.Repeat("ü", 31) + "…", Reason: "is none of lti, manual, roster, import"}},
		{"same id", csvAccounts, `a1,Ana Núñez,,`, Problem{Column: 1, Field: "id", Value: "a1", Reason: "stands in an earlier row of this file already: keep one row for each id"}},
		{"status", csvSends, `2026-11-20T08:00:00Z,OK,`, Problem{Column: 22, Field: "status", Value: "OK", Reason: "is no HTTP status: write a whole number, such as 200, or 0 for no answer"}},
		{"status out of range", csvSends, `2026-11-20T08:00:00Z,1000,`, Problem{Column: 22, Field: "status", Value: "1000", Reason: "is no HTTP status: write a whole number, such as 200, or 0 for no answer"}},
		{"JSON: broken", jsonScores, `{"account_id":"ä",activity_id:"q1"}`, Problem{Column: 19, Reason: "the line is not well-formed JSON here: write one object a line"}},
		{"JSON: cut off", jsonScores, `{"account_id":"a3","activity_id":`, Problem{Column: 34, Reason: "the JSON object is not complete: write one whole object a line"}},
		{"JSON: no object", jsonScores, ` "a3"`, Problem{Column: 2, Reason: "the line is no JSON object: write one object a line"}},
		{"JSON: member twice", jsonScores, `{"account_id":"a3","activity_id":"q1","account_id":"a4"}`, Problem{Column: 52, Reason: "the member account_id stands in the object twice"}},
		{"JSON: needed member missing", jsonScores, `{"account_id":"a3"}`, Problem{Column: 1, Field: "activity_id", Reason: "is empty: every row needs it"}},
		{"JSON: needed member null", jsonScores, `{"account_id":null,"activity_id":"q1"}`, Problem{Column: 15, Field: "account_id", Reason: "is empty: every row needs it"}},
		{"JSON: object for a number", jsonScores, `{"account_id":"ä","activity_id":"q1","score":{"raw":"Ana"}}`, Problem{Column: 46, Field: "score", Value: "{…}", Reason: digits}},
		{"JSON: truth for a number", jsonScores, `{"account_id":"a3","activity_id":"q1","score":true}`, Problem{Column: 47, Field: "score", Value: "true", Reason: digits}},
		{"JSON: array for text", jsonScores, `{"account_id":["a3"],"activity_id":"q1"}`, Problem{Column: 15, Field: "account_id", Value: "[…]", Reason: "is no text: write a string"}},
		{"JSON: number for truth", jsonScores, `{"account_id":"a3","activity_id":"q1","released":2}`, Problem{Column: 50, Field: "released", Value: "2", Reason: truth}},
		{"JSON: number for time", jsonScores, `{"account_id":"a3","activity_id":"q1","scored_at":1795284078}`, Problem{Column: 51, Field: "scored_at", Value: "1795284078", Reason: "is a count of seconds" + like}},
		{"JSON: truth for a name", jsonAccounts, `{"id":"a3","name":true}`, Problem{Column: 19, Field: "name", Value: "(text of 4 characters)", Reason: "is no text: write a string"}},
		{"JSON: number in a list", jsonLaunches, `{"at":"2026-11-20T08:00:00Z","roles":["Learner",1]}`, Problem{Column: 38, Field: "roles", Value: "[…]", Reason: "holds something that is no text: write an array of strings"}},
		{"JSON: object for a list", jsonLaunches, `{"at":"2026-11-20T08:00:00Z","scopes":{}}`, Problem{Column: 39, Field: "scopes", Value: "{…}", Reason: "is no list: write an array of strings, or text separated by spaces"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			file, content := test.file(test.row)
			o := good(t, map[string]string{file: content})
			want := test.want
			want.File = "records/" + file
			if want.Line == 0 {
				want.Line = strings.Count(content[:strings.Index(content, test.row)], "\n") + 1
			}
			diff(t, "problems", []Problem{want}, o.tally.Problems)
			kind := strings.TrimSuffix(strings.TrimSuffix(file, ".csv"), ".jsonl")
			rows := 2 + strings.Count(test.name, "later closed")
			if o.tally.Rows[kind] != rows || o.tally.Unreadable[kind] != 1 {
				t.Errorf("%d rows and %d unreadable, want %d and 1", o.tally.Rows[kind], o.tally.Unreadable[kind], rows)
			}
			gap := fmt.Sprintf("1 of %d rows of %s could not be read; first: line %d: ", rows+1, file, want.Line)
			if !hasGap(o.records, kind, grade.Failed, gap) {
				t.Errorf("no gap begins with %q: %v", gap, o.records.Gaps)
			}
		})
	}
}

func hasGap(r *grade.Records, kind string, class grade.GapClass, start string) bool {
	for _, g := range r.Gaps {
		if g.What == "tool "+kind && g.Class == class && strings.HasPrefix(g.Reason, start) {
			return true
		}
	}
	return false
}

func TestProblemString(t *testing.T) {
	o := good(t, map[string]string{"scores.csv": "account_id,activity_id,score\na1,q1,\"1,5\"\na2,q1,1\n"})
	want := `records/scores.csv:2:7: score "1,5" has a comma: write the number with a decimal point and nothing between thousands, such as 1.5`
	diff(t, "problem", want, o.tally.Problems[0].String())
	diff(t, "gap", `1 of 2 rows of scores.csv could not be read; first: line 2: score "1,5" has a comma: write the number with a decimal point and nothing between thousands, such as 1.5`, o.records.Gaps[2].Reason)
}

// TestManyBadRows: the first 20 are told one by one, all are counted, and a file
// with no readable row leaves no row behind.
func TestManyBadRows(t *testing.T) {
	o := good(t, map[string]string{"launches.csv": "at\n" + strings.Repeat("yesterday\n", 50)})
	if len(o.tally.Problems) != 20 || o.tally.Unreadable["launches"] != 50 || o.records.Launches != nil {
		t.Errorf("%d problems, %d unreadable, launches %v", len(o.tally.Problems), o.tally.Unreadable["launches"], o.records.Launches)
	}
}

func TestBadFiles(t *testing.T) {
	const scoresRow = "account_id,activity_id\na1,q1\n"
	tests := []struct {
		name  string
		files map[string]string
		class error
		want  string
	}{
		{"empty folder", map[string]string{}, grade.ErrNotFound, "read tool records records: the folder is empty"},
		{"none of the files", map[string]string{"readme.txt": "x", "score.csv": scoresRow}, grade.ErrNotFound, "read tool records records: none of the files accounts, activities, scores, launches, sends, each .csv or .jsonl, is in the folder"},
		{"same file twice", map[string]string{"scores.csv": scoresRow, "scores.jsonl.gz": ""}, grade.ErrUnreadable, "read tool records records: scores.csv and scores.jsonl.gz are the same records twice: remove one"},
		{"empty file", map[string]string{"scores.csv": ""}, grade.ErrUnreadable, "read tool records records/scores.csv: the file is empty, there is not even a header row"},
		{"needed column missing", map[string]string{"scores.csv": "account_id,score\na1,1\n"}, grade.ErrUnreadable, "records/scores.csv: line 1: the needed column activity_id is missing: add it"},
		{"needed column misspelt", map[string]string{"scores.csv": "Account ID,activity_id\na1,q1\n"}, grade.ErrUnreadable, `records/scores.csv: line 1, column 1: the needed column account_id is missing: rename "Account ID" to account_id`},
		{"no header", map[string]string{"accounts.csv": "a1,Ana Núñez,ana@uni.example\n"}, grade.ErrUnreadable, "records/accounts.csv: line 1: the needed column id is missing, and so is every other that is known: does the file begin with a header row?"},
		{"column twice", map[string]string{"scores.csv": "account_id,activity_id,score,score\n"}, grade.ErrUnreadable, "records/scores.csv: line 1, column 30: the header names score twice"},
		{"semicolons", map[string]string{"scores.csv": "account_id;activity_id;score\na1;q1;1,5\n"}, grade.ErrUnreadable, "records/scores.csv: line 1: the columns are separated by semicolons: separate them by commas"},
		{"quoted semicolons", map[string]string{"accounts.csv": "\"id\";\"name\"\n"}, grade.ErrUnreadable, "records/accounts.csv: the header row: line 1, column 5: text after the closing quote of a cell"},
		{"old line ends", map[string]string{"accounts.csv": "id,name\ra1,x\r"}, grade.ErrUnreadable, "records/accounts.csv: line 1: the lines end in CR alone: save the file with LF or CRLF"},
		{"tabs", map[string]string{"scores.csv": "account_id\tactivity_id\tscore\n"}, grade.ErrUnreadable, "records/scores.csv: line 1: the columns are separated by tabs: separate them by commas"},
		{"Latin-1", map[string]string{"accounts.csv": "id,name\na1,Ana\na2,N\xfa\xf1ez\n"}, grade.ErrUnreadable, "records/accounts.csv: line 3, column 5: byte 0xfa is not UTF-8: save the file as UTF-8"},
		{"UTF-16", map[string]string{"accounts.csv": "\xff\xfei\x00d\x00"}, grade.ErrUnreadable, "records/accounts.csv: the text is UTF-16: save it as UTF-8"},
		{"zero byte", map[string]string{"accounts.jsonl": "{\"id\":\"a1\"}\n\x00\x00"}, grade.ErrUnreadable, "records/accounts.jsonl: line 2, column 1: a zero byte: this is no UTF-8 text"},
		{"JSON array", map[string]string{"scores.jsonl": "[\n{}]"}, grade.ErrUnreadable, "records/scores.jsonl: line 1: the file is one JSON array: write one object a line"},
		{"no line has it", map[string]string{"scores.jsonl": "{\"account\":\"a1\",\"activity_id\":\"q1\"}\n"}, grade.ErrUnreadable, "records/scores.jsonl: no line has the needed member account_id: add it"},
		{"endless line", map[string]string{"scores.jsonl": strings.Repeat("x", longestLine+1)}, grade.ErrUnreadable, "records/scores.jsonl: line 1 is longer than 16 MiB: write one record a line"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			o := readFiles(t, test.files)
			if !errors.Is(o.err, test.class) || !strings.Contains(o.err.Error(), test.want) {
				t.Errorf("error is %v\nwant %s", o.err, test.want)
			}
			if o.records != nil || o.tally != nil {
				t.Error("records came with the error")
			}
		})
	}
}

func TestBadGzip(t *testing.T) {
	whole := pack(t, []byte("account_id,activity_id\n"+strings.Repeat("a1,q1\n", 1000)))
	tests := []struct {
		name, file string
		data       []byte
		want       string
	}{
		{"cut off", "scores.csv.gz", whole[:len(whole)-9], "after line 1001: unexpected EOF"},
		{"not gzip", "scores.csv.gz", []byte("account_id,activity_id\n"), "unpack: gzip: invalid header: its name ends in .gz; write it again with gzip"},
		{"hidden gzip", "scores.csv", whole, "the file is compressed: let its name end in .gz"},
		{"checksum", "scores.csv.gz", append(whole[:len(whole)-8:len(whole)-8], 0, 0, 0, 0, 0, 0, 0, 0), "after line 1001: gzip: invalid checksum"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			o := read(t, nil, Spec{Kind: KindFiles, FS: fstest.MapFS{test.file: &fstest.MapFile{Data: test.data}}})
			if !errors.Is(o.err, grade.ErrUnreadable) || !strings.Contains(o.err.Error(), test.want) {
				t.Errorf("error is %v\nwant %s", o.err, test.want)
			}
		})
	}
}

// TestAllBadFilesAreNamed: a person hears of every bad file at once.
func TestAllBadFilesAreNamed(t *testing.T) {
	o := readFiles(t, map[string]string{"scores.csv": "x\n", "sends.csv": "", "accounts.csv": "id\na1\n"})
	for _, part := range []string{"records/scores.csv: ", "records/sends.csv: "} {
		if o.err == nil || !strings.Contains(o.err.Error(), part) {
			t.Errorf("error does not name %s: %v", part, o.err)
		}
	}
}

func TestNoFolder(t *testing.T) {
	gone := os.DirFS(filepath.Join(t.TempDir(), "gone"))
	for _, kind := range []string{KindFiles, KindLaunches} {
		o := read(t, nil, Spec{Kind: kind, Name: "gone", FS: gone})
		if !errors.Is(o.err, grade.ErrNotFound) || !strings.Contains(o.err.Error(), "there is no such folder") {
			t.Errorf("error is %v", o.err)
		}
		if o := read(t, nil, Spec{Kind: kind, Name: "x"}); !errors.Is(o.err, grade.ErrNotFound) {
			t.Errorf("error is %v", o.err)
		}
	}
}
