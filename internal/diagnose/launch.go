package diagnose

import (
	"slices"
	"strings"

	"github.com/gradesync/gradesync/internal/grade"
)

func la01() *Rule {
	return &Rule{
		Code: "LA-01", Name: "came by the tool's own login page", Hop: HopLaunch, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactLaunches, grade.FactLaunchOrigin},
		Explains: []Verdict{Missing}, After: []string{"ID-01", "ID-02", "ID-03", "ID-06"}, Blocks: true,
		Doc: "The learner went to the tool's own login page and not through the link in the course, so the tool was not told where this grade belongs. " +
			"It is recognised by launch records: only direct arrivals, none from the LMS. Under LTI 1.1 that is certain to stop a grade; " +
			"under LTI 1.3 a tool can send without a launch of the very activity, so there it is likely.",
		Remedy: Remedy{
			Actor: ActorLearner,
			Steps: []string{
				"{user} signs in to {lms} and opens each activity that lacks its grade once from {link}; the work need not be done again.",
				"From now on, start from the course and not from the tool's login page or a bookmark.",
				"{resend}",
			},
		},
		Check: func(p *Pass) {
			for _, version := range []bool{true, false} {
				only := func(c *Case) bool { return p.cameDirect(c) && (p.LTIVersion(c) == grade.LTI11) == version }
				for _, who := range p.people(only) {
					certainty := map[bool]Certainty{true: Certain, false: Likely}[version]
					p.BlameUser(who.user, certainty, who.cases, p.Evidence(grade.FactLaunchOrigin, "direct, never from the LMS"))
				}
			}
		},
	}
}

// cameDirect reports whether all that is recorded of the learner's ways to the
// activity are direct arrivals; without any record of the activity, whether the
// account never came otherwise at all.
func (p *Pass) cameDirect(c *Case) bool {
	launches := c.Launches()
	if len(launches) == 0 {
		launches = p.LaunchesOf(c.Account.ID)
	}
	return len(launches) > 0 && !slices.ContainsFunc(launches, func(l *grade.Launch) bool { return l.Origin != grade.OriginDirect })
}

// byLTI reports whether a launch came from an LMS and was not refused.
func byLTI(l *grade.Launch) bool {
	return l.Error == "" && (l.Origin == grade.OriginLTI || isLTI(l.Version) && l.Origin != grade.OriginDirect)
}

func la02() *Rule {
	return &Rule{
		Code: "LA-02", Name: "launched from another course", Hop: HopLaunch, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactLaunches, grade.FactLaunchContext},
		NeedsOne: [][]grade.Fact{{grade.FactCourseContext, grade.FactContexts}},
		Explains: []Verdict{Missing}, After: []string{"ID-14", "LI-09", "LI-17", "GB-07"}, Blocks: true,
		Doc: "The learner opened the activity from the link of another course (last term's, another section's), and the grade went there or nowhere. " +
			"It is recognised by the course that launches name: the learner's launches of this activity came from another one, and none from here. It is " +
			"only likely for somebody who was moved between sections, and where nearly everybody comes from a course of the same name.",
		Remedy: Remedy{
			Actor: ActorLearner,
			Steps: []string{
				"{user} opens {activity} once from {link}, not from another course's page.",
				"If the other course is not needed any more, its teacher sees that the link there is {hidden}.",
				"{resend}",
			},
		},
		Check: func(p *Pass) {
			_, strayed := p.namesake()
			for _, c := range p.Cases {
				last := p.fromElsewhere(c)
				if last == nil {
					continue
				}
				certainty := Certain
				if strayed[c.Account.ID] || c.Learner != nil && moved(c.Learner) {
					certainty = Likely
				}
				p.BlameGrade(c, certainty, p.Evidence(grade.FactLaunchContext, contextWords(last)), p.whereFrom(last))
			}
		},
	}
}

// whereFrom says by what a launch is known to come from another course.
func (p *Pass) whereFrom(l *grade.Launch) Evidence {
	course, asked := p.Book.Contexts[l.ContextID]
	switch {
	case course != "":
		return p.Evidence(grade.FactContexts, "that is course "+course)
	case asked && len(p.Book.Course.ContextIDs) == 0:
		return p.Evidence(grade.FactContexts, "that is no course of this LMS")
	}
	return p.Evidence(grade.FactCourseContext, strings.Join(p.Book.Course.ContextIDs, ", "))
}

// fromElsewhere returns the learner's last launch of the activity when all of them
// are known to come from other courses, else nil.
func (p *Pass) fromElsewhere(c *Case) *grade.Launch {
	var last *grade.Launch
	for _, l := range c.Launches() {
		if !byLTI(l) {
			continue
		}
		if !grade.Is(p.Here(l), false) {
			return nil
		}
		last = l
	}
	return last
}

func contextWords(l *grade.Launch) string {
	if l.ContextTitle == "" {
		return l.ContextID
	}
	return l.ContextID + " (" + l.ContextTitle + ")"
}

func la03() *Rule {
	return &Rule{
		Code: "LA-03", Name: "activity never opened from its own link", Hop: HopLaunch, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactLaunches, grade.FactLaunchVersion},
		Explains: []Verdict{Missing}, Blocks: true,
		Doc: "Under LTI 1.1 the address of a grade is handed over by each activity's own link, and this learner came by a general link of the tool " +
			"and walked to the activity from there. It is recognised by launch records: a launch without an activity, none of this activity, and the " +
			"activity runs on LTI 1.1. Opening the link once repairs it afterwards. Under LTI 1.3 it is no fault and never reported.",
		Remedy: Remedy{
			Actor: ActorLearner,
			Steps: []string{
				"{user} opens {activity} once from {link}, and not from another place that opens the tool; the work need not be done again.",
				"{resend}",
			},
			In: map[string][]string{
				"canvas": {
					"{user} opens {activity} once from Assignments in course {course}, and not from the course navigation, a page or a module's plain link; the work need " +
						"not be done again.",
					"Where Modules has the tool as External Tool instead of the assignment, the teacher removes this item and adds {activity} with + > Assignment.",
					"{resend}",
				},
			},
		},
		Check: func(p *Pass) {
			if !p.namesActivities() {
				return
			}
			for _, c := range p.Cases {
				if c.Account != nil && c.Tool != nil && len(c.Launches()) == 0 && p.LTIVersion(c) == grade.LTI11 && p.cameByGenericLink(c) {
					evidence := []Evidence{p.Evidence(grade.FactLaunches, "by a general link, none of this activity"), p.Evidence(grade.FactLaunchVersion, grade.LTI11)}
					if link := p.bareLink(c); link != "" {
						evidence = append(evidence, p.Evidence(grade.FactActivities, "the course has an ungraded link to the same, "+link))
					}
					p.BlameGrade(c, Certain, evidence...)
				}
			}
		},
	}
}

// namesActivities reports whether launch records tell activities at all: where
// none does, one without an activity is not a general link's.
func (p *Pass) namesActivities() bool {
	return anyLaunch(func(l *grade.Launch) bool { return l.Activity != "" })(p.Facts)
}

// cameByGenericLink looks for an LTI 1.1 launch of the account that is of no activity.
func (p *Pass) cameByGenericLink(c *Case) bool {
	return slices.ContainsFunc(p.LaunchesOf(c.Account.ID), func(l *grade.Launch) bool {
		return byLTI(l) && l.Version == grade.LTI11 && l.Activity == ""
	})
}

// bareLink returns the id of a link without a column that stands in the course
// beside the case's activity and leads to the same; empty when there is none.
func (p *Pass) bareLink(c *Case) string {
	if c.LMS == nil {
		return ""
	}
	for i := range p.Book.Activities {
		a := &p.Book.Activities[i]
		same := plainTitle(a.Title) == plainTitle(c.LMS.Title) || a.LaunchURL != "" && a.LaunchURL == c.LMS.LaunchURL
		if a.ID != c.LMS.ID && grade.Is(a.Graded, false) && same {
			return a.ID
		}
	}
	return ""
}
