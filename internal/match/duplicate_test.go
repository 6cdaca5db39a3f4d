package match

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gradesync/gradesync/internal/grade"
)

func TestDuplicates(t *testing.T) {
	for name, test := range map[string]struct {
		a, b Identity
		want bool
	}{
		"alias with a plus, same name": {
			Identity{Name: "Anna Okafor", Email: "anna.okafor@example.edu"}, Identity{Name: "Anna Okafor", Email: "anna.okafor+x@example.edu"}, true,
		},
		"alias with a plus, no name": {
			Identity{Email: "anna.okafor@example.edu"}, Identity{Email: "anna.okafor+x@example.edu"}, true,
		},
		"same local part at another domain, same name": {
			Identity{Name: "Anna Okafor", Email: "anna.okafor@example.edu"}, Identity{Name: "Okafor, Anna", Email: "anna.okafor@gmail.com"}, true,
		},
		"same short local part at another domain, same name": {
			Identity{Name: "Anna Okafor", Email: "anna@example.edu"}, Identity{Name: "Anna Okafor", Email: "anna@gmail.com"}, true,
		},
		"same local part at another domain, no name": {
			Identity{Email: "anna.okafor@example.edu"}, Identity{Email: "anna.okafor@gmail.com"}, false,
		},
		"typing error in the e-mail, initials": {
			Identity{Name: "A. Okafor", Email: "anna.okafor@example.edu"}, Identity{Name: "Anna Okafor", Email: "anna.okofor@example.edu"}, true,
		},
		"typing error that makes another name": {
			Identity{Name: "Maria Silva", Email: "m.silva@example.edu"}, Identity{Name: "Nuno Costa", Email: "n.silva@example.edu"}, false,
		},
		"two names of one letter more": {
			Identity{Name: "Jan Novak", Email: "jan.novak@example.edu"}, Identity{Name: "Jana Novak", Email: "jana.novak@example.edu"}, false,
		},
		"two names of another letter": {
			Identity{Name: "Marie Novak", Email: "marie.novak@example.edu"}, Identity{Name: "Maria Novak", Email: "maria.novak@example.edu"}, false,
		},
		"a digit tells people apart": {
			Identity{Name: "Wei Chen", Email: "wei.chen1@example.edu"}, Identity{Name: "Wei Chen", Email: "wei.chen2@example.edu"}, false,
		},
		"same name and nothing else": {
			Identity{Name: "Anna Okafor", Email: "anna@example.edu"}, Identity{Name: "Anna Okafor"}, true,
		},
		"same first name and nothing else": {
			Identity{Name: "Anna"}, Identity{Name: "Anna"}, false,
		},
		"same name, other mailboxes": {
			Identity{Name: "Wei Chen", Email: "wc88@example.edu"}, Identity{Name: "Wei Chen", Email: "blossom@example.edu"}, false,
		},
		"login stem and name": {
			Identity{Name: "Anna Okafor", Login: "a.okafor"}, Identity{Name: "Anna Ngozi Okafor", Login: "aokafor2"}, false,
		},
		"login of one is the e-mail name of the other": {
			Identity{Name: "Anna Okafor", Login: "aokafor"}, Identity{Name: "Anna Okafor", Email: "a.okafor@example.edu"}, true,
		},
		"strangers": {
			Identity{Name: "Anna Okafor", Email: "anna@example.edu", Login: "anna"}, Identity{Name: "Ben Ito", Email: "ben@example.edu", Login: "ben"}, false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			test.a.ID, test.b.ID = "b", "a"
			got := Duplicates([]Identity{test.a, test.b})
			if (len(got) == 1) != test.want {
				t.Fatalf("Duplicates = %+v, want found %v", got, test.want)
			}
			for _, d := range got {
				if d.A != "a" || d.B != "b" || d.Score < Threshold || d.Score > 1 || len(d.Reasons) == 0 {
					t.Errorf("duplicate %+v", d)
				}
			}
		})
	}
}

func TestManyOfOneNameAreNotDuplicates(t *testing.T) {
	var people []Identity
	for i := range 3 {
		people = append(people, Identity{ID: fmt.Sprint(i), Name: "Maria Garcia"})
	}
	if got := Duplicates(people); len(got) != 0 {
		t.Errorf("three people of one name, and nothing else known of them: %+v", got)
	}
}

func TestDifferentLMSUsersAreNotDuplicates(t *testing.T) {
	same := grade.Account{Name: "Wei Chen", Email: "wei.chen@gmail.com"}
	with := func(id, lms, lti11, mail string) grade.Account {
		a := same
		a.ID, a.LMSUserID, a.LTI11UserID = id, lms, lti11
		if mail != "" {
			a.Email = mail
		}
		return a
	}
	for name, test := range map[string]struct {
		a, b grade.Account
		want bool
	}{
		"two subs":                    {with("a", "u1", "", ""), with("b", "u2", "", ""), false},
		"two 1.1 ids":                 {with("a", "", "u1", ""), with("b", "", "u2", ""), false},
		"one sub":                     {with("a", "u1", "", ""), with("b", "", "", ""), true},
		"matched to two learners":     {with("a", "", "", "wei1@example.edu"), with("b", "", "", "wei2@example.edu"), false},
		"two ids of the same learner": {with("a", "l3", "", "x@example.edu"), with("b", "l3-old", "", "y@example.org"), true},
	} {
		t.Run(name, func(t *testing.T) {
			b := &grade.Book{Learners: []grade.Learner{
				{ID: "1", Email: "wei1@example.edu"}, {ID: "2", Email: "wei2@example.edu"}, {ID: "3", LTIUserIDs: []string{"l3", "l3-old"}},
			}}
			got := Join(b, &grade.Records{Accounts: []grade.Account{test.a, test.b}}).Duplicates
			if (len(got) == 1) != test.want {
				t.Errorf("Duplicates = %+v, want found %v", got, test.want)
			}
		})
	}
}

func TestMergedAccountsAreNoDuplicates(t *testing.T) {
	for state, want := range map[string]int{"done": 0, "pending": 1, "none": 1} {
		got := Join(nil, &grade.Records{Accounts: []grade.Account{
			{ID: "a", Email: "anna.okafor@example.edu"},
			{ID: "b", Email: "anna.okafor+x@example.edu", MergedInto: "a", MergeState: state},
		}}).Duplicates
		if len(got) != want {
			t.Errorf("merge state %s: %+v", state, got)
		}
	}
}

func TestNear(t *testing.T) {
	learners := []grade.Learner{
		{ID: "1", LTIUserIDs: []string{"1"}, Name: "Anna Okafor", Email: "anna.okafor@example.edu"},
		{ID: "2", LTIUserIDs: []string{"2"}, Name: "Wei Chen", Email: "wei.chen1@example.edu"},
		{ID: "3", LTIUserIDs: []string{"3"}, Name: "Wei Chen", Email: "wei.chen2@example.edu"},
		{ID: "4", LTIUserIDs: []string{"4"}, Name: "Ben Ito", Email: "ben@example.edu"},
	}
	for name, test := range map[string]struct {
		account grade.Account
		want    string
	}{
		"typing error":                  {grade.Account{Name: "Anna Okafor", Email: "anna.okofor@example.edu"}, "1"},
		"other domain":                  {grade.Account{Name: "Anna Okafor", Email: "anna.okafor@mail.example"}, "1"},
		"name alone":                    {grade.Account{Name: "Okafor, Anna"}, "1"},
		"name of two":                   {grade.Account{Name: "Wei Chen"}, ""},
		"name of two, alias of one":     {grade.Account{Name: "Wei Chen", Email: "wei.chen2+x@example.edu"}, "3"},
		"another LMS user of that name": {grade.Account{Name: "Ben Ito", LMSUserID: "77"}, ""},
		"changed id and domain":         {grade.Account{Name: "Anna Okafor", Email: "anna.okafor@mail.example", LMSUserID: "77"}, "1"},
		"stranger":                      {grade.Account{Name: "Zoe Quist", Email: "zoe.quist@example.edu"}, ""},
		"matched":                       {grade.Account{Name: "Anna Okafor", LMSUserID: "1"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			test.account.ID = "a"
			got := Join(&grade.Book{Learners: learners}, &grade.Records{Accounts: []grade.Account{test.account}})
			if got.Near["a"].Learner != test.want {
				t.Errorf("Near = %+v, want learner %q", got.Near["a"], test.want)
			}
		})
	}
}

// The work grows with the number of accounts, not with its square, also where
// everyone shares a name, an address or a login.
func TestComparisonsStayNearLinear(t *testing.T) {
	const n = 50_000
	for name, who := range map[string]func(i int) Identity{
		"realistic":   realistic,
		"one name":    func(i int) Identity { return Identity{Name: "Maria Garcia", Email: fmt.Sprintf("mg%d@example.edu", i)} },
		"one address": func(int) Identity { return Identity{Email: "student@example.edu"} },
		"one stem":    func(i int) Identity { return Identity{Login: fmt.Sprintf("garcia%d", i)} },
		"blocks just small enough": func(i int) Identity {
			return Identity{Name: fmt.Sprintf("Maria Garcia%d", i/maxBlock), Email: fmt.Sprintf("garcia%d@x%d.example", i%1000, i/1000)}
		},
	} {
		t.Run(name, func(t *testing.T) {
			people := make([]profile, n)
			for i := range people {
				who := who(i)
				who.ID = fmt.Sprint(i)
				people[i] = newProfile(who)
			}
			if got := len(pairs(people, false)); got > 2*maxBlock*n {
				t.Errorf("%d comparisons among %d people", got, n)
			}
		})
	}
}

// A large site has many people who share a name, and whose logins are numbered.
func TestNumberedNamesakesAreNotDuplicates(t *testing.T) {
	people := make([]Identity, 20_000)
	for i := range people {
		people[i] = realistic(i)
	}
	if got := Duplicates(people); len(got) != 0 {
		t.Errorf("%d pairs among people who are all different, the first: %+v", len(got), got[0])
	}
}

func realistic(i int) Identity {
	given := []string{"Anna", "Ben", "Cara", "Dan", "Eva", "Finn", "Gül", "Hugo", "Ines", "Jörg"}[i%10]
	family := fmt.Sprintf("%c%s", 'A'+rune(i/10%26), []string{"okafor", "ito", "lund", "smith", "jones", "garcia", "chen", "novak"}[i/260%8])
	return Identity{
		ID: fmt.Sprint(i), Name: given + " " + family,
		Email: fmt.Sprintf("%s.%s%d@example.edu", fold(given), fold(family), i/2080), Login: fmt.Sprintf("%c%s%d", given[0], family, i),
	}
}

func BenchmarkDuplicates50000(b *testing.B) {
	people := make([]Identity, 50_000)
	for i := range people {
		people[i] = realistic(i)
	}
	b.ReportAllocs()
	for b.Loop() {
		Duplicates(people)
	}
}

func TestReasonsNameNobody(t *testing.T) {
	got := Duplicates([]Identity{
		{ID: "1", Name: "Anna Okafor", Email: "anna.okafor@example.edu", Login: "aokafor"},
		{ID: "2", Name: "Anna Okafor", Email: "anna.okafor+x@example.edu", Login: "aokafor"},
	})
	want := []Duplicate{{A: "1", B: "2", Score: 0.98, Reasons: []string{
		"e-mail alias of the same mailbox", "same name, which nobody else has", "same login",
	}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("duplicates (-want +got):\n%s", diff)
	}
}
