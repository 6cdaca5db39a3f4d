package redact

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/gradesync/gradesync/internal/match"
)

// Values are compared as internal/match compares them, by its FoldKey, FoldRune and Blank.

// trim takes the blanks off both ends of a value and returns them too.
func trim(s string) (before, core, after string) {
	core = strings.TrimLeftFunc(s, match.Blank)
	before = s[:len(s)-len(core)]
	end := strings.TrimRightFunc(core, match.Blank)
	return before, end, core[len(end):]
}

// composed is a text in the form that is compared; broken bytes are mended as writing
// JSON mends them.
func composed(s string) string {
	if ascii(s) {
		return s
	}
	return norm.NFC.String(string([]rune(s)))
}

// fold takes case out of a text, rune by rune.
func fold(s string) string {
	if ascii(s) {
		return strings.ToLower(s)
	}
	return strings.Map(match.FoldRune, composed(s))
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// inWord tells what words consist of.
func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

func digitsOnly(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
