package lab

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// listing is an answer of many, which Canvas gives page by page.
type listing struct {
	items    []object
	bookmark bool               // pages are found by a token and not by a number
	wrap     func([]object) any // nil: the items alone
	last     int                // the page behind which no other is named; 0 is the true one
	breaks   int                // the page at which Canvas fails; 0 is none
}

const (
	defaultPage = 10
	maxPage     = 100
	maxLinks    = 6144 // bytes of the Link header
)

// perPage is how many a page holds; what is asked for is cut down without a word.
func (c *canvasCall) perPage() int {
	n, err := strconv.Atoi(c.form.Get("per_page"))
	if err != nil || n < 1 {
		n = defaultPage
	}
	return min(n, c.ways.ceiling())
}

// page cuts the page that was asked for out of a listing and writes the links to
// the others.
func (c *canvasCall) page(h http.Header, l listing) (any, error) {
	from, err := c.offset(l)
	if err != nil {
		return nil, err
	}
	size := c.perPage()
	from = min(from, len(l.items))
	to := min(from+size, len(l.items))
	c.link(h, l, from, size)
	items := append([]object{}, l.items[from:to]...)
	if l.wrap != nil {
		return l.wrap(items), nil
	}
	return items, nil
}

// offset is where the page begins. A number past the end is an empty page; a
// bookmark that was never given out is not found.
func (c *canvasCall) offset(l listing) (int, error) {
	page := c.form.Get("page")
	if !l.bookmark {
		n, err := strconv.Atoi(page)
		if err != nil || n < 1 {
			n = 1
		}
		if l.breaks > 0 && n >= l.breaks {
			return 0, exception()
		}
		return (n - 1) * c.perPage(), nil
	}
	token, marked := strings.CutPrefix(page, "bookmark:")
	if !marked {
		if page == "" || page == "first" || page == "1" {
			return 0, nil
		}
		return 0, nowhere()
	}
	for i := range l.items {
		if bookmarkOf(l.items[i]) == token {
			return i + 1, nil
		}
	}
	return 0, nowhere()
}

// bookmarkOf is the token of the page behind an item.
func bookmarkOf(o object) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "[%v]", o[0].value))
}

// link writes the Link header: absolute, with all that was asked for but the
// page, the size and the token.
func (c *canvasCall) link(h http.Header, l listing, from, size int) {
	var rels, parts []string
	add := func(rel, page string) {
		rels, parts = append(rels, rel), append(parts, "<"+c.pageURL(page, size)+`>; rel="`+rel+`"`)
	}
	if l.bookmark {
		current := c.form.Get("page")
		if current == "" {
			current = "first"
		}
		add("current", current)
		if from+size < len(l.items) {
			add("next", "bookmark:"+bookmarkOf(l.items[from+size-1]))
		}
		add("first", "first")
	} else {
		n, last := from/size+1, max(1, (len(l.items)+size-1)/size)
		if l.last > 0 {
			last = min(last, l.last)
		}
		add("current", strconv.Itoa(n))
		if n < last {
			add("next", strconv.Itoa(n+1))
		}
		if n > 1 {
			add("prev", strconv.Itoa(n-1))
		}
		add("first", "1")
		add("last", strconv.Itoa(last))
	}
	// Of links that are too long, those go first that are needed least.
	for _, rel := range []string{"first", "current", "prev", "last", "next"} {
		if i := slices.Index(rels, rel); i >= 0 && len(strings.Join(parts, ",")) > maxLinks {
			rels, parts = slices.Delete(rels, i, i+1), slices.Delete(parts, i, i+1)
		}
	}
	h.Set("Link", strings.Join(parts, ","))
}

func (c *canvasCall) pageURL(page string, size int) string {
	query := url.Values{}
	for key, values := range c.form {
		if key != "page" && key != "per_page" && key != "access_token" && key != "api_key" {
			query[key] = values
		}
	}
	query.Set("page", page)
	query.Set("per_page", strconv.Itoa(size))
	return c.base + c.r.URL.EscapedPath() + "?" + query.Encode()
}
