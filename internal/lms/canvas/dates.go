package canvas

import (
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// window is from when to when somebody may work in a course, and what says so. A
// known zero time is "no such date"; unknown dates are those that were not told.
type window struct {
	start, end grade.Maybe[time.Time]
	by         string // enrolment, section, course or term; empty when it is not known which
}

// past tells whether the window has closed.
func (w window) past(now time.Time) grade.Maybe[bool] {
	end, known := w.end.Get()
	if !known {
		return grade.Maybe[bool]{}
	}
	return grade.Known(!end.IsZero() && !end.After(now))
}

// early tells whether it has not opened yet.
func (w window) early(now time.Time) grade.Maybe[bool] {
	start, known := w.start.Get()
	if !known {
		return grade.Maybe[bool]{}
	}
	return grade.Known(start.After(now))
}

// termDates is the window of the course's term, unknown when the term was not told.
func (c wireCourse) termDates() window {
	if c.Term == nil {
		return window{by: "term"}
	}
	return window{start: c.Term.StartAt.Maybe, end: c.Term.EndAt.Maybe, by: "term"}
}

// dates is how Canvas finds the window of an enrolment: its own dates where both
// are set, else the section's where they restrict, else the course's where they
// restrict, else the term's for that type of enrolment.
type dates struct {
	course   wireCourse
	sections map[id]wireSection // nil: not read
	term     wireTerm           // with its overrides
	// partial says that the term's overrides were asked for in vain. Canvas's term
	// then decides who is active, as it does for nearly everybody, and no date is
	// given out for somebody's own.
	partial bool
}

// of returns the window of an enrolment.
func (d dates) of(e wireEnrolment) window {
	start, starts := grade.At(e.StartAt.Maybe)
	end, ends := grade.At(e.EndAt.Maybe)
	if starts && ends {
		return window{start: grade.Known(start), end: grade.Known(end), by: "enrolment"}
	}
	return d.inSection(e.SectionID, string(e.Type))
}

// inSection returns the window of somebody without dates of their own.
func (d dates) inSection(section id, enrolmentType string) window {
	if section != "" {
		s, read := d.sections[section]
		restricts, known := s.RestrictToDate.Get()
		switch {
		case !read:
			return window{}
		case known && restricts:
			return window{start: s.StartAt.Maybe, end: s.EndAt.Maybe, by: "section"}
		}
	}
	switch restricts, known := d.course.RestrictToDate.Get(); {
	case !known:
		return window{}
	case restricts:
		return window{start: d.course.StartAt.Maybe, end: d.course.EndAt.Maybe, by: "course"}
	}
	return d.inTerm(enrolmentType)
}

// inTerm returns the term's window for a type of enrolment. An override's date
// that is not set leaves the term's own.
func (d dates) inTerm(enrolmentType string) window {
	w := d.course.termDates()
	override, ok := d.term.Overrides[enrolmentType]
	if !ok {
		return w
	}
	if at := override.StartAt.set(); at.Known() {
		w.start = at
	}
	if at := override.EndAt.set(); at.Known() {
		w.end = at
	}
	return w
}

// state is what an enrolment counts for now: Canvas computes it from the dates and
// tells only the state that is stored.
func (d dates) state(e wireEnrolment, now time.Time) grade.Maybe[grade.EnrolmentState] {
	switch e.State {
	case "deleted", "rejected":
		return grade.Known(grade.EnrolmentDeleted)
	case "completed":
		return grade.Known(grade.EnrolmentConcluded)
	case "inactive":
		return grade.Known(grade.EnrolmentInactive)
	case "active", "invited", "creation_pending":
	default:
		return grade.Maybe[grade.EnrolmentState]{}
	}
	w := d.of(e)
	past, early := w.past(now), w.early(now)
	switch {
	case grade.Is(past, true):
		return grade.Known(grade.EnrolmentConcluded)
	case e.State != "active":
		return grade.Known(grade.EnrolmentInvited)
	case e.Type == studentView:
		// Canvas does not make the Test Student wait for the start.
		return grade.Known(grade.EnrolmentActive)
	case grade.Is(early, true):
		return grade.Known(grade.EnrolmentInactive)
	case !past.Known() || !early.Known():
		return grade.Maybe[grade.EnrolmentState]{}
	}
	return grade.Known(grade.EnrolmentActive)
}
