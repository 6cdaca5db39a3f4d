package moodle

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/go-resty/resty/v2"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
)

// session is a provider with what the site said of itself and of the token.
type session struct {
	*Provider
	info wireSite
	// granted are the functions of the token's service; nil when it did not tell.
	granted map[string]bool
	offset  grade.Maybe[time.Duration]
	gaps    []grade.Gap
}

// may tells whether a function is worth calling.
func (s *session) may(function string) bool {
	return s.granted == nil || s.granted[function]
}

// current returns the session of the last good site info, or asks for one.
func (p *Provider) current(ctx context.Context) (*session, error) {
	p.mu.Lock()
	known := p.site
	p.mu.Unlock()
	if known != nil {
		return known, nil
	}
	return p.connect(ctx)
}

// connect asks the site for itself. A token whose service lacks just this function
// is no failure: then every other function is tried.
func (p *Provider) connect(ctx context.Context) (*session, error) {
	s := &session{Provider: p}
	sent := p.now()
	resp, err := p.send(ctx, fnSiteInfo, url.Values{})
	switch {
	case errors.Is(err, grade.ErrScope):
		// Moodle says the same when REST is closed to the user altogether.
		if _, other := p.send(ctx, fnCourses, args("field", "id", "value", "0")); other != nil {
			return nil, err
		}
		s.gaps = append(s.gaps, gapOf("", "the site's version and the token's functions", err))
	case err != nil:
		return nil, err
	default:
		if err := s.introduce(resp.Body()); err != nil {
			return nil, err
		}
		s.offset = clockOffset(resp.Header().Get("Date"), sent, p.now())
	}
	p.mu.Lock()
	p.site = s
	p.mu.Unlock()
	return s, nil
}

// introduce takes what the site says of itself and of the token's service.
func (s *session) introduce(body []byte) error {
	if err := decode(fnSiteInfo, body, &s.info); err != nil {
		return err
	}
	s.granted = map[string]bool{}
	for _, f := range s.info.Functions {
		s.granted[f.Name] = true
	}
	return nil
}

// clockOffset compares the answer's Date with the middle of the exchange.
func clockOffset(date string, sent, received time.Time) grade.Maybe[time.Duration] {
	at, err := http.ParseTime(date)
	if err != nil {
		return grade.Maybe[time.Duration]{}
	}
	middle := sent.Add(received.Sub(sent) / 2)
	return grade.Known(at.Sub(middle).Round(time.Second))
}

// ask calls a function and decodes its answer.
func ask[T any](ctx context.Context, s *session, function string, args url.Values) (T, error) {
	var out T
	if !s.may(function) {
		return out, fmt.Errorf("%s: %w", function, notInService(function))
	}
	resp, err := s.send(ctx, function, args)
	if err != nil {
		return out, err
	}
	return out, decode(function, resp.Body(), &out)
}

func decode(function string, body []byte, into any) error {
	if err := httpkit.Decode(body, into); err != nil {
		return fmt.Errorf("%s: %w", function, err)
	}
	return nil
}

// send posts one call. Arguments and token stand in the form, never in the query,
// which web servers log. All functions used are reads.
func (p *Provider) send(ctx context.Context, function string, args url.Values) (*resty.Response, error) {
	form := url.Values{}
	for k, v := range args {
		form[k] = v
	}
	form.Set("wstoken", p.options.Token)
	form.Set("wsfunction", function)
	form.Set("moodlewsrestformat", "json")
	ctx = httpkit.Repeatable(httpkit.Labelled(ctx, function))
	req := p.http.R(ctx).
		SetHeader("Accept", "application/json").
		SetFormDataFromValues(form)
	return p.http.Send(req, http.MethodPost, endpoint)
}

// long gives a call that grows with the course its own time.
func (s *session) long(ctx context.Context) context.Context {
	return httpkit.Within(ctx, s.options.GradesTimeout)
}

// args makes a form out of pairs of names and values.
func args(pairs ...string) url.Values {
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return form
}

// options adds name-value options as Moodle flattens them.
func options(form url.Values, pairs ...string) url.Values {
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(fmt.Sprintf("options[%d][name]", i/2), pairs[i])
		form.Set(fmt.Sprintf("options[%d][value]", i/2), pairs[i+1])
	}
	return form
}

// fatal tells whether an error ends the whole reading, not just a part of it.
func fatal(ctx context.Context, err error) bool {
	return errors.Is(err, grade.ErrAuth) || ctx.Err() != nil
}
