package diagnose

import "github.com/gradesync/gradesync/internal/grade"

func gb01() *Rule {
	return &Rule{
		Code: "GB-01", Name: "grade hidden", Hop: HopGradebook, Severity: SeverityWarning,
		Needs:    []grade.Fact{grade.FactResultHidden},
		Explains: []Verdict{Hidden},
		Doc: "The grade is in the gradebook, and its learner cannot see it: it is hidden, not posted or not released, for some " +
			"learners of the activity and not for all, or for all of an activity whose grades a teacher posts. It may well be meant so. " +
			"It is recognised by the gradebook's own mark on the grade.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{"If learners shall see it, show or post this grade of {activity} in {gradebook}."},
			In: map[string][]string{
				"moodle": {
					"If learners shall see it, open Grades > Grader report in course {course} and turn Edit mode on.",
					"Open the ⋮ menu of the grade, choose Edit grade, untick Hidden, switch Hidden until off and choose Save changes.",
				},
				"canvas": {
					"If learners shall see it, open Grades in course {course}, ⋮ menu in the column header of {activity}, Post grades, choose Everyone or Graded, and Post.",
					"To have later grades seen at once: same menu, Grade Posting Policy, Automatically; for the whole course Grades > Settings (gear) > Grade Posting " +
						"Policy.",
					"Grades of moderated assignments have to be released on the Moderate page first.",
				},
				"blackboard": {
					"If learners shall see it, open Gradebook in course {course}, choose the column header of {activity} and Post, then Post all grades; for one learner, " +
						"Post in the cell.",
					"To have later grades seen at once, the tool's administrator lets it leave gradesReleased of its columns at true.",
				},
				"brightspace": {
					"If learners shall see it, open Grades > Manage Grades > {activity} > Restrictions in course {course}: untick Hide from Users, and look at the dates " +
						"and release conditions.",
				},
			},
		},
		Check: func(p *Pass) {
			for _, id := range p.ActivityIDs() {
				posted := p.blameUnposted(id)
				elsewhere := posted || p.columnHidden(id)
				for _, c := range p.InActivity(id) {
					if hiddenResult(c) {
						p.blameUnless(elsewhere, c, Certain, nil, p.Evidence(grade.FactResultHidden, true))
					}
				}
			}
		},
	}
}

// blameUnposted blames an activity whose grades a teacher posts for those of its
// grades that nobody has posted; false when that is not how they came to be hidden.
func (p *Pass) blameUnposted(id string) bool {
	a := p.Activity(id)
	var reach []*Case
	for _, c := range p.InActivity(id) {
		if hiddenResult(c) {
			reach = append(reach, c)
		}
	}
	if a == nil || !grade.Is(a.PostManually, true) || len(reach) == 0 {
		return false
	}
	words := "grades are posted manually"
	if grade.Is(a.Anonymous, true) {
		words += ", and graded anonymously"
	}
	p.BlameActivity(id, Certain, reach, p.Evidence(grade.FactActivityPosting, words), p.Evidence(grade.FactResultHidden, true))
	return true
}

func gb02() *Rule {
	return &Rule{
		Code: "GB-02", Name: "column hidden", Hop: HopGradebook, Severity: SeverityWarning,
		Needs:    []grade.Fact{grade.FactResultHidden},
		Explains: []Verdict{Hidden}, After: []string{"GB-01"},
		Doc: "The whole column of the activity is hidden from learners: the grades are there, and nobody sees their own. It may " +
			"well be meant so, as until all work is marked. It is recognised by the column's own mark, or, where the LMS does " +
			"not tell of the column, by the mark being set for every learner.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{"If learners shall see their grades, show the column of {activity}, or post its grades in {gradebook}."},
			In: map[string][]string{
				"moodle": {
					"If learners shall see their grades, open Grades > Gradebook setup in course {course}, open the ⋮ menu of {activity} and choose Edit grade item.",
					"Untick Hidden, switch Hidden until off (both may stand under Show more) and choose Save changes.",
					"If the activity itself is hidden in the course: {show}.",
				},
				"canvas": {
					"If learners shall see their grades, open Grades in course {course}, ⋮ menu in the column header of {activity}, Post grades, choose Everyone, and Post.",
				},
				"blackboard": {
					"If learners shall see their grades, open Gradebook in course {course}, choose the column header of {activity} > Edit, and set it to Visible to " +
						"students.",
				},
				"brightspace": {
					"If learners shall see their grades, open Grades > Manage Grades > {activity} > Restrictions in course {course}, untick Hide from Users, and see that " +
						"no start or end date keeps it hidden.",
					"If it is in a category, do the same there.",
				},
			},
		},
		Check: func(p *Pass) {
			for _, id := range p.ActivityIDs() {
				if !p.columnHidden(id) {
					continue
				}
				evidence := p.Evidence(grade.FactResultHidden, "true for every learner")
				if lineItemHidden(p.Activity(id)) {
					evidence = p.Evidence(grade.FactLineItemHidden, true)
				}
				p.BlameActivity(id, Certain, nil, evidence)
			}
		},
	}
}

// columnHidden reports whether the activity's column is hidden. Moodle does not
// tell a hidden column from hidden grades: there it is a mark in every cell.
func (f *Facts) columnHidden(id string) bool {
	return lineItemHidden(f.Activity(id)) || allCells(f.InActivity(id), func(r *grade.Result) grade.Maybe[bool] { return r.Hidden })
}

func lineItemHidden(a *grade.Activity) bool {
	return a != nil && a.LineItem != nil && grade.Is(a.LineItem.Hidden, true)
}

func gb03() *Rule {
	return &Rule{
		Code: "GB-03", Name: "overwritten later", Hop: HopGradebook, Severity: SeverityWarning,
		Needs:    []grade.Fact{grade.FactLastSent, grade.FactResultTime},
		Explains: []Verdict{Differs},
		After:    []string{"AC-04", "GB-04", "GB-05", "GB-06"},
		Doc: "The tool's score arrived, and something wrote another value over it: an import, another tool, a person. It is " +
			"recognised by the gradebook's date of the grade, later than the tool's last send of exactly this score, where the " +
			"gradebook does not mark the grade as set by hand, nor as written by the activity's own tool. It is likely and not certain: the tool's record of its sends may not be whole.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{
				"Open {history}, and read who changed this grade of {activity} and when.",
				"Decide which value shall stand. If it is the tool's, keep the other source from writing there, as an import or a second tool.",
				"{resend}",
			},
		},
		Check: func(p *Pass) {
			for _, c := range p.Cases {
				if !datedAfterSend(c) {
					continue
				}
				evidence := []Evidence{p.Evidence(grade.FactLastSent, p.lastSent(c)), p.Evidence(grade.FactResults, p.shown(c)), p.Evidence(grade.FactResultTime, c.Result.GradedAt)}
				if c.Result.Grader != "" {
					evidence = append(evidence, p.Evidence(grade.FactResultGrader, c.Result.Grader))
				}
				p.blameUnless(setByHand(c) || byOwnTool(c), c, Likely, nil, evidence...)
			}
		},
	}
}

// datedAfterSend reports whether the gradebook dates its value after the send of the
// tool's present score.
func datedAfterSend(c *Case) bool {
	if c.Result == nil || !believedSent(c) {
		return false
	}
	sent, ok := grade.At(c.Score.LastSentAt)
	graded, known := grade.At(c.Result.GradedAt)
	return ok && known && graded.After(sent.Add(clockSlack))
}

// byOwnTool reports whether the gradebook says that the activity's own tool wrote
// what it shows.
func byOwnTool(c *Case) bool {
	return c.LMS != nil && c.LMS.ToolID != "" && c.Result != nil && c.Result.Grader == "tool:"+c.LMS.ToolID
}
