package moodle

import (
	"bytes"
	"encoding/json"
	"html"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// text is a string that Moodle may write as a number. null is empty.
type text string

// UnmarshalJSON reads a string or a number; everything else is empty.
func (t *text) UnmarshalJSON(data []byte) error {
	*t = ""
	if data[0] == '"' {
		return json.Unmarshal(data, (*string)(t))
	}
	if data[0] == '-' || data[0] >= '0' && data[0] <= '9' {
		*t = text(data)
	}
	return nil
}

// label is a name for people. Moodle writes & < > as HTML entities there.
type label string

// UnmarshalJSON reads a string; null is empty.
func (l *label) UnmarshalJSON(data []byte) error {
	var t text
	err := t.UnmarshalJSON(data)
	*l = label(strings.TrimSpace(html.UnescapeString(string(t))))
	return err
}

// flag is a truth value that Moodle may write as true, 1 or "1". null and the
// missing member are unknown.
type flag struct{ grade.Maybe[bool] }

// UnmarshalJSON reads a truth value; what is none is unknown.
func (f *flag) UnmarshalJSON(data []byte) error {
	switch string(bytes.Trim(data, `"`)) {
	case "true", "1":
		f.Maybe = grade.Known(true)
	case "false", "0", "":
		f.Maybe = grade.Known(false)
	default:
		f.Maybe = grade.Maybe[bool]{}
	}
	return nil
}

// number is a number that Moodle may write as a string. null is unknown.
type number struct{ grade.Maybe[float64] }

// UnmarshalJSON reads a number; what is none is unknown.
func (n *number) UnmarshalJSON(data []byte) error {
	n.Maybe = grade.Maybe[float64]{}
	v, err := strconv.ParseFloat(string(bytes.Trim(data, `"`)), 64)
	if err == nil && !math.IsNaN(v) && !math.IsInf(v, 0) {
		n.Maybe = grade.Known(v)
	}
	return nil
}

// stamp is a moment in seconds since 1970; a known zero time is "none".
type stamp struct{ grade.Maybe[time.Time] }

const lastSecond = 253402300799 // of the year 9999: later ones cannot be written as RFC 3339

// UnmarshalJSON reads a moment; null and what is none are unknown.
func (s *stamp) UnmarshalJSON(data []byte) error {
	s.Maybe = grade.Maybe[time.Time]{}
	v, err := strconv.ParseInt(string(bytes.Trim(data, `"`)), 10, 64)
	switch {
	case err != nil || v < 0 || v > lastSecond:
	case v == 0:
		s.Maybe = grade.Known(time.Time{})
	default:
		s.Maybe = grade.Known(time.Unix(v, 0).UTC())
	}
	return nil //nolint:nilerr // what is no number is unknown, which is no failure
}

// present tells a member that is null from one that is not there.
type present struct {
	there bool
	value string
}

// UnmarshalJSON reads a string or a number; null is there and empty.
func (p *present) UnmarshalJSON(data []byte) error {
	var t text
	err := t.UnmarshalJSON(data)
	p.there, p.value = true, string(t)
	return err
}
