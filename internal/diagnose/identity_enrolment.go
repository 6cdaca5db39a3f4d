package diagnose

import (
	"slices"
	"time"

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
			"finds nobody in the whole roster, or the LMS shows nothing but a deleted enrolment, and likely when only its e-mail address or login finds nobody, " +
			"or the roster may leave out people who are enrolled and not active, as that of LTI's names and roles.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{"If {user} should be in course {course}, {enrol}. Otherwise nothing is to be done.", "{resend}"},
		},
		Check: func(p *Pass) {
			for _, who := range p.people(removed) {
				p.BlameUser(who.user, Certain, who.cases, p.Evidence(grade.FactEnrolmentState, string(grade.EnrolmentDeleted)))
			}
			if p.incomplete(grade.FactRoster) || p.lookupFailed() {
				return
			}
			for _, who := range p.people(p.stranger) {
				failed := p.Joined.People[who.cases[0].Account.ID].Failed
				p.BlameUser(who.user, p.absence(who.cases[0].Account.ID, failed), who.cases,
					p.Evidence(grade.FactRoster, "nobody has the account's "+keyWord(failed)))
			}
		},
	}
}

// absence says how firmly a roster proves that somebody is not in it, who was looked
// for by what failed. A roster that does not tell the state of enrolments may leave
// out people who are enrolled and not active.
func (p *Pass) absence(account string, failed match.How) Certainty {
	_, near := p.Joined.Near[account]
	if near || p.incomplete(grade.FactEnrolmentState) || !byLTIUser(failed) && failed != match.BySISID {
		return Likely
	}
	return Certain
}

// lookupFailed reports whether the LMS could not be asked whose ids the accounts
// carry: one that matches nobody may then be somebody's.
func (f *Facts) lookupFailed() bool {
	return slices.ContainsFunc(f.gaps(), func(g grade.Gap) bool {
		return g.Fact == grade.FactFormerIDs && (g.Class == grade.Failed || g.Class == grade.Forbidden)
	})
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

func id10() *Rule {
	return &Rule{
		Code: "ID-10", Name: "enrolment not active", Hop: HopIdentity, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactEnrolmentState},
		Explains: []Verdict{Missing}, After: []string{"AC-02"}, Blocks: true,
		Doc: "The learner's enrolment is suspended, has ended, has not begun or is an invitation that nobody accepted, and the LMS refuses scores of such " +
			"people, or takes them and does not show them. It is recognised by the state of the enrolment in the roster, by its dates where these decide. " +
			"Many an LMS does not tell which of these it is.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{"Make the enrolment of {user} in course {course} active again: its state, its start and its end.", "{resend}"},
			In: map[string][]string{
				"moodle": {
					"Open course {course} > Participants, click Edit enrolment (the cog in the Status column) of {user}, set Status to Active and correct Enrolment starts " +
						"and Enrolment ends.",
					"Look at the gradebook again: grades that were taken meanwhile show now.",
					"{resend}",
				},
				"canvas": {
					"Inactive: course {course} > People, ⋮ menu of {user}, Re-activate User. Pending: Resend Invitation in the same menu, and {user} accepts it on the " +
						"Dashboard.",
					"Ended or not begun: Settings > Sections, the section, Edit Section, correct Starts and Ends; or Settings > Course Details > Participation, or the " +
						"term's dates under Admin > Terms.",
					"Concluded by hand: People, ⋮ menu at the top, View Prior Enrollments, open {user} and choose Restore.",
					"{resend}",
				},
				"blackboard": {
					"Open Details & Actions > Class register in course {course}, the ⋯ menu of {user} > Edit member information, and tick Allow access to course.",
					"If the enrolment comes from the student information system, it has to be made active there, or the next update takes it away again.",
					"{resend}",
				},
				"brightspace": {
					"Open the Classlist of course {course}: if {user} is not there, choose Add Participants > Add existing users; earlier grades show again.",
					"If the account itself is inactive, an administrator activates it under Admin Tools > Users.",
					"{resend}",
				},
			},
		},
		Check: func(p *Pass) {
			for _, who := range p.people(inactive) {
				p.blameEnrolment(who)
			}
		},
	}
}

// blameEnrolment blames the state of a learner's enrolment. What was ready before
// the enrolment ended could have been sent in time: there the end is hardly the cause.
func (p *Pass) blameEnrolment(who someone) {
	learner := who.cases[0].Learner
	evidence := p.Evidence(grade.FactEnrolmentState, p.stateWords(learner))
	end, dated := p.endOf(learner)
	var early, late []*Case
	for _, c := range who.cases {
		if ready, ok := grade.At(c.Ready()); ok && dated && ready.Before(end) {
			early = append(early, c)
		} else {
			late = append(late, c)
		}
	}
	if len(late) > 0 {
		p.BlameUser(who.user, Certain, late, evidence)
	}
	if len(early) > 0 {
		p.BlameUser(who.user, Possible, early, evidence)
	}
}

// endOf returns when a learner's concluded enrolment ended: by its own date, else
// with the course.
func (f *Facts) endOf(l *grade.Learner) (time.Time, bool) {
	if !grade.Is(enrolmentState(l), grade.EnrolmentConcluded) {
		return time.Time{}, false
	}
	for _, e := range l.Enrolments {
		if end, ok := grade.At(e.EndAt); ok && grade.Is(e.State, grade.EnrolmentConcluded) && end.Before(f.Now) {
			return end, true
		}
	}
	return grade.At(f.Book.Course.ConcludedAt)
}

func inactive(c *Case) bool {
	state, known := learnerState(c).Get()
	return known && state != grade.EnrolmentActive && state != grade.EnrolmentDeleted
}

func removed(c *Case) bool { return grade.Is(learnerState(c), grade.EnrolmentDeleted) }

// learnerState returns the state of a learner's enrolment; unknown for everybody else.
func learnerState(c *Case) grade.Maybe[grade.EnrolmentState] {
	if c.Learner == nil {
		return grade.Maybe[grade.EnrolmentState]{}
	}
	if kind, _ := c.Learner.Role(); kind != grade.RoleLearner {
		return grade.Maybe[grade.EnrolmentState]{}
	}
	return enrolmentState(c.Learner)
}

// enrolmentState returns the best state of a person's enrolments. A deleted one
// beside others says nothing: people are moved and enrolled again.
func enrolmentState(l *grade.Learner) grade.Maybe[grade.EnrolmentState] {
	state := l.State()
	for _, e := range l.Enrolments {
		if grade.Is(state, grade.EnrolmentDeleted) && !grade.Is(e.State, grade.EnrolmentDeleted) {
			state = e.State
		}
	}
	return state
}

// stateWords writes the state of an enrolment that is not active, with the date
// that made it so where the LMS tells one that has passed or is still to come.
func (f *Facts) stateWords(l *grade.Learner) string {
	state, _ := enrolmentState(l).Get()
	words := map[grade.EnrolmentState]string{grade.EnrolmentInvited: "invited, not accepted"}[state]
	if words == "" {
		words = string(state)
	}
	for _, e := range l.Enrolments {
		start, starts := grade.At(e.StartAt)
		end, ends := grade.At(e.EndAt)
		switch {
		case !grade.Is(e.State, state):
		case ends && end.Before(f.Now):
			return words + ", ended " + f.text(end)
		case starts && start.After(f.Now):
			return words + ", begins " + f.text(start)
		}
	}
	return words
}
