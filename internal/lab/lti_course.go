package lab

import (
	"slices"
	"strconv"
)

// The courses beside the one that is practised on. No web service shows them; only
// LTI services do, so that a score may go into the wrong one.
const (
	bioCourseID  = 6 // ended long ago
	chemCourseID = 7 // hidden
)

// neighbour is one of them.
type neighbour struct {
	id           int
	label, title string
	members      []*person
	columns      []*column
}

// neighbours have columns of both LTI versions and some people of the course.
func neighbours(w *world) []*neighbour {
	link := func(item, instance, tool int, name string) *column {
		return &column{id: item, name: name, max: 100, grades: map[*person]*entry{}, module: &module{
			id: item + 40, instance: instance, name: name, mod: "lti", visible: true, typeID: tool, accepts: true, points: 100,
		}}
	}
	var staff []*person
	for _, p := range w.people {
		if slices.Contains(p.roles, "editingteacher") {
			staff = append(staff, p)
		}
	}
	return []*neighbour{
		{id: bioCourseID, label: "BIO200", title: "Biology 200", members: append(slices.Clone(w.people[:12]), staff...),
			columns: []*column{link(64, 59, typeCertLab, "Bio lab 1"), link(65, 60, typeLegacy, "Bio legacy quiz")}},
		{id: chemCourseID, label: "CHEM300", title: "Chemistry 300", members: append(slices.Clone(w.people[:5]), staff[0]),
			columns: []*column{link(67, 61, typeCertLab, "Chem lab 1")}},
	}
}

// ltiCourse is a course as the LTI services see it.
type ltiCourse struct {
	id           int
	label, title string
	members      []*person // the enrolments that are active or not
	columns      []*column
}

// course finds a course by the id in a path.
func (c *ltiCall) course(text string) (ltiCourse, bool) {
	id, err := strconv.Atoi(text)
	if err != nil {
		return ltiCourse{}, false
	}
	if id == courseID {
		return ltiCourse{courseID, courseCode, courseTitle, c.world.roster(), c.world.liveColumns()}, true
	}
	for _, n := range c.state.neighbour {
		if n.id == id {
			return ltiCourse{n.id, n.label, n.title, n.members, n.columns}, true
		}
	}
	return ltiCourse{}, false
}

// allColumns are those of every course.
func (c *ltiCall) allColumns() []*column {
	all := c.world.liveColumns()
	for _, n := range c.state.neighbour {
		all = append(all, n.columns...)
	}
	return all
}

// columnByID finds a grade item in whichever course it is: Moodle does not ask
// whether it belongs to the course of the path.
func (c *ltiCall) columnByID(text string) *column {
	for _, x := range c.allColumns() {
		if strconv.Itoa(x.id) == text {
			return x
		}
	}
	return nil
}

// link finds an LTI activity by its instance id.
func (c *ltiCall) link(instance string) *module {
	fits := func(m *module) bool { return m.mod == "lti" && strconv.Itoa(m.instance) == instance }
	for _, m := range c.world.modules {
		if fits(m) {
			return m
		}
	}
	for _, n := range c.state.neighbour {
		for _, x := range n.columns {
			if fits(x.module) {
				return x.module
			}
		}
	}
	return nil
}

// columnOf finds the column of an activity, also one that was deleted; nil when
// its grades are not accepted.
func (c *ltiCall) columnOf(m *module) *column {
	for _, x := range append(c.allColumns(), c.world.columns...) {
		if x.module == m {
			return x
		}
	}
	return nil
}

// owner is the id of the tool type that a column belongs to, 0 for a column that
// no tool has a part in.
func (x *column) owner() int {
	switch {
	case x.made != nil:
		return x.made.tool
	case x.module != nil && x.module.mod == "lti":
		return x.module.typeID
	}
	return 0
}

// made is what a tool said of a column that it made.
type made struct {
	tool          int
	resource, tag string
	link          string // the resource link id, empty for none
}

// member finds a person of the course by the user id in a score.
func (k ltiCourse) member(id string) *person {
	for _, p := range k.members {
		if strconv.Itoa(p.id) == id {
			return p
		}
	}
	return nil
}
