package lti

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
)

func points2(given, maximum float64) Score {
	return Score{UserID: "60", Given: grade.Known(given), Maximum: grade.Known(maximum)}
}

func TestScoreOnTheWire(t *testing.T) {
	full := points2(8.5, 10)
	full.Timestamp = time.Date(2026, 11, 21, 14, 0, 0, 123456789, time.FixedZone("", 7200))
	full.Comment, full.ScoringUserID = "<b>well</b> done", "7"
	full.StartedAt, full.SubmittedAt = noon(), noon().Add(time.Hour)
	full.Canvas = Submission{NewSubmission: grade.Known(false), PrioritizeNonToolGrade: grade.Known(true), SubmittedAt: noon()}
	plain := points2(0, 10)
	plain.Timestamp = noon()
	cleared := Cleared("60")
	cleared.Timestamp = noon()
	for name, tt := range map[string]struct {
		score Score
		want  string
	}{
		"zero is a grade": {plain, `{"userId":"60","scoreGiven":0,"scoreMaximum":10,"timestamp":"2026-11-21T12:00:00.000Z","activityProgress":"Completed","gradingProgress":"FullyGraded"}`},
		"all of it": {full, `{"userId":"60","scoreGiven":8.5,"scoreMaximum":10,"timestamp":"2026-11-21T12:00:00.123Z","activityProgress":"Completed","gradingProgress":"FullyGraded",
			"comment":"<b>well</b> done","scoringUserId":"7","submission":{"startedAt":"2026-11-21T12:00:00.000Z","submittedAt":"2026-11-21T13:00:00.000Z"},
			"https://canvas.instructure.com/lti/submission":{"new_submission":false,"prioritize_non_tool_grade":true,"submitted_at":"2026-11-21T12:00:00.000Z"}}`},
		"cleared": {cleared, `{"userId":"60","timestamp":"2026-11-21T12:00:00.000Z","activityProgress":"Initialized","gradingProgress":"NotReady"}`},
	} {
		text, err := json.Marshal(tt.score)
		var got, want map[string]any
		if err != nil || json.Unmarshal(text, &got) != nil || json.Unmarshal([]byte(tt.want), &want) != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestScoreNotSent(t *testing.T) {
	bad := map[string]Score{
		"nobody":     {Given: grade.Known(1.0), Maximum: grade.Known(1.0)},
		"no points":  {UserID: "60"},
		"maximum 0":  points2(0, 0),
		"negative":   points2(-1, 10),
		"NaN":        points2(math.NaN(), 10),
		"infinite":   points2(1, math.Inf(1)),
		"no maximum": {UserID: "60", Given: grade.Known(1.0)},
	}
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was sent") }))
	defer srv.Close()
	for name, score := range bad {
		a, err := services(t, everything()).PostScore(t.Context(), srv.URL+"/1", score)
		if !errors.Is(err, grade.ErrRejected) || a.Status != 0 || !strings.Contains(err.Error(), "not sent") {
			t.Errorf("%s: %+v, %v", name, a, err)
		}
	}
}

// TestScoreIsSentOnce: whatever happens, and however patient the client is with reads.
func TestScoreIsSentOnce(t *testing.T) {
	for name, respond := range map[string]http.HandlerFunc{
		"503": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) },
		"429": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) },
		"401": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) },
		"cut": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"307": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere?token=topsecret", http.StatusTemporaryRedirect)
		},
		"302": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/login", http.StatusFound) },
		"cut 2x": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "9")
			w.WriteHeader(http.StatusBadGateway)
			_, _ = w.Write([]byte("x"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			var n atomic.Int32
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { n.Add(1); respond(w, r) }))
			defer srv.Close()
			o := once()
			o.Retry = httpkit.Retry{Attempts: 4, Wait: 1, MaxWait: 1}
			source := everything()
			s, err := NewServices(source, o)
			if err != nil {
				t.Fatal(err)
			}
			a, err := s.PostScore(t.Context(), srv.URL+"/1", points2(1, 1))
			if err == nil || n.Load() != 1 {
				t.Errorf("sent %d times: %v", n.Load(), err)
			}
			if (a.Status == 0) != strings.HasPrefix(name, "cut") || strings.Contains(fmt.Sprint(err), "topsecret") {
				t.Errorf("answer %+v, %v", a, err)
			}
			if (source.forgotten == 1) != (name == "401") {
				t.Errorf("%d tokens forgotten", source.forgotten)
			}
		})
	}
}

func TestScoreTimestamp(t *testing.T) {
	var body []byte
	p := serve(t, recording{}, nil)
	p.rec.Response.Status, p.rec.Response.Body = 200, `{"resultUrl":"https://c.example/results/44","https://canvas.instructure.com/lti/submission":{}}`
	a, err := services(t, everything()).PostScore(t.Context(), p.URL+"/line_items/902", points2(1, 1))
	body = p.sent[0].body
	if err != nil || a.ResultURL != "https://c.example/results/44" || !strings.Contains(string(body), `"timestamp":"2026-11-21T12:00:00.000Z"`) {
		t.Errorf("%+v, %v: %s", a, err, body)
	}
	if p.sent[0].url.Path != "/line_items/902/scores" || p.sent[0].header.Get("Authorization") != "Bearer labbearer-test" {
		t.Errorf("%s %v", p.sent[0].url, p.sent[0].header)
	}
}
