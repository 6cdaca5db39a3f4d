package pull

import (
	"slices"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// cardMaker makes the rows of a report card.
type cardMaker struct {
	*Kept
	CardOptions
	cells    cells
	totals   map[totalKey]*grade.Total
	learners map[string]*grade.Learner
}

// wanted tells whether a person is among those asked for.
func (m *cardMaker) wanted(ids ...string) bool { return len(m.Users) == 0 || isPerson(m.Users, ids...) }

func (m *cardMaker) rows() []CardRow {
	var rows []CardRow
	for _, p := range Progress(m.Book) {
		l := m.learners[p.Learner]
		if !m.wanted(l.ID, l.SISID, l.Login, l.Email) {
			continue
		}
		row := CardRow{
			User: p.Learner, SISID: l.SISID, Role: p.Role, Sections: append([]string{}, p.Sections...), State: p.State,
			Percent: p.Percent, Why: p.Why,
			Totals: []CardTotal{}, Items: make([]CardItem, 0, len(p.Items)),
		}
		if m.Names {
			row.Name, row.Login = l.Name, l.Login
		}
		if p.Percent.Known() {
			row.Graded, row.Counted = grade.Known(p.Graded), grade.Known(p.Counted)
			if m.Book.Completions != nil {
				row.Tracked, row.Completed = grade.Known(p.Tracked), grade.Known(p.Completed)
			}
		}
		row.Grade = cardGrade(m.totals[totalKey{learner: l.ID}])
		for _, category := range m.Book.Categories {
			if t := m.totals[totalKey{l.ID, category.ID}]; t != nil {
				row.Totals = append(row.Totals, CardTotal{Category: category.ID, CardGrade: cardGrade(t), Weight: t.Weight})
			}
		}
		for i, item := range p.Items {
			row.Items = append(row.Items, cardItem(item, m.cells.activities[i], m.cells.results[cell{l.ID, item.Activity}]))
		}
		rows = append(rows, row)
	}
	slices.SortStableFunc(rows, func(a, b CardRow) int { return byNumber(a.User, b.User) })
	return rows
}

// cardGrade takes a total over as it is; nil is one that was not read.
func cardGrade(t *grade.Total) CardGrade {
	if t == nil {
		return CardGrade{}
	}
	return CardGrade{
		Score: t.Score, Max: t.Max, Percent: t.Percent, Letter: t.Letter,
		FinalPercent: t.FinalPercent, FinalLetter: t.FinalLetter, Hidden: t.Hidden, None: t.Empty,
	}
}

// cardItem puts what is known of one cell together.
func cardItem(p ItemProgress, a *grade.Activity, r *grade.Result) CardItem {
	item := CardItem{Activity: p.Activity, Standing: p.Standing, Counts: p.Standing.Counts(), Completion: p.Completion, Differs: p.Differs()}
	if a.LineItem != nil {
		item.Max = a.LineItem.Max
	}
	if r == nil {
		return item
	}
	item.Empty, item.Stale, item.Submitted = r.Empty, r.Stale, r.SubmittedAt
	item.Score, item.Hidden, item.Excused, item.Overridden = r.Score, r.Hidden, r.Excused, r.Overridden
	item.GradedAt = moment(r.GradedAt.Or(time.Time{}))
	if r.Max.Known() {
		item.Max = r.Max
	}
	most, known := item.Max.Get()
	if score, graded := item.Score.Get(); graded && known && most > 0 && ofPoints(a) {
		const percent = 100
		item.Percent = grade.Known(score / most * percent)
	}
	return item
}

// ofPoints tells whether a column's scores are shares of its maximum: the words of a
// scale are only numbered.
func ofPoints(a *grade.Activity) bool {
	return a.LineItem == nil || !grade.Is(a.LineItem.Type, grade.Scale)
}

// left are the people who are not in the course any more, as they were last seen.
func (m *cardMaker) left() []CardLeft {
	var rows []CardLeft
	for i := range m.People {
		p := &m.People[i]
		if p.Gone.IsZero() || p.Kind != grade.RoleLearner || !m.wanted(p.Learner, p.SISID, p.Login, p.Email) {
			continue
		}
		row := CardLeft{
			User: p.Learner, Gone: p.Gone.UTC(), Percent: p.Complete, Graded: p.Graded, Counted: p.Counted,
			Grade: CardGrade{Score: p.Score, Max: p.Max, Percent: p.Percent, Letter: p.Letter},
		}
		if m.Names {
			row.Name, row.Login = p.Name, p.Login
		}
		rows = append(rows, row)
	}
	slices.SortStableFunc(rows, func(a, b CardLeft) int { return byNumber(a.User, b.User) })
	return rows
}

// mismatch lists who is in the gradebook and not in the roster, and which active
// learners are in the roster and not in the gradebook. Where one of the two was not
// read, neither is known.
func (m *cardMaker) mismatch(c *Card) {
	if m.Book.Learners == nil || m.Book.Results == nil {
		return
	}
	for i := range m.Book.Results {
		if id := m.Book.Results[i].Learner; m.learners[id] == nil {
			c.NotEnrolled = append(c.NotEnrolled, id)
		}
	}
	for i := range m.Book.Learners {
		l := &m.Book.Learners[i]
		kind, _ := l.Role()
		switch {
		case len(l.Enrolments) == 0 && grade.Is(l.Listed, true):
			c.NotEnrolled = append(c.NotEnrolled, l.ID)
		case kind == grade.RoleLearner && grade.Is(l.Listed, false) && grade.Is(l.State(), grade.EnrolmentActive):
			c.NotInGradebook = append(c.NotInGradebook, l.ID)
		}
	}
	slices.SortFunc(c.NotEnrolled, byNumber)
	c.NotEnrolled = slices.Compact(c.NotEnrolled)
	slices.SortFunc(c.NotInGradebook, byNumber)
}
