package canvas

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lms"
)

// Refresh reads the course, its sections, enrolments, assignments, due dates and
// all submissions again: half of Book's requests in a course of up to fifty
// learners. A larger one has more pages of submissions, and those come on top in
// both. The course itself is not asked for where Courses has listed it in the last
// ten minutes, and the list told all of it. It keeps the tools, the accounts above the course and the blueprint, and
// that the modules hold no link without a column, where they held none; where they
// held one, they are read as well. What a term has for students alone is read once
// in ten minutes for all courses. New links in modules, and changes of tools,
// accounts and the blueprint that no assignment shows, are what only Book sees.
//
// Canvas's filters by time are not used: graded_since goes by the time of the
// grade, which posting, hiding and excusing leave as it is, and a deleted
// enrolment or an assignment taken from a learner removes rows without a time.
func (p *Provider) Refresh(ctx context.Context, last *grade.Book, _ time.Time) (*grade.Book, error) {
	if !p.canKeep(last) {
		return p.Book(ctx, lms.CourseOf(last))
	}
	found, inList := p.fromList(last)
	if !inList {
		var err error
		if found, err = p.single(ctx, last.Course.ID); err != nil {
			return nil, fmt.Errorf("find course in canvas: %w", err)
		}
	}
	a := &again{reading: &reading{Provider: p, course: found, asked: p.now()}, last: last}
	fits := a.read(ctx)
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("read course %s from canvas: %w", found.ID, err)
	}
	if !fits {
		return p.Book(ctx, last.Course.ID)
	}
	return a.book(), nil
}

// canKeep tells whether a book is one whose parts may stand in for a reading now.
func (p *Provider) canKeep(last *grade.Book) bool {
	return last != nil && last.LMS == grade.Site{Kind: kind, URL: p.options.URL} &&
		last.Course.ID != "" && last.Activities != nil && last.Learners != nil && last.Results != nil && lms.Whole(last)
}

// again is a second reading of a course.
type again struct {
	*reading
	last *grade.Book
}

// read asks for what is never kept, and tells whether the rest may be.
func (a *again) read(ctx context.Context) (fits bool) {
	parts := []func(context.Context){a.readSubmissions, a.readEnrolments, a.readAssignments, a.readDueDates, a.readSections, a.readSharedTerm}
	if len(a.links()) > 0 {
		parts = append(parts, a.readModules)
	}
	var g errgroup.Group
	for _, read := range parts {
		g.Go(func() error {
			read(ctx)
			return nil
		})
	}
	_ = g.Wait()
	if !a.dueDates.read() && a.rows.read() {
		a.readPeriods(ctx)
	}
	for _, err := range []error{a.assignments.err, a.enrolments.err, a.rows.err, a.sections.err, a.dueDates.err, a.periods.err, a.term.err, a.modules.err} {
		if err != nil && !refused(err) {
			return false
		}
	}
	return a.rows.read() && a.enrolments.read() && a.assignments.read() && a.toolsFit() && a.accountsFit() && a.blueprintFits()
}

// links are the links in modules that last had.
func (a *again) links() []grade.Activity {
	return slices.DeleteFunc(slices.Clone(a.last.Activities), func(m grade.Activity) bool { return m.Kind != linkKind })
}

// toolsFit tells whether the assignments name the same tools as then: which others
// are looked for, and where, follows from that.
func (a *again) toolsFit() bool {
	then, now := map[string]bool{}, map[string]bool{}
	for _, m := range a.last.Activities {
		if m.Kind != linkKind && m.ToolID != "" {
			then[m.ToolID] = true
		}
	}
	for _, w := range a.assignments.value {
		if tool := w.toolID(); tool != "" {
			now[tool] = true
		}
	}
	return maps.Equal(then, now)
}

// accountsFit tells whether the course is in the account that it was in.
func (a *again) accountsFit() bool {
	return len(a.last.Course.Accounts) == 0 || a.last.Course.Accounts[0] == string(a.course.AccountID)
}

// blueprintFits tells whether no assignment shows a blueprint that was not there.
func (a *again) blueprintFits() bool {
	return !grade.Is(a.last.Course.Blueprint, false) || !slices.ContainsFunc(a.assignments.value, func(w wireAssignment) bool {
		return grade.Is(w.BlueprintChild.Maybe, true)
	})
}

// book puts what was read and what is kept together.
func (a *again) book() *grade.Book {
	facts := []grade.Fact{grade.FactTools, grade.FactToolAvailable, grade.FactCourseAccounts, grade.FactCourseBlueprint}
	if governed, known := a.last.Course.Blueprint.Get(); known {
		a.blueprint.set(make([]wireSubscription, truth(governed)), nil)
	}
	if a.last.Course.Accounts != nil {
		a.accounts.set(a.last.Course.Accounts, nil)
	}
	b := a.reading.book()
	b.Tools = a.last.Tools
	b.Gaps = append(b.Gaps, lms.GapsOf(a.last, facts...)...)
	if !a.modules.asked {
		for _, g := range a.last.Gaps {
			if strings.HasPrefix(g.What, whatLinks) {
				b.Gaps = append(b.Gaps, g)
			}
		}
	}
	lms.Keep(b, a.last, facts...)
	return b
}

func truth(v bool) int {
	if v {
		return 1
	}
	return 0
}

// terms are those of a root account, and when they were asked for.
type terms struct {
	mu   sync.Mutex
	root id
	at   time.Time
	all  []wireTerm
}

// termsAge is how long the terms of a site are taken for what they were.
const termsAge = 10 * time.Minute

// readSharedTerm is readTerm with one request for all courses of a while.
func (a *again) readSharedTerm(ctx context.Context) {
	if a.termless() {
		return
	}
	t := &a.terms
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.root == a.course.RootAccountID && a.asked.Sub(t.at) < termsAge {
		if slices.ContainsFunc(t.all, func(w wireTerm) bool { return w.ID == a.course.TermID }) {
			a.pickTerm(t.all, nil)
			return
		}
	}
	all, err := a.termsOf(ctx, a.course.RootAccountID, "")
	if err == nil {
		t.root, t.at, t.all = a.course.RootAccountID, a.asked, all
	}
	a.pickTerm(all, err)
}
