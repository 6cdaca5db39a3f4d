package canvas

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-resty/resty/v2"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
)

// route is the pattern of a path as Canvas's scopes write it.
type route string

// The routes that are called. All are reads.
const (
	routeSelf        route = "/api/v1/users/:id"
	routeCourses     route = "/api/v1/courses"
	routeCourse      route = "/api/v1/courses/:id"
	routeSearch      route = "/api/v1/accounts/:account_id/courses"
	routeAssignments route = "/api/v1/courses/:course_id/assignments"
	routeEnrolments  route = "/api/v1/courses/:course_id/enrollments"
	routeSubmissions route = "/api/v1/courses/:course_id/students/submissions"
	routeDueDates    route = "/api/v1/courses/:course_id/effective_due_dates"
	routePeriods     route = "/api/v1/courses/:course_id/grading_periods"
	routeSections    route = "/api/v1/courses/:course_id/sections"
	routeTools       route = "/api/v1/courses/:course_id/external_tools"
	routeBlueprint   route = "/api/v1/courses/:course_id/blueprint_subscriptions"
	routeModules     route = "/api/v1/courses/:course_id/modules"
	routeItems       route = "/api/v1/courses/:course_id/modules/:module_id/items"
	routeAccount     route = "/api/v1/accounts/:id"
	routeSubs        route = "/api/v1/accounts/:account_id/sub_accounts"
	routeTerms       route = "/api/v1/accounts/:account_id/terms"
	routeAccTools    route = "/api/v1/accounts/:account_id/external_tools"
)

// path fills the pattern's parameters, in order.
func (r route) path(ids ...string) string {
	parts := strings.Split(string(r), "/")
	for i, part := range parts {
		if strings.HasPrefix(part, ":") && len(ids) > 0 {
			parts[i], ids = segment(ids[0]), ids[1:]
		}
	}
	return strings.Join(parts, "/")
}

// segment escapes an id for a path. Rails takes what follows a dot for a format.
func segment(id string) string {
	return strings.ReplaceAll(url.PathEscape(id), ".", "%2E")
}

// call is how logs, errors and evidence name a route.
func (r route) call() string { return "GET " + string(r) }

// get reads one address. A token that Canvas refuses is renewed once.
func (p *Provider) get(ctx context.Context, r route, address string, query url.Values) (*resty.Response, error) {
	ctx = httpkit.Labelled(ctx, r.call())
	token, err := p.credentials(ctx, "")
	if err != nil {
		return nil, err
	}
	resp, err := p.send(ctx, token, address, query)
	if !errors.Is(err, grade.ErrAuth) || p.options.TokenSource == nil {
		return resp, err
	}
	if token, err = p.credentials(ctx, token); err != nil {
		return nil, err
	}
	return p.send(ctx, token, address, query)
}

func (p *Provider) send(ctx context.Context, token, address string, query url.Values) (*resty.Response, error) {
	req := p.http.R(ctx).
		SetHeader("Accept", "application/json+canvas-string-ids, application/json").
		SetHeader("Authorization", "Bearer "+token).
		SetQueryParamsFromValues(query)
	sent := p.now()
	resp, err := p.http.Send(req, http.MethodGet, address)
	if err == nil {
		p.offset.learn(resp.Header().Get("Date"), sent, p.now())
	}
	return resp, err
}

// one reads an object.
func one[T any](ctx context.Context, p *Provider, r route, path string, query url.Values) (T, error) {
	var out T
	resp, err := p.get(ctx, r, path, query)
	if err != nil {
		return out, err
	}
	return out, decode(r, resp.Body(), &out)
}

// pages reads a list page by page and hands each to keep, which returns false to
// end it. Pages are opaque: the next one is where the Link header says.
func pages[T any](ctx context.Context, p *Provider, r route, path string, query url.Values, keep func(T) bool) error {
	address, seen := path, map[string]bool{}
	for address != "" {
		resp, err := p.get(ctx, r, address, query)
		if err != nil {
			return err
		}
		var page T
		if err := decode(r, resp.Body(), &page); err != nil {
			return err
		}
		if !keep(page) {
			return nil
		}
		seen[address] = true
		// The address holds the query from the second page on.
		query = nil
		if address, err = httpkit.NextPage(resp.Header(), asked(resp)); err != nil {
			return fmt.Errorf("%s: %w", r.call(), err)
		}
		if seen[address] {
			return fmt.Errorf("%s: %w: a page names an earlier one as its next", r.call(), grade.ErrUnreadable)
		}
	}
	return nil
}

func asked(resp *resty.Response) *url.URL {
	if resp.RawResponse == nil || resp.RawResponse.Request == nil {
		return nil
	}
	return resp.RawResponse.Request.URL
}

// list reads all pages of a list. What is named by key twice, as a list that
// changes while it is read has it, is kept once.
func list[T any](ctx context.Context, p *Provider, r route, path string, query url.Values, key func(T) string) ([]T, error) {
	all, seen := []T{}, map[string]bool{}
	err := pages(ctx, p, r, path, query, func(page []T) bool {
		for _, item := range page {
			if k := key(item); k != "" && !seen[k] {
				seen[k] = true
				all = append(all, item)
			}
		}
		return true
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

func decode(r route, body []byte, into any) error {
	if err := httpkit.Decode(body, into); err != nil {
		return fmt.Errorf("%s: %w", r.call(), err)
	}
	return nil
}

// perPage is the query of a list, with pairs of names and values.
func (p *Provider) perPage(most int, pairs ...string) url.Values {
	q := args(pairs...)
	q.Set("per_page", strconv.Itoa(min(p.options.PerPage, most)))
	return q
}

// args makes a query of pairs; a name may come several times.
func args(pairs ...string) url.Values {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Add(pairs[i], pairs[i+1])
	}
	return q
}
