package match

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Blank reports whether r is a space or one of the invisible characters that
// spreadsheets and copied text leave at the ends of a cell.
func Blank(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }

// exactKey is a key that is compared as it is written, but for blanks around it.
func exactKey(s string) string { return strings.TrimFunc(s, Blank) }

// FoldKey is a key that is compared without regard to case: e-mail address,
// login, SIS id. Only single characters are folded: ß is not ss here, since
// these could be the logins of two people.
func FoldKey(s string) string {
	s = strings.TrimFunc(s, Blank)
	if ascii(s) {
		return strings.ToLower(s)
	}
	// norm passes over what stands behind a broken byte; []rune mends it.
	s = string([]rune(s))
	return norm.NFC.String(strings.Map(FoldRune, norm.NFD.String(s)))
}

// FoldRune returns the one rune that stands for all that differ from r in case.
func FoldRune(r rune) rune {
	least := r
	for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
		least = min(least, next)
	}
	if least < unicode.MaxASCII {
		return unicode.ToLower(least)
	}
	return least
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] > unicode.MaxASCII {
			return false
		}
	}
	return true
}

// titleKey is a title without the blanks around it and with single spaces.
func titleKey(s string) string {
	return strings.Join(strings.FieldsFunc(norm.NFC.String(string([]rune(s))), Blank), " ")
}

// URLKey is what two URLs of one line item have in common: host and path. It
// leaves out the scheme, the query, the fragment, a slash at the end and the
// default port; the host is in lower case. It is empty for an empty URL.
func URLKey(url string) string {
	s := exactKey(url)
	if i := strings.IndexAny(s, "?#"); i >= 0 {
		s = s[:i]
	}
	if scheme, rest, ok := strings.Cut(s, "://"); ok && !strings.Contains(scheme, "/") {
		s = rest
	} else {
		s = strings.TrimPrefix(s, "//")
	}
	host, path, _ := strings.Cut(s, "/")
	host = strings.ToLower(host)
	host = strings.TrimSuffix(strings.TrimSuffix(host, ":443"), ":80")
	path = strings.TrimRight(path, "/")
	if path == "" {
		return host
	}
	return host + "/" + path
}

// Below reports whether the line item at url stands below the container, which
// is a course's list of line items. Nothing is below an empty container.
func Below(url, container string) bool {
	parent := URLKey(container)
	return parent != "" && strings.HasPrefix(URLKey(url), parent+"/")
}
