package lab

import (
	"slices"
	"time"
)

// none stands in the records where a launch is known to have carried nothing.
const none = "none"

// The tool's words for LTI versions.
const (
	lti11 = "1.1"
	lti13 = "1.3"
)

// The scopes of the assignment and grade services.
const (
	scopeLineItem       = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"
	scopeLineItemRead   = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly"
	scopeResultRead     = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly"
	scopeScore          = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
	roleLearner13       = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
	roleTestUser13      = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"
	clientID            = "gslabfull"
	consumerKey         = "legacykey"
	outcomePath         = "/mod/lti/service.php"
	toolURL             = "https://certlab.example"
	browser             = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
	courseTitle         = "Calculus 101"
	otherCourseTitle    = "CALC101 Spring"
	otherCourseID       = 3
	otherCourseInstance = 18
)

// account is one login of the tool.
type account struct {
	id, name, email, login, sisID string
	lmsID, lti11ID                string
	source, role                  string
	created                       time.Time
	mergedInto, mergeState        string

	person    *person // whom the LMS knows behind it; nil is nobody
	ambiguous bool    // two people of the roster fit
	test      bool    // the platform's preview account
}

// activity is one gradable thing of the tool.
type activity struct {
	id, title        string
	max              float64
	due, updated     time.Time
	release, send    string
	version          string
	linkID, lineItem string // lineItem is a path; empty when the tool has none

	module *module
	column *column // the LMS's own column of the module
	twin   *column // another column that holds the grades, nil
}

// score is what one account reached in one activity. It is also what the faults
// call a cell.
type score struct {
	account  *account
	activity *activity

	value             float64
	has               bool // false: there is no score
	state             string
	released          bool
	submitted, scored time.Time // zero: not yet
	lastSent          float64
	lastSentAt        time.Time // zero: never sent
}

// launch is one arrival at the tool. URLs are paths until they are written.
type launch struct {
	at                               time.Time
	account                          *account
	activity                         *activity // nil: a generic link
	version, origin                  string
	iss, client, deployment          string
	contextID, contextTitle          string
	linkID, user, roles              string
	lineItem, lineItems, scopes      string
	sourcedID, outcomeURL, targetURI string
}

// send is one attempt of the tool to put a score into the LMS.
type send struct {
	at            time.Time
	score         *score
	path          string
	status        int
	code, message string
	value         float64
	timestamp     time.Time // zero: the protocol has none
	progress      string
	maxless       bool // the score's maximum was left out
}

// launchesOf lists the launches of one learner into one activity.
func (w *world) launchesOf(s *score) []*launch {
	return w.launchesWhere(func(l *launch) bool { return l.account == s.account && l.activity == s.activity })
}

func (w *world) launchesWhere(keep func(*launch) bool) []*launch {
	var out []*launch
	for _, l := range w.launches {
		if keep(l) {
			out = append(out, l)
		}
	}
	return out
}

func (w *world) dropLaunches(gone func(*launch) bool) {
	w.launches = slices.DeleteFunc(w.launches, gone)
}

// ungrade takes the grade out of the LMS, and only there.
func (w *world) ungrade(s *score) {
	if p := s.account.person; p != nil {
		delete(s.activity.column.grades, p)
		if s.activity.twin != nil {
			delete(s.activity.twin.grades, p)
		}
	}
}

// unsend takes every trace of a send out of the tool's records.
func (w *world) unsend(s *score) {
	s.lastSent, s.lastSentAt = 0, time.Time{}
	w.sends = slices.DeleteFunc(w.sends, func(x *send) bool { return x.score == s })
}

// stop makes a grade one that was never sent and did not arrive.
func (w *world) stop(s *score) {
	w.ungrade(s)
	w.unsend(s)
}

// record notes an attempt to send in the tool's records. LTI 1.1 has neither a
// timestamp nor a progress.
func (w *world) record(s *score, at time.Time, status int, code, message string) *send {
	x := &send{at: at, score: s, status: status, code: code, message: message, value: s.value, path: w.lti.outcomes}
	if s.activity.version == lti13 {
		x.path = w.lti.scores(s.activity.lineItem)
		x.timestamp, x.progress = at, "FullyGraded"
	}
	w.sends = append(w.sends, x)
	return x
}

// accepted notes a send that the LMS answered with success.
func (w *world) accepted(s *score, at time.Time) *send {
	s.lastSent, s.lastSentAt = s.value, at
	if s.activity.version == lti11 {
		return w.record(s, at, 200, "success", "")
	}
	return w.record(s, at, 200, "", "")
}
