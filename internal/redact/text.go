package redact

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// pieces cuts a text into letters, digits and what stands between, and puts it
// together again from what each becomes.
func pieces(s string, become func(piece string, class byte) string) string {
	var b strings.Builder
	runes := []rune(s)
	for i := 0; i < len(runes); {
		j, class := i+1, classOf(runes[i])
		for j < len(runes) && classOf(runes[j]) == class {
			j++
		}
		b.WriteString(become(string(runes[i:j]), class))
		i = j
	}
	return b.String()
}

// Classes of characters.
const (
	letters = 'a'
	digits  = '0'
	between = ' '
)

func classOf(r rune) byte {
	switch {
	case unicode.IsDigit(r):
		return digits
	case inWord(r):
		return letters
	}
	return between
}

// title replaces every word of a title but those that many courses use, and long
// numbers but years. Equal titles stay equal, also those that differ in capitals only.
func (r *redactor) title(s string) string {
	s = r.withoutNumbers(r.guard(s, false))
	return pieces(s, func(piece string, class byte) string {
		switch {
		case class == between, r.plain(piece, class, courseWords):
			return piece
		}
		return r.mint.asWritten(r.mint.token(words, fold(piece)), piece)
	})
}

// plain tells whether a piece of a text is of a list, or a number that says nothing.
func (r *redactor) plain(piece string, class byte, list map[string]bool) bool {
	low := strings.ToLower(piece)
	switch {
	case r.values.has(piece):
		return false
	case class == digits:
		return len(piece) < shortest || len(piece) == 4 && (piece[:2] == "19" || piece[:2] == "20")
	}
	return list[low] || r.ownWords[low] || len([]rune(piece)) == 1
}

// composite is a number of several parts: an address of the network, a telephone, a date.
var composite = regexp.MustCompile(`\d+(?:[.:/-]\d+)+`)

// withoutNumbers replaces numbers of several parts that no letter stands before, unless
// they are short.
func (r *redactor) withoutNumbers(s string) string {
	var b strings.Builder
	at := 0
	for _, place := range composite.FindAllStringIndex(s, -1) {
		number := s[place[0]:place[1]]
		before, _ := utf8.DecodeLastRuneInString(s[:place[0]])
		if inWord(before) || countDigits(number) <= 4 && strings.Count(number, ".") < 3 {
			continue
		}
		b.WriteString(s[at:place[0]] + r.mint.token(words, number))
		at = place[1]
	}
	return b.String() + s[at:]
}

func countDigits(s string) (n int) {
	for _, c := range s {
		if unicode.IsDigit(c) {
			n++
		}
	}
	return n
}

// phrase keeps of a free text the words of a fixed list and short numbers.
func (r *redactor) phrase(s string) string {
	const out, marks = "…", " ,.;:()'\"“”’"
	var kept []string
	for _, w := range strings.Fields(r.guard(s, false)) {
		if !r.plainField(strings.Trim(w, marks)) {
			w = out
		}
		if w != out || len(kept) == 0 || kept[len(kept)-1] != out {
			kept = append(kept, w)
		}
	}
	return strings.Join(kept, " ")
}

// plainField tells whether what stands between two blanks is a short number, or plain
// words that hyphens and slashes may join.
func (r *redactor) plainField(w string) bool {
	if digitsOnly(w) {
		return r.plain(w, digits, nil)
	}
	for _, part := range strings.FieldsFunc(w, func(c rune) bool { return strings.ContainsRune("-/'’", c) }) {
		if !plainWords[strings.ToLower(part)] || r.values.has(part) {
			return false
		}
	}
	return true
}
