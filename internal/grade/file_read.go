package grade

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// ReadSnapshot reads what WriteSnapshot wrote, gzipped or not. A file that is
// something else, newer, cut short or broken is a SnapshotError; then nothing of
// it is returned. A failure of r itself is wrapped as it is.
//
// Rows share their strings and their lists of roles and scopes: do not change
// the lists in place.
func ReadSnapshot(r io.Reader) (*Snapshot, error) {
	plain, err := unzipped(r)
	if err != nil {
		return nil, err
	}
	f := fileReader{lines: newLineReader(plain)}
	if err := f.readHead(); err != nil {
		return nil, err
	}
	for !f.ended {
		if err := f.readLine(); err != nil {
			return nil, err
		}
	}
	if err := f.readEnd(); err != nil {
		return nil, err
	}
	return f.snapshot, nil
}

func unzipped(r io.Reader) (io.Reader, error) {
	start := bufio.NewReaderSize(r, 1<<16)
	if magic, _ := start.Peek(2); string(magic) != "\x1f\x8b" {
		return start, nil
	}
	zipped, err := gzip.NewReader(start)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return nil, cutShort(0, "it ends in the first bytes", err)
	case errors.Is(err, gzip.ErrHeader):
		return nil, notABook(err)
	case err != nil:
		return nil, fmt.Errorf("reading the saved book: %w", err)
	}
	return zipped, nil
}

// fileReader is the state of reading one file.
type fileReader struct {
	lines    *lineReader
	snapshot *Snapshot
	tables   map[string]table
	counts   map[string]int // rows announced by the first line
	scan     scanner
	ended    bool
}

func (f *fileReader) readHead() error {
	line, err := f.lines.next()
	if errors.Is(err, io.EOF) || errors.Is(err, errLongLine) {
		return notABook(err)
	}
	if err != nil {
		return err
	}
	var mark struct {
		Format  string
		Version int
	}
	if err := json.Unmarshal(line, &mark); err != nil || mark.Format != fileFormat || mark.Version < 1 {
		if err != nil && f.lines.open && bytes.HasPrefix(line, []byte(`{"format":"`+fileFormat+`"`)) {
			return cutShort(1, "it ends within a line", nil)
		}
		return notABook(nil)
	}
	if mark.Version > fileVersion {
		return &SnapshotError{class: ErrUnsupported, Reason: fmt.Sprintf(
			"written by a newer gradesync (format %d; this one reads up to %d); update gradesync", mark.Version, fileVersion)}
	}
	var h head
	if err := json.Unmarshal(line, &h); err != nil {
		offset, reason := (&rows[head]{}).blame(line)
		return unreadable(1, offset+1, reason, nil)
	}
	return f.begin(&h)
}

// begin takes over the head and opens the tables it announces.
func (f *fileReader) begin(h *head) error {
	if h.Book == nil {
		return unreadable(1, 0, "the head of the book is missing", nil)
	}
	grace, err := time.ParseDuration(h.Grace)
	if err != nil {
		return unreadable(1, 0, `"grace" is not a duration`, nil)
	}
	f.snapshot = &Snapshot{
		Book: h.Book, Records: h.Records, SavedAt: h.SavedAt, SavedBy: h.SavedBy,
		Grace: grace, Tolerance: h.Tolerance, Redaction: h.Redaction,
	}
	f.tables, f.counts = map[string]table{}, h.Rows
	for _, t := range tables(h.Book, h.Records) {
		n, read := h.Rows[t.kind]
		if !read {
			continue
		}
		if n < 0 || n > maxRows {
			return unreadable(1, 0, fmt.Sprintf("%d rows of kind %s is beyond what a course can have", n, t.kind), nil)
		}
		t.open(n)
		f.tables[t.kind] = t.table
	}
	if len(f.tables) != len(h.Rows) {
		return unreadable(1, 0, "rows of a kind are announced that this file cannot have", nil)
	}
	return nil
}

// readLine reads a row, or the end.
func (f *fileReader) readLine() error {
	line, err := f.lines.next()
	if errors.Is(err, io.EOF) {
		return cutShort(f.lines.number, "its last line is not the end", err)
	}
	if err != nil {
		return err
	}
	kind, body, start, ok := splitRow(line)
	if !ok {
		return f.broken(0, "not a row of a book")
	}
	if string(kind) == "end" {
		return f.end(body)
	}
	t, known := f.tables[string(kind)]
	if !known {
		return f.broken(0, "a row of a kind that the first line does not announce")
	}
	if err := t.decode(&f.scan, body); err != nil {
		offset, reason := t.blame(body)
		return f.broken(start+offset+1, string(kind)+": "+reason)
	}
	if n, _ := t.count(); n > f.counts[string(kind)] {
		return f.broken(0, fmt.Sprintf("more rows of kind %s than the first line announces (%d)", kind, f.counts[string(kind)]))
	}
	return nil
}

// broken is the error for the line at hand. A last line without its end is not
// broken but cut.
func (f *fileReader) broken(column int, reason string) error {
	if f.lines.open {
		return cutShort(f.lines.number, "it ends within a line", nil)
	}
	return unreadable(f.lines.number, column, reason, nil)
}

// end compares the numbers of rows: announced, counted at the end, and read.
func (f *fileReader) end(body []byte) error {
	var counts map[string]int
	if err := json.Unmarshal(body, &counts); err != nil {
		return f.broken(0, "the last line cannot be read")
	}
	for kind, t := range f.tables {
		announced, read := f.counts[kind], 0
		if read, _ = t.count(); read != announced || counts[kind] != announced {
			return cutShort(f.lines.number, fmt.Sprintf(
				"the first line announces %d rows of kind %s, the last counts %d, and there are %d", announced, kind, counts[kind], read), nil)
		}
	}
	if len(counts) != len(f.tables) {
		return f.broken(0, "the last line counts rows of a kind that the first does not announce")
	}
	f.ended = true
	return nil
}

// readEnd makes sure that nothing follows; for gzip it also has the checksum
// compared.
func (f *fileReader) readEnd() error {
	_, err := f.lines.next()
	if err == nil {
		return f.broken(0, "something follows the end of the book")
	}
	if !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

// splitRow takes {"kind":body} apart; start is where the body begins.
func splitRow(line []byte) (kind, body []byte, start int, ok bool) {
	rest, ok := bytes.CutPrefix(line, []byte(`{"`))
	if !ok || !bytes.HasSuffix(rest, []byte("}")) {
		return nil, nil, 0, false
	}
	kind, rest, ok = bytes.Cut(rest, []byte(`":`))
	if !ok || len(rest) < 2 || rest[0] != '{' {
		return nil, nil, 0, false
	}
	return kind, rest[:len(rest)-1], len(line) - len(rest), true
}
