package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"path"
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
	// locker lets one program at a time bring s up to version.
	locker(s *Store, version int64) (lock.SessionLocker, error)
	// tables names the tables there are, or at least schemaTable if it is one.
	tables() string
	// waits tells whether err says that another program has the store locked.
	waits(err error) bool
}

// lockPatience bounds how long an upgrade by another program is waited for.
const lockPatience = 15 * time.Second

func (s *Store) upgrade(ctx context.Context) error {
	patience, cancel := context.WithTimeout(ctx, lockPatience)
	defer cancel()
	for {
		err := s.upgradeTo(ctx, newest())
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

// newest is the version that the migrations lead to.
func newest() int64 {
	all, _ := fs.Glob(migrations, "migrations/*.sql") // the pattern is good
	version, _ := goose.NumericComponent(path.Base(all[len(all)-1]))
	return version
}

// foreign names the migrations that are meant for the other database.
func foreign(e engine) (names []string) {
	all, _ := fs.Glob(migrations, "migrations/*.*.sql") // the pattern is good
	for _, name := range all {
		if !strings.HasSuffix(name, "."+string(e.dialect())+".sql") {
			names = append(names, path.Base(name))
		}
	}
	return names
}

func (s *Store) upgradeTo(ctx context.Context, version int64) error {
	current, err := s.schemaVersion(ctx)
	switch {
	case err != nil || current == version:
		return err
	case current > version:
		return &storeError{class: ErrNewer, reason: fmt.Sprintf(
			"a newer gradesync has upgraded it (to version %d; gradesync %s knows %d); upgrade gradesync", current, s.o.Version, version)}
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	locker, err := s.engine.locker(s, version)
	if err != nil {
		return err
	}
	// what is called isolated is one statement after the other, in no transaction but
	// the locker's
	p, err := goose.NewProvider(s.engine.dialect(), s.db, files, goose.WithSessionLocker(locker),
		goose.WithIsolateDDL(s.engine.oneWriter()), goose.WithTableName(schemaTable), goose.WithDisableGlobalRegistry(true),
		goose.WithExcludeNames(foreign(s.engine)), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return err
	}
	_, err = p.UpTo(ctx, version)
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

func (p *server) dialect() goose.Dialect { return goose.DialectPostgres }

// migrationLock is the number of the advisory lock: "grad" in ASCII.
const migrationLock = 0x67726164

func (p *server) locker(*Store, int64) (lock.SessionLocker, error) {
	return lock.NewPostgresSessionLocker(lock.WithLockID(migrationLock), lock.WithLockTimeout(1, 60))
}

func (p *server) tables() string {
	return "SELECT '" + schemaTable + "' WHERE to_regclass('" + schemaTable + "') IS NOT NULL"
}

func (p *server) waits(error) bool { return false }
