package canvas

import (
	"fmt"
	"maps"
	"strings"
)

// practice is a small course with one of everything. Ids are numbers, as Canvas
// sends them to clients that do not ask for strings.
func practice() *site {
	return &site{answers: maps.Clone(map[string]string{
		"/api/v1/users/self": `{"id":15,"name":"Service Account","login_id":"svc-gradesync"}`,
		"/api/v1/courses": `[{"id":4102,"name":"Networking 101 - Fall","course_code":"NET-101-F26","workflow_state":"available"},
			{"id":4103,"name":"Twins","course_code":"TWIN","workflow_state":"available"},
			{"id":4104,"name":"twins","course_code":"OTHER","workflow_state":"available"}]`,
		here: practiceCourse,
		"/api/v1/courses/sis_course_id:NET/101.A": practiceCourse,
		"/api/v1/courses/lti_context_id:ctx-here": practiceCourse,
		"/api/v1/courses/lti_context_id:ctx-old":  `{"id":4001,"name":"Networking 101 - Spring"}`,
		here + "/sections": `[
			{"id":9001,"name":"NET-101-01","start_at":null,"end_at":null,"restrict_enrollments_to_section_dates":null,"nonxlist_course_id":null},
			{"id":9002,"name":"NET-101-02","start_at":null,"end_at":"2026-10-01T06:00:00Z","restrict_enrollments_to_section_dates":true,"nonxlist_course_id":4001}]`,
		"/api/v1/accounts/1/terms": `{"enrollment_terms":[{"id":30,"start_at":null,"end_at":null},
			{"id":31,"start_at":"2026-08-20T06:00:00Z","end_at":"2026-12-18T07:00:00Z","overrides":{"StudentEnrollment":{"start_at":null,"end_at":"2026-12-20T07:00:00Z"}}}]}`,
		"/api/v1/accounts/1/sub_accounts":    `[{"id":77,"parent_account_id":1},{"id":78,"parent_account_id":1},{"id":79,"parent_account_id":78}]`,
		"/api/v1/accounts/78/external_tools": `[{"id":6,"name":"Left behind","version":"1.3","developer_key_id":9,"workflow_state":"public"},{"id":5,"name":"Not ours"}]`,
		"/api/v1/accounts/79/external_tools": `[]`,
		"/api/v1/accounts/77/external_tools": `[{"id":712,"name":"Quizzer","version":"1.1","consumer_key":"quiz-key","url":"https://Quiz.example.com/lti","privacy_level":"anonymous","workflow_state":"anonymous"}]`,
		"/api/v1/accounts/1/external_tools":  `[` + certLab + `,{"id":700,"name":"Sibling","domain":"sibling.example.com","version":"1.3","developer_key_id":9,"deployment_id":"700:aa","workflow_state":"public","privacy_level":"public"}]`,
		here + "/external_tools": `[` + certLab + `,{"id":712,"name":"Quizzer","version":"1.1","consumer_key":"quiz-key","url":"https://Quiz.example.com/lti","privacy_level":"anonymous","workflow_state":"anonymous"},
			{"id":713,"name":"Own","version":"1.3","developer_key_id":10000000000043,"workflow_state":"disabled"}]`,
		here + "/blueprint_subscriptions": `[{"id":101,"template_id":2,"blueprint_course":{"id":40}}]`,
		here + "/modules": `[{"id":300,"published":true,"items_count":2,"items":[
				{"id":3001,"title":"Lab 3","type":"ExternalTool","content_id":711,"external_url":"https://tool.example.com/launch?item=sub3","published":true},
				{"id":3002,"title":"Lab 3","type":"Assignment","content_id":55012,"published":true}]},
			{"id":301,"published":false,"items_count":1},{"id":302,"published":true,"items_count":0}]`,
		here + "/modules/301/items":    `[{"id":3003,"title":"Lab 4","type":"ExternalTool","content_id":0,"external_url":"https://tool.example.com/launch?item=sub4&oauth_token=x","published":false}]`,
		here + "/effective_due_dates":  dueDates,
		here + "/enrollments":          enrolments(),
		here + "/assignments":          assignments,
		here + "/students/submissions": submissions,
	})}
}

const practiceCourse = `{"id":4102,"name":"My course","original_name":"Networking 101 - Fall","course_code":"NET-101-F26","account_id":77,"root_account_id":1,
	"workflow_state":"available","start_at":"2026-08-24T06:00:00Z","end_at":null,"time_zone":"America/Denver","restrict_enrollments_to_course_dates":false,
	"enrollment_term_id":31,"term":{"id":31,"start_at":"2026-08-20T06:00:00Z","end_at":"2026-12-18T07:00:00Z"},"concluded":false,
	"sis_course_id":"NET/101.A","account":{"id":77,"parent_account_id":1,"root_account_id":1}}`

const certLab = `{"id":711,"name":"CertLab","domain":"tool.example.com","url":"https://tool.example.com/launch","consumer_key":"N/A","version":"1.3",
	"developer_key_id":10000000000042,"deployment_id":"711:4f2d0c","privacy_level":"public","workflow_state":"public","created_at":"2026-01-05T10:00:00Z"}`

const dueDates = `{"55012":{"30117":{"due_at":null,"grading_period_id":null,"in_closed_grading_period":false},"30118":{"in_closed_grading_period":true},"30119":{"in_closed_grading_period":false},"99":{"in_closed_grading_period":false}},
	"55013":{"30117":{"in_closed_grading_period":false}},"55014":{"30117":{"in_closed_grading_period":false},"30118":{"in_closed_grading_period":false},"99":{"in_closed_grading_period":false}}}`

// enrolment is one row; more is put into it as JSON members.
func enrolment(id, user int, kind, state string, more ...string) string {
	return fmt.Sprintf(`{"id":%d,"user_id":%d,"course_section_id":9001,"type":"%s","role":"%s","enrollment_state":"%s","start_at":null,"end_at":null,
		"user":{"id":%d,"name":"Person %d","login_id":"login%d","email":"p%d@example.edu","sis_user_id":"S%d"}%s}`,
		id, user, kind, kind, state, user, user, user, user, user, strings.Join(append([]string{""}, more...), ","))
}

func enrolments() string {
	inB := `"course_section_id":9002`
	return "[" + strings.Join([]string{
		enrolment(1, 30117, "StudentEnrollment", "active", `"grades":{"current_score":91.5,"current_grade":"A-","final_score":44.1,"final_grade":"F","unposted_current_score":95}`),
		enrolment(2, 30118, "StudentEnrollment", "deleted", `"grades":{"current_score":12,"current_grade":null,"final_score":3,"final_grade":null}`),
		enrolment(3, 30118, "StudentEnrollment", "active", inB, `"grades":{"current_score":null,"current_grade":null,"final_score":0.0,"final_grade":null}`, `"start_at":"2026-10-01T00:00:00Z"`, `"end_at":"2026-11-01T00:00:00Z"`),
		enrolment(4, 30119, "StudentEnrollment", "active", inB), // section over
		enrolment(5, 30120, "StudentEnrollment", "deleted"),
		enrolment(6, 30121, "StudentEnrollment", "inactive"),
		enrolment(7, 30122, "StudentEnrollment", "invited"),
		enrolment(8, 30123, "StudentEnrollment", "completed"),
		enrolment(9, 99, "StudentViewEnrollment", "active"),
		enrolment(10, 41, "TeacherEnrollment", "active"),
		enrolment(11, 41, "StudentEnrollment", "deleted"),
		enrolment(12, 42, "ObserverEnrollment", "active", `"associated_user_id":30117`),
	}, ",") + "]"
}

const assignments = `[
	{"id":55012,"course_id":4102,"name":"Lab 3: Subnetting","workflow_state":"published","published":true,"points_possible":20.0,"grading_type":"points","assignment_group_id":812,
	 "submission_types":["external_tool"],"unlock_at":null,"lock_at":"2026-12-01T05:59:59Z","only_visible_to_overrides":false,"has_overrides":true,
	 "overrides":[{"id":4,"student_ids":[30117],"due_at":"2026-09-28T05:59:59Z","lock_at":"2026-12-09T05:59:59Z"}],
	 "lti_context_id":"0b1f2c3d-4e5f","external_tool_tag_attributes":{"url":"https://tool.example.com/launch?item=sub3","resource_link_id":"0b1f2c3d-4e5f","content_type":"ContextExternalTool","content_id":711},
	 "post_manually":false,"anonymous_grading":false,"moderated_grading":false,"allowed_attempts":3,"created_at":"2026-08-02T10:00:00Z",
	 "is_master_course_child_content":true,"restricted_by_master_course":true,"master_course_restrictions":{"points":true,"content":true,"due_dates":false}},
	{"id":55013,"name":"Lab 4","workflow_state":"published","published":true,"points_possible":null,"grading_type":"pass_fail","submission_types":["external_tool"],
	 "unlock_at":null,"lock_at":null,"only_visible_to_overrides":true,"has_overrides":true,"overrides":[],"lti_context_id":"uuid-4",
	 "external_tool_tag_attributes":{"url":"https://u:p@tool.example.com/launch?item=sub4&access_token=abc","resource_link_id":"hash-4","content_type":"ContextExternalTool","content_id":6},
	 "post_manually":true,"anonymous_grading":true,"moderated_grading":true,"grades_published":false,"allowed_attempts":-1},
	{"id":55014,"name":"Draft","workflow_state":"unpublished","published":false,"points_possible":10,"grading_type":"letter_grade","submission_types":["none"],
	 "unlock_at":null,"lock_at":null,"only_visible_to_overrides":false,"has_overrides":false,"allowed_attempts":-1},
	{"id":55015,"name":"Old quiz","workflow_state":"published","published":true,"points_possible":0,"grading_type":"not_graded","submission_types":["online_quiz"],
	 "unlock_at":"2026-09-01T00:00:00Z","lock_at":null,"has_overrides":false}]`

const submissions = `[
	{"user_id":30117,"sis_user_id":"S30117","submissions":[
		{"assignment_id":55012,"user_id":30117,"workflow_state":"graded","score":18.0,"entered_score":20.0,"points_deducted":2.0,"excused":false,"attempt":2,"extra_attempts":1,
		 "submitted_at":"2026-09-22T05:59:59Z","graded_at":"2026-09-22T06:00:04Z","posted_at":"2026-09-22T06:00:04Z","grader_id":-711,"grade_matches_current_submission":true,"grading_period_id":12},
		{"assignment_id":55013,"workflow_state":"graded","score":1,"entered_score":1,"points_deducted":null,"excused":null,"attempt":null,"submitted_at":null,
		 "graded_at":"2026-09-23T06:00:04Z","posted_at":null,"grader_id":41,"grade_matches_current_submission":false},
		{"assignment_id":55015,"workflow_state":"graded","score":3,"entered_score":3,"attempt":1,"graded_at":"2026-09-23T06:00:04Z","grader_id":-12},
		{"assignment_id":77777,"workflow_state":"graded","score":3}]},
	{"user_id":30118,"submissions":[
		{"assignment_id":55012,"workflow_state":"unsubmitted","score":null,"entered_score":null,"excused":true,"attempt":3,"submitted_at":null,"graded_at":null,"posted_at":null,"grader_id":null,"grading_period_id":11}]},
	{"user_id":30119,"submissions":[
		{"assignment_id":55012,"workflow_state":"graded","score":0,"entered_score":0,"attempt":5,"grader_id":0,"posted_at":"2026-09-22T06:00:04Z"},
		{"assignment_id":55013,"workflow_state":"deleted","score":5}]},
	{"user_id":30121,"submissions":[]},{"user_id":30123,"submissions":[]},{"user_id":99,"submissions":[]}]`
