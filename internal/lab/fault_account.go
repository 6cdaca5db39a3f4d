package lab

import (
	"fmt"
	"strings"
)

func accountFaults() []fault {
	return []fault{
		{code: "ID-01", scope: "user", reach: oneLearner, apply: breakOwnSignUp,
			doc: "Two learners signed up to the tool by themselves; their accounts are not connected to the LMS."},
		{code: "ID-02", scope: "user", reach: oneLearner, apply: breakSecondAccount,
			doc: "One learner has two accounts, and half of the work is in the one that is not connected."},
		{code: "ID-03", scope: "user", reach: oneLearner, apply: breakPendingMerge,
			doc: "One learner's second account waits to be merged, and half of the work is in it."},
		{code: "ID-04", scope: "user", reach: oneLearner, apply: breakMistypedEmail,
			doc: "One learner came in by a roster upload with a mistyped e-mail address."},
		{code: "ID-05", scope: "user", reach: oneLearner, apply: breakSharedEmail,
			doc: "Two people of the roster share the e-mail address of one account."},
		{code: "ID-06", scope: "user", reach: oneLearner, apply: breakNeverLaunched,
			doc: "Two learners came in by a roster upload and never launched the tool, so it has no LMS user id of theirs."},
	}
}

// disconnect takes from an account all that a launch would have told.
func (b *breaker) disconnect(acc *account, source string) {
	acc.lmsID, acc.lti11ID, acc.source = "", "", source
	b.w.dropLaunches(func(l *launch) bool { return l.account == acc })
}

func breakOwnSignUp(b *breaker) (claim, error) {
	return wholeLearners(b, 2, func(acc *account) {
		b.disconnect(acc, "manual")
		acc.login, acc.sisID = "", ""
	})
}

func breakSecondAccount(b *breaker) (claim, error) { return splitAccount(b, "", "") }

func breakPendingMerge(b *breaker) (claim, error) { return splitAccount(b, "pending", "first") }

// splitAccount gives a learner a second account that nobody connected, and moves
// half of the work there.
func splitAccount(b *breaker, mergeState, mergedInto string) (claim, error) {
	accounts, err := b.takeLearners(1)
	if err != nil {
		return nil, err
	}
	first := accounts[0]
	local, domain, _ := strings.Cut(first.email, "@")
	second := &account{
		id: b.newAccountID(), name: first.name, email: local + "+certlab@" + domain, source: "manual", role: first.role,
		created: first.created.Add(2 * day), mergeState: mergeState, person: first.person,
	}
	if mergedInto != "" {
		second.mergedInto = first.id
	}
	b.w.accounts = append(b.w.accounts, second)
	var moved []*score
	for i, s := range b.w.scoresOf(first) {
		if i%2 == 1 {
			continue
		}
		b.w.stop(s)
		b.w.dropLaunches(func(l *launch) bool { return l.account == first && l.activity == s.activity })
		s.account = second
		moved = append(moved, s)
	}
	return exactly(moved), nil
}

func (b *breaker) newAccountID() string { return fmt.Sprintf("acc-%03d", len(b.w.accounts)+1) }

func breakMistypedEmail(b *breaker) (claim, error) {
	return wholeLearners(b, 1, func(acc *account) {
		b.disconnect(acc, "roster")
		acc.login, acc.sisID = "", ""
		// Two letters changed places, as fingers do.
		acc.email = acc.email[:1] + acc.email[2:3] + acc.email[1:2] + acc.email[3:]
	})
}

func breakSharedEmail(b *breaker) (claim, error) {
	return wholeLearners(b, 1, func(acc *account) {
		b.disconnect(acc, "roster")
		acc.login, acc.sisID = "", ""
		acc.ambiguous = true
		twin := newPerson(b.newPersonID(), acc.person.name(), "student")
		twin.login += "2"
		twin.email, twin.group = acc.person.email, 4
		b.w.enrol(twin)
	})
}

func (b *breaker) newPersonID() int { return b.w.firstID + len(b.w.people) + 20 }

func breakNeverLaunched(b *breaker) (claim, error) {
	return wholeLearners(b, 2, func(acc *account) { b.disconnect(acc, "roster") })
}
