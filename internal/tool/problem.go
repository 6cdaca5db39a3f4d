package tool

import (
	"bytes"
	"fmt"
	"unicode"
	"unicode/utf8"
)

// Problem is one row that was left out, and why. It holds no personal data: what
// stands in a column of names, e-mails or logins, or looks like a name or an
// e-mail, is described and not shown.
type Problem struct {
	File   string // with the folder as the user wrote it
	Line   int    // counted from 1
	Column int    // the character in the line where the cell or the fault begins, from 1
	Field  string // the column's name; empty when the fault is not in one column
	Value  string // what stands there, shortened; empty when it cannot be shown
	Reason string // what is wrong with it, and what to write instead
}

// String returns the problem as one line: file:line:column, column, value, reason.
func (p Problem) String() string {
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.words())
}

func (p Problem) words() string {
	switch {
	case p.Field == "":
		return p.Reason
	case p.Value == "":
		return p.Field + " " + p.Reason
	}
	return fmt.Sprintf("%s %q %s", p.Field, p.Value, p.Reason)
}

// fault is what is wrong with one row, at a place in the file being read.
type fault struct {
	line, column         int
	field, value, reason string
}

// Error makes a fault an error, so that a source can return it in place of a row.
func (f *fault) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", f.line, f.column, f.reason)
}

// longestHint is how many characters of a value a message shows.
const longestHint = 32

// hint returns what a message may show of a value. Text of several words without
// a digit may be a person's name that slipped into the wrong column.
func hint(c cell, private bool) string {
	count := utf8.RuneCount(c.raw)
	words := bytes.ContainsFunc(c.raw, unicode.IsSpace) && !bytes.ContainsFunc(c.raw, unicode.IsDigit)
	switch {
	case c.form == object:
		return "{…}"
	case c.form == list:
		return "[…]"
	case count == 0:
		return ""
	case bytes.IndexByte(c.raw, '@') >= 0:
		return fmt.Sprintf("(an address of %d characters)", count)
	case private || words:
		return fmt.Sprintf("(text of %d characters)", count)
	}
	return shorten(string(c.raw))
}

func shorten(s string) string {
	if utf8.RuneCountInString(s) <= longestHint {
		return s
	}
	return string([]rune(s)[:longestHint-1]) + "…"
}
