package diagnose

import "github.com/gradesync/gradesync/internal/grade"

func ac11() *Rule {
	return &Rule{
		Code: "AC-11", Name: "graded by hand", Hop: HopAccept, Severity: SeverityWarning,
		NeedsOne: [][]grade.Fact{{grade.FactResultOverridden, grade.FactResultGrader}},
		Explains: []Verdict{Missing, Differs},
		Doc: "A person set the grade in the gradebook by hand, and the LMS keeps that value whatever the tool sends, often " +
			"without telling the tool. It may well be meant so. It is recognised by the gradebook's own mark on the grade, or by who " +
			"graded, beside a value other than the tool's. Where the LMS only tells who graded, a newer score of the tool that never came is no matter of this.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{
				"Decide which of the two values shall stand. If it is the one set by hand, nothing is to be done.",
				"Otherwise take the mark of the change by hand off this grade in {gradebook}.",
				"{resend}",
			},
			In: map[string][]string{
				"moodle": {
					"Decide which of the two values shall stand. If it is the one set by hand, nothing is to be done.",
					"Otherwise open Grades > Grader report in course {course}, turn Edit mode on, open the ⋮ menu of this grade and choose Edit grade.",
					"Untick Overridden and choose Save changes.",
					"{resend}",
				},
				"canvas": {
					"Decide which of the two values shall stand: Grades > Gradebook History of course {course} shows who changed what. If it is the one set by hand, " +
						"nothing is to be done.",
					"Otherwise clear the grade: Grades > Gradebook, the learner's cell under {activity}, delete the value and press Enter.",
					"Let the tool send without asking Canvas to keep what people entered.",
					"{resend}",
				},
				"blackboard": {
					"Decide which of the two values shall stand. If it is the one set by hand, nothing is to be done.",
					"Otherwise open Gradebook in course {course}, choose the learner's grade of {activity}, and choose Undo override: while it stands, no score that the " +
						"tool sends is shown.",
					"{resend}",
				},
				"brightspace": {
					"Decide which of the two values shall stand: {history}. If it is the one set by hand, nothing is to be done.",
					"Otherwise clear the grade: Grades > Enter Grades in course {course}, the learner's cell under {activity}, delete the value and save.",
					"{resend}",
				},
			},
		},
		Check: func(p *Pass) {
			for _, c := range p.Cases {
				if setByHand(c) {
					p.blameUnless(olderByHand(c), c, Certain, nil, p.handEvidence(c), p.Evidence(grade.FactResults, p.shown(c)))
				}
			}
		},
	}
}

// olderByHand reports whether a person's grade is known to be older than the tool's
// score, which the LMS never took: then it is not what keeps the score out.
func olderByHand(c *Case) bool {
	at, ok := grade.At(c.Result.GradedAt)
	ready, known := grade.At(c.Ready())
	if c.Result.Grader != "person" || !ok || !known || !at.Before(ready) {
		return false
	}
	s := c.LastSend()
	return s == nil || !accepted(s)
}

func (p *Pass) handEvidence(c *Case) Evidence {
	if c.Result.Grader == "person" {
		return p.Evidence(grade.FactResultGrader, "a person")
	}
	return p.Evidence(grade.FactResultOverridden, true)
}

// shown writes what the gradebook shows, with its maximum.
func (f *Facts) shown(c *Case) string {
	if c.Result == nil || c.Result.Empty {
		return "none"
	}
	words := f.text(c.Result.Score.Or(0))
	if most, ok := c.LMSMax(); ok {
		words += " of " + f.text(most)
	}
	return words
}
