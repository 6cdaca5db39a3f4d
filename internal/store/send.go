package store

import (
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// SendKind is what an event of the ledger tells of one attempt to send a score.
type SendKind string

// The events of an attempt, in their order. An attempt that has begun and is not
// settled is in doubt: the score may have arrived.
const (
	SendBegun    SendKind = "begun"    // it is about to leave
	SendAnswered SendKind = "answered" // an answer came, or none will
	SendSettled  SendKind = "settled"  // what was read back decided; see SendEvent.Outcome
)

// Purpose is why something was sent.
type Purpose string

// The purposes. The empty purpose is that of a score of the tool, sent for good.
const (
	PurposeProbe Purpose = "probe" // a small score that is to be taken back
	PurposeClear Purpose = "clear" // takes a probe's score back
)

// SendEvent is one row of the ledger. Rows are added and never changed. It names
// people by the ids of the LMS and of the tool alone.
type SendEvent struct {
	Seq  int64     // given by the store, ascending; 0 before
	Send string    // the attempt; all its events share it
	Run  string    // the run of gradesync that made it
	Kind SendKind  //
	At   time.Time // when the event was noted

	Purpose Purpose

	LMS      string // the site: its kind, a space, its URL
	Course   string // id in the LMS
	User     string // id in the LMS
	Activity string // id in the LMS
	// Account and ToolActivity are the same two in the tool's records.
	Account, ToolActivity string

	Route string // ags or lti11
	// Target is the line item's URL, or the outcome service's. Cell is the SHA-256 of
	// the sourcedid in hexadecimal, empty for ags.
	Target, Cell string
	// LTIUser is the sub the score was sent under; empty for lti11.
	LTIUser string

	Score, Max grade.Maybe[float64]   // points, as sent
	Old        grade.Maybe[float64]   // what the gradebook showed before, in its own points
	Timestamp  grade.Maybe[time.Time] // as sent; unknown for lti11, which has none

	Status  grade.Maybe[int] // HTTP, with the answer; a known 0 is "no answer"
	Code    string           // the platform's own word
	Message string           // the platform's sentence, redacted
	// Outcome comes with SendSettled: confirmed, accepted_not_shown, refused, in_doubt
	// or not_arrived; of a probe, what the cell shows when all is done: restored, or
	// taken_over where somebody else has put a grade there.
	Outcome string
}
