package store

import (
	"context"
	"database/sql"
	"strconv"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// ChangeKind is what has changed.
type ChangeKind string

// The kinds of changes.
const (
	ChangedCourse    ChangeKind = "course"
	ChangedActivity  ChangeKind = "activity"
	ChangedEnrolment ChangeKind = "enrolment"
	ChangedResult    ChangeKind = "result"
)

// Presence is the Change.Field of what came, went or came back: From and To are then
// "absent" or "present".
const Presence = "presence"

// Change is one difference between two pulls of a course. It names people by id, and
// is never about their names.
type Change struct {
	Seen     time.Time // when the later one was made
	Kind     ChangeKind
	Learner  string // of an enrolment or a result
	Activity string // of an activity or a result
	Field    string
	From, To grade.Maybe[string]
}

func (c *Change) columns() []column {
	return []column{
		{"seen", &c.Seen},
		{"kind", (*string)(&c.Kind)},
		{"learner", &c.Learner},
		{"activity", &c.Activity},
		{"field", &c.Field},
		{"was", &c.From},
		{"became", &c.To},
	}
}

// Changes returns the changes of a course seen at that time or later, oldest first.
func (s *Store) Changes(ctx context.Context, lms, course string, since time.Time) (all []Change, err error) {
	each := func(rows *sql.Rows) error {
		all = append(all, Change{})
		return rows.Scan(targets(all[len(all)-1].columns())...)
	}
	err = s.read(ctx, "reading the changes of course "+course, each,
		"SELECT "+listed("c", (&Change{}).columns())+
			" FROM changes c WHERE c.lms = $1 AND c.course = $2 AND c.seen >= $3 ORDER BY c.seen, c.seq",
		lms, course, since.UnixMicro())
	return all, err
}

// appendChanges adds changes of one course.
func (s *Store) appendChanges(ctx context.Context, tx *sql.Tx, lms, course string, all []Change) error {
	rows := make([][]any, len(all))
	for i := range all {
		rows[i] = append([]any{lms, course}, values(all[i].columns())...)
	}
	columns := append([]string{"lms", "course"}, names((&Change{}).columns())...)
	return s.put(ctx, tx, table{name: "changes", columns: columns}, rows)
}

// differences returns a change for each column whose value differs, but for those
// that are unrecorded.
func differences(about Change, before, after []column, unrecorded map[string]bool) (all []Change) {
	for i, c := range after {
		was, is := before[i].value(), c.value()
		if was == is || unrecorded[c.name] {
			continue
		}
		about.Field, about.From, about.To = c.name, inWords(was), inWords(is)
		all = append(all, about)
	}
	return all
}

// presence tells that something came or went.
func presence(about Change, here bool) Change {
	about.Field, about.From, about.To = Presence, grade.Known("absent"), grade.Known("present")
	if !here {
		about.From, about.To = about.To, about.From
	}
	return about
}

// inWords is unknown for NULL and for the empty text.
func inWords(value any) grade.Maybe[string] {
	switch v := value.(type) {
	case string:
		if v != "" {
			return grade.Known(v)
		}
	case int64:
		return grade.Known(strconv.FormatInt(v, 10))
	case float64:
		return grade.Known(strconv.FormatFloat(v, 'f', -1, 64))
	case bool:
		return grade.Known(strconv.FormatBool(v))
	}
	return grade.Maybe[string]{}
}
