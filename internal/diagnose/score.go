package diagnose

import "github.com/gradesync/gradesync/internal/grade"

func sc01() *Rule {
	return &Rule{
		Code: "SC-01", Name: "no attempt", Hop: HopScore, Severity: SeverityInfo,
		Needs:    []grade.Fact{grade.FactScoreState},
		Explains: []Verdict{NotExpected},
		Doc: "The learner has not begun the work, so there is nothing to send. This is no fault. " +
			"It is recognised by the tool's own record of the attempt, in state not_started and without a score.",
		Remedy: Remedy{Actor: ActorNobody, Steps: []string{"Nothing to do: a grade appears once the learner has done the work."}},
		Check: func(p *Pass) {
			for _, c := range p.Cases {
				if c.Score != nil && c.Score.State == grade.NotStarted && !c.Score.Score.Known() {
					p.BlameGrade(c, Certain, p.Evidence(grade.FactScoreState, c.Score.State))
				}
			}
		},
	}
}

func sc02() *Rule {
	return &Rule{
		Code: "SC-02", Name: "attempt not finished", Hop: HopScore, Severity: SeverityWarning,
		Needs:    []grade.Fact{grade.FactScoreState},
		Explains: []Verdict{Missing, NotExpected},
		Doc: "The learner began and never finished, and the tool sends a grade only when an attempt is complete. " +
			"It is recognised by an attempt in state in_progress whose score the gradebook does not have.",
		Remedy: Remedy{Actor: ActorLearner, Steps: []string{
			"Open {activity} from its link in the course and finish it, pressing the tool's own submit button.",
			"If the time for it has ended, the teacher can submit the attempt for the learner in the tool.",
		}},
		Check: func(p *Pass) {
			for _, c := range p.Cases {
				if c.Score != nil && c.Score.State == grade.InProgress {
					p.BlameGrade(c, Certain, p.Evidence(grade.FactScoreState, c.Score.State))
				}
			}
		},
	}
}
