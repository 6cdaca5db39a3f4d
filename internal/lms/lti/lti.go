// Package lti reads a course through LTI's own services alone: line items and
// results by AGS 2.0, the roster by NRPS 2.0, with the tool's registration and no
// token of the LMS. What these services do not tell is a gap.
package lti

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"slices"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
	"github.com/gradesync/gradesync/internal/lms"
	"github.com/gradesync/gradesync/internal/lti"
)

// Options configure a Provider.
type Options struct {
	Registration lti.Registration
	// LineItemsURL is the course's line items, as a launch names them; needed.
	LineItemsURL string
	// MembershipsURL is the course's roster; without it only who has a grade is known.
	MembershipsURL string
	// WithoutResults leaves the results unread: they cost a request for each line item.
	WithoutResults bool
	HTTP           httpkit.Options
	Progress       lms.Progress // may be nil
}

// Provider is an lms.LMS for the one course that its line items belong to.
type Provider struct {
	options  Options
	tokens   *lti.Tokens
	services *lti.Services
	now      func() time.Time
}

var _ lms.LMS = (*Provider)(nil)

// New returns a provider. It makes no request.
func New(o Options) (*Provider, error) {
	if o.LineItemsURL == "" {
		return nil, errors.New("lti13.lineitems_url is empty: give the address of the course's line items, as it stands in the claims of a launch")
	}
	if o.Progress == nil {
		o.Progress = func(string, int, int) {}
	}
	tokens, err := lti.NewTokens(o.Registration, o.HTTP)
	if err != nil {
		return nil, err
	}
	services, err := lti.NewServices(tokens, o.HTTP)
	if err != nil {
		return nil, err
	}
	p := &Provider{options: o, tokens: tokens, services: services, now: o.HTTP.Now}
	if p.now == nil {
		p.now = time.Now
	}
	return p, nil
}

// Probe asks for a token and tells which scopes came with it.
func (p *Provider) Probe(ctx context.Context) (lms.Access, error) {
	wanted := []string{lti.ScopeLineItemReadonly, lti.ScopeResultReadonly}
	token, err := p.tokens.Token(ctx, wanted...)
	if err != nil {
		return lms.Access{}, fmt.Errorf("probe LTI services: %w", err)
	}
	access := lms.Access{Kind: "lti", URL: origin(p.options.LineItemsURL), User: p.options.Registration.ClientID, ClockOffset: token.ClockOffset}
	facts := map[string][]grade.Fact{
		lti.ScopeLineItemReadonly: {grade.FactActivities, grade.FactLineItems}, lti.ScopeResultReadonly: {grade.FactResults},
	}
	for _, scope := range wanted {
		access.Rights = append(access.Rights, lms.Right{
			Name: scope, For: "reading the course's " + string(facts[scope][0]), Needed: true,
			Granted: grade.Known(slices.Contains(token.Granted, scope)), Facts: facts[scope],
		})
	}
	return access, nil
}

// Courses yields the one course that the services belong to.
func (p *Provider) Courses(ctx context.Context) iter.Seq2[grade.Course, error] {
	return func(yield func(grade.Course, error) bool) {
		r := &reading{Provider: p}
		r.readRoster(ctx)
		if r.rosterErr != nil {
			yield(grade.Course{}, fmt.Errorf("list courses by LTI: %w", r.rosterErr))
			return
		}
		yield(r.course(""), nil)
	}
}

// Refresh is Book: LTI's services tell all there is in the same few requests, and
// nothing of what changed since.
func (p *Provider) Refresh(ctx context.Context, last *grade.Book, _ time.Time) (*grade.Book, error) {
	return p.Book(ctx, lms.CourseOf(last))
}

// Resolve does nothing: the roster's ids are the LTI user ids themselves.
func (p *Provider) Resolve(context.Context, *grade.Book, lms.Wanted) error { return nil }

// Completion adds a gap: LTI's services tell nothing of it.
func (p *Provider) Completion(_ context.Context, b *grade.Book) error {
	b.Gaps = append(b.Gaps, grade.Gap{Fact: grade.FactCompletions, What: "completion tracking", Class: grade.Unsupported, Reason: no})
	return nil
}

// origin is the scheme and host of an address.
func origin(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
