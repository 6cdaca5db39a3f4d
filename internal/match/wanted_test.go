package match

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gradesync/gradesync/internal/grade"
)

func TestWantedNamesWhatTheBookCannotPlace(t *testing.T) {
	book := &grade.Book{
		Course: grade.Course{ID: "9", ContextIDs: []string{"here"}}, Contexts: map[string]string{"there": "7", "nowhere": ""},
		Learners: []grade.Learner{{ID: "5", LTIUserIDs: []string{"sub-5"}, FormerIDs: []string{"was-5"}}, {ID: "6"}},
	}
	records := &grade.Records{
		Accounts: []grade.Account{
			{ID: "a", LMSUserID: "sub-5"}, {ID: "b", LMSUserID: "was-5"}, {ID: "c", LMSUserID: " 6 "},
			{ID: "d", LMSUserID: "sub-z"}, {ID: "e", LMSUserID: "sub-b", LTI11UserID: "old-b"}, {ID: "f", LMSUserID: "sub-z"},
			{ID: "g", LTI11UserID: "old-c"}, {ID: "h", LTI11UserID: "sub-5"}, {ID: "i"},
		},
		Launches: []grade.Launch{
			{ContextID: "here"}, {ContextID: "there"}, {ContextID: "nowhere"}, {ContextID: "y"}, {ContextID: "x"}, {ContextID: "y"}, {},
		},
	}
	sub13, user11, contexts := Wanted(book, records, everyone(records))
	got := [][]string{sub13, user11, contexts}
	if diff := cmp.Diff([][]string{{"sub-b", "sub-z"}, {"old-c"}, {"x", "y"}}, got); diff != "" {
		t.Errorf("wanted (-want +got):\n%s", diff)
	}
}

func TestNothingIsWantedWithoutBothSides(t *testing.T) {
	records := &grade.Records{Accounts: []grade.Account{{ID: "a", LMSUserID: "s", LTI11UserID: "o"}}}
	for name, side := range map[string]struct {
		b *grade.Book
		r *grade.Records
	}{"no book": {nil, records}, "no records": {&grade.Book{}, nil}, "no roster": {&grade.Book{}, records}} {
		if sub13, user11, contexts := Wanted(side.b, side.r, everyone(side.r)); len(sub13)+len(user11)+len(contexts) > 0 {
			t.Errorf("%s: wanted %v, %v, %v", name, sub13, user11, contexts)
		}
	}
}

func TestFormerIDsMatchAfterCurrentOnes(t *testing.T) {
	learners := []grade.Learner{
		{ID: "5", LTIUserIDs: []string{"sub-5"}, FormerIDs: []string{"was-5", "sub-6"}, Email: "anna@example.edu"},
		{ID: "6", LTIUserIDs: []string{"sub-6"}, FormerIDs: []string{"was-6"}, Email: "ben@example.edu"},
	}
	accounts := []grade.Account{
		{ID: "current before former", LMSUserID: "sub-6"},
		{ID: "former before e-mail", LMSUserID: "was-5", Email: "ben@example.edu"},
		{ID: "former of 1.1", LTI11UserID: "was-6"},
		{ID: "unknown", LMSUserID: "zz", LTI11UserID: "was-6"},
	}
	got := Join(&grade.Book{Learners: learners}, &grade.Records{Accounts: accounts}).People
	want := map[string]Person{
		"current before former": {Learner: "6", How: ByLTIUser, Key: "sub-6"},
		"former before e-mail":  {Learner: "5", How: ByFormerLTIUser, Key: "was-5", Failed: ByLTIUser, FailedKey: "was-5"},
		"former of 1.1":         {Learner: "6", How: ByFormerLTIUser, Key: "was-6"},
		"unknown":               {Failed: ByLTIUser, FailedKey: "zz"},
	}
	for id, p := range want {
		p.Account = id
		if diff := cmp.Diff(p, got[id]); diff != "" {
			t.Errorf("person (-want +got):\n%s", diff)
		}
	}
}

func TestABareLinkDoesNotTakeTheTitleOfAnAssignment(t *testing.T) {
	book := &grade.Book{Activities: []grade.Activity{
		{ID: "moduleitem:1", Title: "Lab 1", Kind: "module_link"}, {ID: "31", Title: "Lab 1", Kind: "external_tool"},
		{ID: "moduleitem:2", Title: "Lab 2", Kind: "module_link"},
	}}
	tools := []grade.ToolActivity{{ID: "t1", Title: "Lab 1"}, {ID: "t2", Title: "Lab 2"}}
	items := Join(book, &grade.Records{Activities: tools}).Items
	if items["t1"].Activity != "31" || items["t2"].Activity != "moduleitem:2" {
		t.Errorf("items %+v", items)
	}
}

// everyone asks for every account.
func everyone(r *grade.Records) map[string]bool {
	asked := map[string]bool{}
	if r != nil {
		for _, a := range r.Accounts {
			asked[a.ID] = true
		}
	}
	return asked
}

func TestWantedAsksOnlyForWhomItIsTold(t *testing.T) {
	b := &grade.Book{Learners: []grade.Learner{{ID: "1"}}}
	r := &grade.Records{Accounts: []grade.Account{{ID: "a", LMSUserID: "x"}, {ID: "b", LMSUserID: "y"}}}
	got, _, _ := Wanted(b, r, map[string]bool{"b": true})
	if len(got) != 1 || got[0] != "y" {
		t.Errorf("got %v, want y alone", got)
	}
}

func TestIDsThatWereNotLookedUpAreNoFailure(t *testing.T) {
	b := &grade.Book{
		Learners: []grade.Learner{{ID: "1", Email: "a@uni.example", LTIUserIDs: []string{"sub-1"}}, {ID: "2", Email: "b@uni.example"}, {ID: "3", Email: "c@uni.example"}},
		LTIUsers: map[string]string{"sub-1": "1", "sub-3": ""},
	}
	r := &grade.Records{Accounts: []grade.Account{
		{ID: "b", LMSUserID: "sub-2", Email: "b@uni.example"}, {ID: "c", LMSUserID: "sub-3", Email: "c@uni.example"},
	}}
	j := Join(b, r)
	if p := j.People["b"]; p.Failed != "" || p.How != ByEmail {
		t.Errorf("an id that nobody asked about: %+v", p)
	}
	if p := j.People["c"]; p.Failed != ByLTIUser || p.How != ByEmail {
		t.Errorf("an id that means nobody: %+v", p)
	}
}
