package moodle

import (
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lms"
)

// inactiveThen are the people whose enrolment was not active.
func (a *again) inactiveThen() map[string]bool {
	set := map[string]bool{}
	for _, l := range a.last.Learners {
		if grade.Is(l.State(), grade.EnrolmentInactive) {
			set[l.ID] = true
		}
	}
	return set
}

// in returns the course's own entry among the active courses of a person.
func (a *again) in(p wirePerson) (wireCourse, bool) {
	for _, c := range p.Courses {
		if c.ID == a.course.ID {
			return c, true
		}
	}
	return wireCourse{}, false
}

// statesFit tells whether everybody is enrolled as actively as then.
func (a *again) statesFit() bool {
	then := make(map[string]grade.Maybe[grade.EnrolmentState], len(a.last.Learners))
	for _, l := range a.last.Learners {
		then[l.ID] = l.State()
	}
	for _, p := range a.roster.people {
		state, known := then[string(p.ID)].Get()
		if _, active := a.in(p); !known || active != (state == grade.EnrolmentActive) {
			return false
		}
	}
	return true
}

// courseFits tells whether the roster proves that the course is visible, as it was,
// and called the same.
func (a *again) courseFits() bool {
	if !grade.Is(a.last.Course.Visible, true) || len(courseGaps(a.last.Course)) > 0 {
		return false
	}
	proven := false
	for _, p := range a.roster.people {
		c, active := a.in(p)
		if !active {
			continue
		}
		if c.FullName != a.course.FullName || c.ShortName != a.course.ShortName {
			return false
		}
		proven = proven || p.learns()
	}
	return proven
}

// learns tells whether somebody is a learner and nothing else.
func (p wirePerson) learns() bool {
	if p.Roles == nil || len(*p.Roles) == 0 {
		return false
	}
	for _, role := range *p.Roles {
		if roleKind(role.ShortName) != grade.RoleLearner {
			return false
		}
	}
	return true
}

// rowsFit tells whether the learners with a row in the gradebook are those who are
// enrolled actively, as far as the rows are told.
func (a *again) rowsFit() bool {
	for _, p := range a.roster.people {
		row, known := a.gradebook.row(string(p.ID)).Get()
		if _, active := a.in(p); known && p.learns() && row != active {
			return false
		}
	}
	return true
}

func sameSet(a, b map[string]bool) bool {
	if len(a) != len(b) || b == nil {
		return false
	}
	for k := range a {
		if !b[k] {
			return false
		}
	}
	return true
}

// linksFit tells whether the tool links are the same as then, with columns of the
// same type: what a link's settings would change there is seen.
func (a *again) linksFit() bool {
	then := map[string]grade.Activity{}
	for _, activity := range a.last.Activities {
		if activity.Kind == "lti" {
			then[activity.ResourceLinkID] = activity
		}
	}
	columns := map[key]*column{}
	for _, c := range a.columns {
		if c.first() {
			columns[c.key()] = c
		}
	}
	n := 0
	for _, m := range a.modules {
		if m.ModName != "lti" {
			continue
		}
		n++
		activity, ok := then[string(m.Instance)]
		if !ok || activity.ID != string(m.ID) || !sameColumn(columns[key{m.ModName, string(m.Instance)}], activity.LineItem) {
			return false
		}
	}
	return n == len(then)
}

func sameColumn(now *column, then *grade.LineItem) bool {
	if now == nil || then == nil {
		return now == nil && then == nil
	}
	return string(now.item.ID) == then.ID && now.gradeType().Equal(then.Type)
}

// keepLinks takes from last what the links' settings said.
func (a *again) keepLinks() {
	facts := []grade.Fact{grade.FactActivityTool, grade.FactTools}
	a.links = links{tools: a.last.Tools, gaps: lms.GapsOf(a.last, facts...)}
	a.kept = append(a.kept, facts...)
	a.links.byInstance = map[string]wireLTI{}
	for _, activity := range a.last.Activities {
		if activity.Kind != "lti" {
			continue
		}
		l := wireLTI{TypeID: present{there: true, value: activity.ToolID}}
		if accepts, known := activity.AcceptsGrades.Get(); known {
			l.Accepts = number{grade.Known(0.0)}
			if accepts {
				l.Accepts = number{grade.Known(1.0)}
			}
		}
		a.links.byInstance[activity.ResourceLinkID] = l
	}
}
