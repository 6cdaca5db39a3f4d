package grade

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// WriteSnapshot writes s, gzipped. ReadSnapshot gives it back the same but for
// the zones of its times, which become UTC. A value that JSON cannot hold (a
// score that is not a number, a year after 9999) is an error.
func WriteSnapshot(w io.Writer, s *Snapshot) error {
	if s.Book == nil {
		return errors.New("saving the book: there is no book in the snapshot")
	}
	zipped, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil {
		return fmt.Errorf("saving the book: %w", err)
	}
	lines := bufio.NewWriterSize(zipped, 1<<16)
	if err := writeLines(lines, s); err != nil {
		return fmt.Errorf("saving the book: %w", err)
	}
	if err := errors.Join(lines.Flush(), zipped.Close()); err != nil {
		return fmt.Errorf("saving the book: %w", err)
	}
	return nil
}

func writeLines(w *bufio.Writer, s *Snapshot) error {
	all := tables(s.Book, s.Records)
	counts := map[string]int{}
	for _, t := range all {
		if n, read := t.count(); read {
			counts[t.kind] = n
		}
	}
	var line bytes.Buffer
	e := json.NewEncoder(&line)
	e.SetEscapeHTML(false) // URLs have ampersands
	if err := e.Encode(newHead(s, counts)); err != nil {
		return fmt.Errorf("first line: %w", err)
	}
	if _, err := line.WriteTo(w); err != nil {
		return err
	}
	for _, t := range all {
		if err := writeRows(w, t, e, &line); err != nil {
			return err
		}
	}
	if err := e.Encode(tail{End: counts}); err != nil {
		return fmt.Errorf("last line: %w", err)
	}
	_, err := line.WriteTo(w)
	return err
}

func newHead(s *Snapshot, counts map[string]int) head {
	book := Book{LMS: s.Book.LMS, AskedAt: s.Book.AskedAt.UTC(), Course: s.Book.Course}
	inUTC(&book.Course.StartAt)
	inUTC(&book.Course.EndAt)
	return head{
		Format: fileFormat, Version: fileVersion,
		SavedAt: s.SavedAt.UTC(), SavedBy: s.SavedBy,
		Grace: s.Grace.String(), Tolerance: s.Tolerance,
		Book: &book, Records: s.Records, Rows: counts,
	}
}

// writeRows writes the rows of one table, each as {"kind":row}.
func writeRows(w *bufio.Writer, t named, e *json.Encoder, line *bytes.Buffer) error {
	n, _ := t.count()
	for i := range n {
		line.Reset()
		fmt.Fprintf(line, `{"%s":`, t.kind)
		if err := t.encode(e, i); err != nil {
			return fmt.Errorf("%s %d: %w", t.kind, i+1, err)
		}
		line.Truncate(line.Len() - 1) // the encoder ends the line too early
		line.WriteString("}\n")
		if _, err := line.WriteTo(w); err != nil {
			return err
		}
	}
	return nil
}
