package report

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/pull"
	"github.com/gradesync/gradesync/internal/store"
)

// card is a report card on its way to a page.
type card struct {
	*pull.Card
	style  Style
	limits limits
	titles map[string]string // of activities
	groups map[string]string // titles of categories
}

// textCard writes a report card for people: how old it is, how far everybody is, and
// with few people or when asked why, each one's grades.
func textCard(w io.Writer, c *pull.Card, s Style) error {
	d := &card{Card: c, style: s, limits: limitsOf(s), titles: map[string]string{}, groups: map[string]string{}}
	for _, a := range c.Activities {
		d.titles[a.ID] = cut(a.Title, longestTitle)
	}
	for _, g := range c.Categories {
		d.groups[g.ID] = cut(g.Title, longestTitle)
	}
	p := newPage(w, s)
	p.course(c.Course, c.LMS)
	d.age(p)
	p.blank()
	p.para(0, 0, d.verdict()...)
	if d.each() {
		for i := range c.Enrolments {
			d.person(p, &c.Enrolments[i])
		}
	} else {
		p.add(d.people(p.part()))
	}
	p.add(d.apart(p.part()))
	p.add(d.unread(p.part()))
	p.add(d.next(p.part()))
	return p.flush(w)
}

// each tells whether everybody's grades are shown one by one.
func (d *card) each() bool { return d.Why || len(d.Enrolments) == 1 }

// age says how old the data are, and what keeps them from being newer.
func (d *card) age(p *page) {
	s := &d.Sync
	pulled := span{"Pulled " + age(s.PulledAt, d.GeneratedAt) + ", " + clock(s.PulledAt, d.GeneratedAt) + ".", plain}
	since := ""
	if at, ok := grade.At(s.StateSince); ok {
		since = " since " + clock(at, d.GeneratedAt)
	}
	switch s.State {
	case store.CourseDeleted:
		p.para(0, 0, span{"Deleted in the LMS" + since + ":", strongDoubtful},
			span{"this is what was last read, and nothing new can come.", doubtful}, pulled)
	case store.CourseClosed, store.CourseNew:
		p.para(0, 0, span{"The course is " + string(s.State) + " for sync" + since + ":", strongDoubtful}, span{"it is not pulled.", doubtful}, pulled)
	default:
		p.para(0, 0, pulled)
	}
	if at, ok := grade.At(s.FailingSince); ok {
		what := "Pulls fail since "
		if s.Connection {
			what = "The LMS cannot be read since "
		}
		p.para(0, 0, span{what + clock(at, d.GeneratedAt) + ":", strongBad}, span{stopped(s.Reason), plain},
			span{"What is shown was read before.", doubtful})
	}
}

// verdict says in a sentence or two how far everybody is.
func (d *card) verdict() []span {
	known := []float64{}
	for i := range d.Enrolments {
		if share, ok := d.Enrolments[i].Percent.Get(); ok {
			known = append(known, share)
		}
	}
	n := len(d.Enrolments)
	learners := count(n, "enrolment", "enrolments") + " as learners"
	unknown := n - len(known)
	switch {
	case n == 0 && len(d.Left) > 0:
		return []span{{"Nobody of those asked for is in the course any more.", strong}}
	case n == 0:
		return []span{{"There is no enrolment as a learner.", strong}}
	case d.each() && n == 1:
		return nil
	case len(known) == 0:
		return []span{{learners + ";", strong}, {"how complete they are is not known.", doubtful}}
	}
	slices.Sort(known)
	least, middle, most := percentWord(known[0]), percentWord(known[len(known)/2]), percentWord(known[len(known)-1])
	words := middle + " complete in the middle, from " + least + " to " + most + "."
	if least == most {
		words = least + " complete."
	}
	spans := []span{{learners + ":", strong}, {words, plain}}
	if unknown > 0 {
		spans = append(spans, span{"Of " + strconv.Itoa(unknown) + " it is not known.", doubtful})
	}
	return spans
}

// people is the table of everybody, with the columns that tell anything, and remarks
// below the rows that need one.
func (d *card) people(p *page) *page {
	if len(d.Enrolments) == 0 {
		return p
	}
	rows := []row{{cells: []span{{"USER", faint}, {"NAME", faint}, {"ROLE", faint}, {"STATE", faint},
		{"COMPLETE", faint}, {"GRADED", faint}, {"POINTS", faint}, {"GRADE", faint}}}}
	for i := range d.Enrolments {
		e := &d.Enrolments[i]
		graded := nothing
		if e.Percent.Known() {
			graded = fmt.Sprintf("%d of %d", e.Graded.Or(0), e.Counted.Or(0))
		}
		rows = append(rows, row{cells: []span{
			{e.User, strong}, {cut(e.Name, longestName), plain}, {e.Role, plain}, {enrolmentWord(e.State), enrolmentInk(e.State)},
			{percentOf(e.Percent), plain}, {graded, plain}, {pointsGiven(&e.Grade), plain}, {gradeWords(&e.Grade), plain},
		}})
	}
	rows = telling(rows)
	columns, at := layout(0, rows)
	for i := range rows {
		p.rows(0, rows[i:i+1], columns, at)
		if i > 0 {
			p.para(columns[0]+gutter, columns[0]+gutter, d.remarks(&d.Enrolments[i-1])...)
		}
	}
	return p
}

// remarks is what has to be said of an enrolment besides its numbers.
func (d *card) remarks(e *pull.CardRow) []span {
	var words []string
	if e.Why != "" {
		words = append(words, e.Why)
	}
	if n := len(slices.DeleteFunc(slices.Clone(e.Items), func(i pull.CardItem) bool { return !i.Differs })); n > 0 {
		words = append(words, "completion tracking differs in "+strconv.Itoa(n))
	}
	if grade.Is(e.Grade.Hidden, true) {
		words = append(words, "the learner does not see the grade")
	}
	if len(words) == 0 {
		return nil
	}
	return []span{{strings.Join(words, "; "), doubtful}}
}

// telling leaves out the columns that hold the same in every row but the first, which
// names them; percentages, grades and the person's id stay.
func telling(rows []row) []row {
	const role, name = 2, 1
	drop := map[int]bool{}
	for _, at := range []int{name, role} {
		drop[at] = !slices.ContainsFunc(rows[1:], func(r row) bool { return r.cells[at].text != rows[1].cells[at].text }) &&
			(at == role || rows[1].cells[at].text == "")
	}
	for i := range rows {
		var kept []span
		for at, c := range rows[i].cells {
			if !drop[at] {
				kept = append(kept, c)
			}
		}
		rows[i].cells = kept
	}
	return rows
}

// apart lists people of whom one side only knows, and those who have left.
func (d *card) apart(p *page) *page {
	for _, list := range []struct {
		what string
		ids  []string
	}{
		{"In the gradebook, and not enrolled:", d.NotEnrolled},
		{"Enrolled, and without a row in the gradebook:", d.NotInGradebook},
	} {
		if len(list.ids) > 0 {
			p.para(0, 2, span{list.what, strongDoubtful}, span{usersOf(list.ids, d.limits.subjects), plain})
		}
	}
	var words []string
	for _, l := range d.Left {
		text := l.User
		if l.Name != "" {
			text = cut(l.Name, longestName) + " (" + l.User + ")"
		}
		words = append(words, text+" ("+percentOf(l.Percent)+" complete, gone since "+l.Gone.Format(time.DateOnly)+")")
	}
	if len(words) > 0 {
		p.para(0, 2, span{"Not in the course any more:", strong}, span{some(words, d.limits.subjects, ""), plain})
	}
	return p
}

func usersOf(ids []string, most int) string {
	if len(ids) == 1 {
		return "user " + ids[0]
	}
	return "users " + some(ids, most, "")
}

// unread lists what of a report card the LMS did not give.
func (d *card) unread(p *page) *page {
	needed := []grade.Fact{grade.FactRoster, grade.FactActivities, grade.FactActivityVisible, grade.FactLineItems, grade.FactResults, grade.FactTotals}
	if d.Why {
		needed = append(needed, grade.FactCompletions)
	}
	for _, g := range d.Gaps {
		if slices.Contains(needed, g.Fact) {
			p.para(0, 2, span{"Not read:", strongDoubtful}, span{g.What + ": " + stopped(g.Reason), plain})
		}
	}
	return p
}

// next names the commands that lead on from here.
func (d *card) next(p *page) *page {
	from := "--course " + courseWord(d.Course)
	var list []command
	if _, failing := grade.At(d.Sync.FailingSince); failing {
		list = append(list, command{[]string{"gradesync sync status"}, "what fails, and since when"})
	}
	if !d.Why && len(d.Enrolments) > 0 {
		list = append(list, command{[]string{"gradesync report-card", from, "--user " + Quoted(d.Enrolments[0].User), "--why"}, "the numbers behind"})
	}
	p.commands(list, d.style.With)
	return p
}

// percentWord writes a percentage in whole numbers, and never calls it all, or nothing,
// when it is not quite.
func percentWord(percent float64) string {
	const all = 100
	whole := math.Round(percent)
	switch {
	case whole >= all && percent < all:
		whole = all - 1
	case whole <= 0 && percent > 0:
		whole = 1
	}
	return strconv.FormatFloat(whole, 'f', -1, 64) + " %"
}

func percentOf(m grade.Maybe[float64]) string {
	if percent, ok := m.Get(); ok {
		return percentWord(percent)
	}
	return nothing
}

// nothing stands where a value is unknown, or where there is none.
const nothing = "–"
