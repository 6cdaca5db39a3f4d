package lti

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

// Source gives access tokens. *Tokens is one.
type Source interface {
	Token(ctx context.Context, scopes ...string) (Token, error)
	// Forget is told of a token that a service has refused.
	Forget(Token)
}

// Services are the line items, scores, results and members of LTI 1.3. It is safe
// for use by several goroutines.
type Services struct {
	http   *httpkit.Client
	tokens Source
	now    func() time.Time
}

// NewServices returns the services that tokens open. kit's Classify is replaced,
// and its Now is the clock.
func NewServices(tokens Source, kit httpkit.Options) (*Services, error) {
	if kit.Now == nil {
		kit.Now = time.Now
	}
	kit.Classify = classifier(kit.Now)
	client, err := httpkit.New(kit)
	if err != nil {
		return nil, err
	}
	return &Services{http: client, tokens: tokens, now: kit.Now}, nil
}

// call is one request. Any one of its scopes opens the service; the first is
// asked for first.
type call struct {
	method  string
	address *url.URL
	scopes  []string
	accept  string
	content string // media type of body
	body    []byte
}

// do sends a call. A read whose token is refused is sent once more with a new one;
// what writes is not, although the refusal is certain: its caller decides.
func (s *Services) do(ctx context.Context, c call) (*resty.Response, error) {
	resp, token, err := s.once(ctx, c)
	var refused *AnswerError
	if !errors.As(err, &refused) || refused.Status != http.StatusUnauthorized {
		return resp, err
	}
	s.tokens.Forget(token)
	if c.method != http.MethodGet {
		return resp, err
	}
	resp, _, err = s.once(ctx, c)
	return resp, err
}

func (s *Services) once(ctx context.Context, c call) (*resty.Response, Token, error) {
	token, err := s.token(ctx, c.scopes)
	if err != nil {
		return nil, token, fmt.Errorf("%s %s: %w", c.method, c.address.Path, err)
	}
	req := s.http.R(ctx).
		SetHeader("Authorization", "Bearer "+token.Bearer()).
		SetHeader("Accept", c.accept)
	if c.body != nil {
		req.SetHeader("Content-Type", c.content).SetBody(c.body)
	}
	resp, err := s.http.Send(req, c.method, c.address.String())
	return resp, token, err
}

// token returns a token with the first of the scopes that the platform grants.
// Each is asked for alone: Canvas refuses a request for one scope too many.
func (s *Services) token(ctx context.Context, scopes []string) (Token, error) {
	var refused error
	for _, scope := range scopes {
		token, err := s.tokens.Token(ctx, scope)
		switch {
		case err == nil && token.Has(scope):
			return token, nil
		case err == nil:
			err = fmt.Errorf("%w: the platform gave a token without the scope %s", grade.ErrScope, scope)
		case !errors.Is(err, grade.ErrScope):
			return Token{}, err
		}
		if refused == nil {
			refused = err
		}
	}
	return Token{}, refused
}

// mostPages ends the reading of a list that never ends.
const mostPages = 2000

// pages calls take with each page of a list, following its Link headers.
func (s *Services) pages(ctx context.Context, c call, take func(body []byte) error) error {
	seen := map[string]bool{}
	for range mostPages {
		seen[c.address.String()] = true
		resp, err := s.do(ctx, c)
		if err != nil {
			return err
		}
		if err := take(resp.Body()); err != nil {
			return fmt.Errorf("%s %s: %w", c.method, c.address.Path, err)
		}
		// After a redirect the address that answered counts.
		next, err := httpkit.NextPage(resp.Header(), resp.RawResponse.Request.URL)
		switch {
		case err != nil:
			return fmt.Errorf("%s %s: %w", c.method, c.address.Path, err)
		case next == "":
			return nil
		case seen[next]:
			return fmt.Errorf("%s %s: %w: the list comes round to a page that was read before", c.method, c.address.Path, grade.ErrUnreadable)
		}
		if c.address, err = absolute(next); err != nil {
			return fmt.Errorf("next page: %w: %w", grade.ErrUnreadable, err)
		}
	}
	return fmt.Errorf("%s %s: %w: the list has more than %d pages", c.method, c.address.Path, grade.ErrUnreadable, mostPages)
}
