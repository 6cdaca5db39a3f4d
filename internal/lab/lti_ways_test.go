package lab_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gradesync/gradesync/internal/lab"
)

func TestLTIMisbehaviour(t *testing.T) {
	const user, title = "60", "Lab 3 Chain Rule"
	start := func(t *testing.T, way string) (*tool, string, string) {
		c := newTool(t, lab.Options{Break: []string{"none"}, Misbehave: way})
		token := c.token()
		return c, token, c.lineItems(token)[title]
	}
	cases := []struct {
		way    string
		status int
		good   func(heard, *item) bool
	}{
		{"lti:fail:503:/scores", 503, func(heard, *item) bool { return true }},
		{"lti:lost", 200, func(_ heard, g *item) bool { return g.Raw != nil && *g.Raw != 50 }},
		{"lti:stale", 409, func(h heard, _ *item) bool { return strings.Contains(h.reason, "earlier timestamp") }},
		{"lti:half:/scores", 200, func(_ heard, g *item) bool { return *g.Raw == 50 }},
		{"lti:html:/scores", 200, func(h heard, _ *item) bool { return strings.HasPrefix(h.body, "<!DOCTYPE html>") }},
		{"lti:throttle:3", 429, func(h heard, _ *item) bool { return h.header.Get("Retry-After") != "" }},
		{"lti:noscope:score", 401, func(heard, *item) bool { return true }},
		{"html, lti:empty:/scores", 200, func(h heard, _ *item) bool { return h.body == "" }},
	}
	for _, test := range cases {
		t.Run(test.way, func(t *testing.T) {
			c, token, item := start(t, test.way)
			got := c.send(token, item, user, nil)
			shown := c.shownIfAny(user, "37")
			if got.status != test.status || !test.good(got, shown) {
				t.Errorf("%d %s %q", got.status, got.reason, got.body)
			}
		})
	}
	for _, wrong := range []string{"lti:sulk", "lti:throttle:0", "lti:fail", "lti:fail:200", "lti:ahead:soon", "lti:late", "lti:noscope", "lti:stale:x", "lti:flaky", "lti:flaky:101"} {
		for _, lms := range []string{"moodle", "canvas"} {
			if _, err := lab.New(lab.Options{Misbehave: wrong, LMS: lms}); err == nil {
				t.Errorf("%s was taken", wrong)
			}
		}
	}
}

// shownIfAny is shown where REST may be broken too.
func (c *tool) shownIfAny(user, cmid string) *item {
	c.t.Helper()
	body := site{c.lab, c.url}.post(c.t, "labtoken-admin", "gradereport_user_get_grade_items", "courseid=5&userid="+user)
	if !json.Valid([]byte(body)) {
		return nil
	}
	return c.shown(user, cmid)
}

func TestLTIClockAhead(t *testing.T) {
	for way, want := range map[string]string{"lti:ahead:2m": "Expired token", "lti:ahead:-2m": "Cannot handle token with iat prior to 2026-10-14T09:29:55+0000"} {
		c := newTool(t, lab.Options{Misbehave: way})
		if got := c.ask(c.assertion(nil), allScopes); got.status != 400 || !strings.Contains(got.body, want) {
			t.Errorf("%s: %d %s", way, got.status, got.body)
		}
	}
}

// TestLTIHangs waits until the client gives up, and holds up nobody else.
func TestLTIHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, err := lab.New(lab.Options{Misbehave: "lti:hang:/scores", Now: moment()})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		start, hung, served := time.Now(), make(chan time.Duration), httptest.NewRecorder()
		go func() {
			l.Handler().ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodPost,
				"/mod/lti/services.php/5/lineitems/40/lineitem/scores", nil))
			hung <- time.Since(start)
		}()
		l.Handler().ServeHTTP(served, httptest.NewRequest(http.MethodGet, "/mod/lti/token.php", nil))
		if served.Code != http.StatusBadRequest || time.Since(start) != 0 {
			t.Errorf("%d after %v", served.Code, time.Since(start))
		}
		if waited := <-hung; waited != time.Minute {
			t.Errorf("it hung for %v", waited)
		}
	})
}

func TestLTISettings(t *testing.T) {
	for lms, want := range map[string]lab.LTISettings{
		"moodle": {Issuer: "https://lms.example", ClientID: "gslabfull", DeploymentID: "1", TokenURL: "https://lms.example/mod/lti/token.php",
			LineItemsURL:   "https://lms.example/mod/lti/services.php/5/lineitems?type_id=1",
			MembershipsURL: "https://lms.example/mod/lti/services.php/CourseSection/5/bindings/1/memberships",
			ConsumerKey:    "legacykey", ConsumerSecret: "practice-secret", OutcomeURL: "https://lms.example/mod/lti/service.php",
			Keys: "RS256 or ES256 with the kid k1"},
		"canvas": {Issuer: "https://canvas.instructure.com", ClientID: "10000000000042", TokenURL: "https://lms.example/login/oauth2/token",
			LineItemsURL:   "https://lms.example/api/lti/courses/4102/line_items",
			MembershipsURL: "https://lms.example/api/lti/courses/4102/names_and_roles",
			ConsumerKey:    "legacykey", ConsumerSecret: "practice-secret", OutcomeURL: "https://lms.example/api/lti/v1/tools/512/grade_passback",
			Keys: "RS256 or ES256 with the kid k1"},
	} {
		c := newTool(t, lab.Options{Break: []string{"none"}, LMS: lms, URL: "https://lms.example/"})
		got := c.lab.LTI()
		if lms == "canvas" {
			want.DeploymentID = got.DeploymentID // sealed by Canvas, and in the launches
		}
		if got != want {
			t.Errorf("%+v\nwant %+v", got, want)
		}
	}
	l := build(t)
	if got := l.LTI(); !strings.Contains(got.Keys, "ToolKeys") || got.Issuer != "http://moodle.lab.example" {
		t.Errorf("%+v", got)
	}
	if _, err := lab.New(lab.Options{ToolKeys: "{"}); err == nil {
		t.Error("half a key set was taken")
	}
}

// TestLTIIsTheSameEveryTime repeats a conversation word for word.
func TestLTIIsTheSameEveryTime(t *testing.T) {
	talk := func() string {
		c := newTool(t, lab.Options{URL: "https://lms.example"})
		var out strings.Builder
		settings := c.settings()
		for _, step := range []func(token string) heard{
			func(token string) heard {
				return c.call(http.MethodPost, settings.LineItemsURL, token,
					"application/vnd.ims.lis.v2.lineitem+json", `{"label":"New","scoreMaximum":5}`)
			},
			func(token string) heard {
				return c.send(token, c.url+"/mod/lti/services.php/5/lineitems/42/lineitem", "60", nil)
			},
			func(token string) heard {
				return c.call(http.MethodGet, c.url+"/mod/lti/services.php/5/lineitems/42/lineitem/results?limit=7", token, "", "")
			},
			func(token string) heard {
				return c.call(http.MethodGet, c.url+"/mod/lti/services.php/CourseSection/5/bindings/1/memberships?rlid=34", token, "", "")
			},
		} {
			// The assertions differ, the tokens do not.
			form := c.askAt(c.url + "/mod/lti/token.php")
			answer := step(form)
			out.WriteString(form + answer.reason + answer.body + answer.header.Get("Link") + "\n")
			if answer.status >= 400 {
				t.Errorf("%d %s", answer.status, answer.body)
			}
		}
		return out.String()
	}
	if one, two := talk(), talk(); one != two {
		t.Errorf("%s\nand then\n%s", one, two)
	}
}

// askAt is token for a lab that says it has another address than it listens at.
func (c *tool) askAt(address string) string {
	c.t.Helper()
	form := "grant_type=client_credentials&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=" +
		c.assertion(nil) + "&scope=" + strings.ReplaceAll(allScopes, " ", "+")
	var v struct {
		Token string `json:"access_token"`
	}
	answer := c.call(http.MethodPost, address, "", "application/x-www-form-urlencoded", form)
	if err := json.Unmarshal([]byte(answer.body), &v); err != nil {
		c.t.Fatalf("%v: %s", err, answer.body)
	}
	return v.Token
}
