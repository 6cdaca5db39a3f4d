package moodle

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"strings"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lms"
)

// Probe asks the site for itself and reads off what the token's service holds.
func (p *Provider) Probe(ctx context.Context) (lms.Access, error) {
	s, err := p.connect(ctx)
	if err != nil {
		return lms.Access{}, fmt.Errorf("probe moodle: %w", err)
	}
	return lms.Access{
		Kind: "moodle", URL: s.siteURL(), Version: s.version(),
		Title: string(s.info.SiteName), User: string(s.info.Username),
		Rights: s.rights(), ClockOffset: s.offset,
		Gaps: append(s.gaps, untold()...),
	}, nil
}

// version is the number in "5.1.3 (Build: 20260216)".
func (s *session) version() string {
	number, _, _ := strings.Cut(string(s.info.Release), " ")
	return number
}

// Courses yields the courses the token's user may see, in one request: Moodle does
// not page them. The front page, which Moodle keeps as a course, is left out.
func (p *Provider) Courses(ctx context.Context) iter.Seq2[grade.Course, error] {
	return func(yield func(grade.Course, error) bool) {
		s, err := p.current(ctx)
		var list []wireCourse
		if err == nil {
			list, err = s.courses(ctx)
		}
		if err != nil {
			yield(grade.Course{}, fmt.Errorf("list moodle courses: %w", err))
			return
		}
		for _, c := range list {
			if c.Format == "site" || c.ID == s.info.SiteID {
				continue
			}
			if !yield(s.course(c), nil) {
				return
			}
		}
	}
}

// courses prefers the function that leaves out what is closed to the caller: the
// other one fails whole for a single such course.
func (s *session) courses(ctx context.Context) ([]wireCourse, error) {
	if s.may(fnCourses) || !s.may(fnCoursesPlain) {
		found, err := ask[wireCourses](s.long(ctx), s, fnCourses, url.Values{})
		return found.Courses, err
	}
	return ask[[]wireCourse](s.long(ctx), s, fnCoursesPlain, url.Values{})
}

// find looks a course up by id, short name and ID number, in this order, with as
// many calls as it takes. Moodle answers with an empty list both for a course that
// does not exist and for one the caller may not see.
func (s *session) find(ctx context.Context, course string) (wireCourse, error) {
	for _, field := range lookups(course) {
		found, err := ask[wireCourses](ctx, s, fnCourses, args("field", field, "value", course))
		switch {
		case errors.Is(err, grade.ErrRejected), errors.Is(err, grade.ErrNotFound):
			continue // not a value this field can have
		case err != nil:
			return wireCourse{}, err
		case len(found.Courses) > 1:
			return wireCourse{}, fmt.Errorf("%w: %d courses have this %s: name the course by its id", grade.ErrRejected, len(found.Courses), field)
		case len(found.Courses) == 1 && found.Courses[0].ID != "":
			return found.Courses[0], nil
		}
	}
	return wireCourse{}, fmt.Errorf("%w: no course has this id, short name or ID number, or the token's user may not see it (Moodle answers both alike)", grade.ErrNotFound)
}

func lookups(course string) []string {
	if course == "" {
		return nil
	}
	// More digits than a bigint holds make PostgreSQL fail.
	if strings.Trim(course, "0123456789") == "" && len(course) <= 18 {
		return []string{"id", "shortname", "idnumber"}
	}
	return []string{"shortname", "idnumber"}
}

// course maps a course record. A record that the caller sees only from outside
// lacks dates and visibility; they stay unknown.
func (s *session) course(c wireCourse) grade.Course {
	id := string(c.ID)
	return grade.Course{
		ID: id, Code: string(c.ShortName), Title: string(c.FullName), Number: string(c.IDNumber),
		ContextIDs: []string{id}, LineItemsURL: s.lineItemsURL(id),
		Visible: c.Visible.Maybe, StartAt: c.StartDate.Maybe, EndAt: c.EndDate.Maybe,
		Tracked: c.Tracked.Maybe,
	}
}

// lineItemsURL is the AGS container of a course, as mod/lti makes it.
func (s *session) lineItemsURL(course string) string {
	return s.siteURL() + "/mod/lti/services.php/" + course + "/lineitems"
}

// courseGaps names what a thin course record did not tell.
func courseGaps(c grade.Course) []grade.Gap {
	if c.Visible.Known() && c.StartAt.Known() {
		return nil
	}
	const reason = "the token's user sees the course from outside only: give it a role with moodle/course:view"
	return []grade.Gap{
		{Fact: grade.FactCourseDates, What: "the course's dates", Class: grade.Forbidden, Reason: reason},
		{Fact: grade.FactCourseVisible, What: "whether the course is visible", Class: grade.Forbidden, Reason: reason},
	}
}

// none is "there is no such moment", as opposed to an unknown one.
func none() grade.Maybe[time.Time] { return grade.Known(time.Time{}) }
