// Package lab is a practice LMS: a course that can be broken on purpose, served
// over real HTTP in Moodle's wire format, with the records of the external tool
// that match it. It knows what it broke and tells it by Truth.
//
// The package shares no type with the rest of gradesync. Its wire format comes
// from recorded answers of Moodle 5.1.3, so a misreading of that format cannot
// cancel itself between the one who answers and the one who asks.
package lab

import (
	"fmt"
	"io/fs"
	"net/http"
	"strings"
	"time"
)

// Options choose the course a Lab serves. The zero value is the default set of
// faults, as of now, without any delay.
type Options struct {
	// Break lists the codes of the faults. Empty is the default set that the demo
	// shows; the single word "none" is the healthy course. Case does not matter.
	Break []string
	// Now is the moment all dates of the course are relative to; zero is the
	// clock's time.
	Now time.Time
	// Latency delays every answer; a cancelled request is not waited for.
	Latency time.Duration
	// URL is the address the LMS says it has, without a slash at the end. Empty is
	// the address a request came to; then records need RecordsAt.
	URL string
	// Misbehave makes the server answer badly: "html", "empty", "half", "hang" or
	// "token", or one of these with ":FUNCTION" to spare the other functions, or
	// "norights:FUNCTION". Empty is a server that behaves.
	Misbehave string
}

// Lab is one practice course. It does not change after New and may be used by
// several goroutines.
type Lab struct {
	opt   Options
	bad   misbehaviour
	world *world
	truth []Fault
}

// courseID and courseCode name the one course the lab has.
const (
	courseID   = 5
	courseCode = "CALC101"
)

// defaultURL stands in the records of a lab that was not told its address.
const defaultURL = "http://moodle.lab.example"

// New builds the course and breaks it. The error names an unknown code with the
// nearest known one, or the fault for which the course has no room left.
func New(opt Options) (*Lab, error) {
	if opt.Now.IsZero() {
		opt.Now = time.Now()
	}
	opt.Now = opt.Now.UTC().Truncate(time.Second)
	opt.URL = strings.TrimRight(opt.URL, "/")
	bad, err := parseMisbehaviour(opt.Misbehave)
	if err != nil {
		return nil, err
	}
	chosen, err := choose(opt.Break)
	if err != nil {
		return nil, err
	}
	w := healthy(opt.Now)
	truth, err := breakAll(w, chosen)
	if err != nil {
		return nil, fmt.Errorf("breaking the practice course: %w", err)
	}
	return &Lab{opt: opt, bad: bad, world: w, truth: truth}, nil
}

// Handler returns the LMS: Moodle's REST web services at
// /webservice/rest/server.php, and an HTML page with status 404 for all else.
func (l *Lab) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/webservice/rest/server.php", l.serveREST)
	mux.HandleFunc("/", serveNotFound)
	return mux
}

// Records returns the tool's records as files in memory: accounts.csv,
// activities.csv, scores.csv, launches.csv and sends.csv. Their URLs stand under
// Options.URL; without one, use RecordsAt.
func (l *Lab) Records() fs.FS {
	if l.opt.URL == "" {
		return l.RecordsAt(defaultURL)
	}
	return l.RecordsAt(l.opt.URL)
}

// RecordsAt is Records for an LMS that is reached at url, for whoever learns the
// address only when the server listens.
func (l *Lab) RecordsAt(url string) fs.FS {
	return l.world.records(strings.TrimRight(url, "/"))
}

// Course returns the short name of the course.
func (l *Lab) Course() string { return courseCode }

// Token returns the web service token of the service account: it reads what
// moodle/grade:viewall, moodle/course:enrolreview and
// moodle/course:manageactivities open, and no site configuration. The server
// also knows "labtoken-reader" (without manageactivities), "labtoken-weak" (may
// not enter the course) and "labtoken-admin" (may do everything).
func (l *Lab) Token() string { return "labtoken-service" }

// Truth returns what was broken, sorted by code.
func (l *Lab) Truth() []Fault {
	out := make([]Fault, len(l.truth))
	for i, f := range l.truth {
		out[i] = Fault{Code: f.Code, Scope: f.Scope, Cells: append([]Cell(nil), f.Cells...)}
	}
	return out
}
