package diagnose

import "github.com/gradesync/gradesync/internal/grade"

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
			Steps: []string{"If this person is to be graded, give {user} {role} in {people}.", "{resend}"},
			In: map[string][]string{
				"moodle": {
					"Open course {course} > Participants, click the pencil in the Roles column of {user}, choose Student and save.",
					"If the role is one of the site's own, an administrator ticks it under Site administration > Grades > General settings > Graded roles.",
					"{resend}",
				},
				"canvas": {
					"Open course {course} > People, ⋮ menu of {user}, choose Edit Course Roles and set Student; where that is not offered, remove this person and add them " +
						"again with + People.",
					"If {user} observes a student, the work has to be done from the student's own account: Canvas grades no observers.",
					"{resend}",
				},
				"brightspace": {
					"If this person is to be graded: open the Classlist of course {course}, tick {user}, choose Enrollment, and give a role that learners have there.",
					"If the role is one of your own, an administrator ticks “Can be graded in Grades” under Admin Tools > Roles and Permissions > the role's menu > Edit " +
						"Settings.",
					"{resend}",
				},
			},
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
			In: map[string][]string{
				"moodle": {
					"Nothing to do: “Switch role to… Student” takes no grades either. Try with a real person whom course {course} has as Student.",
				},
				"canvas": {
					"Nothing to do: try grades with a real learner whom course {course} has as Student. The Test Student of Student View proves nothing about them.",
				},
				"blackboard": {
					"Nothing to do: the preview user of Student Preview proves nothing about learners. Try with a real person whom course {course} has as Student.",
				},
				"brightspace": {
					"Nothing to do: “View as” takes no grades. Try with a real person whom the Classlist of course {course} has in the role that learners have there.",
				},
			},
		},
		Check: func(p *Pass) {
			for _, who := range p.people(func(c *Case) bool { return c.TestLearner && c.Score != nil }) {
				p.BlameUser(who.user, Certain, who.cases, p.Evidence(grade.FactAccounts, "a preview account of the LMS"))
			}
		},
	}
}
