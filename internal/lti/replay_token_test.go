package lti

import (
	"errors"
	"testing"

	"github.com/gradesync/gradesync/internal/grade"
)

func tokenRows() []row {
	return []row{
		{names: `lti13-token-ok-all-scopes lti13-token-replay-first lti13-token-replay-second lti13-token-wrong-aud
			lti13-token-wrong-iss`, read: askToken, words: "5 of 5"},
		{names: "lti13-token-ok-score-only", read: askToken, words: "1 of 1"},
		{names: "lti13-token-nosync-type-asks-nrps", read: askToken, words: "1 of 1"},
		// Fewer than asked, and no error.
		{names: "lti13-token-nosync-type-asks-all", read: askToken, words: "1 of 5"},
		{names: "lti13-token-scoreonly-type-asks-all", read: askToken, words: "4 of 5"},

		{names: `lti13-token-unknown-scope lti13-token-nosync-type-asks-ags lti13-token-scoreonly-type-asks-lineitem`,
			read: askToken, words: "0 of 0", class: grade.ErrScope, more: problem(ProblemScope, "invalid_scope")},
		{names: "lti13-token-unknown-client", read: askToken, words: "0 of 0", class: grade.ErrAuth, more: problem(ProblemClient, "invalid_client")},
		{names: "lti13-token-bad-signature", read: askToken, words: "0 of 0", class: grade.ErrAuth,
			says: "Signature verification failed", more: problem(ProblemKey, "")},
		// Not JSON: the quotes inside are not escaped.
		{names: "lti13-token-unknown-kid", read: askToken, words: "0 of 0", class: grade.ErrAuth,
			says: `"kid" invalid, unable to lookup correct key`, more: problem(ProblemKeyID, "")},
		{names: "lti13-token-no-kid", read: askToken, words: "0 of 0", class: grade.ErrAuth,
			says: "error/Error: kid must be provided in JWT header.", more: problem(ProblemKeyID, "")},
		{names: "lti13-token-expired-assertion", read: askToken, words: "0 of 0", class: grade.ErrAuth,
			says: "Expired token", more: problem(ProblemClock, "")},
		{names: "lti13-token-future-iat", read: askToken, words: "0 of 0", class: grade.ErrAuth,
			says: "Cannot handle token with iat prior to 2026-11-21T18:26:51+0000", more: problem(ProblemClock, "")},
		{names: "lti13-token-jwks-host-blocked lti13-token-jwks-not-json lti13-token-jwks-unreachable", read: askToken,
			words: "0 of 0", class: grade.ErrAuth, says: "the platform's error page names jwks_helper", more: problem(ProblemKeySet, "")},
		{names: `lti13-token-garbage-assertion lti13-token-get-method lti13-token-json-content-type
			lti13-token-missing-scope`, read: askToken, words: "0 of 0", class: grade.ErrRejected, more: problem(ProblemRequest, "invalid_request")},
		{names: "lti13-token-wrong-grant", read: askToken, words: "0 of 0", class: grade.ErrRejected, more: problem(ProblemRequest, "unsupported_grant_type")},
	}
}

func problem(want Problem, code string) func(*testing.T, error) {
	return func(t *testing.T, err error) {
		var refused *TokenError
		if !errors.As(err, &refused) || refused.Problem != want || refused.Code != code {
			t.Errorf("got %+v, want %q and %q", refused, want, code)
		}
	}
}

func outcomeRows() []row {
	const (
		replaced = "success replaceResultRequest none"
		refused  = "failure replaceResultRequest none"
		unknown  = "failure unknownRequest none"
		noKey    = "Missing or invalid consumer key or access token."
	)
	return []row{
		{names: `lti11-ended-course lti11-hidden-activity lti11-nonce-first lti11-nonce-replayed lti11-other-tools-key
			lti11-replace-again-lower lti11-replace-ok lti11-replace-zero lti11-typed-in-url-ok lti11-user-s-dropped
			lti11-user-s-expired lti11-user-s-never lti11-user-s-norole lti11-user-s-suspended lti11-user-t-worked
			lti13-basic-outcome-with-bo-scope`, read: sendOutcome, words: replaced},
		{names: "lti11-read-ok", read: sendOutcome, words: "success readResultRequest 0.92"},
		{names: "lti11-read-zero", read: sendOutcome, words: "success readResultRequest 0"},
		{names: "lti11-read-none lti11-read-after-delete", read: sendOutcome, words: "success readResultRequest none"},
		{names: "lti11-delete-ok", read: sendOutcome, words: "success deleteResultRequest none"},

		// The words of a success: only the code tells.
		{names: "lti11-locked-item lti11-locked-item-new-student", read: sendOutcome, words: refused,
			class: grade.ErrRejected, says: "Grade replace response"},
		{names: "lti11-accept-grades-off lti11-deleted-instance lti11-type-never-accepts", read: sendOutcome, words: refused,
			class: grade.ErrRejected, says: "Tool does not accept grades"},
		{names: "lti11-accept-grades-off-read lti11-deleted-instance-read", read: sendOutcome, words: "failure readResultRequest none",
			class: grade.ErrRejected, says: "Tool does not accept grades"},
		{names: "lti11-garbage-sourcedid", read: sendOutcome, words: refused, class: grade.ErrRejected, says: "Invalid sourcedId in result message"},
		{names: "lti11-tampered-sourcedid", read: sendOutcome, words: refused, class: grade.ErrRejected, says: "SourcedId hash not valid"},
		{names: "lti11-score-above-one lti11-score-negative", read: sendOutcome, words: refused, class: grade.ErrRejected, says: "Score not between 0.0 and 1.0"},
		{names: "lti11-score-comma lti11-score-text", read: sendOutcome, words: refused, class: grade.ErrRejected, says: "Score must be numeric"},
		{names: `lti11-bad-signature lti11-body-hash-mismatch lti11-form-content-type lti11-old-oauth-timestamp
			lti11-unknown-key`, read: sendOutcome, words: unknown, class: grade.ErrAuth, says: "Message signature not valid"},
		{names: "lti11-get lti11-no-authorization lti13-basic-outcome-with-bearer", read: sendOutcome, words: unknown, class: grade.ErrAuth, says: noKey},
		{names: "lti11-not-xml", read: sendOutcome, words: unknown, class: grade.ErrRejected, says: "Invalid XML content"},
		{names: "lti11-unsupported-operation", read: sendOutcome, words: "unsupported fooResultRequest none", class: grade.ErrUnsupported, says: "unsupported"},
	}
}
