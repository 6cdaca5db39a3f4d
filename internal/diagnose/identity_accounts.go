package diagnose

import (
	"fmt"
	"strings"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/match"
)

func id02() *Rule {
	return &Rule{
		Code: "ID-02", Name: "work in a second account", Hop: HopIdentity, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactAccounts, grade.FactAccountLMSUser},
		Explains: []Verdict{Missing}, After: []string{"ID-03", "ID-07"}, Blocks: true,
		Doc: "The learner has two accounts in the tool, and the work is in the one that is not connected to the LMS: its scores are never sent. " +
			"It is certain when a key of the second account (SIS id, e-mail address, login) is this learner's in the roster, and likely when " +
			"the two accounts only look alike (an e-mail alias, the same name). Grades of the connected account say nothing against it.",
		Remedy: Remedy{
			Actor: ActorToolAdmin,
			Steps: []string{
				"Ask {user} which account to keep; it should be the one that opens from {link}.",
				"Merge the two accounts in the tool's user administration, or move the work to the connected one.",
				"If {user} has two accounts in {lms} too, an administrator puts that right in {accounts}.",
				"{resend}",
			},
		},
		Check: func(p *Pass) {
			for _, who := range p.people(func(c *Case) bool { return c.Unlinked }) {
				certainty := Certain
				if who.cases[0].How == "" {
					certainty = Likely
				}
				p.BlameUser(who.user, certainty, who.cases, p.Evidence(grade.FactAccounts, p.secondAccount(who.cases[0])))
			}
		},
	}
}

// secondAccount says what joins an unlinked account to its learner.
func (p *Pass) secondAccount(c *Case) string {
	if c.How != "" {
		return fmt.Sprintf("account %s is not the connected one; the roster has its %s", c.Account.ID, keyWord(c.How))
	}
	for _, d := range p.Joined.Duplicates {
		if d.A == c.Account.ID || d.B == c.Account.ID {
			return fmt.Sprintf("account %s is not the connected one: %s", c.Account.ID, strings.Join(d.Reasons, "; "))
		}
	}
	return fmt.Sprintf("account %s is not the connected one", c.Account.ID)
}

func id03() *Rule {
	return &Rule{
		Code: "ID-03", Name: "account merge not confirmed", Hop: HopIdentity, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactAccounts, grade.FactAccountMerge},
		Explains: []Verdict{Missing}, Blocks: true,
		Doc: "Two accounts of the learner are to be merged, and the merge waits for the learner to confirm it, usually by a link in an e-mail. " +
			"Until then the scores of the account that is to go are not sent. It is recognised by the merge state pending of the account that holds the score.",
		Remedy: Remedy{
			Actor: ActorLearner,
			Steps: []string{
				"{user} opens the tool's e-mail about merging or upgrading the account (junk folder too) and follows its link; the tool's support can send it again.",
				"Then {user} opens one of the tool's activities from {link}.",
				"{resend}",
			},
		},
		Check: func(p *Pass) {
			for _, who := range p.people(p.pending) {
				p.BlameUser(who.user, Certain, who.cases, p.Evidence(grade.FactAccountMerge, "pending"))
			}
		},
	}
}

// pending tells the accounts that wait to be merged into another.
func (p *Pass) pending(c *Case) bool { return c.Account.MergeState == "pending" && p.ownerSought(c) }

func id04() *Rule {
	return &Rule{
		Code: "ID-04", Name: "e-mail or id differs between roster and tool", Hop: HopIdentity, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactAccounts, grade.FactAccountLMSUser, grade.FactRoster},
		Explains: []Verdict{Missing}, After: []string{"ID-01", "ID-03"}, Blocks: true,
		Doc: "The tool matches people by e-mail address, login or SIS id, and what it has for this learner is not what the LMS has: a typing error, " +
			"another domain, an alias. It is recognised by an unconnected account that matches nobody and is very like exactly one person of the roster; " +
			"that is never more than likely.",
		Remedy: Remedy{
			Actor: ActorToolAdmin,
			Steps: []string{
				"Compare {ids} with the tool's account and correct the wrong one.",
				"Or {user} opens one of the tool's activities from {link}, which connects the account whatever its address.",
				"{resend}",
			},
		},
		Check: func(p *Pass) {
			for _, who := range p.loosePeople(func(c *Case) bool { return c.Learner != nil && c.How == "" }) {
				near := p.Joined.Near[who.cases[0].Account.ID]
				p.BlameUser(who.user, Likely, who.cases,
					p.Evidence(grade.FactAccounts, "matches nobody by an exact key"),
					p.Evidence(grade.FactRoster, "one person is very like it: "+strings.Join(near.Reasons, "; ")))
			}
		},
	}
}

func id05() *Rule {
	return &Rule{
		Code: "ID-05", Name: "match is ambiguous", Hop: HopIdentity, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactAccounts, grade.FactAccountLMSUser, grade.FactRoster},
		Explains: []Verdict{Missing}, Blocks: true,
		Doc: "Two people of the roster share the key by which the tool matches this account, mostly an e-mail address, so that neither can be " +
			"given the grade. It is recognised by the roster: more than one person has the account's strongest key, and the account has no LMS user id.",
		Remedy: Remedy{
			Actor: ActorLMSAdmin,
			Steps: []string{
				"Search {accounts} for the e-mail address or id that several people share, and give each their own; of one person who is there twice, merge or suspend " +
					"the account to give up.",
				"The learner opens one of the tool's activities from {link}.",
				"{resend}",
			},
			In: map[string][]string{
				"canvas": {
					"Admin > People: search for the e-mail address. Give two different people their own; of one person who is there twice, open the account to give up and " +
						"choose Merge with Another User.",
					"The learner opens one of the tool's assignments from Assignments or Modules in course {course}.",
					"{resend}",
				},
			},
		},
		Check: func(p *Pass) {
			for _, who := range p.loosePeople(func(c *Case) bool { return p.Joined.People[c.Account.ID].Ambiguous() }) {
				person := p.Joined.People[who.cases[0].Account.ID]
				p.BlameUser(who.user, Certain, who.cases,
					p.Evidence(grade.FactRoster, fmt.Sprintf("%d people share the account's %s", len(person.Candidates), keyWord(person.How))))
			}
		},
	}
}

// keyWord names a kind of key for a person to read.
func keyWord(h match.How) string {
	switch h {
	case match.ByFormerLTIUser:
		return "former LMS user id"
	case match.BySISID:
		return "SIS id"
	case match.ByEmail:
		return "e-mail address"
	case match.ByLogin:
		return "login"
	}
	return "LMS user id"
}
