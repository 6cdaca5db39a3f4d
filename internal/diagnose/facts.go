package diagnose

import (
	"slices"
	"sort"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/match"
)

// Input is everything a diagnosis stands on.
type Input struct {
	Book    *grade.Book
	Records *grade.Records // nil: the tool's side was not given
	Stored  *grade.Stored  // how the book came into the store; nil: it was read from the LMS now
	Now     time.Time      // the moment the book and the records speak of
	// Grace is how young a score may be and still count as on its way.
	Grace time.Duration
	// Tolerance is the relative difference between two scores still called equal.
	Tolerance float64
}

// Facts are the joined facts of one course that rules run on. They are built once
// and only read afterwards.
type Facts struct {
	Input
	Joined *match.Joined
	Cases  []*Case // sorted by activity, then user

	learners   map[string]*grade.Learner
	activities map[string]*grade.Activity
	tools      map[string]*grade.Tool
	accounts   map[string]*grade.Account
	toolActs   map[string]*grade.ToolActivity

	byActivity map[string][]*Case
	byUser     map[string][]*Case
	launches   *launchIndex
	sends      map[cell][]*grade.Send

	duplicates map[string][]likeness

	scoresIncomplete     bool
	activitiesIncomplete bool // the LMS told of some activities only
}

// cell is an (account, activity) pair in the tool's ids.
type cell struct{ account, activity string }

// Join puts the two sides together and judges every case.
func Join(in Input) *Facts {
	if in.Book == nil {
		in.Book = &grade.Book{}
	}
	f := &Facts{Input: in}
	records := in.Records
	if records == nil {
		records = &grade.Records{}
	}
	f.Joined = match.Join(in.Book, records)
	f.index(records)
	f.buildCases(records)
	for _, c := range f.Cases {
		c.Verdict = f.judge(c)
	}
	f.readRefusals()
	return f
}

// index builds the maps that cases and rules look things up in.
func (f *Facts) index(r *grade.Records) {
	f.learners = indexBy(f.Book.Learners, func(l *grade.Learner) string { return l.ID })
	f.activities = indexBy(f.Book.Activities, func(a *grade.Activity) string { return a.ID })
	f.tools = indexBy(f.Book.Tools, func(t *grade.Tool) string { return t.ID })
	f.accounts = indexBy(r.Accounts, func(a *grade.Account) string { return a.ID })
	f.toolActs = indexBy(r.Activities, func(a *grade.ToolActivity) string { return a.ID })
	f.launches = indexLaunches(r.Launches)
	f.sends = indexSends(r.Sends)
	f.activitiesIncomplete = slices.ContainsFunc(f.Book.Gaps, func(g grade.Gap) bool { return g.Fact == grade.FactActivities })
	for _, gap := range r.Gaps {
		if gap.Fact == grade.FactScores && gap.Class != grade.Absent {
			f.scoresIncomplete = true
		}
	}
}

func indexBy[T any](rows []T, key func(*T) string) map[string]*T {
	m := make(map[string]*T, len(rows))
	for i := range rows {
		m[key(&rows[i])] = &rows[i]
	}
	return m
}

func indexSends(sends []grade.Send) map[cell][]*grade.Send {
	m := make(map[cell][]*grade.Send)
	for i := range sends {
		s := &sends[i]
		key := cell{s.Account, s.Activity}
		m[key] = append(m[key], s)
	}
	for _, list := range m {
		slices.SortStableFunc(list, compareSends)
	}
	return m
}

// Activity returns the LMS's activity with an id, nil if there is none.
func (f *Facts) Activity(id string) *grade.Activity { return f.activities[id] }

// ToolOf returns the registration behind an LMS activity, nil when unknown.
func (f *Facts) ToolOf(a *grade.Activity) *grade.Tool {
	if a == nil || a.ToolID == "" {
		return nil
	}
	return f.tools[a.ToolID]
}

// InActivity returns the cases of one activity, by the id that cases carry.
func (f *Facts) InActivity(id string) []*Case { return f.byActivity[id] }

// OfUser returns the cases of one person, by the id that cases carry.
func (f *Facts) OfUser(id string) []*Case { return f.byUser[id] }

// ActivityIDs returns the ids of all activities that have cases, sorted.
func (f *Facts) ActivityIDs() []string { return sortedKeys(f.byActivity) }

// UserIDs returns the ids of all people who have cases, sorted.
func (f *Facts) UserIDs() []string { return sortedKeys(f.byUser) }

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// Puzzling returns the accounts, by id, about whom more should be asked: those
// that nobody of the roster owns for certain and those with a grade in trouble.
func (f *Facts) Puzzling() map[string]bool {
	accounts := map[string]bool{}
	for _, c := range f.Cases {
		if c.Account != nil && (troubled(c.Verdict) || c.How == "") {
			accounts[c.Account.ID] = true
		}
	}
	return accounts
}
