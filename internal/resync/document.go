package resync

import (
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
)

// Schema names the form of the JSON document.
const Schema = "gradesync.resync/v1"

// Action is what is planned for one grade.
type Action string

// The actions.
const (
	Send Action = "send"
	Skip Action = "skip"
)

// Route is the service by which a score goes.
type Route string

// The routes. The empty route is that of a grade which has none.
const (
	RouteAGS   Route = "ags"
	RouteLTI11 Route = "lti11"
)

// Outcome is what became of a score that was sent, by what was read back.
type Outcome string

// The outcomes. The empty outcome is that of a score which was not sent.
const (
	Confirmed        Outcome = "confirmed"          // the gradebook shows it
	AcceptedNotShown Outcome = "accepted_not_shown" // the LMS took it, and shows something else
	Refused          Outcome = "refused"            // the LMS did not take it
	InDoubt          Outcome = "in_doubt"           // neither the answer nor the gradebook could be read
)

// Entry is one grade of the plan, and what became of it.
type Entry struct {
	User     string `json:"user"`
	Activity string `json:"activity"`
	Action   Action `json:"action"`
	// Reason says in a sentence why it is sent or left out and, once it was sent and
	// not confirmed, why not.
	Reason string `json:"reason"`
	Route  Route  `json:"route,omitempty"`
	// Old is what the gradebook shows, out of OldMax; New is the tool's score, out of
	// Max. Null where there is none, or it is not known.
	Old    grade.Maybe[float64] `json:"old"`
	OldMax grade.Maybe[float64] `json:"old_max"`
	New    grade.Maybe[float64] `json:"new"`
	Max    grade.Maybe[float64] `json:"max"`
	// Cause is the code of the cause it is sent for or left out for or, once it was
	// sent, of what kept it from showing. Empty when there is none.
	Cause   string  `json:"cause,omitempty"`
	Outcome Outcome `json:"outcome,omitempty"`
	// Answer is what the LMS said last, when it was not a plain yes.
	Answer   string `json:"answer,omitempty"`
	Attempts int    `json:"attempts,omitempty"` // sends of this run
}

// Totals count the entries. Send and Skip add up to the plan; once it was applied,
// the outcomes add up to Send.
type Totals struct {
	Send             int `json:"send"`
	Skip             int `json:"skip"`
	Confirmed        int `json:"confirmed"`
	AcceptedNotShown int `json:"accepted_not_shown"`
	Refused          int `json:"refused"`
	InDoubt          int `json:"in_doubt"`
}

// Document is a plan, before or after it was applied: plain data, entries sorted by
// activity and user. Its JSON form is public.
type Document struct {
	Schema      string              `json:"schema"`
	Gradesync   string              `json:"gradesync"`
	GeneratedAt time.Time           `json:"generated_at"`
	Applied     bool                `json:"applied"`
	Course      diagnose.CourseName `json:"course"`
	LMS         grade.Site          `json:"lms"`
	// Partial tells that some of what was needed could not be read: a score that
	// could be sent may be missing here.
	Partial bool `json:"partial"`
	// Stopped says why sending ended before the plan did; empty when it did not.
	Stopped string  `json:"stopped,omitempty"`
	Plan    []Entry `json:"plan"`
	Totals  Totals  `json:"totals"`
	// Titles names the activities, by id. People is filled only when names were asked
	// for.
	Titles map[string]string     `json:"titles"`
	People []diagnose.PersonName `json:"people,omitempty"`
}
