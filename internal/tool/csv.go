package tool

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// longestCell is how many lines a quoted cell may run over before its quote is
// taken for one that was never closed.
const longestCell = 1000

// csvRows cuts RFC 4180 text into cells. encoding/csv would do but for two things:
// after a quote that is never closed it loses the rest of the file, and it counts
// columns in bytes.
type csvRows struct {
	lines *lines
	cells []cell
	rest  []byte // of the line being cut
	pos   place  // where rest begins
	text  []byte // holds the cells that cannot be slices of a line
	spill [][]byte
}

type place struct{ line, column int }

// next returns the cells of the next row that is not blank, valid until the next
// call. A *fault is an error of this row alone.
func (s *csvRows) next() ([]cell, error) {
	for {
		line, err := s.lines.next()
		if err != nil {
			return nil, err
		}
		if len(line) > 0 {
			s.rest, s.pos = line, place{s.lines.number, 1}
			return s.split()
		}
	}
}

func (s *csvRows) split() ([]cell, error) {
	s.cells, s.text = s.cells[:0], s.text[:0]
	for more := true; more; {
		start := s.pos
		cut := s.plain
		if bytes.HasPrefix(s.rest, []byte{'"'}) {
			cut = s.quoted
		}
		raw, comma, err := cut()
		if err != nil {
			return nil, err
		}
		s.cells = append(s.cells, cell{raw: bytes.TrimSpace(raw), line: start.line, column: start.column})
		more = comma
	}
	return s.cells, nil
}

// take moves over n bytes of the line.
func (s *csvRows) take(n int) {
	s.pos.column += utf8.RuneCount(s.rest[:n])
	s.rest = s.rest[n:]
}

// plain cuts a cell without quotes; comma tells that another cell follows.
func (s *csvRows) plain() (raw []byte, comma bool, err error) {
	raw = s.rest
	if end := bytes.IndexByte(raw, ','); end >= 0 {
		raw, comma = raw[:end], true
	}
	if at := bytes.IndexByte(raw, '"'); at >= 0 {
		s.take(at)
		return nil, false, s.fault(s.pos, "a quote inside a cell that does not begin with one: put the whole cell in quotes and write the quote twice")
	}
	s.take(len(raw))
	if comma {
		s.take(1)
	}
	return raw, comma, nil
}

// quoted cuts a cell in quotes, which may run over several lines.
func (s *csvRows) quoted() (raw []byte, comma bool, err error) {
	open := s.pos
	s.spill = s.spill[:0]
	s.take(1)
	start := len(s.text)
	for {
		at := bytes.IndexByte(s.rest, '"')
		if at < 0 {
			if err := s.follow(open); err != nil {
				return nil, false, err
			}
			continue
		}
		s.text = append(s.text, s.rest[:at]...)
		s.take(at + 1)
		switch {
		case len(s.rest) == 0:
			return s.text[start:], false, nil
		case s.rest[0] == ',':
			s.take(1)
			return s.text[start:], true, nil
		case s.rest[0] != '"':
			return nil, false, s.abandon(open, s.fault(s.pos, "text after the closing quote of a cell: write a quote inside a cell twice"))
		}
		s.text = append(s.text, '"')
		s.take(1)
	}
}

// follow goes on with the next line inside a quoted cell that was opened at open.
func (s *csvRows) follow(open place) error {
	s.text = append(append(s.text, s.rest...), '\n')
	for i := range s.cells {
		// The next line may take the memory of this one.
		s.cells[i].raw = bytes.Clone(s.cells[i].raw)
	}
	if len(s.spill) == longestCell {
		return s.abandon(open, nil)
	}
	line, err := s.lines.next()
	if errors.Is(err, io.EOF) {
		return s.abandon(open, s.fault(open, "a quote that is never closed: close it, or write a quote inside a cell twice"))
	}
	if err != nil {
		return err
	}
	s.spill = append(s.spill, bytes.Clone(line))
	s.rest, s.pos = s.spill[len(s.spill)-1], place{s.lines.number, 1}
	return nil
}

// abandon gives up a quoted cell. When it ran over lines, the quote that opened it
// is what is wrong, and the lines after it are rows of their own.
func (s *csvRows) abandon(open place, f *fault) error {
	if len(s.spill) == 0 {
		return f
	}
	s.lines.unread(open.line, s.spill)
	return s.fault(open, "a quote that is not closed before the end of the line, nor rightly in a later one: close it, or write a quote inside a cell twice")
}

func (s *csvRows) fault(at place, reason string) *fault {
	return &fault{line: at.line, column: at.column, reason: reason}
}

// csvTable gives the rows of a CSV file in the order of the columns asked for.
type csvTable struct {
	rows  csvRows
	where []int // for each cell of a row, which column asked for; -1: not known
	out   []cell
}

// openCSV reads the header. Columns that are not known are handed to unknown.
func openCSV(l *lines, cols []heading, unknown func(name string)) (*csvTable, error) {
	t := &csvTable{rows: csvRows{lines: l}, out: make([]cell, len(cols))}
	cells, err := t.rows.next()
	if errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("the file is empty, there is not even a header row")
	}
	if bad, ok := err.(*fault); ok {
		return nil, fmt.Errorf("the header row: %w", bad)
	}
	if err != nil {
		return nil, err
	}
	t.where, err = matchHeader(cells, cols, unknown)
	return t, err
}

func (t *csvTable) next() ([]cell, error) {
	cells, err := t.rows.next()
	if err != nil {
		return nil, err
	}
	if len(cells) != len(t.where) {
		return nil, t.miscounted(cells)
	}
	for i, to := range t.where {
		if to >= 0 {
			t.out[to] = cells[i]
		}
	}
	return t.out, nil
}

// miscounted points at the first cell too many, or at the last one there is.
func (t *csvTable) miscounted(cells []cell) *fault {
	at := cells[min(len(cells)-1, len(t.where))]
	return &fault{line: at.line, column: at.column, reason: fmt.Sprintf(
		"the row has %d cells, the header %d: write empty cells for what is not known, and put cells that hold a comma in quotes", len(cells), len(t.where))}
}
