package lab

import (
	"hash/fnv"
	"net/http"
	"strconv"
	"strings"
)

// outcomeError is a failure that the outcome service answers, with status 200.
type outcomeError string

func (e outcomeError) Error() string { return string(e) }

const (
	replaceResult = "replaceResultRequest"
	readResult    = "readResultRequest"
	deleteResult  = "deleteResultRequest"
)

// moodleOutcome is Moodle's /mod/lti/service.php. Whatever happens, the status is
// 200; what came of it stands in the answer.
func (c *ltiCall) moodleOutcome() ltiReply {
	if err := c.consumer(); err != nil {
		return c.outcome(poxAnswer{major: "failure", text: err.Error(), refOp: "unknownRequest", body: "unknownResponse"})
	}
	id, op, ok := parsePOX(c.body)
	if !ok {
		return c.outcome(poxAnswer{major: "failure", text: "Invalid XML content", refOp: "unknownRequest", body: "unknownResponse"})
	}
	name := op.XMLName.Local
	a := poxAnswer{major: "success", ref: id, refOp: name, body: strings.Replace(name, "Request", "Response", 1)}
	var err error
	switch name {
	case replaceResult, deleteResult:
		a.text, err = c.changeOutcome(op)
	case readResult:
		a.text = "Result read"
		a.score, err = c.readOutcome(op)
	default:
		a.major, a.text, a.body = "unsupported", "unsupported", name
	}
	if err != nil {
		a.major, a.text, a.score = "failure", err.Error(), nil
	}
	return c.outcome(a)
}

// consumer checks who sends a message: a signature over its body, or a bearer token
// with the scope for it. Which key it is signed with matters not.
func (c *ltiCall) consumer() error {
	if token, ok := c.bearer(); ok && c.mayNow(token, scopeOutcome) {
		return nil
	}
	header := oauthHeader(c.r.Header.Get("Authorization"))
	if header["oauth_consumer_key"] == "" {
		return outcomeError("Missing or invalid consumer key or access token.")
	}
	secret, known := consumers()[header["oauth_consumer_key"]]
	// Of a form Moodle takes the body for parameters that are signed too.
	form := strings.HasPrefix(c.r.Header.Get("Content-Type"), formKind)
	if !known || form || !c.bodySigned(header, secret) {
		return outcomeError("Message signature not valid")
	}
	return nil
}

// target finds what a sourcedid is about. Moodle says of an activity that is gone
// and of one whose grades are not accepted the same.
func (c *ltiCall) target(text string) (*column, *person, error) {
	s, ok := openSourcedID(text)
	if !ok {
		return nil, nil, outcomeError("Invalid sourcedId in result message")
	}
	m := c.link(textOf(s.Data.Instance))
	if m == nil || !m.accepts {
		return nil, nil, outcomeError("Tool does not accept grades")
	}
	if !s.holds(m) {
		return nil, nil, outcomeError("SourcedId hash not valid")
	}
	for _, p := range c.world.people {
		if strconv.Itoa(p.id) == textOf(s.Data.User) {
			return c.columnOf(m), p, nil
		}
	}
	return c.columnOf(m), nil, nil
}

// changeOutcome replaces or deletes a grade, also of somebody who is not enrolled.
func (c *ltiCall) changeOutcome(op poxOperation) (string, error) {
	done, value := "Grade delete request", (*float64)(nil)
	if op.XMLName.Local == replaceResult {
		done = "Grade replace response"
		if _, ok := openSourcedID(op.Record.SourcedID); !ok {
			return "", outcomeError("Invalid sourcedId in result message")
		}
		share, ok := phpNumber(op.Record.Score)
		switch {
		case !ok:
			return "", outcomeError("Score must be numeric")
		case share < 0 || share > 1:
			return "", outcomeError("Score not between 0.0 and 1.0")
		}
		value = &share
	}
	x, p, err := c.target(op.Record.SourcedID)
	switch {
	case err != nil:
		return "", err
	case c.state.ways.is("lost", c.r.URL.Path), value == nil && c.state.ways.is("noclear", ""):
		return "", outcomeError(done)
	case value == nil && c.state.ways.is("keep", ""):
		return done, nil
	case x == nil || p == nil:
		return done, nil
	case x.locked || x.grades[p] != nil && x.grades[p].locked:
		return "", outcomeError(done)
	}
	if value != nil {
		*value *= x.module.points
	}
	c.put(x, p, value, c.now, "")
	return done, nil
}

// readOutcome reads a grade as a share of the activity's points; empty is none.
func (c *ltiCall) readOutcome(op poxOperation) (*string, error) {
	x, p, err := c.target(op.Record.SourcedID)
	if err != nil {
		return nil, err
	}
	text := ""
	if x != nil && p != nil && x.grades[p] != nil && !c.state.ways.hides(x.grades[p], c.now) && !x.typeless && x.module.points > 0 {
		text = number(round5(x.grades[p].value) / x.module.points)
	}
	return &text, nil
}

func (c *ltiCall) outcome(a poxAnswer) ltiReply {
	sum := fnv.New32a()
	// Writing to a hash cannot fail.
	_, _ = sum.Write(c.body)
	a.number = sum.Sum32() >> 1
	return ltiReply{status: http.StatusOK, kind: htmlKind, body: a.xml()}
}
