package report

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/gradesync/gradesync/internal/diagnose"
)

// askedAnswers are lookups with many readings, one and none.
func askedAnswers() map[string]*Answers {
	ask := func(kind string, status int, code, message string) *Answers {
		return &Answers{LMS: kind, Status: status, Code: code, Message: message, Found: diagnose.LookupAnswer(kind, "", status, code, message)}
	}
	return map[string]*Answers{
		"answers":      {Status: 422, Message: "no longer here", Found: someAnswers()},
		"answers-none": ask("moodle", 0, "", "good morning"),
		"real":         ask("", 422, "", "User not found in course or is not a student"),
		"real status":  ask("canvas", 404, "", ""),
	}
}

// someAnswers are answers of their own, so that the dictionary may change its words.
func someAnswers() []diagnose.Answer {
	return []diagnose.Answer{
		{LMS: "openedx", LTI: "1.1", Status: 422, Code: "gone", Text: "no longer … here", Causes: []string{"LI-03", "XX-99"}, Retry: diagnose.RetryNo, Meaning: "It went away.", Source: "observed"},
		{Status: 422, Causes: []string{"TR-03"}, Retry: diagnose.RetryYes, Meaning: "Something happened.", Source: "source"},
		{Text: "here", Causes: []string{}, Retry: diagnose.RetryAfterFix, Meaning: "It is somewhere.", Source: "documentation"},
	}
}

func TestAnswersGolden(t *testing.T) {
	for _, name := range []string{"answers", "answers-none"} {
		golden(t, name, render(t, func(b *bytes.Buffer, a *Answers) error { return textAnswers(b, a, Style{}) }, askedAnswers()[name]))
	}
}

func TestAnswersKeepToSchema(t *testing.T) {
	schema := schemaOf(t, "answers")
	for name, a := range askedAnswers() {
		if name == "answers" {
			a.Found[0].Causes = a.Found[0].Causes[:1] // a cause that is none has no name
		}
		data := render(t, func(b *bytes.Buffer, a *Answers) error { return jsonAnswers(b, a, Style{}) }, a)
		if err := schema.Validate(decoded(t, data)); err != nil {
			t.Errorf("%s: %v\n%s", name, err, data)
		}
		for _, m := range mutations(decoded(t, data), "") {
			root := decoded(t, data)
			m.apply(root)
			if schema.Validate(root) == nil {
				t.Errorf("%s: %s passes", name, m.what)
			}
		}
	}
}

// TestAnswersFitTheLine: no line is longer than the terminal, whatever is in it, and
// every cause is named.
func TestAnswersFitTheLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := &Answers{Found: []diagnose.Answer{{
			LMS: oneOf(t, "lms", "", "moodle", words(9).Draw(t, "kind")), Code: words(30).Draw(t, "code"), Text: words(90).Draw(t, "text"),
			Meaning: words(200).Draw(t, "meaning"), Causes: []string{"LI-03", "TR-03"}, Retry: oneOf(t, "retry", diagnose.RetryNo, diagnose.RetryYes),
		}}}
		s := anyStyle(t)
		var b bytes.Buffer
		if err := textAnswers(&b, a, s); err != nil {
			t.Fatal(err)
		}
		room := min(s.Width, widest)
		if s.Width == 0 {
			room = defaultWidth
		}
		for line := range strings.Lines(b.String()) {
			line = strings.TrimSuffix(line, "\n")
			if width(line) > room || strings.IndexFunc(line, unseenOrControl) >= 0 {
				t.Fatalf("%d cells in a line of %d: %q", width(line), room, line)
			}
		}
		if !strings.Contains(b.String(), "LI-03") || !strings.Contains(b.String(), "TR-03") {
			t.Fatalf("a cause is not named:\n%s", b.String())
		}
	})
}
