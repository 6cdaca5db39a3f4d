package diagnose

import (
	"slices"

	"github.com/gradesync/gradesync/internal/grade"
)

func sc07() *Rule {
	return &Rule{
		Code: "SC-07", Name: "the tool believes it was sent", Hop: HopScore, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactLastSent, grade.FactResults},
		Explains: []Verdict{Missing}, Resend: true,
		// Each of these loses a grade after the tool has noted it as sent.
		After: []string{"SC-03", "ID-07", "ID-08", "ID-09", "ID-10", "LI-03", "LI-05", "LI-06", "LI-12", "LI-15", "TR-06", "AC-03", "AC-06", "AC-10", "AC-11"},
		Doc: "The tool remembers that it sent exactly this score and so does not send it again, but the gradebook has no grade: it " +
			"was wiped, the column is new, or the course was restored or copied. It is recognised by the tool's last sent score, " +
			"equal to the present one, beside an empty cell. Whatever else swallows a grade that was sent looks the same, so it " +
			"is never certain.",
		Remedy: Remedy{
			Actor: ActorToolAdmin,
			Steps: []string{
				"Open {history}, and see whether a grade of {activity} ever came and what took it away.",
				"Make the tool forget what it has sent for {activity}, or use its way to send all grades again even when they did not change.",
				"{resend}",
			},
		},
		Check: func(p *Pass) {
			for _, c := range p.Cases {
				if emptyCell(c) && believedSent(c) {
					p.blameUnless(lastFailed(c), c, Likely, nil, p.Evidence(grade.FactLastSent, p.lastSent(c)), p.Evidence(grade.FactResults, "none"))
				}
			}
		},
	}
}

func emptyCell(c *Case) bool { return c.Result != nil && c.Result.Empty }

// lastFailed reports whether the newest attempt is known to have failed.
func lastFailed(c *Case) bool {
	s := c.LastSend()
	return s != nil && (saysFailure(s) || s.Status.Known() && !accepted(s))
}

// lastSent writes what the tool says it sent last, and when.
func (f *Facts) lastSent(c *Case) string {
	words := f.text(c.Score.LastSentScore.Or(0))
	if at, ok := grade.At(c.Score.LastSentAt); ok {
		words += ", " + f.text(at)
	}
	return words
}

func sc08() *Rule {
	return &Rule{
		Code: "SC-08", Name: "zero taken for no score", Hop: HopScore, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactScores, grade.FactResults},
		Explains: []Verdict{Missing}, Resend: true,
		Doc: "The tool takes a score of exactly 0 for no score and does not send it. It is recognised by the pattern: every 0 " +
			"is missing while other scores of the same activity arrived. One single 0 in the gradebook, from anybody in the " +
			"course, refutes it; with only one missing 0 it stays merely possible.",
		Remedy: Remedy{
			Actor: ActorToolAdmin,
			Steps: []string{
				"Upgrade the tool, or report to its makers that scores of 0 are not sent.",
				"{resend}",
				"Where neither can be done, enter the zeros {by_hand}.",
			},
		},
		Check: checkZeros,
	}
}

// checkZeros blames every zero that the gradebook does not have, unless one zero of
// the course arrived.
func checkZeros(p *Pass) {
	refuted := slices.ContainsFunc(p.Cases, func(c *Case) bool { return scoreIs(c, isZero) && c.travelled() })
	var lost []*Case
	for _, c := range p.Cases {
		if scoreIs(c, isZero) && emptyCell(c) {
			lost = append(lost, c)
		}
	}
	certainty := Likely
	if len(lost) == 1 {
		certainty = Possible
	}
	for _, c := range lost {
		p.blameUnless(refuted || tried(c) || !p.othersArrived(c.Activity), c, certainty, nil,
			p.Evidence(grade.FactScores, 0.0), p.Evidence(grade.FactResults, "none"))
	}
}

// othersArrived reports whether scores above zero arrived in the activity.
func (f *Facts) othersArrived(id string) bool {
	for _, c := range f.InActivity(id) {
		if scoreIs(c, func(score float64) bool { return score > 0 }) && c.travelled() {
			return true
		}
	}
	return false
}

// scoreIs reports whether the tool's score is known and is as asked.
func scoreIs(c *Case, is func(float64) bool) bool {
	if c.Score == nil {
		return false
	}
	score, ok := c.Score.Score.Get()
	return ok && is(score)
}

func isZero(score float64) bool { return score == 0 }
