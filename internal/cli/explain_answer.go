package cli

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/report"
)

// explainAnswer tells what an LMS's answer to a score can mean.
func (a *app) explainAnswer(text, kind string) error {
	if strings.TrimSpace(text) == "" {
		return usage(`--answer takes what the LMS said, such as "422 This course has concluded"`)
	}
	if err := knownKind(kind); err != nil {
		return err
	}
	format, err := report.Lookup(a.format)
	if err != nil {
		return err
	}
	answer := splitAnswer(text)
	answer.LMS = kind
	answer.Found = diagnose.LookupAnswer(kind, "", answer.Status, answer.Code, answer.Message)
	return a.document(func(w io.Writer) error { return format.Answers(w, &answer, a.style()) })
}

// splitAnswer takes a status and an error code from the front of a text; the rest is
// the message.
func splitAnswer(text string) report.Answers {
	answer := report.Answers{Message: strings.TrimSpace(text)}
	first, rest, _ := strings.Cut(answer.Message, " ")
	if n, err := strconv.Atoi(strings.TrimRight(first, ":,")); err == nil && len(first) >= 3 && n >= 100 && n < 600 {
		answer.Status, answer.Message = n, strings.TrimSpace(rest)
	}
	first, rest, _ = strings.Cut(answer.Message, " ")
	if word := strings.TrimRight(first, ":,"); isErrorCode(word) {
		answer.Code, answer.Message = word, strings.TrimSpace(rest)
	}
	return answer
}

// isErrorCode reports whether a word has the form of an error code: the words of
// imsx_codeMajor, or letters with an underscore.
func isErrorCode(word string) bool {
	switch strings.ToLower(word) {
	case "failure", "unsupported", "success":
		return true
	}
	return strings.Contains(word, "_") && strings.Trim(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_") == ""
}

// answerKinds lists the LMSs that --lms may name: those with words or answers of
// their own.
func answerKinds() []string {
	kinds := append(diagnose.WordKinds(), diagnose.AnswerKinds()...)
	slices.Sort(kinds)
	return slices.Compact(kinds)
}
