package diagnose

import "github.com/gradesync/gradesync/internal/grade"

func ac10() *Rule {
	return &Rule{
		Code: "AC-10", Name: "grade locked", Hop: HopAccept, Severity: SeverityError,
		NeedsOne: lockedOrTold(),
		Explains: []Verdict{Missing, Differs}, ResendIfPast: true,
		Doc: "The column of the activity, or single grades in it, are locked in the gradebook, belong to a grading period that is closed, or wait for a moderator, " +
			"and the LMS refuses every change. It is recognised by the gradebook's own mark, or by the LMS's words in the send log; " +
			"grades that are there already came before the lock and say nothing against it.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{"Unlock {activity}, or the single grade, in {gradebook}.", "{resend}", "Lock it again if it has to stay locked."},
			In: map[string][]string{
				"moodle": {
					"Open Grades > Gradebook setup in course {course}, open the ⋮ menu of {activity} and choose Edit grade item.",
					"Choose Show more, untick Locked, switch Lock after off and choose Save changes.",
					"If only single grades are locked: Grades > Grader report with Edit mode on, ⋮ menu of the grade, Edit grade, untick Locked.",
					"{resend}",
					"Lock it again if it has to stay locked.",
				},
				"canvas": {
					"If its grading period is closed: an administrator opens Admin > the account > Grading > Grading Periods, edits the set of this term and moves the " +
						"period's Close Date behind today. An account administrator can also enter the grade without that, under Grades > Gradebook.",
					"If {activity} is moderated: the moderator opens {activity} > Moderate in course {course}, chooses the final grades and releases them; or untick " +
						"Moderated Grading under Edit.",
					"{resend}",
					"Set the Close Date back when the grades are there.",
				},
			},
		},
		Check: func(p *Pass) {
			for _, id := range p.ActivityIDs() {
				cases := p.InActivity(id)
				switch {
				case columnLocked(p.Activity(id)):
					p.BlameActivity(id, Certain, cases, p.Evidence(grade.FactLineItemLocked, true))
				case allCells(cases, func(r *grade.Result) grade.Maybe[bool] { return r.Locked }):
					p.BlameActivity(id, Certain, cases, p.Evidence(grade.FactResultLocked, "true for every learner"))
				default:
					p.blameLockedCells(cases)
				}
				p.blameClosed(id, cases)
			}
		},
	}
}

// allCells reports whether a mark is known to be set in every cell of which it is
// known, and that is more than one.
func allCells(cases []*Case, mark func(*grade.Result) grade.Maybe[bool]) bool {
	n := 0
	for _, c := range cases {
		if c.Result == nil {
			continue
		}
		set, known := mark(c.Result).Get()
		if known && !set {
			return false
		}
		if known {
			n++
		}
	}
	return n > 1
}

func (p *Pass) blameLockedCells(cases []*Case) {
	for _, c := range cases {
		if c.Result != nil && grade.Is(c.Result.Locked, true) {
			p.BlameGrade(c, Certain, p.Evidence(grade.FactResultLocked, true))
		}
	}
}

// blameClosed reports grades of a closed grading period, and a column whose grades
// wait for a moderator.
func (p *Pass) blameClosed(id string, cases []*Case) {
	if a := p.Activity(id); a != nil && grade.Is(a.Moderated, true) {
		p.BlameActivity(id, Certain, cases, p.Evidence(grade.FactActivityModerated, "grades wait for a moderator"))
	}
	for _, c := range cases {
		var evidence []Evidence
		if c.Result != nil && grade.Is(c.Result.Closed, true) {
			evidence = append(evidence, p.Evidence(grade.FactResultClosed, true))
		}
		if s := refused(c, "closed grading period"); s != nil {
			evidence = append(evidence, p.answered(s, "the grading period is closed"))
		}
		if len(evidence) > 0 {
			p.BlameGrade(c, Certain, evidence...)
			p.reportedPast(!closedNow(c))
		}
	}
}

// closedNow reports whether the gradebook itself shows that it takes no change of
// this grade.
func closedNow(c *Case) bool {
	return cellLocked(c) || c.Result != nil && grade.Is(c.Result.Closed, true) || c.LMS != nil && grade.Is(c.LMS.Moderated, true)
}

// lockedOrTold are the needs of a rule that any of the LMS's own marks serve, or
// else its answers to sends.
func lockedOrTold() [][]grade.Fact {
	var groups [][]grade.Fact
	for _, told := range sendAnswers() {
		groups = append(groups, []grade.Fact{grade.FactResultLocked, grade.FactLineItemLocked, grade.FactResultClosed, grade.FactActivityModerated, told})
	}
	return groups
}
