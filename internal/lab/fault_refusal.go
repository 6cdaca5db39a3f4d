package lab

import (
	"strings"
	"time"
)

// refusalFaults are those that show in the tool's log of sends alone: the LMS, or
// what stands before it, turns scores away in words of its own.
func refusalFaults() []fault {
	return []fault{
		{code: "TK-02", scope: "connection", reach: oneConnection, apply: refused(lti13, 2, rebuff{400, "invalid_scope", "invalid_scope"}, rebuff{400, "invalid_scope", canvasScopeText}),
			doc: "The tool asks for a scope that it was not granted, and gets no token since."},
		{code: "TK-03", scope: "connection", reach: oneConnection, apply: refused(lti13, 2, rebuff{400, "invalid_client", ""}, rebuff{401, "invalid_client", "unknown client"}),
			doc: "The LMS does not know the tool's client id any more."},
		{code: "TK-04", scope: "connection", reach: oneConnection, apply: refused(lti13, 2, rebuff{400, "", "Signature verification failed"}, rebuff{400, "invalid_request", "JWK Error: Invalid JSON"}),
			doc: "The tool has changed its key, and the LMS cannot verify what it signs."},
		{code: "TK-05", scope: "connection", reach: oneConnection, apply: refused(lti13, 2, rebuff{}, rebuff{400, "invalid_request", "the 'aud' is invalid"}),
			doc: "The tool asks for its token in the name of the wrong audience."},
		{code: "TK-08", scope: "connection", reach: oneConnection, apply: refused(lti11, 1, rebuff{200, "failure", "Message signature not valid"}, rebuff{401, "", "Invalid authorization header"}),
			doc: "The secret of the LTI 1.1 tool was changed on one side alone."},
		{code: "TK-09", scope: "connection", reach: oneConnection, apply: refused(lti13, 2, rebuff{400, "", "Cannot handle token with iat prior to 2026-01-01T00:00:00+0000"}, rebuff{400, "invalid_request", "the 'iat' must not be in the future"}),
			doc: "The clock of the tool's server is ahead."},
		{code: "TK-10", scope: "connection", reach: oneConnection, apply: refused(lti11, 1, rebuff{}, rebuff{401, "", "Duplicate nonce detected"}),
			doc: "The LTI 1.1 tool signs every score with the nonce of the first."},
		{code: "TR-01", scope: "connection", reach: oneConnection, apply: refused(lti13, 2, rebuff{0, "timeout", ""}, rebuff{0, "timeout", ""}),
			doc: "A firewall lets nothing of the tool's server through, while browsers go on to launch."},
		{code: "TR-02", scope: "connection", reach: oneConnection, apply: refused(lti13, 2, rebuff{0, "", untrusted}, rebuff{0, "", untrusted}),
			doc: "The tool's server does not trust the LMS's new certificate."},
		{code: "TR-07", scope: "connection", reach: oneConnection, apply: refused(lti13, 2, rebuff{400, "", "No handler found"}, rebuff{}),
			doc: "The tool sends its scores in a media type that the LMS does not take."},
		{code: "TR-08", scope: "connection", reach: oneConnection, apply: breakOldAddress,
			doc: "The LTI 1.1 tool still sends to the address that the LMS had before."},
		{code: "LI-14", scope: "connection", reach: oneConnection, apply: breakScoreAddress,
			doc: "The tool puts /scores behind the query of the line item's address."},
		{code: "LA-09", scope: "connection", reach: oneConnection, apply: breakCutIDs,
			doc: "The tool keeps the first 255 characters of the LTI 1.1 result ids."},
		{code: "TR-04", scope: "grade", reach: someGrades, apply: breakThrottled,
			doc: "Three scores met the LMS's rate limit and were not sent again."},
		{code: "TR-09", scope: "grade", reach: someGrades, apply: breakFlaky,
			doc: "Four scores failed at different times while others went through."},
		{code: "AC-07", scope: "grade", reach: someGrades, apply: breakPastDue,
			doc: "Two LTI 1.1 grades were refused as past due, as some LMSs do."},
		{code: "AC-09", scope: "grade", reach: someGrades, apply: breakFutureDate,
			doc: "Two scores were refused because their submission is dated in the future."},
		{code: "AC-12", scope: "grade", reach: someGrades, apply: breakUnsupported,
			doc: "Two LTI 1.1 grades were sent by an operation that the LMS does not know."},
	}
}

const (
	canvasScopeText = "A requested scope is invalid, unknown, malformed, or exceeds the scope granted by the resource owner."
	untrusted       = "tls: failed to verify certificate: x509: certificate signed by unknown authority"
)

// rebuff is what a send met.
type rebuff struct {
	status        int
	code, message string
}

// refused makes a fault by which the sends of the last n activities of an LTI
// version meet one rebuff: Moodle's or Canvas's.
func refused(version string, n int, moodle, canvas rebuff) func(*breaker) (claim, error) {
	return func(b *breaker) (claim, error) {
		r := moodle
		if b.w.canvas != nil {
			r = canvas
		}
		return b.refuseLast(version, n, func(s *score) { b.w.meet(s, r) }), nil
	}
}

// meet stops a grade and notes what its send met, seconds after the score.
func (w *world) meet(s *score, r rebuff) *send {
	w.stop(s)
	return w.record(s, s.scored.Add(4*time.Second), r.status, r.code, r.message)
}

// refuseLast turns the scores of the last n activities of a version away.
func (b *breaker) refuseLast(version string, n int, turnAway func(*score)) claim {
	var last []*activity
	for _, a := range b.w.activities {
		if fits(a, version) {
			last = append(last, a)
		}
	}
	last = last[len(last)-n:]
	b.cutAll(last)
	var out []*score
	for _, a := range last {
		for _, s := range b.w.scoresIn(a) {
			turnAway(s)
			out = append(out, s)
		}
	}
	return having(out)
}

// formerAddress is where the LMS was before.
const formerAddress = "http://lms-2019.example.edu"

func breakOldAddress(b *breaker) (claim, error) {
	return b.refuseLast(lti11, 1, func(s *score) {
		x := b.w.meet(s, rebuff{301, "", "Moved Permanently"})
		x.path = formerAddress + x.path
	}), nil
}

func breakScoreAddress(b *breaker) (claim, error) {
	return b.refuseLast(lti13, 2, func(s *score) {
		b.w.meet(s, rebuff{400, "", "No handler found"}).path = s.activity.lineItem + "/scores"
	}), nil
}

// keptLength is what the tool's column for result ids holds.
const keptLength = 255

func breakCutIDs(b *breaker) (claim, error) {
	for _, l := range b.w.launchesWhere(func(l *launch) bool { return l.version == lti11 && l.sourcedID != none && l.sourcedID != "" }) {
		l.sourcedID = (l.sourcedID + strings.Repeat(digest(l.sourcedID), 4))[:keptLength]
	}
	return b.refuseLast(lti11, 2, func(s *score) { b.w.meet(s, rebuff{422, "sourcedid_invalid", "Invalid sourcedid"}) }), nil
}

func breakThrottled(b *breaker) (claim, error) {
	r := rebuff{429, "", "Too Many Requests"}
	if b.w.canvas != nil {
		r = rebuff{403, "", "403 Forbidden (Rate Limit Exceeded)"}
	}
	return single(b, wish{activities: 3, each: 1}, func(s *score) { b.w.meet(s, r) })
}

func breakFlaky(b *breaker) (claim, error) {
	n := 0
	return single(b, wish{version: lti13, activities: 4, each: 1}, func(s *score) {
		b.w.meet(s, []rebuff{{502, "", "Bad Gateway"}, {0, "timeout", ""}, {504, "", "Gateway Time-out"}, {500, "", ""}}[n%4])
		n++
	})
}

func breakPastDue(b *breaker) (claim, error) {
	return single(b, wish{version: lti11, activities: 1, each: 2}, func(s *score) {
		b.w.meet(s, rebuff{200, "failure", "Grade is past due"})
	})
}

func breakFutureDate(b *breaker) (claim, error) {
	return single(b, wish{version: lti13, activities: 2, each: 1}, func(s *score) {
		b.w.meet(s, rebuff{400, "", "Provided submitted_at timestamp of " + stamp(s.scored.Add(time.Hour)) + " in the future"})
	})
}

func breakUnsupported(b *breaker) (claim, error) {
	return single(b, wish{version: lti11, activities: 1, each: 2}, func(s *score) {
		b.w.meet(s, rebuff{200, "unsupported", "replaceLateResult is not supported"})
	})
}
