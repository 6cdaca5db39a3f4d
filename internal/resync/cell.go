package resync

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/match"
)

// Cell is one learner's grade in one activity, as its route names it.
type Cell struct {
	Route          Route
	User, Activity string // as in Entry
	// Target is the line item's URL, or that of the outcome service.
	Target string
	// LTIUser is the sub of the learner; ags only.
	LTIUser string
	// SourcedID names the cell over LTI 1.1. It is kept out of everything that is
	// written.
	SourcedID string
}

// key is the same for every way in which one cell can be named.
func (c Cell) key() string {
	if c.Route == RouteLTI11 {
		return "lti11 " + c.hash()
	}
	return "ags " + match.URLKey(c.Target) + " " + c.LTIUser
}

// hash stands for the sourcedid in the ledger; empty without one.
func (c Cell) hash() string {
	if c.SourcedID == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(c.SourcedID))
	return hex.EncodeToString(sum[:])
}

// Reading is what the gradebook shows in one cell. Without an error an unknown Score
// means that there is none.
type Reading struct {
	Score, Max grade.Maybe[float64]
	At         grade.Maybe[time.Time] // when it was graded
	Err        error                  // it could not be read; of a class of package grade
}

// Reader reads cells, as they stand after whatever people changed.
type Reader interface {
	// Read returns one reading for each cell, in their order.
	Read(ctx context.Context, cells []Cell) []Reading
}

// share is the grade as a part of its maximum; ok is false when there is none.
func (g Reading) share() (part float64, ok bool) {
	score, known := g.Score.Get()
	if most := g.Max.Or(1); known && most > 0 {
		return score / most, true
	}
	return 0, false
}

// words writes the grade.
func (g Reading) words() string {
	score, known := g.Score.Get()
	if !known {
		return "no grade"
	}
	return outOf(score, g.Max.Or(1))
}
