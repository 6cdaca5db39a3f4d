package report

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gradesync/gradesync/internal/diagnose"
)

// seenPage is what testdata/browser/check.mjs tells of one page.
type seenPage struct {
	File               string   `json:"file"`
	Errors             []string `json:"errors"`
	Violations         []string `json:"violations"`
	Markup             int      `json:"markup"`
	Text, Still        string
	Detail             string
	All, Chosen, Reset seenCounts
	Next               seenCounts
}

type seenCounts struct {
	Rows, Cells, Shown, Cards int
	Found, Range              string
}

// aBrowser returns where Chromium is. It skips the test where there is none.
func aBrowser(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser takes some seconds")
	}
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("there is no chromium: .ci/run browser installs it")
	}
	if _, err := os.Stat(filepath.Join("testdata", "browser", "node_modules")); err != nil {
		t.Skip("playwright-core and axe-core are not installed: .ci/run browser does it")
	}
	return chromium
}

// browse opens pages in Chromium.
func browse(t *testing.T, chromium string, pages map[string][]byte) map[string]seenPage {
	t.Helper()
	dir := t.TempDir()
	args := []string{filepath.Join("testdata", "browser", "check.mjs"), chromium}
	for name, data := range pages {
		file := filepath.Join(dir, name+".html")
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, file+":"+themes(name))
	}
	cmd := exec.CommandContext(t.Context(), "node", args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, errs.String())
	}
	var list []seenPage
	if err := json.Unmarshal(out.Bytes(), &list); err != nil {
		t.Fatalf("%v in %.500s", err, out.String())
	}
	seen := map[string]seenPage{}
	for _, s := range list {
		seen[strings.TrimSuffix(filepath.Base(s.File), ".html")] = s
	}
	return seen
}

// themes says how a page is looked at: every colour and every part of a page is in
// those that are looked at in both themes.
func themes(name string) string {
	switch name {
	case "names", "checks", "resync":
		return "both"
	case "large": // axe-core takes minutes for thousands of cells
		return "none"
	}
	return "light"
}

// spitefulReport has everywhere what a page must not take for its own.
func spitefulReport() *diagnose.Report {
	r := namedReport()
	const image, script, turned = `<img src=x onerror=alert(1)>`, `</script><script>alert(2)</script>`, "Lab \u202e3 detrevni\u202c"
	r.Course.Title, r.LMS.Version = image+script, script
	r.Titles["31"], r.Titles["37"], r.Titles["41"] = turned, image, script
	for i := range r.People {
		r.People[i].Name, r.People[i].Login = image+" "+turned, script
	}
	r.Causes[0].Name = `"><svg onload=alert(3)>`
	r.Causes[0].Evidence[0].Value, r.Causes[0].Evidence[0].Source = image, script
	r.Causes[0].Remedy.Steps[0] = "{{.}}${alert(4)}`" + image
	r.Gaps[0].Reason = "javascript:alert(5)" + script
	return r
}

// TestHTMLInBrowser looks at pages as a reader does, with the mouse, the keyboard
// and axe-core.
func TestHTMLInBrowser(t *testing.T) {
	chromium := aBrowser(t)
	pages := map[string][]byte{
		"demo": htmlOf(t, demoReport()), "names": htmlOf(t, namedReport()), "spiteful": htmlOf(t, spitefulReport()), "hostile": htmlOf(t, hostileReport()),
		"clean": htmlOf(t, cleanReport()), "notool": htmlOf(t, noToolReport()), "unknown": htmlOf(t, unknownReport()),
		"large":  htmlOf(t, gridReport(5000, 60)),
		"checks": render(t, func(b *bytes.Buffer, c *diagnose.Checks) error { return htmlChecks(b, c, Style{}) }, someChecks()),
		"resync": resyncAs(t, "html", appliedPlan(), Style{}), "resync-spiteful": resyncAs(t, "html", hostilePlan(), Style{}),
	}
	seen := browse(t, chromium, pages)
	for name := range pages {
		s := seen[name]
		if len(s.Errors) > 0 {
			t.Errorf("%s: errors in the page: %q", name, s.Errors)
		}
		if len(s.Violations) > 0 {
			t.Errorf("%s: axe-core finds\n%s", name, strings.Join(s.Violations, "\n"))
		}
		if s.Markup > 0 || s.Text == "" || strings.ContainsAny(s.Text, "\u202e\u202c\u2066") {
			t.Errorf("%s: %d elements of somebody else's, or signs that turn the text around", name, s.Markup)
		}
	}
	if s := seen["spiteful"]; !strings.Contains(s.Text, "<img src=x onerror=alert(1)>") || !strings.Contains(s.Still, "</script><script>alert(2)</script>") {
		t.Error("a hostile name does not stand as the text that it is")
	}
	demo := seen["demo"]
	if demo.Chosen.Cards != 1 || demo.Chosen.Rows != 29 || demo.Chosen.Shown != 29 || !strings.HasPrefix(demo.Chosen.Found, "29 grades of 29 people in 1 activity") {
		t.Errorf("the first cause chosen shows %+v", demo.Chosen)
	}
	if demo.Reset != demo.All || demo.All.Cards != 7 {
		t.Errorf("all again is %+v, was %+v", demo.Reset, demo.All)
	}
	if !strings.Contains(demo.Detail, "missing. Tool 8/10, LMS –. LI-02") {
		t.Errorf("the panel says %q", demo.Detail)
	}
	for _, want := range []string{"47 of 229 grades did not arrive", "activity not published", "Show on course page", "Unexplained", "Lab 3"} {
		if !strings.Contains(demo.Still, want) {
			t.Errorf("without the script there is no %q", want)
		}
	}
	if large := seen["large"]; large.All.Rows != 100 || large.All.Cells != 6000 || large.All.Range != "1 to 100 of 5,000 people" ||
		large.Next.Range != "101 to 200 of 5,000 people" || large.Next.Rows != 100 {
		t.Errorf("the large course shows %+v, then %+v", large.All, large.Next)
	}
}
