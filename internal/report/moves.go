package report

import (
	"io"
	"time"

	"github.com/gradesync/gradesync/internal/store"
)

// MovesSchema names the form of the JSON document of courses that were opened or
// closed.
const MovesSchema = "gradesync.course-moves/v1"

// Moves are courses that were given another state: plain data. Its JSON form is
// public.
type Moves struct {
	Schema      string            `json:"schema"`
	GeneratedAt time.Time         `json:"generated_at"`
	LMS         string            `json:"lms"`     // kind and URL
	DryRun      bool              `json:"dry_run"` // nothing was changed
	To          store.CourseState `json:"to"`
	Moved       []MovedCourse     `json:"moved"`
	Unchanged   []MovedCourse     `json:"unchanged"` // asked for, and in that state before
	Left        []MovedCourse     `json:"left"`      // matched, and left alone because they are deleted
}

// MovedCourse is one course and the state it had before.
type MovedCourse struct {
	ID    string            `json:"id"`
	Code  string            `json:"code"`
	Title string            `json:"title"`
	From  store.CourseState `json:"from"`
}

// textMoves writes for people which courses were opened or closed.
func textMoves(w io.Writer, m *Moves, s Style) error {
	p := newPage(w, s)
	p.para(0, 0, span{m.verdict(), strong})
	var rows []row
	for i := range m.Moved {
		c := &m.Moved[i]
		rows = append(rows, row{
			cells: []span{{clean(c.ID), plain}, {cut(c.Code, longestTitle), plain}, {string(c.From) + " → " + string(m.To), faint}},
			rest:  []span{{cut(c.Title, longestTitle), plain}},
		})
	}
	if len(rows) > 0 {
		p.blank()
		p.table(2, rows)
	}
	rest := p.part()
	if n := len(m.Unchanged); n > 0 {
		rest.para(0, 0, span{count(n, "course was", "courses were") + " " + string(m.To) + " before: " + some(movedIDs(m.Unchanged), manyFailing, ""), plain})
	}
	if n := len(m.Left); n > 0 {
		rest.para(0, 0, span{count(n, "course is deleted and stays so", "courses are deleted and stay so") + ": " + some(movedIDs(m.Left), manyFailing, ""), plain})
	}
	p.add(rest)
	next := p.part()
	if m.To == store.CourseOpen && len(m.Moved) > 0 && !m.DryRun {
		next.commands([]command{s.command("gradesync sync --once", "", "pulls "+pronoun(len(m.Moved))+" now")}, "")
	}
	p.add(next)
	return p.flush(w)
}

func (m *Moves) verdict() string {
	n := len(m.Moved)
	switch {
	case n == 0:
		return "No course was changed."
	case m.DryRun:
		return count(n, "course", "courses") + " would be " + string(m.To) + "; nothing was changed (--dry-run)."
	}
	return count(n, "course is", "courses are") + " " + string(m.To) + " now."
}

func movedIDs(list []MovedCourse) []string {
	ids := make([]string, 0, len(list))
	for _, c := range list {
		ids = append(ids, c.ID)
	}
	return ids
}

func jsonMoves(w io.Writer, m *Moves, _ Style) error {
	whole := *m
	whole.Moved, whole.Unchanged, whole.Left = present(m.Moved), present(m.Unchanged), present(m.Left)
	return document(w, whole)
}
