package tool

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// form is what a cell was in its file; CSV knows only text.
type form uint8

const (
	text form = iota
	number
	boolean
	list   // raw is the JSON array
	object // raw is the JSON object
)

// cell is one value as a file has it, without the space around it. raw is valid
// until the next row is asked for, and empty where nothing is known.
type cell struct {
	raw          []byte
	form         form
	line, column int
	absent       bool // the row has no such member
}

// decoder turns cells into values. Every method returns what is wrong with the
// cell, and what to write instead; an empty reason means that nothing is.
type decoder struct {
	zone  *time.Location
	texts map[string]string
	lists map[listKey][]string
}

type listKey struct {
	form form
	raw  string
}

func newDecoder(zone *time.Location) *decoder {
	return &decoder{zone: zone, texts: map[string]string{}, lists: map[listKey][]string{}}
}

// keep copies a value out of the row, once for all rows that repeat it.
func (d *decoder) keep(raw []byte) string {
	if s, ok := d.texts[string(raw)]; ok {
		return s
	}
	s := string(raw)
	d.texts[s] = s
	return s
}

func (d *decoder) text(c cell) (value, reason string) {
	switch c.form {
	case boolean, list, object:
		return "", "is no text: write a string"
	}
	return d.keep(c.raw), ""
}

// word reads one of the allowed words, in either case.
func (d *decoder) word(c cell, allowed []string) (value, reason string) {
	for _, w := range allowed {
		if strings.EqualFold(w, string(c.raw)) {
			return w, ""
		}
	}
	return "", "is none of " + strings.Join(allowed, ", ") + didYouMean(string(c.raw), allowed)
}

func (d *decoder) truth(c cell) (value bool, reason string) {
	switch strings.ToLower(string(c.raw)) {
	case "true", "1", "yes", "t":
		return true, ""
	case "false", "0", "no", "f":
		return false, ""
	}
	return false, "is neither true nor false: write true, false, 1, 0, yes or no"
}

// number reads a finite decimal number.
func (d *decoder) number(c cell) (value float64, reason string) {
	if c.form > number || len(bytes.Trim(c.raw, "0123456789+-.eE")) > 0 {
		return 0, notNumber(c.raw)
	}
	value, err := strconv.ParseFloat(string(c.raw), 64)
	if math.IsInf(value, 0) {
		return 0, "is too large for a number"
	}
	if err != nil {
		return 0, notNumber(c.raw)
	}
	return value + 0, "" // -0 becomes 0
}

func notNumber(raw []byte) string {
	switch {
	case bytes.IndexByte(raw, ',') >= 0:
		return "has a comma: write the number with a decimal point and nothing between thousands, such as 1.5"
	case bytes.IndexByte(raw, '%') >= 0:
		return "is a percentage: write the points, and the maximum in its own column"
	}
	return "is no number: write it with digits and a decimal point, such as 8.5"
}

// status reads an HTTP status; 0 is no answer.
func (d *decoder) status(c cell) (value int, reason string) {
	value, err := strconv.Atoi(string(c.raw))
	if err != nil || c.form > number || value < 0 || value > 999 {
		return 0, "is no HTTP status: write a whole number, such as 200, or 0 for no answer"
	}
	return value, ""
}

// list reads words separated by spaces or commas, or a JSON array of strings.
// Rows that repeat a list share it.
func (d *decoder) list(c cell) (value []string, reason string) {
	if value, ok := d.lists[listKey{c.form, string(c.raw)}]; ok {
		return value, ""
	}
	switch c.form {
	case text:
		for word := range bytes.FieldsFuncSeq(c.raw, func(r rune) bool { return r == ',' || unicode.IsSpace(r) }) {
			value = append(value, d.keep(word))
		}
	case list:
		for _, item := range elements(c.raw) {
			if item[0] != '"' {
				return nil, "holds something that is no text: write an array of strings"
			}
			if word := bytes.TrimSpace(decodeString(item)); len(word) > 0 {
				value = append(value, d.keep(word))
			}
		}
	default:
		return nil, "is no list: write an array of strings, or text separated by spaces"
	}
	value = slices.Clip(value)
	d.lists[listKey{c.form, string(c.raw)}] = value
	return value, ""
}

// service reads what a launch carried to return grades; "none" is the empty string.
func (d *decoder) service(c cell) (value, reason string) {
	if isNone(c) {
		return "", ""
	}
	return d.text(c)
}

// scopes reads a list in which "none" and an empty array are an empty list, which
// is not nil: a nil list would be unknown once it has been saved as JSON.
func (d *decoder) scopes(c cell) (value []string, reason string) {
	if isNone(c) {
		return []string{}, ""
	}
	value, reason = d.list(c)
	switch {
	case reason == "" && value == nil && c.form == text:
		return nil, "names no scope: write none when the launch carried none"
	case value == nil:
		value = []string{}
	}
	return value, reason
}

// isNone reports whether the cell says that there is known to be nothing.
func isNone(c cell) bool {
	return c.form == text && len(c.raw) == len("none") && strings.EqualFold(string(c.raw), "none")
}

// isPlaceholder reports whether the cell holds what a database export writes for
// nothing; it is as unknown as an empty cell.
func isPlaceholder(c cell) bool {
	return c.form == text && (string(c.raw) == `\N` || string(c.raw) == "NULL")
}

// The forms of a time that carry their zone, RFC 3339 first, and those that do not.
func zonedLayouts() []string {
	return []string{time.RFC3339, "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05Z07"}
}

func localLayouts() []string {
	return []string{"2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02T15:04"}
}

// oldest is the first year that a record may speak of. Exports write dates of long
// ago where there is no date.
const oldest = 1990

// time reads when something happened, in UTC.
func (d *decoder) time(c cell) (value time.Time, reason string) {
	value, reason = d.anyTime(c)
	if reason == "" && value.Year() < oldest {
		return time.Time{}, fmt.Sprintf("lies before %d and stands for no date: leave the cell empty", oldest)
	}
	return value, reason
}

// anyTime reads a moment, however long ago: a tool may have sent the year 1970.
func (d *decoder) anyTime(c cell) (value time.Time, reason string) {
	for _, layout := range zonedLayouts() {
		if t, err := time.Parse(layout, string(c.raw)); err == nil {
			return t.UTC(), ""
		}
	}
	for _, layout := range localLayouts() {
		if _, err := time.Parse(layout, string(c.raw)); err != nil {
			continue
		}
		if d.zone == nil {
			return time.Time{}, "has no time zone: write it like 2026-11-21T18:30:00Z or 2026-11-21T18:30:00+01:00, or say with --assume-zone where it was written"
		}
		t, err := time.ParseInLocation(layout, string(c.raw), d.zone)
		if err == nil {
			return t.UTC(), ""
		}
	}
	return time.Time{}, notTime(c.raw)
}

func notTime(raw []byte) string {
	const like = ": write it like 2026-11-21T18:30:00Z"
	if len(raw) >= 9 && len(bytes.Trim(raw, "0123456789.")) == 0 {
		return "is a count of seconds" + like
	}
	if _, err := time.Parse(time.DateOnly, string(raw)); err == nil {
		return "is a date without a time of day" + like
	}
	return "is no time" + like
}
