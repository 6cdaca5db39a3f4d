package moodle

import (
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// reading is all that was read of one course, and what could not be.
type reading struct {
	*session
	course wireCourse
	asked  time.Time

	modules   []wireModule
	pageErr   error
	links     links
	roster    roster
	rosterErr error
	stateErr  error
	gradebook gradebook
	gradesErr error
	columns   []*column
	// unseen are the columns, by name, that the grade report did not show; nil when
	// they were not asked for or namesErr says why not.
	unseen      map[string][]string
	unseenOrder []string
	titles      map[string]string // of categories by id, as far as they were looked for
	namesErr    error
}

// book puts the parts together.
func (r *reading) book() *grade.Book {
	b := &grade.Book{
		LMS:     grade.Site{Kind: "moodle", URL: r.siteURL(), Version: r.version()},
		AskedAt: r.asked.UTC(),
		Course:  r.session.course(r.course),
		Tools:   r.links.tools,
		Sources: sources(),
	}
	b.Contexts = map[string]string{b.Course.ID: b.Course.ID}
	b.Activities = r.activities(b.Course.LineItemsURL)
	b.Learners = r.learners()
	b.Results = r.results()
	b.Categories, b.Totals = r.totals()
	b.Gaps = r.gaps(b)
	return b
}

// activities are the modules with a column, all tool links, and the columns with
// no module behind them.
func (r *reading) activities(container string) []grade.Activity {
	if r.pageErr != nil && r.columns == nil && r.unseen == nil {
		return nil
	}
	firsts := map[key]*column{}
	for _, c := range r.columns {
		if c.first() {
			firsts[c.key()] = c
		}
	}
	list := []grade.Activity{}
	for _, m := range r.modules {
		a := m.activity()
		k := key{m.ModName, string(m.Instance)}
		if c := firsts[k]; c != nil {
			c.activity = a.ID
			a.Graded, a.LineItem = grade.Known(true), c.lineItem(container)
			delete(firsts, k)
		} else {
			a.Graded, a.LineItem = r.byName(m, container)
		}
		if a.LineItem == nil && m.ModName != "lti" {
			continue
		}
		r.links.apply(&a)
		list = append(list, a)
	}
	for _, c := range r.columns {
		if c.activity == "gradeitem:"+string(c.item.ID) {
			list = append(list, c.alone(container, firsts[c.key()] == c))
		}
	}
	return append(list, r.namedColumns(container)...)
}

// byName says of a module without a column in the report whether it has one, by
// the plain list. A name that is not there twice is the module's own: Moodle gives
// a module's column the module's name.
func (r *reading) byName(m wireModule, container string) (grade.Maybe[bool], *grade.LineItem) {
	asked := r.unseen != nil
	ids := r.unseen[string(m.Name)]
	switch {
	case r.namesErr != nil, grade.Is(m.UserVisible.Maybe, false), len(ids) > 1:
		return grade.Maybe[bool]{}, nil
	case len(ids) == 1:
		delete(r.unseen, string(m.Name))
		return grade.Known(true), &grade.LineItem{ID: ids[0], URL: lineItemURL(container, ids[0])}
	case asked, len(r.columns) > 0:
		return grade.Known(false), nil
	}
	return grade.Maybe[bool]{}, nil
}

// alone makes an activity of a column: of a module that the course page did not
// show, or of nothing but the column.
func (c *column) alone(container string, module bool) grade.Activity {
	a := grade.Activity{ID: c.activity, Title: string(c.item.Name), Kind: "column",
		Graded: grade.Known(true), LineItem: c.lineItem(container)}
	if !module || c.item.CMID == "" {
		return a
	}
	a.ID, a.Kind = string(c.item.CMID), c.item.Module
	if a.Kind == "lti" {
		a.ResourceLinkID = string(c.item.Instance)
	}
	c.activity = a.ID
	return a
}

// namedColumns are the columns of which only id and name are known.
func (r *reading) namedColumns(container string) []grade.Activity {
	var list []grade.Activity
	for _, name := range r.unseenOrder {
		for _, id := range r.unseen[name] {
			list = append(list, grade.Activity{ID: "gradeitem:" + id, Title: name, Kind: "column",
				Graded: grade.Known(true), LineItem: &grade.LineItem{ID: id, URL: lineItemURL(container, id)}})
		}
		delete(r.unseen, name)
	}
	return list
}

// learners are the roster; without one, those whom the gradebook names.
func (r *reading) learners() []grade.Learner {
	if r.rosterErr != nil && r.gradesErr != nil {
		return nil
	}
	people := r.roster.people
	if r.rosterErr != nil {
		for _, u := range r.gradebook.users {
			number := u.IDNumber
			people = append(people, wirePerson{ID: u.ID, FullName: u.FullName, IDNumber: &number})
		}
	}
	list := make([]grade.Learner, 0, len(people))
	for _, p := range people {
		l := r.roster.learner(p)
		if r.gradesErr == nil {
			l.Listed = r.gradebook.row(l.ID)
		}
		list = append(list, l)
	}
	return list
}

// results are the cells of every column. It runs after activities, which give the
// columns their activity.
func (r *reading) results() []grade.Result {
	if r.gradesErr != nil {
		return nil
	}
	byItem := map[text]*column{}
	for _, c := range r.columns {
		byItem[c.item.ID] = c
	}
	sees := r.gradebook.seesHidden()
	list := []grade.Result{}
	for _, u := range r.gradebook.users {
		for _, i := range u.Items {
			if c := byItem[i.ID]; c != nil {
				list = append(list, c.result(string(u.ID), i, sees))
			}
		}
	}
	return list
}
