package preflight

import (
	"slices"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/match"
)

// rehearsed begins the ids of what a rehearsal makes up.
const rehearsed = "rehearsal:"

// Rehearse examines the course as if everybody had just handed in everything and
// nothing had been sent yet: what the rules find then would keep the grades of the
// first day out. The work that was really done is left out, launches are not. Cases
// have accounts and activities of the tool where these are not known yet. Nothing of
// it is a verdict on a real grade.
func (c Course) Rehearse() *diagnose.Examination { return c.rehearse(match.Join(c.Book, c.Records)) }

func (c Course) rehearse(joined *match.Joined) *diagnose.Examination {
	book, records := c.emptied(), c.prepared(joined)
	var rules []*diagnose.Rule
	for _, r := range diagnose.Catalogue() {
		if slices.Contains(rehearsedCodes(), r.Code) {
			rules = append(rules, r)
		}
	}
	return diagnose.Examine(diagnose.Input{Book: book, Records: records, Now: c.Now, Tolerance: 0.01}, rules)
}

// emptied is the book without grades; what is known of the cells beside them stays.
func (c Course) emptied() *grade.Book {
	b := *c.Book
	b.Results = slices.Clone(c.Book.Results)
	for i := range b.Results {
		r := &b.Results[i]
		b.Results[i] = grade.Result{
			Learner: r.Learner, Activity: r.Activity, Empty: r.Empty || r.Score.Known(),
			Hidden: r.Hidden, Locked: r.Locked, Assigned: r.Assigned, Closed: r.Closed,
		}
	}
	return &b
}

// prepared are the tool's records with an account for every learner, an activity for
// every link of the tool, and a score in each pair.
func (c Course) prepared(joined *match.Joined) *grade.Records {
	r := &grade.Records{}
	if c.Records != nil {
		r.Accounts, r.Activities, r.Launches = slices.Clone(c.Records.Accounts), slices.Clone(c.Records.Activities), c.Records.Launches
	}
	for i := range c.Book.Learners {
		if l := &c.Book.Learners[i]; len(joined.Accounts[l.ID]) == 0 && attends(l) {
			r.Accounts = append(r.Accounts, accountFor(l))
		}
	}
	for _, a := range c.links(joined) {
		if joined.Tools[a.ID] == "" {
			r.Activities = append(r.Activities, activityFor(a))
		}
	}
	for i := range r.Accounts {
		if kind, known := grade.AccountRole(r.Accounts[i].Role); known && kind != grade.RoleLearner {
			continue
		}
		for j := range r.Activities {
			if t := &r.Activities[j]; counts(t) {
				most := t.Max.Or(1)
				r.Scores = append(r.Scores, grade.Score{Account: r.Accounts[i].ID, Activity: t.ID, Score: grade.Known(most / 2), Max: grade.Known(most),
					State: grade.Graded, Released: grade.Known(true)})
			}
		}
	}
	return r
}

// counts reports whether grades of a tool's activity are to be in the gradebook.
func counts(t *grade.ToolActivity) bool {
	return !grade.Is(t.Graded, false) && !grade.Is(t.Assigned, false)
}

// attends reports whether somebody may be here to learn: staff, observers and those
// who were taken out are not.
func attends(l *grade.Learner) bool {
	kind, ok := l.Role()
	return ok && kind != grade.RoleStaff && kind != grade.RoleObserver && !grade.Is(l.Test, true) && !grade.Is(l.State(), grade.EnrolmentDeleted)
}

// accountFor is the account that the tool would make at the first launch.
func accountFor(l *grade.Learner) grade.Account {
	a := grade.Account{ID: rehearsed + l.ID, SISID: l.SISID, Login: l.Login, Email: l.Email, Role: "student"}
	if len(l.LTIUserIDs) > 0 {
		a.LMSUserID = l.LTIUserIDs[0]
	}
	return a
}

func activityFor(a *grade.Activity) grade.ToolActivity {
	t := grade.ToolActivity{ID: rehearsed + a.ID, Title: a.Title, ResourceLinkID: a.ResourceLinkID}
	if a.LineItem != nil {
		t.Max = a.LineItem.Max
	}
	return t
}
