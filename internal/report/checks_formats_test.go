package report

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/gradesync/gradesync/internal/diagnose"
)

// TestChecksAreInert: whatever checks say, their documents are text and tables.
func TestChecksAreInert(t *testing.T) {
	known := ownElements(t)
	rapid.Check(t, func(t *rapid.T) {
		c := anyChecks(t)
		s := Style{Run: "preflight/" + anyMarkup(t)}
		for i := range c.Checks {
			c.Checks[i].Detail, c.Checks[i].Remedy = anyMarkup(t), "</script><iframe> "+anyMarkup(t)
		}
		var md, page bytes.Buffer
		if err := firstOf(markdownChecks(&md, c, s), htmlChecks(&page, c, s)); err != nil {
			t.Fatal(err)
		}
		if found := active(md.String()); found != "" {
			t.Fatal(found)
		}
		if found := foreign(page.Bytes(), known); found != "" || bytes.Contains(page.Bytes(), []byte("<script")) {
			t.Fatalf("%s in a page that needs no script", found)
		}
	})
}

// TestChecksBeginWithTrouble: what failed comes before what is ok, and all of it is
// there.
func TestChecksBeginWithTrouble(t *testing.T) {
	c := someChecks()
	for name, write := range map[string]func(*bytes.Buffer) error{
		"markdown": func(b *bytes.Buffer) error { return markdownChecks(b, c, Style{Run: "preflight/CALC101"}) },
		"html":     func(b *bytes.Buffer) error { return htmlChecks(b, c, Style{Run: "preflight/CALC101"}) },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		got := b.String()
		if !strings.Contains(got, "Preflight of CALC101") {
			t.Errorf("%s does not say what it is", name)
		}
		quiet := strings.Index(got, "<details")
		for _, check := range c.Checks {
			at := strings.Index(got, check.ID)
			fine := check.State == diagnose.CheckOK || check.State == diagnose.CheckSkipped
			if at < 0 || fine != (at > quiet) {
				t.Errorf("%s: %s is at %d, the fold at %d", name, check.ID, at, quiet)
			}
		}
	}
}
