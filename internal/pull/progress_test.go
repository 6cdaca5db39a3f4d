package pull

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gradesync/gradesync/internal/grade"
)

// lab is an activity that counts, changed.
func lab(id string, change ...func(*grade.Activity)) grade.Activity {
	a := grade.Activity{ID: id, Kind: "lti", Visible: grade.Known(true), Graded: grade.Known(true),
		LineItem: &grade.LineItem{ID: "item" + id, Type: grade.Known(grade.Points)}}
	for _, f := range change {
		f(&a)
	}
	return a
}

func scored(activity string, change ...func(*grade.Result)) grade.Result {
	r := grade.Result{Learner: "ada", Activity: activity, Score: grade.Known(0.0)}
	for _, f := range change {
		f(&r)
	}
	return r
}

func blank(activity string, change ...func(*grade.Result)) grade.Result {
	return scored(activity, append([]func(*grade.Result){func(r *grade.Result) { r.Score, r.Empty = grade.Maybe[float64]{}, true }}, change...)...)
}

func student(id string) grade.Learner {
	return grade.Learner{ID: id, Listed: grade.Known(true), Enrolments: []grade.Enrolment{{Role: "student", Kind: grade.RoleLearner}}}
}

func book(activities []grade.Activity, results ...grade.Result) *grade.Book {
	return &grade.Book{Learners: []grade.Learner{student("ada")}, Activities: activities, Results: results}
}

// Each rule stands beside two activities that count, one of them graded.
func TestRules(t *testing.T) {
	hidden := func(a *grade.Activity) { a.Visible = grade.Known(false) }
	section := func(a *grade.Activity) { a.SectionVisible = grade.Known(false) }
	stealth := func(a *grade.Activity) { a.OnCoursePage = grade.Known(false) }
	hiddenColumn := func(a *grade.Activity) { a.LineItem.Hidden = grade.Known(true) }
	unseen := func(a *grade.Activity) { a.Visible = grade.Maybe[bool]{} }
	restricted := func(a *grade.Activity) { a.Restricted = grade.Known(true) }
	none := func(a *grade.Activity) { a.LineItem.Type = grade.Known(grade.NoGrade) }
	untyped := func(a *grade.Activity) { a.LineItem.Type = grade.Maybe[grade.ColumnType]{} }
	manual := func(a *grade.Activity) { a.Kind, a.Visible = "column", grade.Maybe[bool]{} }
	link := func(a *grade.Activity) { a.Graded, a.LineItem = grade.Known(false), nil }
	maybeLink := func(a *grade.Activity) { a.Graded, a.LineItem = grade.Maybe[bool]{}, nil }
	excused := func(r *grade.Result) { r.Excused = grade.Known(true) }
	unassigned := func(r *grade.Result) { r.Assigned = grade.Known(false) }
	assigned := func(r *grade.Result) { r.Assigned = grade.Known(true) }
	concealed := func(r *grade.Result) { r.Hidden = grade.Known(true) }
	kept := func(r *grade.Result) { r.Empty = false }
	for _, tt := range []struct {
		name            string
		activity        grade.Activity
		result          *grade.Result
		standing        Standing
		graded, counted int
	}{
		{"graded", lab("x"), new(scored("x")), Graded, 2, 3},
		{"not graded", lab("x"), new(blank("x")), Open, 1, 3},
		{"grade hidden from the learner", lab("x"), new(scored("x", concealed)), Graded, 2, 3},
		{"hidden", lab("x", hidden), new(blank("x")), Hidden, 1, 2},
		{"hidden by its section", lab("x", section), new(blank("x")), Hidden, 1, 2},
		{"hidden and graded", lab("x", hidden), new(scored("x")), Graded, 2, 3},
		{"not listed on the page", lab("x", stealth), new(blank("x")), Open, 1, 3},
		{"hidden column", lab("x", hiddenColumn), new(blank("x")), Open, 1, 3},
		{"excused", lab("x"), new(blank("x", excused)), Excused, 1, 2},
		{"excused and graded", lab("x"), new(scored("x", excused)), Graded, 2, 3},
		{"not assigned", lab("x"), new(blank("x", unassigned)), NotAssigned, 1, 2},
		{"not assigned and graded", lab("x"), new(scored("x", unassigned)), Graded, 2, 3},
		{"restricted", lab("x", restricted), new(blank("x")), Restricted, 1, 3},
		{"restricted and assigned", lab("x", restricted), new(blank("x", assigned)), Open, 1, 3},
		{"restricted and not assigned", lab("x", restricted), new(blank("x", unassigned)), NotAssigned, 1, 2},
		{"grade type none", lab("x", none), nil, GradeNone, 1, 2},
		{"grade type none and graded", lab("x", none), new(scored("x")), Graded, 2, 3},
		{"manual column", lab("x", manual), new(scored("x")), Column, 1, 2},
		{"link without column", lab("x", link), nil, NoColumn, 1, 2},
		{"result not read", lab("x"), nil, UnreadResult, -1, 0},
		{"result kept back", lab("x"), new(blank("x", kept)), UnreadResult, -1, 0},
		{"hidden, result not read", lab("x", hidden), nil, UnreadResult, -1, 0},
		{"visibility unknown", lab("x", unseen), new(blank("x")), UnknownVisibility, -1, 0},
		{"visibility unknown and graded", lab("x", unseen), new(scored("x")), Graded, 2, 3},
		{"visibility unknown and excused", lab("x", unseen), new(blank("x", excused)), Excused, 1, 2},
		{"column unknown", lab("x", maybeLink), nil, UnknownColumn, -1, 0},
		{"type unknown", lab("x", untyped), new(blank("x")), UnknownType, -1, 0},
		{"type unknown and hidden", lab("x", untyped, hidden), new(blank("x")), Hidden, 1, 2},
		{"type unknown and graded", lab("x", untyped), new(scored("x")), Graded, 2, 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := book([]grade.Activity{lab("1"), lab("2"), tt.activity}, scored("1"), blank("2"))
			if tt.result != nil {
				b.Results = append(b.Results, *tt.result)
			}
			p := Progress(b)[0]
			if got := p.Items[2].Standing; got != tt.standing {
				t.Errorf("standing %q, want %q", got, tt.standing)
			}
			if tt.graded < 0 {
				if p.Percent.Known() || p.Why == "" {
					t.Errorf("%v, %q: the percentage must be unknown, and say why", p.Percent, p.Why)
				}
				return
			}
			if p.Graded != tt.graded || p.Counted != tt.counted || !grade.Is(p.Percent, float64(tt.graded)*100/float64(tt.counted)) || p.Why != "" {
				t.Errorf("%d of %d, %v %s; want %d of %d", p.Graded, p.Counted, p.Percent, p.Why, tt.graded, tt.counted)
			}
		})
	}
}

func TestWhyUnknown(t *testing.T) {
	unseen := lab("1", func(a *grade.Activity) { a.Visible = grade.Maybe[bool]{} })
	for _, tt := range []struct {
		name  string
		book  *grade.Book
		words string
	}{
		{"activities not read", book(nil), "activities were not read"},
		{"nothing counts", book([]grade.Activity{}), "no activity counts"},
		{"results not read", book([]grade.Activity{lab("1"), lab("2")}), "results of 2 activities"},
		{"one result not read", book([]grade.Activity{lab("1")}), "results of 1 activity were"},
		{"two reasons", book([]grade.Activity{unseen, lab("2")}, blank("1")), "results of 1 activity were not read; of 1 activity it is not known whether they"},
	} {
		p := Progress(tt.book)[0]
		if p.Percent.Known() || !strings.Contains(p.Why, tt.words) {
			t.Errorf("%s: %v, %q", tt.name, p.Percent, p.Why)
		}
	}
	b := book([]grade.Activity{lab("1")})
	b.Learners[0].Listed = grade.Known(false)
	if p := Progress(b)[0]; !strings.Contains(p.Why, "no row") {
		t.Errorf("%q", p.Why)
	}
}

func TestWhoIsALearner(t *testing.T) {
	enrolled := func(kinds ...grade.RoleKind) grade.Learner {
		l := grade.Learner{ID: "ada"}
		for _, kind := range kinds {
			l.Enrolments = append(l.Enrolments, grade.Enrolment{Role: string(kind), Kind: kind})
		}
		return l
	}
	listed := func(l grade.Learner, is bool) grade.Learner {
		l.Listed = grade.Known(is)
		return l
	}
	test := enrolled(grade.RoleLearner)
	test.Test = grade.Known(true)
	for _, tt := range []struct {
		name    string
		learner grade.Learner
		graded  bool
		roles   []string
	}{
		{"learner", enrolled(grade.RoleLearner), false, []string{"learner"}},
		{"in two sections", enrolled(grade.RoleLearner, grade.RoleLearner), false, []string{"learner", "learner"}},
		{"learner who teaches", enrolled(grade.RoleStaff, grade.RoleLearner), false, []string{"learner"}},
		{"staff", listed(enrolled(grade.RoleStaff), true), true, nil},
		{"observer", listed(enrolled(grade.RoleObserver), true), false, nil},
		{"test learner", test, true, nil},
		{"own role, listed", listed(enrolled(grade.RoleOther), true), false, []string{"other"}},
		{"own role, not listed", listed(enrolled(grade.RoleOther), false), true, nil},
		{"own role, unknown", enrolled(grade.RoleOther), false, nil},
		{"own role, unknown and graded", enrolled(grade.RoleOther), true, []string{"other"}},
		{"staff with an own role", listed(enrolled(grade.RoleOther, grade.RoleStaff), true), false, nil},
		{"no role", enrolled(grade.RoleNone), false, nil},
		{"in the gradebook alone", listed(enrolled(), true), false, []string{""}},
		{"nowhere", enrolled(), false, nil},
	} {
		b := book([]grade.Activity{lab("1")}, blank("1"))
		if tt.graded {
			b.Results[0] = scored("1")
		}
		b.Learners[0] = tt.learner
		var roles []string
		for _, p := range Progress(b) {
			roles = append(roles, p.Role)
		}
		if diff := cmp.Diff(tt.roles, roles); diff != "" {
			t.Errorf("%s:\n%s", tt.name, diff)
		}
	}
}

func TestDiffers(t *testing.T) {
	for _, tt := range []struct {
		standing   Standing
		completion grade.CompletionState
		differs    bool
	}{
		{Graded, grade.CompletionComplete, false}, {Graded, grade.CompletionPassed, false}, {Graded, grade.CompletionFailed, false},
		{Graded, grade.CompletionIncomplete, true}, {Open, grade.CompletionComplete, true}, {Open, grade.CompletionFailed, true},
		{Restricted, grade.CompletionPassed, true}, {Open, grade.CompletionIncomplete, false}, {Graded, "", false}, {Open, "", false},
		{Hidden, grade.CompletionComplete, false}, {UnreadResult, grade.CompletionComplete, false},
	} {
		if got := (ItemProgress{Standing: tt.standing, Completion: tt.completion}).Differs(); got != tt.differs {
			t.Errorf("%s and %s: %v", tt.standing, tt.completion, got)
		}
	}
}

// Passed is complete, failed is not, and what does not count is not tracked here.
func TestTrackedAndCompleted(t *testing.T) {
	b := book([]grade.Activity{lab("1"), lab("2"), lab("3"), lab("4"), lab("5", func(a *grade.Activity) { a.Visible = grade.Known(false) })},
		scored("1"), scored("2"), scored("3"), blank("4"), blank("5"))
	for activity, state := range map[string]grade.CompletionState{"1": grade.CompletionPassed, "2": grade.CompletionFailed, "3": grade.CompletionComplete,
		"5": grade.CompletionComplete} {
		b.Completions = append(b.Completions, grade.Completion{Learner: "ada", Activity: activity, State: state})
	}
	if p := Progress(b)[0]; p.Tracked != 3 || p.Completed != 2 {
		t.Errorf("%d of %d", p.Completed, p.Tracked)
	}
}
