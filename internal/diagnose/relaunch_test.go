package diagnose

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestRelaunchCuresAreTheLearners: the list has every cause that the learner cures,
// once, and no other; its words are ones that learners know.
func TestRelaunchCuresAreTheLearners(t *testing.T) {
	var want, got []string
	for _, r := range Catalogue() {
		if r.Remedy.Actor == ActorLearner {
			want = append(want, r.Code)
		}
	}
	for _, cure := range relaunchCures() {
		got = append(got, cure.code)
		if told := cure.why != "" && len(cure.steps) > 0; told == (cure.futile != "") {
			t.Errorf("%s: tells the learner something %v, and is futile because %q", cure.code, told, cure.futile)
		}
		text := wordsOf("").Replace(cure.why + " " + strings.Join(cure.steps, " "))
		text = strings.NewReplacer("{site}", "", "{course}", "").Replace(text)
		for _, jargon := range []string{"LMS", "LTI", "launch", "line item", "roster", "deployment", "{", "user id"} {
			if strings.Contains(text, jargon) {
				t.Errorf("%s: a learner does not know %q in %q", cure.code, jargon, text)
			}
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("causes of the learner, -catalogue +list\n%s", diff)
	}
}

// withPages gives every activity of the course a page.
func withPages(fx *fixture) *Examination {
	for i := range fx.LMS.Activities {
		a := &fx.LMS.Activities[i]
		if a.URL == "" {
			a.URL = "https://moodle.example.edu/mod/lti/view.php?id=" + a.ID
		}
	}
	return Examine(fx.input(), Catalogue())
}

// briefly writes links as "user/activity cause grades", those that are not simply
// to be opened with the list they stand in.
func briefly(r *Relaunches) []string {
	var lines []string
	for name, list := range map[string][]Relaunch{"": r.Links, "unmatched ": r.Unmatched, "blocked ": r.Blocked} {
		for _, l := range list {
			line := fmt.Sprintf("%s%s/%s %s %d", name, l.User, l.Activity, l.Cause, l.Grades)
			if l.Any {
				line += " any"
			}
			lines = append(lines, strings.TrimSpace(line+" "+string(l.Obstacle)))
		}
	}
	slices.Sort(lines)
	return lines
}

func TestRelaunches(t *testing.T) {
	const unconnected = `tool.accounts[a1] = {"source": "manual", "lms_user_id": null, "lti11_user_id": null, "login": null, "sis_id": null}
		delete tool.launches[a1/*]
		lose 51/*`
	const elsewhere = `tool.launches[a2/t1] = {"context_id": "3", "context_title": "CALC101 Spring", "resource_link_id": "9"}
		lose 52/35`
	const stranger = `tool.accounts[a1] = {"source": "manual", "lms_user_id": null, "lti11_user_id": null, "login": null, "sis_id": null, "email": "x@home.example", "name": "A. A."}
		delete tool.launches[a1/*]
		lose 51/*`
	for _, test := range []struct {
		name, patches string
		opt           Options
		want          []string
	}{
		{name: "nobody"},
		{name: "one activity", patches: elsewhere, want: []string{"52/35 LA-02 1"}},
		{name: "a whole account needs one link", patches: unconnected, want: []string{"51/35 ID-01 3 any"}},
		{name: "both, one person left out", patches: unconnected + "\n" + elsewhere, opt: Options{Users: []string{"52"}}, want: []string{"52/35 LA-02 1"}},
		{name: "narrowed to an activity", patches: unconnected + "\n" + elsewhere, opt: Options{Activities: []string{"36"}}, want: []string{"51/36 ID-01 1 any"}},
		{name: "opened since", patches: elsewhere + "\n" + `add tool.launches {"at": "@-1h", "account": "a2", "activity": "t1", "lti_version": "1.3", "origin": "lti", "context_id": "5"}`},
		{name: "the first that can be seen", patches: unconnected + "\nlms.activities[35].visible = false", want: []string{"51/36 ID-01 3 any"}},
		{name: "the first without conditions", patches: unconnected + "\nlms.activities[35].restricted = true", want: []string{"51/36 ID-01 3 any"}},
		{name: "restricted rather than none", patches: unconnected + "\nlms.activities[*].restricted = true", want: []string{"51/35 ID-01 3 any"}},
		{name: "nothing can be seen", patches: unconnected + "\nlms.activities[*].visible = false", want: []string{"blocked 51/35 ID-01 3 any hidden"}},
		{name: "its section is hidden", patches: elsewhere + "\nlms.activities[35].section_visible = false", want: []string{"blocked 52/35 LA-02 1 hidden"}},
		{name: "no address for a mail", patches: elsewhere + "\n" + `lms.activities[35].url = "javascript:alert(1)"`, want: []string{"blocked 52/35 LA-02 1 no_link"}},
		{name: "somebody the LMS does not know", patches: stranger, want: []string{"unmatched tool:a1/35 ID-01 3 any"}},
		{name: "a fault of the teacher's", patches: "lms.activities[35].visible = false\nlose */35"},
		{name: "an attempt to finish", patches: `tool.scores[a1/t1].state = "in_progress"` + "\nlose 51/35"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := withPages(patched(t, linesOf(test.patches))).Relaunches(test.opt)
			if diff := cmp.Diff(test.want, briefly(r)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if r.Partial {
				t.Error("partial, though everything was read")
			}
		})
	}
}

func linesOf(text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		lines = append(lines, strings.TrimSpace(line))
	}
	return lines
}

// TestRelaunchIsForEverybodyOrNobody: an id that the LMS withholds from everybody
// comes back by no launch.
func TestRelaunchIsForEverybodyOrNobody(t *testing.T) {
	lines := linesOf("tool.accounts[*] = {\"lms_user_id\": null, \"lti11_user_id\": null}\ntool.launches[*/*] = {\"user_id\": null}\n" +
		"lms.tools[*].privacy = \"anonymous\"\nlose */*")
	e := withPages(patched(t, lines))
	if c := e.Report(Options{}).Causes; len(c) != 1 || c[0].Code != "ID-06" || c[0].ByLaunch() {
		t.Fatalf("causes %+v, want ID-06 for the whole course", c)
	}
	if got := briefly(e.Relaunches(Options{})); len(got) > 0 {
		t.Errorf("somebody has to click: %v", got)
	}
}

// TestRelaunchNames: personal data comes only when it is asked for, the tool's
// where the LMS has none.
func TestRelaunchNames(t *testing.T) {
	fx := patched(t, linesOf("tool.launches[a2/t1] = {\"context_id\": \"3\", \"resource_link_id\": \"9\"}\nlose 52/35\n"+
		"lms.learners[52].email = null\ntool.accounts[a2].email = \"two@tool.example\""))
	e := withPages(fx)
	l := e.Relaunches(Options{}).Links[0]
	if l.Name+l.Login+l.Email != "" {
		t.Errorf("names without being asked: %+v", l)
	}
	l = e.Relaunches(Options{Names: true}).Links[0]
	if l.Name != fx.LMS.Learners[1].Name || l.Login != fx.LMS.Learners[1].Login || l.Email != "two@tool.example" {
		t.Errorf("names: %+v", l)
	}
}

// TestRelaunchesHoldTogether: each grade that waits for a launch is counted once,
// nobody gets the same link twice, and the order of rows does not matter.
func TestRelaunchesHoldTogether(t *testing.T) {
	patches := allPatches(t)
	rapid.Check(t, func(t *rapid.T) {
		fx := troubledCourse(t, patches)
		e := withPages(fx)
		r := e.Relaunches(Options{Names: true})
		waiting, sum, seen := 0, 0, map[cell]bool{}
		for _, c := range e.Cases {
			if e.relaunchFor(c) != nil {
				waiting++
			}
		}
		for _, l := range slices.Concat(r.Links, r.Unmatched, r.Blocked) {
			if seen[cell{l.User, l.Activity}] {
				t.Fatalf("%s gets the link of %s twice", l.User, l.Activity)
			}
			seen[cell{l.User, l.Activity}] = true
			sum += l.Grades
			if l.Title == "" || l.Why == "" || len(l.Steps) == 0 || l.URL == "" && l.Obstacle == "" || strings.ContainsAny(l.Why+strings.Join(l.Steps, ""), "{}") {
				t.Fatalf("an entry without its words: %+v", l)
			}
		}
		if sum != waiting {
			t.Fatalf("%d grades wait for a launch, the list has %d", waiting, sum)
		}
		if r.Totals.Links != len(r.Links) || r.Totals.People > len(r.Links) {
			t.Fatalf("totals %+v of %d links", r.Totals, len(r.Links))
		}
		shuffle(fx, rapid.Uint64().Draw(t, "order"))
		if diff := cmp.Diff(r, Examine(fx.input(), Catalogue()).Relaunches(Options{Names: true})); diff != "" {
			t.Fatalf("the order of rows matters:\n%s", diff)
		}
	})
}
