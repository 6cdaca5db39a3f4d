package moodle

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/gradesync/gradesync/internal/grade"
)

// Book reads a course. Two chains of calls run side by side: the course page with
// the tools, and the roster with the grades, which need it.
func (p *Provider) Book(ctx context.Context, course string) (*grade.Book, error) {
	s, err := p.current(ctx)
	if err != nil {
		return nil, fmt.Errorf("read course from moodle: %w", err)
	}
	found, err := s.find(ctx, strings.TrimSpace(course))
	if err != nil {
		return nil, fmt.Errorf("find course in moodle: %w", err)
	}
	r := &reading{session: s, course: found, asked: p.now()}
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return r.readPage(gctx) })
	g.Go(func() error { return r.readPeople(gctx) })
	err = g.Wait()
	if err == nil {
		err = r.readColumns(ctx)
	}
	if err == nil && r.pageErr != nil && r.rosterErr != nil && r.gradesErr != nil {
		err = r.pageErr
	}
	if ended := ctx.Err(); ended != nil && !errors.Is(err, ended) {
		err = ended
	}
	if err != nil {
		return nil, fmt.Errorf("read course %s from moodle: %w", found.ID, err)
	}
	return r.book(), nil
}

// readPage fills the course page and the tool links. Its error is fatal; a part
// that failed is noted.
func (r *reading) readPage(ctx context.Context) error {
	r.modules, r.pageErr = r.session.modules(ctx, string(r.course.ID))
	if r.pageErr != nil {
		if fatal(ctx, r.pageErr) {
			return r.pageErr
		}
		r.links.gaps = []grade.Gap{gapOf(grade.FactActivityTool, "which tool each link opens", r.pageErr)}
		return nil
	}
	var err error
	r.links, err = r.readLinks(ctx, string(r.course.ID), r.modules)
	return err
}

// readPeople fills the roster, and then the grades.
func (r *reading) readPeople(ctx context.Context) error {
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		r.roster.people, r.rosterErr = r.enrolled(gctx, string(r.course.ID))
		return onlyFatal(gctx, r.rosterErr)
	})
	g.Go(func() error {
		r.roster.inactive, r.stateErr = r.suspended(gctx, string(r.course.ID))
		return onlyFatal(gctx, r.stateErr)
	})
	if err := g.Wait(); err != nil {
		return err
	}
	r.gradebook, r.gradesErr = r.grades(ctx, r.course, r.roster)
	return onlyFatal(ctx, r.gradesErr)
}

func onlyFatal(ctx context.Context, err error) error {
	if err != nil && fatal(ctx, err) {
		return err
	}
	return nil
}

// readColumns asks for the plain list of columns where the grade report does not
// prove that an activity has none: nobody was in it, or its reader may not see
// hidden columns. The list holds hidden ones too, but names only. It alone names the
// categories, so it is asked for where one has no title yet.
func (r *reading) readColumns(ctx context.Context) error {
	r.columns = r.gradebook.columns()
	if !r.doubtful() {
		return r.readTitles(ctx)
	}
	if r.gradesErr != nil && !errors.Is(r.gradesErr, grade.ErrScope) {
		r.namesErr = r.gradesErr
		return nil
	}
	found, err := ask[wireColumns](ctx, r.session, fnColumns, args("courseid", string(r.course.ID)))
	if err != nil {
		r.namesErr = err
		return onlyFatal(ctx, err)
	}
	seen := map[text]*column{}
	for _, c := range r.columns {
		seen[c.item.ID] = c
	}
	r.unseen = map[string][]string{}
	for _, c := range found.Items {
		if seen[c.ID] == nil {
			r.unseen[string(c.Name)] = append(r.unseen[string(c.Name)], string(c.ID))
			r.unseenOrder = append(r.unseenOrder, string(c.Name))
		}
	}
	r.takeTitles(found)
	return nil
}

// doubtful tells whether the report leaves open what is a column: it does when it
// is empty, and when a link has none and hidden ones may have been kept back.
func (r *reading) doubtful() bool {
	if len(r.columns) == 0 {
		return len(r.modules) > 0 || r.pageErr != nil
	}
	if r.gradebook.seesHidden() {
		return false
	}
	have := map[key]bool{}
	for _, c := range r.columns {
		if c.first() {
			have[c.key()] = true
		}
	}
	for _, m := range r.modules {
		if m.ModName == "lti" && !have[key{m.ModName, string(m.Instance)}] {
			return true
		}
	}
	return false
}
