package match

import (
	"cmp"
	"slices"

	"github.com/gradesync/gradesync/internal/grade"
)

// personKeys are the kinds of key by which an account finds its learner.
var personKeys = [...]How{ByLTIUser, ByLTI11User, ByFormerLTIUser, BySISID, ByEmail, ByLogin}

// accountKey returns the account's key of one kind as it is written, and as it
// is compared.
func accountKey(a *grade.Account, h How) (written, compared string) {
	switch h {
	case ByLTIUser:
		return a.LMSUserID, exactKey(a.LMSUserID)
	case ByLTI11User:
		return a.LTI11UserID, exactKey(a.LTI11UserID)
	case ByFormerLTIUser:
		return sentKey(a)
	case BySISID:
		return a.SISID, FoldKey(a.SISID)
	case ByEmail:
		return a.Email, FoldKey(a.Email)
	}
	return a.Login, FoldKey(a.Login)
}

// sentKey returns the id that a tool sends with a grade of the account: the newer
// one, and the one of LTI 1.1 only where there is no other.
func sentKey(a *grade.Account) (written, compared string) {
	if key := exactKey(a.LMSUserID); key != "" {
		return a.LMSUserID, key
	}
	return a.LTI11UserID, exactKey(a.LTI11UserID)
}

// roster indexes the learners by every kind of key.
type roster struct {
	lti, former, sis, email, login index
	ltiTold                        bool              // some learner's LTI ids are told, besides the LMS's own id
	lookups                        map[string]string // the LTI user ids that were looked up; nil: all are told
}

func newRoster(learners []grade.Learner) *roster {
	r := &roster{lti: index{}, former: index{}, sis: index{}, email: index{}, login: index{}}
	for i := range learners {
		l := &learners[i]
		r.lti.add(exactKey(l.ID), l.ID)
		for _, id := range l.LTIUserIDs {
			r.lti.add(exactKey(id), l.ID)
			r.ltiTold = r.ltiTold || exactKey(id) != ""
		}
		for _, id := range l.FormerIDs {
			r.former.add(exactKey(id), l.ID)
		}
		r.sis.add(FoldKey(l.SISID), l.ID)
		r.email.add(FoldKey(l.Email), l.ID)
		r.login.add(FoldKey(l.Login), l.ID)
	}
	for _, by := range [...]index{r.lti, r.former, r.sis, r.email, r.login} {
		by.order()
	}
	return r
}

func (r *roster) by(h How) index {
	switch h {
	case ByLTIUser, ByLTI11User:
		return r.lti
	case ByFormerLTIUser:
		return r.former
	case BySISID:
		return r.sis
	case ByEmail:
		return r.email
	}
	return r.login
}

// tells reports whether the roster tells keys of one kind at all. The ids that
// launches carry may not be told: then they are compared with the LMS's own ids,
// and only one that is found shows that these are the same thing. For LTI 1.1
// that holds in any case, as the ids told may be those of LTI 1.3 alone.
func (r *roster) tells(h How, accounts []grade.Account) bool {
	switch {
	case h == ByLTIUser && r.ltiTold:
		return true
	case h == ByLTIUser, h == ByLTI11User:
		return slices.ContainsFunc(accounts, func(a grade.Account) bool {
			_, key := accountKey(&a, h)
			return len(r.lti[key]) > 0
		})
	}
	return len(r.by(h)) > 0
}

func (j *Joined) joinPeople(b *grade.Book, accounts []grade.Account) {
	j.People = make(map[string]Person, len(accounts))
	j.Accounts = map[string][]string{}
	r := newRoster(b.Learners)
	r.lookups = b.LTIUsers
	for _, h := range personKeys {
		if r.tells(h, accounts) {
			j.Tells[h] = true
		}
	}
	rows := make(map[string][]*grade.Account, len(accounts))
	for i := range accounts {
		rows[accounts[i].ID] = append(rows[accounts[i].ID], &accounts[i])
	}
	for id, same := range rows {
		j.People[id] = j.person(id, same, r)
	}
	j.follow(rows)
	j.reverse()
}

// lookedUp reports whether the LMS would have told of a key that nobody has. Where
// LTI user ids are looked up one by one, it tells of those alone.
func (r *roster) lookedUp(h How, key string) bool {
	if r.lookups == nil || h != ByLTIUser && h != ByLTI11User {
		return true
	}
	_, ok := r.lookups[key]
	return ok
}

// person matches one account. It has more than one row only in records that
// repeat an account; then every row's key counts.
func (j *Joined) person(id string, rows []*grade.Account, r *roster) Person {
	p := Person{Account: id}
	for _, h := range personKeys {
		written, ids := find(rows, h, accountKey, r.by(h))
		switch {
		case written == "":
		case len(ids) == 1:
			p.Learner, p.How, p.Key = ids[0], h, written
			return p
		case len(ids) > 1:
			p.Candidates, p.How, p.Key = ids, h, written
			return p
		case p.Failed == "" && j.Tells[h] && h != ByFormerLTIUser && r.lookedUp(h, written): // a good id is no former one
			p.Failed, p.FailedKey = h, written
		}
	}
	return p
}

// follow gives each merged account the match of the account it was merged into.
// Where the merges run in a circle, or lead to an account that is not there, an
// account keeps its own.
func (j *Joined) follow(rows map[string][]*grade.Account) {
	followed := map[string]Person{}
	for id := range rows {
		end, seen := id, map[string]bool{}
		for next := mergedInto(rows[end]); next != "" && rows[next] != nil; next = mergedInto(rows[end]) {
			if seen[next] {
				end = id
				break
			}
			seen[next], end = true, next
		}
		if end != id {
			p := j.People[end]
			p.Account, p.Via = id, end
			followed[id] = p
		}
	}
	for id, p := range followed {
		j.People[id] = p
	}
}

func mergedInto(rows []*grade.Account) string {
	into := ""
	for _, a := range rows {
		if a.MergeState == "done" {
			into = max(into, a.MergedInto)
		}
	}
	return into
}

func (j *Joined) reverse() {
	for id, p := range j.People {
		if p.Learner != "" {
			j.Accounts[p.Learner] = append(j.Accounts[p.Learner], id)
		}
	}
	for _, ids := range j.Accounts {
		slices.SortFunc(ids, func(a, b string) int {
			p, q := j.People[a], j.People[b]
			return cmp.Or(
				cmp.Compare(min(len(p.Via), 1), min(len(q.Via), 1)),
				cmp.Compare(weakness(p.How), weakness(q.How)),
				cmp.Compare(a, b),
			)
		})
	}
}
