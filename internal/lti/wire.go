package lti

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// text is a JSON string, or a number where a platform writes an id as one.
type text string

// UnmarshalJSON reads a string, a number or a truth value; null is empty.
func (t *text) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	switch {
	case len(data) == 0, bytes.Equal(data, []byte("null")):
		*t = ""
		return nil
	case data[0] == '"':
		return json.Unmarshal(data, (*string)(t))
	case data[0] == '{', data[0] == '[':
		return errors.New("a text was expected")
	}
	*t = text(data)
	return nil
}

// number is a JSON number, or a string that holds one, as Moodle may send it.
type number struct{ grade.Maybe[float64] }

// UnmarshalJSON reads a finite number; null and the empty string are unknown.
func (n *number) UnmarshalJSON(data []byte) error {
	var t text
	if err := t.UnmarshalJSON(data); err != nil {
		return err
	}
	n.Maybe = grade.Maybe[float64]{}
	word := strings.TrimSpace(string(t))
	if word == "" {
		return nil
	}
	f, err := strconv.ParseFloat(word, 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return errors.New("a number was expected")
	}
	n.Maybe = grade.Known(f)
	return nil
}

// moment is an RFC 3339 time, or one without a zone, which is taken for UTC. What
// is none is unknown: no service stands or falls with it.
type moment struct{ grade.Maybe[time.Time] }

// UnmarshalJSON never fails.
func (m *moment) UnmarshalJSON(data []byte) error {
	var t text
	m.Maybe = grade.Maybe[time.Time]{}
	if t.UnmarshalJSON(data) != nil {
		return nil //nolint:nilerr // an unreadable time is an unknown one
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02T15:04:05Z0700"} {
		if at, err := time.Parse(layout, string(t)); err == nil && at.Year() > 1 && at.Year() < 9999 {
			m.Maybe = grade.Known(at)
			break
		}
	}
	return nil
}

// flag is a JSON truth value, or a word or number for one; all else is unknown.
type flag struct{ grade.Maybe[bool] }

// UnmarshalJSON never fails.
func (f *flag) UnmarshalJSON(data []byte) error {
	var t text
	f.Maybe = grade.Maybe[bool]{}
	if t.UnmarshalJSON(data) != nil {
		return nil //nolint:nilerr // an unreadable flag is an unknown one
	}
	if yes, err := strconv.ParseBool(strings.ToLower(string(t))); err == nil {
		f.Maybe = grade.Known(yes)
	}
	return nil
}

// many is a JSON list, or a single member where a platform leaves the list out.
type many []text

// UnmarshalJSON reads a list of texts, one text, or null.
func (m *many) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	if len(data) > 0 && data[0] == '[' {
		return json.Unmarshal(data, (*[]text)(m))
	}
	var one text
	if err := one.UnmarshalJSON(data); err != nil {
		return err
	}
	*m = nil
	if one != "" {
		*m = many{one}
	}
	return nil
}

func (m many) strings() []string {
	list := make([]string, 0, len(m))
	for _, t := range m {
		list = append(list, string(t))
	}
	return list
}

// stamp writes a moment as every platform reads it: UTC, with a fraction, which
// the standard asks for (AGS 2.0 section 3.4.7).
func stamp(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000Z") }
