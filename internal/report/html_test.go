package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"html"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
)

func htmlOf(t *testing.T, r *diagnose.Report) []byte {
	t.Helper()
	return render(t, func(b *bytes.Buffer, r *diagnose.Report) error { return htmlDiagnosis(b, r, Style{}) }, r)
}

// gridReport has every pair of a course, a fifth of them in trouble.
func gridReport(users, activities int) *diagnose.Report {
	d := newDraft()
	verdicts := []diagnose.Verdict{diagnose.Arrived, diagnose.Arrived, diagnose.Missing, diagnose.Arrived, diagnose.Arrived, diagnose.NotExpected, diagnose.Arrived, diagnose.Differs, diagnose.Arrived, diagnose.Unknown}
	causes := map[diagnose.Verdict]*diagnose.Cause{
		diagnose.Missing: {Code: "LI-02", Name: "activity not published", Severity: diagnose.SeverityError, Scope: diagnose.ScopeGrade, Certainty: diagnose.Certain},
		diagnose.Differs: {Code: "GB-03", Name: "changed by hand", Severity: diagnose.SeverityWarning, Scope: diagnose.ScopeGrade, Certainty: diagnose.Likely},
	}
	for u := range users {
		for a := range activities {
			p := diagnose.Pair{User: strconv.Itoa(100000 + u), Activity: strconv.Itoa(500 + a)}
			v := verdicts[(u*7+a*3+u*a)%len(verdicts)]
			d.count(v, 1)
			row := diagnose.GradeRow{User: p.User, Activity: p.Activity, Verdict: v, ToolMax: grade.Known(100.0), LMSMax: grade.Known(100.0)}
			row.ToolScore = grade.Known(float64((u*31+a*17)%10000) / 100)
			if v != diagnose.Missing {
				row.LMSScore = row.ToolScore
			}
			if c := causes[v]; c != nil {
				c.Grades = append(c.Grades, p)
				row.Cause = c.Code
			}
			d.Grades = append(d.Grades, row)
		}
	}
	for a := range activities {
		d.Titles[strconv.Itoa(500+a)] = "Activity " + strconv.Itoa(a)
	}
	for _, v := range []diagnose.Verdict{diagnose.Missing, diagnose.Differs} {
		c := causes[v]
		c.Explains = len(c.Grades)
		d.Causes = append(d.Causes, wholeCause(*c))
	}
	return d.Report
}

var (
	styleText  = regexp.MustCompile(`(?s)<style>(.*)</style>`)
	scriptText = regexp.MustCompile(`(?s)<script>(.*)</script>`)
	dataText   = regexp.MustCompile(`(?s)<script type="application/json" id="data">(.*?)</script>`)
	policy     = regexp.MustCompile(`http-equiv="Content-Security-Policy" content="([^"]*)"`)
)

// bare leaves out a page's style and script, which are files of their own.
func bare(data []byte) []byte {
	data = styleText.ReplaceAll(data, []byte("<style></style>"))
	data = scriptText.ReplaceAll(data, []byte("<script></script>"))
	return regexp.MustCompile(`sha256-.*?&#39;`).ReplaceAll(data, []byte("sha256-X&#39;"))
}

func TestHTMLGolden(t *testing.T) {
	for _, name := range []string{"clean", "demo", "names", "notool", "unknown", "hostile", "apart"} {
		golden(t, "html-"+name, bare(htmlOf(t, cases()[name])))
	}
	golden(t, "html-checks", bare(render(t, func(b *bytes.Buffer, c *diagnose.Checks) error { return htmlChecks(b, c, Style{}) }, someChecks())))
}

// TestHTMLPolicy: the page lets in its own style and script and nothing else, and
// names them by what they really hold.
func TestHTMLPolicy(t *testing.T) {
	page := htmlOf(t, spitefulReport())
	m := policy.FindSubmatch(page)
	if m == nil {
		t.Fatal("no policy")
	}
	allowed := html.UnescapeString(string(m[1]))
	for _, part := range []*regexp.Regexp{styleText, scriptText} {
		sum := sha256.Sum256(part.FindSubmatch(page)[1])
		if want := "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(allowed, want) {
			t.Errorf("%s lacks %s", allowed, want)
		}
	}
	if !strings.HasPrefix(allowed, "default-src 'none'") || strings.Contains(allowed, "unsafe") || strings.Contains(allowed, "http") {
		t.Errorf("the policy lets in too much: %s", allowed)
	}
	for _, forbidden := range []string{" style=", " onclick=", "<script src", "@import", "url("} {
		if bytes.Contains(page, []byte(forbidden)) {
			t.Errorf("the page holds %q", forbidden)
		}
	}
}

// element matches the tags of a page.
var element = regexp.MustCompile(`<(/?[a-zA-Z][a-zA-Z0-9]*)`)

// ownElements are those of the templates.
func ownElements(t *testing.T) map[string]bool {
	t.Helper()
	known := map[string]bool{}
	for _, name := range []string{"report", "resync"} {
		text, err := htmlFiles.ReadFile("html/" + name + ".gohtml")
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range element.FindAllSubmatch(text, -1) {
			known[string(m[1])] = true
		}
	}
	known["img"], known["iframe"], known["a"] = false, false, false
	return known
}

// foreign is what of a page is not its own: an element, or a hidden sign.
func foreign(page []byte, known map[string]bool) string {
	page = scriptText.ReplaceAll(styleText.ReplaceAll(page, nil), nil)
	for _, m := range element.FindAllSubmatch(page, -1) {
		if !known[string(m[1])] {
			return "<" + string(m[1]) + ">"
		}
	}
	if i := bytes.IndexFunc(page, hidden); i >= 0 {
		return "a hidden sign in " + strconv.Quote(string(page[i:min(i+40, len(page))]))
	}
	return ""
}

// TestHTMLIsInert: whatever a report holds, its page has the tags of the template
// and no other.
func TestHTMLIsInert(t *testing.T) {
	known := ownElements(t)
	rapid.Check(t, func(t *rapid.T) {
		r := anyReport(t)
		hostile := oneOf(t, "hostile", `<img src=x onerror=alert(1)>`, `"><iframe>`, `</script><a href=javascript:x>`, `{{.}}`, "<!--", `]]>`)
		r.Course.Title, r.LMS.Version, r.Gradesync = hostile, hostile, hostile
		for id := range r.Titles {
			r.Titles[id] = hostile
		}
		for i := range r.People {
			r.People[i].Name = hostile
		}
		var b bytes.Buffer
		if err := htmlDiagnosis(&b, r, Style{}); err != nil {
			t.Fatal(err)
		}
		if found := foreign(b.Bytes(), known); found != "" {
			t.Fatal(found)
		}
	})
}

// TestHTMLDataIsTheReport: what the script is given says of each grade what the
// report says.
func TestHTMLDataIsTheReport(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyReport(t)
		want := map[string]string{}
		for _, g := range r.Grades {
			want[g.User+"\x00"+g.Activity] = string(g.Verdict)
		}
		var b bytes.Buffer
		if err := htmlDiagnosis(&b, r, Style{}); err != nil {
			t.Fatal(err)
		}
		m := dataText.FindSubmatch(b.Bytes())
		if m == nil {
			if len(want) > 0 {
				t.Fatal("no data")
			}
			return
		}
		var doc struct {
			Users [][]string
			Kinds [][]any
			Rows  [][]int
		}
		if err := json.Unmarshal(m[1], &doc); err != nil {
			t.Fatal(err)
		}
		g := newGrid(r)
		for u, runs := range doc.Rows {
			a := 0
			for i := 0; i < len(runs); i += 2 {
				for range runs[i+1] {
					if got := doc.Kinds[runs[i]][0]; got != want[g.users[u]+"\x00"+g.activities[a]] {
						t.Fatalf("%s in %s is %v, want %q", g.users[u], g.activities[a], got, want[g.users[u]+"\x00"+g.activities[a]])
					}
					a++
				}
			}
			if a != len(g.activities) || doc.Users[u][0] != g.users[u] {
				t.Fatalf("row %d has %d cells of %d, and is of %s", u, a, len(g.activities), doc.Users[u][0])
			}
		}
	})
}

// TestHTMLStaysSmall: a course of 5,000 people and 60 activities makes a file that
// opens.
func TestHTMLStaysSmall(t *testing.T) {
	if n := len(htmlOf(t, gridReport(5000, 60))); n > 10_000_000 {
		t.Errorf("%d bytes", n)
	}
}

func BenchmarkLarge(b *testing.B) {
	r := gridReport(5000, 60)
	for _, f := range Formats() {
		b.Run(f.Name, func(b *testing.B) {
			var size counter
			for b.Loop() {
				size = 0
				if err := f.Diagnosis(&size, r, Style{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(size)/1e6, "MB")
		})
	}
}

// counter counts what is written to it.
type counter int64

var _ io.Writer = (*counter)(nil)

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
