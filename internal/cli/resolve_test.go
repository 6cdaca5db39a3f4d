package cli

import (
	"context"
	"slices"
	"testing"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lms"
)

// asked is an LMS that notes what it is to look up.
type asked struct {
	lms.LMS
	wanted lms.Wanted
}

func (a *asked) Resolve(_ context.Context, _ *grade.Book, w lms.Wanted) error {
	a.wanted = w
	return nil
}

// TestResolveAsksForPeopleWhereTheyCanBeLookedUp: a book without looked-up ids has
// every id there is, so that only courses are asked for.
func TestResolveAsksForPeopleWhereTheyCanBeLookedUp(t *testing.T) {
	for name, c := range map[string]struct {
		ids    map[string]string
		people []string
	}{
		"the roster tells every id": {nil, nil},
		"ids are looked up":         {map[string]string{}, []string{"sub-1"}},
	} {
		site := &asked{}
		e := &evidence{
			book: &grade.Book{Course: grade.Course{ID: "5", ContextIDs: []string{"here"}}, Learners: []grade.Learner{{ID: "51"}}, LTIUsers: c.ids,
				Activities: []grade.Activity{{ID: "1", Title: "Lab"}}},
			records: &grade.Records{
				Accounts: []grade.Account{{ID: "a1", LMSUserID: "sub-1"}}, Activities: []grade.ToolActivity{{ID: "t1", Title: "Lab"}},
				Scores:   []grade.Score{{Account: "a1", Activity: "t1", Score: grade.Known(1.0), Max: grade.Known(1.0)}},
				Launches: []grade.Launch{{Account: "a1", Activity: "t1", ContextID: "elsewhere"}},
			},
		}
		if err := resolve(t.Context(), &connection{lms: site}, e); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(site.wanted.LTIUserIDs, c.people) || !slices.Equal(site.wanted.ContextIDs, []string{"elsewhere"}) {
			t.Errorf("%s: asked for %+v", name, site.wanted)
		}
	}
}
