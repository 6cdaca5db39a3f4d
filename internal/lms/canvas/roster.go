package canvas

import (
	"cmp"
	"slices"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// Types of enrolment that can have a grade.
const (
	student     = "StudentEnrollment"
	studentView = "StudentViewEnrollment" // of the Test Student
)

// learners are the people of the roster; without one, those whom the gradebook
// names, of whom then nothing else is known.
func (r *reading) learners(d dates) []grade.Learner {
	rows := r.rowsByUser()
	if !r.enrolments.read() {
		if len(r.rows.value) == 0 {
			return nil
		}
		list := make([]grade.Learner, 0, len(r.rows.value))
		for _, row := range r.rows.value {
			list = append(list, grade.Learner{ID: string(row.UserID), SISID: row.SISUserID.value, Listed: grade.Known(true)})
		}
		return list
	}
	list := []grade.Learner{}
	index := map[id]int{}
	for _, e := range r.enrolments.value {
		if e.UserID == "" {
			continue
		}
		at, ok := index[e.UserID]
		if !ok {
			at = len(list)
			index[e.UserID] = at
			list = append(list, grade.Learner{ID: string(e.UserID), Test: grade.Known(false), Listed: r.listed(rows, e.UserID)})
		}
		list[at] = add(list[at], e)
		list[at].Enrolments = append(list[at].Enrolments, d.enrolment(e, r.asked))
	}
	for i := range list {
		list[i].Enrolments = relevant(list[i].Enrolments)
	}
	return list
}

// add takes from one of a person's rows what the others did not have.
func add(l grade.Learner, e wireEnrolment) grade.Learner {
	l.Name = cmp.Or(l.Name, string(e.User.Name))
	l.Email = cmp.Or(l.Email, e.User.Email.value)
	l.Login = cmp.Or(l.Login, e.User.Login.value)
	l.SISID = cmp.Or(l.SISID, e.User.SISUserID.value, e.SISUserID.value)
	if e.Type == studentView {
		l.Test = grade.Known(true)
	}
	return l
}

// enrolment maps one row, with the state and the dates that count for it.
func (d dates) enrolment(e wireEnrolment, now time.Time) grade.Enrolment {
	w := d.of(e)
	m := grade.Enrolment{
		Role: cmp.Or(string(e.Role), string(e.Type)), Kind: roleKind(string(e.Type)),
		State: d.state(e, now), StartAt: w.start, EndAt: w.end,
	}
	if w.by == "term" && d.partial {
		m.StartAt, m.EndAt = grade.Maybe[time.Time]{}, grade.Maybe[time.Time]{}
	}
	if e.SectionID != "" {
		m.Sections = []string{string(e.SectionID)}
	}
	return m
}

// relevant puts deleted rows first, so that another state is the person's, and
// leaves them out for somebody who has meanwhile become something else: a former
// student who teaches is no learner.
func relevant(list []grade.Enrolment) []grade.Enrolment {
	deleted := func(e grade.Enrolment) bool { return grade.Is(e.State, grade.EnrolmentDeleted) }
	remains := slices.DeleteFunc(slices.Clone(list), deleted)
	learns := slices.ContainsFunc(remains, func(e grade.Enrolment) bool { return e.Kind == grade.RoleLearner })
	if len(remains) > 0 && !learns {
		return remains
	}
	slices.SortStableFunc(list, func(a, b grade.Enrolment) int {
		return cmp.Compare(rank(deleted(a)), rank(deleted(b)))
	})
	return list
}

func rank(deleted bool) int {
	if deleted {
		return 0
	}
	return 1
}

// roleKind reads the type of an enrolment; a role of the site's own making has the
// type of the role it was made from.
func roleKind(enrolmentType string) grade.RoleKind {
	switch enrolmentType {
	case student, studentView:
		return grade.RoleLearner
	case "TeacherEnrollment", "TaEnrollment", "DesignerEnrollment":
		return grade.RoleStaff
	case "ObserverEnrollment":
		return grade.RoleObserver
	}
	return grade.RoleOther
}

func (r *reading) rowsByUser() map[id]wireRow {
	rows := make(map[id]wireRow, len(r.rows.value))
	for _, row := range r.rows.value {
		rows[row.UserID] = row
	}
	return rows
}

// listed tells whether the gradebook has a row for somebody; that it has none is
// known only of the whole gradebook.
func (r *reading) listed(rows map[id]wireRow, user id) grade.Maybe[bool] {
	_, ok := rows[user]
	if ok || r.rows.read() {
		return grade.Known(ok)
	}
	return grade.Maybe[bool]{}
}
