package redact

import (
	"net/netip"
	"net/url"
	"regexp"
	"strings"
)

// parts is an address taken apart as internal/match reads it: what stands before the
// first slash is the host, whether or not there is a scheme.
type parts struct {
	scheme, user, host, port string
	path                     string // with its slash
	tail                     string // from the first ? or # on
}

func partsOf(s string) parts {
	var p parts
	if i := strings.IndexAny(s, "?#"); i >= 0 {
		s, p.tail = s[:i], s[i:]
	}
	if scheme, rest, ok := strings.Cut(s, "://"); ok && !strings.Contains(scheme, "/") {
		p.scheme, s = scheme+"://", rest
	} else if rest, ok := strings.CutPrefix(s, "//"); ok {
		p.scheme, s = "//", rest
	}
	if i := strings.IndexByte(s, '/'); i >= 0 {
		s, p.path = s[:i], s[i:]
	}
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		p.user, s = s[:i], s[i+1:]
	}
	if i := strings.LastIndexByte(s, ':'); i >= 0 && digitsOnly(s[i+1:]) {
		s, p.port = s[:i], s[i:]
	}
	p.host = s
	return p
}

// pairs are the members of a query.
func pairs(query string) []string {
	return strings.FieldsFunc(query, func(c rune) bool { return c == '&' || c == ';' || c == '?' || c == '#' })
}

// personalParts are what of an address is replaced and may stand elsewhere too: its
// user, its host and the values of its query.
func personalParts(s string) []string {
	_, core, _ := trim(s)
	p := partsOf(core)
	list := []string{p.user, p.host}
	for _, pair := range pairs(p.tail) {
		_, v, ok := strings.Cut(pair, "=")
		if !ok {
			v = pair
		}
		v = strings.TrimSuffix(v, scoresPath)
		list = append(list, v)
		if plain, err := url.QueryUnescape(v); err == nil && plain != v {
			list = append(list, plain)
		}
	}
	return list
}

// scoresPath may stand behind a query by mistake, which a rule looks for.
const scoresPath = "/scores"

// address replaces host, user, query values, and every part of the path but numbers
// and the words that LMSs use there. Addresses that were equal, or below one another,
// are so still.
func (r *redactor) address(core string) string {
	p := partsOf(core)
	if scheme := strings.TrimSuffix(p.scheme, "://"); len(p.scheme) > 3 && !r.plainScheme(scheme) {
		p.scheme = r.mint.token(values, scheme) + "://"
	}
	out := p.scheme
	if p.user != "" {
		out += r.mint.token(people, p.user) + "@"
	}
	if p.host != "" {
		out += r.hostName(p.host)
	}
	out += p.port + r.path(p.path) + r.tail(p.tail)
	if _, query, _ := strings.Cut(core, "?"); strings.Contains(query, scoresPath) {
		out += scoresPath
	}
	return out
}

func (r *redactor) plainScheme(scheme string) bool {
	return strings.EqualFold(scheme, "https") || strings.EqualFold(scheme, "http")
}

// hostName gives each label a pseudonym of its own, so that a domain still holds the
// hosts below it.
func (r *redactor) hostName(name string) string {
	low := strings.ToLower(name)
	if _, err := netip.ParseAddr(strings.Trim(low, "[]")); err == nil {
		return r.issue("ip-" + r.mint.token(places, low) + ".example")
	}
	labels := strings.Split(low, ".")
	if len(labels) == 1 {
		return r.issue("h-" + r.mint.token(places, low) + ".example")
	}
	var b strings.Builder
	for i := range labels[:len(labels)-1] {
		b.WriteString(r.mint.token(places, strings.Join(labels[i:], ".")) + ".")
	}
	shall := b.String() + "example"
	if low != name {
		shall = strings.ToUpper(shall)
	}
	return r.issue(shall)
}

func (r *redactor) path(path string) string {
	segments := strings.Split(path, "/")
	for i, s := range segments {
		ofPerson := i > 0 && personFolder.MatchString(segments[i-1])
		if s != "" && (ofPerson || !r.plainSegment(s)) {
			segments[i] = r.mint.token(values, s)
		}
	}
	return strings.Join(segments, "/")
}

// personFolder is what a person's id comes after in a path.
var personFolder = regexp.MustCompile(`(?i)^(users?|people|members?|profiles?|learners?|students?|accounts?|submissions?|enrol?lments?)$`)

func (r *redactor) plainSegment(s string) bool {
	if r.values.has(s) {
		return false
	}
	for _, w := range strings.FieldsFunc(s, func(c rune) bool { return c == '.' || c == '_' || c == '-' }) {
		if r.values.has(w) || !digitsOnly(w) && !pathWords[strings.ToLower(w)] {
			return false
		}
	}
	return true
}

// tail replaces the values of a query and the fragment behind it.
func (r *redactor) tail(tail string) string {
	if tail == "" {
		return ""
	}
	query, fragment, marked := strings.Cut(tail, "#")
	var b strings.Builder
	if query != "" {
		list := strings.Split(query[1:], "&")
		for i, pair := range list {
			list[i] = r.pair(pair)
		}
		b.WriteString("?" + strings.Join(list, "&"))
	}
	if marked {
		b.WriteString("#")
		if fragment != "" {
			b.WriteString(r.mint.token(values, fragment))
		}
	}
	return b.String()
}

func (r *redactor) pair(pair string) string {
	key, v, ok := strings.Cut(pair, "=")
	switch {
	case pair == "":
		return ""
	case !ok:
		return r.mint.token(values, pair)
	case !queryName.MatchString(key) || len(r.values.in(fold(key))) > 0:
		key = r.mint.token(values, key)
	}
	if v = strings.TrimSuffix(v, scoresPath); v != "" {
		v = r.mint.token(values, v)
	}
	return key + "=" + v
}

var queryName = regexp.MustCompile(`^[A-Za-z][A-Za-z_]{0,30}$`)
