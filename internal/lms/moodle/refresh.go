package moodle

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lms"
)

// Refresh reads the course page, the roster and the grades again: three requests
// where Book makes seven, as long as they show nothing that needs another. It
// keeps the links' settings (which tool, accepting grades), the tool registrations,
// the course's dates, the titles of categories, and whether it tracks completion; changes of these alone are
// what only Book sees.
//
// Moodle's core_course_get_updates_since is not asked. It goes by the time at which
// an activity's settings were saved, and hiding an activity, a section or a course,
// deleting an activity, and its availability by its section do not move that: the
// course page has to be read in any case, and tells more.
//
// The roster is asked for each person's active courses. Somebody is taken for
// active or not as in last where this, and the gradebook's rows, say the same as
// then; where they do not, Moodle is asked for the inactive as ever. Since nobody
// but staff sees a hidden course in that list, a learner who has this one shows
// that it is visible.
func (p *Provider) Refresh(ctx context.Context, last *grade.Book, _ time.Time) (*grade.Book, error) {
	s, err := p.current(ctx)
	if err != nil {
		return nil, fmt.Errorf("read course from moodle: %w", err)
	}
	if !s.canKeep(last) {
		return p.Book(ctx, lms.CourseOf(last))
	}
	a := &again{reading: &reading{session: s, course: wired(last.Course), asked: p.now(), titles: titlesOf(last)}, last: last}
	fits, err := a.read(ctx)
	if err != nil {
		return nil, fmt.Errorf("read course %s from moodle: %w", last.Course.ID, err)
	}
	if !fits {
		return p.Book(ctx, last.Course.ID)
	}
	b := a.book()
	if !a.askedCourse {
		b.Sources[grade.FactCourseVisible] = "moodle " + fnEnrolled
	}
	lms.Keep(b, last, a.kept...)
	return b, nil
}

// canKeep tells whether a book is one whose parts may stand in for a reading now.
func (s *session) canKeep(last *grade.Book) bool {
	return last != nil && last.LMS == grade.Site{Kind: "moodle", URL: s.siteURL(), Version: s.version()} &&
		last.Course.ID != "" && last.Activities != nil && last.Learners != nil && last.Results != nil && lms.Whole(last)
}

// wired is the course record that a book's course came from, but for the group
// mode, which no book holds.
func wired(c grade.Course) wireCourse {
	return wireCourse{
		ID: text(c.ID), ShortName: label(c.Code), FullName: label(c.Title), IDNumber: text(c.Number),
		Visible: flag{c.Visible}, StartDate: stamp{c.StartAt}, EndDate: stamp{c.EndAt}, Tracked: flag{c.Tracked},
	}
}

// again is a second reading of a course.
type again struct {
	*reading
	last *grade.Book
	kept []grade.Fact
	// asked tell what was asked after all.
	askedCourse, askedInactive bool
}

// read fills the reading. It does not fit when a part failed, so that Book must say
// what is missing; an error is fatal.
func (a *again) read(ctx context.Context) (fits bool, err error) {
	g, gctx := errgroup.WithContext(ctx)
	id := string(a.course.ID) // readPeople may read the course's record again meanwhile
	g.Go(func() error {
		a.modules, a.pageErr = a.session.modules(gctx, id)
		return onlyFatal(gctx, a.pageErr)
	})
	peopleFit := false
	g.Go(func() error {
		var err error
		peopleFit, err = a.readPeople(gctx)
		if err == nil || fatal(gctx, err) {
			return err
		}
		peopleFit = false
		return nil
	})
	if err := g.Wait(); err != nil {
		return false, err
	}
	if a.pageErr != nil || !peopleFit {
		return false, nil //nolint:nilerr // the page failed to be read: then the whole book is, which tells it
	}
	if err := a.readColumns(ctx); err != nil {
		return false, err
	}
	if a.linksFit() {
		a.keepLinks()
	} else if a.links, err = a.readLinks(ctx, string(a.course.ID), a.modules); err != nil {
		return false, err
	}
	if !a.askedCourse {
		a.kept = append(a.kept, grade.FactCourseDates)
	}
	return true, nil
}

// readPeople reads the roster and the grades, and asks for whatever they leave open.
func (a *again) readPeople(ctx context.Context) (fits bool, err error) {
	course := string(a.course.ID)
	a.roster.people, err = a.people(ctx, course, "userfields", "id,username,fullname,email,idnumber,roles,groups,enrolledcourses")
	if err != nil {
		return false, err
	}
	a.roster.inactive = a.inactiveThen()
	if !a.statesFit() {
		if err := a.askInactive(ctx); err != nil {
			return false, err
		}
	}
	if !a.courseFits() {
		if err := a.askCourse(ctx); err != nil {
			return false, err
		}
	}
	if a.gradebook, err = a.grades(ctx, a.course, a.roster); err != nil {
		return false, err
	}
	if err := a.askBesideGroup(ctx); err != nil {
		return false, err
	}
	if a.askedInactive || a.rowsFit() {
		return true, nil
	}
	// The rows and the roster disagree: who is inactive now?
	then := a.roster.inactive
	if err := a.askInactive(ctx); err != nil {
		return false, err
	}
	return sameSet(then, a.roster.inactive), nil
}

func (a *again) askInactive(ctx context.Context) (err error) {
	a.askedInactive = true
	a.roster.inactive, a.stateErr = a.suspended(ctx, string(a.course.ID))
	return onlyFatal(ctx, a.stateErr)
}

func (a *again) askCourse(ctx context.Context) (err error) {
	a.askedCourse = true
	a.course, err = a.find(ctx, a.last.Course.ID)
	return err
}

// askBesideGroup looks for the course's group mode where the report left out
// somebody who should have a row.
func (a *again) askBesideGroup(ctx context.Context) (err error) {
	if a.askedCourse || !a.gradebook.complete {
		return nil
	}
	candidates := a.roster.gradable()
	for _, p := range candidates {
		if a.gradebook.listed[p.ID] {
			continue
		}
		if err := a.askCourse(ctx); err != nil {
			return err
		}
		a.gradebook, err = a.besideGroup(ctx, a.course, a.gradebook, candidates)
		return err
	}
	return nil
}
