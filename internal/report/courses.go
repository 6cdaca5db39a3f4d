package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/pull"
	"github.com/gradesync/gradesync/internal/store"
)

// columns of the table of courses; the title takes what they leave.
const (
	leastTitle  = 12
	widestTitle = 48
)

// textCourses writes for people a table of courses, what fails below its row, and the
// command to type next.
func textCourses(w io.Writer, l *pull.CourseList, s Style) error {
	p := newPage(w, s)
	p.facing(span{}, 0, []span{{sentence(coursesTotal(&l.Totals)), strong}}, span{siteKey(l.LMS), faint})
	p.para(0, 0, span{"The LMS's list was " + readWhen(l.ListedAt, l.GeneratedAt) + ".", faint})
	p.add(courseTable(p.part(), l))
	p.add(coursesNext(p.part(), l, s))
	return p.flush(w)
}

func coursesTotal(t *pull.StateCounts) string {
	words := amounts([]tallied{
		{t.Open, "open", "open"}, {t.New, "new", "new"}, {t.Closed, "closed", "closed"}, {t.Deleted, "deleted", "deleted"},
		{t.HeldBack, "gone from the list", "gone from the list"},
	})
	n := t.Open + t.New + t.Closed + t.Deleted
	if n == 0 {
		return "no courses"
	}
	return count(n, "course", "courses") + ": " + words
}

func courseTable(p *page, l *pull.CourseList) *page {
	if len(l.Courses) == 0 {
		return p
	}
	table := [][]string{{"STATE", "ID", "CODE", "TITLE", "LEARNERS", "LAST SYNC"}}
	for i := range l.Courses {
		c := &l.Courses[i]
		table = append(table, []string{string(c.State), clean(c.ID), clean(c.Code), clean(c.Title), learners(c), lastSync(c, l.GeneratedAt)})
	}
	widths := fit(table, p.width)
	for i, cells := range table {
		if i == 0 {
			p.lines = append(p.lines, p.colours.paint(faint, set(cells, widths)))
			continue
		}
		p.lines = append(p.lines, p.colours.paint(stateInk(&l.Courses[i-1]), set(cells, widths)))
		if told := courseTrouble(&l.Courses[i-1], l.GeneratedAt); told != "" {
			p.para(widths[0]+gutter, widths[0]+gutter, span{told, doubtful})
		}
	}
	return p
}

func learners(c *pull.CourseRow) string {
	n, known := c.Learners.Get()
	if !known {
		return ""
	}
	return strconv.Itoa(n)
}

func lastSync(c *pull.CourseRow, now time.Time) string {
	never := ""
	if c.State == store.CourseOpen {
		never = "never"
	}
	return ageOr(c.PulledAt, now, never)
}

func stateInk(c *pull.CourseRow) ink {
	switch c.State {
	case store.CourseClosed, store.CourseDeleted:
		return faint
	}
	return plain
}

// courseTrouble is what is wrong with a course, empty when nothing is.
func courseTrouble(c *pull.CourseRow, now time.Time) string {
	var words []string
	if !c.Listed && c.State != store.CourseDeleted {
		words = append(words, "gone from the LMS's list since "+clock(c.LastSeen, now)+", and held back")
	}
	if since, fails := c.FailingSince.Get(); fails && c.State == store.CourseOpen {
		words = append(words, fmt.Sprintf("failing since %s, %s: %s", clock(since, now), count(c.Times, "time", "times"), reason(c.Reason, c.ID)))
	}
	return strings.Join(words, "; ")
}

// fit gives every column what it needs, and the titles what is left of the line.
func fit(table [][]string, line int) []int {
	const title = 3
	widths := make([]int, len(table[0]))
	left := line
	for _, cells := range table {
		for i, cell := range cells {
			widths[i] = max(widths[i], width(cell))
		}
	}
	for i, n := range widths {
		if i != title {
			left -= n + gutter
		}
	}
	widths[title] = max(min(widths[title], left, widestTitle), leastTitle)
	return widths
}

// set sets one row; numbers of learners line up at the right.
func set(cells []string, widths []int) string {
	const number = 4
	var b strings.Builder
	for i, cell := range cells {
		cell = cut(cell, widths[i])
		pad := strings.Repeat(" ", max(widths[i]-width(cell), 0))
		if i == number {
			cell, pad = pad+cell, ""
		}
		b.WriteString(cell + pad + strings.Repeat(" ", gutter))
	}
	return strings.TrimRight(b.String(), " ")
}

func coursesNext(p *page, l *pull.CourseList, s Style) *page {
	var list []command
	switch {
	case l.Totals.New > 0:
		list = append(list, s.command("gradesync courses open", "ID…", "or --match 'MATH*', or --all-new"))
	case l.Totals.Open+l.Totals.Closed+l.Totals.Deleted == 0:
		list = append(list, s.command("gradesync sync --once", "", "reads the LMS's list"))
	}
	p.commands(list, "")
	return p
}

// csvCourses writes one row a course, in the form of RFC 4180.
func csvCourses(w io.Writer, l *pull.CourseList, _ Style) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	rows := [][]string{{
		"id", "code", "title", "number", "state", "listed", "learners", "first_seen", "last_seen", "pulled_at",
		"failing_since", "times", "class", "reason", "next_try",
	}}
	for i := range l.Courses {
		c := &l.Courses[i]
		rows = append(rows, cellsOf(c.ID, c.Code, c.Title, c.Number, string(c.State), strconv.FormatBool(c.Listed), learners(c),
			c.FirstSeen.UTC().Format(time.RFC3339), c.LastSeen.UTC().Format(time.RFC3339), stamp(c.PulledAt),
			stamp(c.FailingSince), strconv.Itoa(c.Times), c.Class, c.Reason, stamp(c.NextTry)))
	}
	return out.WriteAll(rows)
}

// stamp writes a moment for a program; never is an empty cell.
func stamp(m grade.Maybe[time.Time]) string {
	t, known := m.Get()
	if !known {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func jsonCourses(w io.Writer, l *pull.CourseList, _ Style) error {
	whole := *l
	whole.Courses = present(l.Courses)
	return document(w, whole)
}
