package store

import (
	"context"
	"database/sql"
)

// columns lists all but seq.
func (e *SendEvent) columns() []column {
	return []column{
		{"send", &e.Send}, {"run", &e.Run}, {"kind", (*string)(&e.Kind)}, {"at", &e.At},
		{"lms", &e.LMS}, {"course", &e.Course}, {"learner", &e.User}, {"activity", &e.Activity},
		{"account", &e.Account}, {"tool_activity", &e.ToolActivity},
		{"route", &e.Route}, {"target", &e.Target}, {"cell", &e.Cell}, {"lti_user", &e.LTIUser},
		{"score", &e.Score}, {"max", &e.Max}, {"old", &e.Old}, {"stamp", &e.Timestamp},
		{"status", &e.Status}, {"code", &e.Code}, {"message", &e.Message}, {"outcome", &e.Outcome},
		{"purpose", (*string)(&e.Purpose)},
	}
}

// AppendSends adds events to the ledger, in their order: all of them or, with an
// error, none. They are on disk when it returns. An attempt has one event of a kind;
// a second one is an error. Moments are kept to the microsecond; Seq is not read.
func (s *Store) AppendSends(ctx context.Context, events ...SendEvent) error {
	if len(events) == 0 {
		return nil
	}
	rows := make([][]any, len(events))
	for i := range events {
		rows[i] = values(events[i].columns())
	}
	return s.write(ctx, "noting sends in the ledger", func(tx *sql.Tx) error {
		return s.put(ctx, tx, table{name: "sends", columns: names(events[0].columns())}, rows)
	})
}

// Sends returns what the ledger holds of a course, oldest first. Moments are in UTC.
func (s *Store) Sends(ctx context.Context, lms, course string) ([]SendEvent, error) {
	var all []SendEvent
	each := func(rows *sql.Rows) error {
		all = append(all, SendEvent{})
		last := &all[len(all)-1]
		return rows.Scan(targets(append([]column{{"seq", &last.Seq}}, last.columns()...))...)
	}
	err := s.read(ctx, "reading the ledger of course "+course, each,
		"SELECT s.seq, "+listed("s", (&SendEvent{}).columns())+" FROM sends s WHERE s.lms = $1 AND s.course = $2 ORDER BY s.seq", lms, course)
	return all, err
}
