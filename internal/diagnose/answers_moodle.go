package diagnose

import "github.com/gradesync/gradesync/internal/grade"

// moodleAnswers are what Moodle says to a score over LTI 1.3. Much of it stands in
// the reason phrase of the status alone.
func moodleAnswers() []Answer {
	const m, v = "moodle", grade.LTI13
	return []Answer{
		{m, v, 400, "", "incorrect score received", causes("ID-08", "ID-09", "AC-05", "AC-09"), RetryNo,
			"The person cannot be graded in this course: not enrolled, or not as a learner; or the score is malformed.", observed},
		{m, v, 400, "", "no handler found", causes("TR-07", "LI-14"), RetryNo, "The address or the media type of the request is not one that Moodle serves.", observed},
		{m, v, 400, "", "", causes("ID-08", "ID-09"), RetryNo, "The person cannot be graded in this course, or the score is malformed.", observed},
		{m, v, 401, "", "does not support post requests", causes("TK-01", "TK-02"), RetryAfterFix, "The tool may not write here: its right to send scores is switched off.", fromSource},
		{m, v, 401, "", "unauthorized", causes("TK-01", "TK-02"), RetryAfterFix, "The token is missing, has expired, or lacks the scope; or the web server does not pass the Authorization header on.", observed}, //nolint:misspell // HTTP's word
		{m, v, 401, "", "", causes("TK-01", "TK-02"), RetryAfterFix, "The token is missing, has expired, or lacks the scope; or the web server does not pass the Authorization header on.", observed},
		{m, v, 403, "", "line item does not exist", causes("LI-03"), RetryNo, "The gradebook column is not there.", fromSource},
		{m, v, 404, "", "line item does not exist", causes("LI-03"), RetryNo, "The gradebook column is not there, or was made by hand.", observed},
		{m, v, 403, "", "invalid lti id supplied", causes("LI-04"), RetryNo, "The gradebook column belongs to another tool.", observed},
		{m, v, 403, "", "not allowed in context", causes("TK-06"), RetryNo, "The tool may not be used in this course.", observed},
		{m, v, 404, "", "course … doesn't exist", causes("LI-05"), RetryNo, "There is no such course.", observed},
		{m, v, 404, "", "grade item … doesn't exist", causes("LI-03"), RetryNo, "The gradebook column was deleted.", observed},
		{m, v, 405, "", "", causes("LI-14", "AC-12"), RetryNo, "The address of the score is not built as Moodle wants it, or the operation does not exist.", fromSource},
		{m, v, 409, "", "refusing score with an earlier timestamp", causes("AC-03"), RetryYes, "The score is not newer than the grade that is there; it goes through with a new timestamp.", observed},
		{m, v, 409, "", "", causes("AC-03"), RetryYes, "The score is not newer than the grade that is there; it goes through with a new timestamp.", observed},
		{m, v, 500, "", "", causes("AC-10", "TR-05"), RetryAfterFix, "The column or the grade is locked; or the site failed.", observed},
		{m, v, 502, "", "", causes("TR-03", "ID-07"), RetryYes, "The site did not answer; Moodle also fails so for a user id that is no number.", observed},
	}
}

// moodleOutcomes are what Moodle says to a score over LTI 1.1, always with status
// 200.
func moodleOutcomes() []Answer {
	const m, v = "moodle", grade.LTI11
	return []Answer{
		{m, v, 0, "", "message signature not valid", causes("TK-08", "TK-09"), RetryAfterFix,
			"The signature is not valid: another secret, a clock that is wrong by minutes, or a proxy that changes the host.", observed},
		{m, v, 0, "", "missing or invalid consumer key", causes("TK-08"), RetryAfterFix, "The request was not signed with a key that Moodle knows.", observed},
		{m, v, 0, "", "invalid sourcedid in result message", causes("LA-09"), RetryAfterFix, "The result id is damaged; a new launch brings a good one.", observed},
		{m, v, 0, "", "sourcedid hash not valid", causes("LI-05", "LA-09"), RetryAfterFix, "The result id was not made by this link: the course was copied, or the id changed on its way.", observed},
		{m, v, 0, "", "tool does not accept grades", causes("LI-01", "LI-03"), RetryNo, "The activity was deleted, or takes no grades from the tool.", observed},
		{m, v, 0, "failure", "grade replace response", causes("AC-10"), RetryNo, "The column or the grade is locked.", observed},
		{m, v, 0, "", "score not between 0.0 and 1.0", causes("AC-04"), RetryNo, "The score is not a share between 0 and 1.", observed},
		{m, v, 0, "", "score must be numeric", causes("AC-04"), RetryNo, "The score is not a number with a decimal point.", observed},
		{m, v, 0, "", "invalid xml content", causes("TR-07"), RetryNo, "The message is no XML that can be read.", fromSource},
	}
}

// moodleTokens are what Moodle says to a request for an access token.
func moodleTokens() []Answer {
	const m, v = "moodle", grade.LTI13
	return []Answer{
		{m, v, 400, "", "signature verification failed", causes("TK-04"), RetryAfterFix, "The signature does not fit the key that Moodle has of the tool.", observed},
		{m, v, 400, "", "unable to lookup correct key", causes("TK-04"), RetryAfterFix, "The tool's key set does not hold the key that it signed with.", fromSource},
		{m, v, 400, "", "kid must be provided", causes("TK-04"), RetryAfterFix, "The tool does not say which of its keys it signed with.", observed},
		{m, v, 404, "", "jwks_helper", causes("TK-04"), RetryAfterFix, "Moodle could not fetch the tool's key set: unreachable, no JSON, or a host it must not ask.", observed},
		{m, v, 400, "", "expired token", causes("TK-09"), RetryAfterFix, "The request's own end lies in the past: the tool's clock is behind.", observed},
		{m, v, 400, "", "token with iat prior to", causes("TK-09"), RetryAfterFix, "The request is dated in the future: the tool's clock is ahead.", observed},
		{m, v, 400, "", "token with nbf prior to", causes("TK-09"), RetryAfterFix, "The request is dated in the future: the tool's clock is ahead.", fromSource},
	}
}
