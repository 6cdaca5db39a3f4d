// Package storetest makes databases for tests of the store and of what uses it.
package storetest

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// variable names a server that must be there; without it, one on this machine is
// used if it is there.
const variable = "GRADESYNC_TEST_POSTGRES"

const local = "127.0.0.1:5432"

// server tells which PostgreSQL to test with, and whether it must be there.
func server() (address string, required bool) {
	if address, required = os.LookupEnv(variable); required {
		return address, true
	}
	return "postgres://postgres@" + local + "/postgres?sslmode=disable", false
}

// Available tells whether there is a PostgreSQL to test with, or must be one.
func Available() bool {
	if _, required := server(); required {
		return true
	}
	conn, err := net.DialTimeout("tcp", local, time.Second)
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}

var databases atomic.Int64

// Make makes an empty database. drop removes it, whoever is connected.
func Make() (address string, drop func() error, err error) {
	at, _ := server()
	u, err := url.Parse(at)
	if err != nil {
		return "", nil, fmt.Errorf("reading %s: it is no URL", variable)
	}
	name := fmt.Sprintf("gradesync_test_%d_%d", os.Getpid(), databases.Add(1))
	if err := Run(at, "CREATE DATABASE "+name); err != nil {
		return "", nil, err
	}
	u.Path = "/" + name
	return u.String(), func() error { return Run(at, "DROP DATABASE "+name+" WITH (FORCE)") }, nil
}

// Database makes an empty database for one test, and drops it afterwards. Without a
// PostgreSQL the test is skipped.
func Database(t testing.TB) (address string) {
	t.Helper()
	if !Available() {
		t.Skip("no PostgreSQL on " + local + ", and " + variable + " is not set")
	}
	address, drop, err := Make()
	if err != nil {
		if _, required := server(); required {
			t.Fatalf("%s: %v", variable, err)
		}
		t.Skipf("the PostgreSQL on %s lets user postgres make no database: %v", local, err)
	}
	t.Cleanup(func() {
		if err := drop(); err != nil {
			t.Errorf("dropping a database: %v", err)
		}
	})
	return address
}

// OnBoth runs a test on SQLite and, where there is one, on PostgreSQL. address is an
// empty place for a store of its own.
func OnBoth(t *testing.T, test func(t *testing.T, address string)) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, filepath.Join(t.TempDir(), "gradesync.db"))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, Database(t))
	})
}

// Run runs statements in a connection of its own.
func Run(address string, statements ...string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	for _, text := range statements {
		if _, err := conn.Exec(ctx, text); err != nil {
			return fmt.Errorf("%s: %w", text, err)
		}
	}
	return nil
}
