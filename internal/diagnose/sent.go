package diagnose

import (
	"cmp"
	"math"
	"net/http"
	"strings"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// clockSlack is how far apart two systems may date the same event.
const clockSlack = time.Minute

// lacks reports whether the gradebook wants for the tool's score: it has none, or
// another one.
func lacks(c *Case) bool { return c.Verdict == Missing || c.Verdict == Differs }

// setByHand reports whether a person is known to have set the gradebook's value.
func setByHand(c *Case) bool {
	return c.Result != nil && (grade.Is(c.Result.Overridden, true) || c.Result.Grader == "person")
}

// cellLocked reports whether the gradebook's cell or its column is known to be locked.
func cellLocked(c *Case) bool {
	return c.Result != nil && grade.Is(c.Result.Locked, true) || columnLocked(c.LMS)
}

func columnLocked(a *grade.Activity) bool {
	return a != nil && a.LineItem != nil && grade.Is(a.LineItem.Locked, true)
}

// tried reports whether the tool is known to have sent the present score, or to
// have tried to.
func tried(c *Case) bool {
	if s := c.LastSend(); s != nil && sinceScored(c, s.At) {
		return true
	}
	if believedSent(c) {
		return true
	}
	if c.Score == nil {
		return false
	}
	at, ok := grade.At(c.Score.LastSentAt)
	return ok && sinceScored(c, at)
}

// believedSent reports whether the tool holds that it sent exactly this score.
func believedSent(c *Case) bool {
	if c.Score == nil {
		return false
	}
	sent, ok := c.Score.LastSentScore.Get()
	score, known := c.Score.Score.Get()
	return ok && known && near(sent, score)
}

// near compares two numbers that went through decimal text.
func near(a, b float64) bool { return math.Abs(a-b) < 1e-6 }

// sinceScored reports whether a moment belongs to the present score: it is not
// known to lie before the scoring.
func sinceScored(c *Case, at time.Time) bool {
	if c.Score == nil {
		return true
	}
	scored, ok := grade.At(c.Score.ScoredAt)
	return !ok || !at.Add(clockSlack).Before(scored)
}

// compareSends orders attempts by time. Of those that a log dates alike the one that
// succeeded counts as the last: nobody repeats what was taken.
func compareSends(a, b *grade.Send) int {
	sooner := cmp.Or(a.At.Compare(b.At), cmp.Compare(rankOf(accepted(a)), rankOf(accepted(b))), cmp.Compare(a.Status.Or(-1), b.Status.Or(-1)))
	if sooner != 0 {
		return sooner
	}
	return cmp.Or(
		strings.Compare(KeptWords(a.Code+"\n"+a.Message), KeptWords(b.Code+"\n"+b.Message)),
		strings.Compare(a.Progress, b.Progress),
		a.Timestamp.Or(time.Time{}).Compare(b.Timestamp.Or(time.Time{})),
	)
}

func rankOf(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// accepted reports whether the LMS is known to have answered a send with success,
// in the status and, where LTI 1.1 has one, in the body.
func accepted(s *grade.Send) bool {
	return okStatus(s) && !saysFailure(s) || !s.Status.Known() && strings.EqualFold(s.Code, "success")
}

func okStatus(s *grade.Send) bool {
	status, ok := s.Status.Get()
	return ok && status >= 200 && status < 300
}

// saysFailure reports whether the body of an answer reports a failure, in the
// words of imsx_codeMajor (LTI Basic Outcomes 1.1).
func saysFailure(s *grade.Send) bool {
	return strings.EqualFold(s.Code, "failure") || strings.EqualFold(s.Code, "unsupported")
}

// outOfOrder reports whether a send met an LMS that did not answer or was not able
// to: the same request may succeed later.
func outOfOrder(s *grade.Send) bool {
	status, ok := s.Status.Get()
	switch {
	case !ok || status == http.StatusNotImplemented:
		return false
	case status == 0, status == http.StatusRequestTimeout:
		return true
	}
	return status >= 500
}

// throttled reports whether a send met a rate limit.
func throttled(s *grade.Send) bool { return grade.Is(s.Status, http.StatusTooManyRequests) }

// witnesses returns from cases that arrived the few that decide how much they say
// against a cause: the newest, and one whose time nobody knows.
func witnesses(cases []*Case) []*Case {
	var newest, undated *Case
	var at time.Time
	for _, c := range cases {
		when, ok := grade.At(c.ArrivedAt())
		switch {
		case !c.travelled():
		case !ok:
			undated = c
		case newest == nil || when.After(at):
			newest, at = c, when
		}
	}
	var list []*Case
	for _, c := range []*Case{newest, undated} {
		if c != nil {
			list = append(list, c)
		}
	}
	return list
}

// blameUnless reports a cause on one grade. What refutes the cause there takes the
// grade out of its reach: the finding stands and explains nothing. Grades that
// arrived in the same circumstances go with it as counter-evidence.
func (p *Pass) blameUnless(refuted bool, c *Case, certainty Certainty, arrived []*Case, evidence ...Evidence) {
	var reach []*Case
	if !refuted {
		reach = append([]*Case{c}, arrived...)
	}
	p.Report(Finding{
		Scope: ScopeGrade, Certainty: certainty, Evidence: evidence, Reach: reach,
		Subject: Subject{Kind: "grade", ID: c.User + "/" + c.Activity},
	})
}
