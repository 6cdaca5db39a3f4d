package pull_test

import (
	"cmp"
	"context"
	"database/sql"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/pull"
	"github.com/gradesync/gradesync/internal/store"
)

// content is all that a store holds of one course, without the times at which gradesync
// did something.
type content struct {
	Course     store.Course
	States     []store.StateChange
	Activities []store.Activity
	Enrolments []store.Enrolment
	Results    []store.Result
	Changes    []store.Change
	Book       *grade.Book // nil where it is not compared
}

// then stands for every such time that is set.
var then = time.Unix(1, 0).UTC()

func some(at *time.Time) {
	if !at.IsZero() {
		*at = then
	}
}

// contents are those of all courses of a site.
func contents(t testing.TB, s *store.Store, site string) []content {
	t.Helper()
	courses, err := s.Courses(context.Background(), site)
	if err != nil {
		t.Fatal(err)
	}
	all := make([]content, len(courses))
	for i, c := range courses {
		all[i] = contentOf(t, s, site, c)
	}
	return all
}

func contentOf(t testing.TB, s *store.Store, site string, course store.Course) content {
	t.Helper()
	ctx := context.Background()
	c := content{Course: course}
	var errs [6]error
	c.States, errs[0] = s.StateChanges(ctx, site, course.ID)
	c.Activities, errs[1] = s.Activities(ctx, site, course.ID)
	c.Enrolments, errs[2] = s.Enrolments(ctx, site, course.ID)
	c.Results, errs[3] = s.Results(ctx, site, course.ID)
	c.Changes, errs[4] = s.Changes(ctx, site, course.ID, time.Time{})
	c.Book, _, errs[5] = s.Book(ctx, site, course.ID)
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
	c.withoutTimes()
	return c
}

func (c *content) withoutTimes() {
	if b := c.Book; b != nil { // the call that told a fact, and the order of gaps, depend on what was asked
		b.AskedAt, b.Sources = time.Time{}, nil
		slices.SortFunc(b.Gaps, func(x, y grade.Gap) int { return cmp.Or(cmp.Compare(x.Fact, y.Fact), cmp.Compare(x.What, y.What)) })
	}
	p := &c.Course.Pull
	for _, at := range []*time.Time{&c.Course.FirstSeen, &c.Course.LastSeen, &p.Tried, &p.Succeeded, &p.Whole, &p.Asked, &p.FailingSince, &p.NotBefore} {
		some(at)
	}
	for i := range c.States {
		some(&c.States[i].At)
		c.States[i].By = "" // the run
	}
	for i := range c.Activities {
		some(&c.Activities[i].Gone)
	}
	for i := range c.Enrolments {
		some(&c.Enrolments[i].FirstSeen)
		some(&c.Enrolments[i].Gone)
	}
	for i := range c.Results {
		some(&c.Results[i].Gone)
	}
	for i := range c.Changes {
		some(&c.Changes[i].Seen)
	}
}

// present leaves out what is history: what is gone, what has changed, grades of before
// that the LMS does not tell now, and what the book keeps of completion between two
// whole readings.
func present(all []content) []content {
	all = slices.DeleteFunc(all, func(c content) bool { return c.Course.State == store.CourseDeleted })
	for i := range all {
		c := &all[i]
		untold := map[[2]string]bool{}
		for j := 0; c.Book != nil && j < len(c.Book.Results); j++ {
			r := &c.Book.Results[j]
			untold[[2]string{r.Learner, r.Activity}] = !r.Empty && !r.Score.Known()
		}
		c.States, c.Changes, c.Book = nil, nil, nil
		c.Activities = slices.DeleteFunc(c.Activities, func(a store.Activity) bool { return !a.Gone.IsZero() })
		c.Enrolments = slices.DeleteFunc(c.Enrolments, func(e store.Enrolment) bool { return !e.Gone.IsZero() })
		here := map[string]bool{}
		for _, e := range c.Enrolments {
			here[e.Learner] = true
		}
		c.Results = slices.DeleteFunc(c.Results, func(r store.Result) bool {
			return !r.Gone.IsZero() || !here[r.Learner] || untold[[2]string{r.Learner, r.Activity}]
		})
	}
	return all
}

// unlike says in what two stores differ.
func unlike(got, want []content) string {
	if reflect.DeepEqual(got, want) { // many times as fast
		return ""
	}
	return gocmp.Diff(want, got, cmpopts.EquateEmpty())
}

// halfWritten says what of a course in the store does not follow from its book.
func halfWritten(t testing.TB, s *store.Store, site string, course store.Course) string {
	t.Helper()
	kept := contentOf(t, s, site, course)
	b := kept.Book
	if b == nil {
		if len(kept.Activities)+len(kept.Enrolments)+len(kept.Changes) > 0 || !course.Pull.Succeeded.IsZero() {
			return "there are rows and no book"
		}
		return ""
	}
	u := store.UpdateOf(b)
	want := content{Course: course, Activities: u.Activities, Enrolments: u.Enrolments}
	progress := map[string]pull.EnrolmentProgress{}
	for _, p := range pull.Progress(b) {
		progress[p.Learner] = p
	}
	for i := range want.Enrolments {
		e := &want.Enrolments[i]
		e.Name, e.Email, e.Login, e.FirstSeen = "", "", "", then
		if p, ok := progress[e.Learner]; ok {
			e.Graded, e.Counted, e.Complete = grade.Known(p.Graded), grade.Known(p.Counted), p.Percent
		}
	}
	for _, r := range u.Results {
		if r.Empty || r.Score.Known() {
			want.Results = append(want.Results, r)
		}
	}
	slices.SortFunc(want.Enrolments, func(x, y store.Enrolment) int { return strings.Compare(x.Learner, y.Learner) })
	slices.SortFunc(want.Results, func(x, y store.Result) int {
		return cmp.Or(strings.Compare(x.Learner, y.Learner), strings.Compare(x.Activity, y.Activity))
	})
	want.withoutTimes()
	return unlike(present([]content{kept}), present([]content{want}))
}

func isSQLite(address string) bool { return !strings.HasPrefix(address, "postgres") }

// execute runs statements in the database at address, past the store.
func execute(t *testing.T, address string, statements ...string) {
	t.Helper()
	if !isSQLite(address) {
		ask(t, address, statements...)
		return
	}
	db, err := sql.Open("sqlite", "file:"+address+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range statements {
		if _, err := db.ExecContext(context.Background(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}
