package lab

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
)

// object is a JSON object whose members depend on who asks and for what. It
// keeps its order, as Moodle does.
type object []field

type field struct {
	key   string
	value any
}

// MarshalJSON writes the members in their order. Whether "<", ">" and "&" are
// escaped is for whoever encodes the whole to say.
func (o object) MarshalJSON() ([]byte, error) {
	var buf bytes.Buffer
	err := o.write(&buf)
	return buf.Bytes(), err
}

func (o object) write(buf *bytes.Buffer) error {
	buf.WriteByte('{')
	for i, f := range o {
		if i > 0 {
			buf.WriteByte(',')
		}
		if err := writeValue(buf, f.key); err != nil {
			return err
		}
		buf.WriteByte(':')
		if err := writeValue(buf, f.value); err != nil {
			return err
		}
	}
	buf.WriteByte('}')
	return nil
}

// writeValue writes what objects mostly hold without going through reflection: a
// gradebook has thousands of them.
func writeValue(buf *bytes.Buffer, v any) error {
	switch v := v.(type) {
	case nil:
		buf.WriteString("null")
	case bool:
		buf.WriteString(strconv.FormatBool(v))
	case int:
		buf.WriteString(strconv.Itoa(v))
	case canvasID:
		buf.WriteString(strconv.Itoa(int(v)))
	case object:
		return v.write(buf)
	case []object:
		return writeList(buf, v)
	case []any:
		return writeList(buf, v)
	case string:
		if plain(v) {
			buf.WriteByte('"')
			buf.WriteString(v)
			buf.WriteByte('"')
			return nil
		}
		return writeOther(buf, v)
	default:
		return writeOther(buf, v)
	}
	return nil
}

func writeList[T any](buf *bytes.Buffer, list []T) error {
	if list == nil {
		buf.WriteString("null")
		return nil
	}
	buf.WriteByte('[')
	for i, v := range list {
		if i > 0 {
			buf.WriteByte(',')
		}
		if err := writeValue(buf, v); err != nil {
			return err
		}
	}
	buf.WriteByte(']')
	return nil
}

func writeOther(buf *bytes.Buffer, v any) error {
	enc := json.NewEncoder(buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	buf.Truncate(buf.Len() - 1) // the line feed
	return nil
}

// plain tells whether a text stands in JSON as it is.
func plain(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < 0x20 || c > 0x7e || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

// only keeps the members that are named.
func (o object) only(keys []string) object {
	return slices.DeleteFunc(slices.Clone(o), func(f field) bool { return !slices.Contains(keys, f.key) })
}

// without leaves the members out that are named.
func (o object) without(keys ...string) object {
	return slices.DeleteFunc(slices.Clone(o), func(f field) bool { return slices.Contains(keys, f.key) })
}
