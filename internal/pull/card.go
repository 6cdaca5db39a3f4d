package pull

import (
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/store"
)

// CardSchema names the form of the JSON report card.
const CardSchema = "gradesync.report-card/v1"

// Card is the report card of a course: plain data, and all that a format sees of it.
// What is not known is null in JSON; lists are never nil. Its JSON form is public.
type Card struct {
	Schema      string              `json:"schema"`
	Gradesync   string              `json:"gradesync"`
	GeneratedAt time.Time           `json:"generated_at"`
	Course      diagnose.CourseName `json:"course"`
	LMS         grade.Site          `json:"lms"`
	Sync        CardSync            `json:"sync"`
	// NamesKept tells whether the store has the names of the course's people.
	NamesKept bool `json:"names_kept"`
	// Activities are all activities and columns, in the gradebook's order; Categories
	// are those of the gradebook.
	Activities []CardActivity `json:"activities"`
	Categories []CardCategory `json:"categories"`
	Enrolments []CardRow      `json:"enrolments"`
	// NotEnrolled are ids of people whom the gradebook knows and the roster does not,
	// NotInGradebook of learners for whom the gradebook has no row.
	NotEnrolled    []string `json:"not_enrolled"`
	NotInGradebook []string `json:"not_in_gradebook"`
	// Left are people who were in the course and are not any more.
	Left []CardLeft `json:"left"`
	// Tracked tells whether the LMS's completion tracking was read.
	Tracked bool        `json:"completion_read"`
	Gaps    []grade.Gap `json:"gaps"`

	// Number is the course's id in the SIS, empty when it has none there.
	Number string `json:"-"`
	// Why asks for the standing of each activity, in formats that leave it out else.
	Why bool `json:"-"`
	// School and Session are the receiver's ids of the school and of the academic session
	// that the course belongs to, for formats that must name them; empty is not known.
	School  string `json:"-"`
	Session string `json:"-"`
}

// CardSync is how old the data are, and what keeps them from being newer.
type CardSync struct {
	State      store.CourseState      `json:"state"`
	StateSince grade.Maybe[time.Time] `json:"state_since"`
	PulledAt   time.Time              `json:"pulled_at"`
	ReadWhole  time.Time              `json:"read_whole_at"`
	// FailingSince is null while pulls succeed; Class and Reason are of the newest
	// failure, and empty then. Connection tells that the LMS as a whole fails.
	FailingSince grade.Maybe[time.Time] `json:"failing_since"`
	NextTry      grade.Maybe[time.Time] `json:"next_try"`
	Class        string                 `json:"class"`
	Reason       string                 `json:"reason"`
	Connection   bool                   `json:"connection_failing"`
}

// CardActivity is one activity or column of the course.
type CardActivity struct {
	ID       string               `json:"id"`
	Title    string               `json:"title"`
	Kind     string               `json:"kind"`     // the LMS's own word
	Category string               `json:"category"` // empty: directly in the course, or not known
	Max      grade.Maybe[float64] `json:"max"`
	// Visible tells whether learners see the activity, its section included;
	// ColumnHidden whether its column is hidden from them.
	Visible      grade.Maybe[bool] `json:"visible"`
	ColumnHidden grade.Maybe[bool] `json:"column_hidden"`

	Column bool                          `json:"-"` // it is known to have a column
	Type   grade.Maybe[grade.ColumnType] `json:"-"`
	Min    grade.Maybe[float64]          `json:"-"`
	// Opens and Closes are the activity's, or else the course's.
	Opens, Closes grade.Maybe[time.Time] `json:"-"`
}

// CardCategory is one category of the gradebook.
type CardCategory struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

// CardRow is one enrolment as a learner.
type CardRow struct {
	User     string                            `json:"user"`
	Name     string                            `json:"name,omitempty"`
	Login    string                            `json:"login,omitempty"`
	SISID    string                            `json:"-"`
	Role     string                            `json:"role"`
	Sections []string                          `json:"sections"`
	State    grade.Maybe[grade.EnrolmentState] `json:"state"`
	// Percent is Graded ÷ Counted × 100; where it is null, the other counts are too, and
	// Why says why.
	Percent   grade.Maybe[float64] `json:"percent_complete"`
	Why       string               `json:"why_unknown,omitempty"`
	Graded    grade.Maybe[int]     `json:"graded"`
	Counted   grade.Maybe[int]     `json:"counted"`
	Tracked   grade.Maybe[int]     `json:"tracked"`   // of those counted, by the LMS's completion tracking
	Completed grade.Maybe[int]     `json:"completed"` // of those tracked
	Grade     CardGrade            `json:"grade"`
	Totals    []CardTotal          `json:"categories"`
	Items     []CardItem           `json:"items"`
}

// CardGrade is a course grade as the LMS's gradebook gives it, nothing worked out.
type CardGrade struct {
	Score   grade.Maybe[float64] `json:"score"`
	Max     grade.Maybe[float64] `json:"max"`
	Percent grade.Maybe[float64] `json:"percent"`
	Letter  grade.Maybe[string]  `json:"letter"` // a known empty one: the gradebook gives none
	// FinalPercent and FinalLetter count what is not graded as zero, where the LMS has
	// such a total besides.
	FinalPercent grade.Maybe[float64] `json:"final_percent"`
	FinalLetter  grade.Maybe[string]  `json:"final_letter"`
	Hidden       grade.Maybe[bool]    `json:"hidden"` // from this learner
	// None tells that the gradebook was asked and has no grade. With neither this nor
	// anything else known, it was not read.
	None bool `json:"none"`
}

// Known tells whether the gradebook gave any grade.
func (g *CardGrade) Known() bool {
	return g.Score.Known() || g.Percent.Known() || g.Letter.Or("") != ""
}

// CardTotal is the total of one category.
type CardTotal struct {
	Category string `json:"category"`
	CardGrade
	Weight grade.Maybe[float64] `json:"weight"` // share in the course's total, 0 to 1
}

// CardItem is what the gradebook shows one learner in one activity or column.
type CardItem struct {
	Activity string   `json:"activity"`
	Standing Standing `json:"standing"`
	Counts   bool     `json:"counts"` // among those of percent complete
	// Percent is Score ÷ Max × 100, null for a column that is no points.
	Score      grade.Maybe[float64]   `json:"score"`
	Max        grade.Maybe[float64]   `json:"max"`
	Percent    grade.Maybe[float64]   `json:"percent"`
	GradedAt   grade.Maybe[time.Time] `json:"graded_at"`
	Hidden     grade.Maybe[bool]      `json:"hidden"` // from this learner
	Excused    grade.Maybe[bool]      `json:"excused"`
	Overridden grade.Maybe[bool]      `json:"overridden"`
	// Completion is what the LMS's completion tracking says, empty when nothing; Differs
	// tells that it is something else than what the gradebook says.
	Completion grade.CompletionState `json:"completion,omitempty"`
	Differs    bool                  `json:"differs"`

	Empty     bool                   `json:"-"` // asked for, and there is none
	Stale     grade.Maybe[bool]      `json:"-"`
	Submitted grade.Maybe[time.Time] `json:"-"`
}

// CardLeft is somebody who is not in the course any more, as last seen there.
type CardLeft struct {
	User    string               `json:"user"`
	Name    string               `json:"name,omitempty"`
	Login   string               `json:"login,omitempty"`
	Gone    time.Time            `json:"gone_at"` // the first pull without the person
	Percent grade.Maybe[float64] `json:"percent_complete"`
	Graded  grade.Maybe[int]     `json:"graded"`
	Counted grade.Maybe[int]     `json:"counted"`
	Grade   CardGrade            `json:"grade"`
}
