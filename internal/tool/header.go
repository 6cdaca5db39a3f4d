package tool

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/agnivade/levenshtein"
)

// heading is what a source must know of a column: its name, and whether a file
// without it is of use.
type heading struct {
	name   string
	needed bool
}

// matchHeader returns, for each cell of a header row, which column it names.
func matchHeader(cells []cell, cols []heading, unknown func(string)) ([]int, error) {
	where := make([]int, len(cells))
	found := make([]bool, len(cols))
	for i, c := range cells {
		if bytes.IndexByte(c.raw, '\r') >= 0 {
			return nil, fmt.Errorf("line %d: the lines end in CR alone: save the file with LF or CRLF", c.line)
		}
		where[i] = columnIndex(cols, c.raw)
		if where[i] < 0 {
			continue
		}
		if found[where[i]] {
			return nil, fmt.Errorf("line %d, column %d: the header names %s twice", c.line, c.column, c.raw)
		}
		found[where[i]] = true
	}
	for i, col := range cols {
		if col.needed && !found[i] {
			return nil, missingColumn(col.name, cells, where, cols)
		}
	}
	for i, c := range cells {
		if where[i] < 0 && len(c.raw) > 0 {
			unknown(string(c.raw))
		}
	}
	return where, nil
}

func columnIndex(cols []heading, name []byte) int {
	for i := range cols {
		if cols[i].name == string(name) {
			return i
		}
	}
	return -1
}

// missingColumn says why a needed column was not found. What stands in the first
// line is shown only where it resembles the column: without a header row it is
// somebody's data.
func missingColumn(name string, cells []cell, where []int, cols []heading) error {
	if sign := delimiter(cells, cols); sign != "" {
		return fmt.Errorf("line 1: the columns are separated by %s: separate them by commas", sign)
	}
	known := false
	for i, c := range cells {
		known = known || where[i] >= 0
		if where[i] < 0 && nearest(string(c.raw), []string{name}) != "" {
			return fmt.Errorf("line %d, column %d: the needed column %s is missing: rename %q to %s", c.line, c.column, name, c.raw, name)
		}
	}
	if !known {
		return fmt.Errorf("line 1: the needed column %s is missing, and so is every other that is known: does the file begin with a header row?", name)
	}
	return fmt.Errorf("line 1: the needed column %s is missing: add it", name)
}

// delimiter names the sign that separates the columns of a header row when it is
// not the comma.
func delimiter(cells []cell, cols []heading) string {
	for _, sign := range []struct{ text, name string }{{";", "semicolons"}, {"\t", "tabs"}, {"|", "bars"}} {
		for _, c := range cells {
			for part := range bytes.SplitSeq(c.raw, []byte(sign.text)) {
				plain := bytes.Trim(part, "\" \t")
				if len(part) < len(c.raw) && columnIndex(cols, plain) >= 0 {
					return sign.name
				}
			}
		}
	}
	return ""
}

// nearest returns the name that a person most likely meant, "" when none is close.
func nearest(word string, names []string) string {
	fold := func(s string) string {
		return strings.NewReplacer("-", "_", " ", "_", ".", "_").Replace(strings.ToLower(s))
	}
	best, least := "", 0
	for _, name := range names {
		d := levenshtein.ComputeDistance(fold(word), fold(name))
		if d <= max(1, len(name)/4) && (best == "" || d < least) {
			best, least = name, d
		}
	}
	return best
}

// didYouMean is the end of a message about an unknown word.
func didYouMean(word string, names []string) string {
	if near := nearest(word, names); near != "" {
		return " (did you mean " + near + "?)"
	}
	return ""
}
