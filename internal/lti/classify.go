package lti

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
)

// classifier returns the judgement of an answer of AGS or NRPS.
func classifier(now func() time.Time) func(*resty.Response) error {
	return func(resp *resty.Response) error {
		if status := resp.StatusCode(); status >= 200 && status < 300 {
			return nil
		}
		return refusal(resp, now())
	}
}

// refusal reads an answer that is not 2xx.
func refusal(resp *resty.Response, now time.Time) *AnswerError {
	a, body := heading(resp, now), bytes.TrimSpace(resp.Body())
	said := complaintIn(body)
	a.Code = tidy(said.code)
	a.Message = tidy(first(said.message, reason(resp), pageTitle(body), moved(resp)))
	return &AnswerError{Answer: a, class: serviceClass(a, body, resp.Header())}
}

// serviceClass is the class of a refusal, with what the platforms mean by their
// numbers where it is not what the numbers say.
func serviceClass(a Answer, body []byte, header http.Header) error {
	said := strings.ToLower(a.Message)
	page := len(body) > 0 && body[0] == '<'
	switch {
	case a.Status == http.StatusInternalServerError && string(body) == "[]":
		// Moodle: the gradebook refused the score, for the column, the learner's grade or
		// their lock time is locked. The same again will fail again.
		return grade.ErrRejected
	case a.Status == http.StatusForbidden && (header.Get("X-Rate-Limit-Remaining") == "0" || header.Get("X-Rate-Limit-Remaining") == "0.0" ||
		strings.Contains(said, "rate limit exceeded") || strings.Contains(string(body[:min(len(body), 200)]), "Rate Limit Exceeded")):
		return grade.ErrThrottled
	case page && a.Status != http.StatusUnauthorized && a.Status != http.StatusForbidden && a.Status >= 400 && a.Status < 500 &&
		a.Status != http.StatusTooManyRequests:
		// Another server's page, a wrong path, or a crash: Moodle answers a limit on
		// results so. That the line item is gone it would have said in JSON.
		return grade.ErrUnreadable
	case a.Status == http.StatusUnauthorized && noPermission(said):
		return grade.ErrScope
	case a.Status == http.StatusForbidden && strings.Contains(said, "not enrolled"):
		return grade.ErrRejected // D2L, of the learner
	}
	return httpkit.StatusClass(a.Status)
}

// noPermission finds the sentences with which Canvas answers 401 to a good token.
func noPermission(said string) bool {
	for _, words := range []string{"insufficient permissions", "not linked to a tool associated", "insufficient scope"} {
		if strings.Contains(said, words) {
			return true
		}
	}
	return false
}

func pageTitle(body []byte) string {
	if len(body) == 0 || body[0] != '<' {
		return ""
	}
	if title := httpkit.Title(body); title != "" {
		return fmt.Sprintf("page %q", title)
	}
	return "a page without a title"
}

// moved names host and path of a redirect, which is not followed for what writes.
func moved(resp *resty.Response) string {
	if resp.StatusCode() < 300 || resp.StatusCode() >= 400 {
		return ""
	}
	to, err := absolute(resp.Header().Get("Location"))
	if err != nil {
		return "the site moved to another path: use that address"
	}
	return "the site moved to " + to.Scheme + "://" + to.Host + to.Path + ": use that address"
}
