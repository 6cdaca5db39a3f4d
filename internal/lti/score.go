package lti

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// The progress words that decide whether a score becomes a grade (AGS 2.0
// section 3.4.5 and 3.4.6).
const (
	FullyGraded = "FullyGraded"
	NotReady    = "NotReady"
	Completed   = "Completed"
	Initialized = "Initialized"
)

// Score is one learner's score for a line item.
type Score struct {
	UserID string // the learner's sub
	// Given and Maximum are the points. Both unknown clears the grade; see Cleared.
	Given, Maximum grade.Maybe[float64]
	// Timestamp is when the score came about; the moment of sending when zero. Moodle
	// refuses one that is not at least a second younger than the grade it has.
	Timestamp time.Time
	// ActivityProgress and GradingProgress are Completed and FullyGraded when empty.
	// With any other GradingProgress Moodle and Canvas erase the grade they have.
	ActivityProgress, GradingProgress string
	// Comment is shown to the learner. Canvas adds it anew with each score.
	Comment       string
	ScoringUserID string
	// StartedAt and SubmittedAt are left out when zero.
	StartedAt, SubmittedAt time.Time
	Canvas                 Submission
}

// Submission is what Canvas alone reads: its extension
// https://canvas.instructure.com/lti/submission. Unknown values are left out, and
// with all of them the extension.
type Submission struct {
	// NewSubmission false keeps a score sent again from being a new attempt.
	NewSubmission grade.Maybe[bool]
	// PrioritizeNonToolGrade true leaves a grade that a person gave.
	PrioritizeNonToolGrade grade.Maybe[bool]
	SubmittedAt            time.Time // left out when zero
}

// Cleared is the score that takes a learner's grade away, in the form that
// Canvas, Moodle and Blackboard understand alike.
func Cleared(userID string) Score {
	return Score{UserID: userID, ActivityProgress: Initialized, GradingProgress: NotReady}
}

// check finds what no platform takes, and what would erase a grade unasked.
func (s Score) check() error {
	given, isGiven := s.Given.Get()
	maximum, hasMaximum := s.Maximum.Get()
	switch {
	case s.UserID == "":
		return errors.New("the score has no user id")
	case !isGiven && s.GradingProgress != NotReady:
		return errors.New("the score has no points: sent so, it would erase the grade")
	case isGiven && !hasMaximum:
		return errors.New("the score has no maximum")
	case isGiven && (math.IsNaN(given) || math.IsInf(given, 0) || given < 0):
		return errors.New("the points are not a number from 0 up")
	case hasMaximum && (math.IsNaN(maximum) || math.IsInf(maximum, 0) || maximum <= 0):
		return errors.New("the maximum is not a number above 0")
	}
	return nil
}

// MarshalJSON writes the score as it is sent.
func (s Score) MarshalJSON() ([]byte, error) {
	type submission struct {
		StartedAt   string `json:"startedAt,omitempty"`
		SubmittedAt string `json:"submittedAt,omitempty"`
	}
	type extension struct {
		New       *bool  `json:"new_submission,omitempty"`
		NonTool   *bool  `json:"prioritize_non_tool_grade,omitempty"` //nolint:misspell // Canvas spells it so
		Submitted string `json:"submitted_at,omitempty"`
	}
	wire := struct {
		UserID           string               `json:"userId"`
		Given            grade.Maybe[float64] `json:"scoreGiven,omitzero"`
		Maximum          grade.Maybe[float64] `json:"scoreMaximum,omitzero"`
		Timestamp        string               `json:"timestamp"`
		ActivityProgress string               `json:"activityProgress"`
		GradingProgress  string               `json:"gradingProgress"`
		Comment          string               `json:"comment,omitempty"`
		ScoringUserID    string               `json:"scoringUserId,omitempty"`
		Submission       submission           `json:"submission,omitzero"`
		Canvas           extension            `json:"https://canvas.instructure.com/lti/submission,omitzero"`
	}{
		UserID: s.UserID, Given: s.Given, Maximum: s.Maximum, Timestamp: stamp(s.Timestamp),
		ActivityProgress: first(s.ActivityProgress, Completed), GradingProgress: first(s.GradingProgress, FullyGraded),
		Comment: s.Comment, ScoringUserID: s.ScoringUserID,
		Submission: submission{stampOf(s.StartedAt), stampOf(s.SubmittedAt)},
		Canvas:     extension{pointer(s.Canvas.NewSubmission), pointer(s.Canvas.PrioritizeNonToolGrade), stampOf(s.Canvas.SubmittedAt)},
	}
	return json.Marshal(wire)
}

func stampOf(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return stamp(at)
}

func pointer(m grade.Maybe[bool]) *bool {
	if b, known := m.Get(); known {
		return &b
	}
	return nil
}

// PostScore sends a score to the line item once, and never again by itself. An
// answer with status 0 beside an error means that none came: the platform may have
// stored the score all the same. A good answer does not say that the gradebook
// shows the grade: read the result back.
func (s *Services) PostScore(ctx context.Context, lineItem string, score Score) (Answer, error) {
	if err := score.check(); err != nil {
		return Answer{}, fmt.Errorf("not sent: %w: %w", grade.ErrRejected, err)
	}
	if score.Timestamp.IsZero() {
		score.Timestamp = s.now()
	}
	u, err := below(lineItem, "scores")
	if err != nil {
		return Answer{}, fmt.Errorf("not sent: line item: %w", err)
	}
	body, err := score.MarshalJSON()
	if err != nil {
		return Answer{}, fmt.Errorf("not sent: %w", err)
	}
	// An Accept of another kind than the score's own, or none in particular, is what
	// Moodle's router takes.
	resp, err := s.do(ctx, call{method: http.MethodPost, address: u, scopes: []string{ScopeScore}, accept: "*/*", content: mediaScore, body: body})
	if err != nil {
		var refused *AnswerError
		if errors.As(err, &refused) {
			return refused.Answer, err
		}
		return Answer{}, err
	}
	a := heading(resp, s.now())
	a.ResultURL = resultURL(resp.Body())
	return a, nil
}

// resultURL reads the one member of Canvas's good answer; others answer nothing.
func resultURL(body []byte) string {
	var said struct {
		URL text `json:"resultUrl"`
	}
	if body = bytes.TrimSpace(body); len(body) == 0 || body[0] != '{' || json.Unmarshal(body, &said) != nil {
		return ""
	}
	return string(said.URL)
}
