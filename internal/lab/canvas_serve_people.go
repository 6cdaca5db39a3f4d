package lab

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// sections answers with the sections of the course.
func (c *canvasCall) sections() (any, error) {
	var out listing
	for _, s := range c.site.sections {
		o := object{
			{"id", canvasID(s.id)}, {"course_id", canvasID(c.world.course.id)}, {"name", s.name}, {"start_at", when(s.starts)}, {"end_at", when(s.ends)},
			{"created_at", when(s.created)}, {"restrict_enrollments_to_section_dates", !s.ends.IsZero()}, {"nonxlist_course_id", idOrNull(s.from)},
			{"sis_section_id", textOrNull(s.sis)}, {"sis_course_id", c.world.course.number}, {"integration_id", nil}, {"sis_import_id", nil},
		}
		if c.includes("total_students") {
			n := 0
			for _, p := range c.students() {
				n += truthValue(slices.ContainsFunc(p.canvas.rows, func(e *enrolment) bool { return e.section == s && e.listedRow() }))
			}
			o = append(o, field{"total_students", n})
		}
		out.items = append(out.items, o)
	}
	return out, nil
}

// students lists whom the gradebook has a row for, by id.
func (c *canvasCall) students() []*person {
	out := slices.DeleteFunc(slices.Clone(c.world.people), func(p *person) bool { return !p.graded() })
	slices.SortFunc(out, func(a, b *person) int { return cmp.Compare(a.id, b.id) })
	return out
}

// enrollments answers with rows, of the states that are asked for; those of
// people who are gone come only so.
func (c *canvasCall) enrollments() (any, error) {
	states, kinds := c.list("state"), c.list("type")
	if len(states) == 0 {
		states = []string{"active", "invited"}
		if c.who.accounts {
			states = append(states, "inactive")
		}
	}
	type row struct {
		p *person
		e *enrolment
	}
	var rows []row
	for _, p := range c.world.people {
		for _, e := range p.canvas.rows {
			only := c.form.Get("user_id")
			if slices.Contains(states, e.state) && (len(kinds) == 0 || slices.Contains(kinds, e.kind)) && (only == "" || c.userID(only) == p.id) {
				rows = append(rows, row{p, e})
			}
		}
	}
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(a.e.id, b.e.id) })
	out := listing{bookmark: true}
	for _, r := range rows {
		out.items = append(out.items, c.enrollment(r.p, r.e))
	}
	return out, nil
}

func (c *canvasCall) enrollment(p *person, e *enrolment) object {
	page := c.base + "/courses/" + strconv.Itoa(c.world.course.id) + "/users/" + strconv.Itoa(p.id)
	observed := 0
	if e.observes != nil {
		observed = e.observes.id
	}
	o := object{
		{"id", canvasID(e.id)}, {"course_id", canvasID(c.world.course.id)}, {"course_section_id", canvasID(e.section.id)},
		{"user_id", canvasID(p.id)}, {"type", e.kind}, {"role", e.role}, {"role_id", canvasID(roleOf(e))},
		{"enrollment_state", e.state}, {"limit_privileges_to_course_section", false}, {"associated_user_id", idOrNull(observed)},
		{"root_account_id", canvasID(rootAccount)}, {"created_at", when(e.created)}, {"updated_at", when(e.created)},
		{"start_at", when(e.starts)}, {"end_at", when(e.ends)}, {"last_activity_at", c.lastActivity(e)}, {"last_attended_at", nil},
		{"total_activity_time", 5321}, {"sis_account_id", "MATH"}, {"sis_course_id", c.world.course.number},
		{"sis_section_id", textOrNull(e.section.sis)}, {"sis_user_id", textOrNull(p.number)},
		{"course_integration_id", nil}, {"section_integration_id", nil}, {"html_url", page},
	}
	if e.kind == kindStudent || e.kind == kindTest {
		posted, all := c.sum(p, true), c.sum(p, false)
		o = append(o, field{"grades", object{
			{"html_url", page + "/grades"}, {"current_score", posted.current()}, {"current_grade", nil}, {"final_score", posted.final()}, {"final_grade", nil},
			{"unposted_current_score", all.current()}, {"unposted_final_score", all.final()},
		}})
	}
	user := c.shortUser(p)
	if c.includes("email") {
		user = append(user, field{"email", textOrNull(p.email)})
	}
	return append(o, field{"user", user})
}

func (c *canvasCall) lastActivity(e *enrolment) any {
	if e.state != "active" {
		return nil
	}
	return when(c.world.now.Add(-2 * day))
}

func roleOf(e *enrolment) int {
	if e.role != e.kind {
		return 41
	}
	return 3 + slices.Index([]string{kindStudent, kindTeacher, kindTA, kindDesigner, kindObserver, kindTest}, e.kind)
}

func (c *canvasCall) shortUser(p *person) object {
	o := object{
		{"id", canvasID(p.id)}, {"name", p.name()}, {"created_at", when(c.world.starts.Add(-500 * day))}, {"sortable_name", p.last + ", " + p.first},
		{"short_name", p.first}, {"sis_user_id", textOrNull(p.number)}, {"integration_id", nil},
	}
	return append(o, field{"login_id", p.login})
}

// courseUsers answers GET /courses/:id/users.
func (c *canvasCall) courseUsers() (any, error) {
	kinds, states := c.list("enrollment_type"), c.list("enrollment_state")
	if len(states) == 0 {
		states = []string{"active", "invited"}
	}
	var out listing
	people := slices.SortedFunc(slices.Values(c.world.people), func(a, b *person) int { return cmp.Compare(a.id, b.id) })
	for _, p := range people {
		rows := slices.DeleteFunc(slices.Clone(p.canvas.rows), func(e *enrolment) bool {
			short := strings.ToLower(strings.TrimSuffix(e.kind, "Enrollment"))
			named := map[string]string{"studentview": "student_view"}[short]
			test := e.kind == kindTest && !slices.Contains(kinds, "student_view") && !c.includes("test_student")
			return test || !slices.Contains(states, e.state) || len(kinds) > 0 && !slices.Contains(kinds, cmp.Or(named, short))
		})
		if len(rows) == 0 {
			continue
		}
		o := c.shortUser(p)
		if c.includes("email") {
			o = append(o, field{"email", textOrNull(p.email)})
		}
		if c.includes("enrollments") {
			list := []object{}
			for _, e := range rows {
				list = append(list, c.enrollment(p, e).without("user"))
			}
			o = append(o, field{"enrollments", list})
		}
		out.items = append(out.items, o)
	}
	return out, nil
}
