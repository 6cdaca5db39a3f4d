package lab_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/lab"
)

// canvasCell finds a cell of LTI 1.3 that the fault concerns: the line item, and
// the user as the tool knows it.
func (c *tool) canvasCell() (item, user string) {
	c.t.Helper()
	files := c.lab.RecordsAt(c.url)
	users, assignments := canvasJoins(c.t, site{c.lab, c.url})
	subs, items := map[string]string{}, map[string]string{}
	for _, a := range table(c.t, files, "accounts.csv") {
		subs[users[a["id"]]] = a["lms_user_id"]
	}
	for _, a := range table(c.t, files, "activities.csv") {
		items[assignments[a["id"]]] = a["lineitem_url"]
	}
	for _, cell := range c.lab.Truth()[0].Cells {
		if items[cell.Activity] != "" && subs[cell.User] != "" {
			return items[cell.Activity], subs[cell.User]
		}
	}
	c.t.Fatal("the fault has no cell of LTI 1.3")
	return "", ""
}

// learner is the id in REST of somebody in LTI.
func (c *tool) learner(sub string) string { return lookUp(c.t, site{c.lab, c.url}, sub) }

func (c *tool) assignment(activity string) string {
	c.t.Helper()
	_, assignments := canvasJoins(c.t, site{c.lab, c.url})
	return assignments[activity]
}

type attempt struct {
	Score   *float64
	Attempt *int
	State   string `json:"workflow_state"`
	Late    bool
}

func (c *tool) submission(learner, assignment string) (s attempt) {
	c.t.Helper()
	answer := c.call(http.MethodGet, c.url+"/api/v1/courses/4102/assignments/"+assignment+"/submissions/"+learner, c.lab.Token(), "", "")
	if err := json.Unmarshal([]byte(answer.body), &s); err != nil {
		c.t.Fatalf("%v: %s", err, answer.body)
	}
	return s
}

// TestCanvasScores sends scores to one line item, from good to bad, and looks at
// the submission after each.
func TestCanvasScores(t *testing.T) {
	c := newTool(t, lab.Options{Break: []string{"none"}, LMS: "canvas"})
	token := c.token()
	item := c.lineItems(token)["Lab 3 Partial Fractions"]
	account := table(t, c.lab.RecordsAt(c.url), "accounts.csv")[3]
	user, learner := account["lms_user_id"], c.learner(account["lms_user_id"])
	assignment := c.assignment("act-03")
	const extension = "https://canvas.instructure.com/lti/submission"
	quiet := map[string]any{"new_submission": false}
	first := c.submission(learner, assignment)
	attempts := 0
	if first.Attempt != nil {
		attempts = *first.Attempt
	}
	steps := []struct {
		name     string
		wait     time.Duration
		change   map[string]any
		status   int
		says     string
		score    float64 // -1 is none
		attempts int     // more than at first
	}{
		{"a new attempt", time.Second, nil, 200, "resultUrl", 10, 0},
		{"the same second again", 0, map[string]any{"scoreGiven": 6}, 200, "resultUrl", 12, 1},
		{"older", -time.Minute, nil, 400, "before last updated timestamp", 12, 1},
		{"quietly", time.Hour, map[string]any{"scoreGiven": 8, extension: quiet}, 200, "resultUrl", 16, 1},
		{"no maximum", time.Hour, map[string]any{"scoreMaximum": nil}, 422, "ScoreMaximum not supplied", 16, 1},
		{"maximum zero", time.Hour, map[string]any{"scoreMaximum": 0}, 422, "cannot be zero", 16, 1},
		{"below zero", time.Hour, map[string]any{"scoreGiven": -1}, 422, "ScoreGiven must be", 16, 1},
		{"no progress", time.Hour, map[string]any{"gradingProgress": nil}, 400, "gradingProgress is missing", 16, 1},
		{"no date", time.Hour, map[string]any{"timestamp": "soon"}, 400, "not a valid timestamp", 16, 1},
		{"handed in tomorrow", time.Hour, map[string]any{"submission": map[string]any{"submittedAt": "2027-01-01T00:00:00Z"}}, 400, "in the future", 16, 1},
		{"of a teacher's", time.Hour, map[string]any{"userId": "1"}, 422, "not a student", 16, 1},
		{"preserved", time.Hour, map[string]any{"gradingProgress": "Pending", extension: map[string]any{"preserve_score": true}}, 200, "resultUrl", 16, 1},
		{"not final clears", time.Hour, map[string]any{"gradingProgress": "Pending"}, 200, "resultUrl", -1, 0},
	}
	if attempts == 0 {
		t.Fatalf("the healthy course has no attempt: %+v", first)
	}
	for _, step := range steps {
		c.now = c.now.Add(step.wait)
		if step.wait > time.Minute {
			c.now = moment().Add(time.Minute)
		}
		got := c.send(token, item, user, step.change)
		if got.status != step.status || !strings.Contains(got.body, step.says) {
			t.Errorf("%s: %d %s", step.name, got.status, got.body)
		}
		s := c.submission(learner, assignment)
		switch {
		case step.score < 0 && s.Score != nil, step.score >= 0 && (s.Score == nil || *s.Score != step.score):
			t.Errorf("%s: the gradebook has %+v, want %v", step.name, s, step.score)
		case step.score >= 0 && *s.Attempt != attempts+step.attempts:
			t.Errorf("%s: attempt %d, want %d", step.name, *s.Attempt, attempts+step.attempts)
		}
	}
}

// TestBrokenCanvasRefuses hears of a fault's first cell what its records tell.
func TestBrokenCanvasRefuses(t *testing.T) {
	for code, want := range map[string]struct {
		status int
		says   string
	}{
		"AC-01": {422, "User not found in course or is not a student"},
		"AC-02": {422, "This course has concluded."},
		"AC-08": {422, "maximum number of allowed attempts"},
		"AC-10": {422, "closed grading period"},
		"TK-07": {401, "not linked to a Tool"},
		"LI-04": {412, "does not have permission"},
		"LI-08": {422, "locked by Master Course"},
		"ID-10": {422, "User not found in course or is not a student"},
		"AC-11": {200, "resultUrl"},
	} {
		t.Run(code, func(t *testing.T) {
			c := newTool(t, lab.Options{Break: []string{code}, LMS: "canvas"})
			token := c.token()
			item, user := c.canvasCell()
			if got := c.send(token, item, user, nil); got.status != want.status || !strings.Contains(got.body, want.says) {
				t.Errorf("%d %s", got.status, got.body)
			}
		})
	}
}

// TestOnlyTheFirstLineItemCounts adds a second line item to an assignment.
func TestOnlyTheFirstLineItemCounts(t *testing.T) {
	c := newTool(t, lab.Options{Break: []string{"none"}, LMS: "canvas"})
	token, s := c.token(), c.settings()
	var first struct{ ResourceLinkID string }
	item := c.lineItems(token)["Lab 4 Arc Length"]
	if err := json.Unmarshal([]byte(c.call(http.MethodGet, item, token, "", "").body), &first); err != nil {
		t.Fatal(err)
	}
	const kind = "application/vnd.ims.lis.v2.lineitem+json"
	made := c.call(http.MethodPost, s.LineItemsURL, token, kind, `{"label":"Second","scoreMaximum":10,"resourceLinkId":"`+first.ResourceLinkID+`"}`)
	var second struct{ ID string }
	if err := json.Unmarshal([]byte(made.body), &second); err != nil || made.status != http.StatusCreated {
		t.Fatalf("%d %s", made.status, made.body)
	}
	account := table(t, c.lab.RecordsAt(c.url), "accounts.csv")[3]["lms_user_id"]
	before := c.submission(c.learner(account), c.assignment("act-04"))
	if got := c.send(token, second.ID, account, map[string]any{"scoreGiven": 1}); got.status != http.StatusOK {
		t.Errorf("%d %s", got.status, got.body)
	}
	if after := c.submission(c.learner(account), c.assignment("act-04")); *after.Score != *before.Score {
		t.Errorf("the gradebook went from %v to %v", *before.Score, *after.Score)
	}
	results := c.call(http.MethodGet, second.ID+"/results?user_id="+account, token, "", "").body
	if !strings.Contains(results, `"resultScore":1.0`) {
		t.Error(results)
	}
	if got := c.call(http.MethodDelete, item, token, "", ""); got.status != http.StatusUnauthorized || got.body != "" {
		t.Errorf("the assignment's own line item was deleted: %d %s", got.status, got.body)
	}
	if got := c.call(http.MethodDelete, second.ID, token, "", ""); got.status != http.StatusNoContent {
		t.Errorf("%d %s", got.status, got.body)
	}
	fresh := c.call(http.MethodPost, s.LineItemsURL, token, kind, `{"label":"Of its own","scoreMaximum":10}`)
	if fresh.status != http.StatusCreated || !strings.Contains(c.call(http.MethodGet, c.url+"/api/v1/courses/4102/assignments?per_page=100", c.lab.Token(), "", "").body, "Of its own") {
		t.Errorf("%d %s", fresh.status, fresh.body)
	}
}

func TestCanvasTokens(t *testing.T) {
	c := newTool(t, lab.Options{LMS: "canvas"})
	once := c.assertion(nil)
	for _, step := range []struct {
		name, assertion, scopes string
		status                  int
		says                    string
	}{
		{"good", once, allScopes, 200, `"token_type":"Bearer"`},
		{"again", once, allScopes, 400, "the 'jti' is invalid"},
		{"all wrong", c.assertion(map[string]any{"aud": "x", "iat": 1, "exp": 2}), allScopes, 400,
			"the 'aud' is invalid | the JWT has expired | the 'iat' must be less than 300 seconds old"},
		{"early", c.assertion(map[string]any{"iat": c.now.Unix() + 40}), allScopes, 400, "the 'iat' must not be in the future"},
		{"nothing in it", c.assertion(map[string]any{"iss": nil, "jti": nil}), allScopes, 400, "the following assertions are missing: iss,jti"},
		{"somebody else's", c.assertion(map[string]any{"sub": "1"}), allScopes, 401, "unknown client"},
		{"one scope too many", c.assertion(nil), allScopes + " https://x", 400, "requested, but not granted: https://x"},
		{"no scope", c.assertion(nil), "", 400, "invalid_scope"},
	} {
		if got := c.ask(step.assertion, step.scopes); got.status != step.status || !strings.Contains(got.body, step.says) {
			t.Errorf("%s: %d %s", step.name, got.status, got.body)
		}
	}
	for token, says := range map[string]string{"": "Missing access token", "x": "signature likely incorrect"} {
		if got := c.call(http.MethodGet, c.settings().LineItemsURL, token, "", ""); got.status != 401 || !strings.Contains(got.body, says) {
			t.Errorf("%d %s", got.status, got.body)
		}
	}
	token := c.token()
	c.now = c.now.Add(time.Hour)
	if got := c.call(http.MethodGet, c.settings().LineItemsURL, token, "", ""); got.status != 401 || !strings.Contains(got.body, "Access token expired") {
		t.Errorf("%d %s", got.status, got.body)
	}
}
