package canvas

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lms"
)

// Probe asks who the token's user is, and for one course. Canvas does not list what
// a token may do: most rights show only in the attempt.
func (p *Provider) Probe(ctx context.Context) (lms.Access, error) {
	self, selfErr := one[wireUser](ctx, p, routeSelf, routeSelf.path("self"), nil)
	_, listErr := one[[]wireCourse](ctx, p, routeCourses, routeCourses.path(), args("per_page", "1"))
	for _, err := range []error{selfErr, listErr} {
		if err != nil && !errors.Is(err, grade.ErrScope) && !errors.Is(err, grade.ErrNotFound) {
			return lms.Access{}, fmt.Errorf("probe canvas: %w", err)
		}
	}
	user := self.Login.value
	if user == "" {
		user = string(self.Name)
	}
	return lms.Access{
		Kind: kind, URL: p.options.URL, User: user,
		Rights:      rights(map[route]error{routeSelf: selfErr, routeCourses: listErr}),
		ClockOffset: p.offset.offset(), Gaps: untold(),
	}, nil
}

// Courses yields the courses of the site for an administrator of its root account,
// and otherwise those that the token's user is enrolled in.
func (p *Provider) Courses(ctx context.Context) iter.Seq2[grade.Course, error] {
	return func(yield func(grade.Course, error) bool) {
		more := true
		p.listed.begin(p.now())
		keep := func(page []wireCourse) bool {
			for _, c := range page {
				p.listed.add(c)
				more = more && (c.ID == "" || yield(p.course(c), nil))
			}
			return more
		}
		query := func() []string { return []string{"include[]", "term", "include[]", "concluded"} }
		err := pages(ctx, p, routeSearch, routeSearch.path("self"), p.perPage(100, query()...), keep)
		if refused(err) && more {
			err = pages(ctx, p, routeCourses, routeCourses.path(), p.perPage(100, query()...), keep)
		}
		if err != nil && more {
			yield(grade.Course{}, fmt.Errorf("list canvas courses: %w", err))
		}
	}
}

func refused(err error) bool {
	return errors.Is(err, grade.ErrScope) || errors.Is(err, grade.ErrNotFound)
}

// contextPrefix says that a course is named by its LTI context id.
const contextPrefix = "lti_context_id:"

// prefixes are the special addresses of a course that a person may type.
func prefixes() []string {
	return []string{"sis_course_id:", contextPrefix, "sis_integration_id:", "uuid:"}
}

// find looks a course up: by what a prefix says, by its id, by its SIS id, and last
// by its code or name.
func (p *Provider) find(ctx context.Context, course string) (wireCourse, error) {
	if course == "" {
		return wireCourse{}, fmt.Errorf("%w: no course is named", grade.ErrNotFound)
	}
	if slices.ContainsFunc(prefixes(), func(prefix string) bool { return strings.HasPrefix(course, prefix) }) {
		return p.single(ctx, course)
	}
	tries := []string{"sis_course_id:" + course}
	if number := parseID(course); number != "" && number[0] != '-' && len(number) <= 19 {
		tries = append([]string{string(number)}, tries...)
	}
	for _, name := range tries {
		found, err := p.single(ctx, name)
		if !errors.Is(err, grade.ErrNotFound) {
			return found, err
		}
	}
	id, err := p.search(ctx, course)
	if err != nil {
		return wireCourse{}, err
	}
	return p.single(ctx, id)
}

// single reads one course with all that is asked of it.
func (p *Provider) single(ctx context.Context, name string) (wireCourse, error) {
	c, err := one[wireCourse](ctx, p, routeCourse, routeCourse.path(name), args(
		"include[]", "term", "include[]", "concluded", "include[]", "account"))
	if err == nil && c.ID == "" {
		err = fmt.Errorf("%s: %w: the answer is no course", routeCourse.call(), grade.ErrUnreadable)
	}
	return c, err
}

// search returns the id of the one course with this code or name: of the site for
// an administrator, else of those that the token's user is enrolled in.
func (p *Provider) search(ctx context.Context, name string) (string, error) {
	var hits []string
	keep := func(page []wireCourse) bool {
		for _, c := range page {
			if c.named(name) && !slices.Contains(hits, string(c.ID)) {
				hits = append(hits, string(c.ID))
			}
		}
		return true
	}
	var err error
	if len([]rune(name)) >= 3 { // Canvas refuses a shorter search
		err = pages(ctx, p, routeSearch, routeSearch.path("self"), p.perPage(100, "search_term", name), keep)
	}
	if err != nil && !refused(err) && !errors.Is(err, grade.ErrRejected) {
		return "", err
	}
	if len(hits) == 0 {
		if err := pages(ctx, p, routeCourses, routeCourses.path(), p.perPage(100), keep); err != nil && !refused(err) {
			return "", err
		}
	}
	switch {
	case len(hits) == 1:
		return hits[0], nil
	case len(hits) > 1:
		return "", fmt.Errorf("%w: the name is ambiguous, %d courses have it: name the course by its id (%s)",
			grade.ErrRejected, len(hits), strings.Join(hits[:min(len(hits), 10)], ", "))
	}
	return "", fmt.Errorf("%w: no course has this id, SIS id, course code or name, or the token's user may not see it (Canvas answers both alike)", grade.ErrNotFound)
}

// named tells whether a person may mean this course by a name.
func (c wireCourse) named(name string) bool {
	for _, own := range []text{c.Code, c.Name, c.OriginalName} {
		if c.ID != "" && own != "" && strings.EqualFold(strings.TrimSpace(string(own)), name) {
			return true
		}
	}
	return false
}

// title is the course's own name, not the nickname that the token's user gave it.
func (c wireCourse) title() string {
	if c.OriginalName != "" {
		return strings.TrimSpace(string(c.OriginalName))
	}
	return strings.TrimSpace(string(c.Name))
}

// course maps a course record as far as it goes by itself.
func (p *Provider) course(c wireCourse) grade.Course {
	mapped := grade.Course{
		ID: string(c.ID), Code: string(c.Code), Title: c.title(), Number: c.SISID.value,
		LineItemsURL: p.options.URL + "/api/lti/courses/" + string(c.ID) + "/line_items",
		Visible:      c.visible(), TimeZone: string(c.TimeZone),
	}
	mapped.StartAt, mapped.EndAt = c.StartAt.Maybe, c.EndAt.Maybe
	// Where the course has no date of its own, the term's is its date.
	if mapped.StartAt.Equal(none()) {
		mapped.StartAt = c.termDates().start
	}
	if mapped.EndAt.Equal(none()) {
		mapped.EndAt = c.termDates().end
	}
	end := c.ends(c.termDates(), nil)
	mapped.Concluded, mapped.ConcludedBy, mapped.ConcludedAt = end.verdict(c, p.now())
	return mapped
}

func (c wireCourse) visible() grade.Maybe[bool] {
	switch c.State {
	case "unpublished", "created", "claimed", "deleted":
		return grade.Known(false)
	case "available", "completed":
		return grade.Known(true)
	}
	return grade.Maybe[bool]{}
}
