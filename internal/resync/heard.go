package resync

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lti"
)

// kind is what an answer means for the score that it was about.
type kind int

const (
	yielded   kind = iota // taken
	passing               // not taken, another try may be
	silent                // no answer that could be read: it may have been taken
	deadToken             // not taken; a new token may help
	final                 // not taken, and it will not be
)

// heard is the answer to one attempt.
type heard struct {
	kind          kind
	throttled     bool
	status        int
	code, message string
	words         string // what it means
	cause         string
	retryAfter    time.Duration
	stale         bool
	tries         int // of this very score, so far
}

// judge reads an answer.
func (r *run) judge(s *send, a lti.Answer, err error) heard {
	if err == nil {
		return heard{status: a.Status, tries: s.entry.Attempts}
	}
	h := r.heardOf(s.cell.Route, err)
	h.tries = s.entry.Attempts
	var token *lti.TokenError
	switch {
	case errors.As(err, &token):
		h.kind = final // it never left
		if errors.Is(err, grade.ErrTemporary) || errors.Is(err, grade.ErrThrottled) {
			h.kind, h.throttled = passing, errors.Is(err, grade.ErrThrottled)
		}
	case h.status == 0:
		h.kind = silent
		if errors.Is(err, grade.ErrRejected) || errors.Is(err, grade.ErrScope) {
			h.kind = final // likewise
		}
	case errors.Is(err, grade.ErrThrottled):
		h.kind, h.throttled = passing, true
	case errors.Is(err, grade.ErrTemporary), h.stale:
		h.kind = passing
	case errors.Is(err, grade.ErrUnreadable) && h.status < 300:
		h.kind = silent
	case errors.Is(err, grade.ErrAuth) && s.cell.Route == RouteAGS:
		h.kind = deadToken
	}
	return h
}

// heardOf puts an error into words, with its cause by the dictionary of answers. Its
// kind is final unless the dictionary says that another try may go through.
func (r *run) heardOf(route Route, err error) heard {
	h := heard{kind: final, words: err.Error()}
	var answer *lti.AnswerError
	var token *lti.TokenError
	switch {
	case errors.As(err, &answer):
		h.take(answer.Answer)
	case errors.As(err, &token):
		h.take(token.Answer)
	}
	version := grade.LTI13
	if route == RouteLTI11 {
		version = grade.LTI11
	}
	passes := errors.Is(err, grade.ErrTemporary) || errors.Is(err, grade.ErrThrottled)
	message := h.message
	if h.status == 0 {
		message = err.Error()
	}
	for _, a := range diagnose.LookupAnswer(r.plan.doc.LMS.Kind, version, h.status, h.code, message) {
		if cause := causeOf(a, passes); cause != "" {
			h.cause, h.words = cause, strings.TrimSuffix(a.Meaning, ".")
			if a.Retry == diagnose.RetryYes && h.status >= 400 {
				h.kind = passing
			}
			break
		}
	}
	if h.cause == "" && errors.Is(err, grade.ErrScope) {
		h.cause = "TK-02"
	}
	return h
}

// causeOf chooses a cause of an answer: for a failure that may pass one of the way
// there, where the dictionary names one.
func causeOf(a diagnose.Answer, passes bool) string {
	for _, code := range a.Causes {
		if passes && strings.HasPrefix(code, "TR-") {
			return code
		}
	}
	if len(a.Causes) == 0 || passes {
		return ""
	}
	return a.Causes[0]
}

func (h *heard) take(a lti.Answer) {
	h.status, h.code, h.message, h.retryAfter, h.stale = a.Status, a.Code, a.Message, a.RetryAfter, a.Stale()
}

// staleTries is how often a score is sent that the LMS calls older than what it has,
// each time with a new date.
const staleTries = 3

// lasting reports whether an answer that may pass has come too often.
func (h heard) lasting() bool { return h.stale && h.tries >= staleTries }

// said is the answer in the LMS's own words; empty for a plain yes.
func (h heard) said() string {
	switch {
	case h.kind == yielded:
		return ""
	case h.status == 0:
		return "no answer"
	}
	parts := []string{fmt.Sprintf("HTTP %d", h.status)}
	for _, part := range []string{h.code, h.message} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ": ")
}

// refusal says that the score was not taken, and why.
func (h heard) refusal() string {
	said := "the LMS did not take the score"
	if h.cause != "" {
		said += " (" + h.cause + ")"
	}
	return said + ": " + h.words
}

// reason is the same for all answers of one kind, whomever they name.
func (h heard) reason() string { return fmt.Sprint(h.status, h.code, h.cause) }
