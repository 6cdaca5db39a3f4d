package store

import (
	"context"
	"database/sql"
	"time"
)

// CourseList is a list of courses that was read whole.
type CourseList struct {
	LMS string
	At  time.Time // when it was read
	By  string    // the run that read it
	// Seen is every course of the list.
	Seen []SeenCourse
	// Moves are changes of state that follow from it.
	Moves []Move
}

// SeenCourse is what a list of courses tells of one.
type SeenCourse struct{ ID, Code, Title, Number string }

// Move gives a course another state. Moving it to the state it has does nothing.
type Move struct {
	Course  string
	To      CourseState
	By, Why string
}

// SaveCourses keeps a list of courses: all of it or, with an error, nothing. Courses
// that were never seen before begin as CourseNew; those that are not in it are no
// longer Listed, and have the state they had unless a move says otherwise.
func (s *Store) SaveCourses(ctx context.Context, l CourseList) error {
	return s.write(ctx, "saving the list of courses", func(tx *sql.Tx) error {
		r, err := s.register(ctx, tx, l.LMS, l.At)
		if err != nil {
			return err
		}
		r.see(l)
		if err := r.move(l.Moves); err != nil {
			return err
		}
		if err := s.saveRegister(ctx, tx, r); err != nil {
			return err
		}
		return succeeded(ctx, tx, l.LMS, "", Pull{Tried: l.At, Whole: l.At}, "")
	})
}

// MoveCourses gives courses other states: all of them or, with an error, none. The
// error matches ErrNoCourse when the store does not know one of them.
func (s *Store) MoveCourses(ctx context.Context, lms string, at time.Time, moves ...Move) error {
	return s.write(ctx, "changing the state of courses", func(tx *sql.Tx) error {
		r, err := s.register(ctx, tx, lms, at)
		if err != nil {
			return err
		}
		if err := r.move(moves); err != nil {
			return err
		}
		return s.saveRegister(ctx, tx, r)
	})
}

// register is all courses of a site, being changed.
type register struct {
	lms      string
	at       time.Time
	lastList time.Time
	courses  map[string]*Course
	changed  []*Course           // may hold one twice
	history  [][]any             // rows of course_states
	changes  map[string][]Change // by course
}

// register reads the courses, and keeps everybody else from changing them.
func (s *Store) register(ctx context.Context, tx *sql.Tx, lms string, at time.Time) (*register, error) {
	r := &register{lms: lms, at: at, courses: map[string]*Course{}, changes: map[string][]Change{}}
	err := tx.QueryRowContext(ctx, `
		INSERT INTO pulls (lms, course, failures, class, reason) VALUES ($1, '', 0, '', '')
		ON CONFLICT (lms, course) DO UPDATE SET failures = pulls.failures
		RETURNING succeeded`, lms).Scan(column{at: &r.lastList})
	if err != nil {
		return nil, err
	}
	each := func(rows *sql.Rows) error {
		c := &Course{}
		err := rows.Scan(targets(c.columns(&lms))...)
		r.courses[c.ID] = c
		return err
	}
	return r, readFrom(ctx, tx, each, "SELECT "+listed("c", (&Course{}).columns(&lms))+" FROM courses c WHERE c.lms = $1", lms)
}

func (r *register) see(l CourseList) {
	inList := map[string]bool{}
	for _, seen := range l.Seen {
		inList[seen.ID] = true
		c := r.courses[seen.ID]
		if c == nil {
			c = &Course{ID: seen.ID, Code: seen.Code, Title: seen.Title, Number: seen.Number, FirstSeen: l.At}
			r.courses[seen.ID] = c
			r.setState(c, CourseNew, l.By, "")
		}
		r.rename(c, seen)
		if !c.Listed {
			c.Listed = true
			r.changed = append(r.changed, c)
		}
	}
	for id, c := range r.courses {
		if c.Listed && !inList[id] {
			c.Listed, c.LastSeen = false, r.lastList
			r.changed = append(r.changed, c)
		}
	}
}

func (r *register) rename(c *Course, seen SeenCourse) {
	renamed := *c
	renamed.Code, renamed.Title, renamed.Number = seen.Code, seen.Title, seen.Number
	if renamed == *c {
		return
	}
	about := Change{Kind: ChangedCourse, Seen: r.at}
	r.changes[c.ID] = append(r.changes[c.ID], differences(about, c.columns(&r.lms), renamed.columns(&r.lms), nil)...)
	*c = renamed
	r.changed = append(r.changed, c)
}

func (r *register) move(moves []Move) error {
	for _, m := range moves {
		c := r.courses[m.Course]
		switch {
		case c == nil:
			return noCourse(m.Course)
		case m.To != CourseNew && m.To != CourseOpen && m.To != CourseClosed && m.To != CourseDeleted:
			return &storeError{reason: "there is no state " + string(m.To) + " of a course"}
		case c.State != m.To:
			r.setState(c, m.To, m.By, m.Why)
		}
	}
	return nil
}

func (r *register) setState(c *Course, to CourseState, by, why string) {
	done := StateChange{At: r.at, From: c.State, To: to, By: by, Why: why}
	r.history = append(r.history, append([]any{r.lms, c.ID}, values(done.columns())...))
	c.Before = ""
	if to == CourseDeleted {
		c.Before = c.State
	}
	c.State = to
	r.changed = append(r.changed, c)
}

func (s *Store) saveRegister(ctx context.Context, tx *sql.Tx, r *register) error {
	var rows [][]any
	written := map[*Course]bool{}
	for _, c := range r.changed {
		if !written[c] {
			rows = append(rows, values(c.columns(&r.lms)))
		}
		written[c] = true
	}
	courses := table{name: "courses", key: 2, columns: names((&Course{}).columns(&r.lms))}
	if err := s.put(ctx, tx, courses, rows); err != nil {
		return err
	}
	history := table{name: "course_states", columns: append([]string{"lms", "course"}, names((&StateChange{}).columns())...)}
	if err := s.put(ctx, tx, history, r.history); err != nil {
		return err
	}
	for id, changes := range r.changes {
		if err := s.appendChanges(ctx, tx, r.lms, id, changes); err != nil {
			return err
		}
	}
	return nil
}
