package lab

import (
	"crypto/sha1" // OAuth 1.0 signs with it
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// outcomeRefusalError is a failure that Canvas's outcome service answers, with its code.
type outcomeRefusalError struct{ code, text string }

func (e *outcomeRefusalError) Error() string { return e.text }

// canvasSourcedID is what a launch carries. Canvas seals it; here it has the look of
// a JSON Web Token whose middle names learner and activity for who made it.
func canvasSourcedID(s *score, at time.Time) string {
	return "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9." + canvasSeal(s) + "." + digest(strconv.FormatInt(at.Unix(), 10))[:43]
}

func canvasSeal(s *score) string { return digest("sourcedid", s.account.id, s.activity.id)[:48] }

// canvasOutcome is Canvas's LTI 1.1 outcome service. A failure has the status 422.
func (c *ltiCall) canvasOutcome() ltiReply {
	tool := c.canvasTool()
	if tool == nil {
		return canvasFailure(nowhere())
	}
	header := oauthHeader(c.r.Header.Get("Authorization"))
	seconds, _ := strconv.ParseInt(header["oauth_timestamp"], 10, 64)
	kind, _, _ := strings.Cut(c.r.Header.Get("Content-Type"), ";")
	nonce := header["oauth_consumer_key"] + " " + header["oauth_nonce"]
	refuse := func(status int, text string) ltiReply {
		return canvasFailure(&canvasError{status, messages(text), false})
	}
	switch {
	case kind != "application/xml" && kind != "text/xml":
		return refuse(http.StatusUnsupportedMediaType, "Content-Type must be 'application/xml'")
	case header["oauth_consumer_key"] != tool.key || header["oauth_signature_method"] != "HMAC-SHA1" || !c.signedWith(header, consumerSecret, sha1.New):
		return refuse(http.StatusUnauthorized, "Invalid authorization header")
	case c.now.Sub(time.Unix(seconds, 0)).Abs() > 90*time.Minute:
		return refuse(http.StatusUnauthorized, "Timestamp too old or too far in the future, request has expired")
	case !c.state.fresh("nonce", nonce):
		return refuse(http.StatusUnauthorized, "Duplicate nonce detected")
	}
	id, op, ok := parsePOX(c.body)
	if !ok {
		return refuse(http.StatusBadRequest, "Invalid XML content")
	}
	return c.canvasOutcomeAnswer(tool, id, op)
}

// canvasTool is the installation of the path, which must be one of LTI 1.1.
func (c *ltiCall) canvasTool() *canvasTool {
	id, err := strconv.Atoi(c.r.PathValue("tool"))
	if err != nil {
		return nil
	}
	if t := c.world.canvas.tool(id); t != nil && t.version == lti11 {
		return t
	}
	return nil
}

func (c *ltiCall) canvasOutcomeAnswer(tool *canvasTool, id string, op poxOperation) ltiReply {
	name := op.XMLName.Local
	a := poxAnswer{major: "success", ref: id, refOp: strings.TrimSuffix(name, "Request"), body: strings.Replace(name, "Request", "Response", 1)}
	var err error
	switch name {
	case readResult:
		a.score, err = c.canvasRead(tool, op)
	case replaceResult, deleteResult:
		err = c.canvasChange(tool, op)
	default:
		a.major, a.text, a.body = "unsupported", `Request could not be handled. ¯\_(ツ)_/¯`, "unsupportedResponse"
		a.extra = element("ext_canvas_error_code", "unsupported")
	}
	switch e := err.(type) {
	case *canvasError:
		return canvasFailure(e)
	case *outcomeRefusalError:
		a.major, a.text, a.score = "failure", e.text+"\n[EID_lab]", nil
		a.extra = element("ext_canvas_error_code", e.code)
	}
	reply := c.outcome(a)
	reply.kind = "application/xml; charset=utf-8"
	if a.major != "success" && !c.state.ways.is("lost", c.r.URL.Path) {
		reply.status = http.StatusUnprocessableEntity
	}
	return reply
}

// canvasTarget finds what a sourcedid is about, and why it is not taken.
func (c *ltiCall) canvasTarget(tool *canvasTool, sourced string) (*column, *person, error) {
	parts := strings.Split(sourced, ".")
	for _, s := range c.world.scores {
		if len(parts) != 3 || canvasSeal(s) != parts[1] {
			continue
		}
		x, p := s.activity.column, s.account.person
		switch {
		case x.module.assignment.tool != tool.id && c.world.canvas.tool(x.module.assignment.tool) == nil:
			return nil, nil, &outcomeRefusalError{"tool_invalid", "Tool is invalid"}
		case p == nil || p.gone || !p.graded():
			return nil, nil, &outcomeRefusalError{"user_not_in_course", "User is no longer in course"}
		case x.deleted:
			return nil, nil, &outcomeRefusalError{"assignment_invalid", "Assignment is invalid"}
		case x.module.assignment.tool != tool.id:
			return nil, nil, &outcomeRefusalError{"assignment_tool_mismatch", "Assignment is no longer associated with this tool"}
		}
		return x, p, nil
	}
	return nil, nil, &outcomeRefusalError{"sourcedid_invalid", "Invalid sourcedid"}
}

func (c *ltiCall) canvasRead(tool *canvasTool, op poxOperation) (*string, error) {
	x, p, err := c.canvasTarget(tool, op.Record.SourcedID)
	if err != nil {
		return nil, err
	}
	text := ""
	if g := x.grades[p]; g != nil && x.max > 0 && !c.state.ways.hides(g, c.now) {
		text = number(g.value / x.max)
	}
	return &text, nil
}

// canvasChange replaces or deletes a grade.
func (c *ltiCall) canvasChange(tool *canvasTool, op poxOperation) error {
	x, p, err := c.canvasTarget(tool, op.Record.SourcedID)
	switch {
	case err != nil:
		return err
	case c.world.canvas.workflow != "available" || c.world.ends.Before(c.world.now) || !p.activeStudent(c.world.now):
		return &outcomeRefusalError{"course_not_available", "Course not available for student"}
	case x.module.assignment.pointless:
		return &outcomeRefusalError{"no_points_possible", "Assignment has no points possible."}
	}
	value, err := op.points(x.max)
	if err != nil {
		return err
	}
	if c.state.ways.is("lost", c.r.URL.Path) {
		return &outcomeRefusalError{"no_submission_created", "This outcome request failed to create a new homework submission."}
	}
	s := &canvasSent{Grading: "FullyGraded", at: c.now.Truncate(time.Second), submitted: c.now.Truncate(time.Second)}
	if err := c.handedIn(s, op.Submitted); err != nil {
		return err
	}
	if err := c.canvasGradable(s, x, p); err != nil {
		return err
	}
	if value == nil {
		return c.takeBack(x, p)
	}
	given := json.Number(number(*value))
	s.Given, s.given, s.most = &given, *value, x.max
	c.canvasPut(s, x, p)
	return nil
}

func (c *ltiCall) takeBack(x *column, p *person) error {
	if c.state.ways.is("noclear", "") {
		return &outcomeRefusalError{"unsupported", "This grade cannot be deleted"}
	}
	if !c.state.ways.is("keep", "") {
		delete(x.grades, p)
	}
	return nil
}

// handedIn reads when the work was handed in, if the message says so.
func (c *ltiCall) handedIn(s *canvasSent, text string) error {
	if text == "" {
		return nil
	}
	at, ok := isoTime(text)
	switch {
	case !ok:
		return &outcomeRefusalError{"timestamp_not_parseable", "Invalid timestamp - timestamp not parseable"}
	case at.Sub(c.now) > time.Minute:
		return &outcomeRefusalError{"timestamp_in_future", "Invalid timestamp - timestamp in future"}
	}
	s.submitted = at
	return nil
}

// points is the score in points, nil when it is to be deleted.
func (op poxOperation) points(most float64) (*float64, error) {
	if op.XMLName.Local == deleteResult {
		return nil, nil
	}
	if total := op.Record.Total; total != "" {
		v, ok := phpNumber(total)
		if !ok {
			return nil, &outcomeRefusalError{"no_parseable_result_total_score", "Unable to parse resultTotalScore: " + total}
		}
		return &v, nil
	}
	text := op.Record.Score
	v, ok := phpNumber(text)
	switch {
	case text == "":
		return nil, &outcomeRefusalError{"no_score", "No score given"}
	case !ok:
		return nil, &outcomeRefusalError{"no_parseable_result_score", "Unable to parse resultScore: " + text}
	case v < 0 || v > 1:
		return nil, &outcomeRefusalError{"bad_score", "Score is not between 0 and 1"}
	}
	v *= most
	return &v, nil
}
