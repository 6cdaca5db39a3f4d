package cli_test

import (
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/lab"
)

// TestOpenedLinksLeaveTheList: three learners came from another course. One opens
// the right link and leaves the list with the tool's new records; when all have and
// their scores arrive, nobody is left.
func TestOpenedLinksLeaveTheList(t *testing.T) {
	broken, whole := labOf(t, "LA-02"), labOf(t, "none")
	var now atomic.Pointer[lab.Lab]
	now.Store(broken)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		now.Load().Handler().ServeHTTP(w, r)
	}))
	defer server.Close()
	dir := t.TempDir()
	writeTree(t, broken.RecordsAt(server.URL), dir)
	token := filepath.Join(dir, "token")
	config := filepath.Join(dir, "gradesync.yaml")
	write(t, token, broken.Token()+"\n")
	write(t, config, "profile: p\nprofiles:\n  p:\n    lms: {kind: moodle, url: \""+server.URL+"\", token: \"file:"+token+"\"}\n"+
		"    tool: [{kind: files, path: \""+dir+"\"}]\n")

	list := func() []string {
		code, stdout, stderr := run(t, "relaunch", "--config", config, "--course", broken.Course(), "-o", "json")
		var r diagnose.Relaunches
		if err := json.Unmarshal([]byte(stdout), &r); err != nil || code != 0 {
			t.Fatalf("exit %d, %v\n%s", code, err, stderr)
		}
		var users []string
		for _, l := range slices.Concat(r.Links, r.Unmatched, r.Blocked) {
			users = append(users, l.User)
		}
		return users
	}
	var want []string
	for _, cell := range broken.Truth()[0].Cells {
		want = append(want, cell.User)
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, list()); diff != "" || len(want) != 3 {
		t.Fatalf("before anybody clicks, -want +got\n%s", diff)
	}
	launches := filepath.Join(dir, "launches.csv")
	opened(t, launches, want[:1])
	if diff := cmp.Diff(want[1:], list()); diff != "" {
		t.Errorf("after the first click, -want +got\n%s", diff)
	}
	opened(t, launches, want[1:])
	now.Store(whole)
	if got := list(); len(got) > 0 {
		t.Errorf("after all clicks and with all scores %v are still listed", got)
	}
}

// TestLearnersFaultsAreListed breaks each course in each way that one learner's
// launch cures: those concerned, and nobody else, are asked to open a link that is
// there, for all the grades that were broken.
func TestLearnersFaultsAreListed(t *testing.T) {
	each(t, func(t *testing.T, p practice) {
		for i, b := range lab.BreaksFor(p.lms) {
			if testing.Short() && i%4 != 0 {
				continue
			}
			cause := diagnose.Cause{Code: b.Code, Scope: diagnose.ScopeUser}
			if p.lms == "canvas" && b.Code == "ID-06" {
				cause.Scope = diagnose.ScopeCourse // here the tool is installed as anonymous
			}
			_, stdout, stderr := run(t, "relaunch", "--profile", p.profile, "--course", p.course, "--break", b.Code, "-o", "json")
			var r diagnose.Relaunches
			if err := json.Unmarshal([]byte(stdout), &r); err != nil {
				t.Fatalf("%s: %v\n%s", b.Code, err, stderr)
			}
			want, got := map[string]int{}, map[string]int{}
			if cells, err := p.truth(t, b.Code); err != nil {
				t.Fatal(err)
			} else if cause.ByLaunch() {
				for _, cell := range cells[b.Code] {
					user, _, _ := strings.Cut(cell, "/")
					want[user]++
				}
			}
			for _, l := range r.Links {
				got[l.User] += l.Grades
				if l.Cause != b.Code || !strings.HasPrefix(l.URL, r.LMS.URL+"/") {
					t.Errorf("%s: %+v", b.Code, l)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" || len(r.Unmatched)+len(r.Blocked) > 0 {
				t.Errorf("%s: grades by person, -broken +listed\n%s%+v%+v", b.Code, diff, r.Unmatched, r.Blocked)
			}
		}
	})
}

// TestNoMailAboutHiddenActivities: a link that learners do not see yet is left out of
// the mail merge, and the terminal says so.
func TestNoMailAboutHiddenActivities(t *testing.T) {
	book := filepath.Join(t.TempDir(), "calc.book")
	if code, _, stderr := run(t, "book", "save", "--profile", "demo", "--course", "CALC101", "--break", "LA-02", "-o", book); code != 0 {
		t.Fatalf("exit %d, %s", code, stderr)
	}
	data := unzipped(t, book)
	hidden := strings.ReplaceAll(data, `"section_visible":true`, `"section_visible":false`)
	if hidden == data {
		t.Fatal("the book tells no section")
	}
	write(t, book, hidden)
	code, stdout, stderr := run(t, "relaunch", "--book", book, "-o", "csv")
	if code != 0 || strings.Count(stdout, "\n") != 1 || !strings.Contains(stderr, "3 links cannot be opened yet") {
		t.Errorf("exit %d\n%s%s", code, stdout, stderr)
	}
	if _, stdout, _ = run(t, "relaunch", "--book", book); !strings.Contains(stdout, "hidden from learners") {
		t.Errorf("no word of them in\n%s", stdout)
	}
}

func unzipped(t *testing.T, file string) string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func labOf(t *testing.T, codes ...string) *lab.Lab {
	t.Helper()
	l, err := lab.New(lab.Options{Break: codes, Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func writeTree(t *testing.T, tree fs.FS, dir string) {
	t.Helper()
	if err := os.CopyFS(dir, tree); err != nil {
		t.Fatal(err)
	}
}

// opened adds to the tool's records launches by the right links.
func opened(t *testing.T, file string, users []string) {
	t.Helper()
	rows := csvRows(t, os.DirFS(filepath.Dir(file)), filepath.Base(file))
	column := func(name string) int { return slices.Index(rows[0], name) }
	var more [][]string
	for _, row := range rows[1:] {
		if row[column("context_id")] == "3" && slices.Contains(users, row[column("user_id")]) {
			row = slices.Clone(row)
			row[column("at")] = noon.Add(-time.Minute).Format(time.RFC3339)
			row[column("context_id")] = "5"
			more = append(more, row)
		}
	}
	if len(more) < len(users) {
		t.Fatalf("%d launches of %v from another course", len(more), users)
	}
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := csv.NewWriter(f).WriteAll(append(rows, more...)); err != nil {
		t.Fatal(err)
	}
}

func csvRows(t *testing.T, tree fs.FS, name string) [][]string {
	t.Helper()
	f, err := tree.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
