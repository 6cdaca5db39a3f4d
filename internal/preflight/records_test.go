package preflight

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lti"
	"github.com/gradesync/gradesync/internal/store"
)

// found returns the checks of a group as "id state code", with their details.
func found(c Connections, ids ...string) (states []string, words string) {
	for _, check := range c.Check().Checks {
		if slices.Contains(ids, check.ID) {
			states = append(states, strings.TrimSpace(fmt.Sprint(check.ID, " ", check.State, " ", check.Code)))
			words += check.Detail + "\n" + check.Remedy + "\n"
		}
	}
	return states, words
}

func TestFreshness(t *testing.T) {
	const day = 24 * time.Hour
	for _, c := range []struct {
		age         time.Duration
		want, words string
	}{
		{time.Hour, "records.newest ok", "0 days old"},
		{13 * day, "records.newest ok", "13 days old"},
		{15 * day, "records.newest warning", "15 days"},
		{-30 * time.Second, "records.newest ok", "0 days old"},
		{-2 * time.Hour, "records.newest warning", "in the future"},
	} {
		in := good()
		in.Tally.Newest = in.Now.Add(-c.age)
		got, words := found(in, "records.newest")
		if !slices.Equal(got, []string{c.want}) || !strings.Contains(words, c.words) {
			t.Errorf("%s old: %v %s", c.age, got, words)
		}
	}
}

func TestNewestOfEachFile(t *testing.T) {
	in := good()
	early, late := in.Now.Add(-48*time.Hour), in.Now.Add(-24*time.Hour)
	in.Records = &grade.Records{
		Scores:   []grade.Score{{ScoredAt: grade.Known(late)}, {SubmittedAt: grade.Known(early)}, {}},
		Launches: []grade.Launch{{At: late}, {At: early}}, Sends: []grade.Send{{At: early}},
	}
	in.Tally.Rows["launches"], in.Tally.Rows["sends"] = 2, 1
	_, words := found(in, "records.scores", "records.launches", "records.sends", "records.accounts")
	for _, want := range []string{"scores: 9 rows, the newest of 2026-11-20 12:00", "launches: 2 rows, the newest of 2026-11-20 12:00", "sends: 1 rows, the newest of 2026-11-19 12:00", "accounts: 3 rows\n"} {
		if !strings.Contains(words, want) {
			t.Errorf("%q is missing in\n%s", want, words)
		}
	}
}

// joined is a course in which three accounts and two activities find their partner.
func joined() Connections {
	in := good()
	in.Book = &grade.Book{
		Learners:   []grade.Learner{{ID: "1", LTIUserIDs: []string{"u1"}}, {ID: "2", Email: "b@example.edu"}, {ID: "3", Email: "c@example.edu"}},
		Activities: []grade.Activity{{ID: "a", ResourceLinkID: "r1"}, {ID: "b", LineItem: &grade.LineItem{URL: "https://x/1"}}},
	}
	in.Records = &grade.Records{
		Accounts:   []grade.Account{{ID: "x", LMSUserID: "u1"}, {ID: "y", Email: "b@example.edu"}, {ID: "z", Email: "c@example.edu"}},
		Activities: []grade.ToolActivity{{ID: "t", ResourceLinkID: "r1"}, {ID: "u", LineItemURL: "https://x/1"}, {ID: "practice", Graded: grade.Known(false)}},
	}
	return in
}

func TestJoins(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*Connections)
		want   string // states of people and items
		words  string
	}{
		{"all", func(*Connections) {}, "ok ok", "3 of 3 accounts are found in the course's roster: 2 by email, 1 by lti_user_id"},
		{"some people", func(c *Connections) { c.Records.Accounts[0].LMSUserID = "u9" }, "warning ok", "2 of 3 accounts"},
		{"nobody", func(c *Connections) { c.Book.Learners = []grade.Learner{{ID: "9"}} }, "failed ok", "0 of 3 accounts are found in the course's roster\n"},
		{"some activities", func(c *Connections) { c.Records.Activities[0].ResourceLinkID = "r9" }, "ok warning", "1 of 2 activities"},
		{"no activity", func(c *Connections) { c.Book.Activities = []grade.Activity{} }, "ok failed", "0 of 2 activities"},
		{"no roster", func(c *Connections) { c.Book.Learners = nil }, "unknown ok", "the roster could not be read"},
		{"no course page", func(c *Connections) { c.Book.Activities = nil }, "ok unknown", "the course's activities could not be read"},
		{"no accounts given", func(c *Connections) { c.Records.Accounts = nil }, "unknown ok", "no accounts given"},
		{"no activities given", func(c *Connections) { c.Records.Activities = nil }, "ok unknown", "no activities given"},
		{"empty files", func(c *Connections) {
			c.Records.Accounts, c.Records.Activities = []grade.Account{}, []grade.ToolActivity{}
		}, "skipped skipped", "no accounts to compare"},
		{"the LTI services know more", func(c *Connections) {
			c.Completed = c.Book
			c.Book = &grade.Book{Learners: []grade.Learner{}, Activities: []grade.Activity{}}
		}, "ok ok", "3 of 3 accounts"},
		{"no records", func(c *Connections) { c.Records = nil }, "", ""},
		{"no course asked for", func(c *Connections) { c.Book = nil }, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := joined()
			c.change(&in)
			states, words := found(in, "records.people", "records.items")
			got := strings.NewReplacer("records.people ", "", "records.items ", "").Replace(strings.Join(states, " "))
			if got != c.want || !strings.Contains(words, c.words) {
				t.Errorf("%q, want %q: %s\n%s", got, c.want, c.words, words)
			}
		})
	}
}

func TestBoth(t *testing.T) {
	before := &grade.Book{Learners: []grade.Learner{{ID: "1"}}, Activities: []grade.Activity{{ID: "a", LineItem: &grade.LineItem{}}}}
	after := &grade.Book{
		Learners: []grade.Learner{{ID: "1", LTIUserIDs: []string{"s"}}}, Activities: []grade.Activity{{ID: "a", LineItem: &grade.LineItem{URL: "https://x/1"}}},
		Results: []grade.Result{{Score: grade.Known(1.0)}},
	}
	for _, c := range []struct {
		name          string
		before, after *grade.Book
		err           error
		want, words   string
	}{
		{"more", before, after, nil, "lti13.completes ok", "1 addresses of line items, 1 people's LTI user ids, 1 grades"},
		{"no more", before, before, nil, "lti13.completes ok", "add nothing"},
		{"alone", nil, after, nil, "lti13.completes ok", "1 activities, 1 people"},
		{"failed", before, before, grade.ErrTemporary, "lti13.completes warning", "temporary"},
		{"not both", before, nil, nil, "", ""},
	} {
		in := good()
		in.Book, in.Completed, in.CompletedErr = c.before, c.after, c.err
		got, words := found(in, "lti13.completes")
		if strings.Join(got, "") != c.want || !strings.Contains(words, c.words) {
			t.Errorf("%s: %v %s", c.name, got, words)
		}
	}
}

func TestLTI11(t *testing.T) {
	for _, c := range []struct {
		name        string
		change      func(*Connections)
		want, words string
	}{
		{"a grade", func(c *Connections) { c.LTI11.Outcome.Score = grade.Known(0.5) }, "lti11 ok", "succeeds\n"},
		{"no grade yet", func(*Connections) {}, "lti11 ok", "no grade yet"},
		{"no consumer", func(c *Connections) { c.LTI11 = nil }, "lti11 skipped", "no consumer"},
		{"no secret", func(c *Connections) { c.LTI11 = &LTI11{ConsumerErr: grade.ErrNotFound} }, "lti11 failed", "lti11.secret"},
		{"no launch", func(c *Connections) { c.LTI11 = &LTI11{} }, "lti11 unknown", "nothing to read"},
		{"no answer", func(c *Connections) { c.LTI11.Err = grade.ErrTemporary }, "lti11 failed TR-03", "try again"},
		{"the signature is not valid", func(c *Connections) {
			c.LTI11.Err = &lti.AnswerError{Answer: lti.Answer{Status: 200, Code: "failure", Message: "Message signature not valid"}}
		}, "lti11 failed TK-08", "lti11.consumer_key and lti11.secret"},
		{"the activity is gone", func(c *Connections) {
			c.LTI11.Err = &lti.AnswerError{Answer: lti.Answer{Status: 200, Code: "failure", Message: "Tool does not accept grades"}}
		}, "lti11 failed LI-01", "gradesync explain LI-01"},
	} {
		in := good()
		c.change(&in)
		got, words := found(in, "lti11")
		if strings.Join(got, "") != c.want || !strings.Contains(words, c.words) {
			t.Errorf("%s: %v %s", c.name, got, words)
		}
	}
}

func TestStore(t *testing.T) {
	for _, c := range []struct {
		name        string
		found       *Store
		want, words string
	}{
		{"good", &Store{Found: store.Overview{Kind: "SQLite", Version: 6, Known: 6, Sends: 12}}, "store ok", "SQLite, version 6, 12 sends in the ledger\n"},
		{"older", &Store{Found: store.Overview{Kind: "SQLite", Version: 4, Known: 6}}, "store ok", "up to version 6"},
		{"not there", &Store{Err: fmt.Errorf("look: %w", fs.ErrNotExist)}, "store skipped", "not there yet"},
		{"empty", &Store{Found: store.Overview{Kind: "PostgreSQL", Known: 6}}, "store skipped", "PostgreSQL, empty"},
		{"newer", &Store{Err: fmt.Errorf("look: %w", store.ErrNewer)}, "store failed", "upgrade this gradesync"},
		{"unreadable", &Store{Err: fmt.Errorf("look: %w", store.ErrUnavailable)}, "store failed", "see where store"},
		{"none", nil, "store skipped", "no store configured"},
	} {
		in := good()
		in.Store = c.found
		got, words := found(in, "store")
		if strings.Join(got, "") != c.want || !strings.Contains(words, c.words) {
			t.Errorf("%s: %v %s", c.name, got, words)
		}
	}
}
