package cli_test

import (
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/gradesync/gradesync/internal/store/storetest"
)

// withPostgres makes an empty database, whose address is in $STORE until the script ends.
func withPostgres(ts *testscript.TestScript, _ bool, _ []string) {
	address, drop, err := storetest.Make()
	ts.Check(err)
	ts.Defer(func() { ts.Check(drop()) })
	ts.Setenv("STORE", address)
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
