package grade

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// scanner reads rows that are written as WriteSnapshot writes them: no blanks,
// members by their exact names, values of the right kind. It reads those exactly
// as encoding/json would. Whatever is written otherwise it declines, and
// encoding/json has the last word. Each method returns false to decline.
type scanner struct {
	b     []byte
	i     int
	words map[string]string
	lists map[string][]string
}

// maxWords bounds how many different strings, and lists of them, are kept to be
// shared between rows.
const maxWords = 1 << 17

// maxWord is the length of the longest string that is worth sharing.
const maxWord = 512

// scanObject reads one object into row, each member with member.
func scanObject[T any](s *scanner, b []byte, row *T, member func(*scanner, *T, []byte) bool) bool {
	s.b, s.i = b, 0
	if !s.skip('{') {
		return false
	}
	if s.skip('}') {
		return s.i == len(b)
	}
	for {
		name, plain := s.quoted()
		if !plain || !s.skip(':') || !member(s, row, name) {
			return false
		}
		if s.skip('}') {
			return s.i == len(b)
		}
		if !s.skip(',') {
			return false
		}
	}
}

func (s *scanner) skip(c byte) bool {
	if s.i < len(s.b) && s.b[s.i] == c {
		s.i++
		return true
	}
	return false
}

func (s *scanner) null() bool {
	if len(s.b)-s.i >= 4 && string(s.b[s.i:s.i+4]) == "null" {
		s.i += 4
		return true
	}
	return false
}

// quoted reads a string and returns what stands between the quotes. It is nil
// when there is no good string; plain is false when it has escapes.
func (s *scanner) quoted() (text []byte, plain bool) {
	if !s.skip('"') {
		return nil, false
	}
	start, plain, ascii := s.i, true, true
	for ; s.i < len(s.b); s.i++ {
		switch c := s.b[s.i]; {
		case c == '"':
			text = s.b[start:s.i:s.i]
			s.i++
			if !ascii && !utf8.Valid(text) {
				return nil, false
			}
			return text, plain
		case c == '\\':
			plain = false
			s.i++
		case c < ' ':
			return nil, false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return nil, false
}

// text reads a string. Equal ones share their memory.
func (s *scanner) text(to *string) bool {
	raw, plain := s.quoted()
	if raw == nil {
		return false
	}
	// What has escapes is kept under its raw form: no plain string has a backslash.
	word, known := s.words[string(raw)]
	if !known {
		if word, known = s.newWord(raw, plain); !known {
			return false
		}
	}
	*to = word
	return true
}

// newWord decodes the string just read, and keeps it.
func (s *scanner) newWord(raw []byte, plain bool) (word string, ok bool) {
	key := string(raw)
	if word = key; !plain && json.Unmarshal(s.b[s.i-len(raw)-2:s.i], &word) != nil {
		return "", false
	}
	if s.words == nil {
		s.words = map[string]string{}
	}
	if len(key) <= maxWord && len(s.words) < maxWords {
		s.words[key] = word
	}
	return word, true
}

// texts reads a list of strings. Equal lists share their memory.
func (s *scanner) texts(to *[]string) bool {
	start := s.i
	if !s.skip('[') {
		return false
	}
	if s.skip(']') {
		*to = []string{}
		return true
	}
	for open := true; open; open = s.skip(',') {
		if raw, _ := s.quoted(); raw == nil {
			return false
		}
	}
	if !s.skip(']') {
		return false
	}
	raw := s.b[start:s.i]
	list, known := s.lists[string(raw)]
	if !known {
		if list, known = s.newList(raw); !known {
			return false
		}
	}
	*to = list
	return true
}

// newList decodes a list and keeps it, without room for anyone to append.
func (s *scanner) newList(raw []byte) (list []string, ok bool) {
	if json.Unmarshal(raw, &list) != nil {
		return nil, false
	}
	list = slices.Clip(list)
	if s.lists == nil {
		s.lists = map[string][]string{}
	}
	if len(raw) <= 4*maxWord && len(s.lists) < maxWords {
		s.lists[string(raw)] = list
	}
	return list, true
}

func (s *scanner) boolean(to *bool) bool {
	rest := s.b[s.i:]
	switch {
	case len(rest) >= 4 && string(rest[:4]) == "true":
		*to, s.i = true, s.i+4
	case len(rest) >= 5 && string(rest[:5]) == "false":
		*to, s.i = false, s.i+5
	default:
		return false
	}
	return true
}

func (s *scanner) moment(to *time.Time) bool {
	start := s.i
	raw, _ := s.quoted()
	return raw != nil && to.UnmarshalJSON(s.b[start:s.i]) == nil
}

// digits passes over digits and returns how many there were.
func (s *scanner) digits() int {
	start := s.i
	for s.i < len(s.b) && '0' <= s.b[s.i] && s.b[s.i] <= '9' {
		s.i++
	}
	return s.i - start
}

// integer reads a whole number of at most nine digits.
func (s *scanner) integer(to *int) bool {
	start := s.i
	n := s.digits()
	if n == 0 || n > 9 || n > 1 && s.b[start] == '0' || s.i < len(s.b) && (s.b[s.i] == '.' || s.b[s.i]|0x20 == 'e') {
		return false
	}
	*to = 0
	for _, c := range s.b[start:s.i] {
		*to = *to*10 + int(c-'0')
	}
	return true
}

// number reads a number without an exponent.
func (s *scanner) number(to *float64) bool {
	start := s.i
	s.skip('-')
	whole := s.i
	n := s.digits()
	if n == 0 || n > 1 && s.b[whole] == '0' {
		return false
	}
	if s.skip('.') && s.digits() == 0 {
		return false
	}
	if s.i < len(s.b) && s.b[s.i]|0x20 == 'e' {
		return false
	}
	f, err := strconv.ParseFloat(string(s.b[start:s.i]), 64)
	*to = f
	return err == nil
}

// maybe reads a value that may be null, which is unknown.
func maybe[T any](s *scanner, to *Maybe[T], read func(*scanner, *T) bool) bool {
	var zero T
	to.value, to.known = zero, false
	if s.null() {
		return true
	}
	to.known = read(s, &to.value)
	return to.known
}
