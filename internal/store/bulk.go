package store

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"
)

// table is a table to write to: its columns, of which the first are its key. Without
// a key, rows are added; with one, a row of the same key is replaced.
type table struct {
	name    string
	key     int
	columns []string
}

// put writes rows, each with a value for every column. No two have the same key.
func (s *Store) put(ctx context.Context, tx *sql.Tx, t table, rows [][]any) error {
	n := s.engine.rowsAtOnce(len(t.columns))
	if n == 1 {
		return s.putEach(ctx, tx, t, rows)
	}
	for chunk := range slices.Chunk(rows, n) {
		if _, err := tx.ExecContext(ctx, t.insert(len(chunk)), slices.Concat(chunk...)...); err != nil {
			return err
		}
	}
	return nil
}

// putEach writes rows one by one.
func (s *Store) putEach(ctx context.Context, tx *sql.Tx, t table, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	insert, err := tx.PrepareContext(ctx, t.insert(1))
	if err != nil {
		return err
	}
	defer func() { _ = insert.Close() }() // it ends with the transaction at the latest
	for _, row := range rows {
		if _, err := insert.ExecContext(ctx, row...); err != nil {
			return err
		}
	}
	return nil
}

// insert is the statement for n rows.
func (t table) insert(n int) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + t.name + " (" + strings.Join(t.columns, ", ") + ") VALUES ")
	for row := range n {
		separator := ", ("
		if row == 0 {
			separator = "("
		}
		for i := range t.columns {
			b.WriteString(separator + "$" + strconv.Itoa(row*len(t.columns)+i+1))
			separator = ", "
		}
		b.WriteByte(')')
	}
	if t.key == 0 {
		return b.String()
	}
	b.WriteString(" ON CONFLICT (" + strings.Join(t.columns[:t.key], ", ") + ") DO UPDATE SET ")
	for i, name := range t.columns[t.key:] {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(name + " = excluded." + name)
	}
	return b.String()
}
