package tool

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"
)

// objects reads JSON lines: one object a line, blank lines between them allowed.
type objects struct{ lines *lines }

// next returns the next line that is not blank, which is a well-formed object. A
// *fault is an error of this line alone.
func (o objects) next() ([]byte, error) {
	for {
		line, err := o.lines.next()
		if err != nil {
			return nil, err
		}
		switch start := bytes.TrimSpace(line); {
		case len(start) == 0:
			continue
		case start[0] == '[' && o.lines.number == 1:
			return nil, errors.New("line 1: the file is one JSON array: write one object a line, without brackets and commas around them")
		case !json.Valid(line):
			return nil, o.syntaxFault(line)
		case start[0] != '{':
			return nil, o.fault(line, len(line)-len(bytes.TrimLeft(line, " \t")), "the line is no JSON object: write one object a line")
		}
		return line, nil
	}
}

func (o objects) syntaxFault(line []byte) *fault {
	// With its end put back, an error after the line means that there is more to come.
	var syntax *json.SyntaxError
	err := json.Unmarshal(append(bytes.Clone(line), '\n'), new(json.RawMessage))
	if !errors.As(err, &syntax) || int(syntax.Offset) > len(line) {
		return o.fault(line, len(line), "the JSON object is not complete: write one whole object a line")
	}
	// The parser's own words would quote what stands in the line.
	return o.fault(line, max(0, int(syntax.Offset)-1), "the line is not well-formed JSON here: write one object a line")
}

func (o objects) fault(line []byte, offset int, reason string) *fault {
	return &fault{line: o.lines.number, column: columnAt(line, offset), reason: reason}
}

// members calls visit for each member of a well-formed JSON object until it
// returns an error. The key is decoded; at is the offset of the value.
func members(object []byte, visit func(key, value []byte, at int) error) error {
	i := bytes.IndexByte(object, '{') + 1
	for {
		i = skipBlank(object, i)
		if object[i] == '}' {
			return nil
		}
		end := valueEnd(object, i)
		key := decodeString(object[i:end])
		i = skipBlank(object, skipBlank(object, end)+1) // over the colon
		end = valueEnd(object, i)
		if err := visit(key, object[i:end], i); err != nil {
			return err
		}
		i = skipBlank(object, end)
		if object[i] == ',' {
			i++
		}
	}
}

// elements returns the elements of a well-formed JSON array.
func elements(array []byte) [][]byte {
	var all [][]byte
	for i := 1; ; {
		i = skipBlank(array, i)
		if array[i] == ']' {
			return all
		}
		end := valueEnd(array, i)
		all = append(all, array[i:end])
		i = skipBlank(array, end)
		if array[i] == ',' {
			i++
		}
	}
}

func skipBlank(text []byte, i int) int {
	for text[i] == ' ' || text[i] == '\t' || text[i] == '\r' || text[i] == '\n' {
		i++
	}
	return i
}

// valueEnd returns where the value that begins at i ends.
func valueEnd(text []byte, i int) int {
	depth := 0
	for ; i < len(text); i++ {
		switch text[i] {
		case '"':
			i = stringEnd(text, i)
		case '{', '[':
			depth++
		case '}', ']', ',', ' ', '\t', '\r', '\n', ':':
			if depth == 0 {
				return i
			}
			if text[i] == '}' || text[i] == ']' {
				depth--
			}
		default:
			continue // inside a number or a word
		}
		if depth == 0 {
			return i + 1
		}
	}
	return i
}

// stringEnd returns where the closing quote of the string that opens at i stands.
func stringEnd(text []byte, i int) int {
	for i++; text[i] != '"'; i++ {
		if text[i] == '\\' {
			i++
		}
	}
	return i
}

// decodeString returns what a JSON string says, without a copy where it can.
func decodeString(literal []byte) []byte {
	if bytes.IndexByte(literal, '\\') < 0 {
		return literal[1 : len(literal)-1]
	}
	var s string
	if json.Unmarshal(literal, &s) != nil {
		return nil
	}
	return []byte(s)
}

// jsonCell returns a JSON value as a cell; null is an empty one.
func jsonCell(value []byte, line, column int) cell {
	c := cell{raw: value, line: line, column: column}
	switch value[0] {
	case '"':
		c.raw = bytes.TrimSpace(decodeString(value))
	case 'n':
		c.raw = nil
	case 't', 'f':
		c.form = boolean
	case '[':
		c.form = list
	case '{':
		c.form = object
	default:
		c.form = number
	}
	return c
}

// jsonTable gives the rows of a JSON lines file in the order of the columns asked for.
type jsonTable struct {
	objects objects
	cols    []heading
	out     []cell
	unknown func(string)
	noted   map[string]bool
}

func openJSON(l *lines, cols []heading, unknown func(name string)) *jsonTable {
	return &jsonTable{objects: objects{l}, cols: cols, out: make([]cell, len(cols)), unknown: unknown, noted: map[string]bool{}}
}

func (t *jsonTable) next() ([]cell, error) {
	line, err := t.objects.next()
	if err != nil {
		return nil, err
	}
	for i := range t.out {
		t.out[i] = cell{line: t.objects.lines.number, column: 1, absent: true}
	}
	column, counted := 1, 0
	err = members(line, func(key, value []byte, at int) error {
		column, counted = column+utf8.RuneCount(line[counted:at]), at
		i := columnIndex(t.cols, key)
		switch {
		case i < 0:
			t.noteUnknown(key)
		case !t.out[i].absent:
			return &fault{line: t.objects.lines.number, column: column, reason: fmt.Sprintf("the member %s stands in the object twice", key)}
		default:
			t.out[i] = jsonCell(value, t.objects.lines.number, column)
		}
		return nil
	})
	return t.out, err
}

func (t *jsonTable) noteUnknown(key []byte) {
	if !t.noted[string(key)] {
		t.noted[string(key)] = true
		t.unknown(string(key))
	}
}
