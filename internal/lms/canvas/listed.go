package canvas

import (
	"slices"
	"sync"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// listed are the courses as the last list had them, and when it was asked for.
type listed struct {
	mu      sync.Mutex
	at      time.Time
	courses map[id]wireCourse
}

// listedAge is how long a course is taken for what the list of courses said of it. A
// change that comes later is in the next list: who refreshes courses begins with one.
const listedAge = 10 * time.Minute

// begin forgets the list before.
func (l *listed) begin(at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.at, l.courses = at, map[id]wireCourse{}
}

func (l *listed) add(c wireCourse) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.courses[c.ID] = c
}

// fresh returns a course of a list that is no older than listedAge.
func (l *listed) fresh(course string, now time.Time) (wireCourse, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c, there := l.courses[id(course)]
	return c, there && now.Sub(l.at) < listedAge
}

// fromList returns the course of a book as it is now, from the list of courses, if that was
// just read and tells all that the course's own record does.
func (p *Provider) fromList(last *grade.Book) (c wireCourse, inList bool) {
	c, inList = p.listed.fresh(last.Course.ID, p.now())
	return c, inList && c.whole(last)
}

// whole tells whether a list has left out nothing of a course that its own record had
// when last was read. What a record tells depends on rights, which may be others there.
func (c wireCourse) whole(last *grade.Book) bool {
	return c.AccountID != "" && c.RootAccountID != "" && c.TermID != "" && c.Term != nil && c.State != "" &&
		c.Concluded.Known() && c.RestrictToDate.Known() && c.HideTotals.Known() &&
		(c.SISID.there || slices.ContainsFunc(last.Gaps, func(g grade.Gap) bool { return g.What == whatSISID })) && (c.TimeZone != "" || last.Course.TimeZone == "")
}
