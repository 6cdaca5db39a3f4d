package canvas

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// FuzzCanvasAnswer takes one body for the answer to every call. Whatever a site
// answers, nothing panics, errors have a class, ids come once, and the book can be
// saved.
func FuzzCanvasAnswer(f *testing.F) {
	files, err := filepath.Glob(filepath.Join(published, "*.json"))
	if err != nil || len(files) == 0 {
		f.Fatalf("no examples: %v", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
		f.Add([]byte("[" + string(data) + "]"))
	}
	for _, body := range practice().answers {
		f.Add([]byte(body))
	}
	for _, body := range []string{
		`[{"id":"2107~123","user_id":21070000000000123,"score":1e400,"submissions":[{"assignment_id":-1,"score":"NaN","grader_id":"-7~1"}]}]`,
		`[{"id":1,"allowed_attempts":1e300,"points_possible":"x","lock_at":"9999-12-31T23:59:59Z","overrides":null,"submission_types":null}]`,
		`{"errors":{"a":[{"message":"x"}],"b":"y"},"error_report_id":"1"}`, `{"errors":[[["x"]]]}`, `{"1":{"2":null}}`, `[]`, `null`, `{"term":null}`,
	} {
		f.Add([]byte(body))
	}
	p, err := New(Options{URL: "https://canvas.example", Token: token})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if r := refusalIn(body); len(r.report) > 32 {
			t.Errorf("report %q", r.report)
		}
		b := readAll(t, p, body).book()
		for _, v := range []any{b, b.Activities, b.Learners, b.Results, b.Tools, b.Gaps} {
			if _, err := json.Marshal(v); err != nil {
				t.Errorf("cannot be saved: %v", err)
			}
		}
		for _, r := range b.Results {
			if r.Empty && r.Score.Known() {
				t.Errorf("empty, with a score: %+v", r)
			}
		}
	})
}

// readAll decodes body as the answer to every call.
func readAll(t *testing.T, p *Provider, body []byte) *reading {
	r := &reading{Provider: p, asked: time.Date(2026, 10, 15, 12, 0, 0, 0, time.UTC)}
	var terms wireTerms
	var periods wirePeriods
	var user wireUser
	var items []wireItem
	var installed []wireTool
	for _, into := range []any{
		&r.course, &r.assignments.value, &r.enrolments.value, &r.rows.value, &r.dueDates.value, &r.sections.value, &r.blueprint.value,
		&r.modules.value, &r.tools.value, &terms, &periods, &user, &items, &installed, &wireToken{},
	} {
		if err := decode(routeCourse, body, into); err != nil && !errors.Is(err, grade.ErrUnreadable) {
			t.Errorf("error without class: %v", err)
		}
	}
	for _, asked := range []*bool{
		&r.assignments.asked, &r.enrolments.asked, &r.rows.asked, &r.dueDates.asked, &r.sections.asked, &r.blueprint.asked, &r.modules.asked, &r.tools.asked,
	} {
		*asked = true
	}
	r.periods.set(periods.Periods, nil)
	for _, term := range terms.Terms {
		r.term.set(&term, nil)
	}
	r.accounts.set([]string{"1"}, nil)
	r.installed = []installation{{account: "1", part: part[[]wireTool]{value: installed, asked: true}}}
	return r
}

func TestIDs(t *testing.T) {
	for text, want := range map[string]id{
		`7`: "7", `"7"`: "7", `"2107~123"`: "21070000000000123", `21070000000000123`: "21070000000000123", `"21070000000000123"`: "21070000000000123",
		`-711`: "-711", `"-2107~711"`: "-21070000000000711", `null`: "", `""`: "", `"x"`: "", `1.5`: "", `1e3`: "", `{}`: "", `[1]`: "", `true`: "",
		`0`: "0", `"007"`: "7", `"~1"`: "", `"1~"`: "", `"1~12345678901234"`: "", `"1~2~3"`: "",
	} {
		var got id
		if err := json.Unmarshal([]byte(text), &got); err != nil || got != want {
			t.Errorf("%s is %q (%v), want %q", text, got, err, want)
		}
	}
}

func TestMoments(t *testing.T) {
	for text, want := range map[string]grade.Maybe[time.Time]{
		`"2026-09-01T05:00:00Z"`:          at("2026-09-01T05:00:00Z"),
		`"2026-08-01T10:00:00.123-06:00"`: grade.Known(time.Date(2026, 8, 1, 16, 0, 0, 123e6, time.UTC)),
		`null`:                            none(), `""`: {}, `"soon"`: {}, `7`: {}, `"0001-01-01T00:00:00Z"`: {},
	} {
		var got moment
		if err := json.Unmarshal([]byte(text), &got); err != nil || !got.Equal(want) {
			t.Errorf("%s is %v (%v), want %v", text, got.Maybe, err, want)
		}
	}
}

func TestLaunchURLs(t *testing.T) {
	for raw, want := range map[string]string{
		"https://t.example/launch?item=3":                          "https://t.example/launch?item=3",
		"https://u:p@t.example/l?item=3&b=1#frag":                  "https://t.example/l?item=3&b=1",
		"https://t.example/l?OAuth_Token=x&item=3&client_secret=y": "https://t.example/l?item=3",
		" https://t.example/l ":                                    "https://t.example/l",
		"%zz":                                                      "",
		"":                                                         "",
	} {
		if got := launchURL(raw); got != want || strings.Contains(got, "secret") {
			t.Errorf("%s is %q, want %q", raw, got, want)
		}
	}
}
