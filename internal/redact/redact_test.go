package redact_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/redact"
)

const testKey = "a key of thirty-two characters.."

// plain is a course as a file has it, in small letters.
func plain(t interface{ Fatal(...any) }, in diagnose.Input, m *grade.Redaction) string {
	var b bytes.Buffer
	if err := grade.WritePlain(&b, &grade.Snapshot{Book: in.Book, Records: in.Records, SavedAt: noon, Redaction: m}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestNothingOfAnybodyIsLeft: no value of four characters or more, wherever it stood,
// is in the file, and every grade has the same verdict and the same cause.
func TestNothingOfAnybodyIsLeft(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		before := plain(t, w.input(), nil)
		o := redact.Options{RoundScores: rapid.Bool().Draw(t, "rounded"), Key: rapid.SampledFrom([]string{"", testKey}).Draw(t, "key")}
		r, err := redact.Redact(w.input(), o)
		if err != nil {
			t.Fatal(err)
		}
		file := plain(t, r.Course, r.Manifest)
		for secret := range w.secret {
			if strings.Contains(strings.ToLower(file), strings.ToLower(secret)) {
				t.Fatalf("%q is left", secret)
			}
		}
		if strings.Contains(file, testKey) {
			t.Fatal("the key is in the file")
		}
		if !r.Manifest.SameDiagnosis {
			t.Fatalf("another diagnosis: %s", strings.Join(r.Differences, "\n"))
		}
		if diff := cmp.Diff(before, plain(t, w.input(), nil)); diff != "" {
			t.Fatalf("the original was changed\n%s", diff)
		}
	})
}

// TestPseudonymsAreStable: the same key makes the same file, another key another one.
func TestPseudonymsAreStable(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawWorld(t).input()
		file := func(key string) string {
			r, err := redact.Redact(in, redact.Options{Key: key})
			if err != nil {
				t.Fatal(err)
			}
			return plain(t, r.Course, nil)
		}
		one, again, other := file(testKey), file(testKey), file("another key of many characters")
		if one != again {
			t.Fatal("the same key makes other pseudonyms")
		}
		if lost, forgotten := file(""), file(""); one == other || lost == forgotten {
			t.Fatal("another key makes the same pseudonyms")
		}
	})
}

// TestRedactedTwice: a redacted book can be redacted again, with the same diagnosis.
func TestRedactedTwice(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawWorld(t).input()
		for range 2 {
			r, err := redact.Redact(in, redact.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if !r.Manifest.SameDiagnosis {
				t.Fatalf("another diagnosis: %s", strings.Join(r.Differences, "\n"))
			}
			in = r.Course
		}
	})
}

// TestALeakIsSeen: whatever of the original is put into the copy is found, and named
// by its field alone.
func TestALeakIsSeen(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		leak func(*grade.Book, *grade.Records)
		from string
	}{
		"name in a title":   {func(b *grade.Book, _ *grade.Records) { b.Activities[0].Title = "Lab 1, Zoë Quintero" }, "Learner.Name"},
		"family name":       {func(b *grade.Book, _ *grade.Records) { b.Course.Title = "class of QUINTERO" }, "Learner.Name"},
		"e-mail in an id":   {func(b *grade.Book, _ *grade.Records) { b.Tools[0].ID = "zoe.q@uni.test" }, "Learner.Email"},
		"login in a path":   {func(_ *grade.Book, r *grade.Records) { r.Sends[0].URL = "https://x.example/zquintero0/scores" }, "Learner.Login"},
		"id of a person":    {func(b *grade.Book, _ *grade.Records) { b.Learners[0].ID = "900417" }, "Learner.ID"},
		"SIS id as a role":  {func(_ *grade.Book, r *grade.Records) { r.Launches[0].Roles = []string{"2001017"} }, "Learner.SISID"},
		"words of the LMS":  {func(_ *grade.Book, r *grade.Records) { r.Sends[0].Message = "no user zquintero0" }, "Learner.Login"},
		"a reason":          {func(b *grade.Book, _ *grade.Records) { b.Gaps[0].Reason = "for zquintero0" }, "Learner.Login"},
		"an address's host": {func(b *grade.Book, _ *grade.Records) { b.LMS.URL = "https://lms.uni.test" }, "Site.URL"},
		"a query":           {func(_ *grade.Book, r *grade.Records) { r.Sends[0].URL = "https://x.example/?u=zoe.q@uni.test" }, "Learner.Email"},
		"a context":         {func(b *grade.Book, _ *grade.Records) { b.Contexts["zquintero0"] = "5" }, "Learner.Login"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := redact.Redact(small(), redact.Options{})
			if err != nil {
				t.Fatal(err)
			}
			c.leak(r.Course.Book, r.Course.Records)
			var left *redact.LeftError
			if err := r.Check(r.Course); !errors.As(err, &left) || !errors.Is(err, redact.ErrLeft) {
				t.Fatalf("not seen: %v", err)
			}
			if text := left.Error(); !strings.Contains(text, c.from) || strings.Contains(strings.ToLower(text), "quintero") || strings.Contains(text, "900417") {
				t.Errorf("the error says %s", text)
			}
		})
	}
}

// small is one learner with an account, a launch and a send.
func small() diagnose.Input {
	return diagnose.Input{Now: noon, Tolerance: 0.01, Book: &grade.Book{
		LMS:        grade.Site{Kind: "moodle", URL: "https://lms.uni.test"},
		Course:     grade.Course{ID: "5", Code: "CALC101", Title: "Calculus", ContextIDs: []string{"5"}},
		Contexts:   map[string]string{"5": "5"},
		Tools:      []grade.Tool{{ID: "1"}},
		Activities: []grade.Activity{{ID: "900417", Title: "Lab 1", Kind: "lti", Graded: grade.Known(true), ResourceLinkID: "32"}},
		Learners: []grade.Learner{{
			ID: "900417", Name: "Zoë Quintero", Email: "zoe.q@uni.test", Login: "zquintero0", SISID: "2001017",
			Enrolments: []grade.Enrolment{{Role: "student", Kind: grade.RoleLearner, State: grade.Known(grade.EnrolmentActive)}},
		}},
		Gaps: []grade.Gap{{What: "the dates", Class: grade.Failed, Reason: "no answer"}},
	}, Records: &grade.Records{
		Accounts:   []grade.Account{{ID: "zquintero0", Email: "Zoe.Q@uni.test"}},
		Activities: []grade.ToolActivity{{ID: "t1", Title: "Lab 1", ResourceLinkID: "32"}},
		Scores:     []grade.Score{{Account: "zquintero0", Activity: "t1", Score: grade.Known(8.0), Max: grade.Known(10.0)}},
		Launches:   []grade.Launch{{At: noon, Account: "zquintero0", Activity: "t1", Roles: []string{"Learner"}}},
		Sends:      []grade.Send{{At: noon, Account: "zquintero0", Activity: "t1", URL: "https://lms.uni.test/lineitem/scores", Status: grade.Known(500)}},
	}}
}

// TestWordsAreNobodys: a login that is a word of every book refuses nothing, and a
// thing's number stays though a person has the same.
func TestWordsAreNobodys(t *testing.T) {
	t.Parallel()
	in := small()
	in.Book.Learners[0].Login, in.Book.Learners[0].SISID = "student", "learner"
	in.Book.Learners[0].Name, in.Book.Learners[0].Email = "Test Student", "roster@uni.test"
	in.Book.Gaps[0].Fact = grade.FactRoster
	in.Book.Activities[0].Title = "Test for the student"
	in.Records.Activities[0].Title = "Test for the student"
	r, err := redact.Redact(in, redact.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b := r.Course.Book
	if b.Activities[0].ID != "900417" || b.Learners[0].ID == "900417" || b.Learners[0].Enrolments[0].Role != "student" {
		t.Errorf("activity %s, learner %s, role %s", b.Activities[0].ID, b.Learners[0].ID, b.Learners[0].Enrolments[0].Role)
	}
	if b.Gaps[0].Fact != grade.FactRoster {
		t.Errorf("the gap is of %s", b.Gaps[0].Fact)
	}
	if title := strings.ToLower(b.Activities[0].Title); strings.Contains(title, "test") || strings.Contains(title, "student") || title == "" {
		t.Errorf("the title is %q", title)
	}
	if b.Activities[0].Title != r.Course.Records.Activities[0].Title {
		t.Error("the same title is not the same any more")
	}
}

// TestShortKey: one that could be guessed is refused without being told.
func TestShortKey(t *testing.T) {
	t.Parallel()
	if _, err := redact.Redact(small(), redact.Options{Key: "short"}); err == nil || strings.Contains(err.Error(), "short") {
		t.Errorf("got %v", err)
	}
}

// TestNamesOfACourse: what a report or a suppression calls people and things is found
// again in the copy.
func TestNamesOfACourse(t *testing.T) {
	t.Parallel()
	r, err := redact.Redact(small(), redact.Options{Key: testKey})
	if err != nil {
		t.Fatal(err)
	}
	learner, account := r.Course.Book.Learners[0].ID, r.Course.Records.Accounts[0].ID
	for subject, want := range map[string]string{
		"user:900417": "user:" + learner, "900417/900417": learner + "/900417", "tool:zquintero0": "tool:" + account,
		"activity:900417": "activity:900417", "Lab 1": "Lab 1", "course:5": "course:5",
	} {
		if got := r.Subject(subject); got != want {
			t.Errorf("%s becomes %s, want %s", subject, got, want)
		}
	}
	if r.User("900417") != learner || r.User("tool:zquintero0") != "tool:"+account || r.Activity("tool:t1") != "tool:t1" {
		t.Error("another name than in the copy")
	}
}

// TestHalfACourse: a book without the tool's side, or with nothing in it, is redacted
// as well.
func TestHalfACourse(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]diagnose.Input{
		"no records": {Book: small().Book, Now: noon}, "no book": {Records: small().Records, Now: noon}, "nothing": {Now: noon},
	} {
		r, err := redact.Redact(in, redact.Options{RoundScores: true})
		if err != nil || !r.Manifest.SameDiagnosis || (r.Course.Records == nil) != (in.Records == nil) {
			t.Errorf("%s: %v, %+v", name, err, r)
		}
	}
}

// TestStoredCourse: what the store knows of a course names nobody either.
func TestStoredCourse(t *testing.T) {
	t.Parallel()
	in := small()
	in.Stored = &grade.Stored{
		State: grade.CourseOpen, PulledAt: grade.Known(noon), Reason: "no answer for zquintero0 at lms.uni.test", Lists: []grade.StoredList{{ID: "roster", Rows: 1}},
		Lease:    grade.Known(grade.Lease{Holder: "zquintero0-laptop 4711", Since: noon, Until: noon}),
		Progress: []grade.StoredProgress{{Learner: "900417", Graded: 1, Counted: 1}},
	}
	r, err := redact.Redact(in, redact.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := r.Course.Stored
	lease, _ := s.Lease.Get()
	if s.Progress[0].Learner != r.Course.Book.Learners[0].ID || s.Reason != "no answer for … at …" || strings.Contains(lease.Holder, "zquintero") || lease.Holder == "" {
		t.Errorf("%+v, %+v", s, lease)
	}
	if in.Stored.Progress[0].Learner != "900417" {
		t.Error("the original was changed")
	}
}

// TestADocumentIsSearched: words that are gradesync's own, and short numbers, are
// nobody's; a whole value is found.
func TestADocumentIsSearched(t *testing.T) {
	t.Parallel()
	in := small()
	in.Book.Learners[0].Login, in.Book.Learners[0].SISID = "grade", "student"
	r, err := redact.Redact(in, redact.Options{})
	if err != nil {
		t.Fatal(err)
	}
	plain := func(word string) bool { return word == "grade" }
	for text, left := range map[string]bool{
		"no grade arrived, 9004 of 12": false, "for ZOE.Q@uni.test": true, "<b>Zoë Quintero</b>": true, "asked by Quintero": true, `"900417"`: true,
		"https://lms.uni.test": false, "another student": false,
	} {
		if err := r.CheckText([]byte(text), plain); (err != nil) != left {
			t.Errorf("%q: %v", text, err)
		}
	}
}
