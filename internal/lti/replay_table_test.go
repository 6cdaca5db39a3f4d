package lti

import (
	"errors"
	"strings"
	"testing"

	"github.com/gradesync/gradesync/internal/grade"
)

// row is what must become of some recordings: what the client reads, or the class
// of the error and what the platform is quoted with.
type row struct {
	names string // separated by spaces
	read  reader
	words string // of a good answer, or of what stands beside an error
	class error
	says  string // the whole Message of the answer
	more  func(*testing.T, error)
}

const (
	notLetIn  = "Unauthorized" //nolint:misspell // Moodle spells it so
	incorrect = "Incorrect score received"
	listing   = "15 32:100 33:10 34:100 36:100 37:100 38:100 39:100 40:100 42:100 43:100 44:3 45:100 46:100 47:100 48:40"
)

func scoreRows() []row {
	return []row{
		{names: `ags-score-date-closed ags-score-ended-course ags-score-excluded-grade ags-score-future-timestamp
			ags-score-grade-none-item ags-score-group-restricted ags-score-hidden-activity ags-score-hidden-course
			ags-score-hidden-grade ags-score-hidden-item ags-score-hidden-section ags-score-hidden-until-item
			ags-score-initialized ags-score-item-max-changed ags-score-microsecond-timestamp ags-score-negative
			ags-score-neveraccept-own-column ags-score-no-scoregiven ags-score-no-zone-timestamp
			ags-score-notready-wipes ags-score-ok ags-score-ok-before-noscore ags-score-ok-before-notready
			ags-score-ok-charset ags-score-ok-comment ags-score-ok-for-older-test ags-score-ok-fraction-timestamp
			ags-score-ok-new ags-score-ok-no-type-id ags-score-ok-offset-timestamp ags-score-ok-rescaled
			ags-score-ok-tool-column ags-score-ok-zero ags-score-over-maximum ags-score-over-maximum-read
			ags-score-overridden-grade ags-score-pending-manual ags-score-scale-item ags-score-scoreonly-type-ok
			ags-score-stealth-activity ags-score-string-number ags-score-user-as-number ags-score-user-s-expired
			ags-score-user-s-future ags-score-user-s-sitesusp ags-score-user-s-suspended ags-score-user-ta-student
			ags-score-wrong-course-item-of-bio-in-calc ags-score-wrong-course-item-of-calc-in-bio
			ags-score-zero-scoremaximum`, read: postScore},
		{names: `ags-score-bad-json ags-score-bad-timestamp ags-score-epoch-timestamp ags-score-no-gradingprogress
			ags-score-no-scoremaximum ags-score-user-jordan-lee ags-score-user-m-manager ags-score-user-nonexistent
			ags-score-user-s-deleted ags-score-user-s-dropped ags-score-user-s-never ags-score-user-s-norole
			ags-score-user-t-main ags-score-user-t-worked ags-score-user-ta-one`,
			read: postScore, class: grade.ErrRejected, says: incorrect},
		{names: "ags-score-older-timestamp ags-score-same-timestamp", read: postScore, class: grade.ErrRejected,
			says: "Refusing score with an earlier timestamp for item 41 and user 70", more: stale},
		{names: "ags-score-after-future-timestamp", read: postScore, class: grade.ErrRejected,
			says: "Refusing score with an earlier timestamp for item 41 and user 69", more: stale},
		{names: "ags-score-overridden-grade-older", read: postScore, class: grade.ErrRejected,
			says: "Refusing score with an earlier timestamp for item 40 and user 54", more: stale},
		{names: `ags-score-locked-grade ags-score-locked-item ags-score-locktime-passed
			ags-score-locktime-passed-new-grade`, read: postScore, class: grade.ErrRejected},
		{names: "ags-score-user-leading-digits ags-score-user-not-a-number ags-score-user-uuid", read: postScore,
			class: grade.ErrTemporary, says: `page "502 Bad Gateway"`},
		{names: `ags-score-expired-token ags-score-garbage-token ags-score-no-token ags-score-nosync-token
			ags-score-sync-turned-off-after-token ags-score-token-of-other-tool ags-score-token-without-score-scope`,
			read: postScore, class: grade.ErrAuth, says: notLetIn},
		{names: "ags-score-course-tool-elsewhere", read: postScore, class: grade.ErrScope, says: "Not allowed in context"},
		{names: "ags-score-legacy-item ags-score-other-tools-item ags-score-token-of-other-tool-own-type-id", read: postScore,
			class: grade.ErrScope, says: "Invalid LTI id supplied."},
		{names: "ags-score-deleted-lineitem", read: postScore, class: grade.ErrNotFound, says: "Not Found: Grade item 48 doesn't exist"},
		{names: "ags-score-deleted-tool-column", read: postScore, class: grade.ErrNotFound, says: "Not Found: Grade item 77 doesn't exist"},
		{names: "ags-score-manual-item", read: postScore, class: grade.ErrNotFound, says: "Line item does not exist"},
		{names: "ags-score-no-course", read: postScore, class: grade.ErrNotFound, says: "Not Found: Course 99999 doesn't exist"},
		{names: "ags-score-no-content-type", read: postScore, class: grade.ErrRejected, says: "No handler found for /5/lineitems/41/lineitem/scores"},
		{names: "ags-score-plain-json-type", read: postScore, class: grade.ErrRejected,
			says: "No handler found for /5/lineitems/41/lineitem/scores application/json"},
		{names: "ags-score-url-built-wrong", read: postScore, class: grade.ErrRejected,
			says: "No handler found for /5/lineitems/41/lineitem application/vnd.ims.lis.v1.score+json"},
		{names: "ags-scores-get", read: postScore, class: grade.ErrUnsupported, says: "Method Not Allowed"},
	}
}

func stale(t *testing.T, err error) {
	var refused *AnswerError
	if !errors.As(err, &refused) || !refused.Stale() {
		t.Errorf("%v is not stale", err)
	}
}

func lineItemRows() []row {
	return []row{
		{names: "ags-lineitems-list ags-lineitems-list-no-accept ags-lineitems-list-no-type-id", read: readList, words: listing},
		{names: "ags-lineitems-by-resource-link", read: readList, words: "1 32:100"},
		{names: "ags-lineitems-hidden-course", read: readList, words: "1 61:100"},
		{names: "ags-lineitems-neveraccept", read: readList, words: "0"},
		{names: "ags-lineitems-other-tool", read: readList, words: "1 49:100"},
		{names: "ags-lineitems-paged", read: readPages, words: "3 36:100 37:100 38:100"},
		{names: "ags-lineitems-course-tool-elsewhere", read: readList, words: "0", class: grade.ErrScope, says: "Not allowed in context"},
		{names: "ags-lineitems-list-json-accept", read: readList, words: "0", class: grade.ErrRejected, says: "No handler found for /5/lineitems application/json"},
		{names: "ags-lineitems-no-course", read: readList, words: "0", class: grade.ErrNotFound, says: "Not Found: Course 99999 doesn't exist"},
		{names: "ags-lineitems-no-token ags-lineitems-nosync-token", read: readList, words: "0", class: grade.ErrAuth, says: notLetIn},

		{names: "ags-lineitem-get", read: readItem, words: "40 100 Lab 1 Limits  32 "},
		{names: "ags-lineitem-get-other-tools", read: readItem, words: "58 100 Legacy quiz 1  52 "},
		{names: "ags-lineitem-get-deleted", read: readItem, class: grade.ErrNotFound, says: "Not Found: Grade item 48 doesn't exist"},
		{names: "ags-lineitem-create", read: writeItem, words: "76 50 Tool-made column res-1  grade"},
		{names: "ags-lineitem-create-linked", read: writeItem, words: "77 50 Second column of Lab 2 res-2 33 "},
		{names: "ags-lineitem-create-neveraccept", read: writeItem, words: "79 50 Column of a tool that may never grade   "},
		{names: "ags-lineitem-update", read: writeItem, words: "76 60 Tool-made column (renamed) res-1  grade"},
		{names: "ags-lineitem-create-scoreonly-type", read: writeItem, class: grade.ErrAuth, says: notLetIn},
		{names: "ags-lineitem-delete-coupled ags-lineitem-delete-own", read: removeItem, words: "gone"},
	}
}

func resultRows() []row {
	return []row{
		{names: "ags-results-all", read: readResults, words: "8 51=51/100 52=52/100 53=0/100 54=12/100 55=80/100 56=80/100 57=80/100 58=58/100"},
		// A page size crashes Moodle: its error page, and then the whole list.
		{names: "ags-results-paged", read: readResults, words: "8 51=51/100 52=52/100 53=0/100 54=12/100 55=80/100 56=80/100 57=80/100 58=58/100"},
		{names: "ags-results-paged-no-type-id", read: readResults, words: "5 51=51/100 52=52/100 53=0/100 54=12/100 55=80/100"},
		{names: "ags-results-dropped ags-results-none ags-results-notready", read: readResults, words: "0"},
		{names: "ags-results-grade-none", read: readResults, words: "1 51=none"},
		{names: "ags-results-hidden-item", read: readResults, words: "5 51=80/100 52=62/100 53=63/100 54=64/100 55=65/100"},
		{names: "ags-results-one-user", read: readResults, words: "1 60=80/100"},
		{names: "ags-results-over-maximum", read: readResults, words: "1 71=10/10"},
		{names: "ags-results-overridden", read: readResults, words: "1 54=12/100"},
		{names: "ags-results-rescaled-item", read: readResults, words: "1 51=40/40"},
		{names: "ags-results-suspended", read: readResults, words: "1 81=8/10"},
		{names: "ags-results-teacher", read: readResults, words: "1 92=99/100"},
		{names: "ags-results-zero", read: readResults, words: "1 76=0/100"},
		{names: "ags-results-no-scope", read: readResults, words: "0", class: grade.ErrAuth, says: notLetIn},
	}
}

func memberRows() []row {
	return []row{
		{names: "nrps-members nrps-members-no-accept", read: readMembers, words: "CALC101 10 0"},
		{names: "nrps-members-learner", read: readMembers, words: "CALC101 7 0"},
		{names: "nrps-members-instructor", read: readMembers, words: "CALC101 3 0"},
		{names: "nrps-members-hidden-course", read: readMembers, words: "CHEM300 6 0"},
		{names: "nrps-members-page-2", read: readMembers, words: "CALC101 5 0"},
		{names: "nrps-members-paged", read: readMembers, words: "CALC101 10 0"},
		{names: "nrps-members-rlid nrps-members-rlid-hidden", read: readMembers, words: "CALC101 10 10"},
		{names: "nrps-members-rlid-group", read: readMembers, words: "CALC101 7 7"},
		{names: "nrps-members-rlid-missing", read: readMembers, words: " 0 0", class: grade.ErrNotFound, says: "Not Found: LTI link 99999 doesn't exist"},
		{names: "nrps-members-no-course", read: readMembers, words: " 0 0", class: grade.ErrNotFound, says: "Not Found: Course 99999 doesn't exist"},
		{names: "nrps-members-course-tool-elsewhere", read: readMembers, words: " 0 0", class: grade.ErrNotFound, says: "Not Found"},
		{names: "nrps-members-no-scope nrps-members-no-token nrps-members-other-binding", read: readMembers, words: " 0 0",
			class: grade.ErrAuth, says: notLetIn},
	}
}

// TestEveryRecording reads each answer that a real Moodle gave to a request of LTI.
func TestEveryRecording(t *testing.T) {
	all := recorded(t)
	done := map[string]bool{}
	for _, rows := range [][]row{scoreRows(), lineItemRows(), resultRows(), memberRows(), tokenRows(), outcomeRows()} {
		for _, r := range rows {
			for name := range strings.FieldsSeq(r.names) {
				rec, ok := all[name]
				if !ok || done[name] {
					t.Errorf("%s is in the table without a recording, or twice", name)
					continue
				}
				done[name] = true
				t.Run(name, func(t *testing.T) { r.check(t, serve(t, rec, all)) })
			}
		}
	}
	for name := range all {
		if !done[name] {
			t.Errorf("no row says what must become of %s", name)
		}
	}
}

func (r row) check(t *testing.T, p *platform) {
	words, err := r.read(t, p)
	if words != r.words {
		t.Errorf("read %q, want %q", words, r.words)
	}
	if !errors.Is(err, r.class) || (r.class == nil) != (err == nil) {
		t.Fatalf("got %v, want %v", err, r.class)
	}
	if err == nil {
		return
	}
	var said Answer
	var refused *AnswerError
	var token *TokenError
	switch {
	case errors.As(err, &refused):
		said = refused.Answer
	case errors.As(err, &token):
		said = token.Answer
	}
	if said.Message != r.says || said.Status != p.rec.Response.Status {
		t.Errorf("the answer is %+v, want %q", said, r.says)
	}
	if text := err.Error(); strings.Contains(text, "labbearer") || strings.Contains(text, "practice-secret") || strings.Contains(text, `{"`) || strings.Contains(text, "eyJ") {
		t.Errorf("the error tells too much: %v", err)
	}
	if r.more != nil {
		r.more(t, err)
	}
}
