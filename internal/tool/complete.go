package tool

import (
	"fmt"
	"slices"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// complete puts together what all specs told. The rules stand in docs/records.md.
func (r *reading) complete() {
	noAccounts, noActivities := len(r.accounts.rows) == 0, len(r.activities.rows) == 0
	r.settleRaw(noActivities)
	r.uniteScores()
	r.addBare(noAccounts, noActivities)
	r.records.Accounts, r.records.Activities = r.accounts.rows, r.activities.rows
	r.fillUserIDs()
	r.fillLinks()
	if r.records.Launches == nil && r.empty[launches] {
		r.records.Launches = []grade.Launch{}
	}
	if r.records.Sends == nil && r.empty[sends] {
		r.records.Sends = []grade.Send{}
	}
	r.addGaps()
}

// addBare adds a row for each account and activity that scores name and no file
// lists. Launches add rows only where no file lists any at all: they may be those
// of every course of the tool.
func (r *reading) addBare(noAccounts, noActivities bool) {
	people, things := len(r.accounts.rows), len(r.activities.rows)
	for i := range r.records.Scores {
		r.bareAccount(r.records.Scores[i].Account)
		r.bareActivity(r.records.Scores[i].Activity)
	}
	if n := len(r.accounts.rows) - people; n > 0 && !noAccounts {
		r.note("%s scores and no row among the accounts", count(n, "account has", "accounts have"))
	}
	if n := len(r.activities.rows) - things; n > 0 && !noActivities {
		r.note("%s scores and no row among the activities", count(n, "activity has", "activities have"))
	}
	for i := range r.records.Launches {
		if noAccounts {
			r.bareAccount(r.records.Launches[i].Account)
		}
		if noActivities {
			r.bareActivity(r.records.Launches[i].Activity)
		}
	}
}

func (r *reading) bareAccount(id string) {
	if id != "" && r.accounts.row(id) == nil {
		r.accounts.put(id, &grade.Account{ID: id}, 0, mergeAccount)
	}
}

func (r *reading) bareActivity(id string) {
	if id != "" && r.activities.row(id) == nil {
		r.activities.put(id, &grade.ToolActivity{ID: id}, 0, mergeActivity)
	}
}

// agreement collects what many rows say of one thing each, and whether they agree.
type agreement struct {
	value map[string]string
	split map[string]bool
}

func newAgreement() *agreement {
	return &agreement{map[string]string{}, map[string]bool{}}
}

func (a *agreement) say(id, value string) {
	if id == "" || value == "" {
		return
	}
	if before, there := a.value[id]; there && before != value {
		a.split[id] = true
	}
	a.value[id] = value
}

// on returns what all rows say of id, "" when they say nothing or disagree.
func (a *agreement) on(id string) string {
	if a.split[id] {
		return ""
	}
	return a.value[id]
}

// fillUserIDs takes the LMS's id of a person from the account's launches where the
// account does not tell it, all launches agree and no other account claims it.
func (r *reading) fillUserIDs() {
	said := map[string]*agreement{grade.LTI13: newAgreement(), grade.LTI11: newAgreement()}
	for i := range r.records.Launches {
		l := &r.records.Launches[i]
		if a := said[l.Version]; a != nil {
			a.say(l.Account, l.UserID)
		}
	}
	r.fillUserID(said[grade.LTI13], func(a *grade.Account) *string { return &a.LMSUserID })
	r.fillUserID(said[grade.LTI11], func(a *grade.Account) *string { return &a.LTI11UserID })
	for _, version := range []string{grade.LTI11, grade.LTI13} {
		if n := len(said[version].split); n > 0 {
			r.note("%s launched over LTI %s with more than one user id; launches do not tell who they are", count(n, "account", "accounts"), version)
		}
	}
}

func (r *reading) fillUserID(said *agreement, field func(*grade.Account) *string) {
	rows := r.records.Accounts
	claimed := map[string]bool{}
	for i := range rows {
		claimed[*field(&rows[i])] = true
	}
	for i := range rows {
		if id := said.on(rows[i].ID); *field(&rows[i]) == "" && !claimed[id] {
			*field(&rows[i]) = id
		}
	}
}

// fillLinks takes the resource link of an activity from its launches where the
// activity does not tell it, all launches agree and no other activity has it.
func (r *reading) fillLinks() {
	said := newAgreement()
	for i := range r.records.Launches {
		said.say(r.records.Launches[i].Activity, r.records.Launches[i].ResourceLinkID)
	}
	rows := r.records.Activities
	owners := map[string]int{}
	for i := range rows {
		if rows[i].ResourceLinkID == "" {
			owners[said.on(rows[i].ID)]++
		} else {
			owners[rows[i].ResourceLinkID]++
		}
	}
	for i := range rows {
		if link := said.on(rows[i].ID); rows[i].ResourceLinkID == "" && owners[link] == 1 {
			rows[i].ResourceLinkID = link
		}
	}
}

// addGaps says which kinds of record nobody gave.
func (r *reading) addGaps() {
	words := map[string]string{accounts: "account", activities: "activity", scores: "score", launches: "launch", sends: "send"}
	known := map[string]int{accounts: len(r.records.Accounts), activities: len(r.records.Activities)}
	for _, kind := range kinds() {
		if r.given[kind] {
			continue
		}
		reason := fmt.Sprintf("no %s records were given", words[kind])
		if n := known[kind]; n > 0 {
			reason += fmt.Sprintf("; scores and launches name %d", n)
		}
		r.gap(kind, grade.Absent, reason)
	}
	order := func(g grade.Gap) int { return slices.Index(kinds(), g.What[len("tool "):]) }
	slices.SortStableFunc(r.records.Gaps, func(a, b grade.Gap) int { return order(a) - order(b) })
}

// newest returns the latest moment at which the records say that something
// happened. Due dates lie ahead, and a timestamp as sent may be anything.
func newest(r *grade.Records) time.Time {
	var last time.Time
	see := func(t time.Time) {
		if t.After(last) {
			last = t
		}
	}
	for i := range r.Accounts {
		see(r.Accounts[i].CreatedAt.Or(last))
	}
	for i := range r.Activities {
		see(r.Activities[i].UpdatedAt.Or(last))
	}
	for i := range r.Scores {
		s := &r.Scores[i]
		see(s.SubmittedAt.Or(last))
		see(s.ScoredAt.Or(last))
		see(s.LastSentAt.Or(last))
	}
	for i := range r.Launches {
		see(r.Launches[i].At)
	}
	for i := range r.Sends {
		see(r.Sends[i].At)
	}
	return last
}
