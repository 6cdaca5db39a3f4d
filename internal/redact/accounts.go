package redact

import (
	"cmp"
	"slices"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/match"
)

// withLikeness adds what can only be found while people have names: who is like whom,
// and which of somebody's accounts comes first.
func withLikeness(in diagnose.Input) diagnose.Input {
	if in.Records == nil {
		return in
	}
	records := *in.Records
	joined := match.Join(in.Book, in.Records)
	records.Likeness = joined.Likeness()
	records.Accounts = slices.Clone(records.Accounts)
	orderAccounts(records.Accounts, joined)
	in.Records = &records
	return in
}

// orderAccounts numbers the accounts that may be one person's by their ids. Accounts
// of different people are not compared: the place of somebody in a whole list of
// logins would tell who it is.
func orderAccounts(accounts []grade.Account, joined *match.Joined) {
	groups := groupsOf(accounts, joined)
	for _, group := range groups {
		ids := slices.Clone(group)
		slices.SortFunc(ids, func(a, b int) int { return compareAccounts(&accounts[a], &accounts[b]) })
		place := 0
		for i, at := range ids {
			if i == 0 || accounts[at].ID != accounts[ids[i-1]].ID {
				place++
			}
			if len(ids) > 1 {
				accounts[at].Order = place
			}
		}
	}
}

func compareAccounts(a, b *grade.Account) int {
	return cmp.Or(cmp.Compare(a.Order, b.Order), diagnose.CompareIDs(a.ID, b.ID))
}

// groupsOf lists the rows of accounts that may be one person's, as places in the list.
func groupsOf(accounts []grade.Account, joined *match.Joined) [][]int {
	leader := map[string]string{}
	var find func(string) string
	find = func(id string) string {
		if up, ok := leader[id]; ok && up != id {
			leader[id] = find(up)
			return leader[id]
		}
		return id
	}
	tie := func(a, b string) {
		if a, b = find(a), find(b); a != b {
			leader[a] = b
		}
	}
	for i := range accounts {
		a := &accounts[i]
		if p := joined.People[a.ID]; p.Learner != "" {
			tie("account "+a.ID, "learner "+p.Learner)
		}
		if a.MergedInto != "" {
			tie("account "+a.ID, "account "+a.MergedInto)
		}
	}
	for _, n := range joined.Near {
		tie("account "+n.Account, "learner "+n.Learner)
	}
	for _, d := range joined.Duplicates {
		tie("account "+d.A, "account "+d.B)
	}
	groups := map[string][]int{}
	for i := range accounts {
		of := find("account " + accounts[i].ID)
		groups[of] = append(groups[of], i)
	}
	list := make([][]int, 0, len(groups))
	for _, g := range groups {
		list = append(list, g)
	}
	return list
}
