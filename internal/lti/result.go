package lti

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// Result is the grade that a platform has for one learner and line item (AGS 2.0
// section 3.3). It is the gradebook's: a grade that a teacher has put in place of
// the tool's shows here.
type Result struct {
	ID      string
	ScoreOf string // URL of the line item
	UserID  string
	// Score is unknown when there is no grade.
	Score grade.Maybe[float64]
	// Maximum is 1 where the platform gives a score and no maximum.
	Maximum       grade.Maybe[float64]
	Comment       string
	ScoringUserID string
	Timestamp     grade.Maybe[time.Time] // Moodle's own member
}

// ResultFilter narrows the results. The zero value asks for all.
type ResultFilter struct {
	UserID string
	Limit  int // page size
}

// UnmarshalJSON reads a result, with ids as numbers and numbers as texts too.
func (r *Result) UnmarshalJSON(data []byte) error {
	var w struct {
		ID            text   `json:"id"`
		ScoreOf       text   `json:"scoreOf"`
		UserID        text   `json:"userId"`
		Score         number `json:"resultScore"`
		Maximum       number `json:"resultMaximum"`
		Comment       text   `json:"comment"`
		ScoringUserID text   `json:"scoringUserId"`
		Timestamp     moment `json:"timestamp"`
	}
	if err := json.Unmarshal(data, &w); err != nil {
		return err
	}
	*r = Result{
		ID: string(w.ID), ScoreOf: string(w.ScoreOf), UserID: string(w.UserID),
		Score: w.Score.Maybe, Maximum: w.Maximum.Maybe, Comment: string(w.Comment),
		ScoringUserID: string(w.ScoringUserID), Timestamp: w.Timestamp.Maybe,
	}
	if r.Score.Known() && !r.Maximum.Known() {
		r.Maximum = grade.Known(1.0)
	}
	return nil
}

// Results lists the results of a line item. A learner without a grade is left out,
// or has no score; a learner who is not one gets an empty list (Canvas) or an
// error (Blackboard).
//
// Moodle answers a page size on an address with its type_id with an error page;
// then all results are asked for at once.
func (s *Services) Results(ctx context.Context, lineItem string, f ResultFilter) ([]Result, error) {
	all, err := s.results(ctx, lineItem, f)
	var refused *AnswerError
	if f.Limit > 0 && len(all) == 0 && errors.As(err, &refused) && refused.Status == http.StatusNotFound && errors.Is(err, grade.ErrUnreadable) {
		f.Limit = 0
		return s.results(ctx, lineItem, f)
	}
	return all, err
}

func (s *Services) results(ctx context.Context, lineItem string, f ResultFilter) ([]Result, error) {
	u, err := below(lineItem, "results")
	if err != nil {
		return nil, fmt.Errorf("results: line item: %w", err)
	}
	u = with(u, parameter{"user_id", f.UserID}, limit(f.Limit))
	var all []Result
	err = s.pages(ctx, call{method: http.MethodGet, address: u, scopes: []string{ScopeResultReadonly}, accept: mediaResults}, func(body []byte) error {
		page, err := list[Result](body)
		all = append(all, page...)
		return err
	})
	return all, err
}
