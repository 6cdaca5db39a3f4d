package canvas

import (
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// ending is when a course is over for its learners, and by what.
type ending struct {
	window
	// told is false when a section's dates, or whether they count, are not known.
	told bool
}

// ends returns the course's end: of the last of the sections that have learners,
// or without sections the course's own, which is its end date if that restricts
// enrolments, and the term's otherwise. term is the window that holds for students.
func (c wireCourse) ends(term window, sections []window) ending {
	if len(sections) == 0 {
		restricts, known := c.RestrictToDate.Get()
		_, dated := grade.At(c.EndAt.Maybe)
		switch {
		case known && restricts && dated:
			return ending{window{start: c.StartAt.Maybe, end: c.EndAt.Maybe, by: "course"}, true}
		case !known && dated:
			return ending{window{}, false}
		}
		return ending{term, true}
	}
	last := sections[0]
	for _, w := range sections {
		if !w.end.Known() {
			return ending{w, false}
		}
		if later(w, last) {
			last = w
		}
	}
	return ending{last, true}
}

// later tells whether a ends after b; what has no end ends last.
func later(a, b window) bool {
	aEnd, aSet := grade.At(a.end)
	bEnd, bSet := grade.At(b.end)
	if !bSet {
		return false
	}
	return !aSet || aEnd.After(bEnd)
}

// verdict tells whether the course is over, by what and since when. Canvas's own
// word counts where it says that the course is over, for its services go by it; it
// knows nothing of the dates that a section or a type of enrolment has for itself.
func (e ending) verdict(c wireCourse, now time.Time) (concluded grade.Maybe[bool], by string, at grade.Maybe[time.Time]) {
	if c.State == "completed" {
		return grade.Known(true), "course", grade.Maybe[time.Time]{}
	}
	own := c.ownEnd()
	if grade.Is(c.Concluded.Maybe, true) {
		if grade.Is(own.past(now), true) {
			return grade.Known(true), own.by, own.end
		}
		return grade.Known(true), "", grade.Maybe[time.Time]{}
	}
	past := e.past(now)
	switch {
	case !e.told || !past.Known():
		return c.Concluded.Maybe, "", grade.Maybe[time.Time]{}
	case past.Or(false):
		return past, e.by, e.end
	}
	return past, "", grade.Maybe[time.Time]{}
}

// ownEnd is the window that Canvas's word "concluded" stands on.
func (c wireCourse) ownEnd() window { return c.ends(c.termDates(), nil).window }

// sectionWindows are the windows of the sections that hold learners, nil when the
// sections or the roster are not known.
func (d dates) sectionWindows(rows []wireEnrolment) []window {
	if d.sections == nil {
		return nil
	}
	var list []window
	seen := map[id]bool{}
	for _, e := range rows {
		if e.Type != student || e.State == "deleted" || e.State == "rejected" || seen[e.SectionID] {
			continue
		}
		seen[e.SectionID] = true
		list = append(list, d.inSection(e.SectionID, student))
	}
	return list
}
