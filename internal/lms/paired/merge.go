package paired

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/match"
)

// merge adds to a book of the LMS, in place, what a book of the services tells.
type merge struct {
	book *grade.Book
	side *grade.Book

	people map[string]string // learner of the book, by the services' user id
	items  map[string]string // activity of the book, by the services' line item
}

// newMerge works on a copy; what the rows point to is replaced, never changed.
func newMerge(b *grade.Book) *merge {
	c := *b
	c.Activities, c.Learners = slices.Clone(b.Activities), slices.Clone(b.Learners)
	c.Results, c.Gaps = slices.Clone(b.Results), slices.Clone(b.Gaps)
	c.Sources, c.Contexts, c.LTIUsers = maps.Clone(b.Sources), maps.Clone(b.Contexts), maps.Clone(b.LTIUsers)
	c.Course.ContextIDs = slices.Clone(b.Course.ContextIDs)
	return &merge{book: &c}
}

// lacks tells whether the services could add anything.
func (m *merge) lacks() bool {
	b := m.book
	return b.Course.LineItemsURL == "" || len(b.Course.ContextIDs) == 0 || b.Activities == nil ||
		m.refused(grade.FactRoster) || m.wantsResults() ||
		slices.ContainsFunc(b.Activities, unaddressed) || slices.ContainsFunc(b.Learners, untold)
}

// wantsResults tells whether grades are missing, or will be for people whom only
// the services' roster knows.
func (m *merge) wantsResults() bool {
	return m.refused(grade.FactResults) || m.refused(grade.FactRoster) || slices.ContainsFunc(m.book.Results, unread)
}

// refused tells whether the LMS would not or could not tell a fact.
func (m *merge) refused(fact grade.Fact) bool {
	return slices.ContainsFunc(m.book.Gaps, func(g grade.Gap) bool { return closes(g, fact) })
}

func closes(g grade.Gap, fact grade.Fact) bool {
	return g.Fact == fact && (g.Class == grade.Forbidden || g.Class == grade.Failed)
}

// unaddressed is a tool's link whose line item has no URL.
func unaddressed(a grade.Activity) bool {
	return a.ResourceLinkID != "" && !grade.Is(a.Graded, false) && (a.LineItem == nil || a.LineItem.URL == "")
}

// untold is somebody whose LTI user id the LMS does not tell, and who may be a learner.
func untold(l grade.Learner) bool {
	kind, known := l.Role()
	return len(l.LTIUserIDs) == 0 && (kind == grade.RoleLearner || !known)
}

func unread(r grade.Result) bool { return !r.Empty && !r.Score.Known() }

// take adds what the services told. Whether their line items are this course's is
// settled by their address; whether their roster is, by what it says of its course.
func (m *merge) take(side *grade.Book) error {
	s := *side
	m.side = &s
	var elsewhere error
	if s.Learners != nil && !m.sameCourse() {
		elsewhere = fmt.Errorf("%w: the roster at lti13.memberships_url is not known to be this course's", grade.ErrUnsupported)
		s.Learners, s.Course.ContextIDs = nil, nil
	}
	m.takeCourse()
	m.adopt()
	m.pair()
	m.takeItems()
	m.takePeople()
	m.takeResults()
	return elsewhere
}

// sameCourse tells whether the services' roster belongs to the book's course: by
// its context id where both tell theirs, else by its name.
func (m *merge) sameCourse() bool {
	ours, theirs := m.book.Course, m.side.Course
	if len(ours.ContextIDs) > 0 && len(theirs.ContextIDs) > 0 {
		return slices.ContainsFunc(theirs.ContextIDs, func(id string) bool { return slices.Contains(ours.ContextIDs, id) })
	}
	same := func(a, b string) bool { return a != "" && strings.EqualFold(a, b) }
	return same(theirs.Code, ours.Code) || same(theirs.Title, ours.Title)
}

func (m *merge) takeCourse() {
	c, s := &m.book.Course, m.side.Course
	if c.LineItemsURL == "" && s.LineItemsURL != "" {
		c.LineItemsURL = s.LineItemsURL
		m.toldToo(grade.FactLineItems)
	}
	if len(c.ContextIDs) > 0 || len(s.ContextIDs) == 0 {
		return
	}
	c.ContextIDs = slices.Clone(s.ContextIDs)
	if m.book.Contexts == nil {
		m.book.Contexts = map[string]string{}
	}
	for _, id := range c.ContextIDs {
		m.book.Contexts[id] = c.ID
	}
	m.told(grade.FactCourseContext)
	m.filled(grade.FactCourseContext)
}

// pair finds the people and the activities of both sides in each other, each by the
// strongest exact key and never by one that fits two.
func (m *merge) pair() {
	var r grade.Records
	for i := range m.side.Learners {
		l := &m.side.Learners[i]
		r.Accounts = append(r.Accounts, grade.Account{ID: l.ID, LMSUserID: l.ID, SISID: l.SISID, Email: l.Email, Login: l.Login})
	}
	for i := range m.side.Activities {
		a := &m.side.Activities[i]
		t := grade.ToolActivity{ID: a.ID, ResourceLinkID: a.ResourceLinkID}
		if a.LineItem != nil {
			t.LineItemURL = a.LineItem.URL
		}
		r.Activities = append(r.Activities, t)
	}
	joined := match.Join(m.book, &r)
	m.people, m.items = map[string]string{}, map[string]string{}
	for id, p := range joined.People {
		if p.Learner != "" && len(joined.Accounts[p.Learner]) == 1 {
			m.people[id] = p.Learner
		}
	}
	for id, item := range joined.Items {
		if item.Activity != "" {
			m.items[id] = item.Activity
		}
	}
}

// told notes that the services told a fact.
func (m *merge) told(facts ...grade.Fact) {
	for _, fact := range facts {
		m.source(fact, "")
	}
}

// toldToo notes that the services told a part of a fact, and the LMS the rest.
func (m *merge) toldToo(facts ...grade.Fact) {
	for _, fact := range facts {
		m.source(fact, m.book.Sources[fact])
	}
}

func (m *merge) source(fact grade.Fact, before string) {
	by := m.side.Sources[fact]
	if !strings.HasPrefix(by, byServices) {
		by = byServices + cmp.Or(by, "services")
	}
	if before != "" {
		by = before + " and " + by
	}
	if m.book.Sources == nil {
		m.book.Sources = map[grade.Fact]string{}
	}
	m.book.Sources[fact] = by
}

// byServices begins the source of whatever the services told; no LMS's own source
// has it.
const byServices = "LTI "

// completed tells whether the services told a part of a book.
func completed(b *grade.Book) bool {
	if b == nil {
		return false
	}
	for _, by := range b.Sources {
		if strings.Contains(by, byServices) {
			return true
		}
	}
	return false
}

// filled takes away the gaps of a fact.
func (m *merge) filled(fact grade.Fact) {
	m.book.Gaps = slices.DeleteFunc(m.book.Gaps, func(g grade.Gap) bool { return g.Fact == fact })
}
