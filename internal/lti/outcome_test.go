package lti

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
)

func poxAnswer(major, description, extra, body string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><imsx_POXEnvelopeResponse xmlns="http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0"><imsx_POXHeader>` +
		`<imsx_POXResponseHeaderInfo><imsx_version>V1.0</imsx_version><imsx_messageIdentifier>1</imsx_messageIdentifier><imsx_statusInfo><imsx_codeMajor>` + major +
		`</imsx_codeMajor><imsx_severity>status</imsx_severity><imsx_description>` + description + `</imsx_description>` + extra +
		`</imsx_statusInfo></imsx_POXResponseHeaderInfo></imsx_POXHeader><imsx_POXBody>` + body + `</imsx_POXBody></imsx_POXEnvelopeResponse>`
}

func scored(text string) string {
	return poxAnswer("success", "Result read", "", `<readResultResponse><result><resultScore><language>en</language><textString>`+text+`</textString></resultScore>`+
		`<resultTotalScore><textString>9</textString></resultTotalScore></result></readResultResponse>`)
}

// TestOutcomesRead: what platforms make of the answer's XML.
func TestOutcomesRead(t *testing.T) {
	good := scored("0.92")
	for name, tt := range map[string]struct {
		body  string
		score grade.Maybe[float64]
		class error
	}{
		"as it should be":      {good, grade.Known(0.92), nil},
		"zero":                 {scored("0"), grade.Known(0.0), nil},
		"empty":                {scored(""), grade.Maybe[float64]{}, nil},
		"blank":                {scored(" \n "), grade.Maybe[float64]{}, nil},
		"no element":           {poxAnswer("success", "Result read", "", "<readResultResponse/>"), grade.Maybe[float64]{}, nil},
		"comma":                {scored("0,92"), grade.Known(0.92), nil},
		"a word":               {scored("success"), grade.Maybe[float64]{}, grade.ErrUnreadable},
		"NaN":                  {scored("NaN"), grade.Maybe[float64]{}, grade.ErrUnreadable},
		"capitals":             {strings.Replace(good, ">success<", ">Success<", 1), grade.Known(0.92), nil},
		"no namespace":         {strings.Replace(good, ` xmlns="http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0"`, "", 1), grade.Known(0.92), nil},
		"prefixes":             {strings.NewReplacer("</", "</p:", "<imsx", "<p:imsx", "<text", "<p:text", "<result", "<p:result", "<read", "<p:read").Replace(good), grade.Known(0.92), nil},
		"blanks before":        {"\ufeff \n\n" + good, grade.Known(0.92), nil},
		"words before":         {"Warning: deprecated\n" + good, grade.Known(0.92), nil},
		"wrong declaration":    {strings.Replace(good, "UTF-8", "utf-16", 1), grade.Known(0.92), nil},
		"unknown declaration":  {strings.Replace(good, "UTF-8", "x-none", 1), grade.Known(0.92), nil},
		"Latin-1":              {strings.Replace(good, "Result read", "R\xe9sultat", 1), grade.Known(0.92), nil},
		"tail":                 {good + "</div><br>&nbsp", grade.Known(0.92), nil},
		"cut behind the grade": {good[:strings.Index(good, "</textString>")+14], grade.Known(0.92), nil},
		"closed wrongly":       {strings.Replace(good, "</imsx_statusInfo>", "</imsx_wrong>", 1), grade.Known(0.92), nil},
		"bare ampersand":       {strings.Replace(good, "Result read", "a & b &nbsp; c", 1), grade.Known(0.92), nil},
		"a page":               {"<html><title>Log in</title></html>", grade.Maybe[float64]{}, grade.ErrUnreadable},
		"nothing":              {"", grade.Maybe[float64]{}, grade.ErrUnreadable},
		"success in a failure": {poxAnswer("failure", "no success", "", ""), grade.Maybe[float64]{}, grade.ErrRejected},
		"on its way":           {poxAnswer("processing", "", "", ""), grade.Maybe[float64]{}, grade.ErrTemporary},
	} {
		t.Run(name, func(t *testing.T) {
			p := answering(t, 200, tt.body)
			out, err := outcomes(t, p).Read(t.Context(), p.URL+"/service", "id")
			if !errors.Is(err, tt.class) || (err == nil) != (tt.class == nil) || !out.Score.Equal(tt.score) || out.Status != 200 {
				t.Errorf("got %+v, %v", out, err)
			}
		})
	}
}

// TestOutcomeFailures: the codes and sentences of Canvas and edX.
func TestOutcomeFailures(t *testing.T) {
	canvas := func(code, says string) string {
		return poxAnswer("failure", says+" [EID_1234]", "<ext_canvas_error_code>"+code+"</ext_canvas_error_code>", "<replaceResultResponse/>")
	}
	for name, tt := range map[string]struct {
		status int
		body   string
		class  error
		code   string
	}{
		"dropped":          {422, canvas("user_not_in_course", "User is no longer in course"), grade.ErrRejected, "user_not_in_course"},
		"deleted":          {422, canvas("assignment_invalid", "Assignment is invalid"), grade.ErrNotFound, "assignment_invalid"},
		"sourcedid":        {422, canvas("signature_invalid", "Invalid signature"), grade.ErrRejected, "signature_invalid"},
		"older Canvas":     {200, canvas("course_not_available", "Course not available for student"), grade.ErrRejected, "course_not_available"},
		"edX":              {200, poxAnswer("failure", "OAuth verification error: x", "", ""), grade.ErrAuth, "failure"},
		"edX, read":        {200, poxAnswer("unsupported", "Target does not support the requested operation.", "", ""), grade.ErrUnsupported, "unsupported"},
		"Canvas signature": {401, `{"errors":[{"message":"Invalid authorization header"}]}`, grade.ErrAuth, ""},
		"content type":     {415, `Content-Type must be 'application/xml'`, grade.ErrRejected, ""},
		"gone":             {404, ``, grade.ErrNotFound, ""},
		"down":             {502, `<html><title>502 Bad Gateway</title></html>`, grade.ErrTemporary, ""},
		"moved":            {301, ``, grade.ErrUnreadable, ""},
		"failure with 500": {500, poxAnswer("failure", "database", "", ""), grade.ErrTemporary, "failure"},
	} {
		t.Run(name, func(t *testing.T) {
			p := answering(t, tt.status, tt.body)
			out, err := outcomes(t, p).Replace(t.Context(), p.URL+"/service", "id", 1, OutcomeDetails{})
			var refused *AnswerError
			if !errors.Is(err, tt.class) || !errors.As(err, &refused) || refused.Code != tt.code || refused.Status != tt.status || out.Status != tt.status {
				t.Errorf("got %+v, %+v, %v", out, refused, err)
			}
			if len(p.sent) != 1 {
				t.Errorf("sent %d times", len(p.sent))
			}
		})
	}
}

func TestMessage(t *testing.T) {
	const sourcedID = `{"data":{"instanceid":"52","userid":60},"hash":"<&'>"}` + "\té"
	p := answering(t, 200, poxAnswer("success", "", "", ""))
	o := outcomes(t, p)
	for range 2 {
		if _, err := o.Replace(t.Context(), p.URL+"/service?x=1&y=a%20b", sourcedID, 1e-7, OutcomeDetails{
			Total: grade.Known(12.5), SubmittedAt: noon(), PrioritizeNonToolGrade: true,
		}); err != nil {
			t.Fatal(err)
		}
	}
	first, second := parsePOX(t, p.sent[0].body), parsePOX(t, p.sent[1].body)
	if first.ID == second.ID || len(first.ID) < 20 {
		t.Errorf("message ids %q and %q", first.ID, second.ID)
	}
	if first.Body.Operation.SourcedID != sourcedID || first.Body.Operation.Score != "0.0000001" {
		t.Errorf("sent %+v", first)
	}
	for _, part := range []string{"<resultTotalScore><language>en</language><textString>12.5</textString></resultTotalScore>",
		"</resultRecord><submissionDetails><submittedAt>2026-11-21T12:00:00.000Z</submittedAt><prioritizeNonToolGrade/></submissionDetails></replaceResultRequest>"} {
		if !strings.Contains(string(p.sent[0].body), part) {
			t.Errorf("%s lacks %s", p.sent[0].body, part)
		}
	}
	if got := p.sent[0].header.Get("Content-Type"); got != "application/xml" {
		t.Errorf("content type %q", got)
	}
	for _, s := range p.sent {
		verify(t, s, p.URL, "practice-secret")
	}
}

// TestARepeatedReadIsSignedAnew, and a repeated write there is not.
func TestARepeatedReadIsSignedAnew(t *testing.T) {
	nonces, ids := map[string]bool{}, map[string]bool{}
	n := 0
	p := &platform{}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n++
		body := make([]byte, r.ContentLength)
		_, _ = r.Body.Read(body)
		got := sent{method: r.Method, url: r.URL, header: r.Header, body: body}
		verify(t, got, p.URL, "practice-secret")
		nonces[field(t, r.Header.Get("Authorization"), "oauth_nonce")] = true
		ids[parsePOX(t, body).ID] = true
		if n%3 != 0 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		_, _ = fmt.Fprint(w, scored("0.5"))
	}))
	defer srv.Close()
	p.Server = srv
	o := once()
	o.Retry = httpkit.Retry{Attempts: 3, Wait: 1, MaxWait: 1}
	out, err := NewOutcomes(Consumer{Key: "legacykey", Secret: "practice-secret"}, o)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := out.Read(t.Context(), srv.URL, "id"); err != nil || !grade.Is(got.Score, 0.5) || len(nonces) != 3 || len(ids) != 3 {
		t.Errorf("%+v, %v, %d nonces, %d ids", got, err, len(nonces), len(ids))
	}
	if _, err := out.Delete(t.Context(), srv.URL, "id"); !errors.Is(err, grade.ErrTemporary) || n != 4 {
		t.Errorf("%v after %d", err, n)
	}
}

// TestOutcomesByToken: a refused token is not used again, one without its scope not
// at all.
func TestOutcomesByToken(t *testing.T) {
	p := answering(t, 200, poxAnswer("failure", "Missing or invalid consumer key or access token.", "", "<unknownResponse/>"))
	source := everything()
	o, err := NewTokenOutcomes(source, once())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.Read(t.Context(), p.URL, "id"); !errors.Is(err, grade.ErrAuth) || source.forgotten != 1 {
		t.Errorf("%v, %d forgotten", err, source.forgotten)
	}
	if got := p.sent[0].header.Get("Authorization"); got != "Bearer labbearer-test" {
		t.Errorf("authorised by %q", got)
	}
	source.token = StaticToken("labbearer-test", ScopeScore)
	if _, err := o.Read(t.Context(), p.URL, "id"); !errors.Is(err, grade.ErrScope) || len(p.sent) != 1 {
		t.Errorf("%v, sent %d times", err, len(p.sent))
	}
}

func TestOutcomeNotSent(t *testing.T) {
	p := answering(t, 200, "")
	o := outcomes(t, p)
	for _, score := range []float64{-0.1, 1.1} {
		if _, err := o.Replace(t.Context(), p.URL, "id", score, OutcomeDetails{}); !errors.Is(err, grade.ErrRejected) {
			t.Errorf("%v: %v", score, err)
		}
	}
	if _, err := o.Replace(t.Context(), p.URL, "", 1, OutcomeDetails{}); err == nil {
		t.Error("without a sourcedid")
	}
	if _, err := o.Replace(t.Context(), "/service", "id", 1, OutcomeDetails{}); err == nil || len(p.sent) != 0 {
		t.Errorf("%v, sent %d times", err, len(p.sent))
	}
	if c := (Consumer{Key: "k", Secret: "topsecret"}); strings.Contains(fmt.Sprintf("%v %+v %#v", c, c, c), "topsecret") {
		t.Error("the secret shows")
	}
}
