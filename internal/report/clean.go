package report

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"
)

// maxMarks is how many combining marks one letter keeps: enough for every living
// script, too few to paint over the lines above.
const maxMarks = 4

// clean makes text from outside safe to print in a line: white space of any kind
// becomes single spaces, control characters become visible pictures, characters
// that are there to be invisible or to turn the text around are dropped. It is
// idempotent.
func clean(s string) string {
	if plainASCII(s) {
		return strings.Join(strings.Fields(s), " ")
	}
	var b strings.Builder
	marks := 0
	for _, r := range s { // a byte that is not UTF-8 comes as U+FFFD
		if unicode.In(r, unicode.Mn, unicode.Me) {
			marks++
		} else {
			marks = 0
		}
		if marks <= maxMarks {
			b.WriteString(seen(r))
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func plainASCII(s string) bool {
	for i := range len(s) {
		if (s[i] < ' ' && s[i] != '\t' && s[i] != '\n') || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

// seen returns how a rune is shown.
func seen(r rune) string {
	switch {
	case unicode.IsSpace(r):
		return " "
	case r < ' ':
		return string(r + '␀')
	case r == 0x7f:
		return "␡"
	case unicode.IsControl(r):
		return string(utf8.RuneError)
	case hidden(r):
		return ""
	}
	return string(r)
}

// hidden reports whether a rune shows nothing of itself but may change what is
// shown around it. The joiners are left alone: many scripts need them.
func hidden(r rune) bool {
	switch {
	case unicode.Is(unicode.Join_Control, r), unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		return false
	case unicode.Is(unicode.Bidi_Control, r), unicode.Is(unicode.Cf, r):
		return true
	}
	return unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
}

// ruler measures cells the same way on every machine, whatever its locale.
func ruler() *runewidth.Condition {
	return &runewidth.Condition{StrictEmojiNeutral: true}
}

// width returns how many cells a text takes.
func width(s string) int { return ruler().StringWidth(s) }

// cut shortens a cleaned text to a number of cells, with a sign that it did.
func cut(s string, cells int) string {
	s = clean(s)
	if width(s) <= cells {
		return s
	}
	return strings.TrimSpace(ruler().Truncate(s, max(cells, 1), "…"))
}

// chunks breaks a word into pieces of at most so many cells: behind a sign that
// joins words, if there is one near, and never inside a letter with its marks.
func chunks(word string, cells int) []string {
	var pieces []string
	for width(word) > cells {
		head := ruler().Truncate(word, cells, "")
		if i := strings.LastIndexAny(head, "_-./,;:"); i >= len(head)/2 {
			head = head[:i+1]
		}
		if head == "" { // one letter wider than the room
			_, n := utf8.DecodeRuneInString(word)
			head = word[:n]
		}
		pieces = append(pieces, head)
		word = word[len(head):]
	}
	return append(pieces, word)
}
