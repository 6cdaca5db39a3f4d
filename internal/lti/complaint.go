package lti

import (
	"bytes"
	"encoding/json"
	"strings"
)

// complaint is what can be read of the body of a refusal, in any of the shapes
// that platforms use.
type complaint struct{ code, message string }

// complaintIn reads Canvas ({"errors":{"type","message"}}, {"errors":[{"message"}]}),
// Moodle ({"status","reason"}, and [] which says nothing), OAuth ({"error",
// "error_description"}), Blackboard ({"status","code","message"}) and RFC 9457.
func complaintIn(body []byte) complaint {
	var e struct {
		Errors      json.RawMessage `json:"errors"`
		Reason      text            `json:"reason"`
		Error       json.RawMessage `json:"error"`
		Description text            `json:"error_description"`
		Code        text            `json:"code"`
		Message     text            `json:"message"`
		Title       text            `json:"title"`
		Detail      text            `json:"detail"`
	}
	body = bytes.TrimSpace(body)
	if len(body) == 0 || body[0] != '{' || json.Unmarshal(body, &e) != nil {
		return complaint{}
	}
	if c := errorsIn(e.Errors); c != (complaint{}) {
		return c
	}
	var code text
	_ = code.UnmarshalJSON(e.Error) // an object there says nothing that is known
	return complaint{
		code:    first(string(code), string(e.Code)),
		message: first(string(e.Description), string(e.Message), string(e.Reason), string(e.Detail), string(e.Title)),
	}.settled()
}

// settled moves to the message what stands in the place of a code and is a
// sentence: Moodle and edX write the text of their exceptions there.
func (c complaint) settled() complaint {
	if strings.ContainsAny(c.code, " \"") {
		return complaint{message: strings.TrimSpace(c.code + " " + c.message)}
	}
	return c
}

// errorsIn reads the member errors: one object, a list of them, or a text.
func errorsIn(raw json.RawMessage) complaint {
	type item struct {
		Type    text `json:"type"`
		Code    text `json:"error_code"`
		Field   text `json:"field"`
		Message text `json:"message"`
	}
	var list []item
	var one item
	var plain text
	switch {
	case len(raw) == 0:
		return complaint{}
	case json.Unmarshal(raw, &list) == nil && len(list) > 0:
		one = list[0]
	case json.Unmarshal(raw, &one) == nil:
	case json.Unmarshal(raw, &plain) == nil:
		return complaint{message: string(plain)}
	}
	c := complaint{code: first(string(one.Code), string(one.Type)), message: string(one.Message)}
	if one.Field != "" {
		c.message = string(one.Field) + " " + c.message
	}
	return c
}
