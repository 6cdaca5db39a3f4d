package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// ErrNoCourse says that the store knows no course of that id. It stands beside ErrStore.
var ErrNoCourse = errors.New("no such course in the store")

// Site names an LMS in the store: its kind, a space, its URL.
func Site(s grade.Site) string { return s.Kind + " " + s.URL }

// CourseState is what an administrator, or the LMS, has decided about a course.
type CourseState string

// The states of a course.
const (
	CourseNew     CourseState = "new"     // seen, not decided
	CourseOpen    CourseState = "open"    // pulled
	CourseClosed  CourseState = "closed"  // not pulled
	CourseDeleted CourseState = "deleted" // gone from the LMS; what was pulled stays
)

// Course is one course of an LMS as the store knows it.
type Course struct {
	ID, Code, Title, Number string // as grade.Course
	State                   CourseState
	// Before is the state a deleted course had; empty for the others.
	Before CourseState
	// Listed tells whether it was in the last list of courses that was saved; LastSeen
	// is when the last list was read that it was in.
	Listed              bool
	FirstSeen, LastSeen time.Time
	// Learners is the number of learners enrolled when it was last pulled.
	Learners int
	Pull     Pull
}

// columns lists what the table of courses holds.
func (c *Course) columns(lms *string) []column {
	return []column{
		{"lms", lms},
		{"id", &c.ID},
		{"code", &c.Code},
		{"title", &c.Title},
		{"number", &c.Number},
		{"state", (*string)(&c.State)},
		{"state_before", (*string)(&c.Before)},
		{"listed", &c.Listed},
		{"first_seen", &c.FirstSeen},
		{"last_seen", &c.LastSeen},
	}
}

// Pull is how reading one course went, or the list of courses. Zero times are "never".
type Pull struct {
	Tried     time.Time // the last time
	Succeeded time.Time // the last time it worked
	Whole     time.Time // the last time that all was read, not only what had changed
	Asked     time.Time // when the book that is kept was last found to hold
	// Failures counts those since Succeeded; the first was at FailingSince.
	Failures     int
	FailingSince time.Time
	// Class and Reason are of the last failure, and empty after a success.
	Class, Reason string
	// NotBefore is when it may be tried again.
	NotBefore time.Time
}

func (p *Pull) columns() []column {
	return []column{
		{"tried", &p.Tried},
		{"succeeded", &p.Succeeded},
		{"whole", &p.Whole},
		{"asked", &p.Asked},
		{"failures", &p.Failures},
		{"failing_since", &p.FailingSince},
		{"class", &p.Class},
		{"reason", &p.Reason},
		{"not_before", &p.NotBefore},
	}
}

// Courses returns all courses of a site, deleted ones too, by id.
func (s *Store) Courses(ctx context.Context, lms string) ([]Course, error) {
	return s.courses(ctx, "reading the courses", "c.lms = $1", lms)
}

// Course returns one course; the error matches ErrNoCourse when there is none.
func (s *Store) Course(ctx context.Context, lms, id string) (Course, error) {
	doing := "reading course " + id
	found, err := s.courses(ctx, doing, "c.lms = $1 AND c.id = $2", lms, id)
	if err != nil {
		return Course{}, err
	}
	if len(found) == 0 {
		return Course{}, s.failed(doing, noCourse(id))
	}
	return found[0], nil
}

func noCourse(id string) error {
	return &storeError{class: ErrNoCourse, reason: "the store has no course " + id + "; gradesync courses list shows those it has"}
}

func (s *Store) courses(ctx context.Context, doing, where string, args ...any) (all []Course, err error) {
	each := func(rows *sql.Rows) error {
		var c Course
		var lms string
		var listRead time.Time
		fields := append(c.columns(&lms), c.Pull.columns()...)
		fields = append(fields, column{"list", &listRead}, column{"learners", &c.Learners})
		if err := rows.Scan(targets(fields)...); err != nil {
			return err
		}
		if c.Listed {
			c.LastSeen = listRead
		}
		all = append(all, c)
		return nil
	}
	err = s.read(ctx, doing, each, `
		SELECT `+listed("c", (&Course{}).columns(new(string)))+`, `+listed("p", (&Pull{}).columns())+`, site.succeeded,
			(SELECT COUNT(*) FROM enrolments e
				WHERE e.lms = c.lms AND e.course = c.id AND e.kind = 'learner' AND e.gone IS NULL)
		FROM courses c
		LEFT JOIN pulls p ON p.lms = c.lms AND p.course = c.id
		LEFT JOIN pulls site ON site.lms = c.lms AND site.course = ''
		WHERE `+where, args...)
	slices.SortFunc(all, func(x, y Course) int { return cmp.Compare(x.ID, y.ID) }) // collations differ
	return all, err
}

// StateChange is one change of a course's state.
type StateChange struct {
	At       time.Time
	From, To CourseState // From is empty when it was first seen
	By, Why  string
}

func (c *StateChange) columns() []column {
	return []column{
		{"at", &c.At},
		{"state_from", (*string)(&c.From)},
		{"state_to", (*string)(&c.To)},
		{"who", &c.By},
		{"why", &c.Why},
	}
}

// StateChanges returns what happened to a course, oldest first.
func (s *Store) StateChanges(ctx context.Context, lms, course string) (all []StateChange, err error) {
	each := func(rows *sql.Rows) error {
		all = append(all, StateChange{})
		return rows.Scan(targets(all[len(all)-1].columns())...)
	}
	err = s.read(ctx, "reading what happened to course "+course, each,
		"SELECT "+listed("c", (&StateChange{}).columns())+" FROM course_states c WHERE c.lms = $1 AND c.course = $2 ORDER BY c.seq",
		lms, course)
	return all, err
}
