package lab

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// window is the part of a list that is asked for.
type window struct {
	limit, from int
}

func windowOf(query url.Values) window {
	limit, _ := strconv.Atoi(query.Get("limit"))
	from, _ := strconv.Atoi(query.Get("from"))
	return window{max(0, limit), max(0, from)}
}

func cutOut[T any](w window, list []T) []T {
	if w.limit == 0 {
		return list
	}
	from := min(w.from, len(list))
	return list[from:min(from+w.limit, len(list))]
}

// gradeLinks is the Link header of Moodle's grade services: with typographic quotes
// and escaped ampersands, and with a last page that begins one too late. In strict
// mode it is as the standard has it. The address has its query, of which limit and
// from are left out.
func (w window) gradeLinks(address string, total int, strict bool) string {
	if w.limit == 0 {
		return ""
	}
	joint, quotes, last := "&amp;", [2]string{"“", "”"}, max(0, total-w.limit+1)
	if strict {
		joint, quotes, last = "&", [2]string{`"`, `"`}, max(0, total-1)/w.limit*w.limit
	}
	if !strings.Contains(address, "?") {
		address += "?"
	} else {
		address += joint
	}
	var links []string
	add := func(rel string, from int) {
		links = append(links, "<"+address+"limit="+strconv.Itoa(w.limit)+joint+"from="+strconv.Itoa(from)+">; rel="+quotes[0]+rel+quotes[1])
	}
	inside := w.from < total
	add("first", 0)
	if inside && w.from > 0 {
		add("prev", max(0, w.from-w.limit))
	}
	add("canonical", w.from)
	if inside && w.from+w.limit < total {
		add("next", w.from+w.limit)
	}
	add("last", last)
	return strings.Join(links, ", ")
}

// memberLink is the Link header of Moodle's roster, which has ordinary quotes and
// the next page alone.
func (w window) memberLink(address string, total int, query url.Values) string {
	if w.limit == 0 || w.from+w.limit >= total {
		return ""
	}
	out := address + "?limit=" + strconv.Itoa(w.limit) + "&from=" + strconv.Itoa(w.from+w.limit)
	for _, name := range []string{"role", "rlid"} {
		if v := query.Get(name); v != "" {
			out += "&" + name + "=" + url.QueryEscape(v)
		}
	}
	return "<" + out + `>; rel="next"`
}

// matches tells whether every filter that is given fits.
func matches(query url.Values, values map[string]string) bool {
	for name, value := range values {
		if asked := query.Get(name); asked != "" && asked != value {
			return false
		}
	}
	return true
}

// without takes things out of a list without changing it.
func without[T any](list []T, gone func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(list), gone)
}
