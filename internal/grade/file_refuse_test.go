package grade

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

var errDiskFull = errors.New("disk full")

const goodHead = `{"format":"gradesync.book","version":1,"saved_at":"2026-11-21T12:00:00Z","saved_by":"0.1.0","grace":"1h0m0s","tolerance":0.01,` +
	`"book":{"lms":{"kind":"moodle","url":""},"asked_at":"2026-11-21T12:00:00Z","course":{"id":"5","code":"","title":""}},"records":{},"rows":{"score":1,"gap":0}}` + "\n"

const (
	goodRow = `{"score":{"account":"a","activity":"b","score":8}}` + "\n"
	goodEnd = `{"end":{"gap":0,"score":1}}` + "\n"
)

func TestReadSnapshotRefuses(t *testing.T) {
	secret := "Anna Okafor"
	for name, test := range map[string]struct {
		file   string
		class  error
		line   int
		column int
		says   string
	}{
		"empty":            {"", ErrUnreadable, 0, 0, "not a gradesync book"},
		"blank":            {"\n \n", ErrUnreadable, 0, 0, "not a gradesync book"},
		"html":             {"<!DOCTYPE html><html></html>", ErrUnreadable, 0, 0, "not a gradesync book"},
		"other JSON":       {`{"schema":"gradesync.report/v1"}`, ErrUnreadable, 0, 0, "not a gradesync book"},
		"no version":       {`{"format":"gradesync.book"}`, ErrUnreadable, 0, 0, "not a gradesync book"},
		"no head":          {goodRow + goodEnd, ErrUnreadable, 0, 0, "not a gradesync book"},
		"one endless line": {strings.Repeat("x", maxLine+maxLine/2), ErrUnreadable, 0, 0, "not a gradesync book"},
		"newer": {`{"format":"gradesync.book","version":2,"book":7}`, ErrUnsupported, 0, 0,
			"written by a newer gradesync (format 2; this one reads up to 1)"},
		"no book":            {strings.Replace(goodHead, `"book":{`, `"bok":{`, 1), ErrUnreadable, 1, 0, "head of the book is missing"},
		"grace":              {strings.Replace(goodHead, "1h0m0s", secret, 1), ErrUnreadable, 1, 0, `"grace" is not a duration`},
		"bad head":           {strings.Replace(goodHead, `"asked_at":"2026-11-21T12:00:00Z"`, `"asked_at":"`+secret+`"`, 1), ErrUnreadable, 1, strings.Index(goodHead, `{"lms"`) + 1, `"book" is not an RFC 3339 time`},
		"unknown kind":       {strings.Replace(goodHead, `"gap":0`, `"grap":0`, 1), ErrUnreadable, 1, 0, "rows of a kind"},
		"rows of no side":    {strings.Replace(goodHead, `"records":{}`, `"records":null`, 1), ErrUnreadable, 1, 0, "rows of a kind"},
		"too many rows":      {strings.Replace(goodHead, `"score":1`, `"score":99999999999`, 1), ErrUnreadable, 1, 0, "beyond what a course can have"},
		"negative rows":      {strings.Replace(goodHead, `"score":1`, `"score":-1`, 1), ErrUnreadable, 1, 0, "beyond what a course can have"},
		"cut in the head":    {goodHead[:100], ErrUnreadable, 1, 0, "cut short: it ends within a line"},
		"cut after the head": {goodHead, ErrUnreadable, 1, 0, "cut short"},
		"cut in a row":       {goodHead + goodRow[:20], ErrUnreadable, 2, 0, "cut short: it ends within a line"},
		"cut before the end": {goodHead + goodRow, ErrUnreadable, 2, 0, "cut short: its last line is not the end"},
		"a row is missing":   {goodHead + goodEnd, ErrUnreadable, 2, 0, "announces 1 rows of kind score, the last counts 1, and there are 0"},
		"the end counts otherwise": {goodHead + goodRow + `{"end":{"gap":0,"score":2}}`, ErrUnreadable, 3, 0,
			"announces 1 rows of kind score, the last counts 2, and there are 1"},
		"the end counts more kinds": {goodHead + goodRow + `{"end":{"gap":0,"score":1,"send":0}}` + "\n", ErrUnreadable, 3, 0, "does not announce"},
		"the end is no count":       {goodHead + goodRow + `{"end":{"gap":"x"}}` + "\n", ErrUnreadable, 3, 0, "last line cannot be read"},
		"a row too many":            {goodHead + goodRow + goodRow + goodEnd, ErrUnreadable, 3, 0, "more rows of kind score"},
		"a kind not announced":      {goodHead + `{"launch":{}}` + "\n", ErrUnreadable, 2, 0, "does not announce"},
		"more after the end":        {goodHead + goodRow + goodEnd + goodRow, ErrUnreadable, 4, 0, "something follows the end"},
		"no row":                    {goodHead + `["score"]` + "\n", ErrUnreadable, 2, 0, "not a row of a book"},
		"a row that is null":        {goodHead + `{"score":null}` + "\n", ErrUnreadable, 2, 0, "not a row of a book"},
		"a row of another kind": {goodHead + `{"score":{"account":"a","score":"` + secret + `"}}` + "\n", ErrUnreadable, 2, 33,
			`score: "score" is of JSON's kind string where number belongs`},
		"a number for a list": {strings.Replace(goodHead, `"records":{}`, `"records":{"sources":7}`, 1), ErrUnreadable, 1, strings.Index(goodHead, `{},"rows"`) + 1,
			`"records" is of JSON's kind number where array belongs`},
		"a number for a bool":   {goodHead + `{"score":{"released":1}}` + "\n", ErrUnreadable, 2, 22, `score: "released" is of JSON's kind number where bool belongs`},
		"a number for a string": {goodHead + `{"score":{"account":1}}` + "\n", ErrUnreadable, 2, 21, `score: "account" is of JSON's kind number where string belongs`},
		"a time that is none":   {goodHead + `{"score":{"scored_at":"` + secret + `"}}` + "\n", ErrUnreadable, 2, 23, `score: "scored_at" is not an RFC 3339 time`},
		"broken JSON":           {goodHead + `{"score":{"account":"` + secret + `",,}}` + "\n", ErrUnreadable, 2, 35, "invalid character ','"},
		"two rows in a line":    {goodHead + `{"score":{},"gap":{}}` + "\n", ErrUnreadable, 2, 12, "invalid character ','"},
		"a line too long":       {goodHead + `{"score":{"account":"` + strings.Repeat("x", maxLine+maxLine/2), ErrUnreadable, 2, 0, "longer than 16 MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := ReadSnapshot(strings.NewReader(test.file))
			var bad *SnapshotError
			if !errors.As(err, &bad) || s != nil {
				t.Fatalf("ReadSnapshot = %v, %v; want a SnapshotError", s, err)
			}
			if !errors.Is(err, test.class) || bad.Line != test.line || bad.Column != test.column || !strings.Contains(bad.Reason, test.says) {
				t.Errorf("error %q (line %d, column %d)", err, bad.Line, bad.Column)
			}
			if strings.Contains(err.Error(), secret) {
				t.Errorf("the error tells what is in the file: %v", err)
			}
		})
	}
}

func TestReadSnapshotAcceptsOtherSpelling(t *testing.T) {
	file := "\n" + goodHead + "\r\n" + `{"score":{ "Account" : "a", "activity":"\u0062", "score":8e0, "new_member":[1,{}] }}` + "\r\n" + goodEnd + "\n\n"
	got, err := ReadSnapshot(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	want := []Score{{Account: "a", Activity: "b", Score: Known(8.0)}}
	if diff := cmp.Diff(want, got.Records.Scores, exact()); diff != "" {
		t.Errorf("scores (-want +got):\n%s", diff)
	}
}

// A file is cut at any byte: that is an error, and never half a book.
func TestReadSnapshotRefusesEveryCut(t *testing.T) {
	file := written(t, sample(1, 2, 1))
	plain := bytes.TrimSpace(unzip(t, file))
	for name, file := range map[string][]byte{"gzipped": file, "plain": plain} {
		for n := range len(file) {
			s, err := ReadSnapshot(bytes.NewReader(file[:n]))
			if !errors.Is(err, ErrUnreadable) || s != nil {
				t.Fatalf("%s, cut at byte %d of %d: %v", name, n, len(file), err)
			}
			if n > 100 && !strings.Contains(err.Error(), "cut short") {
				t.Fatalf("%s, cut at byte %d of %d: %v", name, n, len(file), err)
			}
		}
	}
}

func TestReadSnapshotRefusesDamage(t *testing.T) {
	file := written(t, sample(5, 5, 2))
	for at := 10; at < len(file); at += 7 {
		damaged := bytes.Clone(file)
		damaged[at] ^= 0x55
		if s, err := ReadSnapshot(bytes.NewReader(damaged)); err == nil || s != nil {
			t.Errorf("byte %d of %d changed, and it was read", at, len(file))
		}
	}
}

func TestReadSnapshotPassesTheReadersErrorOn(t *testing.T) {
	file := written(t, sample(2, 2, 1))
	for _, n := range []int{0, 1, 5, len(file) / 2} {
		r := io.MultiReader(bytes.NewReader(file[:n]), iotest.ErrReader(errDiskFull))
		_, err := ReadSnapshot(r)
		if !errors.Is(err, errDiskFull) || errors.Is(err, ErrUnreadable) {
			t.Errorf("after %d bytes: %v", n, err)
		}
	}
}

// A file that announces millions of rows and has none must not cost their memory.
func TestAnnouncedRowsCostNothing(t *testing.T) {
	head := strings.Replace(goodHead, `"score":1`, fmt.Sprintf(`"score":%d`, maxRows), 1)
	got := allocated(func() {
		if _, err := ReadSnapshot(strings.NewReader(head + goodRow)); err == nil {
			t.Error("it was read")
		}
	})
	if got > 8<<20 {
		t.Errorf("%d bytes for one row", got)
	}
}

func FuzzReadSnapshot(f *testing.F) {
	file := written(f, sample(2, 2, 2))
	f.Add(file)
	f.Add(unzip(f, file))
	f.Add([]byte(goodHead + goodRow + goodEnd))
	f.Add([]byte(goodHead + `{"score":{ "score":-0.0e-1 }}` + "\n" + goodEnd))
	f.Add([]byte(strings.Replace(goodHead, `"score":1`, `"launch":1`, 1) + `{"launch":{"scopes":["\ud800",""],"roles":[],"at":"9999-12-31T23:59:59-01:00"}}` + "\n" + `{"end":{"launch":1,"gap":0}}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		s, err := ReadSnapshot(bytes.NewReader(file))
		if err != nil {
			if s != nil {
				t.Fatal("both a snapshot and an error")
			}
			return
		}
		var again bytes.Buffer
		if err := WriteSnapshot(&again, s); err != nil {
			return // a year that becomes 10000 in UTC
		}
		got, err := ReadSnapshot(&again)
		if err != nil {
			t.Fatalf("what was read and written cannot be read: %v", err)
		}
		if diff := cmp.Diff(s, got, exact(), emptyInside()); diff != "" {
			t.Fatalf("snapshot (-first +second):\n%s", diff)
		}
	})
}

// emptyInside takes nil and empty lists of words for the same: members that leave
// out what is empty do not tell them apart.
func emptyInside() cmp.Option {
	return cmp.FilterValues(func(a, b []string) bool { return len(a) == 0 && len(b) == 0 }, cmp.Ignore())
}
