package pull_test

import (
	"testing"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/lms"
	"github.com/gradesync/gradesync/internal/pull"
)

// TestLesserRights: what a token does not reach keeps nothing else from being pulled, is
// said in the book, and is no change the next time.
func TestLesserRights(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind, token string
		lacks       []grade.Fact
	}{
		{"moodle", "labtoken-service", []grade.Fact{grade.FactTools}},
		{"moodle", "labtoken-reader", []grade.Fact{grade.FactTools, grade.FactActivityTool}},
		{"moodle", "labtoken-admin", nil},
		{"canvas", "7~labtoken-teacher", []grade.Fact{grade.FactToolAvailable}},
		{"canvas", "7~labtoken-canvas-site-admin", nil},
	} {
		t.Run(c.token, func(t *testing.T) {
			t.Parallel()
			s := open(t, lab.Options{LMS: c.kind, Courses: 3, Learners: 4, Activities: 3})
			s.connect(t, c.kind, c.token)
			s.round(t, pull.Round{})
			s.openAll(t)
			first := s.round(t, pull.Round{})
			again := s.round(t, pull.Round{})
			if first.Partial() || first.Courses.Pulled != first.Courses.Open || again.Partial() || again.Courses.Unchanged != again.Courses.Open {
				t.Fatalf("first %+v %+v, then %+v %+v", first.Courses, first.Failures, again.Courses, again.Failures)
			}
			for _, id := range s.generated(t) {
				b, _, err := s.store.Book(t.Context(), s.pull.Site, id)
				if err != nil || len(b.Learners) == 0 || len(b.Results) == 0 {
					t.Fatalf("course %s: %d learners, %d results, %v", id, len(b.Learners), len(b.Results), err)
				}
				for _, fact := range c.lacks {
					if gaps := lms.GapsOf(b, fact); len(gaps) == 0 || gaps[0].Class != grade.Forbidden {
						t.Errorf("course %s does not say that it lacks %s: %+v", id, fact, gaps)
					}
				}
			}
		})
	}
}

// TestNoRights: a token that may enter no course is one failure, however few they are.
func TestNoRights(t *testing.T) {
	t.Parallel()
	s := open(t, lab.Options{Courses: 2, Learners: 3, Activities: 2})
	s.connect(t, "moodle", "labtoken-weak")
	s.round(t, pull.Round{})
	s.openAll(t)
	sum := s.round(t, pull.Round{})
	if f := sum.Connection(); len(sum.Failures) != 1 || f == nil || f.Class != "scope" || f.Code != "TK-13" || sum.Courses.Failed != 0 {
		t.Errorf("%+v %+v, want one failure of the connection", sum.Courses, sum.Failures)
	}
}
