package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/store/storetest"
)

// sampleBook is a course of n learners and m activities; every second result is
// empty, the others have a score that depends on generation.
func sampleBook(id string, n, m, generation int) *grade.Book {
	b := &grade.Book{
		LMS: grade.Site{Kind: "moodle", URL: "https://m.example"}, AskedAt: noon.Add(time.Duration(generation) * time.Hour),
		Course: grade.Course{ID: id, Code: "C" + id, Title: "Course " + id},
	}
	for i := range m {
		b.Activities = append(b.Activities, grade.Activity{
			ID: fmt.Sprint("a", i), Title: fmt.Sprint("Lab ", i), Kind: "lti", Visible: grade.Known(true),
			LineItem: &grade.LineItem{ID: fmt.Sprint("i", i), Max: grade.Known(10.0), Hidden: grade.Known(false)},
		})
	}
	for i := range n {
		l := fmt.Sprintf("u%03d", i)
		b.Learners = append(b.Learners, grade.Learner{
			ID: l, Name: "Secret Name " + l, Email: l + "@secret.example", Login: "secret" + l, SISID: "sis" + l, LTIUserIDs: []string{l},
			Listed:     grade.Known(true),
			Enrolments: []grade.Enrolment{{Role: "student", Kind: grade.RoleLearner, State: grade.Known(grade.EnrolmentActive)}},
		})
		for j := range m {
			r := grade.Result{Learner: l, Activity: fmt.Sprint("a", j), Hidden: grade.Known(false), Overridden: grade.Known(false)}
			if r.Empty = (i+j)%2 == 1; !r.Empty {
				r.Score, r.GradedAt = grade.Known(float64(generation)+float64(j)/4), grade.Known(noon)
			}
			b.Results = append(b.Results, r)
		}
	}
	return b
}

// withCourses opens a store that knows courses of these ids.
func withCourses(t testing.TB, address string, o Options, ids ...string) *Store {
	t.Helper()
	s := open(t, address, o)
	l := CourseList{LMS: site, At: noon}
	for _, id := range ids {
		l.Seen = append(l.Seen, SeenCourse{ID: id})
	}
	if err := s.SaveCourses(context.Background(), l); err != nil {
		t.Fatal(err)
	}
	return s
}

func save(t testing.TB, s *Store, u CourseUpdate, want Counts) {
	t.Helper()
	if got, err := s.SaveCourse(context.Background(), u); err != nil || got != want {
		t.Fatalf("SaveCourse: %+v, %v; want %+v", got, err, want)
	}
}

func TestSaveAndReadBack(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, address string) {
		s := withCourses(t, address, Options{Personal: true, Version: "0.1.0"}, "5")
		if b, p, err := s.Book(t.Context(), site, "5"); b != nil || err != nil || p != (Pull{}) {
			t.Errorf("never pulled: %v, %v, %v", b, p, err)
		}
		b := sampleBook("5", 2, 2, 1)
		b.Totals = []grade.Total{{Learner: "u000", Score: grade.Known(3.5), Letter: grade.Known("")}, {Learner: "u000", Category: "c1", Score: grade.Known(1.0)}}
		u := UpdateOf(b)
		u.Whole = true
		e := &u.Enrolments[0]
		e.Graded, e.Counted, e.Complete = grade.Known(1), grade.Known(2), grade.Known(50.0)
		if !grade.Is(e.Score, 3.5) || !e.Letter.Known() || u.Enrolments[1].Score.Known() {
			t.Errorf("course grades: %+v", u.Enrolments)
		}
		e.Score, e.Max, e.Percent, e.Letter = grade.Known(0.0), grade.Known(20.0), grade.Known(math.NaN()), grade.Known("Ü+")
		u.Results[0].Percent, u.Results[0].Letter = grade.Known(12.5), `"B"`
		u.Results[0].GradedAt = grade.Known(time.Time{})
		u.Results[0].Excused = grade.Known(true)
		save(t, s, u, Counts{Results: 2, Enrolments: 2, Activities: 2})

		got, p, err := s.Book(t.Context(), site, "5")
		if err != nil || !p.Succeeded.Equal(b.AskedAt) || !p.Whole.Equal(b.AskedAt) || !p.Asked.Equal(b.AskedAt) {
			t.Fatalf("%+v, %v", p, err)
		}
		if diff := cmp.Diff(b, got); diff != "" {
			t.Error("book:", diff)
		}
		activities, err := s.Activities(t.Context(), site, "5")
		if diff := cmp.Diff(u.Activities, activities); diff != "" || err != nil {
			t.Error("activities:", diff, err)
		}
		for i := range u.Enrolments {
			u.Enrolments[i].FirstSeen = b.AskedAt
		}
		e.Percent = grade.Maybe[float64]{}
		enrolments, err := s.Enrolments(t.Context(), site, "5")
		if diff := cmp.Diff(u.Enrolments, enrolments); diff != "" || err != nil {
			t.Error("enrolments:", diff, err)
		}
		results, err := s.Results(t.Context(), site, "5")
		if diff := cmp.Diff(u.Results, results); diff != "" || err != nil {
			t.Error("results:", diff, err)
		}
		if changes, err := s.Changes(t.Context(), site, "5", time.Time{}); len(changes) > 0 || err != nil {
			t.Errorf("the first time: %v, %v", changes, err)
		}
		if c, err := s.Course(t.Context(), site, "5"); err != nil || c.Learners != 2 {
			t.Errorf("%+v, %v", c, err)
		}
		if _, err := s.SaveCourse(t.Context(), UpdateOf(sampleBook("9", 1, 1, 1))); !errors.Is(err, ErrNoCourse) {
			t.Errorf("a course of no list: %v", err)
		}
		if _, _, err := s.Book(t.Context(), site, "9"); !errors.Is(err, ErrNoCourse) {
			t.Errorf("its book: %v", err)
		}
	})
}

// contents are the tables that an unchanged course writes nothing to.
var contents = []string{"books", "activities", "enrolments", "changes", "courses", "course_states"}

func TestUnchangedWritesNothing(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, address string) {
		s := withCourses(t, address, Options{}, "5")
		save(t, s, UpdateOf(sampleBook("5", 3, 4, 1)), Counts{Results: 6, Enrolments: 3, Activities: 4})
		for _, table := range contents {
			forbidWriting(t, s, table)
		}
		again := sampleBook("5", 3, 4, 1)
		again.AskedAt = noon.Add(5 * time.Hour)
		for i, j := 0, len(again.Results)-1; i < j; i, j = i+1, j-1 { // the order of an answer means nothing
			again.Results[i], again.Results[j] = again.Results[j], again.Results[i]
		}
		again.Learners[0], again.Learners[2] = again.Learners[2], again.Learners[0]
		u := UpdateOf(again)
		u.Enrolments[0], u.Enrolments[1] = u.Enrolments[1], u.Enrolments[0]
		save(t, s, u, Counts{})
		b, p, err := s.Book(t.Context(), site, "5")
		if err != nil || !b.AskedAt.Equal(again.AskedAt) || !p.Succeeded.Equal(again.AskedAt) {
			t.Errorf("%v, %+v, %v", b.AskedAt, p, err)
		}
		if err := s.SaveCourses(t.Context(), CourseList{LMS: site, At: noon.Add(6 * time.Hour), Seen: []SeenCourse{{ID: "5"}}}); err != nil {
			t.Errorf("the same list again: %v", err)
		}
		// and the trap works
		if _, err := s.SaveCourse(t.Context(), UpdateOf(sampleBook("5", 3, 4, 2))); err == nil {
			t.Error("a changed course wrote nothing")
		}
	})
}

func forbidWriting(t *testing.T, s *Store, table string) {
	t.Helper()
	var statements []string
	if s.engine.oneWriter() {
		for _, act := range []string{"INSERT", "UPDATE", "DELETE"} {
			statements = append(statements, fmt.Sprintf("CREATE TRIGGER no_%s_%s BEFORE %s ON %s BEGIN SELECT RAISE(ABORT, 'written'); END", act, table, act, table))
		}
	} else {
		statements = []string{fmt.Sprintf("CREATE TRIGGER no_%s BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION sends_never_change()", table, table)}
	}
	for _, statement := range statements {
		if _, err := s.db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
}

// TestDifferencesAreKept takes a course through changes of every kind.
func TestDifferencesAreKept(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, address string) {
		s := withCourses(t, address, Options{}, "5")
		b := sampleBook("5", 3, 2, 1) // u000: 1, empty; u001: empty, 1.25; u002: 1, empty
		save(t, s, UpdateOf(b), Counts{Results: 3, Enrolments: 3, Activities: 2})

		u := UpdateOf(sampleBook("5", 3, 2, 1))
		u.At = noon.Add(2 * time.Hour)
		u.Results[0].Score = grade.Known(7.5)
		u.Results[1].Empty, u.Results[1].Score = false, grade.Known(0.0)
		u.Results = u.Results[:5]        // u002 has no result in a1 any more: it was empty
		u.Enrolments = u.Enrolments[1:]  // u000 left: the results stay as they were
		u.Enrolments[0].Role = "auditor" // u001
		u.Activities[1].Visible = grade.Maybe[bool]{}
		u.Results = append(u.Results, Result{Learner: "u003", Activity: "a0", Score: grade.Known(3.0)}) // in no roster
		save(t, s, u, Counts{Results: 1, Enrolments: 3, Activities: 1})

		got, err := s.Changes(t.Context(), site, "5", noon.Add(2*time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for _, c := range got {
			lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s%s %s: %s → %s", c.Kind, c.Learner, c.Activity, c.Field, c.From.Or("?"), c.To.Or("?"))))
		}
		want := []string{
			"activity a1 visible: true → ?",
			"enrolment u001 role: student → auditor",
			"enrolment u000 presence: present → absent",
			"enrolment u003 presence: absent → present",
			"result u003a0 score: ? → 3",
		}
		if diff := cmp.Diff(want, lines); diff != "" {
			t.Error(diff)
		}
		gone := map[string]time.Time{}
		enrolments, err := s.Enrolments(t.Context(), site, "5")
		for _, e := range enrolments {
			gone[e.Learner] = e.Gone
		}
		if err != nil || !gone["u000"].Equal(u.At) || !gone["u001"].IsZero() || len(gone) != 4 {
			t.Errorf("gone: %v, %v", gone, err)
		}
		if r := resultsOf(t, s)["u000 a0"]; !grade.Is(r.Score, 1.0) || !r.Gone.IsZero() {
			t.Errorf("a result of who left: %+v", r)
		}
	})
}

func resultsOf(t *testing.T, s *Store) map[string]Result {
	t.Helper()
	all, err := s.Results(t.Context(), site, "5")
	if err != nil {
		t.Fatal(err)
	}
	kept := map[string]Result{}
	for _, r := range all {
		kept[r.Learner+" "+r.Activity] = r
	}
	return kept
}

// TestGoneAndBack: results, a learner and an activity leave and return.
func TestGoneAndBack(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, address string) {
		s := withCourses(t, address, Options{}, "5")
		save(t, s, UpdateOf(sampleBook("5", 2, 2, 1)), Counts{Results: 2, Enrolments: 2, Activities: 2})
		u := UpdateOf(sampleBook("5", 1, 1, 1)) // u001 and a1 went, and with a1 an empty result of u000
		u.At = noon.Add(2 * time.Hour)
		save(t, s, u, Counts{Enrolments: 1, Activities: 1})
		if r := resultsOf(t, s)["u000 a1"]; !r.Gone.Equal(u.At) {
			t.Errorf("%+v", r)
		}
		u = UpdateOf(sampleBook("5", 1, 2, 1))
		u.Results = u.Results[1:] // a1 is back, and u000's 1 in a0 is not
		u.At = noon.Add(3 * time.Hour)
		save(t, s, u, Counts{Results: 2, Activities: 1})
		if kept := resultsOf(t, s); !kept["u000 a0"].Gone.Equal(u.At) || !grade.Is(kept["u000 a0"].Score, 1.0) || !kept["u000 a1"].Gone.IsZero() {
			t.Errorf("%+v", kept)
		}
		u = UpdateOf(sampleBook("5", 2, 2, 1))
		u.At = noon.Add(4 * time.Hour)
		save(t, s, u, Counts{Results: 1, Enrolments: 1})
		activities, err := s.Activities(t.Context(), site, "5")
		if err != nil || len(activities) != 2 || !activities[1].Gone.IsZero() {
			t.Errorf("%+v, %v", activities, err)
		}
		enrolments, err := s.Enrolments(t.Context(), site, "5")
		if err != nil || len(enrolments) != 2 || !enrolments[1].Gone.IsZero() || !enrolments[1].FirstSeen.Equal(noon.Add(time.Hour)) {
			t.Errorf("%+v, %v", enrolments, err)
		}
	})
}

// TestUnreadStays: what was not read is not gone.
func TestUnreadStays(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, address string) {
		s := withCourses(t, address, Options{}, "5")
		save(t, s, UpdateOf(sampleBook("5", 2, 2, 1)), Counts{Results: 2, Enrolments: 2, Activities: 2})
		before := resultsOf(t, s)
		b := sampleBook("5", 2, 2, 1)
		b.Activities, b.Learners, b.Results = nil, nil, nil
		save(t, s, UpdateOf(b), Counts{})
		b = sampleBook("5", 2, 2, 1)
		for i := range b.Results {
			b.Results[i] = grade.Result{Learner: b.Results[i].Learner, Activity: b.Results[i].Activity}
		}
		b.Results[0] = grade.Result{Learner: "u000", Activity: "a0", Score: grade.Known(9.0)}
		save(t, s, UpdateOf(b), Counts{Results: 1})
		after := resultsOf(t, s)
		if !grade.Is(after["u000 a0"].Score, 9.0) {
			t.Errorf("%+v", after["u000 a0"])
		}
		delete(before, "u000 a0")
		delete(after, "u000 a0")
		if diff := cmp.Diff(before, after); diff != "" {
			t.Error(diff)
		}
	})
}

// TestPersonalDataIsNotKept looks for names in every table.
func TestPersonalDataIsNotKept(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, address string) {
		s := withCourses(t, address, Options{Personal: true}, "5")
		save(t, s, UpdateOf(sampleBook("5", 2, 1, 1)), Counts{Results: 1, Enrolments: 2, Activities: 1})
		if b, _, err := s.Book(t.Context(), site, "5"); err != nil || b.Learners[0].Name == "" {
			t.Fatalf("%v, %v", b, err)
		}
		private := open(t, address, Options{})
		save(t, private, UpdateOf(sampleBook("5", 2, 1, 1)), Counts{Enrolments: 2})
		b, _, err := s.Book(t.Context(), site, "5")
		if err != nil || len(b.Learners) != 2 {
			t.Fatalf("%v, %v", b, err)
		}
		for _, l := range b.Learners {
			if l.Name+l.Email+l.Login != "" || l.SISID == "" || len(l.LTIUserIDs) == 0 {
				t.Errorf("book: %+v", l)
			}
		}
		enrolments, err := s.Enrolments(t.Context(), site, "5")
		if err != nil || fmt.Sprint(enrolments) != strings.ReplaceAll(fmt.Sprint(enrolments), "ecret", "") {
			t.Errorf("%v, %v", enrolments, err)
		}
		if changes, err := s.Changes(t.Context(), site, "5", time.Time{}); err != nil || len(changes) > 0 {
			t.Errorf("changes of names: %v, %v", changes, err)
		}
	})
}

// TestManySavers: several handles save the same and different courses at once.
func TestManySavers(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, address string) {
		first := withCourses(t, address, Options{}, "5", "6")
		second := open(t, address, Options{})
		var all sync.WaitGroup
		for i, s := range []*Store{first, second, first, second} {
			all.Go(func() {
				for generation := range 5 {
					id := fmt.Sprint(5 + (i/2+generation)%2)
					if _, err := s.SaveCourse(t.Context(), UpdateOf(sampleBook(id, 5, 3, generation))); err != nil {
						t.Errorf("%d: %v", i, err)
					}
				}
			})
		}
		all.Wait()
		for _, id := range []string{"5", "6"} {
			if problem := halfWritten(t, first, id); problem != "" {
				t.Errorf("course %s: %s", id, problem)
			}
		}
	})
}

// halfWritten says what does not belong together in a course of sampleBooks.
func halfWritten(t *testing.T, s *Store, id string) string {
	t.Helper()
	b, _, err := s.Book(t.Context(), site, id)
	if err != nil {
		t.Fatal(err)
	}
	results, err := s.Results(t.Context(), site, id)
	if err != nil {
		t.Fatal(err)
	}
	if b == nil {
		if len(results) > 0 {
			return "results and no book"
		}
		return ""
	}
	if len(results) != len(b.Results) {
		return fmt.Sprintf("%d results, and %d in the book", len(results), len(b.Results))
	}
	for i, r := range results {
		if r.Learner != b.Results[i].Learner || r.Activity != b.Results[i].Activity || !r.Score.Equal(b.Results[i].Score) {
			return fmt.Sprintf("%+v, and in the book %+v", r, b.Results[i])
		}
	}
	return ""
}

// TestCellsAreJSON: what writeCells writes is what encoding/json reads.
func TestCellsAreJSON(t *testing.T) {
	t.Parallel()
	all := []Result{
		{Activity: "é\"\\\n", Empty: true, Gone: noon},
		{Activity: "", Score: grade.Known(-0.1), Max: grade.Known(1e21), Percent: grade.Known(0.0), Letter: "A", Hidden: grade.Known(false)},
		{Activity: "z", GradedAt: grade.Known(time.Time{}), Overridden: grade.Known(true), Excused: grade.Known(true), Score: grade.Known(math.Inf(1))},
	}
	text, err := writeCells(all)
	if err != nil {
		t.Fatal(err)
	}
	got, err := readCells("", text)
	for i := range all {
		if math.IsInf(all[i].Score.Or(0), 0) {
			all[i].Score = grade.Maybe[float64]{}
		}
	}
	if diff := cmp.Diff(all, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if _, err := readCells("u1", "[{"); !errors.Is(err, ErrUnavailable) {
		t.Errorf("damaged: %v", err)
	}
	if bytes.Contains([]byte(text), []byte("null")) {
		t.Errorf("written: %s", text)
	}
}

// BenchmarkSaveCourse saves courses of 40 learners and 12 activities.
func BenchmarkSaveCourse(b *testing.B) {
	for name, place := range map[string]func(testing.TB) string{
		"sqlite":   func(t testing.TB) string { return t.TempDir() + "/gradesync.db" },
		"postgres": storetest.Database,
	} {
		b.Run(name+"/first", func(b *testing.B) {
			ids := make([]string, b.N)
			updates := make([]CourseUpdate, b.N)
			for i := range ids {
				ids[i] = fmt.Sprint(i)
				updates[i] = UpdateOf(sampleBook(ids[i], 40, 12, 1))
			}
			s := withCourses(b, place(b), Options{}, ids...)
			b.ReportAllocs()
			b.ResetTimer()
			for _, u := range updates {
				save(b, s, u, Counts{Results: 240, Enrolments: 40, Activities: 12})
			}
		})
		b.Run(name+"/unchanged", func(b *testing.B) {
			s := withCourses(b, place(b), Options{}, "5")
			u := UpdateOf(sampleBook("5", 40, 12, 1))
			save(b, s, u, Counts{Results: 240, Enrolments: 40, Activities: 12})
			b.ReportAllocs()
			for b.Loop() {
				save(b, s, u, Counts{})
			}
		})
	}
}
