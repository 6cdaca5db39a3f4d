package report

import (
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/gradesync/gradesync/internal/pull"
)

// statusPage is a status on its way to a page.
type statusPage struct {
	*pull.Status
	style Style
}

// textStatus writes for people how pulling goes: the verdict, what is wrong, and the
// last runs.
func textStatus(w io.Writer, st *pull.Status, s Style) error {
	v := &statusPage{st, s}
	p := newPage(w, s)
	p.facing(span{}, 0, []span{{"Sync", strong}}, span{siteKey(v.LMS), faint})
	p.blank()
	p.para(0, 0, v.verdict()...)
	p.blank()
	v.connection(p)
	p.item(0, statusColumn, span{"Courses", strong}, span{v.courses(), plain})
	if v.Oldest != nil {
		p.item(0, statusColumn, span{"Oldest", strong}, span{courseName(v.Oldest) + ", pulled " + ageOr(v.Oldest.PulledAt, v.GeneratedAt, "never"), plain})
	}
	p.item(0, statusColumn, span{"At work", strong}, span{v.running(), plain})
	if v.Queue != nil {
		p.item(0, statusColumn, span{"Queue", strong}, v.queue()...)
	}
	p.add(v.failing(p.part()))
	p.add(v.runs(p.part()))
	p.add(v.next(p.part()))
	return p.flush(w)
}

// statusColumn is where the text beside a label begins.
const statusColumn = 12

// verdict says whether all is well, and otherwise what is not.
func (v *statusPage) verdict() []span {
	if v.OK && v.Courses.Open == 0 {
		return []span{{"All is well, and no course is open.", strong}}
	}
	if v.OK {
		return []span{{"All is well: " + count(v.Courses.Open, "open course is", "open courses are") + " up to date.", good}}
	}
	var words []string
	for _, problem := range v.Problems {
		words = append(words, v.problem(problem))
	}
	return []span{{sentence(and(words)) + ".", strongBad}}
}

func (v *statusPage) problem(p pull.Problem) string {
	c := &v.Courses
	switch p {
	case pull.NeverSynced:
		return "the LMS's list of courses was never read"
	case pull.NotConnected:
		return "the LMS cannot be read"
	case pull.ListOverdue:
		return "the last good run began " + ageOr(v.Connection.ReadAt, v.GeneratedAt, "never")
	case pull.HeldBackGone:
		return count(c.HeldBack, "course is", "courses are") + " gone from the LMS's list and held back"
	case pull.CoursesFailing:
		return count(c.Failing, "open course fails", "open courses fail")
	case pull.CoursesOverdue:
		return count(c.Overdue, "open course was", "open courses were") + " not pulled for more than " + lasting(time.Duration(v.MaxAge)*time.Second)
	}
	return string(p)
}

// connection says how reading the list of courses goes.
func (v *statusPage) connection(p *page) {
	c := &v.Connection
	label, read := span{"Connection", strong}, "the list of courses was "+readWhen(c.ReadAt, v.GeneratedAt)
	if !c.Fails() {
		p.item(0, statusColumn, label, span{read, plain})
		return
	}
	what, do := disconnection(c.Class, v.style)
	if c.Code != "" {
		what += " (" + c.Code + ")"
	}
	since := fmt.Sprintf("since %s, %s: %s", clock(c.FailingSince.Or(v.GeneratedAt), v.GeneratedAt), count(c.Times, "time", "times"), what)
	p.item(0, statusColumn, label, span{"FAILING", strongBad}, span{ended(since), plain})
	for _, text := range []string{reason(c.Reason, ""), read, do} {
		p.para(statusColumn, statusColumn, span{ended(sentence(text)), plain})
	}
}

func (v *statusPage) courses() string {
	c := &v.Courses
	words := amounts([]tallied{
		{c.Open, "open", "open"}, {c.New, "new", "new"}, {c.Closed, "closed", "closed"}, {c.Deleted, "deleted", "deleted"},
		{c.HeldBack, "gone and held back", "gone and held back"},
	})
	if words == "" {
		return "none"
	}
	return words
}

func (v *statusPage) running() string {
	if v.Running == nil {
		return "nobody"
	}
	return v.Running.Holder + ", since " + clock(v.Running.Since, v.GeneratedAt)
}

// queue tells how the jobs of workers stand.
func (v *statusPage) queue() []span {
	q := v.Queue
	words := amounts([]tallied{
		{q.Running, "running", "running"}, {q.Waiting, "waiting", "waiting"}, {q.Retrying, "to be tried again", "to be tried again"},
		{q.Later, "put off", "put off"}, {q.Failed, "given up in the last day", "given up in the last day"},
	})
	if words == "" {
		words = "empty"
	}
	if oldest, known := q.Oldest.Get(); known {
		words += "; the first has waited since " + clock(oldest, v.GeneratedAt)
	}
	if q.Alive {
		return []span{{words, plain}}
	}
	return []span{{words + ".", plain}, {"No worker is at work.", doubtful}}
}

// manyFailing is how many failing courses are named.
const manyFailing = 10

// failing lists the courses that fail, the longest first.
func (v *statusPage) failing(p *page) *page {
	for i := range v.Failing {
		c := &v.Failing[i]
		if i == manyFailing && v.style.Verbose == 0 {
			p.para(0, 0, span{count(len(v.Failing)-i, "more course fails", "more courses fail") + "; -v lists them", faint})
			break
		}
		p.item(0, statusColumn, span{"FAILING", strongBad}, span{sentence(courseName(c)) + " " + cut(c.Title, longestTitle), strong})
		p.para(statusColumn, statusColumn, span{v.failure(c), plain})
	}
	return p
}

func (v *statusPage) failure(c *pull.CourseRow) string {
	text := fmt.Sprintf("since %s, %s: %s; last pulled %s", clock(c.FailingSince.Or(v.GeneratedAt), v.GeneratedAt),
		count(c.Times, "time", "times"), reason(c.Reason, c.ID), ageOr(c.PulledAt, v.GeneratedAt, "never"))
	if next, known := c.NextTry.Get(); known && next.After(v.GeneratedAt) {
		text += "; next try after " + clock(next, v.GeneratedAt)
	}
	return ended(text)
}

// runs lists the last runs, the latest first.
func (v *statusPage) runs(p *page) *page {
	var rows []row
	for i := range v.Runs {
		r := &v.Runs[i]
		rows = append(rows, row{
			cells: []span{{clock(r.StartedAt, v.GeneratedAt), plain}, {v.ended(i), v.endInk(r)}},
			rest:  []span{{runWords(r), plain}},
		})
	}
	if len(rows) > 0 {
		p.para(0, 0, span{"Last runs", strong})
		p.table(2, rows)
	}
	return p
}

// ended says how a run ended. One that did not is at work, if any is and it is the
// latest.
func (v *statusPage) ended(i int) string {
	if exit, known := v.Runs[i].Exit.Get(); known {
		return fmt.Sprintf("exit %d", exit)
	}
	if i == 0 && v.Running != nil {
		return "at work"
	}
	return "cut off"
}

func (v *statusPage) endInk(r *pull.RunRow) ink {
	if r.Exit.Or(0) != 0 {
		return doubtful
	}
	return plain
}

// runWords counts what became of the courses of a run.
func runWords(r *pull.RunRow) string {
	if r.Courses == nil {
		return ""
	}
	c := r.Courses
	words := amounts([]tallied{
		{c.Pulled, "course pulled", "courses pulled"}, {c.Unchanged, "unchanged", "unchanged"}, {c.Failed, "failed", "failed"},
		{c.Waiting, "left alone", "left alone"}, {c.Left, "not tried", "not tried"}, {c.HeldBack, "held back", "held back"},
		{c.Appeared, "new", "new"}, {c.Removed, "deleted", "deleted"}, {c.Returned, "came back", "came back"},
	})
	if words == "" {
		words = "nothing pulled"
	}
	if end, known := r.FinishedAt.Get(); known {
		words += " in " + lasting(end.Sub(r.StartedAt))
	}
	return words
}

// next names the command that leads on from here.
func (v *statusPage) next(p *page) *page {
	var list []command
	has := func(problem pull.Problem) bool { return slices.Contains(v.Problems, problem) }
	switch {
	case has(pull.NotConnected):
		list = append(list, v.style.command("gradesync check", "", "the connection, step by step"))
	case has(pull.HeldBackGone):
		list = append(list, v.style.command("gradesync courses list", "--state gone", "what is gone from the LMS's list"))
	case len(v.Failing) > 0:
		list = append(list, v.style.command("gradesync sync --once", "--course "+Quoted(v.Failing[0].ID), "tries it now"))
	case !v.OK:
		list = append(list, v.style.command("gradesync sync --once", "", "pulls now"))
	}
	if v.Courses.New > 0 && len(list) == 0 {
		list = append(list, v.style.command("gradesync courses list", "--state new", count(v.Courses.New, "course is new", "courses are new")))
	}
	p.commands(list, "")
	return p
}

func jsonSync(w io.Writer, r *SyncRun, _ Style) error {
	whole := *r.Summary
	whole.Failures = present(whole.Failures)
	return document(w, whole)
}

func jsonStatus(w io.Writer, st *pull.Status, _ Style) error {
	whole := *st
	whole.Problems, whole.Failing, whole.Runs = present(st.Problems), present(st.Failing), present(st.Runs)
	return document(w, whole)
}
