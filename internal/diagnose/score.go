package diagnose

import "github.com/gradesync/gradesync/internal/grade"

func sc01() *Rule {
	return &Rule{
		Code: "SC-01", Name: "no attempt", Hop: HopScore, Severity: SeverityInfo,
		Needs:    []grade.Fact{grade.FactScoreState},
		Explains: []Verdict{NotExpected},
		Doc: "The learner has not begun the work, so there is nothing to send. This is no fault. " +
			"It is recognised by the tool's own record of the attempt, in state not_started and without a score.",
		Remedy: Remedy{
			Actor: ActorNobody,
			Steps: []string{"Nothing to do: a grade appears once the learner has done the work."},
		},
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
		Explains: []Verdict{Missing, Differs, NotExpected},
		Doc: "The learner began and never finished, and the tool sends a grade only when an attempt is complete. " +
			"It is recognised by an attempt in state in_progress whose score the gradebook does not have; an older grade may " +
			"stand there from an earlier attempt.",
		Remedy: Remedy{
			Actor: ActorLearner,
			Steps: []string{
				"Open {activity} from {link} and finish it, pressing the tool's own submit button: opening the page in {lms} hands nothing in.",
				"If the time for it has ended, the teacher can submit the attempt for the learner in the tool.",
			},
		},
		Check: func(p *Pass) {
			for _, c := range p.Cases {
				if c.Score != nil && c.Score.State == grade.InProgress {
					p.blameUnless(setByHand(c), c, Certain, nil, p.Evidence(grade.FactScoreState, c.Score.State))
				}
			}
		},
	}
}

func sc03() *Rule {
	return &Rule{
		Code: "SC-03", Name: "waits to be marked", Hop: HopScore, Severity: SeverityWarning,
		Needs:    []grade.Fact{grade.FactScoreState},
		Explains: []Verdict{Missing, Differs, NotExpected}, Blocks: true,
		Doc: "The work is handed in and a person has still to mark it, or to declare the marking finished; until then the " +
			"score is not final and the tool does not send it. It is recognised by an attempt in state pending_manual. " +
			"A score in state submitted is likely to wait for the same; other scores in that state that came through speak against it.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{
				"Open {activity} from {link} as its teacher, so that the tool opens with the teacher's role, and mark the attempts that wait on the tool's own marking " +
					"page.",
				"Finish the marking there, so that the tool shows the attempts as graded; a grade entered in {gradebook} does not do that.",
				"{resend}",
			},
		},
		Check: func(p *Pass) {
			arrived := witnesses(submitted(p.Cases))
			for _, c := range p.Cases {
				if c.Score != nil && c.Score.State == grade.PendingManual {
					p.blameUnless(setByHand(c), c, Certain, nil, p.Evidence(grade.FactScoreState, c.Score.State))
				}
			}
			for _, c := range submitted(p.Cases) {
				p.blameUnless(setByHand(c) || tried(c), c, Likely, arrived, p.Evidence(grade.FactScoreState, c.Score.State))
			}
		},
	}
}

// submitted returns the cases whose work is handed in and has a score that the tool
// does not call graded.
func submitted(cases []*Case) []*Case {
	var list []*Case
	for _, c := range cases {
		if c.Score != nil && c.Score.State == grade.Submitted && c.Score.Score.Known() {
			list = append(list, c)
		}
	}
	return list
}

func sc12() *Rule {
	return &Rule{
		Code: "SC-12", Name: "staff in the tool", Hop: HopScore, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactAccountRole, grade.FactRole},
		Explains: []Verdict{Missing}, Blocks: true,
		Doc: "The tool holds this learner to be staff, and tools leave staff out when they send grades. Often the person " +
			"helped to set the course up, or came in once with a teacher's role. It is recognised by the role of the tool's " +
			"account, while the LMS has the person as a learner; grades of the same person that " +
			"came through after the missing ones were ready speak against it.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{
				"See in {people} that {user} has {role} there and no other.",
				"Open the list of members of the course in the tool and change the role of {user} from staff to student.",
				"If the tool takes the role from {lms}, let {user} open any of its activities once from {link}.",
				"{resend}",
			},
		},
		Check: func(p *Pass) {
			for _, id := range p.UserIDs() {
				reach := staffCases(p.OfUser(id))
				if len(reach) == 0 {
					continue
				}
				p.BlameUser(id, Certain, reach,
					p.Evidence(grade.FactAccountRole, reach[0].Account.Role),
					p.Evidence(grade.FactRole, string(grade.RoleLearner)))
			}
		},
	}
}

// staffCases returns the cases of one person, a learner in the LMS, whose account
// the tool holds to be staff.
func staffCases(cases []*Case) []*Case {
	var list []*Case
	for _, c := range cases {
		if c.Learner == nil || c.toolRole() != grade.RoleStaff {
			continue
		}
		if role, ok := c.Learner.Role(); ok && role == grade.RoleLearner {
			list = append(list, c)
		}
	}
	return list
}
