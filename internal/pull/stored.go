package pull

import (
	"slices"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/store"
)

// Stored is what sync knows of how the course came into the store, for judging it.
// The interval is not in the store, and left unknown.
func (k *Kept) Stored() *grade.Stored {
	s := &grade.Stored{
		State:    grade.CourseState(k.Course.State),
		PulledAt: grade.Known(k.Course.Pull.Succeeded), FullAt: grade.Known(k.Course.Pull.Whole),
		FailingSince: grade.Known(time.Time{}), NextTry: grade.Known(time.Time{}),
		HeldBack: grade.Known(k.HeldBack), Lease: grade.Known(grade.Lease{}), Lists: k.lists(),
	}
	if n := len(k.States); n > 0 {
		s.StateSince = grade.Known(k.States[n-1].At)
	}
	if f, failing := k.Failing(); failing {
		s.FailingSince, s.NextTry = grade.Known(f.FailingSince), grade.Known(f.NotBefore)
		s.Class, s.Reason = grade.FailureClass(f.Class), f.Reason
	}
	if k.Sync != nil && k.Sync.Holder != FleetHolder { // a fleet holds it for good, and works
		s.Lease = grade.Known(grade.Lease{Holder: k.Sync.Holder, Since: k.Sync.Since, Until: k.Sync.Until})
	}
	if k.Book != nil {
		s.Progress = progressOf(k.Book)
	}
	return s
}

// lists are the lists behind what is kept. Only lists that were read to their end are
// saved; that the last list of courses was not is known when it was unreadable.
func (k *Kept) lists() []grade.StoredList {
	var lists []grade.StoredList
	if !k.List.Tried.IsZero() {
		whole := grade.Maybe[bool]{}
		switch {
		case k.List.FailingSince.IsZero():
			whole = grade.Known(true)
		case k.List.Class == class(grade.ErrUnreadable):
			whole = grade.Known(false)
		}
		lists = append(lists, grade.StoredList{ID: grade.ListOfCourses, Rows: k.Listed, Complete: whole})
	}
	b := k.Book
	if b == nil {
		return lists
	}
	for _, l := range []struct {
		fact grade.Fact
		rows int
		read bool
	}{
		{grade.FactRoster, len(b.Learners), b.Learners != nil},
		{grade.FactResults, len(b.Results), b.Results != nil},
		{grade.FactActivities, len(b.Activities), b.Activities != nil},
	} {
		if l.read {
			list := grade.StoredList{ID: string(l.fact), Rows: l.rows}
			if !hasGap(b, l.fact) {
				list.Complete = grade.Known(true)
			}
			lists = append(lists, list)
		}
	}
	return lists
}

// progressOf is how far the learners are, each once: enrolments of one person have the
// same numbers. Who has an unknown percentage has none.
func progressOf(b *grade.Book) []grade.StoredProgress {
	var list []grade.StoredProgress
	for _, p := range Progress(b) {
		if !p.Percent.Known() || slices.ContainsFunc(list[max(0, len(list)-1):], func(s grade.StoredProgress) bool { return s.Learner == p.Learner }) {
			continue
		}
		one := grade.StoredProgress{Learner: p.Learner, Graded: p.Graded, Counted: p.Counted}
		if b.Completions != nil {
			one.Tracked, one.Completed = grade.Known(p.Tracked), grade.Known(p.Completed)
		}
		list = append(list, one)
	}
	return list
}

// BookOf is the book that is kept or, of a course that was never pulled, one that
// says so: it names the course, and everything else in it is a gap.
func (k *Kept) BookOf(site grade.Site) *grade.Book {
	if k.Book != nil {
		return k.Book
	}
	b := &grade.Book{LMS: site, Course: grade.Course{ID: k.Course.ID, Code: k.Course.Code, Title: k.Course.Title, Number: k.Course.Number}}
	for _, part := range []struct {
		fact grade.Fact
		what string
	}{
		{grade.FactRoster, "the roster"}, {grade.FactActivities, "the activities"}, {grade.FactResults, "the grades"},
	} {
		b.Gaps = append(b.Gaps, grade.Gap{Fact: part.fact, What: part.what, Class: grade.Absent, Reason: neverPulled(k.Course.State)})
	}
	return b
}

func neverPulled(state store.CourseState) string {
	return "the course was never pulled into the store; it is " + string(state)
}
