package moodle

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// progress collects what a reading reports.
type progress struct {
	mu   sync.Mutex
	last map[string][2]int
}

func (p *progress) note(what string, done, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.last == nil {
		p.last = map[string][2]int{}
	}
	p.last[what] = [2]int{done, total}
}

// noWhole answers the call for the whole course, and if asked for groups, with a
// gateway's time-out.
func noWhole(groups bool) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, r *http.Request) bool {
		f := r.PostForm
		if f.Get("wsfunction") != fnGrades || f.Get("userid") != "0" || !groups && f.Get("groupid") != "" {
			return false
		}
		w.WriteHeader(http.StatusGatewayTimeout)
		return true
	}
}

// Groups do not hold everybody in the recorded course: one call for each learner.
func TestGatewayGivesUp(t *testing.T) {
	var seen progress
	p := &replay{respond: noWhole(false)}
	b := bookOf(t, p, reader, func(o *Options) { o.Progress = seen.note })
	if r, ok := result(b, "51", "35"); !ok || !grade.Is(r.Score, 51) {
		t.Errorf("result %+v", r)
	}
	// The whole-course call is not repeated.
	if n := p.count(fnGrades); n != 12 {
		t.Errorf("%d calls for grades, want 1 and one for each of 11 learners", n)
	}
	if got := seen.last["grades by learner"]; got != [2]int{11, 11} {
		t.Errorf("progress ends at %v", got)
	}
	if l := learner(t, b, "s01"); l.Listed.Known() {
		t.Error("a report for one person does not tell whether the gradebook lists them")
	}
}

// grouped puts everybody of the recorded roster into group 3 or 4.
func grouped(t *testing.T) string {
	t.Helper()
	var people []map[string]any
	if err := decode(fnEnrolled, []byte(read(t, "ws-enrolled-userfields").Response.Body), &people); err != nil {
		t.Fatal(err)
	}
	for _, p := range people {
		id, _ := p["id"].(float64)
		group := 4
		if id <= 65 {
			group = 3
		}
		p["groups"] = []map[string]any{{"id": group, "name": fmt.Sprint("Section ", group)}}
	}
	return jsonOf(people)
}

func TestGroupsInPlaceOfTheWhole(t *testing.T) {
	suspended := onlySuspended(read(t, "ws-enrolled-onlysuspended").Response.Body)
	p := &replay{instead: map[string]string{fnEnrolled: grouped(t)}, respond: func(w http.ResponseWriter, r *http.Request) bool {
		return suspended(w, r) || noWhole(false)(w, r)
	}}
	b := bookOf(t, p, reader)
	// The whole course, and two groups: whoever they do not list has no row.
	if n := p.count(fnGrades); n != 3 {
		t.Errorf("%d calls for grades, want 3", n)
	}
	for login, listed := range map[string]bool{"s01": true, "s27": true, "jlee": false} {
		if l := learner(t, b, login); !grade.Is(l.Listed, listed) {
			t.Errorf("%s: listed is %v, want %v", login, l.Listed, listed)
		}
	}
	if l := learner(t, b, "t_main"); l.Listed.Known() {
		t.Errorf("a teacher was not asked for, and listed is %v", l.Listed)
	}
}

func TestLargeCourseIsNotAskedForWhole(t *testing.T) {
	p := &replay{respond: func(_ http.ResponseWriter, r *http.Request) bool {
		if r.PostForm.Get("wsfunction") == fnGrades && r.PostForm.Get("userid") == "0" {
			t.Error("the whole course was asked for")
		}
		return false
	}}
	b := bookOf(t, p, reader, func(o *Options) { o.WholeCourseMax = 5 })
	if r, ok := result(b, "51", "35"); !ok || !grade.Is(r.Score, 51) {
		t.Errorf("result %+v", r)
	}
}

// Learners whose report fails have no results: no claim that they have no grade.
func TestSomeReportsFail(t *testing.T) {
	p := &replay{}
	p.respond = func(w http.ResponseWriter, r *http.Request) bool {
		if r.PostForm.Get("userid") == "53" {
			_, _ = io.WriteString(w, `{"exception":"dml_read_exception","errorcode":"dmlreadexception"}`)
			return true
		}
		return noWhole(true)(w, r)
	}
	b := bookOf(t, p, reader)
	if _, ok := result(b, "53", "35"); ok {
		t.Error("a result of a report that failed")
	}
	if r, ok := result(b, "51", "35"); !ok || !grade.Is(r.Score, 51) {
		t.Errorf("result %+v", r)
	}
	if g, ok := gap(b, "", "1 of 11 learners"); !ok || g.Class != grade.Failed {
		t.Errorf("gaps %+v", b.Gaps)
	}
}

// When no report comes, not every learner is tried in vain.
func TestAllReportsFail(t *testing.T) {
	p := &replay{instead: map[string]string{fnGrades: "<html>"}, respond: func(w http.ResponseWriter, r *http.Request) bool {
		if r.PostForm.Get("wsfunction") != fnEnrolled {
			return false
		}
		_, _ = io.WriteString(w, crowd(100))
		return true
	}}
	b := bookOf(t, p, reader)
	if n := p.count(fnGrades); n > 1+giveUp+parallel {
		t.Errorf("%d calls for grades", n)
	}
	if _, ok := gap(b, grade.FactResults, "HTML"); !ok || b.Results != nil {
		t.Errorf("results %v, gaps %+v", b.Results, b.Gaps)
	}
}

// crowd is a roster of n students.
func crowd(n int) string {
	list := make([]map[string]any, n)
	for i := range list {
		list[i] = map[string]any{"id": 1000 + i, "username": "x", "roles": []map[string]any{{"shortname": "student"}}}
	}
	return jsonOf(list)
}

func TestRosterPages(t *testing.T) {
	for name, obeys := range map[string]bool{"pages": true, "site ignores the limits": false} {
		t.Run(name, func(t *testing.T) {
			total := rosterPage + 10
			p := &replay{instead: map[string]string{fnGrades: `{"usergrades":[]}`}}
			p.respond = func(w http.ResponseWriter, r *http.Request) bool {
				if r.PostForm.Get("wsfunction") != fnEnrolled {
					return false
				}
				from, _ := strconv.Atoi(r.PostForm.Get("options[0][value]"))
				var all []map[string]any
				if err := decode("", []byte(crowd(total)), &all); err != nil {
					t.Error(err)
				}
				if obeys {
					all = all[min(from, total):min(from+rosterPage, total)]
				}
				_, _ = io.WriteString(w, jsonOf(all))
				return true
			}
			b := bookOf(t, p, reader, func(o *Options) { o.WholeCourseMax = 1000 })
			if len(b.Learners) != total {
				t.Errorf("%d learners, want %d", len(b.Learners), total)
			}
		})
	}
}

// A call for the grades that hangs ends with the caller's context.
func TestCancelWhileGradesHang(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	p := &replay{respond: func(_ http.ResponseWriter, r *http.Request) bool {
		if r.PostForm.Get("wsfunction") != fnGrades {
			return false
		}
		cancel()
		<-r.Context().Done()
		return true
	}}
	if _, err := serve(t, p, reader).Book(ctx, "CALC101"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestCallsAreFewAtATime(t *testing.T) {
	var mu sync.Mutex
	now, most := 0, 0
	p := &replay{respond: noWhole(true)}
	answer := p.respond
	p.respond = func(w http.ResponseWriter, r *http.Request) bool {
		mu.Lock()
		now++
		most = max(most, now)
		mu.Unlock()
		defer func() {
			mu.Lock()
			now--
			mu.Unlock()
		}()
		return answer(w, r)
	}
	bookOf(t, p, reader)
	if most > parallel {
		t.Errorf("%d calls at a time, want at most %d", most, parallel)
	}
}

func TestCoveringGroups(t *testing.T) {
	person := func(id string, groups ...string) wirePerson {
		list := []wireGroup{}
		for _, g := range groups {
			list = append(list, wireGroup{ID: text(g)})
		}
		return wirePerson{ID: text(id), Groups: &list}
	}
	six := []wirePerson{person("1", "a", "all"), person("2", "a", "all"), person("3", "a", "all"), person("4", "b", "all"), person("5", "b", "all"), person("6", "b", "c", "all")}
	for name, tt := range map[string]struct {
		people []wirePerson
		most   int
		want   string
	}{
		"two groups cover":            {six, 300, "[a b]"},
		"too large":                   {six, 2, "[]"},
		"someone is in none":          {append(six[:6:6], person("7")), 300, "[]"},
		"Moodle tells no groups":      {append(six[:6:6], wirePerson{ID: "7"}), 300, "[]"},
		"a group for each saves none": {[]wirePerson{person("1", "a"), person("2", "b"), person("3", "c")}, 300, "[]"},
		"nobody":                      {nil, 300, "[]"},
	} {
		if got := fmt.Sprint(coveringGroups(tt.people, tt.most)); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}

func TestRestrictions(t *testing.T) {
	day := func(n int64) grade.Maybe[time.Time] { return grade.Known(time.Unix(n, 0).UTC()) }
	var unknown grade.Maybe[time.Time]
	for tree, want := range map[string]struct {
		restricted    bool
		opens, closes grade.Maybe[time.Time]
	}{
		``:                             {false, none(), none()},
		`null`:                         {false, none(), none()},
		`{"op":"&","c":[],"showc":[]}`: {false, none(), none()},
		`{"op":"&","c":[{"type":"group","id":4}]}`:                                          {true, none(), none()},
		`{"op":"&","c":[{"type":"date","d":">=","t":10},{"type":"date","d":"<","t":20}]}`:   {true, day(10), day(20)},
		`{"op":"&","c":[{"type":"date","d":"<","t":30},{"type":"date","d":"<","t":20}]}`:    {true, none(), day(20)},
		`{"op":"&","c":[{"type":"date","d":">=","t":10},{"type":"date","d":">=","t":15}]}`:  {true, day(15), none()},
		`{"op":"|","c":[{"type":"date","d":"<","t":20},{"type":"group"}]}`:                  {true, unknown, unknown},
		`{"op":"|","c":[{"type":"group"},{"type":"profile"}]}`:                              {true, none(), none()},
		`{"op":"&","c":[{"op":"|","c":[{"type":"date","d":"<","t":20}]},{"type":"group"}]}`: {true, unknown, unknown},
		`{"op":"&","c":[{"type":"date","d":"<"}]}`:                                          {true, unknown, unknown},
		`no json`: {true, unknown, unknown},
	} {
		restricted, opens, closes := restriction(tree)
		if !grade.Is(restricted, want.restricted) || opens != want.opens || closes != want.closes {
			t.Errorf("%s: %v, %v, %v", tree, restricted, opens, closes)
		}
	}
}

func TestGatewayPageIsNoGrade(t *testing.T) {
	p := &replay{instead: map[string]string{fnGrades: "<html><title>504 Gateway Time-out</title>"}}
	b := bookOf(t, p, reader)
	if b.Results != nil || !strings.Contains(fmt.Sprint(b.Gaps), "504 Gateway Time-out") {
		t.Errorf("gaps %+v", b.Gaps)
	}
}
