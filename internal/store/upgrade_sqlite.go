package store

import (
	"context"
	"database/sql"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

func (f *sqliteFile) dialect() goose.Dialect { return goose.DialectSQLite3 }

func (f *sqliteFile) tables() string { return "SELECT name FROM sqlite_master WHERE type = 'table'" }

func (f *sqliteFile) waits(err error) bool { return busy(err) }

func (f *sqliteFile) locker(s *Store, version int64) (lock.SessionLocker, error) {
	return &fileLock{file: f, s: s, version: version}, nil
}

// fileLock makes one transaction of an upgrade: nobody else upgrades meanwhile, and one
// that fails or is killed half-way leaves the store as it was.
type fileLock struct {
	file    *sqliteFile
	s       *Store
	version int64 // where the upgrade leads
}

// SessionLock begins the upgrade on conn, with a copy of the store that it changes.
func (l *fileLock) SessionLock(ctx context.Context, conn *sql.Conn) error {
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	err := l.keep(ctx)
	if err != nil {
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK") // the other error is the one to tell
	}
	return err
}

// SessionUnlock ends what SessionLock began: with all of it, or with nothing.
func (l *fileLock) SessionUnlock(ctx context.Context, conn *sql.Conn) error {
	var now int64
	err := conn.QueryRowContext(ctx, "SELECT MAX(version_id) FROM "+schemaTable).Scan(&now)
	if err == nil && now == l.version {
		if _, err = conn.ExecContext(ctx, "COMMIT"); err == nil {
			return nil
		}
	}
	_, _ = conn.ExecContext(ctx, "ROLLBACK") // SQLite may have done it by itself
	return err
}

// keep copies a store that is about to be changed: not an empty one, nor one that
// somebody else has upgraded before the lock was had.
func (l *fileLock) keep(ctx context.Context) error {
	version, err := l.s.schemaVersion(ctx)
	if err != nil || version == 0 || version >= l.version {
		return err
	}
	return failed(l.file, "keeping a copy of the store before its upgrade", l.file.backup(ctx, l.s, version))
}

// backup writes beside the store. VACUUM INTO takes a file that is not there, or empty.
func (f *sqliteFile) backup(ctx context.Context, s *Store, version int64) error {
	path, err := f.backupPath(version)
	if err != nil {
		return err
	}
	if s.o.Prepare != nil {
		if err := s.o.Prepare(path); err != nil {
			return &storeError{reason: "its file cannot be made: " + plainReason(err), class: ErrUnavailable, cause: err}
		}
	}
	_, err = s.db.ExecContext(ctx, "VACUUM INTO $1", path)
	return err
}
