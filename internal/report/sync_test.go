package report

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/pull"
	"github.com/gradesync/gradesync/internal/store"
)

// evening is when the runs of these tests began.
var evening = time.Date(2026, 11, 21, 18, 30, 0, 0, time.UTC)

const lmsKey = "moodle https://moodle.example.edu"

// aCourse is a course that was pulled half an hour before, changed by f.
func aCourse(id, code, title string, f func(*pull.CourseRow)) pull.CourseRow {
	c := pull.CourseRow{
		ID: id, Code: code, Title: title, Number: "sis-" + id, State: store.CourseOpen, Listed: true, Learners: grade.Known(24),
		FirstSeen: evening.Add(-90 * day), LastSeen: evening, PulledAt: grade.Known(evening.Add(-30 * time.Minute)),
	}
	if f != nil {
		f(&c)
	}
	return c
}

func in(state store.CourseState) func(*pull.CourseRow) {
	return func(c *pull.CourseRow) {
		c.State = state
		if state == store.CourseNew {
			c.PulledAt, c.Learners = grade.Maybe[time.Time]{}, grade.Maybe[int]{}
		}
	}
}

func isFailing(c *pull.CourseRow) {
	c.PulledAt = grade.Known(evening.Add(-3 * day))
	c.Trouble = pull.Trouble{
		FailingSince: grade.Known(evening.Add(-2 * day)), Times: 9, Class: "temporary",
		Reason:  `course "50003": gradereport_user_get_grade_items: no usable answer (status 500)`,
		NextTry: grade.Known(evening.Add(5 * time.Hour)),
	}
}

func someCourses() []pull.CourseRow {
	return []pull.CourseRow{
		aCourse("5", "CALC101", "Calculus 101", nil),
		aCourse("50001", "BIO1", "Biology 1, which has a rather long title that no line of eighty columns can hold", nil),
		aCourse("50003", "DRA3", "Drawing 3", isFailing),
		aCourse("50004", "ECO4", "Economics 4", in(store.CourseNew)),
		aCourse("50005", "FRE5", "Français 5 – l’été 微積分", in(store.CourseClosed)),
		aCourse("50006", "GEO6", "Geology 6", in(store.CourseDeleted)),
		aCourse("50007", "HIS7", "History 7", func(c *pull.CourseRow) { c.Listed, c.LastSeen = false, evening.Add(-day) }),
		aCourse("50008", "MUS8", "Music 8", func(c *pull.CourseRow) { c.PulledAt, c.Learners = grade.Maybe[time.Time]{}, grade.Maybe[int]{} }),
	}
}

func someList() *pull.CourseList {
	return &pull.CourseList{
		Schema: pull.CoursesSchema, GeneratedAt: evening, LMS: lmsKey, ListedAt: grade.Known(evening.Add(-12 * time.Minute)),
		Totals: pull.StateCounts{New: 1, Open: 5, Closed: 1, Deleted: 1, HeldBack: 1}, Courses: someCourses(),
	}
}

func noList() *pull.CourseList {
	return &pull.CourseList{Schema: pull.CoursesSchema, GeneratedAt: evening, LMS: lmsKey}
}

// aRun is a run of three seconds.
func aRun(c pull.CourseCounts, failures ...pull.Failure) *SyncRun {
	return &SyncRun{Courses: someCourses(), Summary: &pull.Summary{
		Schema: pull.Schema, StartedAt: evening, FinishedAt: evening.Add(3 * time.Second), LMS: lmsKey, Courses: c, Failures: failures,
	}}
}

func quietRun() *SyncRun {
	return aRun(pull.CourseCounts{Open: 5, Closed: 1, Deleted: 1, Pulled: 5, Unchanged: 5})
}

func changedRun() *SyncRun {
	r := aRun(pull.CourseCounts{Open: 40, New: 12, Deleted: 1, Pulled: 40, Unchanged: 37, Appeared: 12, Returned: 1, Removed: 2})
	r.Changes = pull.ChangeCounts{Results: 14, Enrolments: 1, Activities: 2}
	return r
}

func firstRun() *SyncRun { return aRun(pull.CourseCounts{New: 21, Appeared: 21}) }

func refusedRun() *SyncRun {
	return aRun(pull.CourseCounts{Open: 5}, pull.Failure{
		Class: "auth", Code: "TK-13", Since: evening.Add(-26 * time.Hour), Times: 31,
		Reason: "read the list of courses: core_webservice_get_site_info: credentials refused (invalidtoken)",
	})
}

// troubledRun has trouble of every kind that a run with a list can have.
func troubledRun() *SyncRun {
	r := aRun(pull.CourseCounts{Open: 40, Pulled: 20, Unchanged: 3, Failed: 9, HeldBack: 11, Waiting: 1, Left: 4})
	for i := range 9 {
		r.Failures = append(r.Failures, pull.Failure{Course: fmt.Sprint(50010 + i), Class: "temporary", Reason: "no usable answer (status 500)", Since: evening, Times: 1})
	}
	r.Failures[0].Course, r.Failures[0].Times, r.Failures[0].Since = "5", 4, evening.Add(-5*time.Hour)
	return r
}

func emptyRun() *SyncRun { return aRun(pull.CourseCounts{}) }

func goneRun() *SyncRun { return aRun(pull.CourseCounts{Open: 13, HeldBack: 13, Left: 1, Pulled: 12}) }

func runs() map[string]*SyncRun {
	return map[string]*SyncRun{
		"quiet": quietRun(), "changed": changedRun(), "first": firstRun(), "refused": refusedRun(),
		"troubled": troubledRun(), "empty": emptyRun(), "gone": goneRun(),
	}
}

func TestSyncGolden(t *testing.T) {
	write := func(s Style) func(b *bytes.Buffer, r *SyncRun) error {
		return func(b *bytes.Buffer, r *SyncRun) error { return textSync(b, r, s) }
	}
	for name, r := range runs() {
		golden(t, "sync-"+name, render(t, write(Style{}), r))
		golden(t, "sync-"+name+"-line", []byte(r.Line()+"\n"))
	}
	golden(t, "sync-troubled-color", render(t, write(Style{Color: true, Width: 100, With: "--profile autumn"}), troubledRun()))
	golden(t, "sync-troubled-40", render(t, write(Style{Width: 40}), troubledRun()))
}

// TestTroublesSayEverything: whatever makes a run partial is told, and nothing is told
// of a run that is not.
func TestTroublesSayEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := func(label string) int { return oneOf(t, label, 0, 0, 1, 7) }
		r := aRun(pull.CourseCounts{Open: 20, Pulled: n("pulled"), HeldBack: n("held back"), Waiting: n("waiting"), Left: n("left")})
		for i := range n("failed") {
			r.Failures = append(r.Failures, pull.Failure{Course: fmt.Sprint(i), Class: "failed", Reason: words(30).Draw(t, "reason"), Since: evening, Times: 1})
		}
		r.Summary.Courses.Failed = len(r.Failures)
		if told := r.Troubles(Style{}); r.Partial() != (len(told) > 0) {
			t.Fatalf("partial %v, told %v", r.Partial(), told)
		}
		for _, trouble := range r.Troubles(Style{}) {
			if trouble.What == "" || strings.ContainsAny(trouble.What+trouble.Do, "\n\x1b") {
				t.Fatalf("no line: %q", trouble)
			}
		}
	})
}

func aRunRow(ago time.Duration, exit int, c pull.CourseCounts) pull.RunRow {
	return pull.RunRow{
		ID: "run " + ago.String(), Holder: "process 12 on host", StartedAt: evening.Add(-ago), FinishedAt: grade.Known(evening.Add(-ago + 4*time.Second)),
		Exit: grade.Known(exit), Courses: &c,
	}
}

func goodStatus() *pull.Status {
	oldest := aCourse("5", "CALC101", "Calculus 101", nil)
	return &pull.Status{
		Schema: pull.StatusSchema, GeneratedAt: evening, LMS: lmsKey, OK: true, Problems: []pull.Problem{}, MaxAge: 3600,
		Connection: pull.Connection{ReadAt: grade.Known(evening.Add(-12 * time.Minute))},
		Courses:    pull.CourseHealth{StateCounts: pull.StateCounts{New: 3, Open: 5, Closed: 1}}, Oldest: &oldest, Failing: []pull.CourseRow{},
		Runs: []pull.RunRow{
			aRunRow(12*time.Minute, 0, pull.CourseCounts{Pulled: 5, Unchanged: 5}), aRunRow(42*time.Minute, 4, pull.CourseCounts{Pulled: 4, Failed: 1}),
			aRunRow(26*time.Hour, 0, pull.CourseCounts{}),
		},
	}
}

func badStatus() *pull.Status {
	st := goodStatus()
	st.OK, st.Problems = false, []pull.Problem{pull.NotConnected, pull.ListOverdue, pull.HeldBackGone, pull.CoursesFailing, pull.CoursesOverdue}
	st.Connection = pull.Connection{ReadAt: grade.Known(evening.Add(-26 * time.Hour)), Code: "TK-13", Trouble: pull.Trouble{
		FailingSince: grade.Known(evening.Add(-25 * time.Hour)), Times: 31, Class: "auth", Reason: "credentials refused (invalidtoken)",
		NextTry: grade.Known(evening.Add(time.Hour)),
	}}
	st.Courses.HeldBack, st.Courses.Failing, st.Courses.Overdue = 11, 12, 4
	for i := range 12 {
		st.Failing = append(st.Failing, aCourse(fmt.Sprint(50003+i), fmt.Sprint("DRA", 3+i), "Drawing", isFailing))
	}
	st.Running = &pull.Running{Holder: "process 99 on host", Since: evening.Add(-time.Minute)}
	st.Queue = &store.Queue{Failed: 12}
	st.Runs = append([]pull.RunRow{{ID: "now", Holder: "process 99 on host", StartedAt: evening.Add(-time.Minute)}}, st.Runs...)
	st.Runs = append(st.Runs, pull.RunRow{ID: "killed", Holder: "process 3 on host", StartedAt: evening.Add(-27 * time.Hour)})
	return st
}

func newStatus() *pull.Status {
	return &pull.Status{Schema: pull.StatusSchema, GeneratedAt: evening, LMS: lmsKey, Problems: []pull.Problem{pull.NeverSynced}, MaxAge: 3600}
}

func failingStatus() *pull.Status {
	st := badStatus()
	st.Connection, st.Problems, st.Failing = goodStatus().Connection, []pull.Problem{pull.CoursesFailing}, st.Failing[:1]
	st.Courses.Failing = 1
	return st
}

// fleetStatus is that of workers on many machines.
func fleetStatus() *pull.Status {
	st := goodStatus()
	st.Running, st.Runs = &pull.Running{Holder: pull.FleetHolder, Since: evening.Add(-30 * time.Hour)}, []pull.RunRow{}
	st.Queue = &store.Queue{Waiting: 31, Running: 8, Retrying: 1, Later: 2, Oldest: grade.Known(evening.Add(-4 * time.Minute)), Alive: true}
	return st
}

func statuses() map[string]*pull.Status {
	return map[string]*pull.Status{"good": goodStatus(), "bad": badStatus(), "new": newStatus(), "failing": failingStatus(), "fleet": fleetStatus()}
}

func TestStatusGolden(t *testing.T) {
	for name, st := range statuses() {
		golden(t, "status-"+name, render(t, func(b *bytes.Buffer, st *pull.Status) error { return textStatus(b, st, Style{}) }, st))
	}
}

func TestCoursesGolden(t *testing.T) {
	write := func(s Style) func(b *bytes.Buffer, l *pull.CourseList) error {
		return func(b *bytes.Buffer, l *pull.CourseList) error { return textCourses(b, l, s) }
	}
	golden(t, "courses", render(t, write(Style{}), someList()))
	golden(t, "courses-none", render(t, write(Style{}), noList()))
	golden(t, "courses-color", render(t, write(Style{Color: true, Width: 100}), someList()))
	golden(t, "courses-40", render(t, write(Style{Width: 40}), someList()))
	data := render(t, func(b *bytes.Buffer, l *pull.CourseList) error { return csvCourses(b, l, Style{}) }, someList())
	golden(t, "courses-csv", data)
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil || len(rows) != 1+len(someList().Courses) {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}

// TestCourseTableKeepsItsLines: titles of any kind stay in their column.
func TestCourseTableKeepsItsLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := noList()
		for i := range rapid.IntRange(1, 5).Draw(t, "courses") {
			l.Courses = append(l.Courses, aCourse(fmt.Sprint(i), words(8).Draw(t, "code"), words(90).Draw(t, "title"), nil))
		}
		p := courseTable(newPage(nil, Style{}), l)
		if len(p.lines) != 1+len(l.Courses) {
			t.Fatalf("%d lines for %d courses", len(p.lines), len(l.Courses))
		}
		for _, line := range p.lines {
			if width(line) > defaultWidth || strings.ContainsAny(line, "\n\r\x1b") {
				t.Fatalf("a line of %d cells: %q", width(line), line)
			}
		}
	})
}

func someMoves() *Moves {
	return &Moves{
		Schema: MovesSchema, GeneratedAt: evening, LMS: lmsKey, To: store.CourseOpen,
		Moved:     []MovedCourse{{"5", "CALC101", "Calculus 101", store.CourseNew}, {"50005", "FRE5", "French 5", store.CourseClosed}},
		Unchanged: []MovedCourse{{"50001", "BIO1", "Biology 1", store.CourseOpen}},
		Left:      []MovedCourse{{"50006", "GEO6", "Geology 6", store.CourseDeleted}},
	}
}

func noMoves() *Moves {
	return &Moves{Schema: MovesSchema, GeneratedAt: evening, LMS: lmsKey, To: store.CourseClosed, DryRun: true}
}

func TestMovesGolden(t *testing.T) {
	write := func(b *bytes.Buffer, m *Moves) error { return textMoves(b, m, Style{With: "--profile autumn"}) }
	golden(t, "moves", render(t, write, someMoves()))
	golden(t, "moves-none", render(t, write, noMoves()))
	dry := someMoves()
	dry.DryRun = true
	golden(t, "moves-dry", render(t, write, dry))
}

func TestAges(t *testing.T) {
	for want, d := range map[string]time.Duration{
		"just now": 59 * time.Second, "1 min ago": time.Minute, "59 min ago": time.Hour - 1, "1 h ago": time.Hour, "47 h ago": 2*day - 1, "2 days ago": 2 * day,
	} {
		if got := age(evening.Add(-d), evening); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
	for want, d := range map[string]time.Duration{"less than a second": 0, "119 s": 2*time.Minute - 1, "2 min": 2 * time.Minute, "1 h": time.Hour, "119 min": 2*time.Hour - 1, "2 h": 2 * time.Hour, "2 days": 2 * day} {
		if got := lasting(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
	if got := clock(evening, evening.Add(6*time.Hour)); got != "2026-11-21 18:30 UTC" {
		t.Errorf("yesterday: %q", got)
	}
}
