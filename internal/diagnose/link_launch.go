package diagnose

import (
	"fmt"
	"slices"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/match"
)

func li12() *Rule {
	return &Rule{
		Code: "LI-12", Name: "link opens another activity", Hop: HopLink, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactLaunches, grade.FactLaunchLink},
		Explains: []Verdict{Missing}, After: []string{"LI-10"}, Blocks: true,
		Doc: "Learners come to this activity by the link of another activity of the course: the link opens the wrong thing in the tool, and the grade goes " +
			"to the other column or nowhere. It is recognised by launch records: the resource link that launches name belongs to another activity " +
			"than the one the tool has it for. It is only likely where the two sides' activities could be matched by nothing but their title.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{
				"Click the links of the activities one after the other as a learner would, and see which one opens {activity}.",
				"Point that link at its own activity in the tool; where that cannot be changed, delete it and make it anew.",
				"Learners open {activity} once from {link}.",
				"{resend}",
			},
			In: map[string][]string{
				"moodle": {
					"Click the links of the activities in course {course} one after the other and see which one opens {activity} in the tool.",
					"Open that link's Settings and choose the right thing with Select content, or correct its Tool URL; where neither is offered, delete it and add it " +
						"anew from the activity chooser.",
					"Learners open {activity} once from its own link in course {course}.",
					"{resend}",
				},
				"canvas": {
					"Click the assignments of course {course} one after the other in Student View and see which one opens {activity} in the tool; take the result as a " +
						"look only, the Test Student gets no grade.",
					"Open that assignment > Edit, choose Find under Submission Type (External Tool), pick its own content, and save.",
					"Learners open {activity} once from its own assignment.",
					"{resend}",
				},
			},
		},
		Check: func(p *Pass) {
			links := indexBy(p.Book.Activities, func(a *grade.Activity) string { return a.ResourceLinkID })
			delete(links, "")
			for _, id := range p.ActivityIDs() {
				reach, other := throughOtherLink(p.InActivity(id), links)
				if other == nil {
					continue
				}
				certainty := Certain
				if p.Joined.Items[reach[0].Tool.ID].How == match.ByTitle {
					certainty = Likely
				}
				p.BlameActivity(id, certainty, reach, p.Evidence(grade.FactLaunchLink, fmt.Sprintf("%s, the link of activity %s", other.ResourceLinkID, other.ID)))
			}
		},
	}
}

// throughOtherLink returns the cases of one activity whose launches name only links
// of other activities, and one such activity. When no launch at all came by
// the activity's own link, that goes for every case of it.
func throughOtherLink(cases []*Case, links map[string]*grade.Activity) (reach []*Case, other *grade.Activity) {
	anyOwn := false
	for _, c := range cases {
		own, foreign := linksOf(c, links)
		anyOwn = anyOwn || own
		if foreign != nil && !own {
			reach, other = append(reach, c), foreign
		}
	}
	if other != nil && !anyOwn {
		reach = cases
	}
	return reach, other
}

// linksOf tells whether a case's launches came by its activity's own link, and by
// which other activity's.
func linksOf(c *Case, links map[string]*grade.Activity) (own bool, foreign *grade.Activity) {
	if c.Tool == nil || c.LMS == nil {
		return false, nil
	}
	for _, l := range c.Launches() {
		a := links[l.ResourceLinkID]
		switch {
		case a == nil || !byLTI(l):
		case a.ID == c.Activity:
			own = true
		default:
			foreign = a
		}
	}
	return own, foreign
}

func li13() *Rule {
	return &Rule{
		Code: "LI-13", Name: "old LTI 1.1 link beside LTI 1.3", Hop: HopLink, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactLaunches, grade.FactLaunchVersion, grade.FactLaunchService},
		Explains: []Verdict{Missing}, After: []string{"LA-07"}, Blocks: true,
		Doc: "The tool has moved to LTI 1.3 and this activity's link was left behind on LTI 1.1, whose grade return the tool no longer serves. " +
			"It is recognised by launch records: those of this activity are all LTI 1.1 and none carries a grade service, while other activities run on LTI 1.3. " +
			"Grades that came through after the missing ones were ready speak against it.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{
				"With the tool's LTI 1.3 registration (an administrator sees which it is: {registration}), make the link of {activity} anew, and see that the old one " +
					"is {hidden}.",
				"With the new link in place, learners open {activity} once from {link}.",
				"{resend}",
			},
			In: map[string][]string{
				"canvas": {
					"See which tools are LTI 1.3: course {course} > Settings > Apps > View App Configurations; those of version 1.3 have a Deployment Id in their settings " +
						"menu.",
					"Open {activity} > Edit, choose Find under Submission Type (External Tool), pick the LTI 1.3 tool that the other assignments use and its content, and " +
						"save.",
					"Learners open {activity} once from the assignment.",
					"{resend}",
				},
			},
		},
		Check: func(p *Pass) {
			for _, id := range p.ActivityIDs() {
				tool := p.InActivity(id)[0].Tool
				if tool != nil && leftBehind(p.LaunchesInto(tool.ID)) && p.othersOn13(tool.ID) {
					p.BlameActivity(id, Likely, nil, p.Evidence(grade.FactLaunchVersion, "1.1, other activities 1.3"),
						p.Evidence(grade.FactLaunchService, "no launch of this activity tells of one"))
				}
			}
		},
	}
}

// leftBehind reports whether an activity was launched over LTI 1.1 only, and no
// launch is known to carry a way to return a grade.
func leftBehind(launches []*grade.Launch) bool {
	seen := false
	for _, l := range launches {
		if !byLTI(l) {
			continue
		}
		if l.Version != grade.LTI11 || grade.Is(returnsGrade(l), true) {
			return false
		}
		seen = true
	}
	return seen
}

// othersOn13 reports whether at least as many of the other launched activities run
// on LTI 1.3 as on 1.1.
func (p *Pass) othersOn13(toolActivity string) bool {
	v11, v13 := 0, 0
	for id, launches := range p.launches.byActivity {
		if id == toolActivity || !slices.ContainsFunc(launches, byLTI) {
			continue
		}
		if mostVersion(launches) == grade.LTI13 {
			v13++
		} else {
			v11++
		}
	}
	return v13 > 0 && v13 >= v11
}
