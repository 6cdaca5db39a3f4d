package store

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// column is one column of a row: its name, and a pointer to the field it is read
// into and written from. One list of them serves reading, writing and comparing.
//
// Unknown, and the zero of a plain time, are NULL. Moments are microseconds since
// 1970, which the year 1 fits into, too: a known "none".
type column struct {
	name string
	at   any
}

// value is what is written: nil, a string, an int64, a float64 or a bool. The same
// comes back from both databases, so that values can be compared with ==.
func (c column) value() any {
	switch at := c.at.(type) {
	case *string:
		return *at
	case *int:
		return int64(*at)
	case *int64:
		return *at
	case *bool:
		return *at
	case *time.Time:
		if at.IsZero() {
			return nil
		}
		return at.UnixMicro()
	case *grade.Maybe[float64]:
		return orNil(*at, finite)
	case *grade.Maybe[bool]:
		return orNil(*at, func(v bool) any { return v })
	case *grade.Maybe[int]:
		return orNil(*at, func(v int) any { return int64(v) })
	case *grade.Maybe[time.Time]:
		return orNil(*at, func(v time.Time) any { return v.UnixMicro() })
	case *grade.Maybe[grade.EnrolmentState]:
		return orNil(*at, func(v grade.EnrolmentState) any { return string(v) })
	case *grade.Maybe[string]:
		return orNil(*at, func(v string) any { return v })
	}
	panic(fmt.Sprintf("store: column %s of type %T", c.name, c.at))
}

// finite is nil for what is none: SQLite would keep NULL, and PostgreSQL something
// that equals nothing.
func finite(v float64) any {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return v
}

func orNil[T any](m grade.Maybe[T], value func(T) any) any {
	v, ok := m.Get()
	if !ok {
		return nil
	}
	return value(v)
}

// Scan implements sql.Scanner.
func (c column) Scan(src any) error {
	var ok bool
	switch at := c.at.(type) {
	case *string:
		*at, ok = src.(string)
	case *int:
		var n int64
		n, ok = src.(int64)
		*at = int(n)
	case *int64:
		*at, ok = src.(int64)
	case *bool:
		*at, ok = truth(src).(bool)
	case *time.Time:
		var n int64
		n, ok = src.(int64)
		if *at = time.UnixMicro(n).UTC(); src == nil {
			*at = time.Time{}
		}
	case *grade.Maybe[float64]:
		ok = scanMaybe(at, src, func(v float64) float64 { return v })
	case *grade.Maybe[bool]:
		ok = scanMaybe(at, truth(src), func(v bool) bool { return v })
	case *grade.Maybe[int]:
		ok = scanMaybe(at, src, func(v int64) int { return int(v) })
	case *grade.Maybe[time.Time]:
		ok = scanMaybe(at, src, func(v int64) time.Time { return time.UnixMicro(v).UTC() })
	case *grade.Maybe[grade.EnrolmentState]:
		ok = scanMaybe(at, src, func(v string) grade.EnrolmentState { return grade.EnrolmentState(v) })
	case *grade.Maybe[string]:
		ok = scanMaybe(at, src, func(v string) string { return v })
	}
	if !ok && src != nil {
		return &storeError{reason: fmt.Sprintf("column %s holds a %T", c.name, src)}
	}
	return nil
}

// truth reads the numbers that SQLite keeps for a bool.
func truth(src any) any {
	if n, ok := src.(int64); ok {
		return n != 0
	}
	return src
}

func scanMaybe[T, S any](at *grade.Maybe[T], src any, value func(S) T) bool {
	*at = grade.Maybe[T]{}
	if src == nil {
		return true
	}
	v, ok := src.(S)
	if ok {
		*at = grade.Known(value(v))
	}
	return ok
}

func names(columns []column) []string {
	all := make([]string, len(columns))
	for i, c := range columns {
		all[i] = c.name
	}
	return all
}

// listed is the columns for a SELECT from the table called alias.
func listed(alias string, columns []column) string {
	return alias + "." + strings.Join(names(columns), ", "+alias+".")
}

func values(columns []column) []any {
	all := make([]any, len(columns))
	for i, c := range columns {
		all[i] = c.value()
	}
	return all
}

// targets is what Rows.Scan reads a row into.
func targets(columns []column) []any {
	all := make([]any, len(columns))
	for i, c := range columns {
		all[i] = c
	}
	return all
}
