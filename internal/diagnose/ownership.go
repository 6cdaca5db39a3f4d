package diagnose

import (
	"cmp"
	"slices"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/match"
)

// enough is how alike two accounts, or an account and a learner, must be before
// the one counts as the other's. Below it a likeness is only a hint.
const enough = 0.8

// ownership gives each account to a learner: by its own match, by merge, or
// because it is probably a second account of somebody already matched, or a
// misspelt one. Accounts of nobody stand under "".
func (f *Facts) ownership(r *grade.Records) map[string][]account {
	owned := make(map[string][]account)
	var loose []*grade.Account
	for i := range r.Accounts {
		row := &r.Accounts[i]
		if p := f.Joined.People[row.ID]; p.Learner != "" {
			owned[p.Learner] = append(owned[p.Learner], account{row: row, how: p.How})
		} else {
			loose = append(loose, row)
		}
	}
	for _, row := range loose {
		learner := f.probableOwner(row)
		owned[learner] = append(owned[learner], account{row: row})
	}
	for learner, list := range owned {
		if learner != "" {
			rankAccounts(list)
		}
	}
	return owned
}

// rankAccounts puts the connected account first and marks the others unlinked.
func rankAccounts(list []account) {
	slices.SortStableFunc(list, func(a, b account) int {
		if x, y := linkRank(a), linkRank(b); x != y {
			return x - y
		}
		return cmp.Or(cmp.Compare(a.row.Order, b.row.Order), CompareIDs(a.row.ID, b.row.ID))
	})
	for i := range list {
		list[i].unlinked = i > 0 && linkRank(list[i]) > linkRank(list[0])
	}
}

// linkRank is 0 for an account matched by a present LTI id, then less the weaker the match.
func linkRank(a account) int {
	switch a.how {
	case match.ByLTIUser, match.ByLTI11User:
		return 0
	case "":
		return 2
	}
	return 1
}

// probableOwner returns the learner whom an unmatched account most probably
// belongs to, "" when there is none or more than one equally good.
func (f *Facts) probableOwner(row *grade.Account) string {
	if into := f.Joined.People[row.MergedInto].Learner; row.MergeState == "pending" && into != "" {
		return into
	}
	if len(f.Joined.People[row.ID].Candidates) > 1 || row.LMSUserID != "" {
		return ""
	}
	best, owner, tied := 0.0, "", false
	consider := func(learner string, score float64) {
		switch {
		case learner == "" || score < enough || learner == owner:
		case score > best:
			best, owner, tied = score, learner, false
		case score == best:
			tied = true
		}
	}
	for _, d := range f.duplicatesOf(row.ID) {
		consider(f.Joined.People[d.other].Learner, d.score)
	}
	if near, ok := f.Joined.Near[row.ID]; ok {
		consider(near.Learner, near.Score)
	}
	if tied {
		return ""
	}
	return owner
}

type likeness struct {
	other string
	score float64
}

// duplicatesOf returns the accounts that probably belong to the same person.
func (f *Facts) duplicatesOf(id string) []likeness {
	if f.duplicates == nil {
		f.duplicates = make(map[string][]likeness)
		for _, d := range f.Joined.Duplicates {
			f.duplicates[d.A] = append(f.duplicates[d.A], likeness{d.B, d.Score})
			f.duplicates[d.B] = append(f.duplicates[d.B], likeness{d.A, d.Score})
		}
	}
	return f.duplicates[id]
}
