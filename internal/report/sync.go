package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/gradesync/gradesync/internal/pull"
	"github.com/gradesync/gradesync/internal/store"
)

// SyncRun is one run of sync with the courses as they stand after it.
type SyncRun struct {
	*pull.Summary
	Courses []pull.CourseRow
}

// Line says in one line what the run came to.
func (r *SyncRun) Line() string {
	parts := []string{r.headline()}
	if changes := r.changes(); changes != "" {
		parts = append(parts, changes)
	}
	if n := r.Summary.Courses.New; n > 0 {
		parts = append(parts, count(n, "course is new", "courses are new"))
	}
	return strings.Join(parts, "; ")
}

// textSync writes for people what a run came to: what was pulled, what is in trouble
// with what to do about it, and the command to type next.
func textSync(w io.Writer, r *SyncRun, s Style) error {
	p := newPage(w, s)
	p.facing(span{}, 0, []span{{"Sync", strong}}, span{siteKey(r.LMS), faint})
	p.blank()
	p.para(0, 0, span{sentence(r.headline()) + ".", r.mood()})
	p.blank()
	if changes := r.changes(); changes != "" {
		p.item(0, syncColumn, span{"Changes", strong}, span{changes, plain})
	}
	if courses := r.states(); courses != "" {
		p.item(0, syncColumn, span{"Courses", strong}, span{courses, plain})
	}
	for _, t := range r.Troubles(s) {
		p.blank()
		p.item(0, syncColumn, span{t.Mark, t.ink()}, span{ended(sentence(t.What)), plain})
		if t.Do != "" {
			p.para(syncColumn, syncColumn, span{ended(sentence(t.Do)), plain})
		}
	}
	p.add(r.next(p.part(), s))
	return p.flush(w)
}

// ended gives a sentence its full stop, unless it has a sign at its end.
func ended(text string) string {
	if text != "" && strings.ContainsAny(text[len(text)-1:], ".?!") {
		return text
	}
	return text + "."
}

// syncColumn is where the text beside a mark begins.
const syncColumn = 11

// headline says what was pulled.
func (r *SyncRun) headline() string {
	c, took := &r.Summary.Courses, lasting(r.FinishedAt.Sub(r.StartedAt))
	due := c.Pulled + c.Failed + c.Left + c.Waiting
	switch {
	case r.Connection() != nil && c.Pulled == 0:
		return "nothing could be pulled"
	case due == 0 && c.Open == 0:
		return "no course is open, so none was pulled"
	case c.Pulled < due:
		return fmt.Sprintf("%d of %s pulled in %s", c.Pulled, count(due, "course", "courses"), took)
	}
	return fmt.Sprintf("%s pulled in %s%s", count(c.Pulled, "course", "courses"), took, r.unchanged())
}

func (r *SyncRun) unchanged() string {
	c := &r.Summary.Courses
	switch c.Unchanged {
	case 0:
		return ""
	case c.Pulled:
		return ", nothing has changed"
	}
	return fmt.Sprintf(", %d of them unchanged", c.Unchanged)
}

func (r *SyncRun) mood() ink {
	if r.Partial() {
		return strong
	}
	return good
}

// changes counts what differs from the pull before.
func (r *SyncRun) changes() string {
	c := &r.Changes
	return amounts([]tallied{
		{c.Results, "grade", "grades"}, {c.Enrolments, "enrolment", "enrolments"}, {c.Activities, "activity", "activities"},
	})
}

// states counts courses by state, and those that came and went.
func (r *SyncRun) states() string {
	c := &r.Summary.Courses
	return amounts([]tallied{
		{c.Open, "open", "open"}, {c.New, "new", "new"}, {c.Closed, "closed", "closed"}, {c.Deleted, "deleted", "deleted"},
		{c.Returned, "came back", "came back"}, {c.Removed, "is gone from the LMS now", "are gone from the LMS now"},
	})
}

// tallied is a number with its noun.
type tallied struct {
	n         int
	one, many string
}

// amounts lists the numbers that are not zero.
func amounts(list []tallied) string {
	var words []string
	for _, t := range list {
		if t.n > 0 {
			words = append(words, count(t.n, t.one, t.many))
		}
	}
	return strings.Join(words, ", ")
}

// next names the commands that lead on from here.
func (r *SyncRun) next(p *page, s Style) *page {
	c := &r.Summary.Courses
	var list []command
	if c.New > 0 {
		list = append(list, s.command("gradesync courses list", "--state new", count(c.New, "course is new", "courses are new")))
	}
	if c.New > 0 && c.Open == 0 {
		list = append(list, s.command("gradesync courses open", "--all-new", "or ID…, --match 'MATH*'"))
	}
	if len(r.Failures) > 0 && r.Connection() == nil {
		list = append(list, s.command("gradesync sync status", "", "what fails, and since when"))
	}
	p.commands(list[:min(len(list), 2)], "")
	return p
}

// command is a command that repeats the flags of this run.
func (s Style) command(words, flags, doc string) command {
	parts := []string{words}
	for _, part := range []string{clean(s.With), flags} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return command{parts, doc}
}

// Typed is a command with the flags of this run, as it can be typed again.
func (s Style) Typed(words, flags string) string { return s.command(words, flags, "").line() }

// course finds a course by its id.
func (r *SyncRun) course(id string) *pull.CourseRow {
	for i := range r.Courses {
		if r.Courses[i].ID == id {
			return &r.Courses[i]
		}
	}
	return &pull.CourseRow{ID: id, Listed: true}
}

// courseName is a course as a sentence names it.
func courseName(c *pull.CourseRow) string {
	words := "course " + c.ID
	if c.Code != "" && c.Code != c.ID {
		words += " (" + cut(c.Code, longestTitle) + ")"
	}
	return words
}

// waiting are open courses that failed, and are left alone yet.
func (r *SyncRun) waiting() []*pull.CourseRow {
	failed := map[string]bool{}
	for i := range r.Failures {
		failed[r.Failures[i].Course] = true
	}
	var list []*pull.CourseRow
	for i := range r.Courses {
		c := &r.Courses[i]
		if c.State == store.CourseOpen && !failed[c.ID] && c.NextTry.Known() && c.NextTry.Or(r.FinishedAt).After(r.StartedAt) {
			list = append(list, c)
		}
	}
	return list
}
