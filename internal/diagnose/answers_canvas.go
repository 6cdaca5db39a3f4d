package diagnose

import "github.com/gradesync/gradesync/internal/grade"

// causes lists codes, the likeliest first.
func causes(codes ...string) []string { return codes }

// canvasAnswers are what Canvas says to a score over LTI 1.3.
func canvasAnswers() []Answer {
	const c, v = "canvas", grade.LTI13
	return []Answer{
		{c, v, 401, "", "missing access token", causes("TK-03"), RetryAfterFix, "The score was sent without an access token.", fromSource},
		{c, v, 401, "", "invalid access token format", causes("TK-05"), RetryAfterFix, "The access token is not one of this Canvas.", fromSource},
		{c, v, 401, "", "access token signature", causes("TK-05"), RetryAfterFix, "The access token is not one of this Canvas.", fromSource},
		{c, v, 401, "", "signature likely incorrect", causes("TK-05"), RetryAfterFix, "The access token is not one of this Canvas.", fromSource},
		{c, v, 401, "", "access token expired", causes("TK-09", "TK-12"), RetryYes, "The tool went on using an access token that had expired, or its clock is behind.", fromSource},
		{c, v, 401, "", "access token field/s: the jwt has expired", causes("TK-09", "TK-12"), RetryYes, "The tool went on using an access token that had expired, or its clock is behind.", fromSource},
		{c, v, 401, "", "access token field/s: the 'aud' is invalid", causes("TK-05"), RetryAfterFix, "The access token was issued for another host of Canvas.", fromSource},
		{c, v, 401, "", "unknown or inactive developer key", causes("TK-03"), RetryAfterFix, "The tool's developer key was deleted or switched off.", fromSource},
		{c, v, 401, "", "invalid developer key", causes("TK-03"), RetryAfterFix, "The tool's developer key is not switched on in the account of the course.", fromSource},
		{c, v, 401, "", "insufficient permissions", causes("TK-02"), RetryAfterFix, "The access token lacks the scope for what was asked.", fromSource},
		{c, v, 401, "", "not linked to a tool associated with this context", causes("TK-06", "TK-07", "TK-11"), RetryAfterFix, "No installation of the tool reaches this course.", fromSource},
		{c, v, 404, "", "the specified resource does not exist", causes("LI-03", "LI-05", "AC-02"), RetryNo, "The line item or its course is not there: deleted, of another course, or over.", fromSource},
		{c, v, 404, "", "context not found", causes("LI-05"), RetryNo, "The course was deleted.", fromSource},
		{c, v, 404, "", "context is deleted or not found", causes("LI-05"), RetryNo, "The course was deleted.", fromSource},
		{c, v, 404, "", "", causes("LI-03", "LI-05"), RetryNo, "The line item is not there, or belongs to another course.", fromSource},
		{c, v, 422, "", "this course has concluded", causes("AC-02"), RetryNo, "The course or its term is over.", fromSource},
		{c, v, 412, "", "does not have permission to view line_item", causes("LI-04"), RetryNo, "The line item belongs to another tool.", fromSource},
		{c, v, 412, "", "lti link id is not associated", causes("LI-04"), RetryNo, "The resource link that was named belongs to another line item.", fromSource},
		{c, v, 422, "", "resource link id points to tool not associated with this context", causes("LI-04", "TK-06"), RetryNo, "The resource link belongs to a tool that the course does not have.", fromSource},
		{c, v, 422, "", "user not found in course or is not a student", causes("ID-08", "ID-09", "ID-10", "ID-11", "AC-01", "ID-07"), RetryNo,
			"Canvas sees no active student there: dropped, inactive, not a learner, the Test Student, a merged user; or, if it hits every student, the course is not published.", fromSource},
		{c, v, 422, "", "must be enrolled in the course as a student", causes("ID-09", "ID-08"), RetryNo, "The person is not a student of the course.", fromSource},
		{c, v, 422, "", "this assignment is still unpublished", causes("LI-02"), RetryNo, "The assignment is not published.", fromSource},
		{c, v, 400, "", "submitted_at timestamp of … in the future", causes("AC-09", "TK-09"), RetryAfterFix, "The submission is dated in the future by Canvas's clock.", fromSource},
		{c, v, 400, "", "submitted_at timestamp of … not a valid timestamp", causes("AC-09"), RetryAfterFix, "The date of the submission cannot be read.", fromSource},
		{c, v, 400, "", "provided timestamp of … not a valid timestamp", causes("AC-09"), RetryAfterFix, "The score's timestamp cannot be read.", fromSource},
		{c, v, 400, "", "before last updated timestamp", causes("AC-03"), RetryYes, "The score is older than what Canvas took last; it goes through with a new timestamp.", fromSource},
		{c, v, 422, "", "scoremaximum not supplied", causes("AC-05"), RetryNo, "The score came without its maximum.", fromSource},
		{c, v, 422, "", "scoremaximum must be greater than or equal to 0", causes("AC-05", "SC-09"), RetryNo, "The score's maximum is below zero.", fromSource},
		{c, v, 422, "", "cannot be zero if line item's maximum is not zero", causes("AC-05", "SC-09"), RetryNo, "The score's maximum is zero.", fromSource},
		{c, v, 422, "", "scoregiven must be greater than or equal to 0", causes("AC-04"), RetryNo, "The score is below zero.", fromSource},
		{c, v, 422, "", "maximum number of allowed attempts", causes("AC-08"), RetryNo, "The learner's attempts are used up; a score sent with new_submission false needs none.", fromSource},
		{c, v, 422, "", "closed grading period", causes("AC-10"), RetryNo, "The grading period is closed for this learner.", observed},
		{c, v, 422, "", "not applicable to this student", causes("LI-16"), RetryNo, "The assignment is not assigned to this learner.", fromSource},
		{c, v, 422, "", "locked by master course", causes("LI-08"), RetryNo, "The assignment is locked by the course's blueprint.", fromSource},
		{c, v, 422, "", "cannot grade this submission at this time", causes("AC-10"), RetryNo, "The grade is locked, or waits for a moderator.", fromSource},
	}
}

// canvasOutcomes are what Canvas says to a score over LTI 1.1.
func canvasOutcomes() []Answer {
	const c, v = "canvas", grade.LTI11
	return []Answer{
		{c, v, 401, "", "invalid authorization header", causes("TK-08"), RetryAfterFix, "The signature is not valid: another secret, or a tool that was added anew.", fromSource},
		{c, v, 401, "", "timestamp too old or too far in the future", causes("TK-09"), RetryAfterFix, "The tool's clock is wrong by more than the LMS bears.", fromSource},
		{c, v, 401, "", "duplicate nonce", causes("TK-10"), RetryAfterFix, "The tool signed two requests with one nonce.", fromSource},
		{c, v, 415, "", "content-type must be", causes("TR-07"), RetryNo, "The media type of the request is not the one that outcomes want.", fromSource},
		{c, v, 0, "sourcedid_invalid", "", causes("LA-09"), RetryAfterFix, "The result id is empty or damaged; a new launch brings a good one.", fromSource},
		{c, v, 0, "", "invalid sourcedid", causes("LA-09"), RetryAfterFix, "The result id is empty or damaged; a new launch brings a good one.", fromSource},
		{c, v, 0, "signature_invalid", "", causes("TK-08"), RetryAfterFix, "The signature in the result id is not valid.", fromSource},
		{c, v, 0, "tool_invalid", "", causes("TK-11"), RetryNo, "The result id is of an installation of the tool that is gone.", fromSource},
		{c, v, 0, "", "tool is invalid", causes("TK-11"), RetryNo, "The result id is of an installation of the tool that is gone.", fromSource},
		{c, v, 0, "assignment_tool_mismatch", "", causes("LI-04", "TK-11"), RetryNo, "The assignment has another tool now.", fromSource},
		{c, v, 0, "", "no longer associated with this tool", causes("LI-04", "TK-11"), RetryNo, "The assignment has another tool now.", fromSource},
		{c, v, 0, "course_invalid", "", causes("LI-05", "AC-02"), RetryNo, "The course was deleted, or is not active.", fromSource},
		{c, v, 0, "", "course is invalid", causes("LI-05", "AC-02"), RetryNo, "The course was deleted, or is not active.", fromSource},
		{c, v, 0, "assignment_invalid", "", causes("LI-03"), RetryNo, "The assignment was deleted.", fromSource},
		{c, v, 0, "", "assignment is invalid", causes("LI-03"), RetryNo, "The assignment was deleted.", fromSource},
		{c, v, 0, "user_not_in_course", "", causes("ID-08", "ID-10"), RetryNo, "The learner is not in the course any more.", fromSource},
		{c, v, 0, "", "user is no longer in course", causes("ID-08", "ID-10"), RetryNo, "The learner is not in the course any more.", fromSource},
		{c, v, 0, "course_not_available", "", causes("ID-10", "AC-02"), RetryNo, "The learner's enrolment, or the course, is not active at this date.", fromSource},
		{c, v, 0, "", "course not available for student", causes("ID-10", "AC-02"), RetryNo, "The learner's enrolment, or the course, is not active at this date.", fromSource},
		{c, v, 0, "no_points_possible", "", causes("LI-11"), RetryNo, "The assignment has no points.", fromSource},
		{c, v, 0, "", "has no points possible", causes("LI-11"), RetryNo, "The assignment has no points.", fromSource},
		{c, v, 0, "bad_score", "", causes("AC-04"), RetryNo, "The score is not between 0 and 1.", fromSource},
		{c, v, 0, "", "score is not between 0 and 1", causes("AC-04"), RetryNo, "The score is not between 0 and 1.", fromSource},
		{c, v, 0, "no_score", "", causes("SC-08", "SC-09"), RetryNo, "The message held no score.", fromSource},
		{c, v, 0, "", "no score given", causes("SC-08", "SC-09"), RetryNo, "The message held no score.", fromSource},
		{c, v, 0, "no_parseable_result_score", "", causes("AC-04"), RetryNo, "The score cannot be read as a number.", fromSource},
		{c, v, 0, "no_parseable_result_total_score", "", causes("AC-04"), RetryNo, "The score cannot be read as a number.", fromSource},
		{c, v, 0, "", "unable to parse result", causes("AC-04"), RetryNo, "The score cannot be read as a number.", fromSource},
		{c, v, 0, "timestamp_not_parseable", "", causes("AC-09"), RetryAfterFix, "The date of the submission cannot be read.", fromSource},
		{c, v, 0, "", "timestamp not parseable", causes("AC-09"), RetryAfterFix, "The date of the submission cannot be read.", fromSource},
		{c, v, 0, "timestamp_in_future", "", causes("AC-09", "TK-09"), RetryAfterFix, "The submission is dated in the future by the LMS's clock.", fromSource},
		{c, v, 0, "", "invalid timestamp … in future", causes("AC-09", "TK-09"), RetryAfterFix, "The submission is dated in the future by the LMS's clock.", fromSource},
		{c, v, 0, "no_submission_created", "", causes("AC-08", "LI-16"), RetryNo, "Canvas could not make the submission that holds the grade.", fromSource},
		{c, v, 0, "", "failed to create a new homework submission", causes("AC-08", "LI-16"), RetryNo, "Canvas could not make the submission that holds the grade.", fromSource},
		{c, v, 0, "", "request could not be handled", causes("AC-12"), RetryNo, "Canvas does not know this operation of LTI 1.1.", fromSource},
	}
}

// canvasTokens are what Canvas says to a request for an access token.
func canvasTokens() []Answer {
	const c, v = "canvas", grade.LTI13
	return []Answer{
		{c, v, 401, "invalid_client", "unknown client", causes("TK-03"), RetryAfterFix, "Canvas has no developer key of that client id, or it is off.", fromSource},
		{c, v, 400, "", "jws signature invalid", causes("TK-04"), RetryAfterFix, "The signature does not fit the key that Canvas has of the tool.", fromSource},
		{c, v, 400, "", "jwk error", causes("TK-04"), RetryAfterFix, "Canvas could not read the tool's key set.", fromSource},
		{c, v, 400, "", "the jwt has expired", causes("TK-09"), RetryAfterFix, "The request's own end lies in the past: the tool's clock is behind.", fromSource},
		{c, v, 400, "", "the 'iat' must", causes("TK-09"), RetryAfterFix, "The request is dated too early or in the future: the clocks differ.", fromSource},
		{c, v, 400, "", "the 'jti' is invalid", causes("TK-10"), RetryAfterFix, "The tool used one request id twice.", fromSource},
		{c, v, 400, "", "the following assertions are missing", causes("TK-03"), RetryAfterFix, "The request for a token lacks claims that Canvas wants.", fromSource},
		{c, v, 400, "invalid_scope", "requested, but not granted", causes("TK-02"), RetryAfterFix, "The developer key does not allow a scope that the tool asks for.", fromSource},
	}
}
