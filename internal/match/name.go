package match

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// name is a person's name made ready to be compared.
type name struct {
	parts []string // folded and sorted, so that their order does not count
	key   string   // parts in one string
	latin bool     // no letter of another script
}

// full reports whether the name says enough to tell people apart: two parts, or
// one in a script that does not put spaces between them.
func (n name) full() bool {
	return len(n.parts) > 1 || len(n.parts) == 1 && !n.latin && len([]rune(n.key)) > 1
}

func newName(s string) name {
	n := name{latin: true}
	for _, part := range strings.FieldsFunc(fold(s), func(r rune) bool { return !inName(r) }) {
		for _, r := range part {
			n.latin = n.latin && (!unicode.IsLetter(r) || unicode.Is(unicode.Latin, r))
		}
		n.parts = append(n.parts, plainUmlauts(part))
	}
	slices.Sort(n.parts)
	n.key = strings.Join(n.parts, " ")
	return n
}

func inName(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// fold takes case, compatibility forms, Latin, Greek and Cyrillic diacritics and
// apostrophes out of a text. Marks of other scripts stay: there they are letters.
func fold(s string) string {
	if ascii(s) && !strings.Contains(s, "'") {
		return strings.ToLower(s)
	}
	var b strings.Builder
	// norm passes over what stands behind a broken byte; []rune mends it.
	for _, r := range norm.NFKD.String(string([]rune(s))) {
		switch r = unicode.ToLower(FoldRune(r)); {
		case unicode.Is(unicode.Cf, r), strings.ContainsRune("'’‘ʼ`´", r):
		case 0x300 <= r && r <= 0x36f, 0x1ab0 <= r && r <= 0x1aff, 0x1dc0 <= r && r <= 0x1dff:
		default:
			b.WriteString(spellOut(r))
		}
	}
	return b.String()
}

// spellOut writes the letters that Unicode does not take apart as those do who
// cannot type them.
func spellOut(r rune) string {
	switch r {
	case 'ß', 'ẞ':
		return "ss"
	case 'ø':
		return "o"
	case 'ł':
		return "l"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'đ', 'ð':
		return "d"
	case 'þ':
		return "th"
	case 'ı':
		return "i"
	case 'ħ':
		return "h"
	}
	return string(r)
}

// plainUmlauts makes ae, oe and ue one letter: Mueller is Müller, whose dots are
// gone by now. That it shortens Samuel too does no harm, as it does so always.
func plainUmlauts(s string) string {
	for _, vowel := range []string{"a", "o", "u"} {
		s = strings.ReplaceAll(s, vowel+"e", vowel)
	}
	return s
}

// likeness is how much two names have in common.
type likeness int

const (
	noName       likeness = iota // one of them is not known, or not comparable
	otherName                    // not one part in common
	touchingName                 // some part in common
	initialsName
	partName // all parts of the shorter are in the longer
	slipName // one typing error
	sameName
)

func (n name) like(m name) likeness {
	switch {
	case n.key == "" || m.key == "" || n.latin != m.latin:
		return noName
	case n.key == m.key:
		return sameName
	}
	a, b := difference(n.parts, m.parts), difference(m.parts, n.parts)
	common := len(n.parts) - len(a)
	switch {
	case common > 1 && (len(a) == 0 || len(b) == 0):
		return partName
	case len(a) == 1 && len(b) == 1 && min(len(a[0]), len(b[0])) >= 4 && slip(a[0], b[0]):
		return slipName
	case common > 0 && initials(a, b):
		return initialsName
	case common > 0:
		return touchingName
	}
	return otherName
}

// difference returns the parts of a that b does not have. Both are sorted.
func difference(a, b []string) []string {
	var rest []string
	for _, part := range a {
		switch at, found := slices.BinarySearch(b, part); {
		case found:
			b = slices.Concat(b[:at], b[at+1:])
		default:
			rest = append(rest, part)
		}
	}
	return rest
}

// initials reports whether each part of one side is the initial of a part of the
// other.
func initials(a, b []string) bool {
	short, long := a, b
	if len(a) > 0 && len([]rune(a[0])) > 1 {
		short, long = b, a
	}
	for _, part := range short {
		fits := func(whole string) bool { return strings.HasPrefix(whole, part) }
		if len([]rune(part)) != 1 || !slices.ContainsFunc(long, fits) {
			return false
		}
	}
	return len(short) > 0
}
