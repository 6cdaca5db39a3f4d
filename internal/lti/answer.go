package lti

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"
	"unicode"

	"github.com/go-resty/resty/v2"

	"github.com/gradesync/gradesync/internal/httpkit"
)

// Answer is what a platform said to one request.
type Answer struct {
	// Status is the HTTP status; 0 when no answer came.
	Status int
	// Code is the platform's own word for what is wrong, such as invalid_scope,
	// sourcedid_invalid or not_found; empty when it has none.
	Code string
	// Message is the platform's sentence, on one line, shortened, without tokens and
	// e-mail addresses. Moodle says it in the reason phrase of the status line alone,
	// which HTTP/2 does not have.
	Message string
	// RetryAfter is how long the platform asks to wait; zero when it does not.
	RetryAfter time.Duration
	// Date is the platform's clock; the zero time when the answer had none.
	Date time.Time
	// ResultURL is where Canvas says that the result of a score stands.
	ResultURL string
}

// Stale reports whether a score was refused because the platform has a grade that
// is younger than the score's timestamp, or of the same second: Moodle with 409,
// Canvas and edX in words.
func (a Answer) Stale() bool {
	said := strings.ToLower(a.Message)
	return a.Status == http.StatusConflict ||
		strings.Contains(said, "before last updated timestamp") ||
		strings.Contains(said, "score timestamp can only be updated") ||
		strings.Contains(said, "score already exists for the provided timestamp")
}

// AnswerError is an answer that is not what was asked for. Its class, by
// errors.Is, is one of package grade.
type AnswerError struct {
	Answer
	class error
}

// Error says the class and what the platform said.
func (e *AnswerError) Error() string {
	words := fmt.Sprintf("%v: HTTP %d", e.class, e.Status)
	for _, part := range []string{e.Code, e.Message} {
		if part != "" {
			words += ": " + part
		}
	}
	return words
}

// Unwrap returns the class.
func (e *AnswerError) Unwrap() error { return e.class }

// heading reads what stands in the header of an answer.
func heading(resp *resty.Response, now time.Time) Answer {
	a := Answer{Status: resp.StatusCode(), RetryAfter: httpkit.ParseRetryAfter(resp.Header().Get("Retry-After"), now)}
	if at, err := http.ParseTime(resp.Header().Get("Date")); err == nil {
		a.Date = at
	}
	return a
}

// reason is what a status line says beyond the usual words of its number.
func reason(resp *resty.Response) string {
	_, said, _ := strings.Cut(resp.Status(), " ")
	if strings.EqualFold(said, http.StatusText(resp.StatusCode())) || strings.EqualFold(said, "OK") {
		return ""
	}
	return said
}

func first(words ...string) string {
	for _, w := range words {
		if w != "" {
			return w
		}
	}
	return ""
}

const longestMessage = 240

// tidy makes a platform's words fit for an error: one line, shortened, without what
// it repeats of a request, and without anything that could be a token or an address.
func tidy(said string) string {
	// Moodle repeats the whole score, with the learner's comment, behind its sentence.
	if i := strings.Index(said, `{"`); i > 0 {
		said = said[:i]
	}
	said = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return ' '
		}
		return r
	}, said)
	said = strings.Join(strings.Fields(said), " ")
	said = secretLike().ReplaceAllString(said, "***")
	if runes := []rune(said); len(runes) > longestMessage {
		said = string(runes[:longestMessage]) + "…"
	}
	return said
}

// secretLike finds JWTs, bearer tokens and e-mail addresses.
func secretLike() *regexp.Regexp {
	return regexp.MustCompile(`eyJ[\w.+/=-]{8,}|(?i:bearer)\s+[\w.~+/=-]{8,}|[\w.+-]+@[\w-]+\.[\w.-]+`)
}
