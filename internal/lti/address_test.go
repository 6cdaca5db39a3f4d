package lti

import (
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestBelow(t *testing.T) {
	for lineItem, want := range map[string]string{
		"http://m.example/mod/lti/services.php/5/lineitems/40/lineitem?type_id=1": "http://m.example/mod/lti/services.php/5/lineitems/40/lineitem/scores?type_id=1",
		"https://c.example/api/lti/courses/4102/line_items/902":                   "https://c.example/api/lti/courses/4102/line_items/902/scores",
		"https://c.example/line_items/902/":                                       "https://c.example/line_items/902/scores",
		"https://c.example/a%2Fb/%C3%BC?q=%2F&q=x#part":                           "https://c.example/a%2Fb/%C3%BC/scores?q=%2F&q=x",
		" https://c.example?x=1 ":                                                 "https://c.example/scores?x=1",
	} {
		got, err := below(lineItem, "scores")
		if err != nil || got.String() != want {
			t.Errorf("%s: %v, %v", lineItem, got, err)
		}
	}
	for _, bad := range []string{"", "/lineitems/1", "ftp://a.example/x", "https://", "https://u:topsecret@a.example/x", "https://a.example/%zz?topsecret", "javascript:topsecret"} {
		if got, err := below(bad, "scores"); err == nil || strings.Contains(err.Error(), "topsecret") {
			t.Errorf("%q: %v, %v", bad, got, err)
		}
	}
}

func TestWith(t *testing.T) {
	for _, tt := range []struct {
		query, want string
		add         []parameter
	}{
		{"type_id=1", "type_id=1", nil},
		{"", "limit=5", []parameter{{"limit", "5"}}},
		{"rlid=old&x=%2F&&y", "x=%2F&y&rlid=a+b%26c", []parameter{{"rlid", "a b&c"}}},
		{"rl%69d=1&role=x", "role=x&rlid=2", []parameter{{"rlid", "2"}, {"role", ""}}},
	} {
		u := &url.URL{Scheme: "https", Host: "a.example", RawQuery: tt.query}
		if got := with(u, tt.add...); got.RawQuery != tt.want || u.RawQuery != tt.query {
			t.Errorf("%q with %v: %q", tt.query, tt.add, got.RawQuery)
		}
	}
}

// TestBelowKeepsTheRest: whatever an address is, its path grows at the end and
// nothing else of it changes.
func TestBelowKeepsTheRest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		path := "/" + strings.Join(rapid.SliceOfN(rapid.StringMatching(`([a-z0-9._~!$&'()*+,;=:@-]|%2F|%25|%C3%BC|%20){1,6}`), 1, 4).Draw(t, "path"), "/")
		query := rapid.StringMatching(`([a-z0-9=&/?:@_.~-]|%26|%3D){0,20}`).Draw(t, "query")
		address := "https://lms.example.edu:8443" + path
		if query != "" {
			address += "?" + query
		}
		got, err := below(address, "results")
		if err != nil {
			t.Fatalf("%s: %v", address, err)
		}
		if got.EscapedPath() != path+"/results" || got.RawQuery != query || got.Host != "lms.example.edu:8443" {
			t.Fatalf("%s became %s", address, got)
		}
		again, err := url.Parse(got.String())
		if err != nil || again.EscapedPath() != path+"/results" || again.RawQuery != query {
			t.Fatalf("%s is read as %v, %v", got, again, err)
		}
		same := with(got, parameter{"limit", "7"})
		if values := same.Query()["limit"]; len(values) != 1 || values[0] != "7" {
			t.Fatalf("%s has limit %v", same, values)
		}
	})
}
