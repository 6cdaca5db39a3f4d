package moodle

import (
	"context"
	"html"
	"strconv"
	"strings"

	"github.com/gradesync/gradesync/internal/grade"
)

// total tells whether an item is the total of the course or of a category.
func (i wireItem) total() bool { return i.Type == "course" || i.Type == "category" }

// root is the id of the category that all others are in: the course's total is its.
func (b gradebook) root() text {
	for _, u := range b.users {
		for _, i := range u.Items {
			if i.Type == "course" {
				return i.Instance
			}
		}
	}
	return ""
}

// category is where an item stands, unknown where the report does not say it.
func (i wireItem) category(root text) grade.Maybe[string] {
	switch id := i.CategoryID.value; {
	case id == "" || root == "":
		return grade.Maybe[string]{}
	case id == string(root):
		return grade.Known("")
	default:
		return grade.Known(id)
	}
}

// readTitles asks for the plain list of columns only for the titles of categories, of
// which the grade report has the ids alone. Without it they stay empty, and nothing
// else is missing.
func (r *reading) readTitles(ctx context.Context) error {
	if !r.untitled() {
		return nil
	}
	found, err := ask[wireColumns](ctx, r.session, fnColumns, args("courseid", string(r.course.ID)))
	if err != nil {
		return onlyFatal(ctx, err)
	}
	r.takeTitles(found)
	return nil
}

// untitled tells whether the report has a category whose title nobody looked for yet.
func (r *reading) untitled() bool {
	for _, u := range r.gradebook.users {
		for _, i := range u.Items {
			if _, looked := r.titles[string(i.Instance)]; i.Type == "category" && !looked {
				return true
			}
		}
	}
	return false
}

// takeTitles reads the categories' titles beside the columns that stand in them.
func (r *reading) takeTitles(list wireColumns) {
	titles := map[text]string{}
	for _, c := range list.Items {
		titles[c.ID] = string(c.Category)
	}
	r.titles = map[string]string{}
	for _, c := range r.columns {
		if title, listed := titles[c.item.ID]; listed {
			r.titles[c.category.Or("")] = title
		}
	}
}

// titlesOf are the titles of a book's categories, those without one among them: a
// second look would find no more.
func titlesOf(b *grade.Book) map[string]string {
	titles := map[string]string{}
	for _, c := range b.Categories {
		titles[c.ID] = c.Title
	}
	return titles
}

// totals are the rows of the report that belong to no column. The report names no
// category: its title comes from the plain list of columns.
func (r *reading) totals() ([]grade.Category, []grade.Total) {
	if r.gradesErr != nil {
		return nil, nil
	}
	categories, totals, seen := []grade.Category{}, []grade.Total{}, map[text]bool{}
	sees := r.gradebook.seesHidden()
	for _, u := range r.gradebook.users {
		for _, i := range u.Items {
			if !i.total() {
				continue
			}
			if i.Type == "category" && !seen[i.Instance] {
				seen[i.Instance] = true
				categories = append(categories, grade.Category{ID: string(i.Instance), Title: r.titles[string(i.Instance)]})
			}
			totals = append(totals, i.mapTotal(string(u.ID), sees))
		}
	}
	return categories, totals
}

// mapTotal maps one total of one learner; sees says that the token's user sees
// hidden grades.
func (i wireItem) mapTotal(learner string, sees bool) grade.Total {
	t := grade.Total{Learner: learner, Score: i.Raw.Maybe, Max: i.Max.Maybe, Hidden: i.Hidden.Maybe}
	if i.Type == "category" {
		t.Category, t.Weight = string(i.Instance), i.Weight.Maybe
	}
	if !i.Raw.Known() {
		t.Empty = !unread(i, sees)
		return t
	}
	shown := html.UnescapeString(i.Formatted.value)
	t.Percent = percent(i.Percent.value)
	if !t.Percent.Known() {
		t.Percent = percent(shown) // a course may show percentages in place of points
	}
	switch letter := html.UnescapeString(i.Letter.value); {
	case i.Letter.there && letter == "-":
		t.Letter = grade.Known("")
	case i.Letter.there:
		t.Letter = grade.Known(letter)
	case shown != "" && shown != "-" && !strings.ContainsAny(shown, "0123456789"):
		t.Letter = grade.Known(shown) // or letters, or the words of a scale
	}
	return t
}

// percent reads "47.50 %"; Moodle writes the decimal sign of the user's language.
func percent(shown string) grade.Maybe[float64] {
	digits, is := strings.CutSuffix(strings.TrimSpace(shown), "%")
	if !is {
		return grade.Maybe[float64]{}
	}
	v, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSpace(digits), ",", "."), 64)
	if err != nil {
		return grade.Maybe[float64]{}
	}
	return grade.Known(v)
}
