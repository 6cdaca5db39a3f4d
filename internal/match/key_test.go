package match

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

func TestURLKey(t *testing.T) {
	for url, want := range map[string]string{
		"":                                 "",
		" https://LMS.example.edu ":        "lms.example.edu",
		"https://lms.example.edu/a/1/":     "lms.example.edu/a/1",
		"http://lms.example.edu/a/1":       "lms.example.edu/a/1",
		"HTTPS://LMS.Example.edu/A/1?x=/y": "lms.example.edu/A/1",
		"//lms.example.edu/a/1#top":        "lms.example.edu/a/1",
		"lms.example.edu/a/1":              "lms.example.edu/a/1",
		"https://lms.example.edu:443/a":    "lms.example.edu/a",
		"https://lms.example.edu:8443/a":   "lms.example.edu:8443/a",
		"lms.example.edu/go?to=http://x/y": "lms.example.edu/go",
	} {
		if got := URLKey(url); got != want {
			t.Errorf("URLKey(%q) = %q, want %q", url, got, want)
		}
	}
}

func TestBelow(t *testing.T) {
	for _, test := range []struct {
		url, container string
		want           bool
	}{
		{"https://h/5/lineitems/1/lineitem?type_id=2", "http://h/5/lineitems?type_id=2", true},
		{"https://h/51/lineitems/1", "https://h/5", false},
		{"https://h/5/lineitems", "https://h/5/lineitems/", false},
		{"https://h/5/lineitems/1", "", false},
		{"", "https://h/5", false},
	} {
		if got := Below(test.url, test.container); got != test.want {
			t.Errorf("Below(%q, %q) = %v", test.url, test.container, got)
		}
	}
}

func FuzzURLKey(f *testing.F) {
	for _, seed := range []string{"https://h/p/?q#f", "//h:80", "a://b://c", "h//p//", "/p", "?", "h:443:443/"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, url string) {
		key := URLKey(url)
		if strings.ContainsAny(key, "?#") || strings.HasSuffix(key, "/") {
			t.Errorf("URLKey(%q) = %q keeps what it should leave out", url, key)
		}
		if key != "" && !strings.Contains(key, "://") && !strings.HasPrefix(key, "/") && exactKey(key) == key {
			if a, b := URLKey("http://"+key+"/?x=1"), URLKey("https://"+key); a != b {
				t.Errorf("scheme, query or slash count: %q and %q", a, b)
			}
		}
	})
}

func FuzzFoldKey(f *testing.F) {
	for _, seed := range []string{"Anna@Example.EDU", "ÉCOLE", "e\u0301cole", "ΣΊΣΥΦΟΣ", "straße", "İstanbul", "\ufeffx\u200b", "ſK", "\u0345\u0301", "a\xffb", "\xce\xe2"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		key := FoldKey(s)
		if again := FoldKey(key); again != key {
			t.Errorf("FoldKey(%q) = %q, and of that %q", s, key, again)
		}
		if other := FoldKey("  " + norm.NFD.String(strings.ToUpper(s)) + "\t"); strings.EqualFold(s, strings.ToUpper(s)) && other != key {
			t.Errorf("FoldKey(%q) = %q, in upper case %q", s, key, other)
		}
	})
}

func FuzzTitleKey(f *testing.F) {
	for _, seed := range []string{" Lab  1 ", "Lab\u00a01", "Caf\u0065\u0301", "\ufeff", "a\u200bb", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		key := titleKey(s)
		if again := titleKey(key); again != key {
			t.Errorf("titleKey(%q) = %q, and of that %q", s, key, again)
		}
		if spaced := titleKey(" " + strings.ReplaceAll(s, " ", "  ")); spaced != key {
			t.Errorf("spaces count: %q and %q", key, spaced)
		}
	})
}

func FuzzNewName(f *testing.F) {
	for _, seed := range []string{"O’Brien, Seán", "Müller", "Søren Ægir", "Łukasz Żółć", "王小明", "Ελένη", "محمد", "김민수", "ﬁ", "İ", "Å\u0345", "\xf6ȭ"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n := newName(s)
		if n.key == "" {
			return
		}
		if got := n.like(newName(strings.ToUpper(n.key))); got != sameName && got != noName && !strings.ContainsAny(n.key, "ae oe ue") {
			t.Errorf("the name %q is not like itself in capitals: %d", n.key, got)
		}
		if newName("  "+s+" ,").key != n.key {
			t.Errorf("blanks and commas around %q count", s)
		}
	})
}
