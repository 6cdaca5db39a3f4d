package diagnose

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestKnownAnswers looks up answers as LMSs give them, whole, and wants the causes
// of the most specific reading.
func TestKnownAnswers(t *testing.T) {
	const no, yes, fix = RetryNo, RetryYes, RetryAfterFix
	for _, tc := range []struct {
		kind, lti     string
		status        int
		code, message string
		want          string
		retry         Retry
	}{
		{"canvas", "1.3", 422, "", "User not found in course or is not a student", "ID-08 ID-09 ID-10 ID-11 AC-01 ID-07", no},
		{"canvas", "1.3", 422, "", "This course has concluded. AGS requests will no longer be accepted for this course.", "AC-02", no},
		{"canvas", "1.3", 422, "", "The maximum number of allowed attempts has been reached for this submission", "AC-08", no},
		{"canvas", "1.3", 422, "", "ScoreMaximum not supplied when ScoreGiven present.", "AC-05", no},
		{"canvas", "1.3", 422, "", "ScoreMaximum must be greater than or equal to 0", "AC-05", no},
		{"canvas", "1.3", 422, "", "ScoreGiven must be greater than or equal to 0", "AC-04", no},
		{"canvas", "1.3", 400, "", "Provided timestamp of 2026-09-01 before last updated timestamp of 2026-09-02", "AC-03", yes},
		{"canvas", "1.3", 400, "", "Provided submitted_at timestamp of 2027-09-01 in the future", "AC-09 TK-09", fix},
		{"canvas", "1.3", 400, "", "Provided submitted_at timestamp of x not a valid timestamp", "AC-09", fix},
		{"canvas", "1.3", 422, "", "cannot be changed at this time: This assignment is still unpublished", "LI-02", no},
		{"canvas", "1.3", 422, "", "cannot be changed at this time: This assignment is in a closed grading period for this student", "AC-10", no},
		{"canvas", "1.3", 422, "", "This assignment is not applicable to this student", "LI-16", no},
		{"canvas", "1.3", 404, "", "The specified resource does not exist.", "LI-03 LI-05 AC-02", no},
		{"canvas", "1.3", 404, "", "", "LI-03 LI-05", no},
		{"canvas", "1.3", 412, "", "Tool does not have permission to view line_item", "LI-04", no},
		{"canvas", "1.3", 412, "", "The specified LTI link ID is not associated with the line item.", "LI-04", no},
		{"canvas", "1.3", 401, "", "Access Token not linked to a Tool associated with this Context", "TK-06 TK-07 TK-11", fix},
		{"canvas", "1.3", 401, "", "Insufficient permissions", "TK-02", fix},
		{"canvas", "1.3", 401, "", "Unknown or inactive Developer Key", "TK-03", fix},
		{"canvas", "1.3", 401, "", "Invalid access token field/s: the 'aud' is invalid", "TK-05", fix},
		{"canvas", "", 403, "", "403 Forbidden (Rate Limit Exceeded)", "TR-04", yes},
		{"canvas", "", 429, "", "", "TR-04", yes},
		{"canvas", "1.3", 401, "invalid_client", "unknown client", "TK-03", fix},
		{"canvas", "1.3", 400, "invalid_request", "JWK Error: Invalid JSON", "TK-04", fix},
		{"canvas", "1.3", 400, "invalid_request", "JWS signature invalid.", "TK-04", fix},
		{"canvas", "1.3", 400, "invalid_request", "the 'aud' is invalid | the 'jti' is invalid", "TK-10", fix},
		{"canvas", "1.3", 400, "invalid_request", "the 'iat' must be less than 300 seconds old", "TK-09", fix},
		{"canvas", "1.1", 422, "tool_invalid", "Tool is invalid", "TK-11", no},
		{"canvas", "1.1", 422, "assignment_tool_mismatch", "", "LI-04 TK-11", no},
		{"canvas", "1.1", 422, "course_invalid", "", "LI-05 AC-02", no},
		{"canvas", "1.1", 422, "assignment_invalid", "", "LI-03", no},
		{"canvas", "1.1", 422, "user_not_in_course", "User is no longer in course", "ID-08 ID-10", no},
		{"canvas", "1.1", 422, "course_not_available", "", "ID-10 AC-02", no},
		{"canvas", "1.1", 200, "failure", "Invalid sourcedid\n[EID_9]", "LA-09", fix},
		{"canvas", "1.1", 422, "signature_invalid", "", "TK-08", fix},
		{"canvas", "1.1", 422, "no_points_possible", "Assignment has no points possible.", "LI-11", no},
		{"canvas", "1.1", 422, "bad_score", "Score is not between 0 and 1", "AC-04", no},
		{"canvas", "1.1", 422, "no_score", "No score given", "SC-08", no},
		{"canvas", "1.1", 422, "no_parseable_result_score", "Unable to parse resultScore: A", "AC-04", no},
		{"canvas", "1.1", 422, "timestamp_not_parseable", "", "AC-09", fix},
		{"canvas", "1.1", 422, "timestamp_in_future", "Invalid timestamp - timestamp in future", "AC-09 TK-09", fix},
		{"canvas", "1.1", 422, "no_submission_created", "", "AC-08 LI-16", no},
		{"canvas", "1.1", 401, "", "Duplicate nonce detected", "TK-10", fix},
		{"canvas", "1.1", 415, "", "Content-Type must be 'application/xml'", "TR-07", no},
		{"moodle", "1.3", 400, "", `Incorrect score received{"userId":"9"}`, "ID-08 ID-09 AC-05 AC-09", no},
		{"moodle", "1.3", 400, "", "", "ID-08 ID-09", no},
		{"moodle", "1.3", 400, "", "No handler found for /5/lineitems", "TR-07 LI-14", no},
		{"moodle", "1.3", 409, "", "Refusing score with an earlier timestamp for item 40 and user 7", "AC-03", yes},
		{"moodle", "1.3", 404, "", "Not Found: Course 99 doesn't exist", "LI-05", no},
		{"moodle", "1.3", 404, "", "Not Found: Grade item 40 doesn't exist", "LI-03", no},
		{"moodle", "1.3", 403, "", "Line item does not exist.", "LI-03", no},
		{"moodle", "1.3", 403, "", "Invalid LTI id supplied.", "LI-04", no},
		{"moodle", "1.3", 403, "", "Not allowed in context", "TK-06", no},
		{"moodle", "1.3", 401, "", "This resource does not support POST requests.", "TK-01 TK-02", fix},
		{"moodle", "1.3", 401, "", "Unauthorized", "TK-01 TK-02", fix}, //nolint:misspell // HTTP's word
		{"moodle", "1.3", 405, "", "", "LI-14 AC-12", no},
		{"moodle", "1.3", 500, "", "", "AC-10 TR-05", fix},
		{"moodle", "1.3", 400, "", `{"error":"Signature verification failed"}`, "TK-04", fix},
		{"moodle", "1.3", 400, "invalid_client", "", "TK-03", fix},
		{"moodle", "1.3", 400, "", `{"error":"invalid_scope"}`, "TK-02 TK-01", fix},
		{"moodle", "1.3", 400, "", "Expired token", "TK-09", fix},
		{"moodle", "1.3", 400, "", "Cannot handle token with iat prior to 2026-11-12T12:03:11+0000", "TK-09", fix},
		{"moodle", "1.3", 404, "", "jwks_helper::fix_jwks_alg(): Argument #1 must be of type array, null given", "TK-04", fix},
		{"moodle", "1.1", 200, "failure", "Message signature not valid", "TK-08 TK-09", fix},
		{"moodle", "1.1", 200, "failure", "Tool does not accept grades", "LI-01 LI-03", no},
		{"moodle", "1.1", 200, "failure", "Grade replace response", "AC-10", no},
		{"moodle", "1.1", 200, "failure", "Score not between 0.0 and 1.0", "AC-04", no},
		{"brightspace", "1.3", 422, "", "", "ID-09", no},
		{"brightspace", "1.3", 403, "", "User in requested score is not enrolled in the org unit", "ID-08", no},
		{"brightspace", "1.3", 404, "", "User in requested score does not exist", "ID-07 ID-08", no},
		{"brightspace", "1.3", 400, "invalid_client", "KeyId not found in token", "TK-04", fix},
		{"brightspace", "1.3", 400, "invalid_client", "", "TK-03", fix},
		{"blackboard", "1.3", 400, "", "User could not be found: _12_1", "ID-08", no},
		{"openedx", "1.1", 200, "failure", "Grade is past due", "AC-07", fix},
		{"openedx", "1.1", 200, "failure", "User not found.", "ID-08", no},
		{"openedx", "1.1", 200, "failure", "OAuth verification error: bad", "TK-08 TK-09", fix},
		{"openedx", "1.1", 200, "failure", "Request body XML parsing error: line 1", "TR-07", no},
		{"openedx", "1.1", 200, "unsupported", "Target does not support the requested operation.", "AC-12", no},
		{"openedx", "1.3", 400, "", "Score timestamp can only be updated to a later point in time", "AC-03", yes},
		{"openedx", "1.3", 400, "", "Score already exists for the provided timestamp", "AC-03", yes},
		{"", "", 502, "", "", "TR-03 TR-09 TR-05", yes},
		{"", "", 503, "", "Service Unavailable", "TR-03 TR-09 TR-05", yes},
		{"", "", 504, "", "", "TR-03 TR-01 TR-09", yes},
		{"", "", 0, "", "read tcp: connection reset by peer", "TR-03 TR-01", yes},
		{"", "", 0, "", "lookup lms.example: no such host", "TR-03 TR-08", yes},
		{"", "", 0, "", "tls: failed to verify certificate: x509: unknown authority", "TR-02", fix},
		{"", "1.1", 200, "failure", "something new", "TR-06", fix},
		{"", "1.1", 200, "unsupported", "", "AC-12", no},
		{"", "1.1", 401, "", "OAuth: invalid nonce", "TK-10 TK-09", fix},
		{"", "1.1", 401, "timestamp_refused", "oauth_timestamp", "TK-09", fix},
	} {
		found := LookupAnswer(tc.kind, tc.lti, tc.status, tc.code, tc.message)
		if len(found) == 0 {
			t.Errorf("%s %s %d %s %q: nothing found", tc.kind, tc.lti, tc.status, tc.code, tc.message)
			continue
		}
		if got := strings.Join(found[0].Causes, " "); got != tc.want || found[0].Retry != tc.retry {
			t.Errorf("%s %s %d %s %q: %s (%s), want %s (%s)", tc.kind, tc.lti, tc.status, tc.code, tc.message, got, found[0].Retry, tc.want, tc.retry)
		}
	}
}

// TestDictionaryIsSound: every answer can be recognised, names causes that exist or
// are planned, and what is planned is never told.
func TestDictionaryIsSound(t *testing.T) {
	seen := map[string]bool{}
	for _, a := range dictionary() {
		key := strings.Join([]string{a.LMS, a.LTI, statusOf(a.Status), a.Code, a.Text}, "|")
		if seen[key] {
			t.Errorf("%s is there twice", key)
		}
		seen[key] = true
		if a.Status == 0 && a.Code == "" && a.Text == "" || a.Text != strings.ToLower(a.Text) || a.Code != strings.ToLower(a.Code) {
			t.Errorf("%s cannot be recognised", key)
		}
		if !slices.Contains([]Retry{RetryNo, RetryYes, RetryAfterFix}, a.Retry) || !slices.Contains([]string{observed, fromSource, documented}, a.Source) ||
			!strings.HasSuffix(a.Meaning, ".") {
			t.Errorf("%s: retry %q, source %q, meaning %q", key, a.Retry, a.Source, a.Meaning)
		}
		if len(a.Causes) == 0 {
			t.Errorf("%s names no cause", key)
		}
		for _, code := range a.Causes {
			if planned := slices.Contains(plannedCauses(), code); planned == (Lookup(code) != nil) {
				t.Errorf("%s: %s is planned %v, and a rule of it is there %v", key, code, planned, !planned)
			}
		}
		told := LookupAnswer(a.LMS, a.LTI, a.Status, a.Code, strings.ReplaceAll(a.Text, "…", "x"))
		if !slices.ContainsFunc(told, func(b Answer) bool { return b.Meaning == a.Meaning }) {
			t.Errorf("%s does not find itself", key)
		}
		for _, b := range told {
			if slices.ContainsFunc(b.Causes, func(code string) bool { return slices.Contains(plannedCauses(), code) }) {
				t.Errorf("%s is told with a planned cause: %v", key, b.Causes)
			}
		}
	}
}

func statusOf(n int) string { return strings.Repeat("i", n) }

func TestLookupKeepsApart(t *testing.T) {
	for name, found := range map[string][]Answer{
		"nothing known":              LookupAnswer("", "", 0, "", ""),
		"words of no LMS":            LookupAnswer("moodle", "", 418, "", "I'm a teapot"),
		"success":                    LookupAnswer("canvas", "1.3", 200, "success", "Success"),
		"another LMS's words":        LookupAnswer("moodle", "1.3", 422, "", "This course has concluded"),
		"another version's words":    LookupAnswer("canvas", "1.3", 422, "tool_invalid", ""),
		"another status":             LookupAnswer("canvas", "1.3", 418, "", "This course has concluded"),
		"parts in the wrong order":   LookupAnswer("canvas", "1.3", 400, "", "in the future: submitted_at timestamp of"),
		"a code inside another word": LookupAnswer("", "", 418, "", "xinvalid_scopes"),
	} {
		if len(found) != 0 {
			t.Errorf("%s: %+v", name, found)
		}
	}
	kinds := AnswerKinds()
	if diff := cmp.Diff([]string{"blackboard", "brightspace", "canvas", "moodle", "openedx"}, kinds); diff != "" {
		t.Error(diff)
	}
	if found := LookupAnswer("", "", 0, "", "This course has concluded."); len(found) != 1 || found[0].Causes[0] != "AC-02" {
		t.Errorf("words without a status: %+v", found)
	}
}

// TestLookupTakesAnyText: no text makes it fail, and knowing the LMS only ever
// leaves answers out that are recognised by their words.
func TestLookupTakesAnyText(t *testing.T) {
	texts := rapid.OneOf(rapid.String(), rapid.Custom(func(t *rapid.T) string {
		a := rapid.SampledFrom(dictionary()).Draw(t, "answer")
		return rapid.String().Draw(t, "before") + strings.ToUpper(a.Text) + rapid.String().Draw(t, "after")
	}))
	rapid.Check(t, func(t *rapid.T) {
		message, code := texts.Draw(t, "message"), rapid.SampledFrom([]string{"", "failure", "invalid_client", "x"}).Draw(t, "code")
		status := rapid.SampledFrom([]int{0, 200, 400, 401, 403, 404, 409, 422, 429, 503}).Draw(t, "status")
		every := LookupAnswer("", "", status, code, message)
		for _, kind := range append(AnswerKinds(), "sakai") {
			for _, a := range LookupAnswer(kind, "", status, code, message) {
				if a.worded() > 0 && !slices.ContainsFunc(every, func(b Answer) bool { return cmp.Equal(a, b) }) {
					t.Fatalf("%s has %+v, which no LMS in particular has not", kind, a)
				}
			}
		}
	})
}
