package preflight

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lti"
	"github.com/gradesync/gradesync/internal/store"
)

// The routes by which a probe goes, in the ledger's words.
const (
	overAGS   = "ags"
	overLTI11 = "lti11"
)

// Cell is one learner's grade in one activity, as the tool's route to it names it.
type Cell struct {
	Route                 string // ags or lti11
	User, Activity        string // ids of the LMS
	Account, ToolActivity string // ids of the tool; empty where it has none yet
	// Target is the line item's URL, or that of the outcome service; LTIUser the
	// learner's sub, SourcedID the cell's name over LTI 1.1.
	Target, LTIUser, SourcedID string
}

// CellHash stands for a sourcedid in the ledger; empty without one.
func CellHash(sourcedID string) string {
	if sourcedID == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(sourcedID))
	return hex.EncodeToString(sum[:])
}

// Reading is what the gradebook shows in one cell. Without an error an unknown Score
// means that there is none.
type Reading struct {
	Score, Max grade.Maybe[float64]
	Err        error // it could not be read; of a class of package grade
}

func (g Reading) empty() bool { return g.Err == nil && !g.Score.Known() }

// shows reports whether the grade is a share of the maximum, to half a percent: a
// gradebook may round.
func (g Reading) shows(share float64) bool {
	score, known := g.Score.Get()
	most := g.Max.Or(1)
	return g.Err == nil && known && most > 0 && math.Abs(score/most-share) < 0.005
}

func (g Reading) words() string {
	score, known := g.Score.Get()
	switch {
	case g.Err != nil:
		return "nothing that can be read (" + g.Err.Error() + ")"
	case !known:
		return "no grade"
	}
	return fmt.Sprintf("%s / %s", short(score), short(g.Max.Or(1)))
}

func short(f float64) string { return points(math.Round(f*1000) / 1000) }

// Over names the route.
func (c Cell) Over() string {
	if c.Route == overLTI11 {
		return "LTI 1.1"
	}
	return "LTI 1.3 (AGS)"
}

func (c Cell) version() string {
	if c.Route == overLTI11 {
		return grade.LTI11
	}
	return grade.LTI13
}

// read looks at a cell.
func (p Prober) read(ctx context.Context, c Cell) Reading {
	switch {
	case p.Read != nil:
		return p.Read(ctx, c)
	case c.Route == overLTI11 && p.Outcomes != nil:
		o, err := p.Outcomes.Read(ctx, c.Target, c.SourcedID)
		return Reading{Score: o.Score, Max: grade.Known(1.0), Err: err}
	case c.Route == overAGS && p.AGS != nil:
		list, err := p.AGS.Results(ctx, c.Target, lti.ResultFilter{UserID: c.LTIUser})
		for _, result := range list {
			if result.UserID == c.LTIUser {
				return Reading{Score: result.Score, Max: result.Maximum, Err: err}
			}
		}
		return Reading{Err: err}
	}
	return Reading{Err: p.closed(c)}
}

func (p Prober) closed(c Cell) error {
	return fmt.Errorf("%w: the profile has nothing to send by over %s", grade.ErrUnsupported, c.Over())
}

// write sends what a row of the ledger says: a score, or that the cell is to be
// empty. To a Canvas goes what keeps it from counting an attempt.
func (p Prober) write(ctx context.Context, c Cell, e store.SendEvent) (lti.Answer, error) {
	switch {
	case c.Route == overLTI11 && p.Outcomes != nil:
		o, err := p.overOutcomes(ctx, c, e)
		return o.Answer, err
	case c.Route != overAGS || p.AGS == nil:
		return lti.Answer{}, p.closed(c)
	}
	message := lti.Cleared(c.LTIUser)
	if e.Score.Known() {
		message = lti.Score{UserID: c.LTIUser, Given: e.Score, Maximum: e.Max, ActivityProgress: lti.Completed, GradingProgress: lti.FullyGraded}
	}
	message.Timestamp = e.Timestamp.Or(time.Time{})
	if p.mayBeCanvas() {
		message.Canvas.NewSubmission = grade.Known(false)
		message.Canvas.PrioritizeNonToolGrade = grade.Known(true)
	}
	return p.AGS.PostScore(ctx, c.Target, message)
}

func (p Prober) overOutcomes(ctx context.Context, c Cell, e store.SendEvent) (lti.Outcome, error) {
	if score, given := e.Score.Get(); given {
		return p.Outcomes.Replace(ctx, c.Target, c.SourcedID, score/e.Max.Or(1), lti.OutcomeDetails{PrioritizeNonToolGrade: p.mayBeCanvas()})
	}
	return p.Outcomes.Delete(ctx, c.Target, c.SourcedID)
}

func (p Prober) mayBeCanvas() bool { return p.LMS.Kind == "canvas" || p.LMS.Kind == "lti" }

// left tells whether a message may have reached the LMS although it was not answered
// with a yes.
func left(a lti.Answer, err error) bool {
	var token *lti.TokenError
	switch {
	case err == nil:
		return true
	case errors.As(err, &token), errors.Is(err, grade.ErrUnsupported):
		return false
	case a.Status == 0:
		return !errors.Is(err, grade.ErrRejected) && !errors.Is(err, grade.ErrScope)
	}
	return a.Status >= 500 || a.Status < 300 && errors.Is(err, grade.ErrUnreadable)
}
