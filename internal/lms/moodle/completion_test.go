package moodle

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lab"
)

// completionOf reads a book, changes it, and asks for its completion.
func completionOf(t *testing.T, p *replay, change func(*grade.Book)) *grade.Book {
	t.Helper()
	moodle := serve(t, p, reader)
	b, err := moodle.Book(t.Context(), "CALC101")
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(b)
	}
	if err := moodle.Completion(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	return b
}

func TestCompletion(t *testing.T) {
	p := &replay{}
	b := completionOf(t, p, nil)
	want := grade.Completion{Learner: "51", Activity: "35", State: grade.CompletionComplete,
		At: grade.Known(time.Unix(1795281691, 0).UTC()), ByHand: grade.Known(false)}
	if len(b.Completions) == 0 {
		t.Fatal("no completions")
	}
	if diff := cmp.Diff(want, b.Completions[0]); diff != "" {
		t.Error(diff)
	}
	active := 0
	for _, l := range b.Learners {
		if kind, _ := l.Role(); kind == grade.RoleLearner && grade.Is(l.State(), grade.EnrolmentActive) {
			active++
		}
	}
	if n := p.count(fnCompletion); n != active || len(b.Completions) != active {
		t.Errorf("%d calls and %d completions for %d active learners", n, len(b.Completions), active)
	}
	for _, c := range b.Completions[1:] {
		if c.State != grade.CompletionIncomplete || !grade.Is(c.At, time.Time{}) {
			t.Errorf("got %+v", c)
		}
	}
	if !grade.Is(activity(t, b, "Lab 1 Limits").Tracked, true) || !grade.Is(activity(t, b, "Essay").Tracked, false) || activity(t, b, "Participation").Tracked.Known() {
		t.Error("which activities are tracked is wrong")
	}
}

func TestCompletionStates(t *testing.T) {
	body := `{"statuses":[{"cmid":1,"state":0,"timecompleted":0,"overrideby":null},{"cmid":2,"state":1,"overrideby":7},{"cmid":3,"state":2},{"cmid":4,"state":3},
		{"cmid":5,"state":4},{"cmid":6,"state":9},{"cmid":7,"state":1,"hascompletion":false},{"cmid":8,"state":1,"istrackeduser":false},{"cmid":99,"state":1}]}`
	var w wireStatuses
	if err := decode(fnCompletion, []byte(body), &w); err != nil {
		t.Fatal(err)
	}
	in := map[string]bool{}
	for _, id := range []string{"1", "2", "3", "4", "5", "6", "7", "8"} {
		in[id] = true
	}
	want := []grade.Completion{
		{Learner: "x", Activity: "1", State: grade.CompletionIncomplete, At: none(), ByHand: grade.Known(false)},
		{Learner: "x", Activity: "2", State: grade.CompletionComplete, ByHand: grade.Known(true)},
		{Learner: "x", Activity: "3", State: grade.CompletionPassed},
		{Learner: "x", Activity: "4", State: grade.CompletionFailed},
		{Learner: "x", Activity: "5", State: grade.CompletionFailed},
	}
	if diff := cmp.Diff(want, w.of("x", in)); diff != "" {
		t.Error(diff)
	}
}

// Nothing is asked where nothing is tracked, or nobody learns.
func TestCompletionIsNotAskedForNothing(t *testing.T) {
	for name, change := range map[string]func(*grade.Book){
		"course off": func(b *grade.Book) { b.Course.Tracked = grade.Known(false) },
		"no activity": func(b *grade.Book) {
			for i := range b.Activities {
				b.Activities[i].Tracked = grade.Known(false)
			}
		},
		"columns only": func(b *grade.Book) { b.Activities = []grade.Activity{{ID: "gradeitem:1", Kind: "column"}} },
		"nobody":       func(b *grade.Book) { b.Learners = []grade.Learner{} },
	} {
		p := &replay{}
		b := completionOf(t, p, change)
		if _, gapped := gap(b, grade.FactCompletions, ""); p.count(fnCompletion) != 0 || b.Completions == nil || len(b.Completions) > 0 || gapped {
			t.Errorf("%s: %d calls, completions %v", name, p.count(fnCompletion), b.Completions)
		}
	}
}

func TestCompletionRefused(t *testing.T) {
	b := completionOf(t, &replay{instead: map[string]string{fnCompletion: refused}}, nil)
	if g, ok := gap(b, grade.FactCompletions, "report/progress:view"); !ok || g.Class != grade.Forbidden || b.Completions != nil {
		t.Errorf("completions %v, gaps %+v", b.Completions, b.Gaps)
	}
	b = completionOf(t, &replay{}, func(b *grade.Book) { b.Learners = nil })
	if _, ok := gap(b, grade.FactCompletions, "roster"); !ok || b.Completions != nil {
		t.Errorf("completions %v, gaps %+v", b.Completions, b.Gaps)
	}
}

// One learner's failure is that learner's alone.
func TestCompletionOfMost(t *testing.T) {
	p := &replay{respond: func(w http.ResponseWriter, r *http.Request) bool {
		bad := r.PostForm.Get("wsfunction") == fnCompletion && r.PostForm.Get("userid") == "53"
		if bad {
			_, _ = w.Write([]byte(refused))
		}
		return bad
	}}
	b := completionOf(t, p, nil)
	for _, c := range b.Completions {
		if c.Learner == "53" {
			t.Errorf("got %+v", c)
		}
	}
	if _, ok := gap(b, "", "completion of 1 of"); !ok || len(b.Completions) == 0 {
		t.Errorf("%d completions, gaps %+v", len(b.Completions), b.Gaps)
	}
}

func TestCompletionEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	p := &replay{respond: func(_ http.ResponseWriter, r *http.Request) bool {
		if r.PostForm.Get("wsfunction") == fnCompletion {
			cancel()
		}
		return false
	}}
	moodle := serve(t, p, reader)
	b, err := moodle.Book(t.Context(), "CALC101")
	if err != nil {
		t.Fatal(err)
	}
	if err := moodle.Completion(ctx, b); !errors.Is(err, context.Canceled) || b.Completions != nil {
		t.Errorf("%v, completions %v", err, b.Completions)
	}
}

// In the practice course an activity is completed by its grade, and by nothing else.
func TestCompletionOfThePracticeCourse(t *testing.T) {
	l, err := lab.New(lab.Options{Break: []string{"SC-04"}, Now: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(l.Handler())
	t.Cleanup(srv.Close)
	moodle := open(t, srv.URL, l.Token())
	b, err := moodle.Book(t.Context(), l.Course())
	if err != nil {
		t.Fatal(err)
	}
	if err := moodle.Completion(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	states := map[grade.CompletionState]int{}
	for _, c := range b.Completions {
		states[c.State]++
		r, _ := result(b, c.Learner, c.Activity)
		if (c.State == grade.CompletionComplete) != r.Score.Known() {
			t.Errorf("%+v, and the result is %+v", c, r)
		}
	}
	if states[grade.CompletionComplete] == 0 || states[grade.CompletionIncomplete] == 0 || len(b.Totals) == 0 || !total(t, b, "51", "").Percent.Known() {
		t.Errorf("%v, %d totals", states, len(b.Totals))
	}
}
