package resync

import (
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/store"
)

// send is one score on its way.
type send struct {
	cell                  Cell
	entry                 *Entry
	account, toolActivity string
	score, max            float64
	old                   []float64 // shares under which the old grade may be read; nil: there was none
	submitted             time.Time
	last                  time.Time // the newest date that the LMS may have for the cell
	notShown              guess

	state   state
	attempt string // the one under way; empty when none is
	begunAt time.Time
	stamp   time.Time
	earlier []attempt // of other runs, in doubt
	heard   heard     // what the LMS said to the last attempt
	at      time.Time // when
	wake    time.Time // when the cell is to be looked at next
	looks   int       // at a score that was taken and did not show
	misses  int       // readings that failed, one after the other
	renewed bool      // the token was
}

// guess is what may keep a score from showing that the LMS takes.
type guess struct{ code, words string }

// state is how far a send has come.
type state int

const (
	fresh    state = iota // nothing has left
	ready                 // the cell was read, it may leave
	taken                 // the LMS said yes
	again                 // it said no, for now
	doubtful              // it said nothing that could be read
	finished
)

func (s *send) share() float64 { return s.score / s.max }

// later notes a date that the LMS may have for the cell.
func (s *send) later(m grade.Maybe[time.Time]) {
	if at, ok := grade.At(m); ok && at.After(s.last) {
		s.last = at
	}
}

// event is a row of the ledger about the attempt under way.
func (r *run) event(s *send, kind store.SendKind) store.SendEvent {
	doc := &r.plan.doc
	e := store.SendEvent{
		Send: s.attempt, Run: r.id, Kind: kind, At: r.Now(), LMS: r.site, Course: doc.Course.ID,
		User: s.cell.User, Activity: s.cell.Activity, Account: s.account, ToolActivity: s.toolActivity,
		Route: string(s.cell.Route), Target: s.cell.Target, Cell: s.cell.hash(), LTIUser: s.cell.LTIUser,
		Score: grade.Known(s.score), Max: grade.Known(s.max), Old: s.entry.Old,
	}
	if !s.stamp.IsZero() {
		e.Timestamp = grade.Known(s.stamp)
	}
	return e
}

func (r *run) answered(s *send) store.SendEvent {
	e := r.event(s, store.SendAnswered)
	e.Status, e.Code, e.Message = grade.Known(s.heard.status), s.heard.code, s.heard.message
	return e
}

// settled is the last row of the attempt under way; after it there is none.
func (r *run) settled(s *send, outcome string) store.SendEvent {
	e := r.event(s, store.SendSettled)
	e.Outcome = outcome
	s.attempt = ""
	return e
}
