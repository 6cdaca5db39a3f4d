package lab

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

// overrides answers with the dates of an assignment that hold for some.
func (c *canvasCall) overrides() (any, error) {
	x := c.column(c.r.PathValue("assignment"))
	if x == nil {
		return nil, nowhere()
	}
	return listing{items: c.overrideObjects(x)}, nil
}

func (c *canvasCall) overrideObjects(x *column) []object {
	out := []object{}
	for _, v := range x.module.assignment.overrides {
		o := object{{"id", canvasID(v.id)}, {"assignment_id", canvasID(x.module.id)}, {"title", v.title()}, {"due_at", when(v.due)},
			{"unlock_at", when(x.module.opens)}, {"lock_at", when(x.module.closes)}, {"all_day", false}}
		if v.section != nil {
			o = append(o, field{"course_section_id", canvasID(v.section.id)})
		} else {
			var ids []canvasID
			for _, p := range v.people {
				ids = append(ids, canvasID(p.id))
			}
			slices.SortFunc(ids, cmp.Compare[canvasID])
			o = append(o, field{"student_ids", ids})
		}
		out = append(out, o)
	}
	return out
}

func (o *override) title() string {
	if o.section != nil {
		return o.section.name
	}
	return strconv.Itoa(len(o.people)) + " students"
}

func (c *canvasCall) allDates(x *column) []object {
	a := &x.module.assignment
	out := []object{}
	if !a.only {
		out = append(out, object{{"base", true}, {"due_at", when(a.due)}, {"unlock_at", when(x.module.opens)}, {"lock_at", when(x.module.closes)}})
	}
	for _, v := range a.overrides {
		kind := "ADHOC"
		if v.section != nil {
			kind = "CourseSection"
		}
		out = append(out, object{{"id", canvasID(v.id)}, {"title", v.title()}, {"set_type", kind}, {"due_at", when(v.due)},
			{"unlock_at", when(x.module.opens)}, {"lock_at", when(x.module.closes)}})
	}
	return out
}

// effectiveDueDates answers who is given which assignment until when; whoever is
// not named is not given it.
func (c *canvasCall) effectiveDueDates() (any, error) {
	out := object{}
	for _, x := range c.columns() {
		id := strconv.Itoa(x.module.id)
		if wanted := c.list("assignment_ids"); len(wanted) > 0 && !slices.Contains(wanted, id) {
			continue
		}
		dates := object{}
		for _, p := range c.students() {
			if a := &x.module.assignment; a.assigned(p) {
				period := c.periodOf(a.dueFor(p))
				dates = append(dates, field{strconv.Itoa(p.id), object{{"due_at", when(a.dueFor(p))},
					{"grading_period_id", canvasID(period.id)}, {"in_closed_grading_period", period.closes.Before(c.world.now)}}})
			}
		}
		out = append(out, field{id, dates})
	}
	return out, nil
}

// period is one grading period.
type period struct {
	id                   int
	title                string
	starts, ends, closes time.Time
}

func (w *world) periods() []period {
	first := w.starts.Add(7 * day)
	return []period{
		{11, "Orientation", w.starts, first, first.Add(day)},
		{12, "Main part", first, w.starts.Add(120 * day), w.starts.Add(127 * day)},
	}
}

// periodOf is the period that a due date falls in, the last one else.
func (c *canvasCall) periodOf(due time.Time) period {
	all := c.world.periods()
	for _, p := range all {
		if !due.IsZero() && !due.After(p.ends) {
			return p
		}
	}
	return all[len(all)-1]
}

func (c *canvasCall) gradingPeriods() (any, error) {
	list := listing{wrap: func(items []object) any {
		return object{{"grading_periods", items}, {"grading_periods_read_only", true}, {"can_create_grading_periods", false},
			{"meta", object{{"pagination", object{{"count", len(items)}}}}}}
	}}
	for _, p := range c.world.periods() {
		list.items = append(list.items, object{
			{"id", strconv.Itoa(p.id)}, {"title", p.title}, {"start_date", when(p.starts)}, {"end_date", when(p.ends)}, {"close_date", when(p.closes)},
			{"weight", nil}, {"grading_period_group_id", "5"}, {"is_closed", p.closes.Before(c.world.now)},
			{"permissions", object{{"read", true}, {"create", false}, {"update", false}, {"delete", false}}},
		})
	}
	return list, nil
}
