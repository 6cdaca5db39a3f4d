package paired

import (
	"cmp"
	"slices"

	"github.com/gradesync/gradesync/internal/grade"
)

// adopt takes whole lists that the LMS did not give: the roster, and the
// activities. They carry the services' ids, so that nothing may be there already
// that refers to the LMS's own.
func (m *merge) adopt() {
	b := m.book
	if b.Learners == nil && m.side.Learners != nil && m.refused(grade.FactRoster) && m.sameIDs() {
		b.Learners = slices.Clone(m.side.Learners)
		m.told(grade.FactRoster, grade.FactRole)
		m.filled(grade.FactRoster)
		m.filled(grade.FactRole)
		for _, g := range m.side.Gaps {
			if g.Fact == grade.FactEnrolmentState && !m.refused(grade.FactEnrolmentState) {
				b.Gaps = append(b.Gaps, g)
			}
		}
	}
	if b.Activities == nil && len(b.Results) == 0 {
		// The gap stays: the services know the activities of this tool alone.
		b.Activities = slices.Clone(m.side.Activities)
		m.told(grade.FactActivities, grade.FactLineItems, grade.FactLineItemMax, grade.FactActivityDates)
	}
}

// sameIDs tells whether the people of the LMS's results go by the services' ids.
func (m *merge) sameIDs() bool {
	ids := map[string]bool{}
	for i := range m.side.Learners {
		ids[m.side.Learners[i].ID] = true
	}
	return len(m.book.Results) == 0 || slices.ContainsFunc(m.book.Results, func(r grade.Result) bool { return ids[r.Learner] })
}

// takeItems fills in what the LMS does not tell of the tool's columns.
func (m *merge) takeItems() {
	at := map[string]int{}
	for i := range m.book.Activities {
		at[m.book.Activities[i].ID] = i
	}
	added := false
	for i := range m.side.Activities {
		s := &m.side.Activities[i]
		if id, ok := m.items[s.ID]; ok && s.LineItem != nil {
			added = fillItem(&m.book.Activities[at[id]], s.LineItem) || added
		}
	}
	if !added {
		return
	}
	m.toldToo(grade.FactLineItems)
	if !slices.ContainsFunc(m.book.Activities, unaddressed) {
		m.filled(grade.FactLineItemURL)
	}
}

// fillItem completes a column. One that the LMS says is not there is not made.
func fillItem(a *grade.Activity, s *grade.LineItem) bool {
	switch {
	case a.LineItem == nil && grade.Is(a.Graded, false):
		return false
	case a.LineItem == nil:
		item := *s
		a.Graded, a.LineItem = grade.Known(true), &item
		return true
	case a.LineItem.URL != "" && (a.LineItem.Max.Known() || !s.Max.Known()):
		return false
	}
	item := *a.LineItem
	if item.URL == "" {
		item.URL = s.URL
	}
	if !item.Max.Known() {
		item.Max = s.Max
	}
	a.LineItem = &item
	return true
}

// takePeople fills in LTI user ids, and roles where the LMS gave no roster.
func (m *merge) takePeople() {
	roles := m.refused(grade.FactRole)
	ids := newLookups(m.book)
	at := map[string]int{}
	for i := range m.book.Learners {
		at[m.book.Learners[i].ID] = i
	}
	for i := range m.side.Learners {
		s := &m.side.Learners[i]
		id, ok := m.people[s.ID]
		if !ok {
			continue
		}
		l := &m.book.Learners[at[id]]
		if len(l.LTIUserIDs) == 0 {
			l.LTIUserIDs = slices.Clone(s.LTIUserIDs)
			ids.add(l)
			m.told(grade.FactLTIUsers)
		}
		if roles {
			fillPerson(l, s)
		}
	}
	m.book.LTIUsers = ids.known
	if !slices.ContainsFunc(m.book.Learners, untold) && len(m.book.Course.ContextIDs) > 0 {
		m.filled(grade.FactLTIUsers)
	}
	if roles {
		m.takeOthers(at)
	}
}

// fillPerson completes somebody whom the gradebook names and no roster describes.
func fillPerson(l, s *grade.Learner) {
	l.Name, l.Email, l.Login, l.SISID = cmp.Or(l.Name, s.Name), cmp.Or(l.Email, s.Email), cmp.Or(l.Login, s.Login), cmp.Or(l.SISID, s.SISID)
	if len(l.Enrolments) == 0 {
		l.Enrolments = slices.Clone(s.Enrolments)
	}
}

// takeOthers adds the people of the services' roster whom the LMS did not name. That
// can be done only where both sides go by the same ids; elsewhere one person would
// be there twice.
func (m *merge) takeOthers(at map[string]int) {
	same := false
	for theirs, ours := range m.people {
		same = same || theirs == ours
	}
	if !same {
		return
	}
	for i := range m.side.Learners {
		s := m.side.Learners[i]
		if _, there := at[s.ID]; !there && m.people[s.ID] == "" {
			m.book.Learners = append(m.book.Learners, s)
			m.people[s.ID] = s.ID
		}
	}
	m.toldToo(grade.FactRoster, grade.FactRole)
	m.filled(grade.FactRoster)
	if !slices.ContainsFunc(m.book.Learners, func(l grade.Learner) bool { return len(l.Enrolments) == 0 }) {
		m.filled(grade.FactRole)
	}
}

// lookups keeps a book's LTIUsers honest: the services list active people only, so
// that an id which nobody has is not known to be nobody's.
type lookups struct {
	known map[string]string
	told  bool // the LMS told ids itself
}

func newLookups(b *grade.Book) *lookups {
	told := slices.ContainsFunc(b.Learners, func(l grade.Learner) bool { return len(l.LTIUserIDs) > 0 })
	return &lookups{known: b.LTIUsers, told: told}
}

func (k *lookups) add(l *grade.Learner) {
	if k.known == nil && k.told {
		return
	}
	if k.known == nil {
		k.known = map[string]string{}
	}
	for _, id := range l.LTIUserIDs {
		k.known[id] = l.ID
	}
}
