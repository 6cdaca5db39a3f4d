package grade

import "time"

// CourseState is where a course stands with sync.
type CourseState string

// Course states. A new course is seen and not pulled until an administrator decides;
// a deleted one is gone from the LMS, and what was known of it stays.
const (
	CourseNew     CourseState = "new"
	CourseOpen    CourseState = "open"
	CourseClosed  CourseState = "closed"
	CourseDeleted CourseState = "deleted"
)

// FailureClass is the class of a pull that failed, in the words of the errors of this
// package.
type FailureClass string

// The classes that rules tell apart; any other word is some other failure.
const (
	FailedAuth  FailureClass = "auth"  // ErrAuth
	FailedScope FailureClass = "scope" // ErrScope
)

// Refused reports whether the LMS refused the credentials, or a right of theirs.
func (c FailureClass) Refused() bool { return c == FailedAuth || c == FailedScope }

// Stored is how one course came into the store: what sync knows of its last pulls.
// It holds no personal data beyond the ids of learners.
type Stored struct {
	State      CourseState      `json:"state,omitempty"` // empty is unknown
	StateSince Maybe[time.Time] `json:"state_since,omitzero"`
	// PulledAt is when the course was last read with success, FullAt when it was last
	// read as a whole; a known zero is "never".
	PulledAt Maybe[time.Time] `json:"pulled_at,omitzero"`
	FullAt   Maybe[time.Time] `json:"full_at,omitzero"`
	// FailingSince is the first of the failures since PulledAt; a known zero is "the
	// last pull succeeded". Class and Reason are of the newest failure, NextTry is
	// before when no other is made; a known zero is "at the next run".
	FailingSince Maybe[time.Time] `json:"failing_since,omitzero"`
	Class        FailureClass     `json:"class,omitempty"`
	Reason       string           `json:"reason,omitempty"` // in words for a person
	NextTry      Maybe[time.Time] `json:"next_try,omitzero"`
	// Interval is how often courses are pulled; 0 is unknown.
	Interval time.Duration `json:"interval,omitempty"`
	// Lists are the lists of many pages behind the book, nil when nothing is known of them.
	Lists []StoredList `json:"lists,omitempty"`
	// HeldBack is how many courses are gone from the LMS's last list and were not taken
	// for deleted, because they are suspiciously many.
	HeldBack Maybe[int] `json:"held_back,omitzero"`
	// Lease is who holds sync now; a known zero is nobody.
	Lease Maybe[Lease] `json:"lease,omitzero"`
	// Progress is how far the learners are, nil when it was not worked out.
	Progress []StoredProgress `json:"progress,omitempty"`
}

// StoredList is one list as it was read from the LMS last.
type StoredList struct {
	// ID says of what: courses, the list of all courses, or the fact of the book that it
	// tells (roster, results, activities).
	ID   string `json:"id"`
	Rows int    `json:"rows"`
	// Complete tells whether it was proven to have been read to its last page.
	Complete Maybe[bool] `json:"complete,omitzero"`
}

// ListOfCourses is the StoredList.ID of the LMS's list of all courses.
const ListOfCourses = "courses"

// Lease is the right to run sync, held by one process.
type Lease struct {
	Holder string    `json:"holder"` // host and process; empty is nobody
	Since  time.Time `json:"since"`
	Until  time.Time `json:"until"` // when it runs out unless it is renewed
}

// StoredProgress is how far one learner is: by the grades, Graded of Counted
// activities, and by the LMS's own completion tracking, Completed of Tracked.
type StoredProgress struct {
	Learner   string     `json:"learner"`
	Graded    int        `json:"graded"`
	Counted   int        `json:"counted"`
	Completed Maybe[int] `json:"completed,omitzero"`
	Tracked   Maybe[int] `json:"tracked,omitzero"`
}

// Percents returns both shares in percent; ok is false unless both are known, and of
// more than nothing.
func (p *StoredProgress) Percents() (byGrades, byLMS float64, ok bool) {
	completed, known := p.Completed.Get()
	tracked := p.Tracked.Or(0)
	if !known || tracked <= 0 || p.Counted <= 0 {
		return 0, 0, false
	}
	return 100 * float64(p.Graded) / float64(p.Counted), 100 * float64(completed) / float64(tracked), true
}
