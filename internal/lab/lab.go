// Package lab is a practice LMS: a course that can be broken on purpose, served
// over real HTTP in the wire format of Moodle or of Canvas, with the records of the external tool
// that match it. It knows what it broke and tells it by Truth.
//
// The package shares no type with the rest of gradesync. Its wire formats come
// from recorded answers of Moodle 5.1.3 and from Canvas's documentation, so a misreading of that format cannot
// cancel itself between the one who answers and the one who asks.
package lab

import (
	"fmt"
	"io/fs"
	"net/http"
	"strings"
	"sync"
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
	// "norights:FUNCTION". Empty is a server that behaves. To a Canvas, part of a
	// path stands for the function, several may be given with commas between, and
	// there are also "throttle:N" and "throttle429:N" (every Nth request is
	// refused, with status 403 or 429), "pages:N" (the most a page holds; 100
	// else), "noinclude" and "nosis" (the token does not get includes, or SIS
	// ids), "refuse401:PATH", "refuse403:PATH" and "fail:PATH" (status 500).
	//
	// The words that begin with "lti:" are about the LTI services alone, of both
	// LMSs; they too stand with commas between. "lti:hang", "lti:half", "lti:html"
	// and "lti:empty" answer as above, "lti:fail:STATUS" with a status, each for
	// all addresses or, with ":PATH" behind, for those with that in them.
	// "lti:lost" takes scores with status 200 and stores nothing (an LTI 1.1 answer
	// says failure then), "lti:noclear" refuses what would take a grade away and
	// "lti:keep" takes it and leaves the grade, "lti:stale" refuses every score as one whose timestamp is
	// not newer than the grade's, "lti:throttle:N" refuses every Nth request,
	// "lti:flaky:20" lets 20 percent of the scores and outcomes that come go wrong,
	// the same ones every time: with status 429, or with 500 or a cut connection,
	// before or after the score was stored,
	// "lti:noscope:score" does not grant a scope (its last word, as "score" or
	// "result.readonly"), "lti:late:5s" shows a score so much later than it took it,
	// and "lti:ahead:2m" sets the LMS's clock ahead, or back with a minus.
	//
	// These words are about the LMS as a whole, of either kind, with commas between:
	// "courses:empty" lists no course, "courses:cut" only a part of them as if it were
	// all (a Canvas names no page behind the second, a Moodle sends half its answer),
	// "courses:fail" fails over the list (a Canvas at the third page),
	// "failcourse:ID" fails over everything about one course, "revoke:N" knows no
	// token any more from the Nth request on, "down:N" answers the first N requests
	// with status 503, and "throttle429:N" refuses every Nth.
	Misbehave string
	// Courses is how many further courses the LMS has, beside the one that Break is
	// about: the same ones for the same number. They have grades of all kinds (none,
	// excused, hidden, overridden), a hidden activity, teachers, and a learner whose
	// enrolment is not active; a learner takes several of them.
	Courses int
	// Learners and Activities are how many each of these has; 25 and 8 when zero.
	Learners, Activities int
	// Without leaves out what learners did in the one course that Break is about:
	// "work" leaves out scores, grades and sends, "launches" the accounts and launches
	// too, as on the day before a course opens. The faults stay. Empty leaves out
	// nothing.
	Without string
	// LMS is the kind of LMS to be: "moodle", which is also the empty text, or
	// "canvas".
	LMS string
	// ToolKeys are the public keys of the tool, as the text of a JWK set (RSA, or EC
	// with P-256). Empty is a key set that the LMS cannot fetch: it then gives no
	// access token.
	ToolKeys string
	// Strict makes the LTI services check all that the standards ask for, and answer
	// as they have it. Moodle does neither: it takes any audience and issuer, and the
	// same assertion or nonce again, and writes errors that are no JSON.
	Strict bool
	// Clock tells the time at which an LTI request comes, and at which a grade is
	// changed by the Lab's methods; nil is the clock's. Now is that of the courses
	// as they are made.
	Clock func() time.Time
}

// Lab is one practice course, in a school of others if Options ask for them. What
// it holds changes after New by its LTI services and by its methods alone. It may
// be used by several goroutines.
type Lab struct {
	mu      sync.RWMutex // guards world, school and lti
	lti     *ltiState
	opt     Options
	bad     misbehaviour
	ways    canvasWays // in place of bad, in a Canvas
	world   *world
	truth   []Fault
	school  *school
	traffic traffic
}

// courseID and courseCode name the one course the lab has.
const (
	courseID   = 5
	courseCode = "CALC101"
)

// New builds the course and breaks it. The error names an unknown code with the
// nearest known one, or the fault for which the course has no room left.
func New(opt Options) (*Lab, error) {
	if opt.Now.IsZero() {
		opt.Now = time.Now()
	}
	opt.Now = opt.Now.UTC().Truncate(time.Second)
	opt.URL = strings.TrimRight(opt.URL, "/")
	l := &Lab{opt: opt}
	rest, ways, err := splitLTIWays(opt.Misbehave)
	if err != nil {
		return nil, err
	}
	if l.lti, err = newLTIState(opt, ways); err != nil {
		return nil, err
	}
	rest, schoolWays, err := splitSchoolWays(rest, opt.LMS)
	if err != nil {
		return nil, err
	}
	if l.school, err = newSchool(opt, schoolWays); err != nil {
		return nil, err
	}
	if err := l.prepare(rest); err != nil {
		return nil, err
	}
	chosen, err := choose(opt.LMS, opt.Break)
	if err != nil {
		return nil, err
	}
	if l.truth, err = breakAll(l.world, chosen); err != nil {
		return nil, fmt.Errorf("breaking the practice course: %w", err)
	}
	return l, l.world.leaveOut(opt.Without)
}

// prepare builds the healthy course of the LMS that was chosen.
func (l *Lab) prepare(misbehave string) (err error) {
	switch l.opt.LMS {
	case "", lmsMoodle:
		l.world = healthy(l.opt.Now)
		l.lti.neighbour = neighbours(l.world)
		l.bad, err = parseMisbehaviour(misbehave)
	case lmsCanvas:
		l.world = healthyCanvas(l.opt.Now)
		l.school.tools = l.world.canvas.tools
		l.ways, err = parseCanvasWays(misbehave)
	default:
		err = fmt.Errorf("choosing the practice LMS: it can be moodle or canvas, not %q", l.opt.LMS)
	}
	return err
}

// The kinds of LMS that the lab can be.
const (
	lmsMoodle = "moodle"
	lmsCanvas = "canvas"
)

func (l *Lab) isCanvas() bool { return l.opt.LMS == lmsCanvas }

// Handler returns the LMS: Moodle's REST web services at
// /webservice/rest/server.php or Canvas's REST API below /api/v1, the LTI 1.1 and
// 1.3 services of either, and an HTML page with status 404 for all else.
func (l *Lab) Handler() http.Handler {
	if l.isCanvas() {
		return l.canvasHandler()
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/webservice/rest/server.php", l.serveREST)
	for path, answer := range moodleLTIRoutes() {
		mux.HandleFunc(path, l.serveLTI(answer))
	}
	mux.HandleFunc(askedPath, l.serveAsked)
	mux.HandleFunc("/", serveNotFound)
	return mux
}

// Records returns the tool's records as files in memory: accounts.csv,
// activities.csv, scores.csv, launches.csv and sends.csv. Their URLs stand under
// Options.URL; without one, use RecordsAt.
func (l *Lab) Records() fs.FS {
	if l.opt.URL == "" {
		return l.RecordsAt("http://" + l.kind() + ".lab.example")
	}
	return l.RecordsAt(l.opt.URL)
}

// RecordsAt is Records for an LMS that is reached at url, for whoever learns the
// address only when the server listens.
func (l *Lab) RecordsAt(url string) fs.FS {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.world.records(strings.TrimRight(url, "/"))
}

// kind is the word for the LMS; it stands in the address of a lab that was told
// none.
func (l *Lab) kind() string {
	if l.isCanvas() {
		return lmsCanvas
	}
	return lmsMoodle
}

// Course returns the short name of the course.
func (l *Lab) Course() string {
	if l.isCanvas() {
		return canvasCourseCode
	}
	return courseCode
}

// Token returns the web service token of the service account: it reads what
// moodle/grade:viewall, moodle/course:enrolreview and
// moodle/course:manageactivities open, and no site configuration. The server
// also knows "labtoken-reader" (without manageactivities), "labtoken-weak" (may
// not enter the course) and "labtoken-admin" (may do everything).
//
// Of a Canvas it is an access token of an account administrator who may not see
// the whole grade change log. That server also knows "7~labtoken-teacher" (the
// course alone, and no SIS ids) and "7~labtoken-canvas-site-admin".
func (l *Lab) Token() string {
	if l.isCanvas() {
		return canvasToken
	}
	return "labtoken-service"
}

// Truth returns what was broken, sorted by code.
func (l *Lab) Truth() []Fault {
	out := make([]Fault, len(l.truth))
	for i, f := range l.truth {
		out[i] = Fault{Code: f.Code, Scope: f.Scope, Cells: append([]Cell(nil), f.Cells...)}
	}
	return out
}
