package preflight

import (
	"crypto/x509"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
	"github.com/gradesync/gradesync/internal/lms"
	"github.com/gradesync/gradesync/internal/lti"
	"github.com/gradesync/gradesync/internal/store"
	"github.com/gradesync/gradesync/internal/tool"
)

// good is a connection about which there is nothing to say.
func good() Connections {
	return Connections{
		Version: "1", Now: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC),
		Access: lms.Access{
			Kind: "moodle", URL: "https://moodle.example.edu", Version: "5.1.3", ClockOffset: grade.Known(2 * time.Second),
			Rights: []lms.Right{
				{Name: "get_grades", For: "grades", Needed: true, Granted: grade.Known(true), Facts: []grade.Fact{grade.FactResults}},
				{Name: "grade:viewall", For: "everybody's grades", Needed: true, Facts: []grade.Fact{grade.FactResults}},
				{Name: "site:config", For: "the tools", Facts: []grade.Fact{grade.FactTools}},
			},
		},
		Certificate: &Certificate{URL: "https://moodle.example.edu", Shown: httpkit.Shown{Chain: []*x509.Certificate{{NotAfter: time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)}}}},
		LTI11:       &LTI11{Outcome: &lti.Outcome{}},
		Store:       &Store{Found: store.Overview{Kind: "SQLite", Version: 6, Known: 6}},
		Tally:       &tool.Tally{Rows: map[string]int{"accounts": 3, "scores": 9}, Unreadable: map[string]int{}},
	}
}

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*Connections)
		want   []string // "id state code", of those that are not ok
	}{
		{"all is well", func(*Connections) {}, []string{
			"rights.course skipped ", "lti13 skipped ", "records.activities skipped ", "records.launches skipped ", "records.sends skipped "}},
		{"the token is refused", func(c *Connections) { c.AccessErr = fmt.Errorf("probe: %w", grade.ErrAuth) }, []string{
			"lms failed TK-13", "lti13 skipped ", "records.activities skipped ", "records.launches skipped ", "records.sends skipped "}},
		{"nobody answers", func(c *Connections) { c.AccessErr = fmt.Errorf("probe: %w", grade.ErrTemporary); c.Tally = nil }, []string{
			"lms failed TR-03", "lti13 skipped ", "records skipped "}},
		{"the clock is ahead", func(c *Connections) { c.Access.ClockOffset = grade.Known(-3 * time.Minute); c.Tally = nil }, []string{
			"clock warning TK-09", "rights.course skipped ", "lti13 skipped ", "records skipped "}},
		{"no clock", func(c *Connections) { c.Access.ClockOffset = grade.Maybe[time.Duration]{}; c.Tally = nil }, []string{
			"clock unknown ", "rights.course skipped ", "lti13 skipped ", "records skipped "}},
		{"a needed right is missing", func(c *Connections) { c.Access.Rights[0].Granted = grade.Known(false); c.Tally = nil }, []string{
			"right.get_grades failed TK-13", "rights.course skipped ", "lti13 skipped ", "records skipped "}},
		{"an optional right is missing", func(c *Connections) { c.Access.Rights[2].Granted = grade.Known(false); c.Tally = nil }, []string{
			"right.site:config warning TK-13", "rights.course skipped ", "lti13 skipped ", "records skipped "}},
		{"the course shows the rights", func(c *Connections) {
			c.Book = &grade.Book{Gaps: []grade.Gap{{Fact: grade.FactTools, Class: grade.Forbidden, What: "tools", Reason: "refused"}}}
			c.Tally = nil
		}, []string{"right.site:config warning TK-13", "lti13 skipped ", "records skipped "}},
		{"the course leaves a right open", func(c *Connections) {
			c.Book = &grade.Book{Gaps: []grade.Gap{{Fact: grade.FactTools, Class: grade.Failed, What: "tools", Reason: "timed out"}}}
			c.Tally = nil
		}, []string{"rights.course skipped ", "lti13 skipped ", "records skipped "}},
		{"no such course", func(c *Connections) { c.BookErr = grade.ErrNotFound; c.Tally = nil }, []string{
			"rights.course skipped ", "course failed ", "lti13 skipped ", "records skipped "}},
		{"the records cannot be read", func(c *Connections) { c.TallyErr = grade.ErrUnreadable }, []string{
			"rights.course skipped ", "lti13 skipped ", "records failed "}},
		{"some records cannot be read", func(c *Connections) {
			c.Tally.Unreadable["scores"] = 2
			c.Tally.Problems = []tool.Problem{{File: "records/scores.csv", Line: 3, Column: 1, Reason: "is no time"}}
		}, []string{"rights.course skipped ", "lti13 skipped ", "records.activities skipped ", "records.scores warning ", "records.launches skipped ", "records.sends skipped "}},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := good()
			c.change(&in)
			list := in.Check()
			var got []string
			for _, check := range list.Checks {
				if check.Detail == "" {
					t.Errorf("%s says nothing", check.ID)
				}
				if check.State != diagnose.CheckOK {
					got = append(got, fmt.Sprint(check.ID, " ", check.State, " ", check.Code))
				}
				if check.State == diagnose.CheckFailed && check.Remedy == "" {
					t.Errorf("%s fails and does not say what to do", check.ID)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(c.want, "\n  "))
			}
			if n := list.Totals.OK + len(got); n != len(list.Checks) {
				t.Errorf("totals %+v of %d checks", list.Totals, len(list.Checks))
			}
		})
	}
}

func TestFirstProblemIsNamed(t *testing.T) {
	in := good()
	in.Tally.Unreadable["scores"] = 1
	in.Tally.Problems = []tool.Problem{
		{File: "records/accounts.csv", Line: 9, Column: 1, Reason: "is somebody else's"},
		{File: "records/scores.csv", Line: 3, Column: 7, Field: "scored_at", Value: "yesterday", Reason: "is no time"},
	}
	for _, check := range in.Check().Checks {
		if check.ID == "records.scores" && !strings.Contains(check.Remedy, "scores.csv:3:7") {
			t.Errorf("remedy %q", check.Remedy)
		}
	}
}

// registered is a registration with which all is well.
func registered() *LTI13 {
	return &LTI13{
		KeySetURL: "https://tool.example/jwks", Published: lti.PublishedYes,
		Token:        &lti.Token{Asked: []string{lti.ScopeResultReadonly, lti.ScopeScore}, Granted: []string{lti.ScopeResultReadonly, lti.ScopeScore}},
		LineItemsURL: "https://lms.example/lineitems", LineItems: make([]lti.LineItem, 12), MembershipsURL: "https://lms.example/members", Members: 40,
	}
}

func TestCheckLTI13(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*LTI13)
		want   []string
	}{
		{"all is well", func(*LTI13) {}, nil},
		{"no key", func(l *LTI13) { l.KeyErr = grade.ErrUnreadable }, []string{"lti13.key failed TK-04"}},
		{"no key set address", func(l *LTI13) { l.KeySetURL = "" }, []string{"lti13.keyset skipped "}},
		{"key set unreachable", func(l *LTI13) { l.KeySetErr = grade.ErrTemporary }, []string{"lti13.keyset failed TK-04"}},
		{"another key under this kid", func(l *LTI13) { l.Published = lti.PublishedOtherKey }, []string{"lti13.keyset failed TK-04"}},
		{"client unknown", func(l *LTI13) { l.Token, l.TokenErr = nil, &lti.TokenError{Problem: lti.ProblemClient} }, []string{"lti13.token failed TK-03"}},
		{"clock", func(l *LTI13) { l.Token, l.TokenErr = nil, &lti.TokenError{Problem: lti.ProblemClock} }, []string{"lti13.token failed TK-09"}},
		{"no answer", func(l *LTI13) { l.Token, l.TokenErr = nil, grade.ErrTemporary }, []string{"lti13.token failed TR-03"}},
		{"the score scope is missing", func(l *LTI13) { l.Token.Granted = l.Token.Granted[:1] }, []string{"lti13.scopes failed TK-01"}},
		{"another scope is missing", func(l *LTI13) { l.Token.Granted = l.Token.Granted[1:] }, []string{"lti13.scopes warning TK-02"}},
		{"no line items address", func(l *LTI13) { l.LineItemsURL = "" }, []string{"lti13.lineitems skipped "}},
		{"line items refused", func(l *LTI13) { l.LineItemsErr = grade.ErrScope }, []string{"lti13.lineitems failed "}},
		{"roster refused", func(l *LTI13) { l.MembersErr = grade.ErrScope }, []string{"lti13.roster failed "}},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := good()
			in.LTI13 = registered()
			c.change(in.LTI13)
			var got []string
			for _, check := range in.Check().Checks {
				if check.Group == groupLTI13 && check.State != diagnose.CheckOK {
					got = append(got, fmt.Sprint(check.ID, " ", check.State, " ", check.Code))
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}
