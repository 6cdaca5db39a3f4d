package resync_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/lti"
	"github.com/gradesync/gradesync/internal/resync"
)

// big is a course with as many scores as wanted, none of which is in the gradebook:
// columns that the tool made itself, and all of the practice course's learners.
func (s *site) big(t testing.TB, scores int) diagnose.Input {
	t.Helper()
	in := s.examine(t).Input
	book := &grade.Book{LMS: in.Book.LMS, AskedAt: in.Book.AskedAt, Course: in.Book.Course, Results: []grade.Result{}}
	records := &grade.Records{}
	for _, l := range in.Book.Learners {
		if kind, _ := l.Role(); kind != grade.RoleLearner || !grade.Is(l.State(), grade.EnrolmentActive) {
			continue
		}
		book.Learners = append(book.Learners, l)
		records.Accounts = append(records.Accounts, grade.Account{ID: "a" + l.ID, LMSUserID: l.LTIUserIDs[0], Role: "student"})
	}
	services := s.sender(t, nil).AGS
	for n := 0; len(records.Scores) < scores; n++ {
		item, err := services.CreateLineItem(t.Context(), s.LTIAt(s.url).LineItemsURL, lti.LineItem{Label: fmt.Sprint("Extra ", n), Maximum: grade.Known(10.0)})
		if err != nil {
			t.Fatal(err)
		}
		id := fmt.Sprint(9000 + n)
		book.Activities = append(book.Activities, grade.Activity{ID: id, Title: id, Kind: "column", Graded: grade.Known(true),
			LineItem: &grade.LineItem{ID: id, URL: item.ID, Max: grade.Known(10.0)}})
		records.Activities = append(records.Activities, grade.ToolActivity{ID: "t" + id, Title: id, Max: grade.Known(10.0), LineItemURL: item.ID})
		for i, l := range book.Learners {
			if len(records.Scores) == scores {
				break
			}
			book.Results = append(book.Results, grade.Result{Learner: l.ID, Activity: id, Empty: true})
			records.Scores = append(records.Scores, grade.Score{Account: "a" + l.ID, Activity: "t" + id, Score: grade.Known(float64(1+i%9) + 0.5), Max: grade.Known(10.0)})
		}
	}
	return diagnose.Input{Book: book, Records: records, Now: in.Now, Tolerance: 0.01}
}

// TestFaults: with a fifth of all scores answered by 429, by 500 or by a cut
// connection, all of them arrive, once, with one token and few sends.
func TestFaults(t *testing.T) {
	s, l := serve(t, lab.Options{Misbehave: "lti:flaky:20"}), &ledger{}
	in := s.big(t, 1000)
	tokens := s.Stats().Tokens
	p := resync.MakePlan(diagnose.Examine(in, nil), nil, resync.Via{AGS: true}, resync.Options{})
	start := s.clock.Now()
	if err := s.sender(t, l).Apply(t.Context(), p, nil); err != nil {
		t.Fatal(err)
	}
	whole(t, p, l.all())
	doc, sends := p.Document(), 0
	for _, e := range doc.Plan {
		sends += e.Attempts
	}
	t.Logf("%d scores, %d sends, %d tokens, %v by their clock", doc.Totals.Send, sends, s.Stats().Tokens-tokens, s.clock.Now().Sub(start).Round(time.Second))
	if doc.Totals.Confirmed != 1000 || sends <= 1000 || sends > 1500 || s.Stats().Tokens-tokens != 1 {
		t.Errorf("%+v, %d sends, %d tokens", doc.Totals, sends, s.Stats().Tokens-tokens)
	}
	if taken := s.Stats().Taken; len(taken) != 1000 || s.stored() != 1000 {
		t.Errorf("%d cells took %d scores", len(taken), s.stored())
	}
}

// TestFaultsLTI11 is the same over LTI 1.1, where reading back suffers as well.
func TestFaultsLTI11(t *testing.T) {
	for _, lms := range []string{"moodle", "canvas"} {
		s, l := serve(t, lab.Options{LMS: lms, Break: []string{"TR-03", "TR-06", "LA-05"}, Misbehave: "lti:flaky:20"}), &ledger{}
		p := resync.MakePlan(s.examine(t), nil, resync.Via{LTI11: true}, resync.Options{})
		if err := s.sender(t, l).Apply(t.Context(), p, nil); err != nil {
			t.Fatal(err)
		}
		whole(t, p, l.all())
		if n := p.Document().Totals; n.Send == 0 || n.Confirmed != n.Send || s.stored() != n.Send || p.HeldBack() != 0 {
			t.Errorf("%s: %+v, %d stored", lms, n, s.stored())
		}
	}
}
