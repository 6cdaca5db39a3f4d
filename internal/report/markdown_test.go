package report

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/gradesync/gradesync/internal/diagnose"
)

func markdownOf(t *testing.T, r *diagnose.Report, s Style) []byte {
	t.Helper()
	return render(t, func(b *bytes.Buffer, r *diagnose.Report) error { return markdownDiagnosis(b, r, s) }, r)
}

func TestMarkdownGolden(t *testing.T) {
	for name, r := range cases() {
		golden(t, "markdown-"+name, markdownOf(t, r, Style{}))
	}
	golden(t, "markdown-checks", render(t, func(b *bytes.Buffer, c *diagnose.Checks) error { return markdownChecks(b, c, Style{}) }, someChecks()))
}

func TestMarkdownText(t *testing.T) {
	for in, want := range map[string]string{
		"Lab 3":                          "Lab 3",
		"a | b":                          `a \| b`,
		"`rm -rf`":                       "\\`rm -rf\\`",
		"<img src=x onerror=alert(1)>":   "&lt;img src=x onerror=alert(1)&gt;",
		"ask @teacher or #12":            "ask `@teacher` or `#12`",
		"[x](https://evil.example)":      "`[x](https://evil.example)`",
		"www.evil.example":               "`www.evil.example`",
		"[x](/settings)":                 `\[x\](/settings)`,
		"**bold** _it_ ~~no~~":           "\\*\\*bold\\*\\* \\_it\\_ `~~no~~`",
		"# Heading":                      `\# Heading`,
		"- item":                         `\- item`,
		"12. item":                       `12\. item`,
		"run gradesync check --course 5": "run gradesync check --course 5",
		"a\u202eb\nc":                    "ab c",
	} {
		if got := markdown(in); got != want {
			t.Errorf("markdown(%q) = %s, want %s", in, got, want)
		}
	}
	if got, want := mdCell("@a|b`c"), "``@a\\|b`c``"; got != want {
		t.Errorf("mdCell = %s, want %s", got, want)
	}
}

var entities = regexp.MustCompile(`&(lt|gt|amp);`)

// tags are the only HTML that a Markdown document of ours may hold.
var tags = regexp.MustCompile(`^</?(details|summary)>`)

// anyMarkup draws what a reader of Markdown would obey.
func anyMarkup(t *rapid.T) string {
	return oneOf(t, "hostile", "<script>x</script>", "@everyone", "|||", "```", "[a](b)", "![a](b)", "https://evil.example", "</details>", "#1", "a`b|c`@d")
}

// TestMarkdownIsInert: whatever stands in a report, outside of code there is no
// HTML but ours, nobody is mentioned, nothing is linked, and every table keeps its
// columns.
func TestMarkdownIsInert(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyReport(t)
		hostile := anyMarkup(t)
		r.Course.Title = hostile
		for id := range r.Titles {
			r.Titles[id] = hostile
		}
		var b bytes.Buffer
		if err := markdownDiagnosis(&b, r, Style{Verbose: rapid.IntRange(0, 2).Draw(t, "verbose")}); err != nil {
			t.Fatal(err)
		}
		if found := active(b.String()); found != "" {
			t.Fatal(found)
		}
	})
}

// active is what a reader of Markdown would make more of than text, or a table that
// loses its columns; empty where there is none.
func active(document string) string {
	columns := 0
	for line := range strings.Lines(document) {
		line = strings.TrimSuffix(line, "\n")
		text := entities.ReplaceAllString(withoutCode(line), " ")
		for i, c := range text {
			if c == '<' && !tags.MatchString(text[i:]) {
				return "HTML in " + line
			}
		}
		if m := reference.FindString(text); m != "" {
			return m + " would be linked, in " + line
		}
		bars := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|")
		switch {
		case !strings.HasPrefix(line, "|"):
			columns = 0
		case columns == 0:
			columns = bars
		case bars != columns:
			return "another number of bars than the table: " + line
		}
	}
	return ""
}

var codeSpan = regexp.MustCompile("(`+)")

// withoutCode leaves out code spans and escaped characters, as a reader of
// Markdown does.
func withoutCode(line string) string {
	var b strings.Builder
	for i := 0; i < len(line); {
		switch {
		case line[i] == '\\' && i+1 < len(line) && line[i+1] < 0x80:
			i += 2
			b.WriteByte(' ')
		case line[i] == '`':
			fence := codeSpan.FindString(line[i:])
			end := i + len(fence)
			for end < len(line) {
				run := codeSpan.FindString(line[end:])
				if line[end] == '`' && len(run) == len(fence) {
					break
				}
				end += max(1, len(run)*boolInt(line[end] == '`'))
			}
			b.WriteByte(' ')
			i = end + len(fence)
		default:
			b.WriteByte(line[i])
			i++
		}
	}
	return b.String()
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
