package diagnose

import (
	"testing"

	"github.com/gradesync/gradesync/internal/grade"
)

// lookedUp are situations that rest on what some LMSs tell and others do not.
var lookedUp = []alternative{
	{"ID-06", "the tool is registered as anonymous", []string{
		`tool.accounts[*] = {"lms_user_id": null, "lti11_user_id": null}`, `tool.launches[*/*].user_id = null`,
		`lms.tools[1].privacy = "anonymous"`, `lose */35`, `lose */36`,
	}, []string{"certain course 5: 51/35 51/36 52/35 52/36 53/35 53/36 54/35 54/36"}},
	{"ID-06", "anonymous, and yet the launches carry ids", []string{
		`tool.accounts[*] = {"lms_user_id": null, "lti11_user_id": null}`, `lms.tools[*].privacy = "anonymous"`, `lose */*`,
	}, nil},
	{"ID-08", "only a deleted enrolment", []string{
		`lms.learners[51] = {"listed": false, "enrolments": [{"role": "StudentEnrollment", "kind": "learner", "state": "deleted"}]}`,
		`delete lms.results[51/*]`, `tool.scores[a1/*] = {"last_sent_score": null, "last_sent_at": null}`,
	}, []string{"certain user 51: 51/35 51/36 51/37"}},
	{"ID-08", "only a deleted enrolment, and no account in the tool", []string{
		`lms.learners[51] = {"listed": false, "enrolments": [{"role": "StudentEnrollment", "kind": "learner", "state": "deleted"}]}`,
		`delete lms.results[51/*]`, `delete tool.accounts[a1]`, `delete tool.scores[a1/*]`,
	}, nil},
	{"LA-02", "the LMS knows which course it was, and not its own context id", []string{
		`lms.course.context_ids = null`, `lms.contexts = {"old": "12"}`, `tool.launches[a1/t1].context_id = "old"`, `lose 51/35`,
	}, []string{"certain grade 51/35: 51/35"}},
	{"LA-02", "the context is no course of this LMS", []string{
		`lms.course.context_ids = null`, `lms.contexts = {"old": ""}`, `tool.launches[a1/t1].context_id = "old"`, `lose 51/35`,
	}, []string{"certain grade 51/35: 51/35"}},
	{"LA-02", "the context was looked up and is this course", []string{
		`lms.course.context_ids = ["5", "other"]`, `lms.contexts = {"other": "5"}`, `tool.launches[a1/t1].context_id = "other"`, `lose 51/35`,
	}, nil},
	{"LA-02", "somebody who was moved", []string{
		`lms.learners[51].enrolments = [{"role": "s", "kind": "learner", "state": "deleted", "sections": ["9"]}, {"role": "s", "kind": "learner", "state": "active", "sections": ["9001"]}]`,
		`tool.launches[a1/t1].context_id = "3"`, `lose 51/35`,
	}, []string{"likely grade 51/35: 51/35"}},
	{"GB-01", "nobody has posted the grades", []string{
		`lms.activities[35].post_manually = true`, `lms.results[*/35].hidden = true`,
	}, []string{"certain activity 35: 51/35 52/35 53/35 54/35"}},
	{"GB-01", "some are posted", []string{
		`lms.activities[35].post_manually = true`, `lms.results[51/35].hidden = true`,
	}, []string{"certain activity 35: 51/35"}},
	{"GB-01", "posted by hand, and all are posted", []string{`lms.activities[35].post_manually = true`}, nil},
}

func TestHere(t *testing.T) {
	book := &grade.Book{Course: grade.Course{ID: "5", ContextIDs: []string{"own"}}, Contexts: map[string]string{"same": "5", "other": "12", "none": ""}}
	f := &Facts{Input: Input{Book: book}}
	yes, no := grade.Known(true), grade.Known(false)
	for context, want := range map[string]grade.Maybe[bool]{
		"own": yes, "same": yes, "other": no, "none": no, "not asked": no, "": {},
	} {
		if got := f.Here(&grade.Launch{ContextID: context}); got != want {
			t.Errorf("%q: %v, want %v", context, got, want)
		}
	}
	book.Course.ContextIDs = nil
	if got := f.Here(&grade.Launch{ContextID: "not asked"}); got.Known() {
		t.Errorf("a context that nobody knows: %v", got)
	}
}
