package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode"
	"unicode/utf16"
)

// object writes one JSON object member by member. The first error stays and
// makes every later call a no-op.
type object struct {
	w     *bufio.Writer
	began bool
	err   error
}

func newObject(w io.Writer) *object { return &object{w: bufio.NewWriter(w)} }

// member writes one member whole.
func (o *object) member(name string, value any) {
	o.name(name)
	o.value(value, "  ")
}

// array writes one member that is a list, element by element.
func array[T any](o *object, name string, list []T, as func(T) T) {
	o.name(name)
	if len(list) == 0 {
		o.text("[]")
		return
	}
	for i, v := range list {
		if i == 0 {
			o.text("[\n    ")
		} else {
			o.text(",\n    ")
		}
		o.value(as(v), "    ")
	}
	o.text("\n  ]")
}

func (o *object) name(name string) {
	if o.began {
		o.text(",\n  ")
	} else {
		o.text("{\n  ")
	}
	o.began = true
	o.text(`"` + name + `": `)
}

func (o *object) value(v any, indent string) {
	if o.err != nil {
		return
	}
	data, err := encoded(v, indent)
	if err != nil {
		o.err = fmt.Errorf("write the report as JSON: %w", err)
		return
	}
	o.text(string(data))
}

func (o *object) text(s string) {
	if o.err == nil {
		_, o.err = o.w.WriteString(s)
	}
}

// close ends the object and returns the first error of all.
func (o *object) close() error {
	o.text("\n}\n")
	if o.err != nil {
		return o.err
	}
	return o.w.Flush()
}

// document writes a value as a document of its own.
func document(w io.Writer, v any) error {
	data, err := encoded(v, "")
	if err != nil {
		return fmt.Errorf("write the document as JSON: %w", err)
	}
	_, err = w.Write(append(data, '\n'))
	return err
}

// encoded writes a value with two spaces an indent and with every letter as it
// is, but for those that a terminal would obey instead of showing.
func encoded(v any, prefix string) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent(prefix, "  ")
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return escaped(bytes.TrimSuffix(b.Bytes(), []byte("\n"))), nil
}

// escaped writes unseen characters as JSON escapes. They stand in strings only:
// outside of these JSON is ASCII.
func escaped(data []byte) []byte {
	if bytes.IndexFunc(data, unseen) < 0 {
		return data
	}
	var b bytes.Buffer
	for _, r := range string(data) {
		if !unseen(r) {
			b.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&b, `\u%04x`, unit)
		}
	}
	return b.Bytes()
}

func unseen(r rune) bool {
	return r >= 0x7f && (unicode.IsControl(r) || hidden(r))
}
