package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
)

const ofCourse = " FROM enrolments e WHERE e.lms = $1 AND e.course = $2"

func selectEnrolments() string {
	return "SELECT " + listed("e", (&enrolmentRow{}).columns()) + ofCourse
}

func selectActivities() string {
	return "SELECT " + listed("a", (&Activity{}).columns()) + " FROM activities a WHERE a.lms = $1 AND a.course = $2 ORDER BY a.position, a.id"
}

// Activities returns the activities of a course, those that are gone too, in the
// order of the course.
func (s *Store) Activities(ctx context.Context, lms, course string) (all []Activity, err error) {
	each := func(rows *sql.Rows) error {
		a, err := scanActivity(rows)
		all = append(all, *a)
		return err
	}
	err = s.read(ctx, "reading the activities of course "+course, each, selectActivities(), lms, course)
	return all, err
}

// Enrolments returns the people of a course, those who are gone too, by id.
func (s *Store) Enrolments(ctx context.Context, lms, course string) (all []Enrolment, err error) {
	each := func(rows *sql.Rows) error {
		row, err := scanEnrolment(rows)
		all = append(all, row.Enrolment)
		return err
	}
	err = s.read(ctx, "reading the enrolments of course "+course, each, selectEnrolments(), lms, course)
	slices.SortFunc(all, func(x, y Enrolment) int { return cmp.Compare(x.Learner, y.Learner) })
	return all, err
}

// Results returns the results of a course as they were last seen, by the ids of
// learner and activity. They are those of people who are gone, too.
func (s *Store) Results(ctx context.Context, lms, course string) (all []Result, err error) {
	each := func(rows *sql.Rows) error {
		var learner, text string
		if err := rows.Scan(&learner, &text); err != nil {
			return err
		}
		cells, err := readCells(learner, text)
		all = append(all, cells...)
		return err
	}
	err = s.read(ctx, "reading the results of course "+course, each, "SELECT e.learner, e.results"+ofCourse, lms, course)
	// the cells of one learner are in their order already
	slices.SortStableFunc(all, func(x, y Result) int { return cmp.Compare(x.Learner, y.Learner) })
	return all, err
}

func readActivities(ctx context.Context, tx *sql.Tx, lms, course string) (map[string]*Activity, error) {
	kept := map[string]*Activity{}
	each := func(rows *sql.Rows) error {
		a, err := scanActivity(rows)
		kept[a.ID] = a
		return err
	}
	return kept, readFrom(ctx, tx, each, selectActivities(), lms, course)
}

func readEnrolments(ctx context.Context, tx *sql.Tx, lms, course string) (map[string]*enrolmentRow, error) {
	kept := map[string]*enrolmentRow{}
	each := func(rows *sql.Rows) error {
		row, err := scanEnrolment(rows)
		kept[row.Learner] = row
		return err
	}
	return kept, readFrom(ctx, tx, each, selectEnrolments(), lms, course)
}

func (a *Activity) columns() []column { return append(a.told(), column{"gone", &a.Gone}) }

func (r *enrolmentRow) columns() []column {
	return append(r.told(), column{"first_seen", &r.FirstSeen}, column{"gone", &r.Gone}, column{"results", &r.cells})
}

func scanActivity(rows *sql.Rows) (*Activity, error) {
	a := &Activity{}
	return a, rows.Scan(targets(a.columns())...)
}

func scanEnrolment(rows *sql.Rows) (*enrolmentRow, error) {
	r := &enrolmentRow{}
	return r, rows.Scan(targets(r.columns())...)
}

func activityTable() table {
	return table{name: "activities", key: 3, columns: append([]string{"lms", "course"}, names((&Activity{}).columns())...)}
}

func enrolmentTable() table {
	return table{name: "enrolments", key: 3, columns: append([]string{"lms", "course"}, names((&enrolmentRow{}).columns())...)}
}

func (w *saving) activityRow(a *Activity) []any {
	return append([]any{w.u.LMS, w.u.Course}, values(a.columns())...)
}

func (w *saving) enrolmentRow(r *enrolmentRow) []any {
	return append([]any{w.u.LMS, w.u.Course}, values(r.columns())...)
}
