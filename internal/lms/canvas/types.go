package canvas

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// id is a number that Canvas writes as such or as a string. An object of another
// shard has a global id, which comes in two forms that mean the same: 2107~123 and
// 21070000000000123. It is kept in the second; null and what is none are empty.
type id string

// shardDigits is how many digits the local part of a global id has.
const shardDigits = 13

// UnmarshalJSON reads an id.
func (i *id) UnmarshalJSON(data []byte) error {
	*i = parseID(string(bytes.Trim(data, `"`)))
	return nil
}

// parseID reads an id in any of its forms, empty when it is none.
func parseID(s string) id {
	rest, negative := strings.CutPrefix(strings.TrimSpace(s), "-")
	shard, local, global := strings.Cut(rest, "~")
	switch {
	case !digits(rest) && !global:
		return ""
	case global:
		if !digits(shard) || !digits(local) || len(local) > shardDigits {
			return ""
		}
		rest = shard + strings.Repeat("0", shardDigits-len(local)) + local
	}
	if len(rest) > 30 {
		return ""
	}
	if rest = strings.TrimLeft(rest, "0"); rest == "" {
		return "0"
	}
	if negative {
		rest = "-" + rest
	}
	return id(rest)
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// text is a string, or a number or truth value that stands where one should be.
// null and everything else are empty.
type text string

// UnmarshalJSON reads a text.
func (t *text) UnmarshalJSON(data []byte) error {
	*t = ""
	switch c := data[0]; {
	case c == '"':
		return json.Unmarshal(data, (*string)(t))
	case c == '-' || c >= '0' && c <= '9':
		*t = text(data)
	}
	return nil
}

// optional is a text that tells a missing member from an empty or null one.
type optional struct {
	there bool
	value string
}

// UnmarshalJSON reads a text; null is there and empty.
func (o *optional) UnmarshalJSON(data []byte) error {
	var t text
	err := t.UnmarshalJSON(data)
	o.there, o.value = true, strings.TrimSpace(string(t))
	return err
}

// flag is a truth value. null and the missing member are unknown.
type flag struct{ grade.Maybe[bool] }

// UnmarshalJSON reads a truth value; what is none is unknown.
func (f *flag) UnmarshalJSON(data []byte) error {
	f.Maybe = grade.Maybe[bool]{}
	switch string(bytes.Trim(data, `"`)) {
	case "true", "1":
		f.Maybe = grade.Known(true)
	case "false", "0":
		f.Maybe = grade.Known(false)
	}
	return nil
}

// toggle is a truth value whose null is false, as that of a setting nobody has
// touched. The missing member is unknown.
type toggle struct{ flag }

// UnmarshalJSON reads a truth value; null is false, and what is none is unknown.
func (t *toggle) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		data = []byte("false")
	}
	return t.flag.UnmarshalJSON(data)
}

// number is a number that may come as a string. none tells a null from a missing
// member.
type number struct {
	grade.Maybe[float64]
	none bool
}

// UnmarshalJSON reads a number; what is none is unknown.
func (n *number) UnmarshalJSON(data []byte) error {
	n.Maybe, n.none = grade.Maybe[float64]{}, string(data) == "null"
	v, err := strconv.ParseFloat(string(bytes.Trim(data, `"`)), 64)
	if err == nil && !math.IsNaN(v) && !math.IsInf(v, 0) {
		n.Maybe = grade.Known(v)
	}
	return nil
}

// whole returns the number as an integer, unknown when it is none.
func (n number) whole() grade.Maybe[int] {
	v, known := n.Get()
	if !known || v != math.Trunc(v) || math.Abs(v) > 1<<31 {
		return grade.Maybe[int]{}
	}
	return grade.Known(int(v))
}

// moment is a time of ISO 8601. null is a known zero time, which is "none"; what
// is no time, and the missing member, are unknown.
type moment struct{ grade.Maybe[time.Time] }

// UnmarshalJSON reads a moment.
func (m *moment) UnmarshalJSON(data []byte) error {
	m.Maybe = grade.Maybe[time.Time]{}
	if string(data) == "null" {
		m.Maybe = grade.Known(time.Time{})
		return nil
	}
	at, err := time.Parse(time.RFC3339, string(bytes.Trim(data, `"`)))
	if err == nil && at.Year() > 1 && at.Year() < 9999 {
		m.Maybe = grade.Known(at.UTC())
	}
	return nil
}

// set returns the moment when there is one, and unknown when there is none.
func (m moment) set() grade.Maybe[time.Time] {
	if _, is := grade.At(m.Maybe); is {
		return m.Maybe
	}
	return grade.Maybe[time.Time]{}
}

// none is "there is no such moment", as opposed to an unknown one.
func none() grade.Maybe[time.Time] { return grade.Known(time.Time{}) }

// isList tells a JSON list from an object.
func isList(raw json.RawMessage) bool {
	return len(raw) > 0 && raw[0] == '['
}
