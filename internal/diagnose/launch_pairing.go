package diagnose

import (
	"fmt"

	"github.com/gradesync/gradesync/internal/grade"
)

func la08() *Rule {
	return &Rule{
		Code: "LA-08", Name: "course not paired with the tool", Hop: HopLaunch, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactLaunches, grade.FactLaunchContext},
		NeedsOne: [][]grade.Fact{{grade.FactCourseContext, grade.FactContexts}},
		Explains: []Verdict{Missing}, After: []string{"LA-01", "LA-02", "GB-07"}, Blocks: true,
		Doc: "The tool has never been opened with success from this course, so it does not know the course: many tools set a course up when its teacher " +
			"comes in for the first time, and refuse learners until then. It is recognised by launch records in which not one launch from this course " +
			"succeeded, though there are launches; as the records may not be whole it is never more than likely.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{
				"Open any of the tool's activities from {link} as the course's teacher, and go through the tool's set-up or pairing.",
				"Learners then open each activity once from {link}.",
				"{resend}",
			},
			In: map[string][]string{
				"canvas": {
					"The teacher opens any of the tool's assignments from Assignments in course {course} (not in Student View) and goes through the tool's set-up or " +
						"pairing.",
					"If the tool has an entry in the course navigation that is hidden: Settings > Navigation, ⋮ menu of the tool > Enable, Save.",
					"Learners then open their assignments once from Assignments or Modules in course {course}.",
					"{resend}",
				},
			},
		},
		Check: func(p *Pass) {
			refused, elsewhere, ok := p.neverFromHere()
			if !ok {
				return
			}
			evidence := []Evidence{p.Evidence(grade.FactLaunches, "none from this course that succeeded")}
			if refused > 0 {
				evidence = append(evidence, p.Evidence(grade.FactLaunches, fmt.Sprintf("%d from this course refused", refused)))
			}
			if elsewhere > 0 {
				evidence = append(evidence, p.Evidence(grade.FactLaunchContext, fmt.Sprintf("%d from other courses", elsewhere)))
			}
			p.BlameCourse(Likely, nil, evidence...)
		},
	}
}

// neverFromHere counts the launches from this course that failed, and those from
// other courses. It is ok when there are some and every launch is one of these.
func (p *Pass) neverFromHere() (refused, elsewhere int, ok bool) {
	for i := range p.Records.Launches {
		l := &p.Records.Launches[i]
		if l.Origin == grade.OriginDirect {
			continue
		}
		here, known := p.Here(l).Get()
		switch {
		case known && here && l.Error != "":
			refused++
		case known && !here:
			elsewhere++
		case l.Error == "":
			return 0, 0, false
		}
	}
	return refused, elsewhere, refused+elsewhere > 0
}
