package diagnose

import "github.com/gradesync/gradesync/internal/grade"

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
			Steps: []string{"Publish {activity} in the course.", "{resend}"},
			In: map[string][]string{"moodle": {
				"Turn editing on in course {course}, open the ⋮ menu of {activity} and choose Show (Availability > Show on course page).",
				"If its whole section is hidden, show the section in the same way.",
				"{resend}",
			}},
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
