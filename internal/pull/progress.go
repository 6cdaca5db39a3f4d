package pull

import "github.com/gradesync/gradesync/internal/grade"

// Standing is why an activity counts for a learner, or why it does not.
type Standing string

// Graded and the two below it count; the rest does not, except that the unknown
// ones leave the whole percentage unknown.
const (
	Graded     Standing = "graded"     // the gradebook has a grade, a zero and a hidden one too
	Open       Standing = "open"       // no grade yet
	Restricted Standing = "restricted" // no grade yet, and conditions keep some learners out, maybe this one

	Column      Standing = "column"       // a column with no activity behind it
	NoColumn    Standing = "no column"    // the gradebook has no column for it
	GradeNone   Standing = "grade none"   // its column can hold no grade
	Excused     Standing = "excused"      // taken out for this learner, and not graded
	NotAssigned Standing = "not assigned" // not given to this learner, and not graded
	Hidden      Standing = "hidden"       // the activity or its section is hidden, and it is not graded

	UnreadResult      Standing = "result not read"
	UnknownColumn     Standing = "not known whether it has a column"
	UnknownType       Standing = "not known whether its column can hold a grade"
	UnknownVisibility Standing = "not known whether it is hidden"
)

// Counts tells whether an activity of this standing is one of those counted.
func (s Standing) Counts() bool { return s == Graded || s == Open || s == Restricted }

// Unknown tells whether an activity of this standing leaves the percentage unknown.
func (s Standing) Unknown() bool {
	return s == UnreadResult || s == UnknownColumn || s == UnknownType || s == UnknownVisibility
}

// ItemProgress is where one learner stands in one activity or column.
type ItemProgress struct {
	Activity string // grade.Activity.ID
	Standing Standing
	// Completion is what the LMS's own tracking says, empty when it says nothing.
	Completion grade.CompletionState
}

// Differs tells whether completion tracking says something else than the
// gradebook: complete and no grade, or a grade and not complete. A failing grade
// is a grade. It differs in nothing that does not count.
func (i ItemProgress) Differs() bool {
	if i.Completion == "" || !i.Standing.Counts() {
		return false
	}
	return (i.Standing == Graded) == (i.Completion == grade.CompletionIncomplete)
}

// EnrolmentProgress is how far one enrolment of a learner is with the course.
type EnrolmentProgress struct {
	Learner  string   // grade.Learner.ID
	Role     string   // the LMS's own word; empty for somebody whom only the gradebook names
	Sections []string // of this enrolment
	State    grade.Maybe[grade.EnrolmentState]
	// Percent is Graded ÷ Counted × 100, from 0 to 100; with it unknown, Why says why.
	Percent grade.Maybe[float64]
	Why     string
	Counted int
	Graded  int // of those counted
	// Tracked is how many counted activities the LMS's own tracking tells of, and
	// Completed how many of them it calls complete or passed.
	Tracked, Completed int
	// Items has every activity and column of the book, in the gradebook's order.
	// Enrolments of one learner share it.
	Items []ItemProgress
}

// Differs lists the activities in which completion tracking says something else.
func (p *EnrolmentProgress) Differs() []ItemProgress {
	var list []ItemProgress
	for _, item := range p.Items {
		if item.Differs() {
			list = append(list, item)
		}
	}
	return list
}

// Progress says of every enrolment of a learner how much of the course has a
// grade: percent complete is the number of activities with a grade, divided by the
// number of activities that are not hidden.
//
// An activity with a grade counts in both numbers, whatever else is known of it:
// hidden, excused, not assigned. Without a grade it counts in the second, unless it
// is known to be hidden, excused for this learner or not assigned to this learner.
// A column that no activity stands behind, an activity without a column and one
// whose column can hold no grade never count, but for a grade in the last.
//
// The percentage is unknown, rather than too low, while for one activity it is not
// known whether it has a grade, or without one whether it counts; and where nothing
// counts. docs/progress.md has the rule with its reasons.
//
// Staff, observers and test learners are left out. Somebody with a role of the
// site's own making, with none, or without any enrolment is a learner if the
// gradebook has a row for the person, or a grade where its rows are not known. The
// order is that of the book's learners.
func Progress(b *grade.Book) []EnrolmentProgress {
	book := newCells(b)
	var list []EnrolmentProgress
	for i := range b.Learners {
		l := &b.Learners[i]
		enrolments := learning(l, grade.Is(l.Listed, true) || !l.Listed.Known() && book.graded[l.ID])
		if len(enrolments) == 0 {
			continue
		}
		sum := book.sum(l)
		for _, e := range enrolments {
			p := sum
			p.Role, p.Sections, p.State = e.Role, e.Sections, e.State
			list = append(list, p)
		}
	}
	return list
}

// learning are the enrolments by which a person is a learner; one without a role
// stands for somebody whom only the gradebook names. Listed tells whether the
// gradebook takes the person for a learner.
func learning(l *grade.Learner, listed bool) []grade.Enrolment {
	if grade.Is(l.Test, true) {
		return nil
	}
	var list, others []grade.Enrolment
	for _, e := range l.Enrolments {
		switch e.Kind {
		case grade.RoleLearner:
			list = append(list, e)
		case grade.RoleOther, grade.RoleNone:
			others = append(others, e)
		}
	}
	kind, told := l.Role()
	switch {
	case len(list) > 0 || !listed || kind == grade.RoleStaff:
		return list
	case !told:
		return []grade.Enrolment{{}}
	}
	return others
}
