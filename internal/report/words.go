package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gradesync/gradesync/internal/diagnose"
)

// count writes a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func grades(n int) string { return count(n, "grade", "grades") }
func people(n int) string { return count(n, "person", "people") }

// and joins words as a sentence does.
func and(words []string) string { return joined(words, "and") }

func either(words []string) string { return joined(words, "or") }

func joined(words []string, last string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	n := len(words) - 1
	return strings.Join(words[:n], ", ") + " " + last + " " + words[n]
}

// some joins the first few of a list and counts the rest. One more than the limit
// is shown, since naming it takes no more room than counting it.
func some(words []string, limit int, noun string) string {
	if len(words) <= limit+1 {
		return and(words)
	}
	rest := fmt.Sprintf("%d more", len(words)-limit)
	if noun != "" {
		rest += " " + noun
	}
	return strings.Join(words[:limit], ", ") + " and " + rest
}

// sentence gives a step its capital, but for one that begins with a command.
func sentence(step string) string {
	first, n := utf8.DecodeRuneInString(step)
	if strings.HasPrefix(step, "gradesync ") || !unicode.IsLower(first) {
		return step
	}
	return string(unicode.ToUpper(first)) + step[n:]
}

// siteName is what people call an LMS.
func siteName(kind string) string {
	switch kind {
	case "moodle":
		return "Moodle"
	case "canvas":
		return "Canvas"
	case "blackboard":
		return "Blackboard"
	case "brightspace":
		return "Brightspace"
	case "openedx":
		return "Open edX"
	case "lti":
		return "LTI services alone"
	case "":
		return "unknown LMS"
	}
	return kind
}

// actorName is who cures a cause.
func actorName(a diagnose.Actor) string {
	switch a {
	case diagnose.ActorLearner:
		return "the learner"
	case diagnose.ActorTeacher:
		return "the teacher"
	case diagnose.ActorLMSAdmin:
		return "the LMS administrator"
	case diagnose.ActorToolAdmin:
		return "the tool's administrator"
	}
	return "nobody"
}

// hopQuestion is what a grade must pass at one hop.
func hopQuestion(h diagnose.Hop) string {
	switch h {
	case diagnose.HopScore:
		return "has the tool a score?"
	case diagnose.HopRelease:
		return "may it be sent?"
	case diagnose.HopIdentity:
		return "do both sides know the person?"
	case diagnose.HopLaunch:
		return "did they come through the LMS?"
	case diagnose.HopLink:
		return "is there a place for the grade?"
	case diagnose.HopToken:
		return "is the tool allowed to send?"
	case diagnose.HopTransport:
		return "did it get through?"
	case diagnose.HopAccept:
		return "did the LMS take it?"
	case diagnose.HopGradebook:
		return "does the gradebook show it?"
	case diagnose.HopSync:
		return "was it pulled from the LMS?"
	}
	return ""
}

// severityWord is a cause's mark: what a reader without colours sees.
func severityWord(s diagnose.Severity) span {
	switch s {
	case diagnose.SeverityError:
		return span{"ERROR", strongBad}
	case diagnose.SeverityWarning:
		return span{"WARNING", strongDoubtful}
	}
	return span{string(s), faint}
}
