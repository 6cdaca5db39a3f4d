package canvas

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/gradesync/gradesync/internal/grade"
)

// part is something read of a course, or why it was not.
type part[T any] struct {
	value T
	err   error
	asked bool
}

// read tells whether it is there.
func (p part[T]) read() bool { return p.asked && p.err == nil }

func (p *part[T]) set(value T, err error) { p.value, p.err, p.asked = value, err, true }

// Book reads a course: once it is found, all of its parts side by side. A part that
// fails is a gap, and the book stands on the others.
func (p *Provider) Book(ctx context.Context, course string) (*grade.Book, error) {
	found, err := p.find(ctx, strings.TrimSpace(course))
	if err != nil {
		return nil, fmt.Errorf("find course in canvas: %w", err)
	}
	r := &reading{Provider: p, course: found, asked: p.now()}
	r.readParts(ctx)
	err = r.hopeless()
	if ended := ctx.Err(); ended != nil && !errors.Is(err, ended) {
		err = ended
	}
	if err != nil {
		return nil, fmt.Errorf("read course %s from canvas: %w", found.ID, err)
	}
	b := r.book()
	if contextID, ok := strings.CutPrefix(strings.TrimSpace(course), contextPrefix); ok {
		b.Course.ContextIDs = []string{contextID}
	}
	return b, nil
}

// readParts asks for everything. How much goes on at a time is the client's budget.
func (r *reading) readParts(ctx context.Context) {
	var g errgroup.Group
	for _, read := range []func(context.Context){
		r.readSubmissions, r.readEnrolments, r.readAssignments, r.readDueDates,
		r.readTools, r.readAccounts, r.readSections, r.readTerm, r.readModules, r.readBlueprint,
	} {
		g.Go(func() error {
			read(ctx)
			return nil
		})
	}
	_ = g.Wait()
	r.readElsewhere(ctx)
	if !r.dueDates.read() && r.rows.read() {
		r.readPeriods(ctx)
	}
}

// hopeless returns the error that all the essential parts failed with.
func (r *reading) hopeless() error {
	if r.assignments.err != nil && r.enrolments.err != nil && r.rows.err != nil && len(r.rows.value) == 0 {
		return r.assignments.err
	}
	return nil
}

func (r *reading) readAssignments(ctx context.Context) {
	r.assignments.set(list(ctx, r.Provider, routeAssignments, r.path(routeAssignments),
		r.perPage(100, "include[]", "overrides", "override_assignment_dates", "false", "order_by", "position"),
		func(a wireAssignment) string { return string(a.ID) }))
}

// readEnrolments asks for every state: by itself Canvas leaves out those that
// explain a missing grade.
func (r *reading) readEnrolments(ctx context.Context) {
	query := r.perPage(100, "include[]", "email")
	for _, state := range []string{"active", "invited", "creation_pending", "completed", "inactive", "deleted", "rejected"} {
		query.Add("state[]", state)
	}
	r.enrolments.set(list(ctx, r.Provider, routeEnrolments, r.path(routeEnrolments), query,
		func(e wireEnrolment) string { return string(e.ID) }))
	r.options.Progress("enrolments", len(r.enrolments.value), len(r.enrolments.value))
}

// readSubmissions reads the gradebook, a page of learners at a time with all that
// each has. The pages before one that fails are kept.
func (r *reading) readSubmissions(ctx context.Context) {
	query := r.perPage(gradesPage, "student_ids[]", "all", "grouped", "true")
	for _, heavy := range []string{"attachments", "body", "preview_url", "discussion_entries"} {
		query.Add("exclude_response_fields[]", heavy) // the work itself, which is nobody's business here
	}
	rows, seen := []wireRow{}, map[id]bool{}
	err := pages(ctx, r.Provider, routeSubmissions, r.path(routeSubmissions), query, func(page []wireRow) bool {
		for _, row := range page {
			if row.UserID != "" && !seen[row.UserID] {
				seen[row.UserID] = true
				rows = append(rows, row)
			}
		}
		r.options.Progress("grades", len(rows), 0)
		return true
	})
	r.rows.set(rows, err)
}

func (r *reading) readDueDates(ctx context.Context) {
	r.dueDates.set(one[wireDueDates](ctx, r.Provider, routeDueDates, r.path(routeDueDates), nil))
}

// readPeriods stands in for the due dates: a submission names its period.
func (r *reading) readPeriods(ctx context.Context) {
	found, err := one[wirePeriods](ctx, r.Provider, routePeriods, r.path(routePeriods), r.perPage(100))
	r.periods.set(found.Periods, err)
}

func (r *reading) readSections(ctx context.Context) {
	r.sections.set(list(ctx, r.Provider, routeSections, r.path(routeSections), r.perPage(100),
		func(s wireSection) string { return string(s.ID) }))
}

// readTerm finds the course's term with the dates it has for students alone. It is
// asked for only where the term's dates can decide.
func (r *reading) readTerm(ctx context.Context) {
	if r.termless() {
		return
	}
	all, err := r.termsOf(ctx, r.course.RootAccountID, r.course.TermID)
	r.pickTerm(all, err)
}

// termless tells whether the term's dates decide nothing in the course.
func (r *reading) termless() bool {
	return grade.Is(r.course.RestrictToDate.Maybe, true) || r.course.TermID == "" || r.course.RootAccountID == ""
}

// termsOf reads the root account's terms, as far as the wanted one; all of them for
// an empty id.
func (p *Provider) termsOf(ctx context.Context, root, wanted id) ([]wireTerm, error) {
	var all []wireTerm
	query := p.perPage(100, "include[]", "overrides", "workflow_state[]", "all")
	err := pages(ctx, p, routeTerms, routeTerms.path(string(root)), query, func(page wireTerms) bool {
		all = append(all, page.Terms...)
		return wanted == "" || !slices.ContainsFunc(page.Terms, func(t wireTerm) bool { return t.ID == wanted })
	})
	return all, err
}

// pickTerm takes the course's term out of those that were read.
func (r *reading) pickTerm(all []wireTerm, err error) {
	i := slices.IndexFunc(all, func(t wireTerm) bool { return t.ID == r.course.TermID })
	switch {
	case i >= 0:
		r.term.set(&all[i], nil)
		return
	case err == nil:
		err = fmt.Errorf("%w: the root account does not list the course's term", grade.ErrNotFound)
	}
	r.term.set(nil, err)
}

func (r *reading) readBlueprint(ctx context.Context) {
	r.blueprint.set(list(ctx, r.Provider, routeBlueprint, r.path(routeBlueprint), r.perPage(100),
		func(s wireSubscription) string { return string(s.ID) }))
}

// path is a route's address in the course that is read.
func (r *reading) path(of route) string { return of.path(string(r.course.ID)) }
