package report

import (
	"html"
	"regexp"
	"strings"
)

var (
	// reference matches what GitHub and GitLab turn into a link or a mention,
	// whether or not it is escaped, unless it stands in code: people, issues,
	// labels and the like, addresses, names of pictures.
	reference = regexp.MustCompile(`(?i)[@#!~%&$^][\pL\pN_"{\[]|://|www\.|\bgh-\d|:[a-z0-9_+-]+:`)
	// blockStart matches what begins a list or an underline at the start of a line.
	blockStart = regexp.MustCompile(`^[-+=]|^\d+[.)]`)
)

// markdown sets text from outside so that it reads as it is: no mark-up, no HTML,
// nothing that links. A word that would become a link whatever one escapes stands
// as code.
func markdown(s string) string {
	words := strings.Fields(clean(s))
	for i, word := range words {
		if reference.MatchString(word) {
			words[i] = inCode(word)
		} else {
			words[i] = escapedMarkdown(word)
		}
	}
	if len(words) > 0 {
		if at := blockStart.FindStringIndex(words[0]); at != nil {
			words[0] = words[0][:at[1]-1] + `\` + words[0][at[1]-1:]
		}
	}
	return strings.Join(words, " ")
}

// mdCell is markdown for one cell of a table, where a bar needs its escape in code
// as well.
func mdCell(s string) string {
	words := strings.Fields(clean(s))
	for i, word := range words {
		if reference.MatchString(word) {
			words[i] = strings.ReplaceAll(inCode(word), "|", `\|`)
		} else {
			words[i] = escapedMarkdown(word)
		}
	}
	return strings.Join(words, " ")
}

func escapedMarkdown(word string) string {
	var b strings.Builder
	for _, r := range word {
		switch r {
		case '<', '>', '&':
			b.WriteString(html.EscapeString(string(r)))
			continue
		case '\\', '`', '*', '_', '{', '}', '[', ']', '#', '|', '~', '$', '!':
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// inCode sets text as code, within more backticks than it holds itself.
func inCode(s string) string {
	s = clean(s)
	if s == "" {
		return ""
	}
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}
