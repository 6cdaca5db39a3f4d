package diagnose

import (
	"slices"
	"strings"

	"github.com/gradesync/gradesync/internal/grade"
)

func id07() *Rule {
	return &Rule{
		Code: "ID-07", Name: "LMS user id has changed", Hop: HopIdentity, Severity: SeverityError,
		Only:     []string{"canvas"},
		Needs:    []grade.Fact{grade.FactAccounts, grade.FactAccountLMSUser, grade.FactFormerIDs},
		Explains: []Verdict{Missing}, Blocks: true,
		Doc: "The tool sends grades for a user id that the LMS gave up: two accounts of the learner were merged in the LMS, or the tool moved from LTI 1.1 " +
			"to 1.3. The LMS then knows no such learner, or takes the old id in some courses only. It is recognised by the LMS's own word that the id of " +
			"the tool's account is a former one of this person; grades of the same account that came through since speak against it.",
		Remedy: Remedy{
			Actor: ActorLearner,
			Steps: []string{
				"{user} signs in to Canvas and opens one of the tool's assignments from Assignments or Modules in course {course}: the launch carries the present id.",
				"If the tool then shows a new, empty account, its administrator merges the old one into it, or sets its LMS user id to the new one.",
				"Which accounts were merged, an administrator sees under Admin > People; a merge made by mistake is undone there with Split Merged Users (within 180 " +
					"days).",
				"{resend}",
			},
		},
		Check: func(p *Pass) {
			for _, who := range p.people(byFormerID) {
				p.BlameUser(who.user, Certain, who.cases,
					p.Evidence(grade.FactFormerIDs, "the account's LMS user id is a former one of this person"))
			}
		},
	}
}

// byFormerID reports whether the id that the tool sends for a learner's account is
// one of an account that was merged into the learner's, and is not theirs now.
func byFormerID(c *Case) bool {
	if c.Learner == nil || c.Account == nil {
		return false
	}
	id := strings.TrimSpace(c.Account.LMSUserID)
	if id == "" {
		id = strings.TrimSpace(c.Account.LTI11UserID)
	}
	return id != "" && slices.Contains(c.Learner.FormerIDs, id) && !slices.Contains(c.Learner.LTIUserIDs, id)
}

func id14() *Rule {
	return &Rule{
		Code: "ID-14", Name: "moved to another section", Hop: HopIdentity, Severity: SeverityError,
		Only:     []string{"canvas"},
		Needs:    []grade.Fact{grade.FactAccounts, grade.FactEnrolmentState, grade.FactLaunches, grade.FactLaunchContext, grade.FactContexts},
		Explains: []Verdict{Missing}, Blocks: true,
		Doc: "The learner was moved from one section to another, and the tool still holds the course of the old one for this person: grades go there, or are " +
			"refused. It is recognised by the roster, which shows a deleted enrolment beside the active one in another section, and by the newest launch, " +
			"which came from another course. It is certain when one of these sections was cross-listed from that very course.",
		Remedy: Remedy{
			Actor: ActorLearner,
			Steps: []string{
				"{user} opens one of the tool's assignments from Assignments or Modules in course {course}, and not from the former course on the Dashboard.",
				"The teacher looks at People in course {course}, ⋮ menu of {user} > Edit Sections: only the present section should stand there.",
				"If the tool keeps the old class, its administrator moves {user} to the new one.",
				"{resend}",
			},
		},
		Check: func(p *Pass) {
			for _, who := range p.people(func(c *Case) bool { return c.Learner != nil && moved(c.Learner) && p.lastFromOther(c.Account.ID) != "" }) {
				c := who.cases[0]
				former := p.lastFromOther(c.Account.ID)
				certainty, evidence := Likely, []Evidence{
					p.Evidence(grade.FactEnrolmentState, "deleted in one section, active in another"),
					p.Evidence(grade.FactContexts, "the newest launch came from course "+former),
				}
				if section := p.listedFrom(c.Learner, former); section != "" {
					certainty = Certain
					evidence = append(evidence, p.Evidence(grade.FactSections, "section "+section+" was cross-listed from that course"))
				}
				p.BlameUser(who.user, certainty, who.cases, evidence...)
			}
		},
	}
}

// moved reports whether a person has an active enrolment in one section beside a
// deleted one in another.
func moved(l *grade.Learner) bool {
	var now, before []string
	for _, e := range l.Enrolments {
		switch {
		case grade.Is(e.State, grade.EnrolmentActive):
			now = append(now, e.Sections...)
		case grade.Is(e.State, grade.EnrolmentDeleted):
			before = append(before, e.Sections...)
		}
	}
	return len(now) > 0 && slices.ContainsFunc(before, func(section string) bool { return !slices.Contains(now, section) })
}

// lastFromOther returns the course that an account's newest launch came from when
// the LMS says that it is another one, else nothing.
func (p *Pass) lastFromOther(account string) string {
	if l := p.newestArrival(account); l != nil && byLTI(l) {
		return p.otherCourse(l)
	}
	return ""
}

// otherCourse returns the id of the course that a launch came from when the LMS
// says that it is another one; empty when it does not say, or knows no such course.
func (f *Facts) otherCourse(l *grade.Launch) string {
	if grade.Is(f.Here(l), false) {
		return f.Book.Contexts[l.ContextID]
	}
	return ""
}

// newestArrival returns the newest launch of an account that was not refused and is
// not known to have gone past the LMS, nil without any.
func (p *Pass) newestArrival(account string) *grade.Launch {
	var newest *grade.Launch
	for _, l := range p.LaunchesOf(account) {
		if l.Error == "" && l.Origin != grade.OriginDirect && (newest == nil || compareLaunches(l, newest) > 0) {
			newest = l
		}
	}
	return newest
}

// listedFrom returns that of a person's sections, past ones included, which was
// cross-listed from a course; empty when none was.
func (p *Pass) listedFrom(l *grade.Learner, course string) string {
	for _, section := range p.Book.Course.Sections {
		in := func(e grade.Enrolment) bool { return slices.Contains(e.Sections, section.ID) }
		if section.From == course && slices.ContainsFunc(l.Enrolments, in) {
			return section.ID
		}
	}
	return ""
}
