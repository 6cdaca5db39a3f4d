package diagnose

import (
	"net/http"
	"strings"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

func ac03() *Rule {
	return &Rule{
		Code: "AC-03", Name: "timestamp not newer", Hop: HopAccept, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactSends, grade.FactSendStatus},
		Explains: []Verdict{Missing, Differs}, Resend: true,
		// An override dates the gradebook's value, so that older scores are refused.
		After: []string{"AC-11", "TK-09"},
		Doc: "The LMS refused the score because its timestamp is not newer than what the gradebook holds: the tool sent the time " +
			"of an earlier attempt, or a first send carried a time in the future. It is recognised by the LMS's own words in " +
			"the send log, or by status 409 with a timestamp that is not later than the gradebook's date; status 409 alone makes it likely.",
		Remedy: Remedy{
			Actor: ActorToolAdmin,
			Steps: []string{
				"Let the tool send the moment of sending as the score's timestamp, with fractions of a second, and check its clock: gradesync check.",
				"{resend}",
			},
			In: map[string][]string{
				"canvas": {
					"Let the tool send the moment of sending as the score's timestamp, with fractions of a second: Canvas refuses one that is older than what its column " +
						"took last. Check the tool's clock: gradesync check.",
					"{resend}",
				},
			},
		},
		Check: func(p *Pass) {
			for _, c := range p.Cases {
				if certainty, refuted := refusedAsOld(c); certainty != "" {
					p.blameUnless(refuted, c, certainty, nil, p.oldEvidence(c)...)
				}
			}
		},
	}
}

// oldWords are what LMSs say of a score that is not newer: Moodle, Canvas, Open edX.
func oldWords() []string {
	return []string{"earlier timestamp", "before last updated timestamp", "to a later point", "already exists for the provided timestamp"}
}

// refusedAsOld reads the last attempt: the LMS's words decide, else both dates. Dates
// that contradict refute what the status suggests; "" is no such refusal at all.
func refusedAsOld(c *Case) (certainty Certainty, refuted bool) {
	s := c.LastSend()
	if s == nil {
		return "", false
	}
	status, ok := s.Status.Get()
	if !ok || status < 400 || status >= 500 {
		return "", false
	}
	if saysAny(s, oldWords()) {
		return Certain, false
	}
	if status != http.StatusConflict {
		return "", false
	}
	sent, held, ok := bothDates(c, s)
	if !ok {
		return Likely, false
	}
	return Certain, sent.After(held)
}

// bothDates returns the timestamp of a send and the gradebook's date of the grade.
func bothDates(c *Case, s *grade.Send) (sent, held time.Time, ok bool) {
	if c.Result == nil {
		return sent, held, false
	}
	sent, okSent := grade.At(s.Timestamp)
	held, okHeld := grade.At(c.Result.GradedAt)
	return sent, held, okSent && okHeld
}

// saysAny reports whether the LMS's answer to a send holds one of the words.
func saysAny(s *grade.Send, words []string) bool {
	said := strings.ToLower(s.Code + "\n" + s.Message)
	for _, w := range words {
		if strings.Contains(said, w) {
			return true
		}
	}
	return false
}

func (p *Pass) oldEvidence(c *Case) []Evidence {
	s := c.LastSend()
	list := []Evidence{p.Evidence(grade.FactSendStatus, statusText(s))}
	if saysAny(s, oldWords()) {
		list = append(list, p.Evidence(grade.FactSendCode, "refused because of the timestamp"))
	}
	if s.Timestamp.Known() {
		list = append(list, p.Evidence(grade.FactSendTimestamp, s.Timestamp))
	}
	if c.Result != nil && c.Result.GradedAt.Known() {
		list = append(list, p.Evidence(grade.FactResultTime, c.Result.GradedAt))
	}
	return list
}

func ac06() *Rule {
	return &Rule{
		Code: "AC-06", Name: "sent as not fully graded", Hop: HopAccept, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactSends, grade.FactSendStatus, grade.FactSendProgress},
		Explains: []Verdict{Missing, Differs}, Resend: true,
		// What is not finished or not marked is rightly sent as not fully graded.
		After: []string{"SC-02", "SC-03"},
		Doc: "The LMS took the message, but the tool called the score not final: its gradingProgress was something else than " +
			"FullyGraded. LMSs then keep no grade, and some erase the one they had. It is recognised by the last send's grading " +
			"progress beside a good status.",
		Remedy: Remedy{
			Actor: ActorToolAdmin,
			Steps: []string{
				"Let the tool send gradingProgress FullyGraded with every final score, and none of its other values after one.",
				"{resend}",
			},
			In: map[string][]string{
				"canvas": {
					"Let the tool send gradingProgress FullyGraded with every final score. With any other value but PendingManual, Canvas takes away the grade that was " +
						"there.",
					"{resend}",
				},
			},
		},
		Check: func(p *Pass) {
			for _, c := range p.Cases {
				s := c.LastSend()
				if s == nil || !okStatus(s) || s.Progress == "" || strings.EqualFold(s.Progress, "FullyGraded") {
					continue
				}
				p.blameUnless(setByHand(c), c, Certain, nil, p.Evidence(grade.FactSendStatus, statusText(s)), p.Evidence(grade.FactSendProgress, s.Progress))
			}
		},
	}
}
