package pull

import (
	"cmp"
	"context"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/store"
)

// Kept is what the store holds of one course, as it was at one moment.
type Kept struct {
	Course store.Course
	Book   *grade.Book // nil: the course was never pulled
	States []store.StateChange
	// People are those who were ever in the course, those who are gone too.
	People []store.Enrolment
	// List is how reading the list of courses went; Listed counts the courses that the
	// last one held, HeldBack those that are gone from it and were not removed.
	List             store.Pull
	Listed, HeldBack int
	// Sync is who runs sync now; nil is nobody.
	Sync *store.HeldError
}

// Kept reads all that the store holds of a course; it asks the LMS nothing. Of p it
// needs Site and Store. The error matches store.ErrNoCourse when the store knows no
// such course.
func (p *Puller) Kept(ctx context.Context, id string) (*Kept, error) {
	s, site := p.Store, p.Site
	all, err := s.Courses(ctx, site)
	if err != nil {
		return nil, err
	}
	k := &Kept{HeldBack: HeldBack(all)}
	if k.Course, err = s.Course(ctx, site, id); err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].Listed {
			k.Listed++
		}
	}
	if k.Book, k.Course.Pull, err = s.Book(ctx, site, id); err != nil {
		return nil, err
	}
	if k.States, err = s.StateChanges(ctx, site, id); err != nil {
		return nil, err
	}
	if k.People, err = s.Enrolments(ctx, site, id); err != nil {
		return nil, err
	}
	if k.List, err = s.ListPull(ctx, site); err != nil {
		return nil, err
	}
	k.Sync, err = s.Holder(ctx, LeaseName(site))
	return k, err
}

// Failing is what keeps the course from being pulled: the course's own failures, or
// those of the list of courses, behind which no course is pulled. Refused credentials
// come first, for they are the cause of the others. ok is false when nothing fails.
func (k *Kept) Failing() (f store.Pull, ok bool) {
	own, list := k.Course.Pull, k.List
	refused := func(p store.Pull) bool { return grade.FailureClass(p.Class).Refused() }
	switch {
	case !list.FailingSince.IsZero() && (own.FailingSince.IsZero() || refused(list) && !refused(own)):
		return list, true
	case !own.FailingSince.IsZero():
		return own, true
	}
	return store.Pull{}, false
}

// Named tells whether the store keeps the names of the course's people.
func (k *Kept) Named() bool {
	for i := range k.People {
		if p := &k.People[i]; cmp.Or(p.Name, p.Login, p.Email) != "" {
			return true
		}
	}
	return false
}
