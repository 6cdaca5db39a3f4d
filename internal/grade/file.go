package grade

import (
	"fmt"
	"strings"
	"time"
)

// Snapshot is what is needed to judge a course again without a network: what was
// read, when, and the two settings that verdicts depend on.
type Snapshot struct {
	Book    *Book
	Records *Records // nil: no tool records were given
	SavedAt time.Time
	SavedBy string // version of gradesync that saved it
	// Grace is the age below which a missing grade is late, Tolerance the relative
	// difference of scores that still counts as equal.
	Grace     time.Duration
	Tolerance float64
	// Redaction is nil unless the people of the book were made unrecognisable.
	Redaction *Redaction
}

// The file is lines of JSON, gzipped. The first says what the file is and holds
// what there is one of; it announces the rows of each kind, and a kind it does
// not mention was not read. Then comes a line for each row, named by its kind,
//
//	{"launch":{"at":"2026-11-21T18:30:00Z","account":"a17"}}
//
// and last {"end":{…}}, which repeats the numbers of rows: a file without it is
// cut short.
const (
	fileFormat  = "gradesync.book"
	fileVersion = 1
)

// Limits on what a file may ask of its reader.
const (
	maxLine = 16 << 20   // bytes in one line
	maxRows = 10_000_000 // rows of one kind
)

// head is the first line. Book and Records leave their rows out by themselves.
type head struct {
	Format    string         `json:"format"`
	Version   int            `json:"version"`
	SavedAt   time.Time      `json:"saved_at"`
	SavedBy   string         `json:"saved_by"`
	Grace     string         `json:"grace"`
	Tolerance float64        `json:"tolerance"`
	Book      *Book          `json:"book"`
	Records   *Records       `json:"records"`
	Redaction *Redaction     `json:"redaction,omitempty"`
	Rows      map[string]int `json:"rows"`
}

// tail is the last line.
type tail struct {
	End map[string]int `json:"end"`
}

// table is the rows of one kind.
type table interface {
	// count returns the number of rows; read is false when the slice is nil.
	count() (n int, read bool)
	// open makes the slice empty, ready for n rows.
	open(n int)
	// encode adds row i to the line that w is at.
	encode(w *rowWriter, i int) error
	// decode appends a row. scan reads what is written as this package writes it.
	decode(scan *scanner, body []byte) error
	// blame finds the member of a row that cannot be decoded, and where.
	blame(body []byte) (offset int, reason string)
}

// named is a table with the word that marks its rows.
type named struct {
	kind string
	table
}

// tables lists every kind of row, in the order they are written.
func tables(b *Book, r *Records) []named {
	all := []named{
		{"tool", &rows[Tool]{at: &b.Tools}},
		{"activity", &rows[Activity]{at: &b.Activities, utc: (*Activity).utc}},
		{"learner", &rows[Learner]{at: &b.Learners}},
		{"result", &rows[Result]{at: &b.Results, utc: (*Result).utc, scan: scanResult, write: printResult}},
		{"category", &rows[Category]{at: &b.Categories}},
		{"total", &rows[Total]{at: &b.Totals, scan: scanTotal, write: printTotal}},
		{"completion", &rows[Completion]{at: &b.Completions, utc: (*Completion).utc, scan: scanCompletion, write: printCompletion}},
		{"gap", &rows[Gap]{at: &b.Gaps}},
	}
	if r == nil {
		return all
	}
	return append(all,
		named{"account", &rows[Account]{at: &r.Accounts, utc: (*Account).utc}},
		named{"tool_activity", &rows[ToolActivity]{at: &r.Activities, utc: (*ToolActivity).utc}},
		named{"score", &rows[Score]{at: &r.Scores, utc: (*Score).utc, scan: scanScore}},
		named{"launch", &rows[Launch]{at: &r.Launches, utc: (*Launch).plain, scan: scanLaunch}},
		named{"send", &rows[Send]{at: &r.Sends, utc: (*Send).utc, scan: scanSend}},
		named{"tool_gap", &rows[Gap]{at: &r.Gaps}},
	)
}

// SnapshotError says why a saved book cannot be read. It holds nothing of what
// is in the file. errors.Is finds ErrUnreadable, or ErrUnsupported for a file that
// a newer gradesync wrote.
type SnapshotError struct {
	Line, Column int // counted from 1; 0 when the fault has no place
	Reason       string
	class, cause error
}

func (e *SnapshotError) Error() string {
	var b strings.Builder
	b.WriteString("reading the saved book")
	if e.Line > 0 {
		fmt.Fprintf(&b, ": line %d", e.Line)
	}
	if e.Column > 0 {
		fmt.Fprintf(&b, ", column %d", e.Column)
	}
	return b.String() + ": " + e.Reason
}

// Unwrap returns the class of the failure and, if there is one, its cause.
func (e *SnapshotError) Unwrap() []error {
	if e.cause == nil {
		return []error{e.class}
	}
	return []error{e.class, e.cause}
}

func unreadable(line, column int, reason string, cause error) error {
	return &SnapshotError{Line: line, Column: column, Reason: reason, class: ErrUnreadable, cause: cause}
}

func notABook(cause error) error {
	return unreadable(0, 0, "this is not a gradesync book; gradesync book save makes one", cause)
}

func cutShort(line int, what string, cause error) error {
	return unreadable(line, 0, "the file is cut short: "+what+"; copy or save it again", cause)
}
