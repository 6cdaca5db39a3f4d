// Package paired reads a course in two ways and makes one book of it: through the
// LMS's own interface, and through the LTI services that the tool's key opens. The
// LMS's word counts; what only the services could tell is added to it.
package paired

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lms"
)

// Options configure a Provider.
type Options struct {
	// Main is the LMS itself; all but a course's book is its alone.
	Main lms.LMS
	// Services opens the LTI services of one course. It is called once for each book
	// that lacks something they could tell.
	Services func(Ask) (lms.LMS, error)
	// Address returns where the line items of a course are, for a course of which the
	// LMS does not tell; empty when nobody knows. A zero course is one that the LMS
	// does not show at all. It may be nil.
	Address func(grade.Course) string
}

// Ask is what the services are opened for.
type Ask struct {
	LineItemsURL string
	Results      bool // results are wanted too, which cost a request for each line item
}

// Provider is an lms.LMS.
type Provider struct{ options Options }

var _ lms.LMS = (*Provider)(nil)

// New returns a provider. It makes no request.
func New(o Options) *Provider {
	if o.Address == nil {
		o.Address = func(grade.Course) string { return "" }
	}
	return &Provider{options: o}
}

// Probe asks the LMS itself.
func (p *Provider) Probe(ctx context.Context) (lms.Access, error) { return p.options.Main.Probe(ctx) }

// Courses lists those of the LMS itself.
func (p *Provider) Courses(ctx context.Context) iter.Seq2[grade.Course, error] {
	return p.options.Main.Courses(ctx)
}

// Resolve asks the LMS itself.
func (p *Provider) Resolve(ctx context.Context, b *grade.Book, w lms.Wanted) error {
	return p.options.Main.Resolve(ctx, b, w)
}

// Completion asks the LMS itself.
func (p *Provider) Completion(ctx context.Context, b *grade.Book) error {
	return p.options.Main.Completion(ctx, b)
}

// Book reads a course and completes it. Services that could tell nothing are no
// failure. A course that the LMS's credentials do not reach is read by the services
// alone, where they can; the LMS's refusal is then a gap.
func (p *Provider) Book(ctx context.Context, course string) (*grade.Book, error) {
	b, err := p.options.Main.Book(ctx, course)
	return p.finish(ctx, course, b, err)
}

// Refresh lets the LMS keep what it may of a book that is its own. Where the
// services told a part of last, it is Book: the LMS cannot vouch for what they said.
func (p *Provider) Refresh(ctx context.Context, last *grade.Book, since time.Time) (*grade.Book, error) {
	course := lms.CourseOf(last)
	if completed(last) {
		return p.Book(ctx, course)
	}
	b, err := p.options.Main.Refresh(ctx, last, since)
	return p.finish(ctx, course, b, err)
}

// finish completes what the LMS answered.
func (p *Provider) finish(ctx context.Context, course string, b *grade.Book, err error) (*grade.Book, error) {
	switch {
	case errors.Is(err, grade.ErrScope) && ctx.Err() == nil:
		return p.alone(ctx, course, err)
	case err != nil:
		return nil, err
	}
	whole, err := p.Complete(ctx, b)
	if ended := ctx.Err(); ended != nil {
		return nil, fmt.Errorf("read course %s by LTI: %w", b.Course.ID, ended)
	}
	if err != nil {
		// Of class absent, for nothing was lost that the LMS alone would have told.
		whole.Gaps = append(whole.Gaps, grade.Gap{What: "what the tool's LTI services could add", Class: grade.Absent, Reason: err.Error()})
	}
	return whole, nil
}

// Complete returns a copy of a book of the LMS with what the services add to it.
// Where it lacks nothing they are not asked. The error says why nothing was added;
// the book is good all the same.
func (p *Provider) Complete(ctx context.Context, b *grade.Book) (*grade.Book, error) {
	m := newMerge(b)
	if !m.lacks() {
		return m.book, nil
	}
	address := b.Course.LineItemsURL
	if address == "" {
		address = p.options.Address(b.Course)
	}
	if address == "" {
		return m.book, fmt.Errorf("%w: nobody tells where the course's line items are: set lti13.lineitems_url", grade.ErrUnsupported)
	}
	side, err := p.services(ctx, Ask{LineItemsURL: address, Results: m.wantsResults()}, b.Course.ID)
	if err != nil {
		return m.book, err
	}
	return m.book, m.take(side)
}

func (p *Provider) services(ctx context.Context, ask Ask, course string) (*grade.Book, error) {
	services, err := p.options.Services(ask)
	if err != nil {
		return nil, err
	}
	return services.Book(ctx, course)
}

// alone reads a course that the LMS itself refuses to show. What kind of LMS it is
// its probe tells.
func (p *Provider) alone(ctx context.Context, course string, refused error) (*grade.Book, error) {
	address := p.options.Address(grade.Course{})
	if address == "" {
		return nil, refused
	}
	b, err := p.services(ctx, Ask{LineItemsURL: address, Results: true}, course)
	if ended := ctx.Err(); ended != nil {
		return nil, fmt.Errorf("read course %s by LTI: %w", course, ended)
	}
	if err != nil {
		return nil, refused
	}
	access, err := p.options.Main.Probe(ctx)
	if err != nil {
		return nil, refused
	}
	b.LMS = grade.Site{Kind: access.Kind, URL: access.URL, Version: access.Version}
	b.Gaps = append([]grade.Gap{{What: "the course as the LMS itself shows it", Class: grade.Forbidden, Reason: refused.Error()}}, b.Gaps...)
	return b, nil
}
