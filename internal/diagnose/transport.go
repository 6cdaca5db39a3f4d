package diagnose

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/gradesync/gradesync/internal/grade"
)

func tr03() *Rule {
	return &Rule{
		Code: "TR-03", Name: "the LMS was down", Hop: HopTransport, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactSends, grade.FactSendStatus},
		Explains: []Verdict{Missing, Differs}, Resend: true, After: []string{"TR-01", "TR-02", "TR-08"},
		Doc: "The LMS did not answer or failed while the tool was sending: an outage, a restart, a broken network. It is " +
			"recognised by the send log: the last attempts for at least three grades failed within one hour with no answer " +
			"or a status from 500 on, no send succeeded in between, and none of these grades was tried more than twice.",
		Remedy: Remedy{
			Actor: ActorToolAdmin,
			Steps: []string{
				"Make sure that {lms} answers again: gradesync check.",
				"{resend}",
				"Let the tool try again by itself after such failures.",
			},
			In: map[string][]string{
				"canvas": {
					"Make sure that Canvas answers again: gradesync check, and status.instructure.com for hosted Canvas.",
					"{resend}",
					"Let the tool try again by itself after such failures.",
				},
			},
		},
		Check: func(p *Pass) {
			for _, o := range p.outages() {
				evidence := []Evidence{
					p.Evidence(grade.FactSends, fmt.Sprintf("%d grades failed from %s to %s", len(o.cases), p.text(o.from()), p.text(o.to()))),
					p.Evidence(grade.FactSendStatus, statusText(o.cases[0].LastSend())),
				}
				for _, c := range o.cases {
					p.blameUnless(notForThisScore(c), c, Certain, nil, evidence...)
				}
			}
		},
	}
}

func statusText(s *grade.Send) string {
	status, ok := s.Status.Get()
	switch {
	case !ok:
		return "unknown"
	case status == 0:
		return "no answer"
	}
	return strconv.Itoa(status)
}

func tr05() *Rule {
	return &Rule{
		Code: "TR-05", Name: "gave up sending", Hop: HopTransport, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactSends, grade.FactSendStatus},
		Explains: []Verdict{Missing, Differs}, Resend: true, After: []string{"TR-01", "TR-02", "TR-04", "TR-08"},
		Doc: "Every attempt to send the grade failed for a reason that could have passed, and the tool tries no more: its tries " +
			"are used up, or it never repeats one. It is recognised by the send log: the last attempt met no answer, a status " +
			"from 500 on or a rate limit, and nothing followed for longer than the grace time. Failures that are part of an outage, or of many at random, are not put down to it.",
		Remedy: Remedy{
			Actor: ActorToolAdmin,
			Steps: []string{
				"{resend}",
				"If it fails again, look for the status in the log of {lms} at the time of the attempt.",
				"Let the tool try more often and over a longer time, or send failed grades again each night.",
			},
			In: map[string][]string{
				"canvas": {
					"{resend}",
					"If it fails again, note the time, the status and the error_report_id of the answer for Canvas support; a status of 429, or of 403 with “Rate Limit " +
						"Exceeded”, asks for fewer requests at once.",
					"Let the tool try more often and over a longer time, or send failed grades again each night.",
				},
			},
		},
		Check: func(p *Pass) {
			accounted := p.caughtInOutage()
			for _, c := range p.intermittent() {
				accounted[c] = true
			}
			for _, c := range p.Cases {
				if !p.givenUp(c) {
					continue
				}
				last := c.LastSend()
				p.blameUnless(accounted[c] || notForThisScore(c), c, Certain, nil,
					p.Evidence(grade.FactSends, fmt.Sprintf("%s, the last %s", countOf(len(failedTries(c)), "attempt"), p.text(last.At))),
					p.Evidence(grade.FactSendStatus, statusText(last)))
			}
		},
	}
}

func countOf(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// givenUp reports whether the last attempt failed for a reason that could have
// passed, and was not repeated for longer than the grace time.
func (f *Facts) givenUp(c *Case) bool {
	s := c.LastSend()
	return s != nil && (outOfOrder(s) || throttled(s)) && f.Now.Sub(s.At) > f.Grace
}

// notForThisScore reports whether the last attempt is known to say nothing of why
// the present score does not show: it was an earlier score's, a person set the
// grade, or it is Moodle's 500 for a locked grade, which does not pass.
func notForThisScore(c *Case) bool {
	s := c.LastSend()
	return setByHand(c) || !sinceScored(c, s.At) || grade.Is(s.Status, http.StatusInternalServerError) && cellLocked(c)
}

// failedTries returns the attempts since the last one that succeeded.
func failedTries(c *Case) []*grade.Send {
	sends := c.Sends()
	for i, s := range slices.Backward(sends) {
		if accepted(s) {
			return sends[i+1:]
		}
	}
	return sends
}

func tr06() *Rule {
	return &Rule{
		Code: "TR-06", Name: "failure inside a good answer", Hop: HopTransport, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactSends, grade.FactSendCode},
		Explains: []Verdict{Missing, Differs}, Resend: true,
		// An LTI 1.1 platform reports each of these in the body of an HTTP 200.
		After: []string{"ID-08", "ID-09", "ID-10", "LA-02", "LI-01", "LI-02", "LI-03", "LI-04", "LI-11", "LI-15", "LI-16", "TK-11",
			"AC-01", "AC-02", "AC-03", "AC-04", "AC-07", "AC-08", "AC-09", "AC-10", "AC-11", "AC-12", "LA-09", "TK-08", "TK-09", "TK-10", "TR-07"},
		Doc: "The LMS answered with HTTP 200 and said in the body that it did not take the grade, as LTI 1.1 has it for every " +
			"failure; the tool looked at the status alone and noted the grade as sent. It is recognised by the send log: the code " +
			"failure or unsupported, with a status from 200 to 299 or none on record. Where another cause says why the LMS refused, this is its consequence.",
		Remedy: Remedy{
			Actor: ActorToolAdmin,
			Steps: []string{
				"Look up the message of {lms} in the tool's log of sends and clear what it names.",
				"{resend}",
				"Upgrade the tool, or report to its makers that it must read imsx_codeMajor in the answer.",
			},
			In: map[string][]string{
				"moodle": {
					"Look up imsx_description in the tool's log of sends. “Tool does not accept grades”: the activity is deleted or its “Accept grades from the tool” is " +
						"off. “Grade replace response”: the grade is locked. “Message signature not valid”: key, secret, clock or a proxy in front of Moodle.",
					"Clear what it names.",
					"{resend}",
					"Upgrade the tool, or report to its makers that it must read imsx_codeMajor in the answer.",
				},
				"canvas": {
					"Look up ext_canvas_error_code in the tool's log of sends. “user_not_in_course”: the enrolment. “assignment_invalid” or “assignment_tool_mismatch”: " +
						"the assignment was deleted or has another tool. “tool_invalid”: the tool was removed. “no_points_possible”: the Points.",
					"Clear what it names.",
					"{resend}",
					"Upgrade the tool, or report to its makers that it must read imsx_codeMajor in the answer.",
				},
			},
		},
		Check: func(p *Pass) {
			for _, c := range p.Cases {
				s := c.LastSend()
				if s != nil && saysFailure(s) {
					p.blameUnless(s.Status.Known() && !okStatus(s), c, Certain, nil, p.Evidence(grade.FactSendStatus, statusText(s)), p.Evidence(grade.FactSendCode, s.Code))
				}
			}
		},
	}
}
