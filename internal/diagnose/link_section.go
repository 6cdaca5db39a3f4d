package diagnose

import (
	"slices"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

func li09() *Rule {
	return &Rule{
		Code: "LI-09", Name: "section was cross-listed after work began", Hop: HopLink, Severity: SeverityError,
		Only:     []string{"canvas"},
		Needs:    []grade.Fact{grade.FactSections},
		NeedsOne: either([]grade.Fact{grade.FactLaunches, grade.FactLaunchContext, grade.FactContexts}, []grade.Fact{grade.FactSubmittedAt}),
		Explains: []Verdict{Missing}, Resend: true,
		Doc: "The learner's section was moved here from another course when work had already been done there: the tool still holds the former course's links for it, and its grades " +
			"stayed behind. It is recognised by the section, which the LMS says was cross-listed from a course, and by launches that came from that very course; " +
			"work that was handed in before the learner's enrolment here makes it likely.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{
				"{user} opens {activity} once from its assignment in course {course}, so that the tool learns of the new course.",
				"{resend}",
				"If the tool cannot send old work to the new course, enter these grades under Grades > Gradebook, or undo it: Settings > Sections > the section > " +
					"De-Cross-List this Section. Grades that are here now are lost to the section then.",
			},
		},
		Check: func(p *Pass) {
			former := crossListed(p.Book.Course.Sections)
			for _, who := range p.people(func(c *Case) bool { return p.leftBehindBy(c, former) != "" }) {
				certainty := Likely
				if slices.ContainsFunc(who.cases, func(c *Case) bool { return p.leftBehindBy(c, former) == Certain }) {
					certainty = Certain
				}
				p.BlameUser(who.user, certainty, who.cases, p.Evidence(grade.FactSections, "cross-listed from course "+former[sectionOf(who.cases[0].Learner, former)]))
			}
		},
	}
}

// crossListed returns the former course of each section that has one.
func crossListed(sections []grade.Section) map[string]string {
	former := map[string]string{}
	for _, s := range sections {
		if s.From != "" {
			former[s.ID] = s.From
		}
	}
	return former
}

// sectionOf returns the cross-listed section that a learner is in now, else "".
func sectionOf(l *grade.Learner, former map[string]string) string {
	if e := crossListedEnrolment(l, former); e != nil {
		return e.Sections[slices.IndexFunc(e.Sections, func(id string) bool { return former[id] != "" })]
	}
	return ""
}

func crossListedEnrolment(l *grade.Learner, former map[string]string) *grade.Enrolment {
	if l == nil {
		return nil
	}
	for i := range l.Enrolments {
		e := &l.Enrolments[i]
		if e.Kind == grade.RoleLearner && !grade.Is(e.State, grade.EnrolmentDeleted) &&
			slices.ContainsFunc(e.Sections, func(id string) bool { return former[id] != "" }) {
			return e
		}
	}
	return nil
}

// leftBehindBy tells how surely a grade stayed in the section's former course.
func (p *Pass) leftBehindBy(c *Case, former map[string]string) Certainty {
	e := crossListedEnrolment(c.Learner, former)
	if e == nil || !scored(c) {
		return ""
	}
	if last := p.fromElsewhere(c); last != nil && p.Book.Contexts[last.ContextID] == former[sectionOf(c.Learner, former)] {
		return Certain
	}
	began, ok := grade.At(e.StartAt)
	if handedIn, known := grade.At(c.Score.SubmittedAt); ok && known && handedIn.Before(began.Add(-time.Minute)) {
		return Likely
	}
	return ""
}

func li16() *Rule {
	return &Rule{
		Code: "LI-16", Name: "not assigned to this learner", Hop: HopLink, Severity: SeverityError,
		Only:     []string{"canvas"},
		NeedsOne: either([]grade.Fact{grade.FactResultAssigned}, sendAnswers()),
		Explains: []Verdict{Missing}, ResendIfPast: true,
		Doc: "The activity is given to some learners or sections only, and this learner is not among them: the gradebook has no cell to put a grade in. " +
			"It is recognised by the LMS's list of whom the activity is assigned to, or by its own words in the send log.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{
				"If {user} is to be graded for it: open {activity} in course {course}, choose Assign To (or Edit > Manage Due Dates and Assign To), add the learner, " +
					"the section or Everyone, and save. Otherwise nothing is to be done.",
				"{resend}",
			},
		},
		Check: func(p *Pass) {
			for _, c := range p.Cases {
				s := refused(c, "not applicable to this student")
				var evidence []Evidence
				unassigned := c.Result != nil && grade.Is(c.Result.Assigned, false)
				if unassigned {
					evidence = append(evidence, p.Evidence(grade.FactResultAssigned, false))
				}
				if s != nil {
					evidence = append(evidence, p.answered(s, "the activity is not this learner's"))
				}
				if len(evidence) > 0 {
					p.BlameGrade(c, Certain, evidence...)
					p.reportedPast(!unassigned)
				}
			}
		},
	}
}
