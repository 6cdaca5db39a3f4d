package cli_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/cli"
	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/preflight"
)

// faulty is a course that preflight looks at, with all that a profile can have.
type faulty struct {
	lab    lab.Options
	change func(*lab.Lab) error   // what a teacher does
	ahead  time.Duration          // of the LMS's clock
	config []string               // what to replace in the configuration, by pairs
	files  func(dir string) error // changes the tool's files
	args   []string
}

// judged runs preflight, and returns its checks by id.
func (f faulty) judged(t *testing.T, key []byte, published string) (int, map[string]diagnose.Check) {
	t.Helper()
	f.lab.ToolKeys, f.lab.Now = published, time.Now()
	l, err := lab.New(f.lab)
	if err != nil {
		t.Fatal(err)
	}
	if f.change != nil {
		if err := f.change(l); err != nil {
			t.Fatal(err)
		}
	}
	server := httptest.NewServer(l.Handler())
	defer server.Close()
	dir, kind := t.TempDir(), f.lab.LMS
	at := l.LTIAt(server.URL)
	config := "store: " + filepath.Join(dir, "gradesync.db") + "\nprofiles:\n  k:\n    lms: {kind: " + kind + ", url: '" + server.URL + "', token: 'env:TOKEN'}\n    tool: [{kind: files, path: records}]\n" +
		"    lti13: {client_id: " + at.ClientID + ", key: 'file:tool.pem', kid: tool-2026, token_url: '" + at.TokenURL + "', memberships_url: '" + at.MembershipsURL + "'}\n" +
		"    lti11: {consumer_key: " + at.ConsumerKey + ", secret: 'env:SECRET'}\n"
	config = strings.ReplaceAll(strings.NewReplacer(f.config...).Replace(config), "LINEITEMS", at.LineItemsURL)
	file := filepath.Join(dir, "gradesync.yaml")
	for name, text := range map[string][]byte{file: []byte(config), filepath.Join(dir, "tool.pem"): key} {
		if err := os.WriteFile(name, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.CopyFS(filepath.Join(dir, "records"), l.RecordsAt(server.URL)); err != nil {
		t.Fatal(err)
	}
	if f.files != nil {
		if err := f.files(dir); err != nil {
			t.Fatal(err)
		}
	}
	var out, errs bytes.Buffer
	code := cli.Main(t.Context(), cli.Env{
		Args: append([]string{"preflight", "--course", l.Course(), "--config", file, "-o", "json"}, f.args...), In: strings.NewReader(""), Out: &out, Err: &errs,
		Environ: []string{"TOKEN=" + l.Token(), "SECRET=" + at.ConsumerSecret}, Now: func() time.Time { return time.Now().Add(-f.ahead) }, Version: "test",
	})
	var list diagnose.Checks
	if err := json.Unmarshal(out.Bytes(), &list); err != nil {
		t.Fatalf("exit %d: %v\n%s", code, err, errs.String())
	}
	byID := map[string]diagnose.Check{}
	for _, c := range list.Checks {
		byID[c.ID] = c
		if preflight.SubjectOf(c.ID).Group != c.Group && c.ID != "course" {
			t.Errorf("%s of group %q is no subject of preflight", c.ID, c.Group)
		}
	}
	return code, byID
}

// worse says what ends worse than in the healthy course: "id state code" of what
// fails or warns, and what could not be told behind a question mark.
func worse(t *testing.T, healthy, got map[string]diagnose.Check) string {
	t.Helper()
	var bad, untold []string
	for _, id := range slices.Sorted(maps.Keys(got)) {
		c := got[id]
		switch {
		case c.State == healthy[id].State && c.Code == healthy[id].Code && c.Remedy == healthy[id].Remedy:
		case c.State == diagnose.CheckUnknown:
			untold = append(untold, "?"+id)
		case c.State == diagnose.CheckFailed, c.State == diagnose.CheckWarning:
			bad = append(bad, strings.TrimSpace(id+" "+string(c.State)+" "+c.Code))
			if c.Remedy == "" || strings.Contains(c.Remedy, "{") {
				t.Errorf("%s does not say what to do: %q", id, c.Remedy)
			}
		}
	}
	return strings.Join(append(bad, untold...), " ")
}

// finds is what each fault of the practice LMS makes of a course in which nobody has
// worked: the one check that does not end as in the healthy course, how it ends, and
// its cause. Faults that are not here are of work that was done, of single grades or
// of the tool's own sending, and leave every check as it is. What begins with ? could
// not be told in consequence.
func finds() map[string]string {
	return map[string]string{
		"moodle AC-10": "activities.locked failed AC-10",
		"moodle GB-02": "activities.hidden warning GB-02",
		"moodle ID-09": "roster.roles failed ID-09",
		"moodle LA-07": "launches.service failed LA-07",
		"moodle LI-01": "activities.graded failed LI-01",
		"moodle LI-02": "activities.published failed LI-02",
		"moodle LI-03": "activities.graded failed LI-03",
		"moodle LI-05": "tool.lineitems failed LI-05",
		"moodle LI-06": "activities.duplicates warning LI-06",
		"moodle LI-11": "activities.points failed LI-11",
		"moodle LI-12": "launches.link failed LI-12",
		"moodle LI-13": "tool.version failed LI-13",
		"moodle LI-15": "activities.type failed LI-15",
		"moodle RL-02": "tool.sending failed RL-02",
		"moodle TK-01": "lti13.scopes failed TK-01",
		"moodle TK-13": "right.gradereport/user:view failed TK-13 right.gradereport_user_get_grade_items failed TK-13 right.moodle/grade:viewall failed TK-13 " +
			"?activities.duplicates ?activities.hidden ?activities.locked ?activities.points ?activities.type",
		"moodle TK-06": "launches.deployment failed TK-06",

		"canvas AC-01": "course.published failed AC-01",
		"canvas AC-02": "course.dates failed AC-02 ?activities.lineitems ?lti13.lineitems ?lti13.roster ?tool.lineitems",
		"canvas AC-10": "activities.period failed AC-10",
		"canvas GB-01": "activities.posting warning GB-01",
		"canvas ID-09": "roster.roles failed ID-09",
		"canvas LA-07": "launches.service failed LA-07",
		"canvas LA-08": "launches.course failed LA-08 records.newest warning ?lti11", // its launches are old, and refused ones bring nothing
		"canvas LI-02": "activities.published failed LI-02",
		"canvas LI-04": "activities.owner failed LI-04 ?tool.lineitems",
		"canvas LI-05": "tool.lineitems failed LI-05",
		"canvas LI-08": "course.blueprint failed LI-08",
		"canvas LI-10": "launches.link failed LI-12",
		"canvas LI-11": "activities.points failed LI-11",
		"canvas LI-12": "launches.link failed LI-12",
		"canvas LI-13": "tool.version failed LI-13",
		"canvas LI-15": "activities.type failed LI-15",
		"canvas LI-16": "activities.assigned warning LI-16",
		"canvas LI-17": "launches.course failed LI-17",
		"canvas RL-02": "tool.sending failed RL-02",
		"canvas TK-06": "launches.deployment failed TK-06",
		"canvas TK-01": "lti13.scopes failed TK-01",
		"canvas TK-07": "launches.deployment failed TK-07 lti13.lineitems failed ?activities.lineitems ?lti13.roster ?tool.lineitems",
		"canvas TK-11": "activities.tool failed TK-11",
		"canvas TK-13": "right.url:GET|/api/v1/courses/:course_id/students/submissions failed TK-13 ?activities.assigned ?activities.duplicates ?activities.period",
	}
}

// expected is what preflight has to find of a fault of the practice LMS.
func expected(kind, code string) string {
	if slices.Contains([]string{"ID-02", "ID-03", "ID-04", "ID-05", "ID-08", "ID-11"}, code) {
		return "records.people warning" // an account that is nobody's of this course
	}
	return finds()[kind+" "+code]
}

// row is a fault that stands in no catalogue of causes, and what it makes of a course.
type row struct {
	name, kinds string
	faulty
	want string
}

const day = 24 * time.Hour

func rows() []row {
	return slices.Concat(teachersRows(), profileRows(), recordRows())
}

// teachersRows are what a teacher, or the tool, can do to a course.
func teachersRows() []row {
	now := time.Now()
	does := func(do func(*lab.Lab) error) faulty { return faulty{change: do} }
	dated := func(opens, closes time.Time) faulty {
		return does(func(l *lab.Lab) error { return l.DateActivity(l.Course(), first(l), opens, closes) })
	}
	return []row{
		{"the course is hidden", "moodle", does(func(l *lab.Lab) error { return l.HideCourse(l.Course(), true) }), "course.published failed"},
		{"the course ends soon", "moodle canvas", does(func(l *lab.Lab) error { return l.EndCourse(l.Course(), now.Add(5*day)) }), "course.dates warning"},
		{"the course has ended", "moodle", does(func(l *lab.Lab) error { return l.EndCourse(l.Course(), now.Add(-day)) }), "course.dates warning"},
		{"an activity opens too late", "moodle canvas", dated(now.Add(60*day), time.Time{}), "activities.dates failed"},
		{"an activity is shut already", "moodle canvas", dated(time.Time{}, now.Add(-day)), "activities.dates failed"},
		{"an activity goes on too long", "moodle canvas", dated(now.Add(-day), now.Add(60*day)), "activities.dates warning"},
		{"grades wait for a moderator", "canvas", does(func(l *lab.Lab) error { return l.ModerateActivity(l.Course(), first(l)) }), "activities.locked failed AC-10"},
		{"a link is gone", "moodle canvas", does(func(l *lab.Lab) error { return l.RemoveActivity(l.Course(), first(l)) }), "tool.links failed"},
		{"the tool has forgotten an activity", "moodle canvas", does(func(l *lab.Lab) error { return l.ForgetActivity(l.Course(), first(l)) }), "tool.activities warning"},
		{"a link has another title", "moodle canvas", does(func(l *lab.Lab) error { return l.RenameActivity(l.Course(), first(l), "Week 1") }), "tool.titles warning"},
		{"nobody is enrolled", "moodle", does(unenrolAll), "records.people failed roster.learners failed ?activities.hidden ?activities.locked ?activities.points ?activities.type ?tool.maxima"},
		{"only a preview account is there", "canvas", does(unenrolAll), "lti11 failed ID-08 roster.learners failed ID-11"},
		{"every enrolment is suspended", "moodle", does(suspendAll), "roster.learners failed ID-10 ?activities.hidden ?activities.locked ?activities.points ?activities.type ?tool.maxima"},
		{"every enrolment is inactive", "canvas", does(suspendAll), "roster.learners failed ID-10"},
	}
}

// profileRows are faults of the connections and of what the profile says of them.
func profileRows() []row {
	misbehaves := func(how string) faulty { return faulty{lab: lab.Options{Misbehave: how}} }
	configured := func(pairs ...string) faulty { return faulty{config: pairs} }
	return []row{
		{"the LMS knows no such token", "moodle canvas", configured("env:TOKEN", "env:SECRET"), "lms failed TK-13 ?course"},
		{"there is no such course", "moodle canvas", faulty{args: []string{"--course", "999999"}}, "course failed"},
		{"this machine's clock is two minutes behind", "moodle canvas", faulty{ahead: 2 * time.Minute}, "clock warning TK-09"},
		{"there is no key", "moodle", configured("file:tool.pem", "file:none.pem"), "lti13.key failed TK-04 ?activities.lineitems"},
		{"the key is none", "canvas", configured("file:tool.pem", "file:none.pem"), "lti13.key failed TK-04 ?activities.lineitems ?tool.lineitems"},
		{"nothing is published where the keys should be", "moodle canvas", configured("kid: tool-2026", "kid: tool-2026, jwks_url: 'http://127.0.0.1:9/jwks'"), "lti13.keyset failed TK-04"},
		{"the LMS does not know the client", "moodle", configured("client_id: ", "client_id: x"), "lti13.token failed TK-03"},
		{"the client is unknown", "canvas", configured("client_id: ", "client_id: 9"), "lti13.token failed TK-03 ?tool.lineitems"},
		{"the tool may not read line items", "moodle", misbehaves("lti:fail:403:/lineitems"), "lti13.lineitems failed ?activities.lineitems"},
		{"the roster is refused", "moodle", misbehaves("lti:fail:403:member"), "lti13.roster failed"},
		{"names and roles are refused", "canvas", misbehaves("lti:fail:403:names_and_roles"), "lti13.roster failed"},
		{"the secret is another one", "moodle canvas", configured("secret: 'env:SECRET'", "secret: 'env:TOKEN'"), "lti11 failed TK-08"},
		{"the store is a folder", "moodle", configured("gradesync.db", "records"), "store failed"},
	}
}

// recordRows are faults of the tool's records.
func recordRows() []row {
	var list []row
	for _, name := range []string{"accounts", "activities", "scores", "launches", "sends"} {
		bad := faulty{files: func(dir string) error { return addRow(filepath.Join(dir, "records", name+".csv")) }}
		list = append(list, row{"a bad row of " + name, "moodle", bad, "records." + name + " warning"})
	}
	return append(list, row{"the records are something else", "moodle", faulty{files: func(dir string) error {
		return os.WriteFile(filepath.Join(dir, "records", "accounts.csv"), []byte("colour,size\nred,9\n"), 0o600)
	}}, "records failed ?activities.lineitems ?lti11"})
}

// addRow adds a row of the wrong length to a CSV file.
func addRow(file string) error {
	f, err := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.WriteString(strings.Repeat("x,", 99) + "\n")
	return err
}

// first is the title of the first activity.
func first(l *lab.Lab) string {
	return map[string]string{"CALC101": "Lab 1 Limits", "CANV201": "Lab 1 Integration Review"}[l.Course()]
}

func unenrolAll(l *lab.Lab) error { return eachLearner(l, l.Unenrol) }

func suspendAll(l *lab.Lab) error {
	return eachLearner(l, func(course, user string) error { return l.Suspend(course, user, true) })
}

func eachLearner(l *lab.Lab, do func(course, user string) error) error {
	ids := map[string][2]int{"CALC101": {51, 83}, "CANV201": {30101, 30133}}[l.Course()]
	for id := ids[0]; id <= ids[1]; id++ {
		user := strconv.Itoa(id)
		if id == 30113 {
			user = "21070000000000123" // of another institution
		}
		if err := do(l.Course(), user); err != nil {
			return err
		}
	}
	return nil
}

// broken is one course, and what preflight has to find in it.
type broken struct {
	name, want string
	faulty
}

// brokenOf are all courses with one fault that a kind of LMS can have.
func brokenOf(kind string) []broken {
	var list []broken
	for _, b := range lab.BreaksFor(kind) {
		list = append(list, broken{b.Code, expected(kind, b.Code), faulty{lab: lab.Options{Break: []string{b.Code}, Without: "work"}}})
	}
	for _, r := range rows() {
		if strings.Contains(r.kinds, kind) {
			r.lab.Break, r.lab.Without = []string{"none"}, "work"
			list = append(list, broken{r.name, r.want, r.faulty})
		}
	}
	return list
}

// TestPreflightEveryFault: a course with exactly one fault fails exactly one check,
// before anybody has worked in it, and the healthy course fails none. In a short run
// the faults that change nothing are left out.
func TestPreflightEveryFault(t *testing.T) {
	key, published := toolKey()
	var hit sync.Map
	t.Run("each", func(t *testing.T) {
		each(t, func(t *testing.T, p practice) {
			code, healthy := faulty{lab: lab.Options{LMS: p.lms, Break: []string{"none"}, Without: "work"}}.judged(t, key, published)
			healthyCourse(t, code, healthy)
			for i, b := range brokenOf(p.lms) {
				if testing.Short() && (b.want == "" || i%3 != 0) {
					continue
				}
				t.Run(b.name, func(t *testing.T) {
					t.Parallel()
					b.lab.LMS = p.lms
					code, got := b.judged(t, key, published)
					if diff := worse(t, healthy, got); diff != b.want {
						t.Errorf("%q, want %q", diff, b.want)
					}
					exitsBy(t, code, got)
					for _, word := range strings.Fields(b.want) {
						hit.Store(word, true)
					}
				})
			}
		})
	})
	if testing.Short() {
		return
	}
	for _, s := range preflight.Subjects() {
		_, found := hit.Load(s.ID)
		if s.ID == "right." {
			_, found = hit.Load("right.moodle/grade:viewall")
		}
		if want := !strings.HasPrefix(s.Fault, "nothing") && !slices.Contains(elsewhere(), s.ID); found != want {
			t.Errorf("%s: a course in which it fails: %v", s.ID, found)
		}
	}
}

// elsewhere are the subjects that other tests let fail: what no practice LMS can have
// (a certificate), what can only be patched into a book, what warns in every course of
// it, and the probe.
func elsewhere() []string {
	return []string{"certificate", "lti13.completes", "activities.links", "activities.lineitems", "tool.maxima", "probe.earlier", "probe.empty", "probe.sent", "probe.shown",
		"probe.cleared", "probe.restored", "probe.cell"}
}

// healthyCourse: nothing fails, nothing is unknown, and what warns is known to.
func healthyCourse(t *testing.T, code int, healthy map[string]diagnose.Check) {
	t.Helper()
	for id, c := range healthy {
		meant := id == "tool.maxima" || id == "right.moodle/site:config" // the course has it so, and the token is meant to have no more
		if c.State == diagnose.CheckFailed || c.State == diagnose.CheckUnknown || c.State == diagnose.CheckWarning && !meant {
			t.Errorf("the healthy course: %+v", c)
		}
	}
	if code != 0 {
		t.Errorf("the healthy course: exit %d", code)
	}
}

// exitsBy holds the exit code against what was found.
func exitsBy(t *testing.T, code int, got map[string]diagnose.Check) {
	t.Helper()
	has := func(s diagnose.CheckState) bool {
		return slices.ContainsFunc(slices.Collect(maps.Values(got)), func(c diagnose.Check) bool { return c.State == s })
	}
	want := 0
	switch {
	case got["lms"].State == diagnose.CheckFailed, got["course"].State == diagnose.CheckFailed:
		want = 3
	case has(diagnose.CheckUnknown):
		want = 4
	case has(diagnose.CheckFailed):
		want = 1
	}
	if code != want {
		t.Errorf("exit %d, want %d", code, want)
	}
}

// TestPreflightBeforeAnyLaunch: the faults that show without a launch do so in a
// course that nobody has opened.
func TestPreflightBeforeAnyLaunch(t *testing.T) {
	key, published := toolKey()
	each(t, func(t *testing.T, p practice) {
		_, fresh := faulty{lab: lab.Options{LMS: p.lms, Break: []string{"none"}, Without: "launches"}}.judged(t, key, published)
		for id, c := range fresh {
			untold := p.lms == "moodle" && (id == "tool.version" || id == "activities.lineitems") // without moodle/site:config
			if c.State == diagnose.CheckFailed || strings.HasPrefix(id, "launches.") != (c.State == diagnose.CheckSkipped) && c.Group == "activities" && !untold ||
				(c.State == diagnose.CheckUnknown) != untold {
				t.Errorf("the course that nobody opened: %+v", c)
			}
		}
		for _, code := range []string{"LI-02", "LI-04", "LI-05", "LI-11", "LI-15", "RL-02"} {
			want := expected(p.lms, code)
			if want == "" {
				continue
			}
			_, got := faulty{lab: lab.Options{LMS: p.lms, Break: []string{code}, Without: "launches"}}.judged(t, key, published)
			if diff := worse(t, fresh, got); diff != want {
				t.Errorf("%s: %q, want %q", code, diff, want)
			}
		}
	})
}
