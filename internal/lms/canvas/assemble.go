package canvas

import (
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// reading is all that was read of one course, and what could not be.
type reading struct {
	*Provider
	course wireCourse
	asked  time.Time

	assignments part[[]wireAssignment]
	enrolments  part[[]wireEnrolment]
	rows        part[[]wireRow] // with an error: those before it
	dueDates    part[wireDueDates]
	periods     part[[]wirePeriod]
	sections    part[[]wireSection]
	term        part[*wireTerm]
	blueprint   part[[]wireSubscription]
	modules     part[[]wireModule]
	tools       part[[]wireTool]
	accounts    part[[]string]
	installed   []installation
	elsewhere   error // why not all accounts were searched for a missing tool
}

// book puts the parts together.
func (r *reading) book() *grade.Book {
	d := r.dates()
	b := &grade.Book{
		LMS:     grade.Site{Kind: kind, URL: r.options.URL},
		AskedAt: r.asked.UTC(),
		Course:  r.mapCourse(d),
		Sources: sources(),
		Tools:   r.mapTools(),
		// Canvas lists nobody's LTI user id; Resolve looks up those that matter.
		LTIUsers: map[string]string{},
		Contexts: map[string]string{},
	}
	b.Activities = r.activities(b.Course.Blueprint)
	b.Learners = r.learners(d)
	b.Results = r.results(b)
	b.Categories, b.Totals = r.categories(), r.totals(b)
	b.Gaps = r.gaps(b)
	return b
}

func (r *reading) dates() dates {
	d := dates{course: r.course, partial: r.term.err != nil}
	if r.sections.read() {
		d.sections = map[id]wireSection{}
		for _, s := range r.sections.value {
			d.sections[s.ID] = s
		}
	}
	if r.term.read() && r.term.value != nil {
		d.term = *r.term.value
		if d.course.Term == nil {
			// The scoped key kept it from the course, and not from the list of terms.
			d.course.Term = r.term.value
		}
	}
	return d
}

// mapCourse adds to the course record what the other parts tell.
func (r *reading) mapCourse(d dates) grade.Course {
	c := r.Provider.course(d.course)
	end := d.course.ends(d.inTerm(student), d.sectionWindows(r.enrolments.value))
	c.Concluded, c.ConcludedBy, c.ConcludedAt = end.verdict(d.course, r.asked)
	c.Blueprint = r.isBlueprint()
	if r.accounts.read() {
		c.Accounts = r.accounts.value
	}
	if r.sections.read() {
		c.Sections = make([]grade.Section, 0, len(r.sections.value))
		for _, s := range r.sections.value {
			c.Sections = append(c.Sections, s.section())
		}
	}
	return c
}

// section maps a section; its end counts only where it restricts enrolments.
func (s wireSection) section() grade.Section {
	m := grade.Section{ID: string(s.ID), Name: string(s.Name), From: string(s.FromCourse), EndAt: none()}
	if m.From == "0" {
		m.From = ""
	}
	if grade.Is(s.RestrictToDate.Maybe, true) {
		m.EndAt = s.EndAt.Maybe
	}
	return m
}

// isBlueprint tells whether another course governs this one's content: it
// subscribes to one, or an assignment says that it came from one.
func (r *reading) isBlueprint() grade.Maybe[bool] {
	if r.blueprint.read() {
		return grade.Known(len(r.blueprint.value) > 0)
	}
	for _, a := range r.assignments.value {
		if grade.Is(a.BlueprintChild.Maybe, true) {
			return grade.Known(true)
		}
	}
	return grade.Maybe[bool]{}
}
