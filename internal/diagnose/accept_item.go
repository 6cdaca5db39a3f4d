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
				"If so, raise the maximum of {activity} on both sides, or let the gradebook's column exceed its maximum where the LMS can.",
				"If not, correct the score or the maximum in the tool.",
				"{resend}",
			},
			In: map[string][]string{"moodle": {
				"Decide whether points above the maximum are meant, as a bonus.",
				"If so, raise Maximum grade under Grade in Edit settings of {activity}, and the maximum in the tool to the same value: " +
					"Moodle cuts what a tool sends to the maximum. Unlimited grades (Site administration > Grades > General settings) is " +
					"the administrator's way to lift the limit.",
				"If not, correct the score or the maximum in the tool.",
				"{resend}",
			}},
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

func ac10() *Rule {
	return &Rule{
		Code: "AC-10", Name: "grade locked", Hop: HopAccept, Severity: SeverityError,
		NeedsOne: [][]grade.Fact{{grade.FactResultLocked, grade.FactLineItemLocked}},
		Explains: []Verdict{Missing, Differs},
		Doc: "The column of the activity, or single grades in it, are locked in the gradebook, and the LMS refuses every change. " +
			"It is recognised by the gradebook's own mark; grades that are there already came before the lock and say nothing against it.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{
				"Unlock {activity}, or the single grade, in the gradebook.",
				"{resend}",
				"Lock it again if it has to stay locked.",
			},
			In: map[string][]string{"moodle": {
				"Open Grades > Gradebook setup in course {course}, open the ⋮ menu of {activity} and choose Edit grade item.",
				"Choose Show more, untick Locked, switch Lock after off and choose Save changes.",
				"If only single grades are locked: Grades > Grader report with Edit mode on, ⋮ menu of the grade, Edit grade, untick Locked.",
				"{resend}",
				"Lock it again if it has to stay locked.",
			}},
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
