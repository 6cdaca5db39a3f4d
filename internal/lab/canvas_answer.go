package lab

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// canvasError is an answer that is no result.
type canvasError struct {
	status int
	body   any
	login  bool // asks for a token
}

func (e *canvasError) Error() string { return "canvas answers " + strconv.Itoa(e.status) }

// messages is the commonest shape of an error's body.
func messages(text string) object {
	return object{{"errors", []object{{{"message", text}}}}}
}

func noToken() error {
	return &canvasError{http.StatusUnauthorized,
		object{{"status", "unauthenticated"}, {"errors", []object{{{"message", "user authorization required"}}}}}, true}
}

func badToken() error {
	return &canvasError{http.StatusUnauthorized, messages("Invalid access token."), true}
}

// forbidden is the refusal of a known caller; its status depends on the site.
func forbidden(status int) error {
	return &canvasError{status, object{{"status", "unauthorized"}, //nolint:misspell // Canvas's word
		{"errors", []object{{{"message", "user not authorized to perform that action"}}}}}, false}
}

func nowhere() error {
	return &canvasError{http.StatusNotFound, messages("The specified resource does not exist."), false}
}

func badRequest(body any) error { return &canvasError{http.StatusBadRequest, body, false} }

func exception() error {
	body := object{
		{"errors", []object{{{"message", "An error occurred."}, {"error_code", "internal_server_error"}}}}, {"error_report_id", canvasID(987)},
	}
	return &canvasError{http.StatusInternalServerError, body, false}
}

// canvasID is an id in an answer: a number, or a text for a client that asks so.
type canvasID int

// decimal is a number that Ruby writes with a point.
type decimal float64

// MarshalJSON writes 20 as 20.0.
func (d decimal) MarshalJSON() ([]byte, error) {
	text := strconv.FormatFloat(float64(d), 'f', -1, 64)
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return []byte(text), nil
}

// idOrNull is null for 0.
func idOrNull(id int) any {
	if id == 0 {
		return nil
	}
	return canvasID(id)
}

// textOrNull is null for the empty text.
func textOrNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// when is null for the zero time.
func when(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format("2006-01-02T15:04:05Z")
}

// fromSIS are the members that Canvas shows only to who may read SIS data.
func fromSIS() []string {
	return []string{"sis_course_id", "integration_id", "sis_section_id", "sis_user_id", "sis_account_id", "sis_import_id",
		"sis_term_id", "course_integration_id", "section_integration_id", "sis_assignment_id"}
}

// shaper fits an answer to its caller.
type shaper struct {
	texts  bool     // ids as texts
	hidden []string // members left out
}

func (s shaper) shape(v any) any {
	switch v := v.(type) {
	case object:
		out := make(object, 0, len(v))
		for _, f := range v {
			if !slices.Contains(s.hidden, f.key) {
				out = append(out, field{f.key, s.shape(f.value)})
			}
		}
		return out
	case []object:
		return shapeAll(s, v)
	case []any:
		return shapeAll(s, v)
	case []canvasID:
		return shapeAll(s, v)
	case canvasID:
		if s.texts {
			return strconv.Itoa(int(v))
		}
	}
	return v
}

func shapeAll[T any](s shaper, list []T) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = s.shape(v)
	}
	return out
}

// encode writes an answer as JSON. Like Rails, it escapes what HTML would read.
func (s shaper) encode(v any) ([]byte, error) {
	var body, safe bytes.Buffer
	if err := writeValue(&body, s.shape(v)); err != nil {
		return nil, err
	}
	json.HTMLEscape(&safe, body.Bytes())
	return safe.Bytes(), nil
}

func asCanvasError(err error) *canvasError {
	var e *canvasError
	if errors.As(err, &e) {
		return e
	}
	return &canvasError{http.StatusInternalServerError, messages(err.Error()), false}
}
