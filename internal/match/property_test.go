package match

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/gradesync/gradesync/internal/grade"
)

// Few values, so that keys meet, repeat and contradict each other.
func someOf(values ...string) *rapid.Generator[string] { return rapid.SampledFrom(values) }

func anyLearner(t *rapid.T) grade.Learner {
	return grade.Learner{
		ID:         someOf("1", "2", "3", "4", "5").Draw(t, "id"),
		LTIUserIDs: rapid.SliceOfN(someOf("1", "2", "u3", "u4", ""), 0, 2).Draw(t, "lti"),
		FormerIDs:  rapid.SliceOfN(someOf("u8", "u9", ""), 0, 1).Draw(t, "former"),
		SISID:      someOf("", "", "s1", "S1", "s2").Draw(t, "sis"),
		Email:      someOf("", "", "anna.okafor@example.edu", "ANNA.okafor@example.edu", "ben.ito@example.edu").Draw(t, "email"),
		Login:      someOf("", "", "anna", "ben").Draw(t, "login"),
		Name:       someOf("", "Anna Okafor", "Ben Ito").Draw(t, "name"),
	}
}

func anyAccount(t *rapid.T) grade.Account {
	return grade.Account{
		ID:          someOf("a", "b", "c", "d", "e", "f").Draw(t, "id"),
		LMSUserID:   someOf("", "", "1", "u3", "u9").Draw(t, "sub"),
		LTI11UserID: someOf("", "", "2", "u4", "u8").Draw(t, "user_id"),
		SISID:       someOf("", "", "s1", "s2").Draw(t, "sis"),
		Email:       someOf("", "anna.okafor@example.edu", "anna.okafor+x@example.edu", "anna.okofor@example.edu", "ben.ito@mail.example").Draw(t, "email"),
		Login:       someOf("", "", "anna", "Ben", "aokafor").Draw(t, "login"),
		Name:        someOf("", "Anna Okafor", "Okafor, A.", "Ben Ito").Draw(t, "name"),
		MergedInto:  someOf("", "", "a", "b", "z").Draw(t, "into"),
		MergeState:  someOf("", "none", "pending", "done").Draw(t, "state"),
	}
}

func anyTool(t *rapid.T) grade.ToolActivity {
	return grade.ToolActivity{
		ID:             someOf("p", "q", "r", "s").Draw(t, "id"),
		Title:          someOf("", "Lab 1", "Lab  1", "Lab 2").Draw(t, "title"),
		ResourceLinkID: someOf("", "1", "2", "9").Draw(t, "link"),
		LineItemURL:    someOf("", lineItem("11"), lineItem("12")+"?x=1", lineItem("99"), "https://other.example.edu/1").Draw(t, "url"),
	}
}

func anyActivity(t *rapid.T) grade.Activity {
	a := grade.Activity{
		ID:             someOf("31", "32", "33").Draw(t, "id"),
		Title:          someOf("", "Lab 1", "Lab 2").Draw(t, "title"),
		ResourceLinkID: someOf("", "1", "2").Draw(t, "link"),
	}
	if url := someOf("", lineItem("11"), lineItem("12")).Draw(t, "url"); url != "" {
		a.LineItem = &grade.LineItem{URL: url}
	}
	return a
}

func bothSides(t *rapid.T) (*grade.Book, *grade.Records) {
	return &grade.Book{
			Course:     grade.Course{LineItemsURL: someOf("", container).Draw(t, "container")},
			Learners:   rapid.SliceOfN(rapid.Custom(anyLearner), 0, 6).Draw(t, "learners"),
			Activities: rapid.SliceOfN(rapid.Custom(anyActivity), 0, 5).Draw(t, "activities"),
		}, &grade.Records{
			Accounts:   rapid.SliceOfN(rapid.Custom(anyAccount), 0, 6).Draw(t, "accounts"),
			Activities: rapid.SliceOfN(rapid.Custom(anyTool), 0, 5).Draw(t, "tools"),
		}
}

func shuffled[T any](t *rapid.T, in []T) []T {
	out := slices.Clone(in)
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "order"), 1))
	r.Shuffle(len(out), func(i, k int) { out[i], out[k] = out[k], out[i] })
	return out
}

func TestOrderOfRowsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b, r := bothSides(t)
		want := Join(b, r)
		c, s := *b, *r
		c.Learners, c.Activities = shuffled(t, b.Learners), shuffled(t, b.Activities)
		s.Accounts, s.Activities = shuffled(t, r.Accounts), shuffled(t, r.Activities)
		if diff := cmp.Diff(want, Join(&c, &s)); diff != "" {
			t.Fatalf("another order gave another result (-first +second):\n%s", diff)
		}
	})
}

// What a match says of itself holds: the key it names is there on both sides and
// finds that one and no other, and every stronger key found nobody.
func TestMatchesStandOnOneKey(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b, r := bothSides(t)
		people := newRoster(b.Learners)
		j := Join(b, r)
		for id, p := range j.People {
			if p.Learner != "" && p.Ambiguous() {
				t.Fatalf("account %s is matched and ambiguous: %+v", id, p)
			}
			if p.Via != "" || p.How == "" {
				continue
			}
			var found []string
			for i := range r.Accounts {
				if _, key := accountKey(&r.Accounts[i], p.How); r.Accounts[i].ID == id {
					found = append(found, people.by(p.How)[key]...)
				}
			}
			found = distinct(found)
			if p.Learner != "" && !slices.Equal(found, []string{p.Learner}) || p.Learner == "" && !slices.Equal(found, p.Candidates) {
				t.Fatalf("account %s: the key finds %v, the match is %+v", id, found, p)
			}
			if p.Failed != "" && weakness(p.Failed) >= weakness(p.How) {
				t.Fatalf("account %s: the failed key is not stronger: %+v", id, p)
			}
		}
	})
}

func TestRemovingAKeyNeverCreatesAMatchByIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b, r := bothSides(t)
		h := rapid.SampledFrom(slices.Concat(personKeys[:], itemKeys[:])).Draw(t, "kind")
		for i := range r.Accounts {
			clearAccount(&r.Accounts[i], h)
		}
		for i := range r.Activities {
			clearTool(&r.Activities[i], h)
		}
		j := Join(b, r)
		for id, p := range j.People {
			if p.How == h || p.Failed == h {
				t.Fatalf("account %s without %s: %+v", id, h, p)
			}
		}
		for id, item := range j.Items {
			if item.How == h || item.Failed == h {
				t.Fatalf("tool activity %s without %s: %+v", id, h, item)
			}
		}
	})
}

func clearAccount(a *grade.Account, h How) {
	switch h {
	case ByLTIUser:
		a.LMSUserID = ""
	case ByLTI11User:
		a.LTI11UserID = ""
	case ByFormerLTIUser:
		a.LMSUserID, a.LTI11UserID = "", ""
	case BySISID:
		a.SISID = ""
	case ByEmail:
		a.Email = ""
	case ByLogin:
		a.Login = ""
	}
}

func clearTool(a *grade.ToolActivity, h How) {
	switch h {
	case ByLineItem:
		a.LineItemURL = ""
	case ByResourceLink:
		a.ResourceLinkID = ""
	case ByTitle:
		a.Title = ""
	}
}

func TestAnActivityIsGivenOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b, r := bothSides(t)
		j := Join(b, r)
		owners := map[string]string{}
		for id, item := range j.Items {
			if item.Activity == "" {
				continue
			}
			if other, twice := owners[item.Activity]; twice || item.Ambiguous() {
				t.Fatalf("LMS activity %s belongs to %s and %s: %+v", item.Activity, id, other, item)
			}
			owners[item.Activity] = id
		}
		if diff := cmp.Diff(owners, j.Tools, cmp.Comparer(func(a, b map[string]string) bool { return fmt.Sprint(a) == fmt.Sprint(b) })); diff != "" {
			t.Fatalf("reverse map (-want +got):\n%s", diff)
		}
	})
}

func TestPairsAreOrderedAndApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b, r := bothSides(t)
		j := Join(b, r)
		for _, d := range j.Duplicates {
			p, q := j.People[d.A], j.People[d.B]
			if d.A >= d.B || d.Score < Threshold || d.Score > 1 {
				t.Fatalf("duplicate %+v", d)
			}
			if p.Learner != "" && q.Learner != "" && p.Learner != q.Learner {
				t.Fatalf("duplicate %+v of two learners", d)
			}
		}
		for id, near := range j.Near {
			if p := j.People[id]; p.Learner != "" || p.Ambiguous() || near.Score < Threshold || near.Score > 1 {
				t.Fatalf("near %+v to %+v", near, p)
			}
		}
	})
}

func BenchmarkJoin(b *testing.B) {
	book, records := &grade.Book{}, &grade.Records{Launches: make([]grade.Launch, 200_000)}
	for i := range 1000 {
		who, id := realistic(i), fmt.Sprint(i)
		book.Learners = append(book.Learners, grade.Learner{ID: id, LTIUserIDs: []string{id}, Name: who.Name, Email: who.Email, Login: who.Login})
		records.Accounts = append(records.Accounts, grade.Account{ID: "a" + id, LMSUserID: id, Name: who.Name, Email: who.Email, Login: who.Login})
	}
	b.ReportAllocs()
	for b.Loop() {
		Join(book, records)
	}
}
