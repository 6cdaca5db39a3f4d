package canvas

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gradesync/gradesync/internal/grade"
)

func at(text string) grade.Maybe[time.Time] {
	m, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return grade.Known(m.UTC())
}

func TestCourse(t *testing.T) {
	b := bookOf(t, practice())
	want := grade.Course{
		ID: "4102", Code: "NET-101-F26", Title: "Networking 101 - Fall", Number: "NET/101.A",
		LineItemsURL: b.LMS.URL + "/api/lti/courses/4102/line_items",
		Visible:      grade.Known(true), StartAt: at("2026-08-24T06:00:00Z"), EndAt: at("2026-12-18T07:00:00Z"),
		TimeZone: "America/Denver", Concluded: grade.Known(false), Blueprint: grade.Known(true),
		Accounts: []string{"77", "1"},
		Sections: []grade.Section{
			{ID: "9001", Name: "NET-101-01", EndAt: none()},
			{ID: "9002", Name: "NET-101-02", From: "4001", EndAt: at("2026-10-01T06:00:00Z")},
		},
	}
	if diff := cmp.Diff(want, b.Course); diff != "" {
		t.Error(diff)
	}
	if b.LMS.Kind != "canvas" || !b.AskedAt.Equal(today()) {
		t.Errorf("read from %+v at %s", b.LMS, b.AskedAt)
	}
	if got := b.Sources[grade.FactResults]; got != "canvas GET /api/v1/courses/:course_id/students/submissions" {
		t.Errorf("results come from %q", got)
	}
}

func TestActivities(t *testing.T) {
	b := bookOf(t, practice())
	var unknown grade.Maybe[time.Time]
	want := []grade.Activity{
		{ID: "55012", Title: "Lab 3: Subnetting", Kind: "external_tool", ResourceLinkID: "0b1f2c3d-4e5f", ToolID: "711",
			Visible: grade.Known(true), Restricted: grade.Known(false), OpensAt: none(), ClosesAt: unknown, Graded: grade.Known(true),
			LineItem:  &grade.LineItem{ID: "55012", Max: grade.Known(20.0), Type: grade.Known(grade.Points), Category: grade.Known("812"), Position: grade.Known(1)},
			LaunchURL: "https://tool.example.com/launch?item=sub3", PostManually: grade.Known(false), Anonymous: grade.Known(false),
			Moderated: grade.Known(false), Governed: grade.Known([]string{"content", "points"}), AllowedAttempts: grade.Known(3), CreatedAt: at("2026-08-02T10:00:00Z")},
		{ID: "55013", Title: "Lab 4", Kind: "external_tool", ResourceLinkID: "hash-4", ToolID: "6",
			Visible: grade.Known(true), Restricted: grade.Known(true), OpensAt: none(), ClosesAt: none(), Graded: grade.Known(true),
			LineItem:  &grade.LineItem{ID: "55013", Max: grade.Known(0.0), Type: grade.Known(grade.PassFail), Position: grade.Known(2)},
			LaunchURL: "https://tool.example.com/launch?item=sub4", PostManually: grade.Known(true), Anonymous: grade.Known(true),
			Moderated: grade.Known(true), Governed: grade.Known([]string{}), AllowedAttempts: grade.Known(0)},
		{ID: "55014", Title: "Draft", Kind: "none",
			Visible: grade.Known(false), Restricted: grade.Known(false), OpensAt: none(), ClosesAt: none(), Graded: grade.Known(true),
			LineItem: &grade.LineItem{ID: "55014", Max: grade.Known(10.0), Type: grade.Known(grade.Letter), Position: grade.Known(3)},
			Governed: grade.Known([]string{}), AllowedAttempts: grade.Known(0)},
		{ID: "55015", Title: "Old quiz", Kind: "online_quiz",
			Visible: grade.Known(true), OpensAt: at("2026-09-01T00:00:00Z"), ClosesAt: none(), Graded: grade.Known(true),
			LineItem: &grade.LineItem{ID: "55015", Max: grade.Known(0.0), Type: grade.Known(grade.NoGrade), Position: grade.Known(4)}, Governed: grade.Known([]string{})},
		{ID: "moduleitem:3001", Title: "Lab 3", Kind: "module_link", ToolID: "711", LaunchURL: "https://tool.example.com/launch?item=sub3",
			Visible: grade.Known(true), SectionVisible: grade.Known(true), Graded: grade.Known(false)},
		{ID: "moduleitem:3003", Title: "Lab 4", Kind: "module_link", LaunchURL: "https://tool.example.com/launch?item=sub4",
			Visible: grade.Known(false), SectionVisible: grade.Known(false), Graded: grade.Known(false)},
	}
	if diff := cmp.Diff(want, b.Activities); diff != "" {
		t.Error(diff)
	}
}

func TestLearners(t *testing.T) {
	b := bookOf(t, practice())
	for id, want := range map[string]struct {
		state  grade.EnrolmentState
		role   grade.RoleKind
		rows   int
		listed bool
		test   bool
	}{
		"30117": {grade.EnrolmentActive, grade.RoleLearner, 1, true, false},
		"30118": {grade.EnrolmentActive, grade.RoleLearner, 2, true, false}, // dates of their own, in a section that is over
		"30119": {grade.EnrolmentConcluded, grade.RoleLearner, 1, true, false},
		"30120": {grade.EnrolmentDeleted, grade.RoleLearner, 1, false, false},
		"30121": {grade.EnrolmentInactive, grade.RoleLearner, 1, true, false},
		"30122": {grade.EnrolmentInvited, grade.RoleLearner, 1, false, false},
		"30123": {grade.EnrolmentConcluded, grade.RoleLearner, 1, true, false},
		"99":    {grade.EnrolmentActive, grade.RoleLearner, 1, true, true},
		"41":    {grade.EnrolmentActive, grade.RoleStaff, 1, false, false}, // was a student once
		"42":    {grade.EnrolmentActive, grade.RoleObserver, 1, false, false},
	} {
		l := learner(t, b, id)
		role, _ := l.Role()
		if !grade.Is(l.State(), want.state) || role != want.role || len(l.Enrolments) != want.rows ||
			!grade.Is(l.Listed, want.listed) || !grade.Is(l.Test, want.test) {
			t.Errorf("%s: want %+v, got %+v", id, want, l)
		}
	}
	l := learner(t, b, "30118")
	if l.Name != "Person 30118" || l.Email != "p30118@example.edu" || l.Login != "login30118" || l.SISID != "S30118" || l.LTIUserIDs != nil {
		t.Errorf("got %+v", l)
	}
	want := grade.Enrolment{Role: "StudentEnrollment", Kind: grade.RoleLearner, State: grade.Known(grade.EnrolmentActive), Sections: []string{"9002"},
		StartAt: at("2026-10-01T00:00:00Z"), EndAt: at("2026-11-01T00:00:00Z")}
	if diff := cmp.Diff(want, l.Enrolments[1]); diff != "" {
		t.Error(diff)
	}
	// The term ends later for students than for others.
	if own := learner(t, b, "30117").Enrolments[0]; !own.EndAt.Equal(at("2026-12-20T07:00:00Z")) {
		t.Errorf("the enrolment ends %v", own.EndAt)
	}
}

func TestResults(t *testing.T) {
	b := bookOf(t, practice())
	for _, want := range []grade.Result{
		{Learner: "30117", Activity: "55012", Score: grade.Known(18.0), Entered: grade.Known(20.0), Deducted: grade.Known(2.0),
			GradedAt: at("2026-09-22T06:00:04Z"), SubmittedAt: at("2026-09-22T05:59:59Z"), Hidden: grade.Known(false), Overridden: grade.Known(false),
			Excused: grade.Known(false), Grader: "tool:711", Stale: grade.Known(false), Assigned: grade.Known(true), Closed: grade.Known(false), AttemptsLeft: grade.Known(2)},
		{Learner: "30117", Activity: "55013", Score: grade.Known(1.0), Entered: grade.Known(1.0), Deducted: grade.Known(0.0),
			GradedAt: at("2026-09-23T06:00:04Z"), SubmittedAt: none(), Hidden: grade.Known(true), Overridden: grade.Known(true),
			Excused: grade.Known(false), Grader: "person", Stale: grade.Known(true), Assigned: grade.Known(true), Closed: grade.Known(false)},
		{Learner: "30117", Activity: "55014", Empty: true, Assigned: grade.Known(true), Closed: grade.Known(false)}, // not published
		{Learner: "30117", Activity: "55015", Score: grade.Known(3.0), Entered: grade.Known(3.0), GradedAt: at("2026-09-23T06:00:04Z"),
			Grader: "system", Assigned: grade.Known(false)},
		{Learner: "30118", Activity: "55012", Empty: true, SubmittedAt: none(), Excused: grade.Known(true), Assigned: grade.Known(true),
			Closed: grade.Known(true), AttemptsLeft: grade.Known(0)},
		{Learner: "30118", Activity: "55013", Empty: true, Assigned: grade.Known(false)},
		{Learner: "30119", Activity: "55012", Score: grade.Known(0.0), Entered: grade.Known(0.0), Grader: "system", Hidden: grade.Known(false),
			Assigned: grade.Known(true), Closed: grade.Known(false), AttemptsLeft: grade.Known(0)},
		{Learner: "30119", Activity: "55013", Empty: true, Assigned: grade.Known(false)}, // its submission was taken away
		{Learner: "30121", Activity: "55014", Empty: true},                               // whom the due dates leave out for being inactive
	} {
		got, ok := result(b, want.Learner, want.Activity)
		if !ok {
			t.Errorf("no result of %s in %s", want.Learner, want.Activity)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s in %s: %s", want.Learner, want.Activity, diff)
		}
	}
	for _, cell := range [][2]string{{"30117", "77777"}, {"41", "55014"}, {"30120", "55014"}, {"30121", "55012"}, {"99", "55012"}} {
		if r, ok := result(b, cell[0], cell[1]); ok {
			t.Errorf("a result that nobody told: %+v", r)
		}
	}
	if _, ok := gap(b, "", "1 grades that Canvas did not list"); !ok {
		t.Error("the Test Student's missing cell is in no gap")
	}
}

func TestTools(t *testing.T) {
	b := bookOf(t, practice())
	want := []grade.Tool{
		{ID: "711", Name: "CertLab", LTIVersion: "1.3", ClientID: "10000000000042", DeploymentID: "711:4f2d0c", Active: grade.Known(true), Account: "1",
			Available: grade.Known(true), CreatedAt: at("2026-01-05T10:00:00Z"), Domain: "tool.example.com", Privacy: "public"},
		{ID: "712", Name: "Quizzer", LTIVersion: "1.1", ClientID: "quiz-key", Active: grade.Known(true), Account: "77", Available: grade.Known(true),
			Domain: "quiz.example.com", Privacy: "anonymous"},
		{ID: "713", Name: "Own", LTIVersion: "1.3", ClientID: "10000000000043", Active: grade.Known(false), CourseID: "4102", Available: grade.Known(true)},
		{ID: "700", Name: "Sibling", LTIVersion: "1.3", ClientID: "9", DeploymentID: "700:aa", Active: grade.Known(true), Account: "1",
			Available: grade.Known(false), Domain: "sibling.example.com", Privacy: "public"},
	}
	// An assignment names the last one, and the course's accounts do not have it.
	want = append(want, grade.Tool{ID: "6", Name: "Left behind", LTIVersion: "1.3", ClientID: "9", Active: grade.Known(true), Account: "78",
		Available: grade.Known(false), Privacy: "public"})
	if diff := cmp.Diff(want, b.Tools); diff != "" {
		t.Error(diff)
	}
}

// A tool that is in no account was deleted, and has no row.
func TestDeletedTool(t *testing.T) {
	s := practice()
	s.answers["/api/v1/accounts/78/external_tools"] = `[]`
	b := bookOf(t, s)
	if slices.ContainsFunc(b.Tools, func(tool grade.Tool) bool { return tool.ID == "6" }) || activity(t, b, "55013").ToolID != "6" {
		t.Errorf("tools %+v", b.Tools)
	}
	if _, ok := gap(b, grade.FactToolAvailable, ""); ok {
		t.Error("a gap, and all accounts were read")
	}
	var many []string
	for i := range accountsMax + 1 {
		many = append(many, fmt.Sprintf(`{"id":%d}`, 200+i))
	}
	s.answers["/api/v1/accounts/1/sub_accounts"] = "[" + strings.Join(many, ",") + "]"
	if _, ok := gap(bookOf(t, s), grade.FactToolAvailable, "no more than 20 of 21 accounts"); !ok {
		t.Error("no gap for the accounts that were not searched")
	}
}

// What is read whole leaves no gap but of what Canvas tells nobody.
func TestHealthyGaps(t *testing.T) {
	b := bookOf(t, practice())
	b.Gaps = slices.DeleteFunc(b.Gaps, func(g grade.Gap) bool { return g.Class == grade.Unsupported })
	if len(b.Gaps) != 1 {
		t.Errorf("gaps %+v", b.Gaps)
	}
}

func TestQueries(t *testing.T) {
	s := practice()
	bookOf(t, s)
	for path, want := range map[string]map[string][]string{
		here:                           {"include[]": {"term", "concluded", "account"}},
		here + "/enrollments":          {"state[]": {"active", "invited", "creation_pending", "completed", "inactive", "deleted", "rejected"}, "include[]": {"email"}, "per_page": {"100"}},
		here + "/students/submissions": {"student_ids[]": {"all"}, "grouped": {"true"}, "per_page": {"50"}},
		here + "/assignments":          {"include[]": {"overrides"}, "override_assignment_dates": {"false"}},
		here + "/external_tools":       {"include_parents": {"true"}},
	} {
		for name, values := range want {
			if got := s.query(path)[name]; !slices.Equal(got, values) {
				t.Errorf("%s: %s is %v, want %v", path, name, got, values)
			}
		}
	}
	if n := s.count(""); n != len(slices.Compact(slices.Sorted(slices.Values(s.calls)))) {
		t.Errorf("%d calls, some of them twice: %v", n, s.calls)
	}
}
