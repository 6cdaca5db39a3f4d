package tool

import (
	"cmp"

	"github.com/gradesync/gradesync/internal/grade"
)

// settleRaw finds out which of the tool's accounts and activities the people and
// links of raw launches are, and adds those that no file lists. Links become
// activities only where no file lists any.
func (r *reading) settleRaw(addLinks bool) {
	accountOf := r.settlePeople()
	activityOf := r.settleLinks(addLinks)
	if len(accountOf) == 0 && len(activityOf) == 0 {
		return
	}
	for i := range r.records.Launches {
		l := &r.records.Launches[i]
		if id, ok := accountOf[l.Account]; ok {
			l.Account = id
		}
		if id, ok := activityOf[l.Activity]; ok {
			l.Activity = id
		}
	}
}

// settlePeople returns the tool's account id for each derived one that has one.
func (r *reading) settlePeople() map[string]string {
	find := r.accountFinder()
	ids := map[string]string{}
	for _, id := range r.raw.order {
		p := r.raw.people[id]
		p.settleRole()
		own := id
		if p.derived {
			own = cmp.Or(find(&p.account), id)
		}
		if own != id {
			ids[id] = own
		}
		if there := r.accounts.row(own); there != nil {
			mergeAccount(there, &p.account)
			continue
		}
		r.accounts.put(id, &p.account, 0, mergeAccount)
	}
	return ids
}

// accountFinder returns a func that finds the one account of the tool's records
// which the LMS knows by an id. An id that two LMSs use for different people, or
// that two accounts have, decides nothing.
func (r *reading) accountFinder() func(*grade.Account) string {
	lms, old := newOwners(), newOwners()
	for i := range r.accounts.rows {
		a := &r.accounts.rows[i]
		lms.add(a.LMSUserID, a.ID)
		old.add(a.LTI11UserID, a.ID)
	}
	lmsUsers, oldUsers := newOwners(), newOwners()
	for id, p := range r.raw.people {
		if p.derived {
			lmsUsers.add(p.account.LMSUserID, id)
			oldUsers.add(p.account.LTI11UserID, id)
		}
	}
	return func(a *grade.Account) string {
		if lmsUsers.of(a.LMSUserID) != "" && lms.of(a.LMSUserID) != "" {
			return lms.of(a.LMSUserID)
		}
		if oldUsers.of(a.LTI11UserID) != "" {
			return old.of(a.LTI11UserID)
		}
		return ""
	}
}

// settleRole gives the account the role of its launches when they have but one.
func (p *rawPerson) settleRole() {
	if p.roles {
		return
	}
	switch p.role {
	case grade.RoleLearner, grade.RoleStaff, grade.RoleObserver:
		p.account.Role = string(p.role)
	}
}

// settleLinks returns the tool's activity id for each derived one that has one.
func (r *reading) settleLinks(add bool) map[string]string {
	own, links := newOwners(), newOwners()
	for i := range r.activities.rows {
		own.add(r.activities.rows[i].ResourceLinkID, r.activities.rows[i].ID)
	}
	for _, id := range r.raw.linked {
		links.add(r.raw.links[id].id, id)
	}
	ids := map[string]string{}
	for _, id := range r.raw.linked {
		link := r.raw.links[id]
		if of := own.of(link.id); of != "" && links.of(link.id) != "" {
			ids[id] = of
		} else if add {
			row := grade.ToolActivity{ID: id, Title: link.title, ResourceLinkID: link.id}
			r.activities.put(id, &row, 0, mergeActivity)
		}
	}
	return ids
}

// owners tells whose an id is, as long as it is nobody else's.
type owners map[string]string

func newOwners() owners { return owners{} }

func (o owners) add(id, owner string) {
	if before, there := o[id]; there && before != owner {
		owner = "" // shared: nobody's
	}
	o[id] = owner
}

func (o owners) of(id string) string {
	if id == "" {
		return ""
	}
	return o[id]
}
