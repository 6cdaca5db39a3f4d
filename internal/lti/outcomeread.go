package lti

import (
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
)

// readOutcome reads an answer, and judges it by its imsx_codeMajor alone.
func readOutcome(resp *resty.Response, now time.Time) (Outcome, error) {
	r := parseReply(resp.Body())
	if r.codeMajor == "" {
		refused := refusal(resp, now)
		if refused.Status >= 200 && refused.Status < 300 {
			refused.class = grade.ErrUnreadable
			refused.Message = first(refused.Message, "the answer has no imsx_codeMajor")
		}
		return Outcome{Answer: refused.Answer}, refused
	}
	out := Outcome{
		Answer:    heading(resp, now),
		CodeMajor: tidy(r.codeMajor), Severity: tidy(r.severity), MessageRef: tidy(r.messageRef), OperationRef: tidy(r.operationRef),
	}
	out.Code, out.Message = tidy(r.errorCode), tidy(r.description)
	if !strings.EqualFold(r.codeMajor, "success") {
		shown := out.Answer
		shown.Code = first(out.Code, out.CodeMajor)
		return out, &AnswerError{Answer: shown, class: outcomeClass(out)}
	}
	score, err := fraction(r)
	if err != nil {
		shown := out.Answer
		shown.Message = err.Error()
		return out, &AnswerError{Answer: shown, class: grade.ErrUnreadable}
	}
	out.Score = score
	return out, nil
}

// fraction reads the grade of an answer. No element and an empty one are no grade;
// "0" is the grade 0. A decimal comma is understood.
func fraction(r reply) (grade.Maybe[float64], error) {
	if r.score == "" {
		return grade.Maybe[float64]{}, nil
	}
	f, err := strconv.ParseFloat(strings.Replace(r.score, ",", ".", 1), 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return grade.Maybe[float64]{}, errors.New("the grade is not a number")
	}
	return grade.Known(f), nil
}

// outcomeClass sorts the failures: by Canvas's code, else by the sentences of
// Moodle, edX and Canvas, else by the status.
func outcomeClass(o Outcome) error {
	said := strings.ToLower(o.Message)
	switch strings.ToLower(o.CodeMajor) {
	case "unsupported":
		return grade.ErrUnsupported
	case "processing":
		return grade.ErrTemporary // taken, and not done yet
	}
	switch o.Code {
	case "course_invalid", "assignment_invalid", "tool_invalid":
		return grade.ErrNotFound
	case "unsupported":
		return grade.ErrUnsupported
	}
	for _, words := range []string{"consumer key", "signature not valid", "oauth verification error", "invalid authorization header"} {
		if o.Code == "" && strings.Contains(said, words) {
			return grade.ErrAuth
		}
	}
	if o.Status >= 300 && o.Status != http.StatusUnprocessableEntity {
		return httpkit.StatusClass(o.Status)
	}
	return grade.ErrRejected
}
