package diagnose

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// alternative is a situation that one of several facts decides, any of which would
// do: none of them is a need of the rule.
type alternative struct {
	code, name string
	lines      []string
	want       []string
}

var alternatives = []alternative{
	{"SC-04", "after the course ended, the activity has no dates", []string{
		`lms.course.end_at = @-26d`,
		`lms.activities[35] = {"opens_at": "0001-01-01T00:00:00Z", "closes_at": "0001-01-01T00:00:00Z"}`,
		`lose 52/35`,
		`tool.scores[a2/t1] = {"submitted_at": "@-25d", "scored_at": "@-25d"}`,
	}, []string{"certain grade 52/35: 52/35"}},
	{"SC-04", "before the activity opened", []string{
		`lms.activities[35].opens_at = @-48d`,
		`lose 51/35`,
		`lose 52/35`,
	}, []string{"certain grade 51/35,52/35: 51/35 52/35"}},
	{"SC-04", "after it closed, the gradebook keeps the grade of an earlier attempt", []string{
		`lms.activities[35].closes_at = @-40d`,
		`tool.scores[a1/t1] = {"score": 9, "submitted_at": "@-39d", "scored_at": "@-39d"}`,
	}, []string{"certain grade 51/35: 51/35"}},
	{"SC-04", "another grade from outside arrived before these were ready", []string{
		`lms.activities[35].closes_at = @-60d`,
		`lose 53/35`,
		`lose 54/35`,
	}, []string{"certain grade 53/35,54/35: 53/35 54/35"}},
	{"SC-04", "another grade from outside arrived, nobody knows when", []string{
		`lms.activities[35].closes_at = @-48d`,
		`tool.scores[a1/t1].submitted_at = @-47d`,
		`tool.scores[a2/t1].submitted_at = @-47d`,
		`tool.scores[a3/t1].submitted_at = @-49d`,
		`tool.scores[a4/t1].submitted_at = @-49d`,
		`lose 52/35`,
		`tool.scores[a1/t1].last_sent_at = null`,
		`lms.results[51/35].graded_at = null`,
	}, []string{"likely grade 52/35: 52/35"}},
	{"AC-03", "409 and an equal date", []string{
		`tool.scores[a1/t1].score = 9`,
		`lms.results[51/35].graded_at = @-10d`,
		`add tool.sends {"at": "@-9d", "account": "a1", "activity": "t1", "status": 409, "timestamp": "@-10d"}`,
	}, []string{"certain grade 51/35: 51/35"}},
	{"AC-03", "the words alone", []string{
		`lose 51/35`,
		`add tool.sends {"at": "@-9d", "account": "a1", "activity": "t1", "status": 400, "message": "Timestamp of x before last updated timestamp of y"}`,
	}, []string{"certain grade 51/35: 51/35"}},
	{"AC-04", "refused for its value", []string{
		`lose 51/35`,
		`tool.scores[a1/t1].score = 12`,
		`add tool.sends {"at": "@-9d", "account": "a1", "activity": "t1", "status": 200, "code": "failure", "message": "Score not between 0.0 and 1.0"}`,
	}, []string{"certain grade 51/35: 51/35"}},
	{"ID-06", "the LMS withholds every user id", []string{
		`tool.accounts[*] = {"lms_user_id": null, "lti11_user_id": null}`, `tool.launches[*/*].user_id = null`, `lose */*`,
	}, []string{"possible course 5: 51/35 51/36 51/37 52/35 52/36 52/37 53/35 53/36 53/37 54/35 54/36 54/37"}},
	{"ID-06", "some grades came though no id is told", []string{
		`tool.accounts[*] = {"lms_user_id": null, "lti11_user_id": null}`, `tool.launches[*/*].user_id = null`, `lose 51/35`,
	}, nil},
	{"ID-03", "a merge that is done", []string{
		`add tool.accounts {"id": "a5", "name": "Ada Abbott", "email": "ada.abbott+lab@uni.example", "source": "manual", "merge_state": "done", "merged_into": "a1"}`,
		`lose 51/35`, `tool.scores[a1/t1].account = "a5"`,
	}, nil},
	{"ID-02", "a merge that is done", []string{
		`add tool.accounts {"id": "a5", "name": "Ada Abbott", "email": "ada.abbott+lab@uni.example", "source": "manual", "merge_state": "done", "merged_into": "a1"}`,
		`lose 51/35`, `tool.scores[a1/t1].account = "a5"`,
	}, nil},
	{"ID-09", "a role of the site's own that the gradebook leaves out", []string{
		`lms.learners[51] = {"listed": false, "enrolments": [{"role": "auditor", "kind": "other", "state": "active"}]}`, `delete lms.results[51/*]`,
	}, []string{"certain user 51: 51/35 51/36 51/37"}},
	{"ID-11", "a preview account that only its launches tell", []string{
		`add tool.accounts {"id": "a9", "name": "Test Student", "lms_user_id": "900", "source": "lti", "role": "student"}`,
		`add tool.launches {"at": "@-31d", "account": "a9", "activity": "t1", "lti_version": "1.3", "origin": "lti", "roles": ["http://purl.imsglobal.org/vocab/lti/system/person#TestUser"]}`,
		`add tool.scores {"account": "a9", "activity": "t1", "score": 10, "max": 10, "state": "graded", "scored_at": "@-30d"}`,
	}, []string{"certain user tool:a9: tool:a9/35"}},
	{"TK-01", "the grade service is off for the whole tool", []string{
		`tool.launches[*/t1] = {"lineitem": "", "lineitems": "", "scopes": []}`, `tool.launches[*/t2] = {"lineitem": "", "lineitems": "", "scopes": []}`,
		`tool.launches[*/] = {"lineitem": "", "lineitems": "", "scopes": []}`, `tool.launches[*/t3].lis_outcome_service_url = null`, `lose */35`, `lose */36`,
	}, []string{"likely connection gslabfull: 51/35 51/36 52/35 52/36 53/35 53/36 54/35 54/36"}},
	{"ID-03", "a merge into an account that looks like nobody's", []string{
		`add tool.accounts {"id": "a5", "name": "Zoe", "email": "zoe@home.example", "source": "manual", "merge_state": "pending", "merged_into": "a1"}`,
		`lose 51/35`, `tool.scores[a1/t1].account = "a5"`,
	}, []string{"certain user 51: 51/35"}},
	{"GB-02", "the column's own mark, the other cells do not tell", []string{
		`lms.activities[35].lineitem.hidden = true`,
		`lms.results[*/35].hidden = null`,
		`lms.results[51/35].hidden = true`,
	}, []string{"certain activity 35: 51/35"}},
}

func TestAlternatives(t *testing.T) {
	for _, a := range slices.Concat(alternatives, lookedUp) {
		t.Run(a.code+"/"+a.name, func(t *testing.T) {
			got := named(Run(patched(t, a.lines).input(), Catalogue(), Options{}), a.code)
			if diff := cmp.Diff(a.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// TestConsequences holds which of two causes on the same grade is named, and that
// the other one is put down to it.
func TestConsequences(t *testing.T) {
	const emptied = `lms.results[51/35] = {"empty": true, "score": null, "graded_at": null}`
	for _, tc := range []struct {
		primary string
		then    []string
		lines   []string
	}{
		{"SC-03", []string{"RL-01"}, []string{`lose 51/35`, `tool.scores[a1/t1] = {"state": "pending_manual", "released": false}`}},
		{"SC-03", []string{"SC-07", "AC-06"}, []string{emptied, `tool.scores[a1/t1].state = "pending_manual"`, `tool.sends[a1/t1].grading_progress = "PendingManual"`}},
		{"AC-06", []string{"SC-07"}, []string{emptied, `tool.sends[a1/t1].grading_progress = "Pending"`}},
		{"AC-10", []string{"TR-06"}, []string{emptied, `lms.results[51/35].locked = true`, `tool.sends[a1/t1].code = "failure"`}},
		{"AC-11", []string{"AC-03"}, []string{
			`lms.results[51/35] = {"score": 3, "graded_at": "@-2d", "overridden": true}`,
			`add tool.sends {"at": "@-1d", "account": "a1", "activity": "t1", "status": 409, "timestamp": "@-20d"}`,
		}},
		{"AC-11", nil, []string{`lms.results[51/35] = {"score": 3, "graded_at": "@-2d", "overridden": true}`}},
		{"ID-07", []string{"ID-02"}, []string{
			`add tool.accounts {"id": "a5", "name": "Ada Abbott", "lms_user_id": "former-51", "source": "lti", "role": "student"}`,
			`lose 51/35`, `tool.scores[a1/t1].account = "a5"`,
		}},
		{"GB-07", []string{"LA-02", "LA-08"}, []string{
			`lms.contexts = {"3": "12"}`, `tool.launches[*/*] = {"context_id": "3", "context_title": "Calculus 101"}`, `lose */*`,
		}},
		{"AC-02", []string{"ID-10"}, []string{
			`lms.course.concluded = true`, `lms.course.concluded_at = @-36d`, `lose */37`,
			`lms.learners[5?].enrolments = [{"role": "StudentEnrollment", "kind": "learner", "state": "concluded"}]`,
		}},
		{"GB-01", []string{"GB-02"}, []string{`lms.activities[35].post_manually = true`, `lms.results[*/35].hidden = true`}},
	} {
		r := Run(patched(t, tc.lines).input(), Catalogue(), Options{})
		if len(r.Causes) != 1 || r.Causes[0].Code != tc.primary {
			t.Errorf("%v: causes %+v, want only %s", tc.lines, r.Causes, tc.primary)
			continue
		}
		var then []string
		for _, c := range r.Causes[0].Consequences {
			then = append(then, c.Code)
		}
		if diff := cmp.Diff(tc.then, then); diff != "" || len(r.Causes[0].Also) > 0 {
			t.Errorf("%s: consequences -want +got\n%s, also %+v", tc.primary, diff, r.Causes[0].Also)
		}
	}
}

func TestOutagesThatOverlapAreOne(t *testing.T) {
	fx := patched(t, []string{
		`lose */35`,
		`add tool.sends {"at": "@-240m", "account": "a1", "activity": "t1", "status": 503}`,
		`add tool.sends {"at": "@-230m", "account": "a2", "activity": "t1", "status": 503}`,
		`add tool.sends {"at": "@-190m", "account": "a3", "activity": "t1", "status": 503}`,
		`add tool.sends {"at": "@-171m", "account": "a4", "activity": "t1", "status": 503}`,
	})
	list := Join(fx.input()).outages()
	if len(list) != 1 || len(list[0].cases) != 4 {
		t.Fatalf("outages %+v, want one of four grades", list)
	}
	if length := list[0].to().Sub(list[0].from()); length != 69*time.Minute {
		t.Errorf("it lasts %s, want 1h9m", length)
	}
}
