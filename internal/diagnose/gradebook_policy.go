package diagnose

import "github.com/gradesync/gradesync/internal/grade"

func gb04() *Rule {
	return &Rule{
		Code: "GB-04", Name: "late policy took points away", Hop: HopGradebook, Severity: SeverityWarning,
		Only:     []string{"canvas"},
		Needs:    []grade.Fact{grade.FactScores, grade.FactResults, grade.FactResultEntered},
		Explains: []Verdict{Differs},
		Doc: "The tool's score arrived as it was sent, and the LMS took points off it because the work counts as late there. It may well be meant so. " +
			"It is recognised by the gradebook, which keeps the score that was written beside the one it shows: the written one is the tool's.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{
				"Decide whether the deduction is meant: Grades > cell of {activity} > Grade Detail Tray shows the grade, the late penalty and the final grade.",
				"For one learner, set Status to None in that tray; Canvas gives the points back.",
				"For the course, open Grades > Settings (gear) > Late Policies and untick “Automatically apply deduction to late submissions”; penalties that were " +
					"applied stay until the status is changed.",
				"If the work was in time, compare the due date of {activity} (Edit > Assign to) with the tool's, and let the tool's makers know: the tool should send " +
					"the time of submission with each score.",
			},
		},
		Check: func(p *Pass) {
			for _, c := range p.Cases {
				if !p.deducted(c) {
					continue
				}
				p.BlameGrade(c, Certain, p.Evidence(grade.FactResultEntered,
					p.text(c.Result.Entered.Or(0))+" written, "+p.text(c.Result.Deducted.Or(0))+" deducted"))
			}
		},
	}
}

// deducted reports whether the gradebook was given the tool's score, took points
// off it and shows less.
func (f *Facts) deducted(c *Case) bool {
	tool, shown, ok := fractions(c)
	if !ok || c.Result.Deducted.Or(0) <= 0 || shown >= tool || f.within(tool, shown) {
		return false
	}
	most, _ := c.LMSMax()
	entered, known := c.Result.Entered.Get()
	return known && f.within(tool, entered/most)
}

func gb06() *Rule {
	return &Rule{
		Code: "GB-06", Name: "grade is of an earlier submission", Hop: HopGradebook, Severity: SeverityWarning,
		Only:     []string{"canvas"},
		Needs:    []grade.Fact{grade.FactScores, grade.FactResults, grade.FactResultStale},
		Explains: []Verdict{Missing, Differs}, Resend: true,
		Doc: "The learner handed in again, and the grade that the gradebook shows is of the earlier submission: the LMS lists the work as needing a grade " +
			"although one is stored. It is recognised by the gradebook's own mark that grade and submission do not belong together.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{
				"{resend}",
				"Or open Grades > cell of {activity} > Grade Detail Tray > SpeedGrader, look at the newest attempt and enter its grade: this clears “needs grading”.",
				"If the tool hands in again with every score, let its makers know: a score can be sent without a new submission.",
			},
		},
		Check: func(p *Pass) {
			for _, c := range p.Cases {
				if p.outdated(c) {
					p.blameUnless(setByHand(c), c, Certain, nil,
						p.Evidence(grade.FactResultStale, "true"), p.Evidence(grade.FactResults, p.shown(c)))
				}
			}
		},
	}
}

// outdated reports whether the gradebook's grade belongs to an earlier submission
// and is not the tool's score; a grade of no submission at all may be none.
func (f *Facts) outdated(c *Case) bool {
	if c.Result == nil || !scored(c) || !grade.Is(c.Result.Stale, true) {
		return false
	}
	if c.Result.Empty {
		return true
	}
	tool, shown, ok := fractions(c)
	return ok && !f.within(tool, shown)
}
