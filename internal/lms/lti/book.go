package lti

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lti"
)

// reading is one course while it is read.
type reading struct {
	*Provider
	roster     lti.Membership
	rosterErr  error
	items      []lti.LineItem
	results    [][]lti.Result // by line item
	resultErrs []error
}

// Book reads the course. It is named by its LTI context id, label or title, or by
// the id in the address of its line items.
func (p *Provider) Book(ctx context.Context, course string) (*grade.Book, error) {
	r := &reading{Provider: p}
	asked := p.now()
	r.readRoster(ctx)
	if err := r.named(course); err != nil {
		return nil, err
	}
	items, err := p.services.LineItems(ctx, p.options.LineItemsURL, lti.LineItemFilter{})
	if err != nil {
		return nil, fmt.Errorf("read line items: %w", err)
	}
	r.items = items
	r.readResults(ctx)
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("read results: %w", err)
	}
	b := &grade.Book{
		LMS: grade.Site{Kind: "lti", URL: origin(p.options.LineItemsURL)}, AskedAt: asked.UTC(), Course: r.course(course),
		Activities: r.activities(), Learners: r.learners(), Sources: sources(),
	}
	b.Contexts = map[string]string{b.Course.ID: b.Course.ID}
	if !p.options.WithoutResults {
		b.Results = r.mapResults(b)
	}
	b.Gaps = r.gaps()
	return b, nil
}

func (r *reading) readRoster(ctx context.Context) {
	if r.options.MembershipsURL == "" {
		r.rosterErr = fmt.Errorf("%w: lti13.memberships_url is not set", grade.ErrUnsupported)
		return
	}
	r.options.Progress("roster", 0, 0)
	r.roster, r.rosterErr = r.services.Members(ctx, r.options.MembershipsURL, lti.MemberFilter{})
}

// named checks that the course asked for is the one the services belong to.
func (r *reading) named(course string) error {
	c := r.roster.Context
	if course == "" || slices.ContainsFunc([]string{c.ID, c.Label, c.Title}, func(s string) bool { return s != "" && strings.EqualFold(s, course) }) {
		return nil
	}
	u, err := url.Parse(r.options.LineItemsURL)
	if err == nil && slices.Contains(strings.Split(u.Path, "/"), course) {
		return nil
	}
	if r.rosterErr != nil && !errors.Is(r.rosterErr, grade.ErrUnsupported) {
		return fmt.Errorf("read roster: %w", r.rosterErr)
	}
	return fmt.Errorf("the LTI services belong to another course: %w: lti13.lineitems_url and lti13.memberships_url name one course only", grade.ErrNotFound)
}

// parallel is how many results are asked for at a time.
const parallel = 4

func (r *reading) readResults(ctx context.Context) {
	r.results, r.resultErrs = make([][]lti.Result, len(r.items)), make([]error, len(r.items))
	if r.options.WithoutResults {
		return
	}
	var g errgroup.Group
	g.SetLimit(parallel)
	for i := range r.items {
		g.Go(func() error {
			r.results[i], r.resultErrs[i] = r.services.Results(ctx, r.items[i].ID, lti.ResultFilter{})
			r.options.Progress("results", i+1, len(r.items))
			return nil
		})
	}
	_ = g.Wait() // each keeps its own error
}

func (r *reading) course(asked string) grade.Course {
	c := grade.Course{ID: r.roster.Context.ID, Code: r.roster.Context.Label, Title: r.roster.Context.Title, LineItemsURL: plain(r.options.LineItemsURL)}
	if c.ID != "" {
		c.ContextIDs = []string{c.ID}
	}
	if c.ID == "" {
		c.ID = asked
	}
	if c.Code == "" {
		c.Code = c.ID
	}
	return c
}

// plain is an address without its query.
func plain(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	u.RawQuery, u.Fragment = "", ""
	return u.String()
}

// itemID is a line item's id below the container: Moodle's ends in /lineitem.
func (r *reading) itemID(i lti.LineItem) string {
	id := strings.TrimPrefix(plain(i.ID), plain(r.options.LineItemsURL)+"/")
	return strings.TrimSuffix(id, "/lineitem")
}

func (r *reading) activities() []grade.Activity {
	list := make([]grade.Activity, 0, len(r.items))
	for _, i := range r.items {
		list = append(list, grade.Activity{
			ID: r.itemID(i), Title: i.Label, Kind: "lineitem", ResourceLinkID: i.ResourceLinkID,
			OpensAt: i.Start, ClosesAt: i.End, Graded: grade.Known(true),
			LineItem: &grade.LineItem{ID: r.itemID(i), URL: plain(i.ID), Max: i.Maximum},
		})
	}
	return list
}

// learners are the roster's people; nil when it was not read.
func (r *reading) learners() []grade.Learner {
	if r.rosterErr != nil {
		return nil
	}
	list := make([]grade.Learner, 0, len(r.roster.Members))
	for _, m := range r.roster.Members {
		list = append(list, learner(m))
	}
	return list
}

func learner(m lti.Member) grade.Learner {
	l := grade.Learner{ID: m.UserID, Name: m.Name, Email: m.Email, Login: m.Username, SISID: m.SISID, LTIUserIDs: []string{m.UserID}}
	if m.LegacyUserID != "" {
		l.LTIUserIDs = append(l.LTIUserIDs, m.LegacyUserID)
	}
	kind, known, test := grade.LTIRole(m.Roles)
	if !known {
		kind = grade.RoleNone
	}
	if test {
		l.Test = grade.Known(true)
	}
	state := grade.EnrolmentInactive
	if m.Active() {
		state = grade.EnrolmentActive
	}
	l.Enrolments = []grade.Enrolment{{Role: strings.Join(m.Roles, " "), Kind: kind, State: grade.Known(state)}}
	return l
}
