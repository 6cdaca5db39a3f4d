package httpkit

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

const masked = "***"

// redactor takes secrets out of a text.
type redactor struct {
	known  []string
	query  *regexp.Regexp
	header *regexp.Regexp
	url    *regexp.Regexp
}

func newRedactor(secrets []string) *redactor {
	r := &redactor{
		query:  regexp.MustCompile(`(?i)\b([a-z_]*(?:token|secret|password|passwd|assertion|signature|privatekey|sesskey)"?)(=|:\s*"|%3D)[^&\s"'<>]+`),
		header: regexp.MustCompile(`(?i)\b(bearer|basic|oauth)\s+[a-z0-9._~+/=-]{8,}`),
		// A query says who is asked about, beside its tokens.
		url: regexp.MustCompile(`(https?://[^\s"'?]+)\?[^\s"']*`),
	}
	for _, s := range secrets {
		// Shorter texts are in every sentence, and are no secrets.
		if len(s) >= 6 {
			r.known = append(r.known, s, url.QueryEscape(s))
		}
	}
	// The longest first, lest a part of one is taken for another.
	slices.SortFunc(r.known, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	return r
}

func (r *redactor) clean(text string) string {
	for _, s := range r.known {
		text = strings.ReplaceAll(text, s, masked)
	}
	text = r.url.ReplaceAllString(text, "$1")
	text = r.query.ReplaceAllString(text, "$1${2}"+masked)
	return r.header.ReplaceAllString(text, "$1 "+masked)
}
