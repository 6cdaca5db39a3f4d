package lab

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// gradeChanges answers the grade change log, newest first. The whole log is for
// administrators; a course's is for who may see its grades.
func (c *canvasCall) gradeChanges() (any, error) {
	wanted, err := c.auditFilter()
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(c.r.PathValue("path"), "courses/") && !c.who.admin {
		return nil, forbidden(http.StatusForbidden)
	}
	if id := wanted["courses"]; id != "" && c.courseID(id) != canvasCourseID {
		return nil, nowhere()
	}
	var all []gradeChange
	for _, x := range c.columns() {
		if a := wanted["assignments"]; a != "" && c.column(a) != x {
			continue
		}
		for p, g := range x.grades {
			if s := wanted["students"]; s == "" || p.called(s) {
				all = append(all, changesOf(p, x, g)...)
			}
		}
	}
	slices.SortFunc(all, func(a, b gradeChange) int {
		if n := b.at.Compare(a.at); n != 0 {
			return n
		}
		return strings.Compare(a.id(), b.id())
	})
	out := listing{bookmark: true, wrap: func(items []object) any {
		return object{{"links", object{{"events.assignment", c.base + "/api/v1/courses/{events.course}/assignments/{events.assignment}"}}},
			{"events", items}, {"linked", object{{"assignments", []any{}}, {"courses", []any{}}, {"users", []any{}}, {"page_views", []any{}}}}}
	}}
	for _, e := range all {
		out.items = append(out.items, e.object())
	}
	return out, nil
}

// auditFilter reads what the log is asked for, in the path or as parameters.
func (c *canvasCall) auditFilter() (map[string]string, error) {
	wanted := map[string]string{"courses": c.form.Get("course_id"), "assignments": c.form.Get("assignment_id"), "students": c.form.Get("student_id")}
	if path := c.r.PathValue("path"); path != "" {
		parts := strings.Split(path, "/")
		for i, kind := range parts {
			if i%2 == 1 {
				continue
			}
			if i+1 == len(parts) || !slices.Contains([]string{"courses", "assignments", "students", "graders"}, kind) {
				return nil, nowhere()
			}
			wanted[kind] = parts[i+1]
		}
	}
	return wanted, nil
}

// gradeChange is one line of the log.
type gradeChange struct {
	p             *person
	x             *column
	at            time.Time
	before, after any
	grader        int // 0 is nobody: a tool, or Canvas itself
	version       int
}

func changesOf(p *person, x *column, g *entry) []gradeChange {
	last := gradeChange{p: p, x: x, at: g.at, after: number(g.value), grader: max(0, g.mark.grader), version: 2}
	if g.mark.beforeAt.IsZero() {
		return []gradeChange{last}
	}
	first := gradeChange{p: p, x: x, at: g.mark.beforeAt, after: number(g.mark.before), version: 2}
	last.before, last.version = first.after, 3
	return []gradeChange{first, last}
}

func (e gradeChange) id() string {
	return digest("change", strconv.Itoa(e.p.id), strconv.Itoa(e.x.id), strconv.Itoa(e.version))[:32]
}

func (e gradeChange) object() object {
	var grader any
	if e.grader > 0 {
		grader = strconv.Itoa(e.grader)
	}
	return object{
		{"id", e.id()}, {"created_at", when(e.at)}, {"event_type", "grade_change"}, {"grade_before", e.before}, {"grade_after", e.after},
		{"excused_before", false}, {"excused_after", false}, {"graded_anonymously", false}, {"points_possible_before", decimal(e.x.max)},
		{"points_possible_after", decimal(e.x.max)}, {"version_number", e.version},
		{"links", object{{"assignment", canvasID(e.x.module.id)}, {"course", canvasID(canvasCourseID)}, {"student", strconv.Itoa(e.p.id)},
			{"grader", grader}, {"page_view", nil}}},
	}
}
