package canvas

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/go-resty/resty/v2"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
)

// classify is the client's judgement of an answer.
func classify(resp *resty.Response) error {
	status, body := resp.StatusCode(), bytes.TrimSpace(resp.Body())
	if status >= 200 && status < 300 {
		return httpkit.CheckJSON(body)
	}
	switch refusal := refusalIn(body); {
	case status == http.StatusTooManyRequests, status == http.StatusForbidden && bytes.Contains(body, []byte("Rate Limit Exceeded")):
		return fmt.Errorf("%w: Canvas's rate limit for this token is used up: try again in some minutes, or see what else uses the token", grade.ErrThrottled)
	case status >= 400 && status < 500 && len(body) > 0 && body[0] == '<':
		// Canvas answers its API in JSON: this is another server's page, or another path.
		return fmt.Errorf("%w (HTTP %d)", httpkit.CheckJSON(body), status)
	case status == http.StatusUnauthorized && strings.Contains(refusal.text, "Insufficient scopes"):
		return missingScope(routeOf(resp))
	case status == http.StatusUnauthorized && resp.Header().Get("WWW-Authenticate") != "":
		return fmt.Errorf("%w: the access token is unknown, expired or revoked, or its developer key is off: make a new one (Account > Settings > New Access Token)", grade.ErrAuth)
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return missingPermission(routeOf(resp))
	case status == http.StatusNotFound:
		return fmt.Errorf("%w: Canvas knows no such thing, or does not show it to the token's user", grade.ErrNotFound)
	default:
		return refusal.explain(httpkit.ClassifyStatus(resp))
	}
}

// routeOf takes the route from the name that get gives its requests.
func routeOf(resp *resty.Response) route {
	return route(strings.TrimPrefix(httpkit.Label(resp.Request.Context()), "GET "))
}

// refusal is what can be read of an error's body, whatever its shape.
type refusal struct {
	text   string // Canvas's words; they may name people, and are not shown whole
	report string // the number under which Canvas keeps the error
}

// refusalIn reads the shapes in which Canvas answers errors: errors as a list, a
// map, an object or a text, error, or message.
func refusalIn(body []byte) refusal {
	var e struct {
		Errors  json.RawMessage `json:"errors"`
		Error   text            `json:"error"`
		Message text            `json:"message"`
		Report  id              `json:"error_report_id"`
	}
	if len(body) == 0 || len(body) > 64<<10 || body[0] != '{' || json.Unmarshal(body, &e) != nil {
		return refusal{}
	}
	words := append(messages(e.Errors), string(e.Error), string(e.Message))
	return refusal{text: strings.TrimSpace(strings.Join(words, " ")), report: string(e.Report)}
}

// messages are the texts of an errors member.
func messages(raw json.RawMessage) []string {
	var words []string
	var one struct {
		Type    text `json:"type"`
		Message text `json:"message"`
	}
	var many []json.RawMessage
	var byName map[string]json.RawMessage
	switch {
	case len(raw) == 0:
	case raw[0] == '"':
		var t text
		_ = t.UnmarshalJSON(raw)
		return []string{string(t)}
	case isList(raw):
		_ = json.Unmarshal(raw, &many)
		for _, m := range many {
			words = append(words, messages(m)...)
		}
	case json.Unmarshal(raw, &one) == nil && one.Message != "":
		return []string{string(one.Message)}
	case json.Unmarshal(raw, &byName) == nil:
		for _, m := range byName {
			words = append(words, messages(m)...)
		}
	}
	return words
}

// plain are the beginnings of Canvas's messages that name nobody.
func plain() []string {
	return []string{
		"too many students", "Request contains too many assignment_ids", "invalid assignment ids requested",
		"Invalid datetime", "Invalid as_user_id", "An error occurred", "The specified resource does not exist",
	}
}

// explain adds to an error by status what Canvas said of it.
func (r refusal) explain(err error) error {
	if err == nil {
		return nil
	}
	for _, words := range plain() {
		if strings.HasPrefix(r.text, words) {
			err = fmt.Errorf("%w: %q", err, words)
			break
		}
	}
	if r.report != "" {
		err = fmt.Errorf("%w (Canvas support can look up error report %s)", err, r.report)
	}
	return err
}

// missingScope is the error of a call that the token's developer key does not hold.
func missingScope(r route) error {
	return fmt.Errorf("%w: the token's scopes lack %s: add it to the developer key, and authorise anew", grade.ErrScope, r.scope())
}

// missingPermission is the error of a call that the token's user may not make.
// Canvas says neither which permission it is nor whether the thing exists.
func missingPermission(r route) error {
	return fmt.Errorf("%w: Canvas lets the token's user not call %s: give it %s (or, with a developer key that enforces scopes, %s)",
		grade.ErrScope, r, r.permission(), r.scope())
}

func (r route) scope() string { return "url:GET|" + string(r) }

// permission is what a call asks for, by the names in Canvas's Permissions page.
func (r route) permission() string {
	switch r {
	case routeAssignments, routeDueDates:
		return "a role in the course or its account with \"Grades - view all grades\" or \"Manage Assignments and Quizzes\""
	case routeEnrolments:
		return "\"Users - view list\" (See the list of users) in the course"
	case routeSubmissions, routePeriods:
		return "\"Grades - view all grades\""
	case routeTools, routeModules, routeItems, routeCourse, routeSections:
		return "a role in the course, or in its account with \"Courses - view list\""
	case routeBlueprint:
		return "\"Courses - manage\" or a teacher's role in the course"
	case routeSearch:
		return "\"Courses - view list\" in the account"
	case routeAccount, routeAccTools, routeSubs:
		return "an administrator's role in the account"
	case routeTerms:
		return "an administrator's role in the root account"
	case routeSelf:
		return "\"Users - view list\" in the account"
	}
	return "a role that allows it"
}
