package diagnose

import (
	"slices"
	"strings"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/match"
)

// toolID is how reports name a person or an activity that the LMS does not know.
func toolID(id string) string { return "tool:" + id }

// person is one row of the grid of cases: somebody the tool or the LMS knows.
type person struct {
	user     string
	learner  *grade.Learner
	accounts []account // the connected account first
	test     bool
}

type account struct {
	row      *grade.Account
	how      match.How
	unlinked bool
}

// column is one column of the grid of cases.
type column struct {
	id     string
	lms    *grade.Activity
	tool   *grade.ToolActivity
	linked bool
}

// buildCases makes the grid of people and activities that should have grades.
func (f *Facts) buildCases(r *grade.Records) {
	scores := indexScores(r.Scores)
	results := indexResults(f.Book.Results)
	people, columns := f.people(r), f.columns(r)
	f.Cases = make([]*Case, 0, len(people)*len(columns))
	block := make([]Case, len(people)*len(columns))
	for i := range columns {
		for j := range people {
			c := &block[len(f.Cases)]
			if f.fill(c, &people[j], &columns[i], scores, results) {
				f.Cases = append(f.Cases, c)
			}
		}
	}
	f.byActivity, f.byUser = make(map[string][]*Case), make(map[string][]*Case)
	for _, c := range f.Cases {
		f.byActivity[c.Activity] = append(f.byActivity[c.Activity], c)
		f.byUser[c.User] = append(f.byUser[c.User], c)
	}
}

// fill completes one case; false when nobody expects anything there: the tool
// knows the person but holds no row, and the LMS does not know the person at all.
func (f *Facts) fill(c *Case, p *person, col *column, scores map[cell]*grade.Score, results map[cell]*grade.Result) bool {
	*c = Case{User: p.user, Activity: col.id, Learner: p.learner, LMS: col.lms, Tool: col.tool, TestLearner: p.test, linked: col.linked}
	if p.learner != nil && col.lms != nil {
		c.Result = results[cell{p.learner.ID, col.lms.ID}]
	}
	f.chooseScore(c, p, scores)
	if c.Account != nil {
		c.identified = hasKey(c.Account)
		if c.Tool != nil {
			c.launches = f.launches.at(c.Account.ID, c.Tool.ID)
		}
		if c.Score != nil {
			c.sends = f.sends[cell{c.Account.ID, c.Tool.ID}]
		}
	}
	return c.Score != nil || p.learner != nil && f.learns(p)
}

// chooseScore takes the score of the connected account, and that of another
// account of the same person only where the first has none.
func (f *Facts) chooseScore(c *Case, p *person, scores map[cell]*grade.Score) {
	for i := range p.accounts {
		a := &p.accounts[i]
		var row *grade.Score
		if c.Tool != nil {
			row = scores[cell{a.row.ID, c.Tool.ID}]
		}
		better := row != nil && (c.Score == nil || row.Score.Known() && !c.Score.Score.Known())
		if c.Account == nil || better {
			c.Account, c.How, c.Unlinked = a.row, a.how, a.unlinked
		}
		if better {
			c.Score = row
		}
	}
}

// learns reports whether an LMS person without a score row belongs in the grid:
// learners do, staff, observers and those who were taken out do not.
func (f *Facts) learns(p *person) bool {
	kind, ok := p.learner.Role()
	gone := grade.Is(enrolmentState(p.learner), grade.EnrolmentDeleted)
	return ok && (kind == grade.RoleLearner && !gone || len(p.accounts) > 0)
}

// columns lists the tool's activities under the LMS's id where one is known, and
// without tool records the LMS's own tool links.
func (f *Facts) columns(r *grade.Records) []column {
	var cols []column
	if r.Activities == nil {
		for i := range f.Book.Activities {
			if a := &f.Book.Activities[i]; a.ResourceLinkID != "" {
				cols = append(cols, column{id: a.ID, lms: a, linked: true})
			}
		}
	}
	for i := range r.Activities {
		t := &r.Activities[i]
		if grade.Is(t.Graded, false) || grade.Is(t.Assigned, false) {
			continue
		}
		col := column{id: toolID(t.ID), tool: t, linked: t.ResourceLinkID != "" || t.LineItemURL != ""}
		if item := f.Joined.Items[t.ID]; item.Activity != "" {
			col.id, col.lms = item.Activity, f.activities[item.Activity]
		}
		cols = append(cols, col)
	}
	slices.SortStableFunc(cols, func(a, b column) int { return CompareIDs(a.id, b.id) })
	return cols
}

// people lists everybody of the roster, each with the tool's accounts that are
// theirs, and the accounts that nobody of the roster owns.
func (f *Facts) people(r *grade.Records) []person {
	owned := f.ownership(r)
	var all []person
	for i := range f.Book.Learners {
		l := &f.Book.Learners[i]
		p := person{user: l.ID, learner: l, accounts: owned[l.ID], test: grade.Is(l.Test, true)}
		p.test = p.test || slices.ContainsFunc(p.accounts, func(a account) bool { return f.previews(a.row.ID) })
		all = append(all, p)
	}
	for _, a := range owned[""] {
		all = append(all, person{user: toolID(a.row.ID), accounts: []account{a}, test: f.previews(a.row.ID)})
	}
	slices.SortStableFunc(all, func(a, b person) int { return CompareIDs(a.user, b.user) })
	return all
}

// previews reports whether the account's launches say it is a preview account.
func (f *Facts) previews(account string) bool {
	for _, l := range f.LaunchesOf(account) {
		if _, _, test := grade.LTIRole(l.Roles); test {
			return true
		}
	}
	return false
}

// hasKey reports whether an account holds anything an LMS could know it by.
func hasKey(a *grade.Account) bool {
	return a.LMSUserID != "" || a.LTI11UserID != "" || a.SISID != "" || a.Email != "" || a.Login != ""
}

// CompareIDs orders numbers by value and everything else as text, so that
// reports read 9, 10, 11 and not 10, 11, 9.
func CompareIDs(a, b string) int {
	if isNumber(a) && isNumber(b) && len(a) != len(b) {
		return len(a) - len(b)
	}
	return strings.Compare(a, b)
}

func isNumber(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

func indexScores(rows []grade.Score) map[cell]*grade.Score {
	m := make(map[cell]*grade.Score, len(rows))
	for i := range rows {
		m[cell{rows[i].Account, rows[i].Activity}] = &rows[i]
	}
	return m
}

func indexResults(rows []grade.Result) map[cell]*grade.Result {
	m := make(map[cell]*grade.Result, len(rows))
	for i := range rows {
		m[cell{rows[i].Learner, rows[i].Activity}] = &rows[i]
	}
	return m
}
