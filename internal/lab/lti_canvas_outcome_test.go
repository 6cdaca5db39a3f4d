package lab

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// poxSender sends LTI 1.1 messages straight to a lab.
type poxSender struct {
	t       *testing.T
	lab     *Lab
	now     time.Time
	counter int
}

func newPOXSender(t *testing.T, codes ...string) *poxSender {
	t.Helper()
	s := &poxSender{t: t, now: time.Date(2026, 10, 14, 9, 30, 0, 0, time.UTC)}
	var err error
	s.lab, err = New(Options{Break: codes, LMS: lmsCanvas, URL: "https://canvas.lab.example", Now: s.now, Clock: func() time.Time { return s.now }})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

type poxHeard struct {
	status             int
	major, code, score string
	body               string
}

// send sends a message; change alters what is signed.
func (s *poxSender) send(tool int, operation, sourced, result string, change map[string]string) poxHeard {
	s.t.Helper()
	s.counter++
	body := fmt.Sprintf(`<imsx_POXEnvelopeRequest xmlns="http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0"><imsx_POXHeader/><imsx_POXBody>`+
		`<%s><resultRecord><sourcedGUID><sourcedId>%s</sourcedId></sourcedGUID>%s</resultRecord></%s></imsx_POXBody></imsx_POXEnvelopeRequest>`,
		operation, escaped(sourced), result, operation)
	params := map[string]string{"oauth_consumer_key": consumerKey, "oauth_nonce": "n" + strconv.Itoa(s.counter), "oauth_version": "1.0",
		"oauth_signature_method": "HMAC-SHA1", "oauth_timestamp": strconv.FormatInt(s.now.Unix(), 10)}
	for name, value := range change {
		params[name] = value
	}
	address := "https://canvas.lab.example" + outcomesOf(tool)
	request := httptest.NewRequest(http.MethodPost, address, strings.NewReader(body))
	request.Header.Set("Content-Type", "application/xml")
	request.Header.Set("Authorization", signOAuth(params, consumerSecret, http.MethodPost, address, body))
	answer := httptest.NewRecorder()
	s.lab.Handler().ServeHTTP(answer, request)
	var v struct {
		Major string `xml:"imsx_POXHeader>imsx_POXResponseHeaderInfo>imsx_statusInfo>imsx_codeMajor"`
		Code  string `xml:"imsx_POXHeader>imsx_POXResponseHeaderInfo>imsx_statusInfo>ext_canvas_error_code"`
		Score string `xml:"imsx_POXBody>readResultResponse>result>resultScore>textString"`
	}
	text := answer.Body.String()
	if strings.HasPrefix(text, "<?xml") {
		if err := xml.Unmarshal([]byte(text), &v); err != nil {
			s.t.Fatal(err)
		}
	}
	return poxHeard{answer.Code, v.Major, v.Code, v.Score, text}
}

// cell is a score of LTI 1.1 and its sourcedid.
func (s *poxSender) cell(fits func(*score) bool) (*score, string) {
	s.t.Helper()
	all := s.lab.world.scores
	i := slices.IndexFunc(all, func(x *score) bool { return x.activity.version == lti11 && x.has && fits(x) })
	if i < 0 {
		s.t.Fatal("there is no such score")
	}
	return all[i], canvasSourcedID(all[i], s.now)
}

func resultOf(text string) string {
	return "<result><resultScore><language>en</language><textString>" + text + "</textString></resultScore></result>"
}

func TestCanvasOutcomes(t *testing.T) {
	s := newPOXSender(t, "none")
	x, sourced := s.cell(func(*score) bool { return true })
	late := strconv.FormatInt(s.now.Add(-2*time.Hour).Unix(), 10)
	for _, step := range []struct {
		name, operation, sourced, result string
		change                           map[string]string
		status                           int
		says                             string
	}{
		{"good", replaceResult, sourced, resultOf("0.25"), nil, 200, "success"},
		{"points", replaceResult, sourced, "<result><resultTotalScore><textString>3.5</textString></resultTotalScore></result>", nil, 200, "success"},
		{"above one", replaceResult, sourced, resultOf("85"), nil, 422, "bad_score"},
		{"a comma", replaceResult, sourced, resultOf("0,5"), nil, 422, "no_parseable_result_score"},
		{"nothing", replaceResult, sourced, "", nil, 422, "no_score"},
		{"a sourcedid of nowhere", replaceResult, "x", resultOf("0.5"), nil, 422, "sourcedid_invalid"},
		{"handed in tomorrow", replaceResult, sourced, resultOf("0.5") + "</resultRecord><submissionDetails><submittedAt>2026-10-15T09:30:00Z</submittedAt></submissionDetails><resultRecord>",
			nil, 422, "timestamp_in_future"},
		{"an unknown operation", "fooResultRequest", sourced, "", nil, 422, "unsupported"},
		{"a nonce again", replaceResult, sourced, resultOf("0.5"), map[string]string{"oauth_nonce": "n1"}, 401, "Duplicate nonce detected"},
		{"an old signature", replaceResult, sourced, resultOf("0.5"), map[string]string{"oauth_timestamp": late}, 401, "Timestamp too old"},
		{"another key", replaceResult, sourced, resultOf("0.5"), map[string]string{"oauth_consumer_key": "x"}, 401, "Invalid authorization header"},
	} {
		if got := s.send(toolLegacy, step.operation, step.sourced, step.result, step.change); got.status != step.status || !strings.Contains(got.body, step.says) {
			t.Errorf("%s: %d %s", step.name, got.status, got.body)
		}
	}
	if g := s.lab.world.grade(x); g.value != 3.5 {
		t.Errorf("the gradebook has %v", g.value)
	}
	if got := s.send(toolLegacy, readResult, sourced, "", nil); got.score != number(3.5/x.activity.column.max) {
		t.Errorf("%+v", got)
	}
	if got := s.send(toolLegacy, deleteResult, sourced, "", nil); got.status != 200 || s.lab.world.grade(x) != nil {
		t.Errorf("%+v", got)
	}
	if got := s.send(1, readResult, sourced, "", nil); got.status != 404 {
		t.Errorf("%+v", got)
	}
}

// TestCanvasOutcomesInBrokenCourses hears what a fault's records tell.
func TestCanvasOutcomesInBrokenCourses(t *testing.T) {
	any := func(*score) bool { return true }
	for code, want := range map[string]struct {
		tool int
		fits func(*score) bool
		code string
	}{
		"AC-02": {toolLegacy, any, "course_not_available"},
		"TK-11": {toolAgain, func(x *score) bool { return x.activity.module.assignment.tool == toolLegacy }, "tool_invalid"},
	} {
		s := newPOXSender(t, code)
		_, sourced := s.cell(want.fits)
		if got := s.send(want.tool, replaceResult, sourced, resultOf("0.5"), nil); got.status != 422 || got.code != want.code {
			t.Errorf("%s: %+v", code, got)
		}
	}
}
