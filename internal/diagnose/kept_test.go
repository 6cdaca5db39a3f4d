package diagnose_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/gradesync/gradesync/internal/diagnose"
)

// TestKeptWordsReadTheSame: an answer that is cut down to known words means what it
// meant, and names nobody.
func TestKeptWordsReadTheSame(t *testing.T) {
	t.Parallel()
	said := rapid.SampledFrom([]string{
		"User not found in course or is not a student", "LOCKED by master course", "course 5 doesn't exist", "refusing score with an earlier timestamp",
		"tool_invalid", "xtool_invalidx", "Ada Zuqo", "zuqo@uni.test", ": ", "\n", "not allowed in context", "failure", "Incorrect score received", "Zuqo's", "é",
		"could not resolve host", "certificate", "rate limit exceeded", "invalid_client", "grade replace response",
	})
	codes := rapid.SampledFrom([]string{"", "failure", "success", "FAILURE", "zuqo", "tool_invalid", "invalid_client"})
	rapid.Check(t, func(t *rapid.T) {
		message := strings.Join(rapid.SliceOfN(said, 0, 5).Draw(t, "message"), rapid.SampledFrom([]string{"", " "}).Draw(t, "blank"))
		code, kind := codes.Draw(t, "code"), rapid.SampledFrom([]string{"", "moodle", "canvas"}).Draw(t, "kind")
		status := rapid.SampledFrom([]int{0, 200, 400, 401, 403, 404, 422, 500}).Draw(t, "status")
		shortCode, short := diagnose.KeptWords(code), diagnose.KeptWords(message)
		if diff := cmp.Diff(diagnose.LookupAnswer(kind, "", status, code, message), diagnose.LookupAnswer(kind, "", status, shortCode, short)); diff != "" {
			t.Fatalf("%q is read otherwise than %q\n%s", short, message, diff)
		}
		if strings.Contains(short+shortCode, "zuqo") {
			t.Fatalf("%q names somebody", short)
		}
		if diagnose.KeptWords(short) != short || (short == "") != (message == "") {
			t.Fatalf("%q is cut down to %q, and that to %q", message, short, diagnose.KeptWords(short))
		}
	})
}
