package pull

import (
	"fmt"
	"strings"

	"github.com/gradesync/gradesync/internal/grade"
)

// standing is where a learner stands in an activity, with the result the gradebook
// shows there; nil is a result that was not read.
func standing(a *grade.Activity, r *grade.Result) Standing {
	switch {
	case a.Kind == "column":
		return Column
	case grade.Is(a.Graded, false):
		return NoColumn
	case r != nil && r.Score.Known():
		return Graded
	case !a.Graded.Known():
		return UnknownColumn
	case a.LineItem != nil && grade.Is(a.LineItem.Type, grade.NoGrade):
		return GradeNone
	case r == nil || !r.Empty:
		return UnreadResult
	}
	return ungraded(a, r)
}

// ungraded is where a learner stands in an activity whose cell is empty.
func ungraded(a *grade.Activity, r *grade.Result) Standing {
	switch {
	case grade.Is(r.Excused, true):
		return Excused
	case grade.Is(r.Assigned, false):
		return NotAssigned
	case grade.Is(a.Visible, false), grade.Is(a.SectionVisible, false):
		return Hidden
	case !a.Visible.Known():
		return UnknownVisibility
	case a.LineItem == nil || !a.LineItem.Type.Known():
		return UnknownType
	case grade.Is(a.Restricted, true) && !r.Assigned.Known():
		return Restricted
	}
	return Open
}

// reason says in words why a percentage is unknown: what most people can do
// something about comes first.
func reason(l *grade.Learner, unknown map[Standing]int) string {
	if unknown[UnreadResult] > 0 && grade.Is(l.Listed, false) {
		return "the gradebook has no row for this learner"
	}
	var parts []string
	for _, of := range []struct {
		standing Standing
		words    string
	}{
		{UnreadResult, "the results of %d activities were not read"},
		{UnknownColumn, "of %d activities it is not known whether the gradebook has a column"},
		{UnknownVisibility, "of %d activities it is not known whether they are hidden"},
		{UnknownType, "of %d activities it is not known whether their column can hold a grade"},
	} {
		if n := unknown[of.standing]; n > 0 {
			parts = append(parts, fmt.Sprintf(of.words, n))
		}
	}
	return strings.ReplaceAll(strings.Join(parts, "; "), "1 activities", "1 activity")
}
