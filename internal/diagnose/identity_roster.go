package diagnose

import (
	"slices"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/match"
)

func id08() *Rule {
	return &Rule{
		Code: "ID-08", Name: "not enrolled in the course", Hop: HopIdentity, Severity: SeverityWarning,
		Needs:    []grade.Fact{grade.FactAccounts, grade.FactRoster},
		Explains: []Verdict{Missing}, After: []string{"ID-01", "ID-03"}, Blocks: true,
		Doc: "The tool holds a score for somebody whom the course's roster does not have: dropped, moved to another course, or never enrolled. " +
			"The LMS refuses such a score or keeps it where no gradebook shows it. It is certain when the account's LMS user id or SIS id " +
			"finds nobody in the whole roster, and likely when only its e-mail address or login finds nobody.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{
				"If {user} should be in course {course}, enrol this person again as a learner; otherwise nothing is to be done.",
				"{resend}",
			},
			In: map[string][]string{"moodle": {
				"If {user} should be in course {course}: Participants > Enrol users, with the role Student and “Recover user's old grades if possible” ticked. Otherwise nothing is to be done.",
				"{resend}",
			}},
		},
		Check: func(p *Pass) {
			if p.incomplete(grade.FactRoster) {
				return
			}
			for _, who := range p.people(p.stranger) {
				certainty, failed := Certain, p.Joined.People[who.cases[0].Account.ID].Failed
				if _, near := p.Joined.Near[who.cases[0].Account.ID]; near || !byLTIUser(failed) && failed != match.BySISID {
					certainty = Likely
				}
				p.BlameUser(who.user, certainty, who.cases, p.Evidence(grade.FactRoster, "nobody has the account's "+keyWord(failed)))
			}
		},
	}
}

// stranger tells the accounts that the roster does not know. Where no account
// tells its LMS user id, one may well be known by it.
func (p *Pass) stranger(c *Case) bool {
	person := p.Joined.People[c.Account.ID]
	if c.Learner != nil || person.Ambiguous() || person.Failed == "" {
		return false
	}
	return byLTIUser(person.Failed) || p.told(grade.FactAccountLMSUser)
}

func byLTIUser(h match.How) bool { return h == match.ByLTIUser || h == match.ByLTI11User }

// incomplete reports whether either side says that some of a fact was not read.
func (f *Facts) incomplete(fact grade.Fact) bool {
	return slices.ContainsFunc(f.gaps(), func(g grade.Gap) bool { return g.Fact == fact })
}

func id09() *Rule {
	return &Rule{
		Code: "ID-09", Name: "role cannot be graded", Hop: HopIdentity, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactRole},
		Explains: []Verdict{Missing}, Blocks: true,
		Doc: "The tool counts the person as a learner, but in the LMS they teach, observe, have no role or have one that is not graded, " +
			"so the LMS takes no grade for them. It is recognised by the roles in the roster; a learner's role, or one of the site's own, only " +
			"counts as not graded when the enrolment is active and the gradebook still does not list the person.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{"Give {user} the learner's role in course {course}, if this person is to be graded.", "{resend}"},
			In: map[string][]string{"moodle": {
				"Open course {course} > Participants, click the pencil in the Roles column of {user}, choose Student and save.",
				"If the role is one of the site's own, an administrator ticks it under Site administration > Grades > General settings > Graded roles.",
				"{resend}",
			}},
		},
		Check: func(p *Pass) {
			for _, who := range p.people(func(c *Case) bool { return scored(c) && ungradable(c) }) {
				c := who.cases[0]
				evidence := []Evidence{p.Evidence(grade.FactRole, roleNames(c.Learner))}
				if grade.Is(c.Learner.Listed, false) {
					evidence = append(evidence, p.Evidence(grade.FactRole, "the gradebook does not list this person"))
				}
				p.BlameUser(who.user, Certain, who.cases, evidence...)
			}
		},
	}
}

func scored(c *Case) bool { return c.Score != nil && c.Score.Score.Known() }

// ungradable reports whether the gradebook does not grade the person for their
// role. That it leaves a learner out shows so only of an active enrolment.
func ungradable(c *Case) bool {
	if c.Learner == nil || grade.Is(c.Learner.Listed, true) {
		return false
	}
	kind, ok := c.Learner.Role()
	switch {
	case !ok:
		return false
	case kind == grade.RoleStaff:
		return c.toolRole() == grade.RoleLearner
	case kind == grade.RoleNone, kind == grade.RoleObserver:
		return true
	}
	return grade.Is(c.Learner.Listed, false) && grade.Is(c.Learner.State(), grade.EnrolmentActive)
}

// roleNames lists the person's roles in the LMS's own words.
func roleNames(l *grade.Learner) string {
	names := ""
	for _, e := range l.Enrolments {
		if e.Role != "" && names != "" {
			names += ", "
		}
		names += e.Role
	}
	if names == "" {
		return "no role"
	}
	return names
}

func id10() *Rule {
	return &Rule{
		Code: "ID-10", Name: "enrolment not active", Hop: HopIdentity, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactEnrolmentState},
		Explains: []Verdict{Missing}, Blocks: true,
		Doc: "The learner's enrolment is suspended, has ended or has not begun, and the gradebook leaves such people out: scores may even be accepted " +
			"and still not show. It is recognised by the state of the enrolment in the roster. Many an LMS does not tell which of the three it is.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{"Make the enrolment of {user} in course {course} active again: its state, its start and its end.", "{resend}"},
			In: map[string][]string{"moodle": {
				"Open course {course} > Participants, click Edit enrolment (the cog in the Status column) of {user}, set Status to Active and correct Enrolment starts and Enrolment ends.",
				"Look at the gradebook again: grades that were taken meanwhile show now.",
				"{resend}",
			}},
		},
		Check: func(p *Pass) {
			for _, who := range p.people(inactive) {
				state, _ := who.cases[0].Learner.State().Get()
				p.BlameUser(who.user, Certain, who.cases, p.Evidence(grade.FactEnrolmentState, string(state)))
			}
		},
	}
}

func inactive(c *Case) bool {
	if c.Learner == nil {
		return false
	}
	kind, _ := c.Learner.Role()
	state, known := c.Learner.State().Get()
	return kind == grade.RoleLearner && known && state != grade.EnrolmentActive
}

func id11() *Rule {
	return &Rule{
		Code: "ID-11", Name: "preview account", Hop: HopIdentity, Severity: SeverityInfo,
		Needs:    []grade.Fact{grade.FactAccounts, grade.FactScores},
		Explains: []Verdict{NotExpected},
		Doc: "The account belongs to the LMS's student preview (test student, student view, role preview), which can never hold a grade. " +
			"This is no fault. It is recognised by the preview role in the account's launches, or by the LMS's own roster.",
		Remedy: Remedy{
			Actor: ActorNobody,
			Steps: []string{"Nothing to do: try grades with a real learner who is enrolled in course {course}."},
			In: map[string][]string{"moodle": {
				"Nothing to do: “Switch role to… Student” takes no grades either. Try with a real person whom course {course} has as Student.",
			}},
		},
		Check: func(p *Pass) {
			for _, who := range p.people(func(c *Case) bool { return c.TestLearner && c.Score != nil }) {
				p.BlameUser(who.user, Certain, who.cases, p.Evidence(grade.FactAccounts, "a preview account of the LMS"))
			}
		},
	}
}
