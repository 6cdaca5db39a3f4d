package report

import (
	"fmt"
	"strings"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/pull"
)

// person shows one enrolment with all its grades.
func (d *card) person(p *page, e *pull.CardRow) {
	p.blank()
	who := []span{{e.User, strong}}
	if e.Name != "" {
		who = []span{{cut(e.Name, longestName), strong}, {"(" + e.User + ")", plain}}
	}
	who = append(who, span{cut(e.Login, longestName), faint}, span{strings.Trim(e.Role+", "+enrolmentWord(e.State), ", "), enrolmentInk(e.State)})
	p.para(0, 2, who...)
	p.para(2, 4, d.complete(e)...)
	p.para(2, 4, span{"Grade " + wholeGrade(&e.Grade), plain}, hiddenGrade(&e.Grade))
	if tracked, ok := e.Tracked.Get(); ok && d.Why && tracked > 0 {
		p.para(2, 4, span{fmt.Sprintf("The LMS's completion tracking: %d of %s complete.", e.Completed.Or(0), count(tracked, "tracked activity", "tracked activities")), plain})
	}
	if rows := d.items(e); len(rows) > 0 {
		p.blank()
		p.table(2, rows)
	}
	if rows := d.totals(e); len(rows) > 0 {
		p.blank()
		p.table(2, rows)
	}
}

// complete says how far somebody is, with the numbers.
func (d *card) complete(e *pull.CardRow) []span {
	if e.Why != "" {
		return []span{{"How complete is not known:", doubtful}, {e.Why + ".", plain}}
	}
	return []span{{percentOf(e.Percent) + " complete:", strong},
		{fmt.Sprintf("%d of %s a grade.", e.Graded.Or(0), count(e.Counted.Or(0), "activity that counts has", "activities that count have")), plain}}
}

// items are the grades of the report card; when asked why, every activity with its
// standing.
func (d *card) items(e *pull.CardRow) []row {
	var rows []row
	for i := range e.Items {
		item := &e.Items[i]
		if !d.Why && item.Standing == pull.NoColumn {
			continue
		}
		score, percent := nothing, ""
		if item.Score.Known() {
			score, percent = pointsOf(item.Score, item.Max), ""
			if share, ok := item.Percent.Get(); ok {
				percent = short(share) + " %"
			}
		}
		rows = append(rows, row{
			cells: []span{{titleOr(d.titles[item.Activity], item.Activity), plain}, {score, plain}, {percent, plain}},
			rest:  d.itemWords(item),
		})
	}
	return rows
}

// itemWords says what the score alone does not.
func (d *card) itemWords(i *pull.CardItem) []span {
	var spans []span
	switch {
	case d.Why:
		spans = append(spans, standingSpan(i.Standing))
	case !i.Score.Known():
		spans = append(spans, span{ungradedWord(i.Standing), faint})
	}
	for _, mark := range []struct {
		is    bool
		words string
	}{
		{grade.Is(i.Excused, true) && i.Standing != pull.Excused, "excused"},
		{grade.Is(i.Hidden, true) && i.Score.Known(), "the learner does not see it"},
		{grade.Is(i.Overridden, true), "set by a teacher"},
	} {
		if mark.is {
			spans = append(spans, span{mark.words, doubtful})
		}
	}
	if d.Why && i.Differs {
		spans = append(spans, span{string(i.Completion) + " in the LMS's tracking", doubtful})
	}
	for at := range spans[:max(0, len(spans)-1)] {
		spans[at].text += ";"
	}
	return spans
}

// standingSpan says whether an activity counts, and why not.
func standingSpan(s pull.Standing) span {
	switch s {
	case pull.Graded:
		return span{"counts: graded", good}
	case pull.Open:
		return span{"counts: no grade yet", plain}
	case pull.Restricted:
		return span{"counts: no grade yet, and conditions may keep this learner out", plain}
	}
	if s.Unknown() {
		return span{"unknown: " + string(s), doubtful}
	}
	return span{"left out: " + leftOutWord(s), faint}
}

func leftOutWord(s pull.Standing) string {
	switch s {
	case pull.Column:
		return "a column with no activity behind it"
	case pull.NoColumn:
		return "the gradebook has no column for it"
	case pull.GradeNone:
		return "its column can hold no grade"
	case pull.NotAssigned:
		return "not assigned to this learner"
	}
	return string(s)
}

// ungradedWord is why there is no score to show.
func ungradedWord(s pull.Standing) string {
	switch s {
	case pull.Open, pull.Restricted, pull.Column:
		return "no grade yet"
	case pull.GradeNone:
		return "holds no grade"
	}
	return string(s)
}

// totals are the categories' totals as the gradebook gives them.
func (d *card) totals(e *pull.CardRow) []row {
	var rows []row
	for i := range e.Totals {
		t := &e.Totals[i]
		title := d.groups[t.Category]
		if title == "" {
			title = "category " + t.Category
		}
		cells := []span{{"Total of " + title, plain}, {pointsGiven(&t.CardGrade), plain}, {gradeWords(&t.CardGrade), plain}}
		if cells[2].text == nothing {
			cells[2].text = ""
		}
		rows = append(rows, row{cells: cells})
	}
	return rows
}

func titleOr(title, id string) string {
	if title == "" {
		return "activity " + id
	}
	return title
}

// wholeGrade writes a course grade in one sentence.
func wholeGrade(g *pull.CardGrade) string {
	switch {
	case g.None:
		return nothing + " (the gradebook gives none yet)"
	case !g.Known():
		return nothing + " (not known)"
	}
	parts := []string{pointsGiven(g), gradeWords(g)}
	words := strings.Trim(strings.ReplaceAll(strings.Join(parts, ", "), nothing, ""), ", ")
	if final, ok := g.FinalPercent.Get(); ok {
		words += "; with what is not graded as zero " + short(final) + " %"
		if letter := g.FinalLetter.Or(""); letter != "" {
			words += " " + letter
		}
	}
	return words
}

func hiddenGrade(g *pull.CardGrade) span {
	if grade.Is(g.Hidden, true) {
		return span{"(the learner does not see it)", doubtful}
	}
	return span{}
}

// pointsGiven writes a grade's points, if the gradebook gives it in points.
func pointsGiven(g *pull.CardGrade) string {
	if !g.Score.Known() {
		return nothing
	}
	return pointsOf(g.Score, g.Max)
}

// gradeWords writes a grade's percentage and letter, as far as the gradebook has them.
func gradeWords(g *pull.CardGrade) string {
	var words []string
	if percent, ok := g.Percent.Get(); ok {
		words = append(words, short(percent)+" %")
	}
	if letter := g.Letter.Or(""); letter != "" {
		words = append(words, letter)
	}
	if len(words) == 0 {
		return nothing
	}
	return strings.Join(words, "  ")
}

func enrolmentWord(m grade.Maybe[grade.EnrolmentState]) string {
	if state, ok := m.Get(); ok {
		return string(state)
	}
	return "state unknown"
}

func enrolmentInk(m grade.Maybe[grade.EnrolmentState]) ink {
	if grade.Is(m, grade.EnrolmentActive) {
		return plain
	}
	return doubtful
}
