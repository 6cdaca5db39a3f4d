package lab

import "slices"

type completionAnswer struct {
	Statuses []object  `json:"statuses"`
	Warnings []warning `json:"warnings"`
}

// completion answers core_completion_get_activities_completion_status: how far one
// person is with each activity that is tracked. All of them are completed by a grade.
func (c *call) completion() (any, error) {
	if c.args.integer("courseid") != c.world.course.id {
		return nil, noRecord()
	}
	if !c.who.enters {
		return nil, closed()
	}
	i := slices.IndexFunc(c.world.people, func(p *person) bool { return p.id == c.args.integer("userid") })
	if i < 0 {
		return nil, noRecord()
	}
	p := c.world.people[i]
	out := completionAnswer{Statuses: []object{}, Warnings: []warning{}}
	for _, m := range c.world.modules {
		if m.tracked {
			status := object{{"cmid", m.id}, {"modname", m.mod}, {"instance", m.instance}}
			data := completionOf(c.world.gradeIn(m, p), p.listed())
			status = append(status, data[:2]...)
			out.Statuses = append(out.Statuses, append(append(status, field{"tracking", 2}), data[2:]...))
		}
	}
	return out, nil
}

// gradeIn is a person's grade in the column of a module, nil for none.
func (w *world) gradeIn(m *module, p *person) *entry {
	for _, c := range w.liveColumns() {
		if c.module == m && !c.typeless {
			return c.grades[p]
		}
	}
	return nil
}

// completionOf is what a grade makes of an activity's completion, for a person who
// is tracked or not.
func completionOf(g *entry, tracked bool) object {
	state, at := 0, int64(0)
	if g != nil && tracked {
		state, at = 1, g.at.Unix()
	}
	return object{
		{"state", state}, {"timecompleted", at}, {"overrideby", nil}, {"valueused", false}, {"hascompletion", true}, {"isautomatic", true},
		{"istrackeduser", tracked}, {"uservisible", true},
		{"details", []object{{{"rulename", "completionusegrade"}, {"rulevalue", object{{"status", state}, {"description", "Receive a grade"}}}}}},
		{"isoverallcomplete", state == 1},
	}
}
