package diagnose

import (
	"slices"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

func la05() *Rule {
	return &Rule{
		Code: "LA-05", Name: "launched before grades could be returned", Hop: HopLaunch, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactLaunches, grade.FactLaunchService},
		Explains: []Verdict{Missing}, Resend: true, Blocks: true,
		Doc: "When the learner opened the activity, its link could not take grades yet, so what the tool keeps of that launch has no address for one. " +
			"It is recognised by launch records: the learner's launches carry no grade service, and later launches of the same activity by others do.",
		Remedy: Remedy{
			Actor: ActorLearner,
			Steps: []string{"{user} opens {activity} once more from {link}; the work need not be done again.", "{resend}"},
		},
		Check: func(p *Pass) {
			for _, c := range p.Cases {
				if c.Account == nil || c.Tool == nil {
					continue
				}
				if last, ok := lastWithoutService(c.Launches()); ok && p.serviceCame(c, last) {
					p.BlameGrade(c, Likely, p.Evidence(grade.FactLaunchService, "none"),
						p.Evidence(grade.FactLaunches, "later ones of this activity carry the grade service"))
				}
			}
		},
	}
}

// lastWithoutService returns when the learner last launched, if all of the
// learner's launches are known to carry no grade service.
func lastWithoutService(launches []*grade.Launch) (last time.Time, ok bool) {
	for _, l := range launches {
		if !byLTI(l) {
			continue
		}
		if !grade.Is(returnsGrade(l), false) {
			return time.Time{}, false
		}
		last, ok = l.At, true
	}
	return last, ok
}

// serviceCame reports whether others launched the activity later with a service.
func (p *Pass) serviceCame(c *Case, after time.Time) bool {
	return slices.ContainsFunc(p.LaunchesInto(c.Tool.ID), func(l *grade.Launch) bool {
		return l.Account != c.Account.ID && l.At.After(after) && byLTI(l) && grade.Is(returnsGrade(l), true)
	})
}

// returnsGrade tells whether a grade can be returned for a launch. With LTI 1.1
// that takes the result's id beside the service's address.
func returnsGrade(l *grade.Launch) grade.Maybe[bool] {
	ags := l.LineItem.Or("") != "" || l.LineItems.Or("") != ""
	if !ags && grade.Is(l.SourcedID, "") && (l.OutcomeURL.Or("") != "" || l.Version == grade.LTI11) {
		return grade.Known(false)
	}
	return l.ReturnsGrades()
}

func la07() *Rule {
	return &Rule{
		Code: "LA-07", Name: "launches carry no grade service", Hop: HopLaunch, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactLaunches, grade.FactLaunchService},
		Explains: []Verdict{Missing}, After: []string{"LI-01", "TK-01"}, Blocks: true,
		Doc: "Every launch of the activity comes without any way to return a grade, so the tool cannot send one: the link was made where no grades are " +
			"taken, or its own settings forbid them. It is certain when launches of other activities do carry the service, and likely when there is none to compare.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{
				"Open {settings} and {gradable}.",
				"Where that is not offered, let an administrator open {registration} and {services}; or make the link anew as a graded one, and see that the old one " +
					"is {hidden}.",
				"Learners open {activity} once from {link}.",
				"{resend}",
			},
			In: map[string][]string{
				"canvas": {
					"Open Modules in course {course}: where {activity} stands as External Tool it takes no grades. Remove the item, make an assignment (Assignments > + " +
						"Assignment, Submission Type External Tool, Find, choose the tool and its content) and add that with + > Assignment.",
					"If it is an assignment already, an administrator looks at the tool's key under Admin > Developer Keys (newer: Admin > Apps > Manage): its LTI " +
						"Services must let it view and manage line items and scores.",
					"Learners open {activity} once from Assignments in course {course}.",
					"{resend}",
				},
			},
		},
		Check: func(p *Pass) {
			for _, id := range p.ActivityIDs() {
				tool := p.InActivity(id)[0].Tool
				if tool == nil || !allWithoutService(p.InActivity(id)) {
					continue
				}
				certainty, others := Likely, p.othersCarry(tool.ID)
				evidence := []Evidence{p.Evidence(grade.FactLaunchService, "none in any launch of this activity")}
				if others {
					certainty = Certain
					evidence = append(evidence, p.Evidence(grade.FactLaunchService, "other activities' launches carry one"))
				}
				p.BlameActivity(id, certainty, nil, evidence...)
			}
		},
	}
}

// allWithoutService reports whether there are launches from the LMS by those who
// should have grades, and each is known to carry no grade service.
func allWithoutService(cases []*Case) bool {
	seen := false
	for _, c := range cases {
		for _, l := range c.Launches() {
			if !byLTI(l) {
				continue
			}
			if !grade.Is(returnsGrade(l), false) {
				return false
			}
			seen = true
		}
	}
	return seen
}

// othersCarry reports whether some launch of anything else carries a grade service.
func (p *Pass) othersCarry(toolActivity string) bool {
	return anyLaunch(func(l *grade.Launch) bool {
		return l.Activity != toolActivity && byLTI(l) && grade.Is(returnsGrade(l), true)
	})(p.Facts)
}
