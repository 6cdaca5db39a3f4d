package canvas

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/go-resty/resty/v2"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
)

// Refresh is what a developer key's refresh token is traded in with.
type Refresh struct {
	URL          string // of the site
	ClientID     string // of the developer key
	ClientSecret string
	RefreshToken string
	HTTP         httpkit.Options // as in Options
}

// RefreshToken returns a source that asks Canvas for an access token of one hour
// each time it is called. The refresh token stays the same: Canvas issues no other.
func RefreshToken(r Refresh) (TokenSource, error) {
	if r.URL == "" || r.ClientID == "" || r.ClientSecret == "" || r.RefreshToken == "" {
		return nil, errors.New("a refresh token needs the site's address, and the developer key's id and secret")
	}
	h := r.HTTP
	h.BaseURL, h.Classify, h.Budget.Pace = siteURL(r.URL), classifyToken, pace
	h.Secrets = append(append([]string(nil), h.Secrets...), r.ClientSecret, r.RefreshToken)
	client, err := httpkit.New(h)
	if err != nil {
		return nil, fmt.Errorf("lms.url: %w", err)
	}
	form := url.Values{
		"grant_type": {"refresh_token"}, "client_id": {r.ClientID},
		"client_secret": {r.ClientSecret}, "refresh_token": {r.RefreshToken},
	}
	return func(ctx context.Context) (string, error) {
		ctx = httpkit.Repeatable(httpkit.Labelled(ctx, "refresh the access token"))
		resp, err := client.Send(client.R(ctx).SetFormDataFromValues(form), http.MethodPost, "/login/oauth2/token")
		if err != nil {
			return "", err
		}
		var answer wireToken
		if err := httpkit.Decode(resp.Body(), &answer); err != nil {
			return "", fmt.Errorf("refresh the access token: %w", err)
		}
		if answer.AccessToken == "" {
			return "", fmt.Errorf("refresh the access token: %w: the answer holds none", grade.ErrUnreadable)
		}
		return answer.AccessToken, nil
	}, nil
}

// classifyToken is the judgement of an answer of the token endpoint, whose
// refusals are those of the credentials, whatever their status.
func classifyToken(resp *resty.Response) error {
	err := classify(resp)
	if !errors.Is(err, grade.ErrRejected) && !errors.Is(err, grade.ErrScope) && !errors.Is(err, grade.ErrAuth) {
		return err
	}
	const again = "make the developer key and its refresh token anew, or see that the key is on"
	return fmt.Errorf("%w: Canvas takes the refresh token, or the developer key's id and secret, no more (HTTP %d): %s", grade.ErrAuth, resp.StatusCode(), again)
}

// credentials returns the token to use. refused is one that Canvas no longer
// takes; many callers may bring the same one, and one new token serves them all.
func (p *Provider) credentials(ctx context.Context, refused string) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.token != "" && p.token != refused || p.options.TokenSource == nil {
		return p.token, nil
	}
	token, err := p.options.TokenSource(ctx)
	if err != nil {
		return "", err
	}
	p.token = token
	return token, nil
}
