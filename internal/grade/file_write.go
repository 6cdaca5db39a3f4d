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
	zipped, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil {
		return fmt.Errorf("saving the book: %w", err)
	}
	lines := bufio.NewWriterSize(zipped, 1<<16)
	if err := WritePlain(lines, s); err != nil {
		return err
	}
	if err := errors.Join(lines.Flush(), zipped.Close()); err != nil {
		return fmt.Errorf("saving the book: %w", err)
	}
	return nil
}

// WritePlain is WriteSnapshot without the compression: the same snapshot gives the
// same bytes. ReadSnapshot reads it too. It writes line by line.
func WritePlain(w io.Writer, s *Snapshot) error {
	if s.Book == nil {
		return errors.New("saving the book: there is no book in the snapshot")
	}
	if err := writeLines(w, s); err != nil {
		return fmt.Errorf("saving the book: %w", err)
	}
	return nil
}

// rowWriter makes lines of JSON.
type rowWriter struct {
	line    printer
	buffer  bytes.Buffer
	encoder *json.Encoder
}

func newRowWriter() *rowWriter {
	w := &rowWriter{}
	w.encoder = json.NewEncoder(&w.buffer)
	w.encoder.SetEscapeHTML(false) // URLs have ampersands
	return w
}

// encode adds what encoding/json makes of a value to the line.
func (w *rowWriter) encode(v any) error {
	w.buffer.Reset()
	if err := w.encoder.Encode(v); err != nil {
		return err
	}
	w.line.b = append(w.line.b, bytes.TrimSuffix(w.buffer.Bytes(), []byte("\n"))...)
	return nil
}

// end writes the line and begins the next.
func (w *rowWriter) end(to io.Writer) error {
	_, err := to.Write(append(w.line.b, '\n'))
	w.line.b = w.line.b[:0]
	return err
}

func writeLines(to io.Writer, s *Snapshot) error {
	all := tables(s.Book, s.Records)
	counts := map[string]int{}
	for _, t := range all {
		if n, read := t.count(); read {
			counts[t.kind] = n
		}
	}
	w := newRowWriter()
	if err := w.encode(newHead(s, counts)); err != nil {
		return fmt.Errorf("first line: %w", err)
	}
	if err := w.end(to); err != nil {
		return err
	}
	for _, t := range all {
		if err := w.rows(to, t); err != nil {
			return err
		}
	}
	if err := w.encode(tail{End: counts}); err != nil {
		return fmt.Errorf("last line: %w", err)
	}
	return w.end(to)
}

// rows writes the rows of one table, each as {"kind":row}.
func (w *rowWriter) rows(to io.Writer, t named) error {
	n, _ := t.count()
	for i := range n {
		w.line.b = append(append(append(w.line.b, `{"`...), t.kind...), `":`...)
		if err := t.encode(w, i); err != nil {
			return fmt.Errorf("%s %d: %w", t.kind, i+1, err)
		}
		w.line.b = append(w.line.b, '}')
		if err := w.end(to); err != nil {
			return err
		}
	}
	return nil
}

func newHead(s *Snapshot, counts map[string]int) head {
	book := *s.Book // its rows follow, and are no members of the head
	book.AskedAt = book.AskedAt.UTC()
	inUTC(&book.Course.StartAt)
	inUTC(&book.Course.EndAt)
	inUTC(&book.Course.ConcludedAt)
	return head{
		Format: fileFormat, Version: fileVersion,
		SavedAt: s.SavedAt.UTC(), SavedBy: s.SavedBy,
		Grace: s.Grace.String(), Tolerance: s.Tolerance,
		Book: &book, Records: s.Records, Redaction: s.Redaction, Rows: counts,
	}
}
