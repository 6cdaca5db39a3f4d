package pull

import (
	"fmt"
	"testing"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/store"
)

// TestAlike: workers take failures for the connection's as a single run does: five
// courses that were well and fail alike, or all that there are.
func TestAlike(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name             string
		well, ill, other int // open courses that fail now, by how they were before, and others
		err              error
		want             bool
	}{
		{"five that were well", 5, 0, 10, grade.ErrTemporary, true},
		{"four that were well", 4, 0, 10, grade.ErrTemporary, false},
		{"many that failed before", 0, 9, 1, grade.ErrTemporary, false},
		{"many that failed before, and a few others", 4, 9, 1, grade.ErrTemporary, false},
		{"all, which failed before", 0, 5, 0, grade.ErrScope, true},
		{"all, but too few to tell", 2, 2, 0, grade.ErrTemporary, false},
		{"what a course alone suffers", 9, 0, 0, grade.ErrRejected, false},
		{"what is not there", 9, 0, 0, grade.ErrNotFound, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var courses []store.Course
			for i := range c.well + c.ill + c.other {
				course := store.Course{ID: fmt.Sprint(i), State: store.CourseOpen}
				if i >= c.well && i < c.well+c.ill {
					course.Pull.Failures = 1
				}
				courses = append(courses, course)
			}
			all := func() ([]store.Course, error) {
				return append([]store.Course{{ID: "closed", State: store.CourseClosed}}, courses...), nil
			}
			f, got := &fleet{}, false
			for i := range c.well + c.ill {
				for range attempts { // one course counts once, however often it is tried
					was := got
					var err error
					if got, err = f.alike(&courses[i], c.err, all); err != nil || was && !got {
						t.Fatalf("%v after %v, %v", got, was, err)
					}
				}
			}
			if got != c.want {
				t.Errorf("got %v", got)
			}
			f.worked()
			if got, _ := f.alike(&courses[0], c.err, all); got {
				t.Error("after a course has worked, one is enough")
			}
		})
	}
}
