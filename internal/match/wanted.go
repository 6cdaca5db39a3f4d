package match

import "github.com/gradesync/gradesync/internal/grade"

// Wanted returns the ids of the tool's records that the book cannot place, for the
// LMS to be asked about: subs of accounts that are no learner's LTI user id, ids
// of LTI 1.1 likewise of accounts that have no sub, and context ids of launches
// that are not known to be this course or another. Of people only those are asked
// for whose account, by its id, is in accounts. Each list is sorted and names an
// id once. Without a roster no user is wanted; either side may be nil.
func Wanted(b *grade.Book, r *grade.Records, accounts map[string]bool) (sub13, user11, contexts []string) {
	if b == nil || r == nil {
		return nil, nil, nil
	}
	sub13, user11 = wantedUsers(b.Learners, r.Accounts, accounts)
	return sub13, user11, wantedContexts(b, r.Launches)
}

func wantedUsers(learners []grade.Learner, accounts []grade.Account, asked map[string]bool) (sub13, user11 []string) {
	if learners == nil {
		return nil, nil
	}
	people := newRoster(learners)
	for i := range accounts {
		_, sub := accountKey(&accounts[i], ByLTIUser)
		_, old := accountKey(&accounts[i], ByLTI11User)
		switch {
		case !asked[accounts[i].ID]:
		case sub != "":
			if people.unplaced(sub) {
				sub13 = append(sub13, sub)
			}
		case old != "" && people.unplaced(old):
			user11 = append(user11, old)
		}
	}
	return distinct(sub13), distinct(user11)
}

// unplaced reports whether an LTI user id is neither a present nor a former one
// of anybody.
func (r *roster) unplaced(id string) bool { return len(r.lti[id])+len(r.former[id]) == 0 }

func wantedContexts(b *grade.Book, launches []grade.Launch) []string {
	known := map[string]bool{"": true}
	for _, id := range b.Course.ContextIDs {
		known[id] = true
	}
	for id := range b.Contexts {
		known[id] = true
	}
	var list []string
	for i := range launches {
		if id := launches[i].ContextID; !known[id] {
			known[id] = true
			list = append(list, id)
		}
	}
	return distinct(list)
}
