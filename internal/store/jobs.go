package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"github.com/gradesync/gradesync/internal/grade"
)

// ErrNoJobs is that the store is a file, which one machine alone can work on. It stands
// beside ErrStore.
var ErrNoJobs = errors.New("jobs for many machines need a store in PostgreSQL")

// Jobs is where River keeps the jobs of one site: tables of its own, in a schema of
// its own, in the store's database.
type Jobs struct {
	Pool   *pgxpool.Pool // beside the store's own connections
	Schema string
}

// Close ends the connections of the pool.
func (j *Jobs) Close() { j.Pool.Close() }

// jobConnections are for River alone, which asks little: a fetch and a completion now
// and then, and the leader's upkeep.
const jobConnections = 4

// Jobs opens the jobs of a site, makes their tables when there are none, and brings
// them up to this program's version of them under the lock that guards the store's own
// upgrade. Close them before the store.
//
// The error matches ErrNoJobs when the store is a file, and ErrNewer when a newer
// gradesync has upgraded the tables.
func (s *Store) Jobs(ctx context.Context, lms string) (*Jobs, error) {
	const doing = "opening the queue of jobs"
	p, ok := s.engine.(*server)
	if !ok {
		return nil, &storeError{doing: doing, reason: ErrNoJobs.Error(), cause: ErrNoJobs}
	}
	pool, err := p.pool(ctx)
	if err != nil {
		return nil, s.failed(doing, err)
	}
	j := &Jobs{Pool: pool, Schema: jobSchema(lms)}
	if err := j.upgrade(ctx, s.o.Version); err != nil {
		pool.Close()
		return nil, s.failed(doing, err)
	}
	return j, nil
}

// jobSchema names the schema of a site's jobs. Each site has its own, because River
// elects one leader in each schema, which begins the rounds of its own site alone.
func jobSchema(lms string) string {
	sum := sha256.Sum256([]byte(lms))
	return "gradesync_jobs_" + hex.EncodeToString(sum[:6])
}

func (p *server) pool(ctx context.Context) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(p.config.ConnString())
	if err != nil { // its text quotes the address, which was good a moment ago
		return nil, &storeError{reason: "the postgres:// address is not well formed", class: ErrUnavailable}
	}
	config.ConnConfig = p.config.Copy()
	config.MaxConns = jobConnections
	config.MaxConnIdleTime = 5 * time.Minute
	return pgxpool.NewWithConfig(ctx, config)
}

// upgrade holds the lock in a transaction of its own while River makes one for each of
// its steps: so it holds behind a pooler that shares connections between
// transactions, too.
func (j *Jobs) upgrade(ctx context.Context, version string) error {
	patience, cancel := context.WithTimeoutCause(ctx, time.Minute, errPatience)
	defer cancel()
	err := pgx.BeginFunc(patience, j.Pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(patience, "SELECT pg_advisory_xact_lock($1)", migrationLock); err != nil {
			return err
		}
		return j.migrate(patience, version)
	})
	if ctx.Err() == nil && errors.Is(context.Cause(patience), errPatience) {
		return &storeError{reason: "another program kept its upgrade locked for a minute; run it again", class: ErrUnavailable}
	}
	return err
}

var errPatience = errors.New("no lock within a minute")

func (j *Jobs) migrate(ctx context.Context, version string) error {
	if err := j.makeSchema(ctx); err != nil {
		return err
	}
	m, err := rivermigrate.New(riverpgxv5.New(j.Pool), &rivermigrate.Config{Schema: j.Schema, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	newest, err := j.newest(ctx)
	if err != nil {
		return err
	}
	steps := m.AllVersions()
	if known := steps[len(steps)-1].Version; newest > known {
		return &storeError{class: ErrNewer, reason: fmt.Sprintf(
			"a newer gradesync has upgraded it (to version %d; gradesync %s knows %d); upgrade gradesync", newest, version, known)}
	}
	_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}

// makeSchema asks first, because a user who may use a schema need not be one who may
// make one.
func (j *Jobs) makeSchema(ctx context.Context) error {
	there := false
	err := j.Pool.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = $1)", j.Schema).Scan(&there)
	if err != nil || there {
		return err
	}
	_, err = j.Pool.Exec(ctx, "CREATE SCHEMA "+j.Schema)
	return err
}

// newest is the last step that was made, 0 where there was none yet.
func (j *Jobs) newest(ctx context.Context) (version int, err error) {
	table, there := j.Schema+".river_migration", false
	err = j.Pool.QueryRow(ctx, "SELECT to_regclass($1) IS NOT NULL", table).Scan(&there)
	if err != nil || !there {
		return 0, err
	}
	err = j.Pool.QueryRow(ctx, "SELECT COALESCE(MAX(version), 0) FROM "+table).Scan(&version)
	return version, err
}

// Queue is how the jobs of a site stand. Its JSON form is public.
type Queue struct {
	Waiting  int `json:"waiting"`  // to be done now
	Running  int `json:"running"`  //
	Retrying int `json:"retrying"` // failed, and to be tried again
	Later    int `json:"later"`    // put off, as while the connection does not work
	Failed   int `json:"failed"`   // given up in the last day
	// Oldest is since when the first of those waiting has been; unknown when none waits.
	Oldest grade.Maybe[time.Time] `json:"oldest"`
	// Alive tells whether a worker is at work: one of them said so in the last seconds.
	Alive bool `json:"alive"`
}

// jobEnded is River's column of when a job came to its end.
const jobEnded = "finalized_at" //nolint:misspell // its name

// Queue returns how the jobs of a site stand, and false when no worker has ever joined.
// It changes nothing.
func (s *Store) Queue(ctx context.Context, lms string) (q Queue, found bool, err error) {
	const doing = "reading the queue of jobs"
	if _, ok := s.engine.(*server); !ok {
		return Queue{}, false, nil
	}
	table := func(name string) string { return jobSchema(lms) + "." + name }
	err = s.read(ctx, doing, func(rows *sql.Rows) error { return rows.Scan(&found) },
		"SELECT to_regclass($1) IS NOT NULL", table("river_leader"))
	if err != nil || !found {
		return Queue{}, false, err
	}
	each := func(rows *sql.Rows) error {
		return rows.Scan(&q.Waiting, &q.Running, &q.Retrying, &q.Later, &q.Failed, column{at: &q.Oldest}, &q.Alive)
	}
	err = s.read(ctx, doing, each, `
		SELECT count(*) FILTER (WHERE s = 'available'), count(*) FILTER (WHERE s = 'running'),
			count(*) FILTER (WHERE s = 'retryable'), count(*) FILTER (WHERE s IN ('scheduled', 'pending')),
			count(*) FILTER (WHERE s IN ('cancelled', 'discarded') AND ended > now() - interval '1 day'),
			CAST(EXTRACT(EPOCH FROM min(due) FILTER (WHERE s = 'available')) * 1000000 AS BIGINT),
			EXISTS (SELECT 1 FROM `+table("river_leader")+` WHERE expires_at > now())
		FROM (SELECT CAST(state AS TEXT), scheduled_at, `+jobEnded+` FROM `+table("river_job")+`) AS jobs (s, due, ended)`)
	return q, true, err
}
