package lti

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/go-resty/resty/v2"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
)

// answered is a resty answer without a server.
func answered(status int, body []byte) *resty.Response {
	r := &resty.Response{Request: resty.New().R(), RawResponse: &http.Response{StatusCode: status, Status: http.StatusText(status), Header: http.Header{}}}
	r.SetBody(body)
	return r
}

func seed(f *testing.F, prefix string) {
	f.Helper()
	for name, rec := range recorded(f) {
		if strings.HasPrefix(name, prefix) && len(rec.Response.Body) < 2<<10 {
			f.Add([]byte(rec.Response.Body), uint8(rec.Response.Status%600/3))
		}
	}
}

// classed tells whether an error has a class of package grade.
func classed(err error) bool {
	for _, class := range []error{grade.ErrAuth, grade.ErrScope, grade.ErrNotFound, grade.ErrThrottled, grade.ErrTemporary, grade.ErrRejected, grade.ErrUnsupported, grade.ErrUnreadable} {
		if errors.Is(err, class) {
			return true
		}
	}
	return false
}

func checkError(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	text := err.Error()
	if !classed(err) || len(text) > 2000 || !utf8.ValidString(text) || strings.ContainsAny(text, "\n\r\x00\x1b") {
		t.Errorf("error %q", text)
	}
	if strings.Contains(text, "eyJhbGciOiJSUzI1NiJ9") {
		t.Errorf("a token in %q", text)
	}
}

func FuzzTokenAnswer(f *testing.F) {
	seed(f, "lti13-token")
	f.Add([]byte(`{"error":{"a":1},"errors":[[]],"error_description":5}`), uint8(133))
	f.Add([]byte(`{"error" : ""a" eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln`), uint8(133))
	f.Add([]byte(`{"access_token":"x","expires_in":-1e308,"scope":["a",1,null]}`), uint8(67))
	f.Fuzz(func(t *testing.T, body []byte, third uint8) {
		status := 200 + int(third)%133*3
		if e := tokenRefusal(answered(status, body), noon()); e != nil {
			checkError(t, e)
		}
		token, err := granted(body, []string{ScopeScore}, noon())
		checkError(t, err)
		if err == nil && (token.Bearer() == "" || strings.ContainsAny(token.Bearer(), " \r\n") || token.Expires.Before(noon()) || token.Expires.Sub(noon()) > longestLife) {
			t.Errorf("token until %s", token.Expires)
		}
	})
}

func FuzzOutcome(f *testing.F) {
	seed(f, "lti11-")
	f.Add([]byte(scored("1e400")), uint8(67))
	f.Add([]byte("<a><imsx_codeMajor>success</a></b></b><resultScore><textString>.5"), uint8(67))
	f.Add([]byte("\xff\xfe<\x00i\x00"), uint8(67))
	f.Fuzz(func(t *testing.T, body []byte, third uint8) {
		out, err := readOutcome(answered(200+int(third)%133*3, body), noon())
		checkError(t, err)
		if err == nil && !strings.EqualFold(out.CodeMajor, "success") {
			t.Errorf("a success without its code: %+v", out)
		}
		if _, bad := json.Marshal(out.Score); bad != nil {
			t.Errorf("score %v", out.Score)
		}
	})
}

func FuzzLists(f *testing.F) {
	for _, prefix := range []string{"ags-", "nrps-"} {
		seed(f, prefix)
	}
	f.Add([]byte(`[{"id":1e400,"scoreMaximum":"1e999","startDateTime":5,"gradesReleased":"maybe","x":{"y":null}}]`), uint8(0))
	f.Add([]byte(`[{"userId":{},"resultScore":"-0"}]`), uint8(0))
	f.Add([]byte(`{"members":[{"roles":[1,null],"message":[{"https://purl.imsglobal.org/spec/lti-bo/claim/basicoutcome":[]}]}]}`), uint8(0))
	f.Fuzz(func(t *testing.T, body []byte, third uint8) {
		items, err := list[LineItem](body)
		checkError(t, err)
		for _, l := range items {
			if sent, err := l.body(); err == nil {
				var again LineItem
				if err := httpkit.Decode(sent, &again); err != nil || again.Label != l.Label || !again.Maximum.Equal(l.Maximum) || again.ID != "" {
					t.Errorf("%+v is sent as %s: %v", l, sent, err)
				}
			}
		}
		results, err := list[Result](body)
		checkError(t, err)
		if _, bad := json.Marshal(results); bad != nil {
			t.Errorf("results cannot be saved: %v", bad)
		}
		_, err = membership(body)
		checkError(t, err)
		checkError(t, refusal(answered(300+int(third), body), noon()))
	})
}
