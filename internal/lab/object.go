package lab

import (
	"bytes"
	"encoding/json"
	"slices"
)

// object is a JSON object whose members depend on who asks and for what. It
// keeps its order, as Moodle does.
type object []field

type field struct {
	key   string
	value any
}

// MarshalJSON writes the members in their order.
func (o object) MarshalJSON() ([]byte, error) {
	var buf bytes.Buffer
	// Whether "<", ">" and "&" are escaped is for whoever encodes the whole to say.
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	buf.WriteByte('{')
	for i, f := range o {
		if i > 0 {
			buf.WriteByte(',')
		}
		if err := enc.Encode(f.key); err != nil {
			return nil, err
		}
		buf.WriteByte(':')
		if err := enc.Encode(f.value); err != nil {
			return nil, err
		}
	}
	buf.WriteByte('}')
	return buf.Bytes(), nil
}

// only keeps the members that are named.
func (o object) only(keys []string) object {
	return slices.DeleteFunc(slices.Clone(o), func(f field) bool { return !slices.Contains(keys, f.key) })
}

// without leaves the members out that are named.
func (o object) without(keys ...string) object {
	return slices.DeleteFunc(slices.Clone(o), func(f field) bool { return slices.Contains(keys, f.key) })
}
