package pull_test

import (
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/pull"
	"github.com/gradesync/gradesync/internal/store"
	"github.com/gradesync/gradesync/internal/tool"
)

// calculus is the course of the practice LMS that the tool's records are about.
const calculus = "CALC101"

// kept is what the store holds of a course, by its code.
func (s *school) kept(t *testing.T, code string) *pull.Kept {
	t.Helper()
	for _, c := range s.courses(t) {
		if c.Code == code {
			k, err := s.pull.Kept(t.Context(), c.ID)
			if err != nil {
				t.Fatal(err)
			}
			return k
		}
	}
	t.Fatalf("the store has no course %s", code)
	return nil
}

// judge diagnoses the course from the store; change may alter the tool's records.
func (s *school) judge(t *testing.T, change ...func(*grade.Records)) *diagnose.Report {
	t.Helper()
	records, _, err := tool.Read(t.Context(), []tool.Spec{{Kind: tool.KindFiles, Name: "records", FS: s.RecordsAt(s.url)}}, tool.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range change {
		f(records)
	}
	return s.judgeCourse(t, calculus, records)
}

func (s *school) judgeCourse(t *testing.T, code string, records *grade.Records) *diagnose.Report {
	t.Helper()
	k := s.kept(t, code)
	in := diagnose.Input{
		Book: k.BookOf(grade.Site{Kind: "moodle", URL: s.url}), Records: records, Stored: k.Stored(),
		Now: s.now, Grace: time.Hour, Tolerance: 0.01,
	}
	return diagnose.Examine(in, diagnose.Catalogue()).Report(diagnose.Options{All: true})
}

// cause finds a cause of the report, or what follows from one.
func cause(r *diagnose.Report, code string) (c diagnose.Cause, found bool) {
	for _, c := range r.Causes {
		if c.Code == code {
			return c, true
		}
		if slices.ContainsFunc(c.Consequences, func(q diagnose.Consequence) bool { return q.Code == code }) {
			return c, true
		}
	}
	return diagnose.Cause{}, false
}

func wantCause(t *testing.T, r *diagnose.Report, code string) diagnose.Cause {
	t.Helper()
	c, found := cause(r, code)
	if !found {
		var codes []string
		for _, c := range r.Causes {
			codes = append(codes, c.Code)
		}
		t.Fatalf("no %s among the causes %v", code, codes)
	}
	return c
}

func TestHealthyFromTheStore(t *testing.T) {
	t.Parallel()
	s := pulled(t, lab.Options{Courses: 3, Learners: 4, Activities: 3})
	r := s.judge(t)
	if r.Totals.Missing+r.Totals.Differs+r.Totals.Unknown > 0 || r.Totals.Arrived == 0 || r.Stored == nil || r.Stored.State != grade.CourseOpen {
		t.Errorf("totals %+v, stored %+v, want all arrived", r.Totals, r.Stored)
	}
	for _, c := range r.Causes {
		if c.Hop == diagnose.HopSync && c.Severity == diagnose.SeverityError {
			t.Errorf("%s in a course that is well", c.Code)
		}
	}
}

// TestSentAfterThePull: the LMS has the grade by now, and the store cannot.
func TestSentAfterThePull(t *testing.T) {
	t.Parallel()
	s := open(t, lab.Options{Courses: 1, Learners: 2, Activities: 2})
	if err := s.Ungrade(calculus, "52", "Lab 2 Derivatives"); err != nil {
		t.Fatal(err)
	}
	s.round(t, pull.Round{})
	s.openAll(t)
	s.round(t, pull.Round{})
	sent := s.now.Add(10 * time.Minute)
	s.now = s.now.Add(4 * time.Hour)
	if err := s.Grade(calculus, "52", "Lab 2 Derivatives", 8); err != nil {
		t.Fatal(err)
	}
	r := s.judge(t, func(records *grade.Records) {
		for i := range records.Scores {
			score := &records.Scores[i]
			if account(records, score.Account) == "52" && title(records, score.Activity) == "Lab 2 Derivatives" {
				score.LastSentAt = grade.Known(sent)
				records.Sends = append(records.Sends, grade.Send{
					At: sent, Account: score.Account, Activity: score.Activity, Status: grade.Known(200), Score: score.Score, Max: score.Max,
				})
			}
		}
	})
	if c := wantCause(t, r, "SY-01"); c.Certainty != diagnose.Certain || len(c.Grades) != 1 || c.Grades[0].User != "52" {
		t.Errorf("%+v, want one grade of user 52, certain", c)
	}
	s.round(t, pull.Round{})
	if c, found := cause(s.judge(t), "SY-01"); found {
		t.Errorf("after the next pull: %+v", c)
	}
}

func account(records *grade.Records, id string) string {
	for _, a := range records.Accounts {
		if a.ID == id {
			return a.LMSUserID
		}
	}
	return ""
}

func title(records *grade.Records, id string) string {
	for _, a := range records.Activities {
		if a.ID == id {
			return a.Title
		}
	}
	return ""
}

func TestRefusedFromTheStore(t *testing.T) {
	t.Parallel()
	s := pulled(t, lab.Options{Courses: 2, Learners: 2, Activities: 2})
	s.connect(t, "moodle", "wrong")
	s.round(t, pull.Round{})
	r := s.judge(t)
	wantCause(t, r, "SY-02")
	if !r.Stored.FailingSince.Known() {
		t.Errorf("%+v, want it to say since when", r.Stored)
	}
	s.connect(t, "moodle", s.Token())
	s.round(t, pull.Round{})
	if c, found := cause(s.judge(t), "SY-02"); found {
		t.Errorf("with a good token: %+v", c)
	}
}

// TestRefusedBeforeTheFirstPull: nothing is known of the course at all.
func TestRefusedBeforeTheFirstPull(t *testing.T) {
	t.Parallel()
	s := open(t, lab.Options{Courses: 2, Learners: 2, Activities: 2})
	s.round(t, pull.Round{})
	s.openAll(t)
	s.connect(t, "moodle", "wrong")
	s.round(t, pull.Round{})
	r := s.judge(t)
	if c := wantCause(t, r, "TK-13"); len(c.Grades) != r.Totals.Unknown || r.Totals.Unknown == 0 {
		t.Errorf("%d of %+v explained, want all that is unknown", len(c.Grades), r.Totals)
	}
}

func TestCourseRulesFromTheStore(t *testing.T) {
	t.Parallel()
	s := pulled(t, lab.Options{Courses: 2, Learners: 2, Activities: 2})
	k := s.kept(t, calculus)
	differ := false
	for _, p := range k.Stored().Progress {
		byGrades, byLMS, ok := p.Percents()
		differ = differ || ok && byGrades != byLMS
	}
	if _, found := cause(s.judge(t), "SY-03"); found != differ {
		t.Errorf("SY-03 is found: %t, the two numbers differ: %t", found, differ)
	}
	if !differ {
		t.Error("nobody's completion differs: the practice course shows nothing of SY-03")
	}
	if err := s.HideActivity(calculus, "Lab 2 Derivatives", true); err != nil {
		t.Fatal(err)
	}
	s.round(t, pull.Round{})
	if c := wantCause(t, s.judge(t), "SY-04"); c.Subjects[0].Label != "Lab 2 Derivatives" {
		t.Errorf("%+v, want it of Lab 2 Derivatives", c.Subjects)
	}
}

func TestStatesFromTheStore(t *testing.T) {
	t.Parallel()
	s := open(t, lab.Options{Courses: 2, Learners: 2, Activities: 2})
	s.round(t, pull.Round{})
	r := s.judge(t)
	if c := wantCause(t, r, "SY-05"); !r.Partial || r.Totals.Unknown == 0 || len(c.Grades) != r.Totals.Unknown {
		t.Errorf("a new course: %+v, want every grade to be unknown and explained", r.Totals)
	}
	s.openAll(t)
	s.round(t, pull.Round{})
	gone, code := s.removable(t)
	if err := s.Remove(gone); err != nil {
		t.Fatal(err)
	}
	s.round(t, pull.Round{})
	wantCause(t, s.judgeCourse(t, code, nil), "SY-06")
}

func TestRunsFromTheStore(t *testing.T) {
	t.Parallel()
	s := pulled(t, lab.Options{Courses: 2, Learners: 2, Activities: 2})
	if _, err := s.store.Acquire(t.Context(), pull.LeaseName(s.pull.Site), "process 7 on host", 24*time.Hour); err != nil {
		t.Fatal(err)
	}
	if c, found := cause(s.judge(t), "SY-08"); found {
		t.Errorf("a run that has only begun: %+v", c)
	}
	s.now = s.now.Add(3 * time.Hour)
	wantCause(t, s.judge(t), "SY-08")
	s.now = s.now.Add(24 * time.Hour)
	if c, found := cause(s.judge(t), "SY-08"); found {
		t.Errorf("a run that died: %+v", c)
	}
}

// TestFleetIsNotStuck: workers hold the lease between them for as long as any is there.
func TestFleetIsNotStuck(t *testing.T) {
	t.Parallel()
	s := pulled(t, lab.Options{Courses: 1, Learners: 2, Activities: 2})
	if _, err := s.store.Join(t.Context(), pull.LeaseName(s.pull.Site), pull.FleetHolder, 24*time.Hour); err != nil {
		t.Fatal(err)
	}
	s.now = s.now.Add(5 * time.Hour)
	if c, found := cause(s.judge(t), "SY-08"); found {
		t.Errorf("%+v", c)
	}
}

func TestListsFromTheStore(t *testing.T) {
	t.Parallel()
	s := pulled(t, lab.Options{Courses: 30, Learners: 1, Activities: 1})
	for _, id := range s.generated(t)[:16] {
		if id == "5" {
			continue
		}
		if err := s.Remove(id); err != nil {
			t.Fatal(err)
		}
	}
	s.round(t, pull.Round{})
	if held := s.kept(t, calculus).HeldBack; held < 15 {
		t.Fatalf("%d held back, want 15 or more", held)
	}
	wantCause(t, s.judge(t), "SY-09")

	cut := pulled(t, lab.Options{Courses: 30, Learners: 1, Activities: 1})
	l, err := lab.New(lab.Options{Courses: 30, Learners: 1, Activities: 1, Misbehave: "courses:cut", Break: []string{"none"}, Now: start})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(l.Handler())
	t.Cleanup(server.Close)
	site, url := cut.pull.Site, cut.url
	cut.url = server.URL
	cut.connect(t, "moodle", l.Token())
	cut.pull.Site, cut.url = site, url
	cut.round(t, pull.Round{})
	if k := cut.kept(t, calculus); k.List.Class != "unreadable" {
		t.Fatalf("the list that was cut off: %+v", k.List)
	}
	wantCause(t, cut.judge(t), "SY-07")
}

// TestMismatchFromTheStore takes somebody out of the roster as it was stored, and
// somebody out of the gradebook: between two calls an LMS may change so.
func TestMismatchFromTheStore(t *testing.T) {
	t.Parallel()
	s := pulled(t, lab.Options{Courses: 1, Learners: 2, Activities: 2})
	k := s.kept(t, calculus)
	book := *k.Book
	book.Learners = slices.DeleteFunc(slices.Clone(book.Learners), func(l grade.Learner) bool { return l.ID == "52" })
	for i := range book.Learners {
		if l := &book.Learners[i]; l.ID == "53" {
			l.Listed = grade.Known(false)
		}
	}
	update := store.UpdateOf(&book)
	update.LMS, update.Course, update.At, update.Whole = s.pull.Site, k.Course.ID, s.now, true
	if _, err := s.store.SaveCourse(t.Context(), update); err != nil {
		t.Fatal(err)
	}
	c := wantCause(t, s.judge(t), "SY-10")
	var who []string
	for _, subject := range c.Subjects {
		who = append(who, subject.ID)
	}
	if slices.Sort(who); !slices.Equal(who, []string{"52", "53"}) {
		t.Errorf("people %v, want 52 and 53", who)
	}
	card := s.kept(t, calculus).Card(pull.CardOptions{Now: s.now})
	if !slices.Equal(card.NotEnrolled, []string{"52"}) || !slices.Equal(card.NotInGradebook, []string{"53"}) {
		t.Errorf("not enrolled %v, not in the gradebook %v, want 52 and 53", card.NotEnrolled, card.NotInGradebook)
	}
}
