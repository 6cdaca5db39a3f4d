package resync

import (
	"fmt"
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
)

// decide makes the send of a case, or says why there is none. The sentence of one
// that is sent says why, too.
func (m *planner) decide(c *diagnose.Case) (s *send, reason string) {
	for _, forbids := range []func(*diagnose.Case) string{
		late, m.probed, m.barred, recognised, enrolled, m.scoreFit, cellOpen, m.byHand, m.lowers,
	} {
		if reason := forbids(c); reason != "" {
			return nil, reason
		}
	}
	cell, reason := m.route(c)
	if reason != "" {
		return nil, reason
	}
	return m.newSend(c, cell), m.why(c)
}

func late(c *diagnose.Case) string {
	if c.Verdict == diagnose.Late {
		return "it is still inside the grace time: the tool may be about to send it by itself"
	}
	return ""
}

// probed forbids a score where that of a probe may stand.
func (m *planner) probed(c *diagnose.Case) string {
	if m.past.probed[pair{c.User, c.Activity}] {
		return "the score of a probe that was not finished may stand in this cell: gradesync resync --yes takes it back first"
	}
	return ""
}

// The causes that say a grade was put there by somebody else than the tool. Whether
// that forbids a send is decided by what is known of the grade, and by the flag.
const (
	gradedByHand     = "AC-11"
	overwrittenLater = "GB-03"
)

// barred names the cause that still stands in a score's way.
func (m *planner) barred(c *diagnose.Case) string {
	f := m.Primary(c)
	if f == nil || f.Resend() {
		return ""
	}
	r := f.Rule()
	if (r.Code == gradedByHand || r.Code == overwrittenLater) && (m.options.OverwriteManual || m.byHand(c) != "") {
		return ""
	}
	return fmt.Sprintf("%s (%s): %s", r.Name, r.Code, first(r))
}

// first says who has to act before a score can arrive.
func first(r *diagnose.Rule) string {
	who := map[diagnose.Actor]string{
		diagnose.ActorLearner: "the learner has to act first", diagnose.ActorTeacher: "a teacher has to act first",
		diagnose.ActorLMSAdmin: "an administrator of the LMS has to act first", diagnose.ActorToolAdmin: "an administrator of the tool has to act first",
	}[r.Remedy.Actor]
	if who == "" {
		return "sending the score again does not change that"
	}
	return who + "; gradesync explain " + r.Code + " says how"
}

// why says of a score that is sent what kept it from arriving.
func (m *planner) why(c *diagnose.Case) string {
	shows := "the gradebook has no grade"
	if c.Verdict == diagnose.Differs {
		shows = "the gradebook shows another grade"
	}
	if f := m.Primary(c); f != nil {
		return fmt.Sprintf("%s; what kept it out (%s, %s) lies in the past: sending it again cures that, or shows whether it is cured",
			shows, f.Rule().Code, f.Rule().Name)
	}
	return shows + ", and nothing is known that would keep this one out"
}

// newSend collects what sending needs of a case.
func (m *planner) newSend(c *diagnose.Case, cell Cell) *send {
	most, _ := c.ToolMax()
	s := &send{
		cell: cell, account: c.Account.ID, toolActivity: c.Tool.ID, score: c.Score.Score.Or(0), max: most,
		submitted: c.Score.SubmittedAt.Or(time.Time{}), last: m.past.lastStamp(c.User, c.Activity), notShown: notShown(c),
	}
	if r := c.Result; r != nil && !r.Empty {
		s.old = olds(r, c)
		s.later(r.GradedAt)
	}
	for _, sent := range c.Sends() {
		// What was refused left no date behind.
		if sent.Status.Or(0) < 400 {
			s.later(sent.Timestamp)
		}
	}
	return s
}

// olds are the values under which the gradebook's grade may be read back, as shares
// of the maximum: what it shows, and what was entered before points were deducted.
func olds(r *grade.Result, c *diagnose.Case) []float64 {
	most, ok := c.LMSMax()
	if !ok || most <= 0 {
		return nil
	}
	var list []float64
	for _, value := range []grade.Maybe[float64]{r.Score, r.Entered} {
		if v, known := value.Get(); known {
			list = append(list, v/most)
		}
	}
	return list
}

// notShown guesses from what the gradebook was before why it would not show a score
// that it takes. Both texts are empty where nothing tells.
func notShown(c *diagnose.Case) (g guess) {
	r := c.Result
	switch {
	case r != nil && (grade.Is(r.Overridden, true) || r.Grader == "person"):
		return guess{gradedByHand, "a person set the grade by hand, and the LMS keeps that value"}
	case c.LMS.LineItem != nil && grade.Is(c.LMS.LineItem.Type, grade.NoGrade):
		return guess{"LI-15", "the column holds no numbers"}
	case c.Score.Score.Or(0) > most(c):
		return guess{"AC-04", "the score is above its maximum"}
	}
	return guess{}
}

func most(c *diagnose.Case) float64 {
	m, _ := c.ToolMax()
	return m
}
