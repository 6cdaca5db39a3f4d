package lti

import (
	"errors"
	"net/url"
	"slices"
	"strings"
)

// absolute parses a service's address. Its errors do not repeat it: its query may
// hold what no log should.
func absolute(address string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	switch {
	case err != nil, u.Host == "", u.Scheme != "https" && u.Scheme != "http":
		return nil, errors.New("the address is not a URL such as https://lms.example.edu/path")
	case u.User != nil:
		return nil, errors.New("the address holds a user name or password")
	}
	u.Fragment, u.RawFragment = "", ""
	return u, nil
}

// below returns the address of a service of a line item: the segment is put at the
// end of the path and before the query (AGS 2.0 section 3.4.1), where a plain
// concatenation would put it behind Moodle's ?type_id=1.
func below(lineItem, segment string) (*url.URL, error) {
	u, err := absolute(lineItem)
	if err != nil {
		return nil, err
	}
	// The escaped form is kept as the platform wrote it: %2F is not a slash.
	escaped := strings.TrimRight(u.EscapedPath(), "/") + "/" + segment
	if u.Path, err = url.PathUnescape(escaped); err != nil {
		return nil, errors.New("the path of the address is not readable")
	}
	u.RawPath = escaped
	return u, nil
}

// parameter is one filter of a request.
type parameter struct{ name, value string }

// with adds the parameters that have a value to the query, in place of those of
// the same name that the address has already. The rest of the query stays letter
// for letter.
func with(u *url.URL, parameters ...parameter) *url.URL {
	pairs := strings.Split(u.RawQuery, "&")
	for _, p := range parameters {
		if p.value == "" {
			continue
		}
		pairs = slices.DeleteFunc(pairs, func(pair string) bool { return pair == "" || nameOf(pair) == p.name })
		pairs = append(pairs, p.name+"="+url.QueryEscape(p.value))
	}
	next := *u
	next.RawQuery = strings.Join(pairs, "&")
	return &next
}

// nameOf is the decoded name of one pair of a query.
func nameOf(pair string) string {
	name, _, _ := strings.Cut(pair, "=")
	if plain, err := url.QueryUnescape(name); err == nil {
		return plain
	}
	return name
}
