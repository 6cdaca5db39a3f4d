package paired_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lms"
	"github.com/gradesync/gradesync/internal/lms/paired"
)

// shelf is an LMS that has one book.
type shelf struct {
	book      *grade.Book
	err       error
	asked     *paired.Ask
	probeErr  error
	refreshed int
}

func (s *shelf) Probe(context.Context) (lms.Access, error) {
	return lms.Access{Kind: "moodle", URL: "https://lms.example", Version: "5.1"}, s.probeErr
}
func (s *shelf) Courses(context.Context) iter.Seq2[grade.Course, error] { return nil }
func (s *shelf) Book(context.Context, string) (*grade.Book, error)      { return s.book, s.err }
func (s *shelf) Resolve(context.Context, *grade.Book, lms.Wanted) error { return nil }
func (s *shelf) Refresh(context.Context, *grade.Book, time.Time) (*grade.Book, error) {
	s.refreshed++
	return s.book, s.err
}
func (s *shelf) Completion(context.Context, *grade.Book) error { return nil }

const itemsURL = "https://lms.example/5/lineitems"

// ours is a book of the LMS that lacks addresses, LTI user ids and context ids.
func ours() *grade.Book {
	return &grade.Book{
		LMS: grade.Site{Kind: "canvas", URL: "https://lms.example"}, Course: grade.Course{ID: "5", Code: "CALC", Title: "Calculus", LineItemsURL: itemsURL},
		Sources: map[grade.Fact]string{grade.FactLineItems: "LMS", grade.FactResults: "LMS"},
		Activities: []grade.Activity{
			{ID: "a1", ResourceLinkID: "rl-1", Graded: grade.Known(true), LineItem: &grade.LineItem{ID: "a1", Max: grade.Known(10.0)}},
			{ID: "a2", ResourceLinkID: "rl-2", Graded: grade.Known(false)},
			{ID: "a3", ResourceLinkID: "rl-3"},
			{ID: "a4", ResourceLinkID: "rl-4", Graded: grade.Known(true), LineItem: &grade.LineItem{ID: "a4", URL: itemsURL + "/44"}},
		},
		Learners: []grade.Learner{
			person("1", "ann@example.edu", "S1"), person("2", "ben@example.edu", ""), person("3", "twin@example.edu", ""), person("4", "twin@example.edu", ""),
			{ID: "5", Email: "eve@example.edu", LTIUserIDs: []string{"old-eve"}, Enrolments: person("", "", "").Enrolments},
		},
		Results: []grade.Result{
			{Learner: "1", Activity: "a1", Score: grade.Known(4.0), Hidden: grade.Known(true)},
			{Learner: "2", Activity: "a1", Hidden: grade.Known(true)},
		},
		Gaps: []grade.Gap{{Fact: grade.FactLTIUsers, What: "ids", Class: grade.Unsupported, Reason: "no"}, {What: "dates", Class: grade.Failed, Reason: "no"}},
	}
}

func person(id, email, sis string) grade.Learner {
	return grade.Learner{ID: id, Email: email, SISID: sis, Enrolments: []grade.Enrolment{{Role: "Learner", Kind: grade.RoleLearner, State: grade.Known(grade.EnrolmentActive)}}}
}

// theirs is what the LTI services tell of the same course.
func theirs() *grade.Book {
	people := []grade.Learner{
		person("sub-ann", "other@example.edu", "s1"), person("sub-ben", "BEN@example.edu", ""), person("sub-twin", "twin@example.edu", ""),
		person("sub-eve", "eve@example.edu", ""), person("sub-new", "new@example.edu", ""),
	}
	for i := range people {
		people[i].LTIUserIDs = []string{people[i].ID}
	}
	item := func(id, link string, most float64) grade.Activity {
		return grade.Activity{ID: id, Kind: "lineitem", ResourceLinkID: link, Graded: grade.Known(true), LineItem: &grade.LineItem{ID: id, URL: itemsURL + "/" + id, Max: grade.Known(most)}}
	}
	return &grade.Book{
		LMS: grade.Site{Kind: "lti"}, Course: grade.Course{ID: "ctx", Code: "calc", Title: "Something else", ContextIDs: []string{"ctx"}, LineItemsURL: itemsURL},
		Sources:    map[grade.Fact]string{grade.FactLineItems: "AGS", grade.FactResults: "AGS", grade.FactRoster: "NRPS", grade.FactCourseContext: "NRPS"},
		Activities: []grade.Activity{item("11", "rl-1", 99), item("22", "rl-2", 5), item("33", "rl-3", 5), item("44", "rl-4", 5), item("55", "rl-9", 5)},
		Learners:   people,
		Results: []grade.Result{
			{Learner: "sub-ann", Activity: "11", Score: grade.Known(9.0)}, {Learner: "sub-ben", Activity: "11", Score: grade.Known(7.0)},
			{Learner: "sub-ann", Activity: "33", Score: grade.Known(1.0)}, {Learner: "sub-twin", Activity: "11", Score: grade.Known(2.0)},
		},
		Gaps: []grade.Gap{{Fact: grade.FactEnrolmentState, What: "people who are not active", Class: grade.Unsupported, Reason: "no"}},
	}
}

func both(main, side *shelf) *paired.Provider {
	return paired.New(paired.Options{
		Main: main, Address: func(grade.Course) string { return itemsURL },
		Services: func(ask paired.Ask) (lms.LMS, error) {
			side.asked = &ask
			return side, nil
		},
	})
}

// told is the part of a book that completing may change, in a line for each thing.
func told(b *grade.Book) []string {
	all := []string{fmt.Sprint("course ", b.Course.LineItemsURL, " ", b.Course.ContextIDs, " ", b.Contexts["ctx"])}
	for _, a := range b.Activities {
		line := "item " + a.ID
		if a.LineItem != nil {
			line += fmt.Sprint(" ", strings.TrimPrefix(a.LineItem.URL, itemsURL), " ", a.LineItem.Max.Or(-1))
		}
		all = append(all, line)
	}
	for _, l := range b.Learners {
		all = append(all, fmt.Sprint("person ", l.ID, " ", l.LTIUserIDs))
	}
	for _, r := range b.Results {
		all = append(all, fmt.Sprint("result ", r.Learner, " ", r.Activity, " ", r.Score.Or(-1), " ", r.Empty))
	}
	for _, g := range b.Gaps {
		all = append(all, fmt.Sprint("gap ", g.Fact, " ", g.What, " ", g.Class))
	}
	return all
}

func TestComplete(t *testing.T) {
	before := ours()
	side := &shelf{book: theirs()}
	b, err := both(&shelf{book: before}, side).Book(t.Context(), "CALC")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"course " + itemsURL + " [ctx] 5",
		"item a1 /11 10",             // the LMS's maximum counts
		"item a2",                    // the LMS says that there is no column
		"item a3 /33 5",              // nobody said whether there was one
		"item a4 /44 5",              // a maximum that the LMS did not tell
		"person 1 [sub-ann]",         // by the SIS id, whatever the e-mail address
		"person 2 [sub-ben]",         // by the e-mail address
		"person 3 []", "person 4 []", // two have it
		"person 5 [old-eve]",  // the LMS's word counts
		"result 1 a1 4 false", // and so it does here
		"result 2 a1 7 false", // a cell that the LMS kept back
		"gap roster.lti_user_ids ids unsupported", "gap  dates failed",
	}
	if diff := cmp.Diff(want, told(b)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if !grade.Is(b.Results[1].Hidden, true) {
		t.Error("what the LMS told of a cell is gone")
	}
	if b.LTIUsers != nil {
		t.Errorf("the LMS tells LTI user ids itself, and LTIUsers is %v", b.LTIUsers)
	}
	if b.Sources[grade.FactLineItems] != "LMS and LTI AGS" || b.Sources[grade.FactCourseContext] != "LTI NRPS" || b.Sources[grade.FactLTIUsers] != "LTI services" {
		t.Errorf("sources %v", b.Sources)
	}
	if diff := cmp.Diff(told(ours()), told(before)); diff != "" {
		t.Errorf("the LMS's own book has changed\n%s", diff)
	}
	if !side.asked.Results || side.asked.LineItemsURL != itemsURL {
		t.Errorf("asked for %+v", side.asked)
	}
}

// TestIDsOfActivePeopleOnly: where nobody's LTI user id was known, an id that
// nobody has may be that of somebody who is not active.
func TestIDsOfActivePeopleOnly(t *testing.T) {
	main := ours()
	main.Learners = main.Learners[:2]
	b, err := both(&shelf{book: main}, &shelf{book: theirs()}).Book(t.Context(), "5")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"sub-ann": "1", "sub-ben": "2"}, b.LTIUsers); diff != "" {
		t.Errorf("looked up: %s", diff)
	}
	for _, g := range b.Gaps {
		if g.Fact == grade.FactLTIUsers {
			t.Errorf("all are told, and yet there is %+v", g)
		}
	}
}

func TestWhatIsRefused(t *testing.T) {
	forbidden := func(fact grade.Fact) grade.Gap {
		return grade.Gap{Fact: fact, What: "what was refused", Class: grade.Forbidden, Reason: "no right"}
	}
	for _, c := range []struct {
		name   string
		change func(main, side *grade.Book)
		want   []string // lines that must be there
		not    []string
	}{
		{"roster", func(m, _ *grade.Book) {
			m.Learners, m.Results = nil, nil
			m.Gaps = []grade.Gap{forbidden(grade.FactRoster), forbidden(grade.FactRole)}
		}, []string{"person sub-new [sub-new]", "result sub-ann a1 9 false", "gap roster.state people who are not active unsupported"},
			[]string{"gap roster what was refused forbidden", "gap roster.role what was refused forbidden"}},
		{"roster, and the grades go by other ids", func(m, _ *grade.Book) {
			m.Learners, m.Gaps = nil, []grade.Gap{forbidden(grade.FactRoster)}
		}, []string{"gap roster what was refused forbidden", "result 1 a1 4 false"}, []string{"person sub-new [sub-new]"}},
		{"roster, the gradebook names some by the same ids", func(m, _ *grade.Book) {
			m.Learners = []grade.Learner{{ID: "sub-ann"}}
			m.Results = nil
			m.Gaps = []grade.Gap{forbidden(grade.FactRoster), forbidden(grade.FactRole)}
		}, []string{"person sub-ann [sub-ann]", "person sub-new [sub-new]"}, []string{"gap roster what was refused forbidden", "gap roster.role what was refused forbidden"}},
		{"results", func(m, _ *grade.Book) { m.Results, m.Gaps = nil, []grade.Gap{forbidden(grade.FactResults)} },
			[]string{"result 1 a1 9 false", "result 2 a1 7 false", "result 1 a3 1 false", "gap results 12 of 15 grades, which neither the LMS nor LTI told forbidden"},
			[]string{"gap results what was refused forbidden"}},
		{"results, and all are filled", func(m, _ *grade.Book) {
			m.Learners, m.Activities = m.Learners[:2], m.Activities[:1]
			m.Results, m.Gaps = nil, []grade.Gap{forbidden(grade.FactResults)}
		}, []string{"result 1 a1 9 false", "result 2 a1 7 false"}, []string{"gap results what was refused forbidden"}},
		{"results that the services do not tell either", func(m, s *grade.Book) {
			m.Results, m.Gaps, s.Results = nil, []grade.Gap{forbidden(grade.FactResults)}, nil
		}, []string{"gap results what was refused forbidden"}, nil},
		{"activities", func(m, _ *grade.Book) {
			m.Activities, m.Results = nil, nil
			m.Gaps = []grade.Gap{forbidden(grade.FactActivities), forbidden(grade.FactResults)}
		}, []string{"item 11 /11 99", "item 55 /55 5", "result 1 11 9 false", "gap activities what was refused forbidden"}, nil},
		{"a roster of another course", func(m, s *grade.Book) {
			s.Course.Code = "BIO"
			m.Results, m.Gaps = nil, []grade.Gap{forbidden(grade.FactResults)}
		}, []string{"course " + itemsURL + " [] ", "item a1 /11 10", "person 1 []", "gap results what was refused forbidden",
			"gap  what the tool's LTI services could add absent"}, nil},
		{"a roster of another context", func(m, _ *grade.Book) { m.Course.ContextIDs = []string{"mine"} },
			[]string{"course " + itemsURL + " [mine] ", "person 1 []"}, nil},
		{"two line items of one link", func(_, s *grade.Book) { s.Activities[1].ResourceLinkID = "rl-1" }, []string{"item a1  10"}, nil},
		{"two people with one SIS id", func(_, s *grade.Book) { s.Learners[4].SISID = "S1" }, []string{"person 1 []"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			main, side := ours(), theirs()
			c.change(main, side)
			b, err := both(&shelf{book: main}, &shelf{book: side}).Book(t.Context(), "5")
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.Join(told(b), "\n") + "\n"
			for _, want := range c.want {
				if !strings.Contains(lines, want+"\n") {
					t.Errorf("%q is missing", want)
				}
			}
			for _, not := range c.not {
				if strings.Contains(lines, not+"\n") {
					t.Errorf("%q is there", not)
				}
			}
			if t.Failed() {
				t.Log(lines)
			}
		})
	}
}

// TestServicesFail: the LMS's book is enough.
func TestServicesFail(t *testing.T) {
	down := fmt.Errorf("line items: %w", grade.ErrTemporary)
	b, err := both(&shelf{book: ours()}, &shelf{err: down}).Book(t.Context(), "5")
	if err != nil {
		t.Fatal(err)
	}
	want := append(told(ours()), "gap  what the tool's LTI services could add absent")
	if diff := cmp.Diff(want, told(b)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	bad := paired.New(paired.Options{Main: &shelf{book: ours()}, Services: func(paired.Ask) (lms.LMS, error) { return nil, errors.New("no key") }})
	if _, err := bad.Complete(t.Context(), ours()); err == nil {
		t.Error("the key cannot be read, and nothing is said")
	}
	unaddressed := ours()
	unaddressed.Course.LineItemsURL = ""
	if _, err := bad.Complete(t.Context(), unaddressed); !errors.Is(err, grade.ErrUnsupported) {
		t.Errorf("no address: %v", err)
	}
}

// TestNothingLacks: a book that is whole costs no request.
func TestNothingLacks(t *testing.T) {
	s := newSite(t, "moodle", "", "none")
	s.book(t, s.paired(s.main(t, "moodle", s.lab.Token())))
	if n := s.asked.Load(); n != 0 {
		t.Errorf("%d requests to the LTI services", n)
	}
}

func TestAlone(t *testing.T) {
	refused := fmt.Errorf("read course: %w", grade.ErrScope)
	b, err := both(&shelf{err: refused}, &shelf{book: theirs()}).Book(t.Context(), "5")
	if err != nil {
		t.Fatal(err)
	}
	if b.LMS != (grade.Site{Kind: "moodle", URL: "https://lms.example", Version: "5.1"}) || b.Gaps[0].Class != grade.Forbidden || len(b.Activities) != 5 {
		t.Errorf("%+v, gaps %v", b.LMS, b.Gaps)
	}
	for name, p := range map[string]*paired.Provider{
		"the services fail":       both(&shelf{err: refused}, &shelf{err: grade.ErrNotFound}),
		"the LMS says no more":    both(&shelf{err: refused, probeErr: grade.ErrTemporary}, &shelf{book: theirs()}),
		"nobody knows the course": paired.New(paired.Options{Main: &shelf{err: refused}}),
	} {
		if _, err := p.Book(t.Context(), "5"); !errors.Is(err, grade.ErrScope) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, class := range []error{grade.ErrAuth, grade.ErrNotFound, grade.ErrTemporary} {
		if _, err := both(&shelf{err: class}, &shelf{book: theirs()}).Book(t.Context(), "5"); !errors.Is(err, class) {
			t.Errorf("%v became %v", class, err)
		}
	}
}

func TestCancelled(t *testing.T) {
	for _, main := range []*shelf{{book: ours()}, {err: grade.ErrScope}} {
		ctx, cancel := context.WithCancel(t.Context())
		p := paired.New(paired.Options{Main: main, Address: func(grade.Course) string { return itemsURL }, Services: func(paired.Ask) (lms.LMS, error) {
			cancel()
			return nil, ctx.Err()
		}})
		if _, err := p.Book(ctx, "5"); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
}

// TestRefresh: the LMS keeps what is its own, and nothing that the services told.
func TestRefresh(t *testing.T) {
	main := &shelf{book: ours()}
	p := both(main, &shelf{book: theirs()})
	for _, last := range []*grade.Book{nil, ours()} {
		b, err := p.Refresh(t.Context(), last, time.Time{})
		if err != nil || b.Activities[0].LineItem.URL == "" {
			t.Errorf("%v: not completed", err)
		}
	}
	if main.refreshed != 2 {
		t.Errorf("the LMS was asked %d times for what is new", main.refreshed)
	}
	completed, err := p.Book(t.Context(), "5")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Refresh(t.Context(), completed, time.Time{}); err != nil || main.refreshed != 2 {
		t.Errorf("%v: the LMS may have kept what the services told", err)
	}
	for _, kind := range []string{"moodle", "canvas"} {
		s := newSite(t, kind, "", "none")
		own := s.main(t, kind, s.lab.Token())
		last := s.book(t, own)
		fresh, err := s.paired(own).Refresh(t.Context(), last, last.AskedAt)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(told(s.book(t, s.paired(own))), told(fresh)); diff != "" {
			t.Errorf("%s: refreshed it is not as read anew\n%s", kind, diff)
		}
	}
}
