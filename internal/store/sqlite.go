package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"

	"modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"
)

// sqliteFile is a store in a file.
type sqliteFile struct{ path string }

// sqliteConnections bounds readers and the writer together. More of them only hold
// more memory: a process reads little at once.
const sqliteConnections = 4

func (f *sqliteFile) open(_ context.Context, o Options) (*sql.DB, error) {
	_, err := filepath.EvalSymlinks(f.path)
	switch missing := errors.Is(err, fs.ErrNotExist); {
	case missing && o.MustExist:
		return nil, &storeError{reason: "there is none yet", class: ErrUnavailable, cause: fs.ErrNotExist}
	case missing && o.Prepare != nil:
		if err := o.Prepare(f.path); err != nil {
			return nil, &storeError{reason: "its file cannot be made: " + plainReason(err), class: ErrUnavailable, cause: err}
		}
	case err != nil && !missing:
		return nil, &storeError{reason: "its file cannot be looked at: " + plainReason(err), class: ErrUnavailable}
	}
	db, err := sql.Open("sqlite", f.dsn(o.tune))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(sqliteConnections)
	db.SetMaxIdleConns(sqliteConnections)
	return db, nil
}

// plainReason is what the operating system says, without the path.
func plainReason(err error) string {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		return at.Err.Error()
	}
	return "it failed"
}

// backupPath is where no file is yet: a copy is never written over another.
func (f *sqliteFile) backupPath(version int64) (string, error) {
	base := f.path + ".backup-v" + strconv.FormatInt(version, 10)
	path := base
	for n := 2; ; n++ {
		switch _, err := filepath.EvalSymlinks(path); {
		case errors.Is(err, fs.ErrNotExist):
			return path, nil
		case err != nil:
			return "", &storeError{reason: "its folder cannot be looked at: " + plainReason(err), class: ErrUnavailable}
		}
		path = base + "-" + strconv.Itoa(n)
	}
}

// dsn is a URI: SQLite then takes no name for a special one, and a path may hold a
// question mark. synchronous FULL: what is in the ledger must outlive a power cut.
func (f *sqliteFile) dsn(tune []string) string {
	path := filepath.ToSlash(f.path)
	switch {
	case filepath.VolumeName(f.path) != "":
		path = "///" + path
	case !filepath.IsAbs(f.path):
		path = "./" + path
	}
	parameters := append([]string{
		"_txlock=immediate",
		"_pragma=busy_timeout(10000)", "_pragma=journal_mode(WAL)",
		"_pragma=synchronous(FULL)", "_pragma=foreign_keys(1)",
	}, tune...)
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + strings.Join(parameters, "&")
}

func (f *sqliteFile) oneWriter() bool { return true }

func (f *sqliteFile) clock() string { return "" }

func (f *sqliteFile) lost(error) bool { return false }

// rowsAtOnce: the driver looks for $N by walking through all arguments, so that
// long statements are slow, and a prepared one is fast.
func (f *sqliteFile) rowsAtOnce(int) int { return 1 }

func (f *sqliteFile) classify(err error) (reason string, class error) {
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return "", nil
	}
	switch e.Code() & 0xff {
	case codes.SQLITE_FULL:
		return reasonFull, ErrFull
	case codes.SQLITE_READONLY, codes.SQLITE_PERM:
		return reasonReadOnly, ErrReadOnly
	case codes.SQLITE_BUSY, codes.SQLITE_LOCKED, codes.SQLITE_PROTOCOL:
		return reasonBusy, ErrUnavailable
	case codes.SQLITE_CANTOPEN:
		return "its file cannot be opened; look whether the folder is there and may be written", ErrUnavailable
	case codes.SQLITE_NOTADB:
		return "the file is no SQLite database; give another path", ErrUnavailable
	case codes.SQLITE_CORRUPT:
		return "the file is damaged; put a backup in its place", ErrUnavailable
	case codes.SQLITE_CONSTRAINT:
		return reasonRefused, nil
	case codes.SQLITE_IOERR:
		return "reading or writing the file failed (code " + strconv.Itoa(e.Code()) + "); look at the disk", ErrUnavailable
	}
	return "SQLite answers with code " + strconv.Itoa(e.Code()), nil
}

// busy tells whether waiting may help.
func busy(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && (e.Code()&0xff == codes.SQLITE_BUSY || e.Code()&0xff == codes.SQLITE_LOCKED)
}
