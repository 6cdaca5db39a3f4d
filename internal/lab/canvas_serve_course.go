package lab

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
)

// courseID finds a course by its id or one of its other names; 0 is none.
func (c *canvasCall) courseID(text string) int {
	kind, name, special := strings.Cut(text, ":")
	if !special {
		kind, name = "id", text
	}
	matches := func(id int, sis string) bool {
		switch kind {
		case "id":
			return idFrom(name) == id
		case "sis_course_id":
			return sis != "" && name == sis
		case "lti_context_id":
			return name == contextOf(id)
		case "uuid":
			return name == courseUUID(id)
		}
		return false
	}
	if matches(canvasCourseID, canvasCourseSIS) {
		return canvasCourseID
	}
	if other := c.site.course(func(o *canvasCourse) bool { return matches(o.id, o.sis) }); other != nil {
		return other.id
	}
	for _, sc := range c.lab.school.open() {
		if matches(sc.facts.id, sc.facts.number) {
			return sc.facts.id
		}
	}
	return 0
}

func courseUUID(id int) string { return digest("course", universal("course", id))[:40] }

// course answers GET /courses/:id.
func (c *canvasCall) course() (any, error) {
	id := c.courseID(c.r.PathValue("course"))
	if id == 0 {
		return nil, nowhere()
	}
	return c.courseObject(id), nil
}

// courseObject is a course as every list of courses and the single one have it.
func (c *canvasCall) courseObject(id int) object {
	w := c.world
	this := c.site.course(func(o *canvasCourse) bool { return o.id == id })
	if this == nil {
		facts := c.lab.factsOf(id)
		this = &canvasCourse{id: id, account: c.site.account, term: termID, title: facts.title, code: facts.code,
			sis: facts.number, workflow: c.site.workflow, starts: w.starts}
		if facts.hidden {
			this.workflow = "unpublished"
		}
	}
	out := object{
		{"id", canvasID(id)}, {"name", this.title}, {"course_code", this.code}, {"uuid", courseUUID(id)},
		{"account_id", canvasID(this.account)}, {"root_account_id", canvasID(rootAccount)}, {"workflow_state", this.workflow},
		{"start_at", when(this.starts)}, {"end_at", nil}, {"time_zone", "America/Denver"}, {"created_at", when(w.starts.Add(-60 * day))},
		{"restrict_enrollments_to_course_dates", false}, {"enrollment_term_id", canvasID(this.term)},
		{"blueprint", this.blueprint}, {"hide_final_grades", false}, {"grade_passback_setting", nil}, {"grading_standard_id", nil},
		{"apply_assignment_group_weights", false}, {"is_public", false}, {"default_view", "modules"}, {"license", "private"},
		{"sis_course_id", textOrNull(this.sis)}, {"integration_id", nil}, {"sis_import_id", nil}, {"template", false},
	}
	if this.blueprint {
		out = append(out, field{"blueprint_restrictions", object{
			{"content", true}, {"points", true}, {"due_dates", false}, {"availability_dates", false},
		}})
	}
	return append(out, c.courseIncludes(this)...)
}

func (c *canvasCall) courseIncludes(this *canvasCourse) object {
	var out object
	if c.includes("term") {
		out = append(out, field{"term", c.term(this.term)})
	}
	if c.includes("concluded") {
		over := this.workflow == "completed" || this.term == termID && c.world.ends.Before(c.world.now)
		out = append(out, field{"concluded", over})
	}
	if c.includes("sections") {
		list := []object{}
		for _, s := range c.site.sections {
			if this.id == c.world.course.id {
				list = append(list, object{{"id", canvasID(s.id)}, {"name", s.name}, {"start_at", when(s.starts)},
					{"end_at", when(s.ends)}, {"enrollment_role", kindTeacher}})
			}
		}
		out = append(out, field{"sections", list})
	}
	if c.includes("total_students") {
		out = append(out, field{"total_students", len(c.students())})
	}
	if c.includes("account") {
		out = append(out, field{"account", c.accountObject(this.account)})
	}
	if c.includes("account_name") {
		out = append(out, field{"account_name", accountName(this.account)})
	}
	return out
}

// term is one of the terms that the courses stand in.
func (c *canvasCall) term(id int) object {
	w := c.world
	t := object{{"id", canvasID(id)}}
	switch id {
	case termID:
		t = append(t, object{{"name", "Fall 2026"}, {"start_at", when(w.starts)}, {"end_at", when(w.ends)},
			{"grading_period_group_id", canvasID(5)}, {"sis_term_id", "2026FA"}}...)
	case 30:
		t = append(t, object{{"name", "Spring 2026"}, {"start_at", when(w.starts.Add(-200 * day))}, {"end_at", when(w.starts.Add(-80 * day))},
			{"grading_period_group_id", canvasID(5)}, {"sis_term_id", "2026SP"}}...)
	default:
		t = append(t, object{{"name", "Default Term"}, {"start_at", nil}, {"end_at", nil}, {"grading_period_group_id", nil}, {"sis_term_id", nil}}...)
	}
	return append(t, object{{"workflow_state", "active"}, {"created_at", when(w.starts.Add(-300 * day))}}...)
}

// ownCourses answers GET /courses: those the caller is enrolled in.
func (c *canvasCall) ownCourses() (any, error) {
	ids := []int{canvasCourseID}
	for _, o := range c.site.courses {
		if o.ownsCaller {
			ids = append(ids, o.id)
		}
	}
	for _, sc := range c.lab.school.open() {
		ids = append(ids, sc.facts.id)
	}
	return c.lab.school.spoil(c.coursePage(ids)), nil
}

func (c *canvasCall) coursePage(ids []int) listing {
	var out listing
	for _, id := range ids {
		out.items = append(out.items, c.courseObject(id))
	}
	return out
}

// accountCourses answers GET /accounts/:id/courses: those of the account and all
// below it.
func (c *canvasCall) accountCourses() (any, error) {
	id, err := c.accountID()
	if err != nil {
		return nil, err
	}
	search := strings.ToLower(c.form.Get("search_term"))
	if search != "" && len(search) < 3 {
		return nil, badRequest(messages("search_term of 3 or more characters is required"))
	}
	found := []int{}
	add := func(course, account int, texts ...string) {
		hit := slices.ContainsFunc(texts, func(t string) bool { return strings.Contains(strings.ToLower(t), search) })
		if hit && slices.Contains(chain(account), id) {
			found = append(found, course)
		}
	}
	add(canvasCourseID, c.site.account, c.world.course.title, canvasCourseCode, canvasCourseSIS)
	for _, o := range c.site.courses {
		add(o.id, o.account, o.title, o.code, o.sis)
	}
	for _, sc := range c.lab.school.open() {
		add(sc.facts.id, courseAccount, sc.facts.title, sc.facts.code, sc.facts.number)
	}
	slices.SortFunc(found, cmp.Compare[int])
	if search != "" {
		return c.coursePage(found), nil
	}
	return c.lab.school.spoil(c.coursePage(found)), nil
}

func (c *canvasCall) settings() (any, error) {
	return object{{"hide_final_grades", false}, {"restrict_student_past_view", false}, {"restrict_student_future_view", false},
		{"grading_standard_enabled", false}}, nil
}

// blueprintSubscriptions answers whether the course gets its content from
// another.
func (c *canvasCall) blueprintSubscriptions() (any, error) {
	if !c.site.blueprint {
		return listing{}, nil
	}
	master := c.site.course(func(o *canvasCourse) bool { return o.id == blueprintCourse })
	return listing{items: []object{{{"id", canvasID(101)}, {"template_id", canvasID(2)}, {"blueprint_course", object{
		{"id", canvasID(master.id)}, {"name", master.title}, {"course_code", master.code}, {"term_name", "Default Term"}, {"sis_course_id", nil},
	}}}}}, nil
}

// latePolicy answers with the policy, or that the course has none.
func (c *canvasCall) latePolicy() (any, error) {
	if !c.site.latePolicy {
		return nil, &canvasError{http.StatusNotFound, messages("The specified resource does not exist."), false}
	}
	return object{{"late_policy", object{
		{"id", canvasID(3)}, {"missing_submission_deduction_enabled", false}, {"missing_submission_deduction", decimal(0)},
		{"late_submission_deduction_enabled", true}, {"late_submission_deduction", decimal(lateDeduction * 100)},
		{"late_submission_interval", "day"}, {"late_submission_minimum_percent_enabled", false}, {"late_submission_minimum_percent", decimal(0)},
	}}}, nil
}

// lateDeduction is the share of the maximum that each day late costs.
const lateDeduction = 0.2
