package pull_test

import (
	"slices"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/pull"
	"github.com/gradesync/gradesync/internal/store"
)

func (s *school) card(t *testing.T, code string, o pull.CardOptions) *pull.Card {
	t.Helper()
	o.Now = s.now
	return s.kept(t, code).Card(o)
}

// removable is a course that the lab can do without.
func (s *school) removable(t *testing.T) (id, code string) {
	t.Helper()
	ids := s.generated(t)
	for _, c := range s.courses(t) {
		if slices.Contains(ids, c.ID) && c.Code != calculus {
			return c.ID, c.Code
		}
	}
	t.Fatal("no such course")
	return "", ""
}

// TestCardTellsWhatTheGradebookShows compares a card with a reading of the LMS.
func TestCardTellsWhatTheGradebookShows(t *testing.T) {
	t.Parallel()
	kinds(t, func(t *testing.T, kind string) {
		s := pulled(t, lab.Options{LMS: kind, Courses: 2, Learners: 8, Activities: 6})
		id, code := s.removable(t)
		book, err := s.pull.LMS.Book(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		card := s.card(t, code, pull.CardOptions{})
		progress := pull.Progress(book)
		if len(card.Enrolments) != len(progress) || len(progress) == 0 {
			t.Fatalf("%d enrolments, want %d", len(card.Enrolments), len(progress))
		}
		for _, p := range progress {
			row := rowOf(card, p.Learner)
			if row == nil {
				t.Fatalf("no enrolment of user %s", p.Learner)
			}
			if !row.Percent.Equal(p.Percent) || row.Why != p.Why || len(row.Items) != len(p.Items) {
				t.Errorf("user %s: %v %q, want %v %q", p.Learner, row.Percent, row.Why, p.Percent, p.Why)
			}
		}
		for i := range book.Totals {
			if want := &book.Totals[i]; want.Category == "" {
				row := rowOf(card, want.Learner)
				if row == nil { // no learner
					continue
				}
				got := row.Grade
				if !got.Score.Equal(want.Score) || !got.Max.Equal(want.Max) || !got.Percent.Equal(want.Percent) || !got.Letter.Equal(want.Letter) || got.None != want.Empty {
					t.Errorf("user %s: grade %+v, want %+v", want.Learner, got, want)
				}
			}
		}
		for i := range book.Results {
			want := &book.Results[i]
			row := rowOf(card, want.Learner)
			if row == nil {
				continue
			}
			for _, item := range row.Items {
				if item.Activity == want.Activity && !item.Score.Equal(want.Score) {
					t.Errorf("user %s, activity %s: %v, want %v", want.Learner, want.Activity, item.Score, want.Score)
				}
			}
		}
	})
}

func rowOf(c *pull.Card, user string) *pull.CardRow {
	for i := range c.Enrolments {
		if c.Enrolments[i].User == user {
			return &c.Enrolments[i]
		}
	}
	return nil
}

func TestCardInNumberOrder(t *testing.T) {
	t.Parallel()
	s := pulled(t, lab.Options{Courses: 1, Learners: 2, Activities: 2})
	card := s.card(t, calculus, pull.CardOptions{})
	if !slices.IsSortedFunc(card.Enrolments, func(a, b pull.CardRow) int {
		if len(a.User) != len(b.User) {
			return len(a.User) - len(b.User)
		}
		return slices.Compare([]byte(a.User), []byte(b.User))
	}) {
		t.Error("the enrolments are out of order")
	}
}

func TestCardKeepsThoseWhoLeft(t *testing.T) {
	t.Parallel()
	s := pulled(t, lab.Options{Courses: 2, Learners: 6, Activities: 4})
	id, code := s.removable(t)
	before := s.card(t, code, pull.CardOptions{}).Enrolments
	who := before[len(before)-1]
	if err := s.Unenrol(id, who.User); err != nil {
		t.Fatal(err)
	}
	s.round(t, pull.Round{})
	card := s.card(t, code, pull.CardOptions{})
	if len(card.Enrolments) != len(before)-1 || len(card.Left) != 1 {
		t.Fatalf("%d enrolments and %d who left, want %d and 1", len(card.Enrolments), len(card.Left), len(before)-1)
	}
	if l := card.Left[0]; l.User != who.User || !l.Gone.Equal(s.now) || !l.Percent.Equal(who.Percent) || !l.Grade.Score.Equal(who.Grade.Score) {
		t.Errorf("%+v, want user %s as last seen: %v, %v", l, who.User, who.Percent, who.Grade.Score)
	}
	if one := s.card(t, code, pull.CardOptions{Users: []string{who.User}}); len(one.Enrolments) != 0 || len(one.Left) != 1 {
		t.Errorf("asked for them alone: %d enrolments, %d who left", len(one.Enrolments), len(one.Left))
	}
}

func TestCardOfADeletedCourse(t *testing.T) {
	t.Parallel()
	s := pulled(t, lab.Options{Courses: 2, Learners: 3, Activities: 3})
	id, code := s.removable(t)
	before := s.card(t, code, pull.CardOptions{})
	if err := s.Remove(id); err != nil {
		t.Fatal(err)
	}
	s.round(t, pull.Round{})
	after := s.card(t, code, pull.CardOptions{})
	if after.Sync.State != store.CourseDeleted || !after.Sync.StateSince.Equal(grade.Known(s.now.UTC())) {
		t.Errorf("state %s since %v, want deleted now", after.Sync.State, after.Sync.StateSince)
	}
	if len(after.Enrolments) != len(before.Enrolments) || !after.Sync.PulledAt.Equal(before.Sync.PulledAt) {
		t.Errorf("%d enrolments as of %v, want those of before", len(after.Enrolments), after.Sync.PulledAt)
	}
}

func TestCardTellsWhatFails(t *testing.T) {
	t.Parallel()
	s := pulled(t, lab.Options{Courses: 3, Learners: 3, Activities: 3})
	if sync := s.card(t, calculus, pull.CardOptions{}).Sync; sync.FailingSince.Known() || sync.Connection {
		t.Errorf("all is well: %+v", sync)
	}
	good := s.now
	s.connect(t, "moodle", "wrong")
	s.round(t, pull.Round{})
	since := s.now
	s.round(t, pull.Round{})
	sync := s.card(t, calculus, pull.CardOptions{}).Sync
	if !sync.Connection || sync.Class != "auth" || !sync.FailingSince.Equal(grade.Known(since.UTC())) || !sync.PulledAt.Equal(good) {
		t.Errorf("%+v, want the connection to fail since %v, and the data of %v", sync, since, good)
	}
}

// TestNamesAreKeptOnlyWhenTold holds that a card can name people if the store was told
// to keep names, and if it is asked to.
func TestNamesAreKeptOnlyWhenTold(t *testing.T) {
	t.Parallel()
	for _, personal := range []bool{false, true} {
		s := open(t, lab.Options{Courses: 1, Learners: 3, Activities: 2})
		var err error
		s.store, err = store.Open(t.Context(), t.TempDir()+"/names.db", store.Options{Version: "test", Personal: personal, Now: func() time.Time { return s.now }})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.store.Close() })
		s.pull.Store = s.store
		s.round(t, pull.Round{})
		s.openAll(t)
		s.round(t, pull.Round{})
		if card := s.card(t, calculus, pull.CardOptions{}); card.Enrolments[0].Name+card.Enrolments[0].Login != "" || card.NamesKept != personal {
			t.Errorf("not asked: %q, names kept: %t", card.Enrolments[0].Name, card.NamesKept)
		}
		card := s.card(t, calculus, pull.CardOptions{Names: true})
		if named := card.Enrolments[0].Name != ""; named != personal {
			t.Errorf("store.personal %t: the name is %q", personal, card.Enrolments[0].Name)
		}
	}
}

func TestKeptOfNoCourse(t *testing.T) {
	t.Parallel()
	s := open(t, lab.Options{Courses: 1, Learners: 1, Activities: 1})
	s.round(t, pull.Round{})
	if _, err := s.pull.Kept(t.Context(), "nowhere"); err == nil {
		t.Error("a course that is not there")
	}
	if k := s.kept(t, calculus); k.Book != nil || k.Card(pull.CardOptions{}) != nil {
		t.Error("a course that was never pulled has a card")
	}
}
