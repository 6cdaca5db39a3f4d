package resync_test

import (
	"strings"
	"testing"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/resync"
)

// unlock hides from the plan that grades are locked.
func unlock(b *grade.Book, _ *grade.Records) {
	for i := range b.Activities {
		if item := b.Activities[i].LineItem; item != nil {
			item.Locked = grade.Maybe[bool]{}
		}
	}
	for i := range b.Results {
		b.Results[i].Locked, b.Results[i].Closed = grade.Maybe[bool]{}, grade.Maybe[bool]{}
	}
}

// ours hides that people gave grades.
func ours(b *grade.Book, _ *grade.Records) {
	for i := range b.Results {
		b.Results[i].Overridden, b.Results[i].Grader = grade.Known(false), ""
	}
}

// undeleted lets the plan find a deleted column where the tool believes it.
func undeleted(b *grade.Book, r *grade.Records) {
	for i := range b.Activities {
		a := &b.Activities[i]
		for _, tool := range r.Activities {
			if tool.ResourceLinkID != "" && tool.ResourceLinkID == a.ResourceLinkID && a.LineItem == nil {
				a.Graded, a.LineItem = grade.Known(true), &grade.LineItem{URL: tool.LineItemURL, Max: tool.Max}
			}
		}
	}
	// Whom the gradebook does not list it shows no grade.
	for i := range b.Learners {
		b.Learners[i].Listed = grade.Known(false)
	}
}

// stayed lets the plan find people in the roster who left the course.
func stayed(b *grade.Book, r *grade.Records) {
	known := map[string]bool{}
	for _, l := range b.Learners {
		for _, id := range l.LTIUserIDs {
			known[id] = true
		}
	}
	for _, a := range r.Accounts {
		if a.LMSUserID != "" && !known[a.LMSUserID] {
			b.Learners = append(b.Learners, grade.Learner{ID: "left-" + a.ID, LTIUserIDs: []string{a.LMSUserID}, Listed: grade.Known(false),
				Enrolments: []grade.Enrolment{{Kind: grade.RoleLearner}}})
		}
	}
}

// TestNotConfirmed: what the LMS refuses, or takes and does not show, is told with
// its cause, and the totals add up.
func TestNotConfirmed(t *testing.T) {
	manual := resync.Options{OverwriteManual: true, AllowLower: true, Limit: 2}
	two := resync.Options{AllowLower: true, Limit: 2}
	for _, c := range []struct {
		name     string
		lab      lab.Options
		blind    func(*grade.Book, *grade.Records)
		via      resync.Via
		options  resync.Options
		outcome  resync.Outcome
		cause    string
		words    string // of the reason
		attempts int
		answer   string
	}{
		{"locked column", lab.Options{Break: []string{"AC-10"}}, unlock, resync.Via{AGS: true}, two, resync.Refused, "AC-10", "did not take", 1, "HTTP 500"},
		{"closed period", lab.Options{LMS: "canvas", Break: []string{"AC-10"}}, unlock, both(), two, resync.Refused, "AC-10", "did not take", 1, "HTTP 422"},
		{"overridden", lab.Options{Break: []string{"AC-11"}}, nil, both(), manual, resync.AcceptedNotShown, "AC-11", "set the grade by hand", 1, ""},
		{"graded by a teacher, whom Canvas is told to heed", lab.Options{LMS: "canvas", Break: []string{"AC-11"}}, ours, resync.Via{AGS: true}, two, resync.AcceptedNotShown, "", "shows", 1, ""},
		{"graded by a teacher, whom Canvas is told not to heed", lab.Options{LMS: "canvas", Break: []string{"AC-11"}}, nil, resync.Via{AGS: true}, manual, resync.Confirmed, "", "", 1, ""},
		{"always stale", lab.Options{Break: []string{"TR-03"}, Misbehave: "lti:stale"}, nil, resync.Via{AGS: true}, two, resync.Refused, "AC-03", "not newer", 3, "HTTP 409"},
		{"always stale, in Canvas", lab.Options{LMS: "canvas", Break: []string{"TR-03"}, Misbehave: "lti:stale"}, nil, resync.Via{AGS: true}, two, resync.Refused, "AC-03", "", 3, "HTTP 400"},
		{"taken and lost", lab.Options{Break: []string{"TR-03"}, Misbehave: "lti:lost"}, nil, resync.Via{AGS: true}, two, resync.AcceptedNotShown, "", "shows no grade", 1, ""},
		{"failure in 200", lab.Options{Break: []string{"TR-06"}, Misbehave: "lti:lost"}, nil, resync.Via{LTI11: true}, two, resync.Refused, "AC-10", "", 1, "HTTP 200"},
		{"person left", lab.Options{Break: []string{"ID-08"}}, stayed, resync.Via{AGS: true}, two, resync.Refused, "ID-08", "", 1, "HTTP 400"},
		{"no score scope", lab.Options{Break: []string{"TR-03"}, Misbehave: "lti:noscope:score"}, nil, resync.Via{AGS: true}, two, resync.Refused, "TK-02", "", 1, "no answer"},
		{"server down for scores", lab.Options{Break: []string{"TR-03"}, Misbehave: "lti:fail:503:/scores"}, nil, resync.Via{AGS: true}, two, resync.Refused, "TR-03", "", 8, "HTTP 503"},
		{"cut for scores", lab.Options{Break: []string{"TR-03"}, Misbehave: "lti:html:/scores"}, nil, resync.Via{AGS: true}, two, resync.AcceptedNotShown, "", "shows no grade", 1, ""},
		{"wrong secret", lab.Options{LMS: "canvas", Break: []string{"TR-03"}, Misbehave: "lti:fail:401:/scores"}, nil, resync.Via{AGS: true}, two, resync.Refused, "", "", 2, "HTTP 401"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t, c.lab)
			e := s.examine(t)
			if c.blind != nil {
				e = s.examine(t, c.blind)
			}
			p, l := resync.MakePlan(e, nil, c.via, c.options), &ledger{}
			planned := p.Document()
			if planned.Totals.Send == 0 {
				t.Fatalf("nothing to send: %+v", planned.Plan)
			}
			if err := s.sender(t, l).Apply(t.Context(), p, nil); err != nil {
				t.Fatal(err)
			}
			whole(t, p, l.all())
			for _, e := range p.Document().Plan {
				if e.Action != resync.Send {
					continue
				}
				if e.Outcome != c.outcome || e.Cause != c.cause || !strings.Contains(e.Reason, c.words) || e.Attempts != c.attempts || !strings.HasPrefix(e.Answer, c.answer) ||
					c.answer == "" && e.Answer != "" {
					t.Errorf("%+v", e)
				}
			}
			if got := p.Document().Totals.Send; got != planned.Totals.Send {
				t.Errorf("%d of %d were offered: %+v", got, planned.Totals.Send, p.Document().Plan)
			}
		})
	}
}
