package redact

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/gradesync/gradesync/internal/match"
)

func testRedactor(secrets ...string) *redactor {
	r := newRedactor([]byte("0123456789abcdef"))
	for _, s := range secrets {
		r.values.add("Learner.Login", s)
	}
	return r
}

// drawAddress draws addresses that are often equal, or below one another, in one way
// or another.
func drawAddress(t *rapid.T) string {
	pick := func(label string, of ...string) string { return rapid.SampledFrom(of).Draw(t, label) }
	return pick("blank", "", " ") + pick("scheme", "https://", "http://", "//", "", "HTTPS://") + pick("user", "", "ada@") +
		pick("host", "lms.uni.test", "LMS.uni.test", "uni.test", "10.0.0.7", "localhost", "") + pick("port", "", ":443", ":80", ":8443") +
		pick("path", "", "/", "/5/lineitems", "/5/lineitems/", "/5/lineitems/4/lineitem", "/5/lineitems/ada/lineitem", "/6", "/ada%20b") +
		pick("query", "", "?", "?type_id=1", "?type_id=1/scores", "?ada", "?a=b&a=c", "?x#y") + pick("fragment", "", "#top")
}

// TestAddressesKeepTheirRelations: equal, below and misbuilt as before.
func TestAddressesKeepTheirRelations(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := testRedactor("ada@uni.test", "zoe.q")
		a, b := drawAddress(t), drawAddress(t)
		x, y := r.treat(address, a), r.treat(address, b)
		if (a == b) != (x == y) || (match.URLKey(a) == match.URLKey(b)) != (match.URLKey(x) == match.URLKey(y)) {
			t.Fatalf("%q and %q become %q and %q", a, b, x, y)
		}
		if match.Below(a, b) != match.Below(x, y) {
			t.Fatalf("%q below %q: %t, %q below %q: %t", a, b, match.Below(a, b), x, y, match.Below(x, y))
		}
		if (a == "") != (x == "") || misbuilt(a) != misbuilt(x) {
			t.Fatalf("%q becomes %q", a, x)
		}
	})
}

func misbuilt(s string) bool {
	_, query, _ := strings.Cut(s, "?")
	return strings.Contains(query, "/scores")
}

// TestHostsStayBelowTheirDomains: a tool's domain holds the hosts that it held.
func TestHostsStayBelowTheirDomains(t *testing.T) {
	t.Parallel()
	r := testRedactor()
	domain, below, other := r.treat(host, "uni.test"), r.treat(address, "https://lab.Uni.test/x"), r.treat(address, "https://lab.uni.example/x")
	name, _, _ := strings.Cut(strings.TrimPrefix(strings.ToLower(below), "https://"), "/")
	if !strings.HasSuffix(name, "."+domain) || strings.Contains(other, domain) {
		t.Errorf("%s, %s, %s", domain, below, other)
	}
}

// TestTitlesKeepTheirRelations: equal as before, with and without regard to capitals.
func TestTitlesKeepTheirRelations(t *testing.T) {
	t.Parallel()
	words := rapid.SampledFrom([]string{"Lab", "lab", "LAB", "1", "12345", "12346", "Zoë", "ZOË", "zoë", "zOë", "Zoe", "zoe.q", "Ada's", "(2026)", "ÄB", "äb", "10.0.0.7"})
	blanks := rapid.SampledFrom([]string{" ", "  ", "\t", "\u200b"})
	draw := func(t *rapid.T) string {
		var b strings.Builder
		for _, w := range rapid.SliceOfN(words, 1, 3).Draw(t, "words") {
			b.WriteString(w + blanks.Draw(t, "blank"))
		}
		return b.String()
	}
	single := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	rapid.Check(t, func(t *rapid.T) {
		r := testRedactor("zoe.q")
		a, b := draw(t), draw(t)
		x, y := r.treat(title, a), r.treat(title, b)
		if (single(a) == single(b)) != (single(x) == single(y)) || strings.EqualFold(single(a), single(b)) != strings.EqualFold(single(x), single(y)) {
			t.Fatalf("%q and %q become %q and %q", a, b, x, y)
		}
		if strings.Contains(strings.ToLower(x+y), "zo") {
			t.Fatalf("%q, %q", x, y)
		}
	})
}

// TestIDsKeepTheirRelations: what is compared without blanks, or without capitals,
// still is.
func TestIDsKeepTheirRelations(t *testing.T) {
	t.Parallel()
	ids := rapid.SampledFrom([]string{"ada", "Ada", " ada", "ada ", "ada\u200b", "ADA", "äda", "ÄDA", "a\u0308da", "52", "052", "", " "})
	rapid.Check(t, func(t *rapid.T) {
		r := testRedactor()
		a, b := ids.Draw(t, "a"), ids.Draw(t, "b")
		if (a == b) != (r.treat(personID, a) == r.treat(personID, b)) {
			t.Fatalf("ids %q, %q", a, b)
		}
		for _, k := range []kind{login, email, sisID} {
			if (match.FoldKey(a) == match.FoldKey(b)) != (match.FoldKey(r.treat(k, a)) == match.FoldKey(r.treat(k, b))) {
				t.Fatalf("%s %q, %q", k, a, b)
			}
		}
		if _, core, _ := trim(a); core == "" && r.treat(personID, a) != a {
			t.Fatalf("nothing becomes something: %q", a)
		}
	})
}

// TestResultIDsKeepTheirLength: rules look for those that a column cut off.
func TestResultIDsKeepTheirLength(t *testing.T) {
	t.Parallel()
	r := testRedactor()
	for _, n := range []int{200, 255, 256, 1024} {
		a, b := r.treat(sourcedID, strings.Repeat("a", n)), r.treat(sourcedID, strings.Repeat("b", n))
		if len(a) != n || len(b) != n || a == b {
			t.Errorf("%d characters become %d and %d, equal: %t", n, len(a), len(b), a == b)
		}
	}
	if got := r.treat(sourcedID, "short"); len(got) >= 200 || got == "short" {
		t.Errorf("short becomes %s", got)
	}
}

// TestTokensDiffer: two values never share a token, even where the first eight
// characters are taken.
func TestTokensDiffer(t *testing.T) {
	t.Parallel()
	m := newMinter([]byte("0123456789abcdef"))
	first := m.token(people, "ada")
	other := newMinter(m.key)
	other.owner[string(people)+first] = "somebody else"
	if second := other.token(people, "ada"); second == first || !strings.HasPrefix(second, first) {
		t.Errorf("%s after %s", second, first)
	}
}

// FuzzScanner: what is put into a text as a whole word is found, in order, and nothing
// that is not there.
func FuzzScanner(f *testing.F) {
	for _, seed := range [][2]string{
		{"ada.novak@uni.test", "Lab 1 of ADA.NOVAK@uni.test, again"}, {"Zoë Quintero", "zoë quintero"}, {"----", "a----b"},
		{"王小明的", "王小明的 作业"}, {"x\xffyzw", "x\xffyzw"}, {"(name)", "((name))"}, {"1234", "12345 1234"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, secret, text string) {
		o := newOriginals()
		o.add("Learner.Name", secret)
		folded := fold(text)
		last := 0
		for _, p := range o.in(folded) {
			if p.from < last || p.to > len(folded) || folded[p.from:p.to] != p.original.text {
				t.Fatalf("found %d to %d of %q", p.from, p.to, folded)
			}
			last = p.to
		}
		_, core, _ := trim(secret)
		if planted := text + " " + core + " " + text; len(o.seen) > 0 && len(o.in(fold(planted))) == 0 {
			t.Fatalf("%q is not found in %q", secret, planted)
		}
		r := testRedactor(secret)
		if guarded := r.guard(text+" "+core, false); slices.ContainsFunc(o.in(fold(guarded)), func(p found) bool { return !digitsOnly(p.original.text) }) {
			t.Fatalf("%q is left in %q", secret, guarded)
		}
	})
}
