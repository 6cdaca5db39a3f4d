package pull

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/store"
)

// StatusSchema names the form of the JSON status.
const StatusSchema = "gradesync.sync-status/v1"

// Problem is one reason why not all is well.
type Problem string

// The problems, the widest first.
const (
	NeverSynced    Problem = "never_synced"    // no list of courses was ever read
	NotConnected   Problem = "connection"      // the LMS cannot be read
	ListOverdue    Problem = "list_overdue"    // the list of courses is older than MaxAge
	HeldBackGone   Problem = "held_back"       // courses are gone, and it is not believed
	CoursesFailing Problem = "courses_failing" // open courses cannot be pulled
	CoursesOverdue Problem = "courses_overdue" // others were pulled longer ago than MaxAge
)

// Problems lists every Problem.
func Problems() []Problem {
	return []Problem{NeverSynced, NotConnected, ListOverdue, HeldBackGone, CoursesFailing, CoursesOverdue}
}

// Status is how the pulling of one LMS goes, for people and for monitoring: plain
// data. Its JSON form is public.
type Status struct {
	Schema      string    `json:"schema"`
	GeneratedAt time.Time `json:"generated_at"`
	LMS         string    `json:"lms"` // kind and URL
	OK          bool      `json:"ok"`  // there is no problem
	Problems    []Problem `json:"problems"`
	// MaxAge is how many seconds old the list and a pull may be.
	MaxAge     int        `json:"max_age_seconds"`
	Connection Connection `json:"connection"`
	// Running is the run that is at work now, nil when there is none.
	Running *Running     `json:"running"`
	Courses CourseHealth `json:"courses"`
	// Oldest is the open course that was pulled longest ago, or never; nil when none is
	// open.
	Oldest *CourseRow `json:"oldest"`
	// OldestAt is when that course was pulled or, if it never was, opened; zero when
	// none is open.
	OldestAt time.Time   `json:"-"`
	Failing  []CourseRow `json:"failing"` // open courses, the longest first
	Runs     []RunRow    `json:"runs"`    // the latest first
	// Queue is how the jobs of workers stand; nil where no worker ever was.
	Queue *store.Queue `json:"queue"`
}

// Connection is how reading the list of courses goes.
type Connection struct {
	ReadAt grade.Maybe[time.Time] `json:"read_at"` // last with success; unknown is never
	Code   string                 `json:"code"`    // of the cause, where it is known
	Trouble
}

// Running is who is at work.
type Running struct {
	Holder string    `json:"holder"`
	Since  time.Time `json:"since"`
}

// CourseHealth counts courses.
type CourseHealth struct {
	StateCounts
	Failing int `json:"failing"` // of the open ones
	Overdue int `json:"overdue"` // of the open ones that do not fail
}

// RunRow is one run of sync.
type RunRow struct {
	ID         string                 `json:"id"`
	Holder     string                 `json:"holder"`
	StartedAt  time.Time              `json:"started_at"`
	FinishedAt grade.Maybe[time.Time] `json:"finished_at"` // unknown while it goes on, and when it was killed
	Exit       grade.Maybe[int]       `json:"exit"`
	Courses    *CourseCounts          `json:"courses"` // nil while it is not finished
}

// fewRuns is how many runs a status shows; storedRuns how many are looked through for
// them, since runs of other sites stand between.
const (
	fewRuns    = 5
	storedRuns = 200
)

// Status tells how pulling goes, from the store alone. Of p it needs Site, Store and
// Now.
func (p *Puller) Status(ctx context.Context, maxAge time.Duration) (*Status, error) {
	list, courses, err := p.known(ctx)
	if err != nil {
		return nil, err
	}
	s := &Status{
		Schema: StatusSchema, GeneratedAt: p.Now().UTC(), LMS: p.Site, MaxAge: int(maxAge.Seconds()),
		Connection: Connection{ReadAt: moment(list.Succeeded), Trouble: troubleOf(&list), Code: codeOf(list.Class)},
		Courses:    CourseHealth{StateCounts: statesOf(courses)},
		Problems:   []Problem{}, Failing: []CourseRow{}, Runs: []RunRow{},
	}
	if err := p.work(ctx, s); err != nil {
		return nil, err
	}
	if err := p.openCourses(ctx, s, courses, maxAge); err != nil {
		return nil, err
	}
	s.judge(maxAge)
	return s, nil
}

// work tells who is at work, and of the runs before.
func (p *Puller) work(ctx context.Context, s *Status) error {
	held, err := p.Store.Holder(ctx, LeaseName(p.Site))
	if err != nil {
		return err
	}
	if held != nil {
		s.Running = &Running{Holder: held.Holder, Since: held.Since.UTC()}
	}
	queue, found, err := p.Store.Queue(ctx, p.Site)
	if err != nil {
		return err
	}
	if found {
		s.Queue = &queue
	}
	runs, err := p.Store.LastRuns(ctx, storedRuns)
	if err != nil {
		return err
	}
	for _, r := range runs {
		if r.What == LeaseName(p.Site) && len(s.Runs) < fewRuns {
			s.Runs = append(s.Runs, runRow(&r))
		}
	}
	return nil
}

func runRow(r *store.Run) RunRow {
	row := RunRow{ID: r.ID, Holder: r.Holder, StartedAt: r.Started.UTC(), FinishedAt: moment(r.Finished)}
	if row.FinishedAt.Known() {
		row.Exit = grade.Known(r.Exit)
	}
	var sum Summary
	if json.Unmarshal([]byte(r.Summary), &sum) == nil {
		row.Courses = &sum.Courses
	}
	return row
}

// openCourses finds the oldest, the failing and the overdue among the open courses.
func (p *Puller) openCourses(ctx context.Context, s *Status, courses []store.Course, maxAge time.Duration) error {
	for i := range courses {
		c := &courses[i]
		if c.State != store.CourseOpen {
			continue
		}
		row := rowOf(c)
		since, err := p.upToDateAt(ctx, c)
		if err != nil {
			return err
		}
		if s.Oldest == nil || since.Before(s.OldestAt) {
			s.Oldest, s.OldestAt = &row, since
		}
		switch {
		case row.Fails():
			s.Failing = append(s.Failing, row)
		case p.Now().Sub(since) > maxAge:
			s.Courses.Overdue++
		}
	}
	s.Courses.Failing = len(s.Failing)
	slices.SortStableFunc(s.Failing, func(a, b CourseRow) int {
		return cmp.Or(a.FailingSince.Or(time.Time{}).Compare(b.FailingSince.Or(time.Time{})), byNumber(a.ID, b.ID))
	})
	return nil
}

// upToDateAt is when a course was pulled or, before it ever was, when it was opened:
// nobody could expect it earlier.
func (p *Puller) upToDateAt(ctx context.Context, c *store.Course) (time.Time, error) {
	if !c.Pull.Succeeded.IsZero() {
		return c.Pull.Succeeded, nil
	}
	opened := c.FirstSeen
	changes, err := p.Store.StateChanges(ctx, p.Site, c.ID)
	for _, change := range changes {
		if change.To == store.CourseOpen {
			opened = change.At
		}
	}
	return opened, err
}

// judge lists the problems.
func (s *Status) judge(maxAge time.Duration) {
	read, ever := s.Connection.ReadAt.Get()
	for _, p := range []struct {
		is   bool
		what Problem
	}{
		{!ever, NeverSynced},
		{s.Connection.Fails(), NotConnected},
		{ever && s.GeneratedAt.Sub(read) > maxAge, ListOverdue},
		{s.Courses.HeldBack > 0, HeldBackGone},
		{s.Courses.Failing > 0, CoursesFailing},
		{s.Courses.Overdue > 0, CoursesOverdue},
	} {
		if p.is {
			s.Problems = append(s.Problems, p.what)
		}
	}
	s.OK = len(s.Problems) == 0
}
