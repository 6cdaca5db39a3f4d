package httpkit

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/gradesync/gradesync/internal/grade"
)

const pageOne = "https://canvas.example.edu/api/v1/courses/7/users?page=1&per_page=10"

func asked(t testing.TB) *url.URL {
	t.Helper()
	u, err := url.Parse(pageOne)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestNextPage(t *testing.T) {
	const next = "https://canvas.example.edu/api/v1/courses/7/users?page=bookmark:WyJBZGEiXQ&per_page=10"
	for name, tt := range map[string]struct {
		headers []string
		want    string
	}{
		"quoted, as Canvas sends it": {[]string{`<` + pageOne + `>; rel="current",<` + next + `>; rel="next",<` + pageOne + `>; rel="first"`}, next},
		"single quotes":              {[]string{`<` + next + `>; rel='next'`}, next},
		"curly quotes":               {[]string{`<` + next + `>; rel=“next”`}, next},
		"bare":                       {[]string{`<` + next + `>;rel=next, <` + pageOne + `>;rel=last`}, next},
		"names in capitals":          {[]string{`<` + next + `>; REL="Next"`}, next},
		"several relations":          {[]string{`<` + next + `>; rel="last next"`}, next},
		"several headers":            {[]string{`<` + pageOne + `>; rel="first"`, `<` + next + `>; rel="next"`}, next},
		"another parameter before":   {[]string{`<` + next + `>; title="a, <b>; rel=prev"; rel="next"`}, next},
		"escaped ampersand":          {[]string{`<` + strings.ReplaceAll(next, "&", "&amp;") + `>; rel="next"`}, next},
		"comma in the address":       {[]string{`<` + next + `,x;y>; rel="next"`}, next + ",x;y"},
		"default port":               {[]string{`<https://canvas.example.edu:443/x>; rel="next"`}, "https://canvas.example.edu:443/x"},
		"relative":                   {[]string{`</api/v1/x?Page=B>; rel="next"`}, "https://canvas.example.edu/api/v1/x?Page=B"},
		"letters are kept":           {[]string{`<https://canvas.example.edu/A?page=AbC>; rel="next"`}, "https://canvas.example.edu/A?page=AbC"},
		"last page":                  {[]string{`<` + pageOne + `>; rel="current"`}, ""},
		"the word elsewhere":         {[]string{`<` + pageOne + `>; title="next"`, `<` + pageOne + `>; rel="nextish"`}, ""},
		"none":                       {nil, ""},
		"not closed":                 {[]string{`<` + next}, ""},
		"only the first rel counts":  {[]string{`<` + pageOne + `>; rel="prev"; rel="next"`}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := NextPage(http.Header{"Link": tt.headers}, asked(t))
			if err != nil || got != tt.want {
				t.Errorf("got %q, %v, want %q", got, err, tt.want)
			}
		})
	}
}

func TestNextPageElsewhere(t *testing.T) {
	for _, target := range []string{
		"https://evil.example/api/v1/users", "http://canvas.example.edu/api/v1/users", "https://canvas.example.edu:8443/x",
		"//evil.example/x", "https://canvas.example.edu@evil.example/x", "https://u:p@canvas.example.edu/x", "https://[", "%zz",
	} {
		got, err := NextPage(http.Header{"Link": {"<" + target + `>; rel="next"`}}, asked(t))
		if !errors.Is(err, grade.ErrUnreadable) || got != "" {
			t.Errorf("%s: got %q, %v", target, got, err)
		}
	}
}

func FuzzNextPage(f *testing.F) {
	f.Add(`<https://canvas.example.edu/x?page=2>; rel="next"`)
	f.Add(`<https://canvas.example.edu/x>; rel=“next”; title='a,<b>', <y>; REL=last`)
	f.Add(`<>;=;"<`)
	f.Add(`<a>;rel`)
	f.Fuzz(func(t *testing.T, header string) {
		next, err := NextPage(http.Header{"Link": {header}}, asked(t))
		switch {
		case err != nil && !errors.Is(err, grade.ErrUnreadable):
			t.Errorf("error without class: %v", err)
		case err == nil && next != "":
			if u, bad := url.Parse(next); bad != nil || !sameOrigin(u, asked(t)) {
				t.Errorf("the next page of %q is %q", header, next)
			}
			if !strings.Contains(strings.ToLower(header), "next") {
				t.Errorf("%q names no next page, and got %q", header, next)
			}
		}
	})
}
