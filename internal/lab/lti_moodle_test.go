package lab_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/lab"
)

// shown is what REST tells of a learner's grade in an activity.
func (c *tool) shown(user, cmid string) *item {
	c.t.Helper()
	return gradebook(c.t, site{c.lab, c.url})[lab.Cell{User: user, Activity: cmid}]
}

// TestScoresComeIntoTheGradebook sends scores and reads them by REST.
func TestScoresComeIntoTheGradebook(t *testing.T) {
	c := newTool(t, lab.Options{Break: []string{"none"}})
	token := c.token()
	items := c.lineItems(token)
	const user, cmid, title = "60", "37", "Lab 3 Chain Rule"
	steps := []struct {
		name   string
		change map[string]any
		status int
		want   float64 // -1 is no grade
	}{
		{"rescaled", nil, 200, 50},
		{"the same second again", map[string]any{"scoreGiven": 9}, 409, 50},
		{"above the maximum", map[string]any{"scoreGiven": 12}, 200, 100},
		{"below zero", map[string]any{"scoreGiven": -1}, 200, 0},
		{"not final wipes", map[string]any{"gradingProgress": "PendingManual"}, 200, -1},
		{"final again", map[string]any{"scoreGiven": 7}, 200, 70},
		{"no score wipes", map[string]any{"scoreGiven": nil, "scoreMaximum": nil}, 200, -1},
		{"of the future", map[string]any{"timestamp": moment().AddDate(0, 0, 3).Format(time.RFC3339)}, 200, 50},
		{"true and too early for that", map[string]any{"scoreGiven": 9}, 409, 50},
	}
	for i, step := range steps {
		if i != 1 {
			c.now = c.now.Add(2 * time.Second)
		}
		got := c.send(token, items[title], user, step.change)
		if got.status != step.status {
			t.Errorf("%s: %d %s %s", step.name, got.status, got.reason, got.body)
		}
		g := c.shown(user, cmid)
		if step.want < 0 && g.Raw != nil || step.want >= 0 && (g.Raw == nil || *g.Raw != step.want) {
			t.Errorf("%s: REST shows %v, want %v", step.name, g.Raw, step.want)
		}
	}
}

// TestBrokenCoursesRefuse sends into courses that are broken, and hears what the
// tool's records tell of it.
func TestBrokenCoursesRefuse(t *testing.T) {
	cases := []struct {
		code   string
		status int
		reason string
	}{
		{"AC-10", http.StatusInternalServerError, ""},
		{"LI-03", http.StatusNotFound, "Grade item"},
		{"LI-05", http.StatusNotFound, "Course 99 doesn't exist"},
		{"TK-06", http.StatusForbidden, "Not allowed in context"},
		{"ID-09", http.StatusBadRequest, "Incorrect score received"},
		{"ID-08", http.StatusBadRequest, "Incorrect score received"},
		{"TK-01", http.StatusUnauthorized, http.StatusText(http.StatusUnauthorized)},
		{"LI-15", http.StatusOK, "OK"},
		{"ID-10", http.StatusOK, "OK"},
		{"AC-11", http.StatusOK, "OK"},
	}
	for _, test := range cases {
		t.Run(test.code, func(t *testing.T) {
			c := newTool(t, lab.Options{Break: []string{test.code}})
			token := c.token()
			before := c.lab.Truth()
			cell := before[0].Cells[0]
			users, cmids := joins(t, site{c.lab, c.url})
			sent := 0
			for _, s := range table(t, c.lab.RecordsAt(c.url), "scores.csv") {
				if users[s["account_id"]] != cell.User || cmids[s["activity_id"]] != cell.Activity {
					continue
				}
				line, user := "", ""
				for _, a := range table(t, c.lab.RecordsAt(c.url), "activities.csv") {
					if a["id"] == s["activity_id"] {
						line = a["lineitem_url"]
					}
				}
				for _, a := range table(t, c.lab.RecordsAt(c.url), "accounts.csv") {
					if a["id"] == s["account_id"] {
						user = a["lms_user_id"]
					}
				}
				if line == "" {
					t.Skip("the first cell is of LTI 1.1")
				}
				sent++
				got := c.send(token, line, user, nil)
				if got.status != test.status || !strings.Contains(got.reason, test.reason) {
					t.Errorf("%d %s %s", got.status, got.reason, got.body)
				}
			}
			if sent == 0 {
				t.Errorf("nothing was sent for %v", cell)
			}
		})
	}
}

func TestStrictTokens(t *testing.T) {
	c := newTool(t, lab.Options{Strict: true})
	once := c.assertion(nil)
	for _, step := range []struct {
		name, assertion string
		status          int
	}{
		{"good", once, 200},
		{"again", once, 400},
		{"no jti", c.assertion(map[string]any{"jti": nil}), 400},
		{"other audience", c.assertion(map[string]any{"aud": "https://other.example/token"}), 400},
		{"audience in a list", c.assertion(map[string]any{"aud": []string{"x", c.settings().TokenURL}}), 200},
		{"other issuer", c.assertion(map[string]any{"iss": "x"}), 400},
		{"no exp", c.assertion(map[string]any{"exp": nil}), 400},
	} {
		got := c.ask(step.assertion, allScopes)
		if got.status != step.status || !json.Valid([]byte(got.body)) || !strings.HasPrefix(got.header.Get("Content-Type"), "application/json") {
			t.Errorf("%s: %d %s", step.name, got.status, got.body)
		}
	}
	lax := newTool(t, lab.Options{})
	once = lax.assertion(map[string]any{"iss": "x", "aud": "y"})
	for range 2 {
		if got := lax.ask(once, allScopes); got.status != http.StatusOK {
			t.Errorf("Moodle takes it: %d %s", got.status, got.body)
		}
	}
}

// TestManyAtOnce sends and reads from several sides; the race detector looks on.
func TestManyAtOnce(t *testing.T) {
	for _, lms := range []string{"moodle", "canvas"} {
		c := newTool(t, lab.Options{Break: []string{"none"}, LMS: lms})
		token := c.token()
		item := ""
		for label, id := range c.lineItems(token) {
			if strings.HasPrefix(label, "Lab 1 ") {
				item = id
			}
		}
		var wait sync.WaitGroup
		for range 8 {
			wait.Go(func() {
				c.send(token, item, "60", nil)
				c.call(http.MethodGet, c.settings().MembershipsURL, token, "", "")
				path, query, _ := strings.Cut(item, "?")
				c.call(http.MethodGet, path+"/results?"+query, token, "", "")
				if lms == "moodle" {
					gradebook(t, site{c.lab, c.url})
				} else {
					c.call(http.MethodGet, c.url+"/api/v1/courses/4102/students/submissions?student_ids[]=all", c.lab.Token(), "", "")
				}
				table(t, c.lab.RecordsAt(c.url), "scores.csv")
			})
		}
		wait.Wait()
	}
}
