package httpkit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"regexp"
	"strings"
	"unicode"

	"github.com/gradesync/gradesync/internal/grade"
)

// CheckJSON returns an error of class grade.ErrUnreadable when body cannot be the
// JSON that was promised: HTML, XML, or nothing at all. It looks at the first
// bytes only.
func CheckJSON(body []byte) error {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")))
	switch {
	case len(body) == 0:
		return fmt.Errorf("%w: the answer was empty: the server may have run out of memory or time", grade.ErrUnreadable)
	case bytes.HasPrefix(body, []byte("<?xml")):
		return fmt.Errorf("%w: the answer was XML, not JSON", grade.ErrUnreadable)
	case body[0] == '<':
		return fmt.Errorf("%w: the answer was HTML (%s), not JSON: is lms.url right, and does no login page or proxy stand before it?",
			grade.ErrUnreadable, titled(body))
	}
	return nil
}

// Decode reads body into v. Its error is of class grade.ErrUnreadable and holds
// nothing of the body but an HTML page's title.
func Decode(body []byte, v any) error {
	if err := CheckJSON(body); err != nil {
		return err
	}
	err := json.Unmarshal(body, v)
	var syntax *json.SyntaxError
	var wrong *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &syntax):
		return fmt.Errorf("%w: the answer is no complete JSON (breaks at byte %d of %d)", grade.ErrUnreadable, syntax.Offset, len(body))
	case errors.As(err, &wrong):
		return fmt.Errorf("%w: the answer has a %s where %s should be (%s)", grade.ErrUnreadable, kind(wrong.Value), wrong.Type, wrong.Field)
	}
	return fmt.Errorf("%w: the answer is not the JSON expected", grade.ErrUnreadable)
}

// kind keeps the type word of "number 12", not the value.
func kind(value string) string {
	word, _, _ := strings.Cut(value, " ")
	return word
}

func titled(body []byte) string {
	if title := Title(body); title != "" {
		return fmt.Sprintf("title %q", title)
	}
	return "without a title"
}

// Title returns the title of an HTML page, shortened, or the empty string.
func Title(body []byte) string {
	body = body[:min(len(body), 16<<10)]
	m := regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`).FindSubmatch(body)
	if m == nil {
		return ""
	}
	title := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, html.UnescapeString(string(m[1])))
	runes := []rune(strings.Join(strings.Fields(title), " "))
	return string(runes[:min(len(runes), 80)])
}
