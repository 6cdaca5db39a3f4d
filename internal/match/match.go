// Package match finds out who is who and what is what: which learner of the LMS
// an account of the tool is, and which activity of the LMS a tool activity is.
//
// A match always stands on one exact key, the strongest that both sides have. Two
// equal candidates are never a match. What is only probable (the same name, an
// e-mail address with a typing error) is reported beside the matches, scored,
// and joins nothing.
package match

import "github.com/gradesync/gradesync/internal/grade"

// How names the kind of key that decided. The empty How is none.
type How string

// The kinds of key. Accounts are tried with the first six in this order, tool
// activities with the last three. A former LTI user id is one of an LMS account
// that was merged into the learner's: the tool's id is out of date.
const (
	ByLTIUser       How = "lti_user_id"
	ByLTI11User     How = "lti11_user_id"
	ByFormerLTIUser How = "former_lti_user_id"
	BySISID         How = "sis_id"
	ByEmail         How = "email"
	ByLogin         How = "login"
	ByLineItem      How = "lineitem_url"
	ByResourceLink  How = "resource_link_id"
	ByTitle         How = "title"
)

// weakness orders kinds of key, the strongest first. The empty How comes last.
func weakness(h How) int {
	for i, kind := range [...]How{
		ByLTIUser, ByLTI11User, ByFormerLTIUser, BySISID, ByEmail, ByLogin, ByLineItem, ByResourceLink, ByTitle,
	} {
		if h == kind {
			return i
		}
	}
	return 99
}

// Person is what is known of one tool account.
type Person struct {
	Account string
	// Learner is the id of the LMS learner, empty when there is none or several.
	Learner string
	// How and Key are the key that decided, or that found several, as the
	// account writes it.
	How How
	Key string
	// Candidates are the learners a key found when it found several, in order.
	Candidates []string
	// Failed and FailedKey are the strongest key that the account has, that the
	// LMS tells of its learners, and that found nobody. With a match it is
	// stronger than How: the account may carry an id that has changed.
	Failed    How
	FailedKey string
	// Via is the account this one was merged into, whose match it follows.
	Via string
}

// Ambiguous reports whether a key found several learners.
func (p Person) Ambiguous() bool { return len(p.Candidates) > 0 }

// Item is what is known of one tool activity.
type Item struct {
	Tool string
	// Activity is the id of the LMS activity, empty when there is none or it
	// cannot be told which.
	Activity string
	// How and Key are the key that decided, or that cannot be decided, as the
	// tool writes it.
	How How
	Key string
	// Candidates are the LMS activities a key found when it found several, or
	// the one that Rivals claim by a key of the same kind.
	Candidates []string
	// Rivals are the other tool activities that claim the same LMS activity: by
	// a key of the same kind, or by a stronger one, and then they keep it. At most
	// 32 are named.
	Rivals []string
	// Failed and FailedKey are the strongest key that the tool has and that found
	// nothing here though the LMS tells keys of this kind, or that found an
	// activity which a rival keeps.
	Failed    How
	FailedKey string
	// Elsewhere is set when the tool's line item URL is not below this course's
	// container of line items.
	Elsewhere bool
}

// Ambiguous reports whether a key could not decide.
func (i Item) Ambiguous() bool { return len(i.Candidates) > 0 }

// Near is the roster's person that an account without a match probably is. Score
// is at least Threshold and at most 1; Reasons name no person.
type Near struct {
	Account, Learner string
	Score            float64
	Reasons          []string
}

// Duplicate is a pair of accounts that are probably one person; A < B. Score is
// at least Threshold and at most 1; Reasons name no person.
type Duplicate struct {
	A, B    string
	Score   float64
	Reasons []string
}

// Joined is everything that Join found. All maps are there, even when empty.
type Joined struct {
	People map[string]Person // by account id; every account
	Items  map[string]Item   // by tool activity id; every tool activity
	// Accounts are the accounts of each learner, by learner id: those with the
	// strongest key first, merged ones last.
	Accounts map[string][]string
	// Tools is the tool activity of each LMS activity, by LMS activity id.
	Tools map[string]string
	// Duplicates are pairs of tool accounts, the surest first. Accounts of two
	// different LMS users are not duplicates, whatever their names; nor are
	// accounts that the tool has merged already.
	Duplicates []Duplicate
	Near       map[string]Near // by account id
	// Tells has the kinds of key that the LMS tells of at least one learner or
	// activity; a key of another kind cannot find anything.
	Tells map[How]bool
}

// Join matches what the tool said to what the LMS said. Either may be nil: then
// nothing matches. The order of rows on either side does not matter. Launches,
// scores and results are not read.
func Join(b *grade.Book, r *grade.Records) *Joined {
	if b == nil {
		b = &grade.Book{}
	}
	if r == nil {
		r = &grade.Records{}
	}
	j := &Joined{Tells: map[How]bool{}}
	j.joinPeople(b, r.Accounts)
	j.joinItems(b, r.Activities)
	if r.Likeness != nil {
		j.recall(r.Likeness)
		return j
	}
	j.findDuplicates(r.Accounts)
	j.findNear(b.Learners, r.Accounts)
	return j
}
