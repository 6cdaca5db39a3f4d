package diagnose

import (
	"slices"

	"github.com/gradesync/gradesync/internal/grade"
)

// manualSource is how accounts tell that their owner made them.
const manualSource = "manual"

func id01() *Rule {
	return &Rule{
		Code: "ID-01", Name: "account not connected to the LMS", Hop: HopIdentity, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactAccounts, grade.FactAccountSource, grade.FactAccountLMSUser},
		Explains: []Verdict{Missing}, After: []string{"ID-03"}, Blocks: true,
		Doc: "The learner signed up with the tool directly, by its own form or with a class key, so the tool does not know " +
			"which user of the LMS this is and has nowhere to send a grade. It is recognised by an account of source manual " +
			"that has no LMS user id, while other accounts have one. Where no key of it is in the roster it is only likely.",
		Remedy: Remedy{
			Actor: ActorLearner,
			Steps: []string{
				"{user} signs in to {lms} and opens one of the tool's activities from {link}.",
				"When the tool asks, {user} connects the existing account and does not make a new one.",
				"{resend}",
			},
		},
		Check: func(p *Pass) {
			for _, who := range p.loosePeople(p.signedUp) {
				certainty := Certain
				if who.cases[0].How == "" {
					certainty = Likely
				}
				p.BlameUser(who.user, certainty, who.cases, p.Evidence(grade.FactAccountSource, manualSource),
					p.Evidence(grade.FactAccountLMSUser, "none"))
			}
		},
	}
}

// signedUp tells the accounts that their owners made.
func (p *Pass) signedUp(c *Case) bool { return c.Account.Source == manualSource && p.ownerSought(c) }

// ownerSought reports whether an account's owner is known or is not in the roster.
// Without a roster it cannot be told whose second account one is.
func (p *Pass) ownerSought(c *Case) bool { return c.Learner != nil || p.told(grade.FactRoster) }

func id06() *Rule {
	return &Rule{
		Code: "ID-06", Name: "tool has no LMS user id", Hop: HopIdentity, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactAccounts},
		Explains: []Verdict{Missing}, After: []string{"ID-01", "ID-03"}, Blocks: true,
		Doc: "The tool knows the learner from a roster or an import and never learned the id that the LMS wants with a grade: it comes " +
			"with a launch. It is recognised by an account without an LMS user id, while others have one, whose other keys are in the roster; " +
			"launch records that have no launch of it from the LMS make it certain. Where people do launch the tool and not one account " +
			"or launch has an id, the LMS possibly withholds it from the tool, for everybody in the course; its registration of the tool as anonymous makes that certain.",
		Remedy: Remedy{
			Actor: ActorLearner,
			Steps: []string{
				"{user} signs in to {lms} and opens one of the tool's activities from {link}.",
				"If it is everybody, an administrator lets the tool have user ids: {privacy}.",
				"After that, everybody opens one of the tool's activities once.",
				"{resend}",
			},
		},
		Check: func(p *Pass) {
			p.blameWithheldIDs()
			for _, who := range p.loosePeople(func(c *Case) bool { return c.How != "" }) {
				certainty := Likely
				if p.neverLaunched(who.cases[0].Account) {
					certainty = Certain
				}
				p.BlameUser(who.user, certainty, who.cases, p.Evidence(grade.FactAccountLMSUser, "none"))
			}
		},
	}
}

// neverLaunched reports whether launch records exist and have none of the account
// from the LMS.
func (p *Pass) neverLaunched(a *grade.Account) bool {
	return p.told(grade.FactLaunches) && !slices.ContainsFunc(p.LaunchesOf(a.ID), byLTI)
}

// blameWithheldIDs looks for an LMS that does not let the tool know who its users
// are: certain where the registration says so, possible where people launch the
// tool from the LMS and still not one account or launch carries a user id.
func (p *Pass) blameWithheldIDs() {
	launched, ok := p.withoutAnyID()
	if !ok {
		return
	}
	if reach := p.withAnonymousTool(); len(reach) > 0 {
		p.BlameCourse(Certain, reach, p.Evidence(grade.FactTools, "privacy "+anonymous),
			p.Evidence(grade.FactAccountLMSUser, "none in any account or launch"))
	} else if launched {
		p.BlameCourse(Possible, nil, p.Evidence(grade.FactAccountLMSUser, "none in any account or launch, though people launch the tool"))
	}
}

// withoutAnyID reports whether not one account or launch carries a user id, and
// whether people launch the tool from the LMS at all.
func (p *Pass) withoutAnyID() (launched, ok bool) {
	if p.Records == nil || p.told(grade.FactAccountLMSUser) {
		return false, false
	}
	for i := range p.Records.Launches {
		l := &p.Records.Launches[i]
		if l.UserID != "" {
			return false, false
		}
		launched = launched || byLTI(l)
	}
	return launched, true
}

// anonymous is the privacy of tools that are told nothing of their users (Canvas).
const anonymous = "anonymous"

// withAnonymousTool returns the cases of activities whose tool is one of these.
func (p *Pass) withAnonymousTool() []*Case {
	var list []*Case
	for _, c := range p.Cases {
		if tool := p.ToolOf(c.LMS); tool != nil && tool.Privacy == anonymous {
			list = append(list, c)
		}
	}
	return list
}

// someone is a person with those of their cases that a rule is about.
type someone struct {
	user  string
	cases []*Case
}

// people returns everybody with the cases that keep lets through, none without.
func (p *Pass) people(keep func(*Case) bool) []someone {
	var list []someone
	for _, id := range p.UserIDs() {
		var cases []*Case
		for _, c := range p.OfUser(id) {
			if c.Account != nil && keep(c) {
				cases = append(cases, c)
			}
		}
		if len(cases) > 0 {
			list = append(list, someone{id, cases})
		}
	}
	return list
}

// loosePeople narrows people to those whose account is not connected to the LMS,
// and is not just the second one of somebody who has a better one. Where no
// account tells an LMS user id, it is not known who is connected.
func (p *Pass) loosePeople(keep func(*Case) bool) []someone {
	if !p.told(grade.FactAccountLMSUser) {
		return nil
	}
	return p.people(func(c *Case) bool {
		return !c.Unlinked && c.Account.LMSUserID == "" && c.Account.LTI11UserID == "" && keep(c)
	})
}

// told reports whether anything of a fact is known.
func (f *Facts) told(fact grade.Fact) bool { return factTable[fact].known(f) }
