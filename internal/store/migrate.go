package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// migrations are numbered and never changed once released. A file that one database
// alone understands has its name before .sql, and its twin the same number.
//
//go:embed migrations/*.sql
var migrations embed.FS

// schemaTable is where goose notes which migrations were run.
const schemaTable = "gradesync_schema"

// schema is what the two databases do differently about migrations.
type schema interface {
	dialect() goose.Dialect
	locker() ([]goose.ProviderOption, error)
	// tables names the tables there are, or at least schemaTable if it is one.
	tables() string
	// backup keeps a copy of the store before it is upgraded from version. It does
	// nothing where that is the server's business.
	backup(ctx context.Context, db *sql.DB, o Options, version int64) error
	// waits tells whether err says that another program has the store locked.
	waits(err error) bool
}

// lockPatience bounds how long an upgrade by another program is waited for.
const lockPatience = 15 * time.Second

func (s *Store) upgrade(ctx context.Context) error {
	patience, cancel := context.WithTimeout(ctx, lockPatience)
	defer cancel()
	p, err := provider(s.engine, s.db)
	if err != nil {
		return err
	}
	for {
		err := s.upgradeOnce(ctx, p)
		if err == nil || !s.engine.waits(err) {
			return err
		}
		select {
		case <-patience.Done():
			return err
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func provider(e engine, db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	options, err := e.locker()
	if err != nil {
		return nil, err
	}
	options = append(options, goose.WithTableName(schemaTable), goose.WithDisableGlobalRegistry(true),
		goose.WithExcludeNames(foreign(e)), goose.WithLogger(goose.NopLogger()))
	return goose.NewProvider(e.dialect(), db, files, options...)
}

// foreign names the migrations that are meant for the other database.
func foreign(e engine) (names []string) {
	all, _ := fs.Glob(migrations, "migrations/*.*.sql") // the pattern is good
	for _, path := range all {
		if !strings.HasSuffix(path, "."+string(e.dialect())+".sql") {
			names = append(names, strings.TrimPrefix(path, "migrations/"))
		}
	}
	return names
}

func (s *Store) upgradeOnce(ctx context.Context, p *goose.Provider) error {
	sources := p.ListSources()
	target := sources[len(sources)-1].Version
	current, err := s.schemaVersion(ctx)
	switch {
	case err != nil || current == target:
		return err
	case current > target:
		return &storeError{class: ErrNewer, reason: fmt.Sprintf(
			"a newer gradesync has upgraded it (to version %d; gradesync %s knows %d); upgrade gradesync", current, s.o.Version, target)}
	case current > 0:
		if err := s.engine.backup(ctx, s.db, s.o, current); err != nil {
			return failed(s.engine, "keeping a copy of the store before its upgrade", err)
		}
	}
	_, err = p.Up(ctx)
	if err == nil {
		return nil
	}
	// Each step is a transaction that ends with the step's number, which is unique, so
	// whoever comes second finds it done, and fails.
	if now, again := s.schemaVersion(ctx); again == nil && now > current {
		return s.upgradeOnce(ctx, p)
	}
	return err
}

// schemaVersion is the last migration that was run, 0 in an empty database.
func (s *Store) schemaVersion(ctx context.Context) (version int64, err error) {
	// bare errors: the caller must tell who has it locked from what is broken
	ask := func(each func(*sql.Rows) error, query string) error {
		return s.again(func() error { return readFrom(ctx, s.db, each, query) })
	}
	found, others := false, false
	err = ask(func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		found = found || name == schemaTable
		others = others || name != schemaTable
		return err
	}, s.engine.tables())
	switch {
	case err != nil:
		return 0, err
	case found:
		err = ask(func(rows *sql.Rows) error { return rows.Scan(&version) },
			"SELECT COALESCE(MAX(version_id), 0) FROM "+schemaTable)
	case others:
		return 0, &storeError{class: ErrUnavailable, reason: "the file is the database of another program; give another path"}
	}
	return version, err
}

func (f *sqliteFile) dialect() goose.Dialect { return goose.DialectSQLite3 }

// locker: a step is an immediate transaction, which is lock enough; see upgradeOnce.
func (f *sqliteFile) locker() ([]goose.ProviderOption, error) { return nil, nil }

func (f *sqliteFile) tables() string { return "SELECT name FROM sqlite_master WHERE type = 'table'" }

func (f *sqliteFile) waits(err error) bool { return busy(err) }

// backup writes beside the store. VACUUM INTO takes a file that is not there, or empty.
func (f *sqliteFile) backup(ctx context.Context, db *sql.DB, o Options, version int64) error {
	path, err := f.backupPath(version)
	if err != nil {
		return err
	}
	if o.Prepare != nil {
		if err := o.Prepare(path); err != nil {
			return &storeError{reason: "its file cannot be made: " + plainReason(err), class: ErrUnavailable, cause: err}
		}
	}
	_, err = db.ExecContext(ctx, "VACUUM INTO $1", path)
	return err
}

func (p *server) dialect() goose.Dialect { return goose.DialectPostgres }

// migrationLock is the number of the advisory lock: "grad" in ASCII.
const migrationLock = 0x67726164

func (p *server) locker() ([]goose.ProviderOption, error) {
	l, err := lock.NewPostgresSessionLocker(lock.WithLockID(migrationLock), lock.WithLockTimeout(1, 60))
	return []goose.ProviderOption{goose.WithSessionLocker(l)}, err
}

func (p *server) tables() string {
	return "SELECT '" + schemaTable + "' WHERE to_regclass('" + schemaTable + "') IS NOT NULL"
}

func (p *server) backup(context.Context, *sql.DB, Options, int64) error { return nil }

func (p *server) waits(error) bool { return false }
