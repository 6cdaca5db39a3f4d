package lab

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// columns lists the assignments by position.
func (c *canvasCall) columns() []*column {
	return slices.DeleteFunc(slices.Clone(c.world.columns), func(x *column) bool { return x.deleted })
}

// column finds an assignment by id or its LTI id.
func (c *canvasCall) column(text string) *column {
	name, special := strings.CutPrefix(text, "lti_context_id:")
	for _, x := range c.columns() {
		if special && x.module.assignment.uuid == name || !special && idFrom(text) == x.module.id {
			return x
		}
	}
	return nil
}

// assignments answers with the assignments, unpublished ones too.
func (c *canvasCall) assignments() (any, error) {
	wanted := c.list("assignment_ids")
	if limit := 50; len(wanted) > limit {
		return nil, badRequest(object{{"message", fmt.Sprintf("Request contains too many assignment_ids.  Limit %d", limit)}})
	}
	search := strings.ToLower(c.form.Get("search_term"))
	var out listing
	for i, x := range c.columns() {
		id := strconv.Itoa(x.module.id)
		if (len(wanted) == 0 || slices.Contains(wanted, id)) && strings.Contains(strings.ToLower(x.name), search) {
			out.items = append(out.items, c.assignmentObject(x, i+1))
		}
	}
	return out, nil
}

func (c *canvasCall) assignment() (any, error) {
	x := c.column(c.r.PathValue("assignment"))
	if x == nil {
		return nil, nowhere()
	}
	return c.assignmentObject(x, slices.Index(c.columns(), x)+1), nil
}

func (c *canvasCall) assignmentObject(x *column, position int) object {
	m, a := x.module, &x.module.assignment
	state, points := "published", any(decimal(x.max))
	if !m.visible {
		state = "unpublished"
	}
	if a.pointless {
		points = nil
	}
	page := c.base + "/courses/" + strconv.Itoa(c.world.course.id) + "/assignments/" + strconv.Itoa(m.id)
	attempts := -1
	if a.attempts > 0 {
		attempts = a.attempts
	}
	o := object{
		{"id", canvasID(m.id)}, {"course_id", canvasID(c.world.course.id)}, {"name", m.name}, {"description", nil},
		{"workflow_state", state}, {"published", m.visible}, {"unpublishable", false}, {"points_possible", points},
		{"grading_type", a.grading}, {"submission_types", []any{a.kind}}, {"assignment_group_id", canvasID(811 + m.section)},
		{"position", position}, {"due_at", when(a.due)}, {"unlock_at", when(m.opens)}, {"lock_at", when(m.closes)},
		{"only_visible_to_overrides", a.only}, {"has_overrides", len(a.overrides) > 0}, {"lti_context_id", a.uuid},
		{"secure_params", "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9." + digest("secure", a.uuid)[:40]},
		{"post_manually", a.manual}, {"muted", a.manual}, {"anonymous_grading", false}, {"anonymize_students", false},
		{"moderated_grading", a.moderated}, {"grades_published", !a.moderated}, {"grader_count", truthValue(a.moderated)}, {"omit_from_final_grade", false},
		{"hide_in_gradebook", false}, {"allowed_attempts", attempts}, {"in_closed_grading_period", false},
		{"graded_submissions_exist", len(x.grades) > 0}, {"has_submitted_submissions", len(x.grades) > 0},
		{"group_category_id", nil}, {"grade_group_students_individually", false}, {"grading_standard_id", nil}, {"peer_reviews", false},
		{"post_to_sis", false}, {"sis_assignment_id", nil}, {"integration_id", nil}, {"integration_data", object{}},
		{"original_course_id", nil}, {"original_assignment_id", nil}, {"original_lti_resource_link_id", nil}, {"needs_grading_count", 0},
		{"is_quiz_assignment", false}, {"is_quiz_lti_assignment", false}, {"quiz_id", nil}, {"locked_for_user", false},
		{"created_at", when(a.created)}, {"updated_at", when(a.created)}, {"html_url", page},
	}
	return append(append(o, c.toolTag(x)...), c.assignmentIncludes(x)...)
}

// toolTag is what an assignment of an external tool has beside the rest.
func (c *canvasCall) toolTag(x *column) object {
	a := &x.module.assignment
	var o object
	if a.kind == "external_tool" {
		o = append(o, object{
			{"external_tool_tag_attributes", object{
				{"url", a.url}, {"new_tab", true}, {"resource_link_id", a.link}, {"external_data", ""},
				{"content_type", "ContextExternalTool"}, {"content_id", canvasID(a.tool)}, {"custom_params", nil},
			}},
			{"url", fmt.Sprintf("%s/api/v1/courses/%d/external_tools/sessionless_launch?assignment_id=%d&launch_type=assessment",
				c.base, c.world.course.id, x.module.id)},
		}...)
	}
	if c.site.blueprint {
		o = append(o, object{{"is_master_course_child_content", true}, {"restricted_by_master_course", a.restricted}}...)
		if a.restricted {
			o = append(o, field{"master_course_restrictions", object{{"content", true}, {"points", true}}})
		}
	}
	return o
}

func (c *canvasCall) assignmentIncludes(x *column) object {
	var o object
	if c.includes("overrides") {
		o = append(o, field{"overrides", c.overrideObjects(x)})
	}
	if c.includes("all_dates") {
		o = append(o, field{"all_dates", c.allDates(x)})
	}
	if c.includes("assignment_visibility") {
		seen := []any{}
		for _, p := range c.students() {
			if x.module.assignment.assigned(p) {
				seen = append(seen, strconv.Itoa(p.id))
			}
		}
		o = append(o, field{"assignment_visibility", seen})
	}
	return o
}
