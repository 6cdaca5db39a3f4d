package lab_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/gradesync/gradesync/internal/lab"
)

func withOptions(t *testing.T, opt lab.Options) site {
	t.Helper()
	opt.Now = moment()
	l, err := lab.New(opt)
	if err != nil {
		t.Fatal(err)
	}
	return serve(t, l)
}

func TestMisbehaviour(t *testing.T) {
	const site, grades = "core_webservice_get_site_info", "gradereport_user_get_grade_items"
	cases := []struct {
		way  string
		want func(site, grades string) bool
	}{
		{"", func(s, g string) bool { return json.Valid([]byte(s)) && json.Valid([]byte(g)) }},
		{"html", func(s, g string) bool {
			return strings.HasPrefix(s, "<!DOCTYPE html>") && strings.HasPrefix(g, "<!DOCTYPE html>")
		}},
		{"empty", func(s, g string) bool { return s == "" && g == "" }},
		{"half", func(s, g string) bool {
			return strings.HasPrefix(s, "{") && !json.Valid([]byte(s)) && !json.Valid([]byte(g))
		}},
		{"half:" + grades, func(s, g string) bool { return json.Valid([]byte(s)) && !json.Valid([]byte(g)) }},
		{"token", func(s, g string) bool {
			return strings.Contains(s, "invalidtoken") && strings.Contains(g, "invalidtoken")
		}},
		{"norights:" + grades, func(s, g string) bool {
			return strings.Contains(s, grades) && strings.Contains(g, "nopermissions")
		}},
	}
	for _, c := range cases {
		t.Run(c.way, func(t *testing.T) {
			s := withOptions(t, lab.Options{Misbehave: c.way})
			a, b := s.post(t, s.Token(), site, ""), s.post(t, s.Token(), grades, "courseid=5")
			if !c.want(a, b) {
				t.Errorf("site info %.80q, grades %.80q", a, b)
			}
		})
	}
	for _, way := range []string{"norights", "sulk"} {
		if _, err := lab.New(lab.Options{Misbehave: way}); err == nil {
			t.Errorf("%q was taken", way)
		}
	}
}

// TestWaitsEndWithTheRequest cancels a request that hangs and one that is delayed.
func TestWaitsEndWithTheRequest(t *testing.T) {
	for _, opt := range []lab.Options{{Misbehave: "hang"}, {Latency: time.Hour}} {
		synctest.Test(t, func(t *testing.T) {
			opt.Now = moment()
			l, err := lab.New(opt)
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			start := time.Now()
			answer := httptest.NewRecorder()
			l.Handler().ServeHTTP(answer, httptest.NewRequestWithContext(ctx, http.MethodGet,
				"/webservice/rest/server.php?wstoken=labtoken-service&wsfunction=core_webservice_get_site_info", nil))
			if waited := time.Since(start); waited != time.Minute || answer.Body.Len() > 0 {
				t.Errorf("%+v: waited %v and answered %q", opt, waited, answer.Body)
			}
		})
	}
}

func TestLatencyDelaysTheAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, err := lab.New(lab.Options{Latency: 3 * time.Second, Now: moment()})
		if err != nil {
			t.Fatal(err)
		}
		start, answer := time.Now(), httptest.NewRecorder()
		l.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet,
			"/webservice/rest/server.php?wstoken=labtoken-service&wsfunction=core_webservice_get_site_info", nil))
		if time.Since(start) != 3*time.Second || !strings.HasPrefix(answer.Body.String(), "<?xml") {
			t.Errorf("after %v: %.80s", time.Since(start), answer.Body)
		}
	})
}

func TestOtherPathsAreHTML(t *testing.T) {
	s := serve(t, build(t, "none"))
	answer, err := http.Get(s.url + "/course/view.php?id=5")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(answer.Body)
	if answer.StatusCode != http.StatusNotFound || !strings.Contains(string(body), "<html") {
		t.Errorf("%d %s", answer.StatusCode, body)
	}
}

func TestRosterOptions(t *testing.T) {
	s := serve(t, build(t, "ID-10"))
	count := func(arguments string) int {
		return len(read[[]any](t, s.post(t, s.Token(), "core_enrol_get_enrolled_users", "courseid=5"+arguments)))
	}
	option := func(name, value string) string {
		return "&options[0][name]=" + name + "&options[0][value]=" + value
	}
	for _, c := range []struct {
		arguments string
		want      int
	}{
		{"", 40},
		{option("onlyactive", "1"), 38},
		{option("onlysuspended", "1"), 2},
		{option("limitnumber", "7"), 7},
		{option("limitfrom", "38"), 2},
	} {
		if got := count(c.arguments); got != c.want {
			t.Errorf("%q: %d people, want %d", c.arguments, got, c.want)
		}
	}
	users := func(a string) int {
		v := read[struct{ Users []any }](t, s.post(t, s.Token(), "core_grades_get_gradable_users", "courseid=5"+a))
		return len(v.Users)
	}
	if users("") != 33 || users("&onlyactive=1") != 31 {
		t.Errorf("gradable: %d, active %d", users(""), users("&onlyactive=1"))
	}
}

// TestOneUser asks for people the whole-course answer leaves out.
func TestOneUser(t *testing.T) {
	s := serve(t, build(t, "ID-10"))
	suspended := s.Truth()[0].Cells[0].User
	raw := func(user string) (shown int) {
		answer := read[gradeAnswer](t, s.post(t, s.Token(), "gradereport_user_get_grade_items", "courseid=5&userid="+user))
		for _, it := range answer.Users[0].Items {
			if it.CMID != 0 && it.Raw != nil {
				shown++
			}
		}
		return shown
	}
	if raw(suspended) < 12 {
		t.Errorf("the suspended learner has %d grades, want those the tool sent", raw(suspended))
	}
	if n := raw("85"); n != 0 {
		t.Errorf("a teacher has %d grades", n)
	}
}

func TestGradebookRefused(t *testing.T) {
	s := serve(t, build(t, "TK-13"))
	body := s.post(t, s.Token(), "gradereport_user_get_grade_items", "courseid=5")
	if !strings.Contains(body, "accessexception") {
		t.Error(body)
	}
	if info := s.post(t, s.Token(), "core_webservice_get_site_info", ""); strings.Contains(info, "gradereport_user_get_grade_items") {
		t.Error("the site says that the token may call what it may not")
	}
}

func TestRecordsAreFiles(t *testing.T) {
	l := build(t, "none")
	if err := fstest.TestFS(l.Records(), "accounts.csv", "activities.csv", "scores.csv", "launches.csv", "sends.csv"); err != nil {
		t.Error(err)
	}
	for _, row := range table(t, l.RecordsAt("https://lms.example/"), "launches.csv") {
		if row["iss"] != "" && row["iss"] != "https://lms.example" || strings.Contains(row["lineitems"], "example//") {
			t.Fatalf("launch at %s: iss %q, lineitems %q", row["at"], row["iss"], row["lineitems"])
		}
	}
}
