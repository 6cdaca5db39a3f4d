package cli_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/redact"
)

// TestEachFaultRedacted breaks the practice course in every way and expects that the
// redacted book has the same causes, and nothing of anybody.
func TestEachFaultRedacted(t *testing.T) {
	each(t, func(t *testing.T, p practice) {
		for i, b := range lab.BreaksFor(p.lms) {
			if testing.Short() && i%9 != 0 {
				continue
			}
			t.Run(b.Code, func(t *testing.T) {
				t.Parallel()
				p.sameRedacted(t, b.Code)
			})
		}
	})
}

func (p practice) sameRedacted(t *testing.T, code string) {
	file := filepath.Join(t.TempDir(), "course.book")
	if exit, _, stderr := run(t, "book", "save", "--profile", p.profile, "--course", p.course, "--break", code, "-o", file); exit != 0 && exit != 4 {
		t.Skip("no book can be saved: " + stderr)
	}
	before := readBook(t, file)
	for _, rounded := range []bool{false, true} {
		r, err := redact.Redact(before, redact.Options{RoundScores: rounded})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(countCauses(before), countCauses(r.Course)); diff != "" || !r.Manifest.SameDiagnosis {
			t.Errorf("rounded %t: causes, -before +after\n%s%s", rounded, diff, strings.Join(r.Differences, "\n"))
		}
		nobodyLeft(t, before, r)
	}
}

func readBook(t *testing.T, file string) diagnose.Input {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s, err := grade.ReadSnapshot(f)
	if err != nil {
		t.Fatal(err)
	}
	return diagnose.Input{Book: s.Book, Records: s.Records, Now: s.Book.AskedAt, Grace: s.Grace, Tolerance: s.Tolerance}
}

// countCauses counts grades by cause and certainty.
func countCauses(in diagnose.Input) []string {
	var list []string
	r := diagnose.Examine(in, diagnose.Catalogue()).Report(diagnose.Options{All: true})
	for _, c := range r.Causes {
		list = append(list, fmt.Sprintf("%s %s %s: %d", c.Code, c.Scope, c.Certainty, len(c.Grades)))
	}
	slices.Sort(list)
	return append(list, fmt.Sprintf("%+v", r.Totals))
}

// nobodyLeft looks in the whole copy for whoever is in the course.
func nobodyLeft(t *testing.T, in diagnose.Input, r *redact.Redacted) {
	t.Helper()
	data, err := json.Marshal([]any{r.Course.Book.Learners, r.Course.Book.Activities, r.Course.Records, r.Course.Records.Accounts,
		r.Course.Records.Launches, r.Course.Records.Sends, r.Course.Book.Gaps, r.Course.Book, r.Manifest})
	if err != nil {
		t.Fatal(err)
	}
	file := strings.ToLower(string(data))
	for _, l := range in.Book.Learners {
		for _, v := range []string{l.Name, l.Email, `"` + l.Login, `"` + l.SISID} {
			if len(v) >= 5 && strings.Contains(file, strings.ToLower(v)) {
				t.Errorf("somebody's value is left, of %d characters", len(v))
			}
		}
	}
}

// TestRedactedReports: in every form that a diagnosis has, nobody is in it.
func TestRedactedReports(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "course.book")
	run(t, "book", "save", "--profile", "demo", "--course", "CALC101", "-o", file)
	book := readBook(t, file).Book
	for _, format := range []string{"text", "json", "csv", "markdown", "junit", "sarif", "html"} {
		code, stdout, stderr := run(t, "diagnose", "--book", file, "--redact", "-o", format, "--all", "-v")
		if code != 1 || !strings.Contains(stdout, "LI-02") || !strings.Contains(stderr, "redacted") {
			t.Errorf("%s: exit %d, %s", format, code, stderr)
		}
		for _, l := range book.Learners {
			for _, v := range []string{l.Name, l.Email, l.Login, l.SISID} {
				if len(v) >= 4 && strings.Contains(stdout, v) {
					t.Errorf("%s: somebody's value is left", format)
				}
			}
		}
	}
}

// TestBookHoldsNoSecret: neither the token of the LMS nor a key stands in a saved book.
func TestBookHoldsNoSecret(t *testing.T) {
	t.Parallel()
	for _, p := range practices() {
		l, err := lab.New(lab.Options{LMS: p.lms, Now: noon})
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "course.book")
		if exit, _, stderr := run(t, "book", "save", "--profile", p.profile, "--course", p.course, "-o", file); exit != 0 {
			t.Fatal(stderr)
		}
		data := unzipped(t, file)
		for _, secret := range []string{l.Token(), "PRIVATE KEY", "Bearer ", "wstoken", "access_token", "oauth_signature", "id_token"} {
			if secret == "" || strings.Contains(data, secret) {
				t.Errorf("%s: a secret of %d characters stands in the book, or there is none to look for", p.lms, len(secret))
			}
		}
	}
}

// TestNamesThatAreWords: somebody called as the words of a page refuses no page.
func TestNamesThatAreWords(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "course.book")
	run(t, "book", "save", "--profile", "demo", "--course", "CALC101", "-o", file)
	in := readBook(t, file)
	in.Book.Learners[0].Name, in.Book.Learners[0].Login, in.Book.Learners[1].Login = "Mark Table Header", "style", "main"
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(grade.WriteSnapshot(f, &grade.Snapshot{Book: in.Book, Records: in.Records, Tolerance: 0.01}), f.Close()); err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"text", "json", "markdown", "sarif", "html"} {
		code, stdout, stderr := run(t, "diagnose", "--book", file, "--redact", "-o", format)
		if code != 1 || stdout == "" {
			t.Errorf("%s: exit %d, %s", format, code, stderr)
		}
	}
}
