package tool

import (
	"errors"
	"fmt"
	"io"
)

// source gives rows as cells in the order of the columns asked for; io.EOF ends
// it, a *fault concerns one row, any other error the whole file.
type source interface{ next() ([]cell, error) }

// table turns the rows of a source into values of one type.
type table[T any] struct {
	source  source
	columns []column[T]
	dec     *decoder
	log     *fileLog
	keep    func(*T) (reason string) // takes a row, or says why it can not

	seen    int   // rows that had cells
	without []int // for each column, rows in which it does not stand at all
}

// load reads one file of records. keep is given each row; what it is given is
// overwritten by the next.
func load[T any](r *reading, spec Spec, f file, cols []column[T], keep func(*T) string) error {
	in, err := open(spec.FS, f)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // only read from
	t := &table[T]{columns: cols, dec: r.dec, log: r.begin(f.stem, spec, f), keep: keep, without: make([]int, len(cols))}
	if f.ext == ".csv" {
		t.source, err = openCSV(in.lines, headings(cols), t.log.unknownColumn)
	} else {
		t.source = openJSON(in.lines, headings(cols), t.log.unknownColumn)
	}
	if err != nil {
		return err
	}
	if err := t.readAll(); err != nil {
		return err
	}
	t.log.end(f.ext == ".csv")
	return nil
}

func (t *table[T]) readAll() error {
	var row, blank T
	for {
		row = blank
		err := t.next(&row)
		if errors.Is(err, io.EOF) {
			return t.complete()
		}
		if err := t.log.count(err); err != nil {
			return err
		}
	}
}

// next reads the next row and hands it to keep.
func (t *table[T]) next(row *T) error {
	cells, err := t.source.next()
	if err != nil {
		return err
	}
	t.seen++
	if bad := t.fill(row, cells); bad != nil {
		return bad
	}
	if reason := t.keep(row); reason != "" {
		return t.fault(0, cells[0], reason)
	}
	return nil
}

// fill puts the cells into the row, and returns what is wrong with the first that
// cannot be read.
func (t *table[T]) fill(row *T, cells []cell) *fault {
	var bad *fault
	for i := range cells {
		c, col := cells[i], &t.columns[i]
		if c.absent {
			t.without[i]++
		}
		if isPlaceholder(c) {
			t.log.placeholder(col.name, c)
			c.raw = nil
		}
		switch {
		case bad != nil:
		case len(c.raw) > 0:
			if reason := col.set(t.dec, row, c); reason != "" {
				bad = t.fault(i, c, reason)
			}
		case col.needed:
			bad = t.fault(i, c, "is empty: every row needs it")
		}
	}
	return bad
}

func (t *table[T]) fault(column int, c cell, reason string) *fault {
	col := &t.columns[column]
	return &fault{line: c.line, column: c.column, field: col.name, value: hint(c, col.private), reason: reason}
}

// complete finds, at the end of a file without a header, that a needed column
// stands in no row at all.
func (t *table[T]) complete() error {
	for i, col := range t.columns {
		if col.needed && t.seen > 0 && t.without[i] == t.seen {
			return fmt.Errorf("no line has the needed member %s: add it", col.name)
		}
	}
	return nil
}
