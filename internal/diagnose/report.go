package diagnose

import (
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// Schema names the form of the JSON report.
const Schema = "gradesync.report/v1"

// Options are what a report is asked to hold.
type Options struct {
	Version string // of gradesync
	Names   bool   // name people, for those who may see that
	All     bool   // list every pair, those that arrived or are not expected too
	// Users and Activities narrow the report to ids, logins or titles; empty is all.
	Users, Activities []string
	// With holds the flags that commands named in remedies must repeat to speak of the
	// same thing, such as "--profile autumn"; Book is the saved book that was judged,
	// which they name in place of the course. Empty is none.
	With, Book string
	// Suppress are causes to set apart; where several cover a grade, the first counts.
	Suppress []Suppression
	// Known is what a baseline has already, and the report leaves out of its causes.
	Known []Sighting
}

// Report is what one diagnosis found: plain data, and the only thing that a
// format sees. Lists are sorted and never nil. Its JSON form is public.
type Report struct {
	Schema      string      `json:"schema"`
	Gradesync   string      `json:"gradesync"`
	GeneratedAt time.Time   `json:"generated_at"`
	Course      CourseName  `json:"course"`
	LMS         grade.Site  `json:"lms"`
	Stored      *StoredSide `json:"stored,omitempty"` // nil: the course was read from the LMS
	Tool        ToolSide    `json:"tool"`
	// Redaction says what was done so that nobody can be recognised; nil: nothing was.
	Redaction   *grade.Redaction `json:"redaction,omitempty"`
	Partial     bool             `json:"partial"` // some of what was needed could not be read
	Totals      Totals           `json:"totals"`
	Causes      []Cause          `json:"causes"`
	Unexplained []Pair           `json:"unexplained"`
	// Suppressed are the suppressions that were given, with what they keep out of
	// Causes; the grades there are in no other list of causes, nor unexplained.
	Suppressed []Suppressed `json:"suppressed"`
	// Baseline is what the report leaves out because it was known before; nil where
	// there was no baseline.
	Baseline   *Baseline    `json:"baseline,omitempty"`
	NotChecked []NotChecked `json:"not_checked"`
	Gaps       []grade.Gap  `json:"gaps"`
	Grades     []GradeRow   `json:"grades"`
	// Judged says whom and what the report is about; nil lists are not known.
	Judged Judged `json:"judged"`
	// People is filled only when names were asked for.
	People []PersonName `json:"people,omitempty"`
	// Titles names the activities that the report speaks of, by id.
	Titles map[string]string `json:"titles"`
}

// CourseName is the course a report is about.
type CourseName struct {
	ID    string `json:"id"`
	Code  string `json:"code"`
	Title string `json:"title"`
}

// StoredSide says how old the course is that was judged from the store. Unknown times
// are null.
type StoredSide struct {
	State        grade.CourseState      `json:"state"`
	PulledAt     grade.Maybe[time.Time] `json:"pulled_at"` // null: never
	FailingSince grade.Maybe[time.Time] `json:"failing_since"`
}

// Judged lists the people and activities of the course that were looked at, whether
// or not a grade is expected there.
type Judged struct {
	Users      []string `json:"users"`
	Activities []string `json:"activities"`
	Narrowed   bool     `json:"narrowed"` // there are more in the course, which were left out on purpose
}

// ToolSide says what was had of the tool's side.
type ToolSide struct {
	Given   bool     `json:"given"`
	Sources []string `json:"sources"`
}

// Totals counts the verdicts. Expected is the sum of all of them. Of missing, differs
// and hidden, Unexplained counts those that have no cause, Suppressed those whose
// cause is suppressed, and Known those that the baseline has already.
type Totals struct {
	Expected    int `json:"expected"`
	Arrived     int `json:"arrived"`
	Missing     int `json:"missing"`
	Differs     int `json:"differs"`
	Hidden      int `json:"hidden"`
	Late        int `json:"late"`
	NotExpected int `json:"not_expected"`
	Unknown     int `json:"unknown"`
	Unexplained int `json:"unexplained"`
	Suppressed  int `json:"suppressed"`
	Known       int `json:"known"`
}

// Of returns the count of one verdict.
func (t *Totals) Of(v Verdict) int { return *t.at(v) }

func (t *Totals) at(v Verdict) *int {
	switch v {
	case Arrived:
		return &t.Arrived
	case Missing:
		return &t.Missing
	case Differs:
		return &t.Differs
	case Hidden:
		return &t.Hidden
	case Late:
		return &t.Late
	case NotExpected:
		return &t.NotExpected
	}
	return &t.Unknown
}

// Troubled returns how many grades are not as they should be.
func (t *Totals) Troubled() int { return t.Missing + t.Differs + t.Hidden }

// Pair is one expected grade.
type Pair struct {
	User     string  `json:"user"`
	Activity string  `json:"activity"`
	Verdict  Verdict `json:"verdict,omitempty"`
}

// Cause is one cause with everything put down to it.
type Cause struct {
	Code         string        `json:"code"`
	Name         string        `json:"name"`
	Hop          Hop           `json:"hop"`
	Severity     Severity      `json:"severity"`
	Scope        Scope         `json:"scope"`
	Certainty    Certainty     `json:"certainty"`
	Subjects     []Subject     `json:"subjects"`
	Grades       []Pair        `json:"grades"`
	Explains     int           `json:"explains"`
	Evidence     []Evidence    `json:"evidence"`
	Remedy       Cure          `json:"remedy"`
	Consequences []Consequence `json:"consequences"`
	// Also are other causes that would have stopped some of the same grades.
	Also []Consequence `json:"also"`
}

// Cure is a remedy in the words of the LMS at hand.
type Cure struct {
	Actor Actor    `json:"actor"`
	Steps []string `json:"steps"`
}

// Consequence is a cause that stands behind another one on some grades.
type Consequence struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	Grades int    `json:"grades"`
}

// NotChecked is a rule that could not run, and the datum that would let it.
type NotChecked struct {
	Code   string `json:"code"`
	Reason string `json:"reason"`
}

// GradeRow is one pair with what both sides show. Scores are null when there is
// none or it is not known.
type GradeRow struct {
	User      string               `json:"user"`
	Activity  string               `json:"activity"`
	Verdict   Verdict              `json:"verdict"`
	ToolScore grade.Maybe[float64] `json:"tool_score"`
	ToolMax   grade.Maybe[float64] `json:"tool_max"`
	LMSScore  grade.Maybe[float64] `json:"lms_score"`
	LMSMax    grade.Maybe[float64] `json:"lms_max"`
	Cause     string               `json:"cause,omitempty"`
}

// PersonName names one user of the report.
type PersonName struct {
	User  string `json:"user"`
	Name  string `json:"name"`
	Login string `json:"login"`
}

// Worst returns the rank of the worst severity among the causes, counting a grade
// that nothing explains as an error; 0 when there is nothing at all. What is
// suppressed, or known from a baseline, does not count.
func (r *Report) Worst() int {
	worst := 0
	if r.Totals.Unexplained > 0 {
		worst = SeverityError.Rank()
	}
	for _, c := range r.Causes {
		worst = max(worst, c.Severity.Rank())
	}
	return worst
}
