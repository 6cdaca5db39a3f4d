package diagnose

import (
	"strings"

	"github.com/gradesync/gradesync/internal/grade"
)

func li06() *Rule {
	return &Rule{
		Code: "LI-06", Name: "grade is in a second column", Hop: HopLink, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactActivities, grade.FactResults},
		Explains: []Verdict{Missing}, Blocks: true,
		Doc: "The gradebook has two columns with the same title, and the tool's grades are in the other one: it made a column of its own, or the link was made twice. " +
			"It is recognised by a column of the same title that holds exactly the learner's score from the tool while this activity's is empty.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{
				"Look up the two columns of {activity} in {gradebook}, and decide which is to stay: the one of the activity that learners open.",
				"Let the tool send to it: open {activity} once from {link}.",
				"{resend}",
				"When the grades are in the right column, delete the other.",
			},
			In: map[string][]string{
				"moodle": {
					"Open Grades > Gradebook setup of course {course} and find the two items of the same name as {activity}; the one with the tool's icon belongs to the " +
						"activity.",
					"Open {activity} once from its link, so that the tool learns of the activity's own column.",
					"{resend}",
					"When the grades are in the right column, delete the other with its ⋮ menu > Delete.",
				},
				"canvas": {
					"Open Grades > Gradebook of course {course} and find the two columns of the same name as {activity}; open both assignments and see which one learners " +
						"use (Submission Type External Tool).",
					"Open that assignment once, so that the tool learns of its column.",
					"{resend}",
					"When the grades are in the right column, delete the other: Assignments > ⋮ > Delete.",
				},
			},
		},
		Check: func(p *Pass) {
			var results map[cell]*grade.Result
			for _, id := range p.ActivityIDs() {
				for _, twin := range p.twins(id) {
					if results == nil {
						results = indexResults(p.Book.Results)
					}
					if reach := p.inTwin(p.InActivity(id), twin, results); len(reach) > 0 {
						p.BlameActivity(id, Certain, reach, p.Evidence(grade.FactActivities, "column "+twin.ID+" has the same title"),
							p.Evidence(grade.FactResults, "the other column holds the tool's score"))
					}
				}
			}
		},
	}
}

// twins returns the LMS's other activities and columns with the same title.
func (p *Pass) twins(id string) []*grade.Activity {
	a := p.Activity(id)
	if a == nil || plainTitle(a.Title) == "" {
		return nil
	}
	var list []*grade.Activity
	for i := range p.Book.Activities {
		if b := &p.Book.Activities[i]; b.ID != id && strings.EqualFold(plainTitle(b.Title), plainTitle(a.Title)) {
			list = append(list, b)
		}
	}
	return list
}

func plainTitle(s string) string { return strings.Join(strings.Fields(s), " ") }

// inTwin returns the missing cases whose score another column holds.
func (f *Facts) inTwin(cases []*Case, twin *grade.Activity, results map[cell]*grade.Result) []*Case {
	var reach []*Case
	for _, c := range inTrouble(cases, Missing) {
		if c.Learner == nil {
			continue
		}
		there := *c
		there.LMS, there.Result = twin, results[cell{c.Learner.ID, twin.ID}]
		if there.Result == nil || !there.Result.Score.Known() {
			continue
		}
		if tool, lms, ok := fractions(&there); ok && f.within(tool, lms) {
			reach = append(reach, c)
		}
	}
	return reach
}
