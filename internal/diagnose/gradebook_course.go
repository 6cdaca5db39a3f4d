package diagnose

import (
	"fmt"
	"strings"

	"github.com/gradesync/gradesync/internal/grade"
)

func gb07() *Rule {
	return &Rule{
		Code: "GB-07", Name: "another course of the same name", Hop: HopGradebook, Severity: SeverityWarning,
		Needs:    []grade.Fact{grade.FactAccounts, grade.FactLaunches, grade.FactLaunchContext, grade.FactContexts},
		Explains: []Verdict{Missing}, Blocks: true,
		Doc: "Nearly everybody opens the tool from another course that has the same name or code as this one: this gradebook is probably not the one " +
			"where the grades are looked for, as with last term's course, a copy, or a section of its own. It is recognised by the course that the LMS " +
			"says the launches come from.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{
				"Open the other course that the evidence names and look at its gradebook; run gradesync diagnose for that course.",
				"If course {course} is the right one after all, learners open each activity from {link}, and the teacher of the other course sees that its links are " +
					"{hidden}.",
			},
			In: map[string][]string{
				"canvas": {
					"Open the other course that the evidence names (Courses > All Courses shows term and dates) and look at its Grades; run gradesync diagnose for that " +
						"course.",
					"In the right course, see that Grades shows everybody: no section or student filter, and Inactive enrollments shown where they are looked for.",
					"If course {course} is the right one after all, learners open the assignments here, and the other course is concluded or its links are unpublished.",
				},
			},
		},
		Check: func(p *Pass) {
			other, accounts := p.namesake()
			if other == "" {
				return
			}
			reach := []*Case{}
			for _, c := range p.Cases {
				if c.Account != nil && accounts[c.Account.ID] {
					reach = append(reach, c)
				}
			}
			p.BlameCourse(Likely, reach,
				p.Evidence(grade.FactContexts, fmt.Sprintf("%s of the same name: %d accounts came from there last", other, len(accounts))))
		},
	}
}

// namesake returns the other course of this one's name that nearly all accounts
// came from last, with these accounts; empty when there is none.
func (p *Pass) namesake() (course string, accounts map[string]bool) {
	came := 0
	from := make(map[string]map[string]bool)
	for id := range p.accounts {
		if len(p.LaunchesOf(id)) == 0 {
			continue
		}
		came++
		other := p.lastFromOther(id)
		if other == "" || !p.sameName(p.newestArrival(id).ContextTitle) {
			continue
		}
		if from[other] == nil {
			from[other] = make(map[string]bool)
		}
		from[other][id] = true
	}
	for _, other := range sortedKeys(from) {
		if n := len(from[other]); n >= enoughCells && n*10 >= came*9 {
			return other, from[other]
		}
	}
	return "", nil
}

// sameName reports whether a launch calls its course by this course's title or code.
func (p *Pass) sameName(title string) bool {
	title = plainTitle(title)
	course := &p.Book.Course
	return title != "" && (strings.EqualFold(title, plainTitle(course.Title)) || strings.EqualFold(title, plainTitle(course.Code)))
}
