package store

import (
	"context"
	"database/sql"
	"errors"
)

// Counts tells how much a pull found to be different.
type Counts struct {
	// Results counts grades that came, changed or went; Enrolments and Activities
	// those that did, for another reason than their results.
	Results, Enrolments, Activities int
}

// SaveCourse keeps what was read of a course, and notes what has changed since it was
// saved before; the first time, there is nothing to note. All of it is kept or, with
// an error, nothing. An update that says what the one before said writes no row but
// the one that tells when the course was pulled. The error matches ErrNoCourse when no
// list of courses had it.
func (s *Store) SaveCourse(ctx context.Context, u CourseUpdate) (Counts, error) {
	doing := "saving course " + u.Course
	p, err := pack(&u, s.o.Personal)
	if err != nil {
		return Counts{}, s.failed(doing, err)
	}
	var found Counts
	err = s.write(ctx, doing, func(tx *sql.Tx) error {
		if err := succeeded(ctx, tx, u.LMS, u.Course, pullOf(&u), p.sources); err != nil {
			return err
		}
		known, err := keptHash(ctx, tx, u.LMS, u.Course)
		if err != nil || known == p.hash {
			return err
		}
		w := &saving{u: &u, packed: p, first: known == ""}
		if err := s.save(ctx, tx, w); err != nil {
			return err
		}
		found = w.found
		return nil
	})
	if err != nil {
		return Counts{}, err
	}
	return found, nil
}

func pullOf(u *CourseUpdate) Pull {
	p := Pull{Tried: u.At, Asked: u.Book.AskedAt}
	if u.Whole {
		p.Whole = u.At
	}
	return p
}

// keptHash is empty for a course that was never saved.
func keptHash(ctx context.Context, tx *sql.Tx, lms, course string) (hash string, err error) {
	row := tx.QueryRowContext(ctx, `
		SELECT COALESCE(b.hash, '') FROM courses c
		LEFT JOIN books b ON b.lms = c.lms AND b.course = c.id
		WHERE c.lms = $1 AND c.id = $2`, lms, course)
	if err = row.Scan(&hash); errors.Is(err, sql.ErrNoRows) {
		return "", noCourse(course)
	}
	return hash, err
}

// saving is one update on its way into the tables.
type saving struct {
	u *CourseUpdate
	*packed
	first   bool // nothing was saved of this course before
	found   Counts
	changes []Change
}

func (w *saving) note(all ...Change) {
	if !w.first {
		w.changes = append(w.changes, all...)
	}
}

func (s *Store) save(ctx context.Context, tx *sql.Tx, w *saving) error {
	lms, course := w.u.LMS, w.u.Course
	activities, err := readActivities(ctx, tx, lms, course)
	if err != nil {
		return err
	}
	rows := w.compareActivities(activities)
	if err := s.put(ctx, tx, activityTable(), rows); err != nil {
		return err
	}
	enrolments, err := readEnrolments(ctx, tx, lms, course)
	if err != nil {
		return err
	}
	if rows, err = w.compareEnrolments(enrolments); err != nil {
		return err
	}
	if err := s.put(ctx, tx, enrolmentTable(), rows); err != nil {
		return err
	}
	if err := s.appendChanges(ctx, tx, lms, course, w.changes); err != nil {
		return err
	}
	snapshot, err := w.zipped()
	if err != nil {
		return err
	}
	book := table{name: "books", key: 2, columns: []string{"lms", "course", "hash", "saved_by", "snapshot"}}
	return s.put(ctx, tx, book, [][]any{{lms, course, w.hash, s.o.Version, snapshot}})
}
