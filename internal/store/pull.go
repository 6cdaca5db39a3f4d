package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Failure is one pull that did not work. Reason holds no personal data.
type Failure struct {
	At            time.Time
	Class, Reason string
	NotBefore     time.Time // zero: at once
}

// PullFailed notes that a course could not be read, or with an empty course the list
// of courses. What is kept of it stays as it is.
func (s *Store) PullFailed(ctx context.Context, lms, course string, f Failure) error {
	return s.write(ctx, "noting a failed pull", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO pulls (lms, course, tried, failures, failing_since, class, reason, not_before)
			VALUES ($1, $2, $3, 1, $3, $4, $5, $6)
			ON CONFLICT (lms, course) DO UPDATE SET tried = excluded.tried, failures = pulls.failures + 1,
				failing_since = COALESCE(pulls.failing_since, excluded.failing_since),
				class = excluded.class, reason = excluded.reason, not_before = excluded.not_before`,
			lms, course, column{at: &f.At}.value(), f.Class, f.Reason, column{at: &f.NotBefore}.value())
		return err
	})
}

// succeeded notes that a pull worked at p.Tried. A zero p.Whole or p.Asked leaves
// what is known of them; sources are those of the course's book, as JSON.
func succeeded(ctx context.Context, tx *sql.Tx, lms, course string, p Pull, sources string) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO pulls (lms, course, tried, succeeded, whole, asked, failures, class, reason, sources)
		VALUES ($1, $2, $3, $3, $4, $5, 0, '', '', $6)
		ON CONFLICT (lms, course) DO UPDATE SET tried = excluded.tried, succeeded = excluded.succeeded,
			whole = COALESCE(excluded.whole, pulls.whole), asked = COALESCE(excluded.asked, pulls.asked),
			failures = 0, failing_since = NULL, class = '', reason = '', not_before = NULL, sources = excluded.sources`,
		lms, course, column{at: &p.Tried}.value(), column{at: &p.Whole}.value(), column{at: &p.Asked}.value(), sources)
	return err
}

// ListPull returns how reading the list of courses of a site went; all zero when it
// was never tried.
func (s *Store) ListPull(ctx context.Context, lms string) (p Pull, err error) {
	each := func(rows *sql.Rows) error { return rows.Scan(targets(p.columns())...) }
	err = s.read(ctx, "reading when courses were listed", each,
		"SELECT "+listed("p", p.columns())+" FROM pulls p WHERE p.lms = $1 AND p.course = ''", lms)
	return p, err
}

// Run is one run of gradesync that used the store.
type Run struct {
	ID       string
	What     string // the command
	Holder   string // who ran it, and where
	Started  time.Time
	Finished time.Time // zero while it goes on, or when it was killed
	Summary  string    // JSON; empty until finished
	Exit     int       // exit code; 0 until finished
}

func (r *Run) columns() []column {
	return []column{
		{"id", &r.ID},
		{"what", &r.What},
		{"holder", &r.Holder},
		{"started", &r.Started},
		{"finished", &r.Finished},
		{"summary", &r.Summary},
		{"exit_code", &r.Exit},
	}
}

// BeginRun notes that a run has begun: ID, What, Holder and Started.
func (s *Store) BeginRun(ctx context.Context, r Run) error {
	return s.write(ctx, "noting the run", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO runs (id, what, holder, started, summary) VALUES ($1, $2, $3, $4, '')",
			r.ID, r.What, r.Holder, r.Started.UnixMicro())
		return err
	})
}

// FinishRun notes how a run ended.
func (s *Store) FinishRun(ctx context.Context, id string, finished time.Time, summary string, exit int) error {
	return s.write(ctx, "noting the end of the run", func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, "UPDATE runs SET finished = $2, summary = $3, exit_code = $4 WHERE id = $1",
			id, finished.UnixMicro(), summary, int64(exit))
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n > 0 {
			return err
		}
		return errors.New("the run was never begun")
	})
}

// LastRuns returns up to n runs, the latest first.
func (s *Store) LastRuns(ctx context.Context, n int) (all []Run, err error) {
	each := func(rows *sql.Rows) error {
		all = append(all, Run{})
		return rows.Scan(targets(all[len(all)-1].columns())...)
	}
	err = s.read(ctx, "reading the last runs", each,
		"SELECT "+listed("r", (&Run{}).columns())+" FROM runs r ORDER BY r.started DESC, r.id LIMIT $1", int64(n))
	return all, err
}
