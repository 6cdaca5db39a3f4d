package moodle

import (
	"strings"

	"github.com/gradesync/gradesync/internal/grade"
)

// column is one grade item, gathered from the cells of all learners.
type column struct {
	item     wireItem // of the first cell
	activity string   // Activity.ID
	category grade.Maybe[string]
	position int // in the report, from 1
	max      grade.Maybe[float64]
	cells    int
	hidden   int // cells known to be hidden
	shown    int // cells known not to be
	values   int
	noGrade  int // cells that say that the column can hold no grade
	words    int // cells whose grade is a number shown as a word
	odd      int // cells without value and without status, where Moodle tells no format
}

// key is how a module's first column is found.
type key struct{ module, instance string }

// columns gathers the grade items in the order of the report. Totals of the course
// and its categories are no columns of anything; outcomes are no grades.
func (b gradebook) columns() []*column {
	var list []*column
	byID, root := map[text]*column{}, b.root()
	for _, u := range b.users {
		for _, item := range u.Items {
			if item.ID == "" || item.total() || item.OutcomeID != "" {
				continue
			}
			c := byID[item.ID]
			if c == nil {
				c = &column{item: item, activity: "gradeitem:" + string(item.ID), category: item.category(root), position: len(list) + 1}
				byID[item.ID] = c
				list = append(list, c)
			}
			c.add(item)
		}
	}
	return list
}

func (c *column) add(i wireItem) {
	c.cells++
	if !c.max.Known() || !i.Raw.Known() {
		// An ungraded cell shows the column's own maximum, a graded one its grade's.
		c.max = i.Max.Maybe
	}
	switch hidden, known := i.Hidden.Get(); {
	case known && hidden:
		c.hidden++
	case known:
		c.shown++
	}
	switch {
	case i.Raw.Known():
		c.values++
		if i.Formatted.value != "" && !strings.ContainsAny(i.Formatted.value, "0123456789") {
			c.words++
		}
	case i.Status != "" || grade.Is(i.NeedsUpdate.Maybe, true):
	case i.Formatted.there && i.Formatted.value == "":
		// Moodle formats "no grade yet" as a dash, and a grade of no type as nothing.
		c.noGrade++
	case !i.Formatted.there:
		c.odd++
	}
}

// first tells whether it is the column that an activity of a module has first.
func (c *column) first() bool {
	return c.item.Type == "mod" && c.item.Module != "" && c.item.Instance != "" && (c.item.Number == "0" || c.item.Number == "")
}

func (c *column) key() key { return key{c.item.Module, string(c.item.Instance)} }

// gradeType infers what the column can hold: the report names no type, and its
// scale id is never filled.
func (c *column) gradeType() grade.Maybe[grade.ColumnType] {
	from1 := grade.Is(c.item.Min.Maybe, 1)
	switch {
	case c.cells == 0:
		return grade.Maybe[grade.ColumnType]{}
	case c.values == 0 && (c.noGrade > 0 || c.odd == c.cells):
		return grade.Known(grade.NoGrade)
	case c.item.ScaleID != "" && c.item.ScaleID != "0", from1 && c.words > 0, from1 && wordRange(c.item.Range):
		return grade.Known(grade.Scale)
	}
	return grade.Known(grade.Points)
}

// wordRange tells whether a range goes from one word to another: of a scale, as
// points from 1 on would show digits.
func wordRange(text string) bool {
	text = strings.NewReplacer("&ndash;", "", "–", "").Replace(text)
	return strings.TrimSpace(text) != "" && !strings.ContainsAny(text, "0123456789")
}

// isHidden is whether the whole column is hidden. Moodle tells it for each cell
// only, so that one learner is too few to tell a column from a cell.
func (c *column) isHidden() grade.Maybe[bool] {
	switch {
	case c.shown > 0:
		return grade.Known(false)
	case c.hidden >= 2 && c.hidden == c.cells:
		return grade.Known(true)
	}
	return grade.Maybe[bool]{}
}

func (c *column) lineItem(container string) *grade.LineItem {
	id := string(c.item.ID)
	l := &grade.LineItem{
		ID: id, Max: c.max, Min: c.item.Min.Maybe, Type: c.gradeType(),
		Hidden: c.isHidden(), Locked: c.item.Locked.Maybe, Category: c.category, Position: grade.Known(c.position),
	}
	if c.item.Module == "lti" || c.item.Type == "manual" {
		l.URL = lineItemURL(container, id)
	}
	return l
}

// lineItemURL is the AGS URL of a grade item: its id there is the grade item's.
func lineItemURL(container, id string) string { return container + "/" + id + "/lineitem" }

// result maps one cell; sees says that the token's user sees hidden grades. A cell
// that was not read has neither a score nor is it empty.
func (c *column) result(learner string, i wireItem, sees bool) grade.Result {
	r := grade.Result{
		Learner: learner, Activity: c.activity, Score: i.Raw.Maybe, GradedAt: i.GradedAt.Maybe,
		Hidden: i.Hidden.Maybe, Locked: i.CellLocked.Maybe, Overridden: i.Overridden.Maybe,
	}
	if i.Raw.Known() {
		if m, ok := i.Max.Get(); ok && !grade.Is(c.max, m) {
			r.Max = i.Max.Maybe
		}
	} else {
		r.Empty = !unread(i, sees)
		r.GradedAt = known(r.GradedAt)
	}
	switch {
	case i.Status != "":
		r.Excused = grade.Known(i.Status == "dropped")
	case i.Raw.Known() && i.Weight.Known():
		r.Excused = grade.Known(false)
	}
	return r
}

// unread tells a grade that Moodle kept back from one that is not there: a column
// that waits to be recalculated shows none, and a user without
// moodle/grade:viewhidden sees a dash for every hidden grade.
func unread(i wireItem, sees bool) bool {
	if grade.Is(i.NeedsUpdate.Maybe, true) {
		return true
	}
	shownEmpty := i.Formatted.there && i.Formatted.value == ""
	return !sees && grade.Is(i.Hidden.Maybe, true) && i.Status != "novalue" && !shownEmpty
}

// seesHidden tells whether the report proves that its reader may see hidden
// grades: a hidden one with its value.
func (b gradebook) seesHidden() bool {
	for _, u := range b.users {
		for _, i := range u.Items {
			if grade.Is(i.Hidden.Maybe, true) && i.Raw.Known() {
				return true
			}
		}
	}
	return false
}
