package diagnose

import (
	"testing"

	"github.com/gradesync/gradesync/internal/grade"
)

// TestRefusedPersonIsNoCauseOfItsOwn holds that the answer Canvas gives for a dozen
// reasons names none of them, unless the roster and the course say which.
func TestRefusedPersonIsNoCauseOfItsOwn(t *testing.T) {
	refusal := `add tool.sends {"at": "@-9d", "account": "a1", "activity": "t1", "status": 422, "message": "User not found in course or is not a student"}`
	r := Run(patched(t, []string{"lose 51/35", refusal}).input(), Catalogue(), Options{})
	if len(r.Causes) != 0 || len(r.Unexplained) != 1 {
		t.Errorf("causes %+v, unexplained %v", r.Causes, r.Unexplained)
	}
	inactive := `lms.learners[51].enrolments = [{"role": "StudentEnrollment", "kind": "learner", "state": "inactive"}]`
	r = Run(patched(t, []string{"lose 51/*", refusal, inactive}).input(), Catalogue(), Options{})
	if len(r.Causes) != 1 || r.Causes[0].Code != "ID-10" {
		t.Errorf("causes %+v, want only ID-10", r.Causes)
	}
}

func TestAnswersReadTheLastSend(t *testing.T) {
	said := grade.Send{Status: grade.Known(422), Message: "This course has concluded. AGS requests will no longer be accepted for this course."}
	for name, tc := range map[string]struct {
		sends []*grade.Send
		want  bool
	}{
		"refused":           {[]*grade.Send{&said}, true},
		"taken since":       {[]*grade.Send{&said, {Status: grade.Known(200)}}, false},
		"status not known":  {[]*grade.Send{{Message: said.Message}}, false},
		"failure in a body": {[]*grade.Send{{Status: grade.Known(200), Code: "failure", Message: said.Message}}, true},
		"never sent":        {nil, false},
	} {
		if got := refused(&Case{sends: tc.sends}, concludedWords) != nil; got != tc.want {
			t.Errorf("%s: refused is %v, want %v", name, got, tc.want)
		}
	}
}
