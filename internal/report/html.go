package report

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"

	"github.com/gradesync/gradesync/internal/diagnose"
)

func htmlFormat() Format {
	return Format{
		Name: "html", Doc: "for people and for paper: one file with causes, filters and a map of every grade",
		Diagnosis: htmlDiagnosis, Checks: htmlChecks, Resync: htmlResync, Whole: true,
	}
}

//go:embed html
var htmlFiles embed.FS

// htmlHead is what every page begins with.
type htmlHead struct {
	Title, Version string
	Site, Sources  string
	Named          bool   // people are, because that was asked for
	Tone           string // good, bad or unsure
	Verdict        []string
	Bar            []htmlShare
	BarText        string
	Policy         string
	CSS            template.CSS
	JS             template.JS
}

// newHead reads the page's own style and script. Its policy lets in these two, by
// their hashes, and nothing else: no network, no other script, no other style.
func newHead(script bool) (htmlHead, error) {
	css, err := htmlFiles.ReadFile("html/report.css")
	if err != nil {
		return htmlHead{}, fmt.Errorf("write the report as HTML: %w", err)
	}
	h := htmlHead{CSS: template.CSS(css), Policy: "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; style-src " + hashed(css)} //nolint:gosec // our own file
	if !script {
		return h, nil
	}
	js, err := htmlFiles.ReadFile("html/report.js")
	if err != nil {
		return htmlHead{}, fmt.Errorf("write the report as HTML: %w", err)
	}
	h.JS = template.JS(js) //nolint:gosec // our own file
	h.Policy += "; script-src " + hashed(js)
	return h, nil
}

// hashed is how a policy names an inline style or script.
func hashed(text []byte) string {
	sum := sha256.Sum256(text)
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

func htmlTemplates() (*template.Template, error) {
	t, err := template.ParseFS(htmlFiles, "html/*.gohtml")
	if err != nil {
		return nil, fmt.Errorf("write the report as HTML: %w", err)
	}
	return t, nil
}

// htmlDiagnosis writes a report as one file that needs no other and no network.
// All that comes from outside goes through the template or, for the script, through
// JSON that is set as text.
func htmlDiagnosis(w io.Writer, r *diagnose.Report, s Style) error {
	t, err := htmlTemplates()
	if err != nil {
		return err
	}
	page, err := newPageOf(r, s)
	if err != nil {
		return err
	}
	if err := t.ExecuteTemplate(w, "top", page); err != nil {
		return err
	}
	if page.Map == nil {
		_, err := io.WriteString(w, "</body>\n</html>\n")
		return err
	}
	if _, err := io.WriteString(w, `<script type="application/json" id="data">`); err != nil {
		return err
	}
	if err := page.d.data(w, page.grid); err != nil {
		return err
	}
	if _, err := io.WriteString(w, "</script>\n"); err != nil {
		return err
	}
	return t.ExecuteTemplate(w, "bottom", page)
}

// htmlChecks writes checks as one file without any script.
func htmlChecks(w io.Writer, c *diagnose.Checks, s Style) error {
	t, err := htmlTemplates()
	if err != nil {
		return err
	}
	h, err := newHead(false)
	if err != nil {
		return err
	}
	h.Title, h.Version, h.Tone = checksTitle(s), clean(c.Gradesync), "good"
	h.Sources = c.GeneratedAt.UTC().Format("2006-01-02 15:04 MST")
	switch {
	case c.Totals.Failed > 0, s.Strict && c.Totals.Unknown > 0:
		h.Tone = "bad"
	case c.Totals.Warning+c.Totals.Unknown > 0, c.Totals.OK == 0:
		h.Tone = "unsure"
	}
	for _, span := range checkTotals(c.Totals, s.Strict) {
		h.Verdict = append(h.Verdict, withoutComma(span.text))
	}
	trouble, rest := parted(c.Checks)
	return t.ExecuteTemplate(w, "checks", struct {
		htmlHead
		Trouble []htmlCheck
		Quiet   string
		Groups  []htmlGroup
	}{h, htmlChecked(trouble), quietWords(len(rest)), htmlGroups(rest)})
}
