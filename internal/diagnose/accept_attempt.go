package diagnose

import "github.com/gradesync/gradesync/internal/grade"

func ac05() *Rule {
	return &Rule{
		Code: "AC-05", Name: "sent without its maximum", Hop: HopAccept, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactSends, grade.FactSendStatus, grade.FactSendCode},
		Explains: []Verdict{Missing, Differs}, Resend: true, After: []string{"AC-11"},
		Doc: "The tool sent a score and did not say out of how many points it is, and the LMS does not guess. " +
			"It is recognised by the LMS's own words in the send log.",
		Remedy: Remedy{
			Actor: ActorToolAdmin,
			Steps: []string{
				"Upgrade the tool, or report to its makers that every score it sends must carry scoreMaximum beside scoreGiven.",
				"Until then a teacher enters these grades {by_hand}.",
				"{resend}",
			},
		},
		Check: func(p *Pass) {
			for _, c := range p.Cases {
				if s := refused(c, "scoremaximum not supplied"); s != nil {
					p.blameUnless(notForThisScore(c), c, Certain, nil, p.answered(s, "the score came without its maximum"))
				}
			}
		},
	}
}

func ac08() *Rule {
	return &Rule{
		Code: "AC-08", Name: "attempts used up", Hop: HopAccept, Severity: SeverityError,
		Only:     []string{"canvas"},
		NeedsOne: either([]grade.Fact{grade.FactResultAttempts}, sendAnswers()),
		Explains: []Verdict{Missing, Differs}, Resend: true, After: []string{"AC-11"},
		Doc: "The activity takes a limited number of submissions, the learner has used them all, and the LMS counts each score that the tool sends as one more. " +
			"It is recognised by the LMS's own words in the send log; that no attempt is left, beside a grade older than the tool's score, makes it likely.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{
				"Open {activity} > Edit in course {course}, set Allowed Attempts under Submission Attempts to Unlimited, or raise the Number of Attempts, and save.",
				"{resend}",
				"If the limit has to stay, the tool's administrator lets it send later scores with new_submission false.",
			},
		},
		Check: func(p *Pass) {
			for _, c := range p.Cases {
				if s := refused(c, "maximum number of allowed attempts"); s != nil {
					p.blameUnless(notForThisScore(c), c, Certain, nil, p.answered(s, "no attempt is left"))
					continue
				}
				if left, ok := attemptsLeft(c); ok && left <= 0 {
					p.blameUnless(setByHand(c) || gradedSince(c), c, Likely, nil, p.Evidence(grade.FactResultAttempts, left))
				}
			}
		},
	}
}

func attemptsLeft(c *Case) (int, bool) {
	if c.Result == nil {
		return 0, false
	}
	return c.Result.AttemptsLeft.Get()
}

// gradedSince reports whether the gradebook's grade is known to be younger than
// the tool's score: then the tool's was not kept out by a used-up attempt.
func gradedSince(c *Case) bool {
	at, ok := grade.At(c.Result.GradedAt)
	return ok && !c.Result.Empty && readyBefore(c, at)
}
