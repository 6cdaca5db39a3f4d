package canvas

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gradesync/gradesync/internal/grade"
)

func (r *reading) rosterGaps(b *grade.Book) []grade.Gap {
	if r.enrolments.err != nil {
		return failed(routeEnrolments, "the roster", r.enrolments.err)
	}
	gaps := r.undated(b)
	if len(r.enrolments.value) == 0 {
		return gaps
	}
	var missing []string
	for name, has := range map[string]func(wireEnrolment) bool{
		"e-mail addresses": func(e wireEnrolment) bool { return e.User.Email.there },
		"logins":           func(e wireEnrolment) bool { return e.User.Login.there },
		"SIS ids":          func(e wireEnrolment) bool { return e.User.SISUserID.there || e.SISUserID.there },
	} {
		if !r.anyRow(has) {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		gaps = append(gaps, grade.Gap{What: sorted(missing) + " of the roster", Class: grade.Forbidden,
			Reason: "Canvas left them out: the token's user needs \"Users - view primary email address\", \"Users - view login IDs\" and \"SIS Data - read\", and a developer key that enforces scopes needs \"Allow Include Parameters\""})
	}
	return gaps
}

// undated is the gap of enrolments whose state hangs on dates that are not known.
func (r *reading) undated(b *grade.Book) []grade.Gap {
	n := 0
	for _, l := range b.Learners {
		for _, e := range l.Enrolments {
			if !e.State.Known() {
				n++
			}
		}
	}
	if n == 0 {
		return nil
	}
	err := r.sections.err
	if err == nil {
		err = missingMember("term", routeCourse)
	}
	return []grade.Gap{gapOf(grade.FactEnrolmentState, fmt.Sprintf("whether %d enrolments are active by date", n), err)}
}

func (r *reading) anyRow(has func(wireEnrolment) bool) bool {
	for _, e := range r.enrolments.value {
		if has(e) {
			return true
		}
	}
	return false
}

func (r *reading) resultGaps(b *grade.Book) []grade.Gap {
	var gaps []grade.Gap
	switch err := r.rows.err; {
	case err != nil && len(r.rows.value) > 0:
		gaps = append(gaps, gapOf(grade.FactResults, fmt.Sprintf("the grades of all but the first %d learners", len(r.rows.value)), err))
	case err != nil:
		gaps = append(gaps, failed(routeSubmissions, "the grades", err)...)
	case r.assignments.err != nil:
		gaps = append(gaps, failed(routeSubmissions, "the grades, which belong to assignments that were not read", r.assignments.err)...)
	}
	if err := r.dueDates.err; err != nil {
		gaps = append(gaps, gapOf(grade.FactResultAssigned, "to whom assignments are given", err))
		if !r.periods.read() {
			gaps = append(gaps, gapOf(grade.FactResultClosed, "which grading periods are closed", err))
		}
	}
	if n := r.unplaced(b); n > 0 {
		gaps = append(gaps, grade.Gap{What: fmt.Sprintf("%d grades that Canvas did not list, of assignments given to their learners", n), Class: grade.Failed,
			Reason: "Canvas keeps a submission for every learner and assignment; these may just be in the making"})
	}
	return gaps
}

func sorted(words []string) string {
	slices.Sort(words)
	return strings.Join(words, ", ")
}
