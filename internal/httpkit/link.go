package httpkit

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gradesync/gradesync/internal/grade"
)

// NextPage returns the address of the page after the one that was asked for, as
// the Link headers of its answer name it (RFC 8288): an absolute URL, empty when
// there is none. The address is the server's own, letter for letter, but for
// &amp; which some proxies make of an ampersand. One on another host, port or
// scheme is an error of class grade.ErrUnreadable: a token must not travel there.
func NextPage(header http.Header, asked *url.URL) (string, error) {
	for _, l := range parseLinks(strings.Join(header.Values("Link"), ", ")) {
		if !slices.ContainsFunc(l.rels, func(rel string) bool { return strings.EqualFold(rel, "next") }) {
			continue
		}
		next, err := url.Parse(strings.ReplaceAll(l.target, "&amp;", "&"))
		if err != nil || asked == nil {
			return "", fmt.Errorf("%w: the address of the next page is none", grade.ErrUnreadable)
		}
		next = asked.ResolveReference(next)
		if !sameOrigin(next, asked) {
			return "", fmt.Errorf("%w: the next page is said to be on %s://%s, and this one is on %s://%s: is lms.url the address that the site calls its own?",
				grade.ErrUnreadable, next.Scheme, next.Host, asked.Scheme, asked.Host)
		}
		return next.String(), nil
	}
	return "", nil
}

func sameOrigin(a, b *url.URL) bool {
	return a.User == nil && strings.EqualFold(a.Scheme, b.Scheme) && strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

func port(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case strings.EqualFold(u.Scheme, "https"):
		return "443"
	}
	return "80"
}

// link is one target of a Link header with what it is to the page asked for.
type link struct {
	target string
	rels   []string
}

// parseLinks reads the value of a Link header. What is not well formed is left
// out, and never makes a link of something else.
func parseLinks(header string) []link {
	var list []link
	for {
		_, rest, ok := strings.Cut(header, "<")
		if !ok {
			return list
		}
		target, rest, ok := strings.Cut(rest, ">")
		if !ok {
			return list
		}
		l := link{target: strings.TrimSpace(target)}
		l.rels, header = relations(rest)
		if l.target != "" {
			list = append(list, l)
		}
	}
}

// relations reads the parameters behind one target, up to the comma that ends
// them, and returns the first rel and what is left of the header.
func relations(text string) (rels []string, rest string) {
	for {
		text = strings.TrimLeft(text, " \t;")
		if text == "" || text[0] == ',' || text[0] == '<' {
			return rels, text
		}
		end := strings.IndexAny(text, "=;,<")
		if end < 0 || text[end] != '=' {
			text = text[max(end, 0):]
			if end < 0 {
				return rels, ""
			}
			continue
		}
		name := strings.Trim(text[:end], " \t*")
		var value string
		value, text = parameter(strings.TrimLeft(text[end+1:], " \t"))
		if strings.EqualFold(name, "rel") && rels == nil {
			rels = strings.Fields(value)
		}
	}
}

// parameter reads one value: in any quotes that servers and proxies put there, or
// bare up to the next separator. A quote that is not closed ends with the header.
func parameter(text string) (value, rest string) {
	for open, end := range map[string]string{`"`: `"`, `'`: `'`, "“": "”", "‘": "’"} {
		if inner, ok := strings.CutPrefix(text, open); ok {
			value, rest, _ = strings.Cut(inner, end)
			return value, rest
		}
	}
	if i := strings.IndexAny(text, ";,"); i >= 0 {
		return strings.TrimSpace(text[:i]), text[i:]
	}
	return strings.TrimSpace(text), ""
}
