package diagnose

import (
	"net/http"

	"github.com/gradesync/gradesync/internal/grade"
)

// refused returns the last attempt to send a grade if the LMS is known to have
// refused it in one of these words, lower case; else nil. An earlier refusal says
// nothing once a later attempt was taken.
func refused(c *Case, words ...string) *grade.Send {
	s := c.LastSend()
	if s == nil || !saysAny(s, words) {
		return nil
	}
	if status, ok := s.Status.Get(); !saysFailure(s) && (!ok || status < http.StatusBadRequest) {
		return nil
	}
	return s
}

// anyRefused returns the first refusal in these words among cases, nil without one.
func anyRefused(cases []*Case, words ...string) *grade.Send {
	for _, c := range cases {
		if s := refused(c, words...); s != nil {
			return s
		}
	}
	return nil
}

// answered writes the LMS's answer to a send as evidence: its status, and the
// words that decide, in ours, because its own may name people.
func (p *Pass) answered(s *grade.Send, words string) Evidence {
	return p.Evidence(grade.FactSendCode, statusText(s)+", "+words)
}

// either returns the needs of a rule that all of one list or all of another serve.
func either(one, other []grade.Fact) [][]grade.Fact {
	var groups [][]grade.Fact
	for _, a := range one {
		for _, b := range other {
			groups = append(groups, []grade.Fact{a, b})
		}
	}
	return groups
}

// sendAnswers are the facts behind what an LMS answered to a send.
func sendAnswers() []grade.Fact {
	return []grade.Fact{grade.FactSends, grade.FactSendStatus, grade.FactSendCode}
}
