package cli_test

import (
	"cmp"
	"context"
	"database/sql"
	"flag"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/gradesync/gradesync/internal/lab"
)

// labs are the practice LMSs of the scripts that run, by the folder of the script.
var labs = struct {
	behind map[string]*address
	turn   chan struct{}
}{behind: map[string]*address{}, turn: make(chan struct{}, 1)}

// address is one address with whatever practice LMS stands behind it now.
type address struct {
	url        string
	key, other []byte // private keys of the tool; the LMS knows the first
	published  string
	handler    atomic.Value // func(http.ResponseWriter, *http.Request)
	lab        *lab.Lab     // what stands behind it now
	gate       sync.RWMutex // whoever holds it keeps every answer back
}

// startLab serves a practice LMS for the rest of the script: lab [-lms KIND]
// [-break CODE,CODE] [-misbehave HOW] [-without WHAT] [-lti [-kid ID]] [-courses N -learners N
// -activities N] [-latency TIME] [-token TOKEN]. It writes gradesync.yaml, whose token is in
// $LAB_TOKEN, and the tool's records into records/. With -lti the configuration has the
// tool's registration and its consumer, and there is a key that the LMS does not know in
// other.pem. Called again, it puts another LMS behind the same address; -keep then
// leaves the records as they are.
func startLab(ts *testscript.TestScript, _ bool, args []string) {
	flags := flag.NewFlagSet("lab", flag.ContinueOnError)
	without := flags.String("without", "", "")
	breaks := flags.String("break", "none", "")
	how := flags.String("misbehave", "", "")
	kind := flags.String("lms", "moodle", "")
	withLTI := flags.Bool("lti", false, "")
	kid := flags.String("kid", "tool-2026", "")
	keep := flags.Bool("keep", false, "")
	courses := flags.Int("courses", 0, "")
	learners := flags.Int("learners", 0, "")
	activities := flags.Int("activities", 0, "")
	latency := flags.Duration("latency", 0, "")
	token := flags.String("token", "", "")
	ts.Check(flags.Parse(args))
	s := addressOf(ts)
	l, err := lab.New(lab.Options{
		LMS: *kind, Break: strings.Split(*breaks, ","), Misbehave: *how, Now: time.Now(), ToolKeys: s.published,
		Courses: *courses, Learners: *learners, Activities: *activities, Latency: *latency, Without: *without,
	})
	ts.Check(err)
	s.lab = l
	s.handler.Store(l.Handler().ServeHTTP)
	ts.Setenv("LAB_URL", s.url)
	ts.Setenv("LAB_TOKEN", cmp.Or(*token, l.Token()))
	if !*keep {
		writeRecords(ts, l.RecordsAt(s.url))
	}
	config := "profiles:\n  lab:\n    lms:\n      kind: " + *kind + "\n      url: " + s.url +
		"\n      token: env:LAB_TOKEN\n    tool:\n      - kind: files\n        path: records\n"
	if *withLTI {
		ts.Check(os.WriteFile(ts.MkAbs("tool.pem"), s.key, 0o600))
		ts.Check(os.WriteFile(ts.MkAbs("other.pem"), s.other, 0o600))
		lti := l.LTIAt(s.url)
		ts.Setenv("LTI11_SECRET", lti.ConsumerSecret)
		config += "    lti13:\n      client_id: " + lti.ClientID + "\n      token_url: " + lti.TokenURL +
			"\n      key: file:tool.pem\n      kid: '" + *kid + "'\n      memberships_url: " + lti.MembershipsURL + "\n" +
			"    lti11:\n      consumer_key: " + lti.ConsumerKey + "\n      secret: env:LTI11_SECRET\n"
	}
	ts.Check(os.WriteFile(ts.MkAbs("gradesync.yaml"), []byte(config), 0o644))
}

// addressOf returns the script's address, which lasts as long as the script.
func addressOf(ts *testscript.TestScript) *address {
	labs.turn <- struct{}{}
	defer func() { <-labs.turn }()
	work := ts.Getenv("WORK")
	if s := labs.behind[work]; s != nil {
		return s
	}
	s := &address{}
	s.key, s.published = toolKey()
	s.other, _ = toolKey()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.gate.RLock() // it only waits until nobody holds answers back
		handler := s.handler.Load()
		s.gate.RUnlock()
		handler.(func(http.ResponseWriter, *http.Request))(w, r)
	}))
	s.url = server.URL
	labs.behind[work] = s
	ts.Defer(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return s
}

func writeRecords(ts *testscript.TestScript, tree fs.FS) {
	records := ts.MkAbs("records")
	ts.Check(os.MkdirAll(records, 0o755))
	names, err := fs.Glob(tree, "*")
	ts.Check(err)
	for _, name := range names {
		data, err := fs.ReadFile(tree, name)
		ts.Check(err)
		ts.Check(os.WriteFile(filepath.Join(records, name), data, 0o644))
	}
}

// until runs a command again and again until it ends with the exit code given.
func until(ts *testscript.TestScript, _ bool, args []string) {
	for range 200 {
		err := ts.Exec(args[1], args[2:]...)
		if exitCode(err) == args[0] {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	ts.Fatalf("it never ended with exit code %s", args[0])
}

// limited runs a command that can write no file beyond so many KiB, as on a full
// disk, and must end with the exit code given: limited CODE KIB COMMAND...
func limited(ts *testscript.TestScript, _ bool, args []string) {
	shell := append([]string{"-c", `ulimit -f "$1"; shift; exec "$@"`, "bash", args[1]}, args[2:]...)
	if got := exitCode(ts.Exec("bash", shell...)); got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

// newer marks a store as that of a gradesync yet to come.
func newer(ts *testscript.TestScript, _ bool, args []string) {
	db, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	_, err = db.ExecContext(context.Background(), "INSERT INTO gradesync_schema (version_id, is_applied) VALUES (999, true)")
	ts.Check(err)
	ts.Check(db.Close())
}

// held waits until a process at work has come to some point: held FILE leases is when
// it holds a lease of the store, held FILE sends when a send is noted there.
func held(ts *testscript.TestScript, _ bool, args []string) {
	db, err := sql.Open("sqlite", "file:"+ts.MkAbs(args[0])+"?_pragma=busy_timeout(5000)")
	ts.Check(err)
	defer db.Close()
	query := map[string]string{"leases": "SELECT count(*) FROM leases WHERE holder <> ''", "sends": "SELECT count(*) FROM sends"}[args[1]]
	for range 400 {
		var n int
		err := db.QueryRowContext(context.Background(), query).Scan(&n)
		if err == nil && n > 0 {
			return
		}
		time.Sleep(20 * time.Millisecond) // another process is at work
	}
	ts.Fatalf("nothing in %s of %s", args[1], args[0])
}
