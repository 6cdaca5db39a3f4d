package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/gradesync/gradesync/internal/store/storetest"
)

func TestMain(m *testing.M) {
	if task := os.Getenv(childVariable); task != "" {
		child(task)
	}
	goleak.VerifyTestMain(m)
}

func open(t testing.TB, address string, o Options) *Store {
	t.Helper()
	s, err := Open(context.Background(), address, o)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return s
}

func isSQLite(address string) bool { return !strings.HasPrefix(address, "postgres") }

// number runs a query for one number.
func number(t testing.TB, s *Store, query string, args ...any) (n int64) {
	t.Helper()
	if err := s.db.QueryRowContext(context.Background(), query, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

func TestOpenAgain(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, address string) {
		for range 2 {
			open(t, address, Options{})
		}
		if _, err := os.Stat(address + ".backup-v0"); err == nil {
			t.Error("an empty store was backed up")
		}
	})
}

func TestOpenAllAtOnce(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, address string) {
		var all sync.WaitGroup
		for i := range 4 {
			all.Go(func() {
				s, err := Open(context.Background(), address, Options{})
				if err != nil {
					t.Errorf("Open: %v", err)
					return
				}
				if err := s.AppendSends(context.Background(), SendEvent{Send: fmt.Sprint(i), Kind: SendBegun, At: time.Now()}); err != nil {
					t.Errorf("AppendSends: %v", err)
				}
				s.Close()
			})
		}
		all.Wait()
		s := open(t, address, Options{})
		if n := number(t, s, "SELECT COUNT(*) FROM sends"); n != 4 {
			t.Errorf("%d events, want 4", n)
		}
		if n := number(t, s, "SELECT COUNT(*) - COUNT(DISTINCT version_id) FROM gradesync_schema"); n != 0 {
			t.Errorf("%d migrations were run twice", n)
		}
	})
}

// TestUpgradeAllAtOnce: one of them upgrades, and keeps one copy of what was there.
func TestUpgradeAllAtOnce(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, address string) {
		older(t, address, 2).Close()
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				s, err := Open(context.Background(), address, Options{Prepare: private})
				if err != nil {
					t.Errorf("Open: %v", err)
					return
				}
				s.Close()
			})
		}
		all.Wait()
		if copies, _ := filepath.Glob(address + ".backup-*"); isSQLite(address) && (len(copies) != 1 || copies[0] != address+".backup-v2") {
			t.Errorf("copies kept: %q", copies)
		}
	})
}

// TestUpgradeFails: the last migration cannot be run, and so none is.
func TestUpgradeFails(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, address string) {
		s := older(t, address, 2)
		defer s.Close()
		if _, err := s.db.Exec("ALTER TABLE sends ADD COLUMN purpose TEXT"); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), address, Options{}); !errors.Is(err, ErrStore) {
			t.Errorf("got %v", err)
		}
		want := newest() - 1 // the server keeps what was run
		if isSQLite(address) {
			want = 2
		}
		if now, err := s.schemaVersion(t.Context()); err != nil || now != want {
			t.Errorf("version %d, %v; want %d", now, err, want)
		}
	})
}

// TestOpenWaits: another program is in the midst of its upgrade.
func TestOpenWaits(t *testing.T) {
	t.Parallel()
	address := filepath.Join(t.TempDir(), "gradesync.db")
	other, err := sql.Open("sqlite", address)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	other.SetMaxOpenConns(1)
	for _, statement := range []string{"PRAGMA journal_mode = WAL", "PRAGMA locking_mode = EXCLUSIVE", "BEGIN IMMEDIATE"} {
		if _, err := other.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	time.AfterFunc(30*time.Millisecond, func() { other.Close() })
	open(t, address, Options{})
}

func TestNewerIsRefused(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		insert := "INSERT INTO gradesync_schema (version_id, is_applied) VALUES (999, true)"
		if _, err := s.db.Exec(insert); err != nil {
			t.Fatal(err)
		}
		_, err := Open(t.Context(), address, Options{Version: "0.1.0"})
		if !errors.Is(err, ErrNewer) || !errors.Is(err, ErrStore) || !strings.Contains(err.Error(), "upgrade gradesync") {
			t.Errorf("got %v", err)
		}
	})
}

// TestUpgrade: a store of before there were leases.
func TestUpgrade(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, address string) {
		s := older(t, address, 2)
		if _, err := s.db.Exec("INSERT INTO sends (send, run, kind, at, lms, course, learner, activity, account, tool_activity, route, target, cell, lti_user, code, message, outcome) " +
			"VALUES ('1', '', 'begun', 0, 'moodle x', '5', '', '', '', '', '', '', '', '', '', '', '')"); err != nil {
			t.Fatal(err)
		}
		s.Close()
		var made []string
		now := open(t, address, Options{Prepare: func(path string) error {
			made = append(made, path)
			return private(path)
		}})
		if sends, err := now.Sends(t.Context(), "moodle x", "5"); err != nil || len(sends) != 1 || sends[0].Purpose != "" {
			t.Errorf("after the upgrade: %v, %v", sends, err)
		}
		if _, err := now.Acquire(t.Context(), "sync", "me", time.Minute); err != nil {
			t.Errorf("what the upgrade brought: %v", err)
		}
		if !isSQLite(address) {
			return
		}
		copied := address + ".backup-v2"
		if len(made) != 1 || made[0] != copied {
			t.Fatalf("files made: %q", made)
		}
		if info, err := os.Stat(copied); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("backup: %v, %v", info, err)
		}
		before := older(t, copied, 2)
		defer before.Close()
		if n := number(t, before, "SELECT COUNT(*) FROM sends WHERE course = '5'"); n != 1 {
			t.Errorf("in the backup: %d sends", n)
		}
	})
}

// TestBackupIsNotOverwritten: an upgrade that failed half-way left one.
func TestBackupIsNotOverwritten(t *testing.T) {
	t.Parallel()
	address := filepath.Join(t.TempDir(), "gradesync.db")
	older(t, address, 2).Close()
	first := address + ".backup-v2"
	if err := os.WriteFile(first, []byte("an earlier one"), 0o600); err != nil {
		t.Fatal(err)
	}
	open(t, address, Options{})
	if text, err := os.ReadFile(first); err != nil || string(text) != "an earlier one" {
		t.Errorf("%q, %v", text, err)
	}
	if info, err := os.Stat(first + "-2"); err != nil || info.Size() == 0 {
		t.Errorf("second backup: %v, %v", info, err)
	}
}

// older opens a store as the gradesync did that knew migrations up to version.
func older(t *testing.T, address string, version int64) *Store {
	t.Helper()
	e, err := engineOf(address)
	if err != nil {
		t.Fatal(err)
	}
	db, err := e.open(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := &Store{db: db, engine: e, o: Options{Now: time.Now}}
	if err := s.upgradeTo(t.Context(), version); err != nil {
		t.Fatal(err)
	}
	return s
}

// private is what the command line gives as Options.Prepare.
func private(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func TestFilesArePrivate(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := open(t, filepath.Join(folder, "what? 100% #1.db"), Options{Prepare: private})
	if err := s.AppendSends(t.Context(), SendEvent{Send: "1", Kind: SendBegun, At: time.Now()}); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(folder)
	if err != nil || len(files) != 3 { // the store, its log, the log's index
		t.Fatalf("%v, %v", files, err)
	}
	for _, f := range files {
		info, err := f.Info()
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", f.Name(), info.Mode(), err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	text := filepath.Join(folder, "text")
	if err := os.WriteFile(text, []byte(strings.Repeat("these are notes\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	foreign := filepath.Join(folder, "foreign.db")
	db, err := sql.Open("sqlite", foreign)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("CREATE TABLE students (id)"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	failing := func(string) error { return &fs.PathError{Op: "open", Path: "secret", Err: fs.ErrPermission} }
	for name, c := range map[string]struct {
		address string
		o       Options
		class   error
		words   string
	}{
		"empty":       {"", Options{}, ErrUnavailable, "no place"},
		"missing":     {filepath.Join(folder, "secret.db"), Options{MustExist: true}, fs.ErrNotExist, "none yet"},
		"no folder":   {filepath.Join(folder, "secret", "a.db"), Options{}, ErrUnavailable, "folder"},
		"not allowed": {filepath.Join(folder, "secret.db"), Options{Prepare: failing}, fs.ErrPermission, "permission"},
		"a folder":    {folder, Options{}, ErrUnavailable, "opened"},
		"a text":      {text, Options{}, ErrUnavailable, "no SQLite database"},
		"another's":   {foreign, Options{}, ErrUnavailable, "another program"},
		"no URL":      {"postgres://u:secret@[::1/db", Options{}, ErrUnavailable, "well formed"},
		"nobody":      {"postgres://u:secret@127.0.0.1:1/db", Options{}, ErrUnavailable, "cannot be reached"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Open(t.Context(), c.address, c.o)
			if !errors.Is(err, c.class) || !errors.Is(err, ErrStore) || !errors.Is(err, ErrUnavailable) {
				t.Fatalf("got %v", err)
			}
			if !strings.Contains(err.Error(), c.words) || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), folder) {
				t.Errorf("says %q", err)
			}
		})
	}
}

// TestReadOnly: what is up to date can be read without a right to write.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	address := filepath.Join(t.TempDir(), "gradesync.db")
	keep := open(t, address, Options{})
	if err := keep.AppendSends(t.Context(), SendEvent{Send: "1", Kind: SendBegun, At: time.Now(), LMS: "m", Course: "5"}); err != nil {
		t.Fatal(err)
	}
	s := open(t, address, Options{tune: []string{"mode=ro"}})
	if sends, err := s.Sends(t.Context(), "m", "5"); err != nil || len(sends) != 1 {
		t.Errorf("%v, %v", sends, err)
	}
	err := s.AppendSends(t.Context(), SendEvent{Send: "2", Kind: SendBegun, At: time.Now()})
	if !errors.Is(err, ErrReadOnly) || !errors.Is(err, ErrStore) {
		t.Errorf("got %v", err)
	}
}

func TestFull(t *testing.T) {
	t.Parallel()
	address := filepath.Join(t.TempDir(), "gradesync.db")
	pages := number(t, open(t, address, Options{}), "PRAGMA page_count")
	s := open(t, address, Options{tune: []string{fmt.Sprintf("_pragma=max_page_count(%d)", pages+4)}})
	big := SendEvent{Kind: SendBegun, At: time.Now(), LMS: "m", Course: "5", Message: strings.Repeat("x", 3000)}
	kept := 0
	var err error
	for ; err == nil && kept < 100; kept++ {
		big.Send = fmt.Sprint(kept)
		err = s.AppendSends(t.Context(), big)
	}
	if !errors.Is(err, ErrFull) || !errors.Is(err, ErrStore) || !strings.Contains(err.Error(), "make room") {
		t.Fatalf("after %d: %v", kept, err)
	}
	sends, err := s.Sends(t.Context(), "m", "5")
	if err != nil || len(sends) != kept-1 {
		t.Errorf("%d kept of %d noted: %v", len(sends), kept-1, err)
	}
}

// TestServerRestarts: as far as a client sees it, all connections are ended.
func TestServerRestarts(t *testing.T) {
	t.Parallel()
	address := storetest.Database(t)
	s := open(t, address, Options{})
	other := open(t, address, Options{})
	var all sync.WaitGroup
	for range serverConnections { // fill the pool
		all.Go(func() {
			if _, err := s.db.Exec("SELECT pg_sleep(0.05)"); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	ended := number(t, other, `SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity
		WHERE datname = current_database() AND pid <> pg_backend_pid()`)
	if ended < serverConnections {
		t.Fatalf("%d connections ended", ended)
	}
	if err := s.AppendSends(t.Context(), SendEvent{Send: "1", Kind: SendBegun, At: time.Now(), LMS: "m", Course: "5"}); err != nil {
		t.Errorf("writing after the restart: %v", err)
	}
	if sends, err := s.Sends(t.Context(), "m", "5"); err != nil || len(sends) != 1 {
		t.Errorf("reading after the restart: %v, %v", sends, err)
	}
}

func TestContextEnds(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		err := s.AppendSends(ctx, SendEvent{Send: "1", Kind: SendBegun, At: time.Now()})
		if !errors.Is(err, context.Canceled) || errors.Is(err, ErrStore) {
			t.Errorf("got %v", err)
		}
	})
}
