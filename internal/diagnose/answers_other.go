package diagnose

import "github.com/gradesync/gradesync/internal/grade"

// otherAnswers are what further LMSs say to a score.
func otherAnswers() []Answer {
	const d, b, e = "brightspace", "blackboard", "openedx"
	return []Answer{
		{d, grade.LTI13, 422, "", "", causes("ID-09"), RetryNo, "The person's role cannot be graded: it lacks “Can be graded in Grades”.", documented},
		{d, grade.LTI13, 403, "", "not enrolled in the org unit", causes("ID-08"), RetryNo, "The person is not enrolled in the course.", fromSource},
		{d, grade.LTI13, 404, "", "user in requested score does not exist", causes("ID-07", "ID-08"), RetryNo, "There is no such user.", fromSource},
		{d, grade.LTI13, 404, "", "", causes("LI-03"), RetryNo, "The grade item was deleted, or the tool is no longer shared with the course.", documented},
		{d, grade.LTI13, 403, "", "insufficient scope to call", causes("TK-02"), RetryAfterFix, "The access token lacks the scope for what was asked.", fromSource},
		{d, "", 403, "", "timestamp out of range", causes("TK-09"), RetryAfterFix, "The tool's clock is wrong by more than the LMS bears.", fromSource},
		{d, grade.LTI13, 0, "", "keyid not found", causes("TK-04"), RetryAfterFix, "The tool's key set does not hold the key that it signed with.", documented},
		{b, grade.LTI13, 400, "", "user could not be found", causes("ID-08"), RetryNo, "The person is not enrolled in the course.", fromSource},
		{b, grade.LTI13, 400, "", "is not enrolled in the course", causes("ID-08"), RetryNo, "The person is not enrolled in the course.", documented},
		{b, "", 403, "siteapplicationdisabled", "", causes("TK-03"), RetryAfterFix, "The tool's registration is switched off on this site.", documented},
		{b, grade.LTI13, 404, "", "", causes("LI-03"), RetryNo, "The gradebook column was deleted.", documented},
		{b, grade.LTI11, 0, "", "incorrect sourcedid", causes("LA-09"), RetryAfterFix, "The result id is damaged; a new launch brings a good one.", documented},
		{e, grade.LTI11, 0, "", "user not found.", causes("ID-08"), RetryNo, "There is no such learner.", fromSource},
		{e, grade.LTI11, 0, "", "oauth verification error", causes("TK-08", "TK-09"), RetryAfterFix, "The signature is not valid: another secret, or a clock that is wrong.", fromSource},
		{e, grade.LTI11, 0, "", "xml parsing error", causes("TR-07"), RetryNo, "The message is no XML that can be read.", fromSource},
		{e, grade.LTI11, 0, "", "target does not support the requested operation", causes("AC-12"), RetryNo, "The LMS takes replaceResult only.", fromSource},
		{e, grade.LTI13, 400, "", "timestamp can only be updated to a later point", causes("AC-03"), RetryYes, "The score is not newer than the grade that is there; it goes through with a new timestamp.", fromSource},
		{e, grade.LTI13, 400, "", "already exists for the provided timestamp", causes("AC-03"), RetryYes, "There is a score of this very timestamp; it goes through with a new one.", fromSource},
		{e, grade.LTI13, 400, "", "scoremaximum is a required field", causes("AC-05"), RetryNo, "The score came without its maximum.", fromSource},
	}
}

// tokenAnswers are what any LMS may say to a request for an access token, or to a
// signature.
func tokenAnswers() []Answer {
	return []Answer{
		{"", "", 0, "invalid_scope", "", causes("TK-02", "TK-01"), RetryAfterFix, "A scope that the tool asks for is not granted to it.", documented},
		{"", "", 0, "insufficient_scope", "", causes("TK-02", "TK-01"), RetryAfterFix, "The access token lacks the scope for what was asked.", documented},
		{"", "", 0, "invalid_client", "", causes("TK-03"), RetryAfterFix, "The LMS does not know the tool's client id, or has it switched off.", documented},
		{"", "", 0, "unauthorized_client", "", causes("TK-03"), RetryAfterFix, "The tool's registration may not ask for tokens.", documented}, //nolint:misspell // OAuth's word
		{"", "", 0, "", "keyid not found", causes("TK-04"), RetryAfterFix, "The tool's key set does not hold the key that it signed with.", documented},
		{"", "", 0, "", "kid not found", causes("TK-04"), RetryAfterFix, "The tool's key set does not hold the key that it signed with.", documented},
		{"", "", 0, "", "\"kid\" invalid", causes("TK-04"), RetryAfterFix, "The tool's key set does not hold the key that it signed with.", fromSource},
		{"", "", 0, "", "the 'aud' is invalid", causes("TK-05"), RetryAfterFix, "The request names another audience than the LMS expects: mostly the address of its token service.", fromSource},
		{"", "", 0, "", "invalid audience", causes("TK-05"), RetryAfterFix, "The request names another audience than the LMS expects: mostly the address of its token service.", documented},
		{"", "", 0, "", "duplicate nonce", causes("TK-10"), RetryAfterFix, "The tool signed two requests with one nonce.", fromSource},
		{"", "", 0, "", "nonce_used", causes("TK-10"), RetryAfterFix, "The tool signed two requests with one nonce.", documented},
		{"", "", 0, "", "nonce", causes("TK-10", "TK-09"), RetryAfterFix, "The LMS refuses the nonce of the signature: used before, or too old by its clock.", documented},
		{"", "", 0, "", "oauth_timestamp", causes("TK-09"), RetryAfterFix, "The date of the signature is too far from the LMS's clock.", documented},
		{"", "", 0, "timestamp_refused", "", causes("TK-09"), RetryAfterFix, "The date of the signature is too far from the LMS's clock.", documented},
		{"", "", 0, "signature_invalid", "", causes("TK-08"), RetryAfterFix, "The signature is not valid: another secret.", documented},
		{"", "", 0, "", "oauth verification error", causes("TK-08", "TK-09"), RetryAfterFix, "The signature is not valid: another secret, or a clock that is wrong.", documented},
	}
}

// transportAnswers are what comes from the way to the LMS, whichever it is.
func transportAnswers() []Answer {
	const (
		down  = "The LMS, or something before it, did not answer in time or not at all."
		moved = "The address leads elsewhere, and a score that is sent on by a redirect is lost."
		cert  = "The tool's server does not trust the certificate of the LMS."
		tries = "The LMS failed; the same request may go through later."
	)
	return []Answer{
		{"", "", 301, "", "", causes("TR-08"), RetryAfterFix, moved, documented},
		{"", "", 302, "", "", causes("TR-08"), RetryAfterFix, moved, documented},
		{"", "", 303, "", "", causes("TR-08"), RetryAfterFix, moved, documented},
		{"", "", 307, "", "", causes("TR-08"), RetryAfterFix, moved, documented},
		{"", "", 308, "", "", causes("TR-08"), RetryAfterFix, moved, documented},
		{"", "", 403, "", "rate limit exceeded", causes("TR-04"), RetryYes, "Too many requests at once; later it goes through.", fromSource},
		{"", "", 429, "", "", causes("TR-04"), RetryYes, "Too many requests at once; later it goes through.", fromSource},
		{"", "", 405, "", "", causes("AC-12", "LI-14"), RetryNo, "The LMS does not offer this operation at this address.", documented},
		{"", "", 415, "", "", causes("TR-07"), RetryNo, "The media type of the request is not the one that is wanted.", documented},
		{"", "", 406, "", "", causes("TR-07"), RetryNo, "The tool wants the answer in a media type that the LMS does not have.", documented},
		{"", "", 501, "", "", causes("AC-12"), RetryNo, "The LMS does not offer this operation.", documented},
		{"", "", 0, "", "grade is past due", causes("AC-07"), RetryAfterFix, "The LMS takes no grades after the due date.", fromSource},
		{"", "", 0, "unsupported", "", causes("AC-12"), RetryNo, "The LMS does not offer this operation of LTI 1.1.", documented},
		{"", grade.LTI11, 0, "failure", "", causes("TR-06"), RetryAfterFix, "The LMS did not take the score; its description says why.", documented},
		{"", "", 0, "", "certificate", causes("TR-02"), RetryAfterFix, cert, documented},
		{"", "", 0, "", "x509", causes("TR-02"), RetryAfterFix, cert, documented},
		{"", "", 0, "", "ssl handshake", causes("TR-02"), RetryAfterFix, cert, documented},
		{"", "", 0, "", "tls handshake fail", causes("TR-02"), RetryAfterFix, cert, documented},
		{"", "", 0, "", "timed out", causes("TR-03", "TR-01"), RetryYes, down, documented},
		{"", "", 0, "", "timeout", causes("TR-03", "TR-01"), RetryYes, down, documented},
		{"", "", 0, "", "connection reset", causes("TR-03", "TR-01"), RetryYes, down, documented},
		{"", "", 0, "", "connection refused", causes("TR-03", "TR-01"), RetryYes, down, documented},
		{"", "", 0, "", "no such host", causes("TR-03", "TR-08"), RetryYes, "The name of the LMS could not be found.", documented},
		{"", "", 0, "", "name resolution", causes("TR-03", "TR-08"), RetryYes, "The name of the LMS could not be found.", documented},
		{"", "", 0, "", "service unavailable", causes("TR-03", "TR-09", "TR-05"), RetryYes, down, documented},
		{"", "", 408, "", "", causes("TR-03"), RetryYes, down, documented},
		{"", "", 502, "", "", causes("TR-03", "TR-09", "TR-05"), RetryYes, down, fromSource},
		{"", "", 503, "", "", causes("TR-03", "TR-09", "TR-05"), RetryYes, down, fromSource},
		{"", "", 504, "", "", causes("TR-03", "TR-01", "TR-09"), RetryYes, down, fromSource},
		{"", "", 500, "", "", causes("TR-05", "TR-09"), RetryYes, tries, documented},
	}
}
