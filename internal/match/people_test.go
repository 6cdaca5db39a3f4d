package match

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gradesync/gradesync/internal/grade"
)

// roll is a small roster: ids as Moodle has them, e-mail addresses and logins.
func roll() []grade.Learner {
	return []grade.Learner{
		{ID: "5", LTIUserIDs: []string{"5"}, Email: "Anna@Example.edu", Login: "anna", SISID: "S5", Name: "Anna Okafor"},
		{ID: "6", LTIUserIDs: []string{"6", "old-6"}, Email: "ben@example.edu", Login: "ben", SISID: "S6", Name: "Ben Ito"},
		{ID: "7", LTIUserIDs: []string{"7"}, Email: "twin@example.edu", Login: "cara", SISID: "S7", Name: "Cara Lund"},
		{ID: "8", LTIUserIDs: []string{"8"}, Email: "TWIN@example.edu", Login: "dan", SISID: "S8", Name: "Dan Lund"},
	}
}

func TestAccountsFindTheirLearner(t *testing.T) {
	for name, test := range map[string]struct {
		account grade.Account
		want    Person
	}{
		"sub": {
			grade.Account{LMSUserID: "5", Email: "ben@example.edu"},
			Person{Learner: "5", How: ByLTIUser, Key: "5"},
		},
		"former sub": {
			grade.Account{LMSUserID: "old-6"},
			Person{Learner: "6", How: ByLTIUser, Key: "old-6"},
		},
		"1.1 user id": {
			grade.Account{LTI11UserID: "7", SISID: "S5"},
			Person{Learner: "7", How: ByLTI11User, Key: "7"},
		},
		"SIS id before e-mail": {
			grade.Account{SISID: " s6 ", Email: "anna@example.edu"},
			Person{Learner: "6", How: BySISID, Key: " s6 "},
		},
		"e-mail in other case": {
			grade.Account{Email: "ANNA@example.EDU\u200b"},
			Person{Learner: "5", How: ByEmail, Key: "ANNA@example.EDU\u200b"},
		},
		"login": {
			grade.Account{Login: "Dan"},
			Person{Learner: "8", How: ByLogin, Key: "Dan"},
		},
		"two learners with the e-mail": {
			grade.Account{Email: "twin@example.edu", Login: "cara"},
			Person{How: ByEmail, Key: "twin@example.edu", Candidates: []string{"7", "8"}},
		},
		"a stronger key decides before an ambiguous one": {
			grade.Account{SISID: "S8", Email: "twin@example.edu"},
			Person{Learner: "8", How: BySISID, Key: "S8"},
		},
		"changed sub": {
			grade.Account{LMSUserID: "99", Email: "ben@example.edu"},
			Person{Learner: "6", How: ByEmail, Key: "ben@example.edu", Failed: ByLTIUser, FailedKey: "99"},
		},
		"nobody": {
			grade.Account{LMSUserID: "99", Email: "zoe@example.edu"},
			Person{Failed: ByLTIUser, FailedKey: "99"},
		},
		"no key": {grade.Account{Name: "Anna Okafor"}, Person{}},
		"blank keys": {
			grade.Account{LMSUserID: " ", Email: "\t", Login: "\u00a0"},
			Person{},
		},
	} {
		t.Run(name, func(t *testing.T) {
			test.account.ID, test.want.Account = "a1", "a1"
			other := grade.Account{ID: "a2", LTI11UserID: "5"} // shows that 1.1 ids are the LMS's ids here
			got := Join(&grade.Book{Learners: roll()}, &grade.Records{Accounts: []grade.Account{test.account, other}})
			if diff := cmp.Diff(test.want, got.People["a1"]); diff != "" {
				t.Errorf("person (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEmptyKeysOfTheRosterMatchNothing(t *testing.T) {
	b := &grade.Book{Learners: []grade.Learner{{ID: "5"}, {ID: "6", Login: "ben"}}}
	r := &grade.Records{Accounts: []grade.Account{{ID: "a"}, {ID: "b", Login: " "}}}
	for id, p := range Join(b, r).People {
		if diff := cmp.Diff(Person{Account: id}, p); diff != "" {
			t.Errorf("person (-want +got):\n%s", diff)
		}
	}
}

func TestWithoutARosterNothingMatches(t *testing.T) {
	r := &grade.Records{Accounts: []grade.Account{{ID: "a", LMSUserID: "5", Email: "anna@example.edu"}}}
	for name, b := range map[string]*grade.Book{"no book": nil, "roster not read": {}} {
		t.Run(name, func(t *testing.T) {
			got := Join(b, r)
			want := map[string]Person{"a": {Account: "a"}}
			if diff := cmp.Diff(want, got.People); diff != "" {
				t.Errorf("people (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNoRecords(t *testing.T) {
	got := Join(&grade.Book{Learners: roll()}, nil)
	if len(got.People)+len(got.Items)+len(got.Near)+len(got.Duplicates) != 0 {
		t.Errorf("Join without records found %+v", got)
	}
}

// An LMS that tells its own ids alone, not those that launches carry, cannot show
// that an account's id has changed.
func TestKeyTheLMSDoesNotTellHasNotFailed(t *testing.T) {
	learners := []grade.Learner{{ID: "12", Email: "anna@example.edu"}, {ID: "13", Email: "ben@example.edu"}}
	accounts := []grade.Account{
		{ID: "a", LMSUserID: "2f5c", Email: "anna@example.edu", SISID: "S1"},
		{ID: "b", LMSUserID: "77aa", Email: "ben@example.edu"},
	}
	got := Join(&grade.Book{Learners: learners}, &grade.Records{Accounts: accounts})
	for id, p := range got.People {
		if p.How != ByEmail || p.Failed != "" {
			t.Errorf("account %s: matched by %q, failed %q", id, p.How, p.Failed)
		}
	}
	if diff := cmp.Diff(map[How]bool{ByEmail: true}, got.Tells); diff != "" {
		t.Errorf("kinds of key told (-want +got):\n%s", diff)
	}
}

func TestMergedAccountsFollow(t *testing.T) {
	accounts := []grade.Account{
		{ID: "a", MergedInto: "b", MergeState: "done", Email: "ben@example.edu"},
		{ID: "b", MergedInto: "c", MergeState: "done"},
		{ID: "c", LMSUserID: "5"},
		{ID: "pending", MergedInto: "c", MergeState: "pending", LMSUserID: "6"},
		{ID: "gone", MergedInto: "nowhere", MergeState: "done", LMSUserID: "7"},
		{ID: "round", MergedInto: "about", MergeState: "done", LMSUserID: "8"},
		{ID: "about", MergedInto: "round", MergeState: "done", LMSUserID: "7"},
	}
	got := Join(&grade.Book{Learners: roll()}, &grade.Records{Accounts: accounts})
	learners := map[string]string{}
	for id, p := range got.People {
		learners[id] = p.Learner + " via " + p.Via
	}
	want := map[string]string{
		"a": "5 via c", "b": "5 via c", "c": "5 via ", "pending": "6 via ", "gone": "7 via ",
		"round": "8 via ", "about": "7 via ",
	}
	if diff := cmp.Diff(want, learners); diff != "" {
		t.Errorf("learners (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"c", "a", "b"}, got.Accounts["5"]); diff != "" {
		t.Errorf("accounts of learner 5 (-want +got):\n%s", diff)
	}
}

func TestAccountsOfALearnerStrongestFirst(t *testing.T) {
	accounts := []grade.Account{
		{ID: "a", Login: "anna"}, {ID: "b", Email: "anna@example.edu"}, {ID: "c", LMSUserID: "5"}, {ID: "d", SISID: "S5"},
	}
	got := Join(&grade.Book{Learners: roll()}, &grade.Records{Accounts: accounts})
	if diff := cmp.Diff([]string{"c", "d", "b", "a"}, got.Accounts["5"]); diff != "" {
		t.Errorf("accounts of learner 5 (-want +got):\n%s", diff)
	}
}

func TestRepeatedRowsOfOneAccount(t *testing.T) {
	accounts := []grade.Account{{ID: "a", Email: "ben@example.edu"}, {ID: "a", Email: "anna@example.edu"}, {ID: "a", Email: "Anna@example.edu"}}
	got := Join(&grade.Book{Learners: roll()}, &grade.Records{Accounts: accounts})
	want := Person{Account: "a", How: ByEmail, Key: "Anna@example.edu", Candidates: []string{"5", "6"}}
	if diff := cmp.Diff(want, got.People["a"]); diff != "" {
		t.Errorf("person (-want +got):\n%s", diff)
	}
}
