package diagnose

import "github.com/gradesync/gradesync/internal/grade"

func ac04() *Rule {
	return &Rule{
		Code: "AC-04", Name: "score out of range", Hop: HopAccept, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactScores, grade.FactResults},
		Explains: []Verdict{Missing, Differs},
		Doc: "The tool's score lies above its maximum or below zero. Some LMSs refuse such a score, others cut it to the end of " +
			"the scale without a word. It is recognised by the score itself: with the gradebook showing exactly the end of the " +
			"scale, or an LMS that refused the score for its value, it is certain; with an empty cell likely.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{
				"Decide whether points above the maximum are meant, as a bonus.",
				"If so, set {maximum} and the maximum in the tool to the same higher value.",
				"If not, correct the score or the maximum in the tool.",
				"{resend}",
			},
			In: map[string][]string{
				"moodle": {
					"Decide whether points above the maximum are meant, as a bonus.",
					"If so, raise Maximum grade under Grade in Edit settings of {activity}, and the maximum in the tool to the same value: Moodle cuts what a tool sends " +
						"to the maximum. Unlimited grades (Site administration > Grades > General settings) is the administrator's way to lift the limit.",
					"If not, correct the score or the maximum in the tool.",
					"{resend}",
				},
				"canvas": {
					"Decide whether points above the maximum are meant, as a bonus.",
					"If so, set Points under Edit of {activity} in course {course} to the same maximum as in the tool. Canvas shows more than the Points of an assignment " +
						"as long as the tool sends it; LTI 1.1 takes nothing above the maximum.",
					"If not, correct the score or the maximum in the tool.",
					"{resend}",
				},
				"brightspace": {
					"Decide whether points above the maximum are meant, as a bonus.",
					"If so, open Grades > Manage Grades > {activity} in course {course} and tick Can Exceed, or raise Maximum Points there and in the tool: Brightspace " +
						"cuts what a tool sends to the maximum.",
					"If not, correct the score or the maximum in the tool.",
					"{resend}",
				},
			},
		},
		Check: func(p *Pass) {
			for _, c := range p.Cases {
				if !beyondScale(c) {
					continue
				}
				certainty, refuted := rangeCertainty(c)
				most, _ := c.ToolMax()
				p.blameUnless(refuted, c, certainty, nil,
					p.Evidence(grade.FactScores, p.text(c.Score.Score.Or(0))+" of "+p.text(most)),
					p.Evidence(grade.FactResults, p.shown(c)))
			}
		},
	}
}

// rangeWords are what LMSs say of a score whose value they refuse.
func rangeWords() []string {
	return []string{"bad_score", "between 0.0 and 1.0", "between 0 and 1", "greater than or equal to 0"}
}

// rangeCertainty tells how firmly a score beyond the ends of its scale explains what
// the gradebook shows; a value inside the scale, or one set by hand, refutes it.
func rangeCertainty(c *Case) (certainty Certainty, refuted bool) {
	if s := c.LastSend(); s != nil && saysAny(s, rangeWords()) {
		return Certain, setByHand(c)
	}
	if c.Result == nil || c.Result.Empty {
		return Likely, setByHand(c)
	}
	return Certain, setByHand(c) || !atScaleEnd(c)
}

func beyondScale(c *Case) bool {
	if c.Score == nil {
		return false
	}
	score, ok := c.Score.Score.Get()
	most, known := c.ToolMax()
	return ok && (score < 0 || known && most > 0 && score > most)
}

// atScaleEnd reports whether the gradebook shows the end of the scale that the
// score lies beyond.
func atScaleEnd(c *Case) bool {
	shown, ok := c.Result.Score.Get()
	if !ok {
		return false
	}
	if c.Score.Score.Or(0) < 0 {
		return near(shown, lowest(c.LMS))
	}
	most, ok := c.LMSMax()
	return ok && near(shown, most)
}

func lowest(a *grade.Activity) float64 {
	if a == nil || a.LineItem == nil {
		return 0
	}
	return a.LineItem.Min.Or(0)
}
