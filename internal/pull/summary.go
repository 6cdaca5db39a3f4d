package pull

import (
	"time"

	"github.com/gradesync/gradesync/internal/store"
)

// Schema names the form of the JSON summary.
const Schema = "gradesync.sync/v1"

// Summary is what one run of sync came to: plain data. Its JSON form is public.
type Summary struct {
	Schema     string       `json:"schema"`
	StartedAt  time.Time    `json:"started_at"`
	FinishedAt time.Time    `json:"finished_at"`
	LMS        string       `json:"lms"` // kind and URL
	Courses    CourseCounts `json:"courses"`
	Changes    ChangeCounts `json:"changes"`
	Failures   []Failure    `json:"failures"` // never nil
}

// CourseCounts count courses: the first four by state after the run, the others by
// what became of them in it.
type CourseCounts struct {
	New       int `json:"new"`
	Open      int `json:"open"`
	Closed    int `json:"closed"`
	Deleted   int `json:"deleted"`
	Pulled    int `json:"pulled"`    // read and saved, those that had not changed too
	Unchanged int `json:"unchanged"` // of those pulled
	Failed    int `json:"failed"`
	HeldBack  int `json:"held_back"` // gone from the list, and not believed
	Waiting   int `json:"waiting"`   // left alone for now, because they failed before
	Left      int `json:"left"`      // not pulled, and not to blame: the run ended before
	Appeared  int `json:"appeared"`  // seen for the first time
	Returned  int `json:"returned"`  // deleted before, and there again
	Removed   int `json:"removed"`   // gone from the list, and deleted now
}

// ChangeCounts count what differs from the pull before.
type ChangeCounts struct {
	Results    int `json:"results"`
	Enrolments int `json:"enrolments"`
	Activities int `json:"activities"`
}

// Failure is one course that could not be pulled or, with an empty course, the
// connection as a whole.
type Failure struct {
	Course string    `json:"course"`
	Class  string    `json:"class"`
	Reason string    `json:"reason"`
	Code   string    `json:"code,omitempty"` // of the cause, where it is known
	Since  time.Time `json:"since"`          // the first failure since it last worked
	Times  int       `json:"times"`          // failures since then
	Err    error     `json:"-"`              // as it was met in this run; nil in a summary that was stored
}

// Partial tells whether something that should have been pulled was not, or was held
// back.
func (s *Summary) Partial() bool {
	return len(s.Failures) > 0 || s.Courses.HeldBack > 0 || s.Courses.Left > 0 || s.Courses.Waiting > 0
}

// Connection is the failure of the connection as a whole, nil without one.
func (s *Summary) Connection() *Failure {
	for i := range s.Failures {
		if s.Failures[i].Course == "" {
			return &s.Failures[i]
		}
	}
	return nil
}

func (c *CourseCounts) count(courses []store.Course) {
	c.New, c.Open, c.Closed, c.Deleted = 0, 0, 0, 0
	for i := range courses {
		switch courses[i].State {
		case store.CourseNew:
			c.New++
		case store.CourseOpen:
			c.Open++
		case store.CourseClosed:
			c.Closed++
		case store.CourseDeleted:
			c.Deleted++
		}
	}
}

func (c *ChangeCounts) add(n store.Counts) {
	c.Results += n.Results
	c.Enrolments += n.Enrolments
	c.Activities += n.Activities
}
