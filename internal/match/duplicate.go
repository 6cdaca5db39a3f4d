package match

import (
	"cmp"
	"slices"
	"strings"

	"github.com/gradesync/gradesync/internal/grade"
)

// Duplicates finds the people of one list that are probably one person twice, by
// e-mail address, login and name. The surest pairs come first. It is meant for
// tens of thousands: only those who share an address, a login or a name, nearly
// or quite, are compared at all, and what more than 32 share tells nothing.
func Duplicates(people []Identity) []Duplicate {
	profiles := make([]profile, 0, len(people))
	for _, p := range people {
		profiles = append(profiles, newProfile(p))
	}
	return duplicates(profiles, pairs(profiles, false))
}

func duplicates(people []profile, candidates []pair) []Duplicate {
	count := countNames(people)
	found := []Duplicate{}
	for _, c := range candidates {
		p, q := &people[c.a], &people[c.b]
		if p.id == q.id {
			continue
		}
		score, why := compare(p, q, count[p.name.key] == 2)
		if score >= Threshold {
			found = append(found, Duplicate{min(p.id, q.id), max(p.id, q.id), score, why.reasons()})
		}
	}
	slices.SortFunc(found, compareDuplicates)
	return eachOnce(found)
}

// eachOnce keeps the first of the pairs that have the same ids.
func eachOnce(sorted []Duplicate) []Duplicate {
	seen := make(map[[2]string]bool, len(sorted))
	return slices.DeleteFunc(sorted, func(d Duplicate) bool {
		ids := [2]string{d.A, d.B}
		again := seen[ids]
		seen[ids] = true
		return again
	})
}

func countNames(people []profile) map[string]int {
	count := make(map[string]int, len(people))
	for i := range people {
		count[people[i].name.key]++
	}
	return count
}

// findDuplicates compares the accounts that the tool has not merged yet.
func (j *Joined) findDuplicates(accounts []grade.Account) {
	profiles := make([]profile, 0, len(accounts))
	place := make(map[string]int32, len(accounts))
	for i := range accounts {
		if j.People[accounts[i].ID].Via == "" {
			place[accounts[i].ID] = int32(len(profiles)) //nolint:gosec // accounts are counted in thousands
			profiles = append(profiles, j.profile(&accounts[i]))
		}
	}
	candidates := pairs(profiles, false)
	for _, ids := range j.Accounts {
		strongest, ok := place[ids[0]]
		for _, id := range ids[1:] {
			if other, here := place[id]; here && ok {
				candidates = append(candidates, pair{strongest, other})
			}
		}
	}
	j.Duplicates = duplicates(profiles, candidates)
}

func (j *Joined) profile(a *grade.Account) profile {
	p := newProfile(Identity{ID: a.ID, Name: a.Name, Email: a.Email, Login: a.Login})
	person := j.People[a.ID]
	p.sis = FoldKey(a.SISID)
	p.lti, p.lti11 = exactKey(a.LMSUserID), exactKey(a.LTI11UserID)
	p.learner = person.Learner
	return p
}

// findNear looks for the learner that an account without a match probably is. It
// tells one only when no other comes near it.
func (j *Joined) findNear(learners []grade.Learner, accounts []grade.Account) {
	j.Near = map[string]Near{}
	var people []profile
	for i := range accounts {
		person := j.People[accounts[i].ID]
		if person.Learner != "" || person.Ambiguous() {
			continue
		}
		p := j.profile(&accounts[i])
		p.lost = person.Failed == ByLTIUser || person.Failed == ByLTI11User
		people = append(people, p)
	}
	if len(people) == 0 {
		return
	}
	count := map[string]int{}
	for i := range learners {
		l := &learners[i]
		p := newProfile(Identity{ID: l.ID, Name: l.Name, Email: l.Email, Login: l.Login})
		p.sis, p.inRoster = FoldKey(l.SISID), true
		count[p.name.key]++
		people = append(people, p)
	}
	ranked := map[string][]Near{}
	for _, c := range pairs(people, true) {
		account, learner := &people[c.a], &people[c.b]
		score, why := compare(account, learner, count[learner.name.key] == 1)
		ranked[account.id] = append(ranked[account.id], Near{account.id, learner.id, score, why.reasons()})
	}
	for id, near := range ranked {
		if best, ok := clearLead(near); ok {
			j.Near[id] = best
		}
	}
}

// clearLead returns the best of near when it reaches the threshold and every
// other learner stays well behind.
func clearLead(near []Near) (Near, bool) {
	const lead = 0.05
	best := slices.MaxFunc(near, func(m, n Near) int {
		return cmp.Or(cmp.Compare(m.Score, n.Score), -strings.Compare(m.Learner, n.Learner),
			-slices.Compare(m.Reasons, n.Reasons))
	})
	for _, n := range near {
		if n.Learner != best.Learner && best.Score-n.Score < lead {
			return Near{}, false
		}
	}
	return best, best.Score >= Threshold
}
