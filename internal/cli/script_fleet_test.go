package cli_test

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/rogpeppe/go-internal/testscript"
)

var scriptDatabases atomic.Int64

// serverVariable names the PostgreSQL to test with; where it is set, there must be one.
const serverVariable = "GRADESYNC_TEST_POSTGRES"

// hasPostgres tells whether scripts that need a PostgreSQL can run.
func hasPostgres() bool {
	if os.Getenv(serverVariable) != "" {
		return true
	}
	conn, err := net.DialTimeout("tcp", "127.0.0.1:5432", time.Second)
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}

// withPostgres makes an empty database, whose address is in $STORE until the script ends.
func withPostgres(ts *testscript.TestScript, _ bool, _ []string) {
	server := cmp.Or(os.Getenv(serverVariable), "postgres://postgres@127.0.0.1:5432/postgres?sslmode=disable")
	name := fmt.Sprintf("gradesync_script_%d_%d", os.Getpid(), scriptDatabases.Add(1))
	ts.Check(statement(server, "CREATE DATABASE "+name))
	ts.Defer(func() { ts.Check(statement(server, "DROP DATABASE "+name+" WITH (FORCE)")) })
	u, err := url.Parse(server)
	ts.Check(err)
	u.Path = "/" + name
	ts.Setenv("STORE", u.String())
}

func statement(server, text string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, text)
	return err
}

// freePort names an address of this machine where nobody listens: freePort VARIABLE.
func freePort(ts *testscript.TestScript, _ bool, args []string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Setenv(args[0], l.Addr().String())
	ts.Check(l.Close())
}

// answers asks until the answer has a status and a text in it: answers STATUS TEXT URL.
func answers(ts *testscript.TestScript, _ bool, args []string) {
	got := ""
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		resp, err := http.Get(args[2])
		if err != nil {
			got = err.Error()
			continue
		}
		body, err := io.ReadAll(resp.Body)
		ts.Check(err)
		ts.Check(resp.Body.Close())
		if got = strconv.Itoa(resp.StatusCode) + " " + string(body); resp.StatusCode == statusOf(ts, args[0]) && strings.Contains(got, args[1]) {
			return
		}
	}
	ts.Fatalf("%s answers %s", args[2], got)
}

func statusOf(ts *testscript.TestScript, text string) int {
	n, err := strconv.Atoi(text)
	ts.Check(err)
	return n
}

// shows repeats a command until its standard output has a text in it: shows TEXT COMMAND...
func shows(ts *testscript.TestScript, _ bool, args []string) {
	got := ""
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		cmd := scripted(ts, args[1], args[2:]...)
		cmd.Env = append(cmd.Env, "GRADESYNC_STORE="+ts.Getenv("GRADESYNC_STORE"))
		out, _ := cmd.Output() // what it shows counts, not how it ends
		if got = string(out); strings.Contains(got, args[0]) {
			return
		}
	}
	ts.Fatalf("it never showed %q, but:\n%s", args[0], got)
}
