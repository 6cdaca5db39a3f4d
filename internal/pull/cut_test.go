package pull_test

import (
	"testing"

	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/pull"
	"github.com/gradesync/gradesync/internal/store"
)

// TestListCutAfterTwoPages: a Canvas whose list of courses ends after its second page,
// without a word or with an error, has no course deleted.
func TestListCutAfterTwoPages(t *testing.T) {
	t.Parallel()
	for words, class := range map[string]string{"courses:cut": "", "courses:fail": "temporary"} {
		t.Run(words, func(t *testing.T) {
			t.Parallel()
			s := open(t, lab.Options{LMS: "canvas", Courses: 40, Learners: 2, Activities: 1, Misbehave: "pages:10"})
			listed := s.round(t, pull.Round{}).Courses.Appeared
			for _, id := range s.generated(t)[:3] { // a few are enough: what is at stake is the list
				if err := s.store.MoveCourses(t.Context(), s.pull.Site, s.now, store.Move{Course: id, To: store.CourseOpen, By: "test"}); err != nil {
					t.Fatal(err)
				}
			}
			s.round(t, pull.Round{})
			s.behave(t, "pages:10,"+words)
			sum := s.round(t, pull.Round{})
			c := sum.Courses
			if c.Deleted != 0 || c.Removed != 0 || c.New+c.Open != listed || !sum.Partial() {
				t.Errorf("%+v of %d, want none deleted, and that something is wrong", c, listed)
			}
			if f := sum.Connection(); class != "" && (f == nil || f.Class != class || c.Pulled != 0 || c.HeldBack != 0) {
				t.Errorf("%+v %+v, want one failure of class %s", c, sum.Failures, class)
			}
			if class == "" && (c.HeldBack != listed-20 || c.Pulled != 3 || len(sum.Failures) != 0) {
				t.Errorf("%+v %+v, want all but two pages held back, and what is open pulled", c, sum.Failures)
			}
			s.behave(t, "pages:10")
			if sum := s.round(t, pull.Round{}); class == "" && sum.Partial() || sum.Courses.New+sum.Courses.Open != listed {
				t.Errorf("with the whole list again: %+v %+v", sum.Courses, sum.Failures)
			}
		})
	}
}
