package diagnose

import (
	"slices"
	"strings"

	"github.com/gradesync/gradesync/internal/grade"
)

func li08() *Rule {
	return &Rule{
		Code: "LI-08", Name: "locked by a blueprint", Hop: HopLink, Severity: SeverityError,
		Only:     []string{"canvas"},
		NeedsOne: either([]grade.Fact{grade.FactActivityGoverned}, sendAnswers()),
		Explains: []Verdict{Missing}, ResendIfPast: true, Blocks: true,
		Doc: "The course takes its content from a blueprint course that locks this activity, so the tool cannot tie its line item to the link or change its points, " +
			"and sends no grade. It is certain with the LMS's own words in the send log; the lock alone makes it likely, or only possible where " +
			"grades of another activity came through the same lock.",
		Remedy: Remedy{
			Actor: ActorLMSAdmin,
			Steps: []string{
				"Open the blueprint course > Assignments and click the blueprint lock icon of {activity}, so that it is unlocked (which attributes a lock covers " +
					"stands in its Settings > Course Details).",
				"Open the Blueprint sidebar there, look at Unsynced Changes and choose Sync.",
				"Open {activity} once in course {course}; if it still fails, open {activity} > Edit and choose its content in the tool again.",
				"{resend}",
			},
		},
		Check: func(p *Pass) {
			for _, id := range p.ActivityIDs() {
				cases := p.InActivity(id)
				locks := locksOf(cases[0].LMS)
				s := anyRefused(cases, "locked by master course")
				if len(locks) == 0 && s == nil {
					continue
				}
				certainty, evidence := Likely, []Evidence{}
				if len(locks) > 0 {
					evidence = append(evidence, p.Evidence(grade.FactActivityGoverned, strings.Join(locks, ", ")))
				}
				switch {
				case s != nil:
					certainty, evidence = Certain, append(evidence, p.answered(s, "locked by the blueprint"))
				case p.lockLetThrough(id):
					certainty = Possible
				}
				p.BlameActivity(id, certainty, cases, evidence...)
				p.reportedPast(len(locks) == 0)
			}
		},
	}
}

// locksOf returns the locks on an activity that keep a tool from its line item.
func locksOf(a *grade.Activity) []string {
	if a == nil {
		return nil
	}
	var list []string
	for _, lock := range a.Governed.Or(nil) {
		if lock == "content" || lock == "points" {
			list = append(list, lock)
		}
	}
	slices.Sort(list)
	return list
}

// lockLetThrough reports whether a grade of another locked activity arrived.
func (p *Pass) lockLetThrough(id string) bool {
	return slices.ContainsFunc(p.Cases, func(c *Case) bool {
		return c.Activity != id && c.travelled() && len(locksOf(c.LMS)) > 0
	})
}
