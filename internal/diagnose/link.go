package diagnose

import "github.com/gradesync/gradesync/internal/grade"

func li01() *Rule {
	return &Rule{
		Code: "LI-01", Name: "link has no gradebook column", Hop: HopLink, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactLineItems},
		Explains: []Verdict{Missing}, After: []string{"LI-03"}, Blocks: true,
		Doc: "The activity's link was made without grading, so the gradebook has no column for it and the tool nowhere to send to. " +
			"It is recognised by the LMS: the link is there and no column belongs to it. Where the tool still knows the column that was there, it was deleted since (LI-03).",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{
				"Open {settings} and {gradable}.",
				"Where that is not offered, let an administrator open {registration} and {services}; or make the link anew as a graded one, and see that the old one " +
					"is {hidden}.",
				"Learners open {activity} once from {link}, so that the tool learns of the column.",
				"{resend}",
			},
			In: map[string][]string{
				"canvas": {
					"Open the assignment of {activity} in course {course}, or make it: Assignments > + Assignment. A module item of kind External Tool has no column; put " +
						"an Assignment in its place.",
					"Under Submission Type choose External Tool, pick the tool and its content with Find, give it Points, and choose Save & Publish.",
					"Learners open {activity} once from the assignment, and no longer from the old link.",
					"{resend}",
				},
			},
		},
		Check: func(p *Pass) {
			for _, id := range p.ActivityIDs() {
				a := p.Activity(id)
				if a == nil || !grade.Is(a.Graded, false) {
					continue
				}
				evidence := []Evidence{p.Evidence(grade.FactLineItems, "no column for this link")}
				if grade.Is(a.AcceptsGrades, false) {
					evidence = append(evidence, p.Evidence(grade.FactLineItems, "the link's own setting does not accept grades"))
				}
				p.BlameActivity(id, Certain, nil, evidence...)
			}
		},
	}
}

func li02() *Rule {
	return &Rule{
		Code: "LI-02", Name: "activity not published", Hop: HopLink, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactActivityVisible},
		Explains: []Verdict{Missing}, Blocks: true,
		Doc: "The activity is hidden from learners in the course. They cannot open its link, and many tools do not send " +
			"grades to an activity that is not published. It is recognised by the LMS's own setting; grades that came " +
			"through after the missing ones were ready speak against it.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{"{show}.", "If learners do not see {unit} around it, do the same there.", "{resend}"},
		},
		Check: func(p *Pass) {
			for _, id := range p.ActivityIDs() {
				a := p.Activity(id)
				if a == nil || !grade.Is(a.Visible, false) {
					continue
				}
				evidence := []Evidence{p.Evidence(grade.FactActivityVisible, false)}
				if grade.Is(a.SectionVisible, false) {
					evidence = append(evidence, p.Evidence(grade.FactActivityVisible, "its section is hidden"))
				}
				p.BlameActivity(id, Certain, nil, evidence...)
			}
		},
	}
}
