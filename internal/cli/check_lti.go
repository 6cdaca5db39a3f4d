package cli

import (
	"context"
	"errors"

	"github.com/gradesync/gradesync/internal/config"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
	"github.com/gradesync/gradesync/internal/lti"
	"github.com/gradesync/gradesync/internal/preflight"
)

// tryLTI13 tries the tool's own registration step by step: key, published keys,
// token, line items, roster. nil when the profile has none.
func (a *app) tryLTI13(ctx context.Context, c *connection, records *grade.Records) *preflight.LTI13 {
	p := c.profile
	if p.LTI13.Key == "" && p.LTI13.ClientID == "" {
		return nil
	}
	found := &preflight.LTI13{KeySetURL: p.LTI13.JWKSURL, LineItemsURL: p.LTI13.LineitemsURL, MembershipsURL: p.LTI13.MembershipsURL}
	key, err := a.toolKey(p)
	if err != nil {
		found.KeyErr = err
		return found
	}
	kit := a.client(p, httpkit.Budget{})
	if found.KeySetURL != "" {
		found.Published, found.KeySetErr = published(ctx, found.KeySetURL, key, kit)
	}
	if found.LineItemsURL == "" {
		found.LineItemsURL = lineItemsOf(records)
	}
	tryServices(ctx, found, registration(p.LTI13, key), kit)
	return found
}

// toolKey reads the tool's private key from where the profile says it is.
func (a *app) toolKey(p config.Profile) (lti.Key, error) {
	if err := p.Ready(config.LTI13Send); err != nil {
		return lti.Key{}, err
	}
	text, err := p.LTI13.Key.Resolve(a.world())
	if err != nil {
		return lti.Key{}, err
	}
	return lti.ParseKey([]byte(text), p.LTI13.KeyID)
}

func registration(l config.LTI13, key lti.Key) lti.Registration {
	return lti.Registration{
		ClientID: l.ClientID, TokenURL: l.TokenURL, Audience: l.TokenAudience, DeploymentID: l.DeploymentID, Key: key,
	}
}

// published fetches the tool's own key set and looks for the key in it.
func published(ctx context.Context, address string, key lti.Key, kit httpkit.Options) (lti.Published, error) {
	client, err := httpkit.New(kit)
	if err != nil {
		return "", err
	}
	resp, err := client.Send(client.R(httpkit.Labelled(ctx, "read the key set")), "GET", address)
	if err != nil {
		return "", err
	}
	set, err := lti.ParseKeySet(resp.Body())
	if err != nil {
		return "", err
	}
	how, _ := set.Holds(key)
	return how, nil
}

// lineItemsOf takes the course's line items from the newest launch that names them.
func lineItemsOf(records *grade.Records) string {
	if records == nil {
		return ""
	}
	address, newest := "", -1
	for i := range records.Launches {
		l := &records.Launches[i]
		if l.LineItems.Or("") != "" && (newest < 0 || l.At.After(records.Launches[newest].At)) {
			address, newest = l.LineItems.Or(""), i
		}
	}
	return address
}

// tryServices asks for a token and for what it opens.
func tryServices(ctx context.Context, found *preflight.LTI13, r lti.Registration, kit httpkit.Options) {
	tokens, err := lti.NewTokens(r, kit)
	if err != nil {
		found.TokenErr = err
		return
	}
	if found.Token, err = gradeToken(ctx, tokens); err != nil {
		found.TokenErr = err
		return
	}
	services, err := lti.NewServices(tokens, kit)
	if err != nil {
		found.LineItemsErr = err
		return
	}
	if found.LineItemsURL != "" {
		items, err := services.LineItems(ctx, found.LineItemsURL, lti.LineItemFilter{})
		found.LineItems, found.LineItemsErr = len(items), err
	}
	if found.MembershipsURL != "" {
		roster, err := services.Members(ctx, found.MembershipsURL, lti.MemberFilter{})
		found.Members, found.MembersErr = len(roster.Members), err
	}
}

// gradeToken asks for the scopes of the grade services. Canvas refuses the whole
// request for one scope that it does not grant; then the one that matters most is
// asked for alone, and the token says what is missing.
func gradeToken(ctx context.Context, tokens *lti.Tokens) (*lti.Token, error) {
	wanted := []string{lti.ScopeLineItemReadonly, lti.ScopeResultReadonly, lti.ScopeScore}
	token, err := tokens.Token(ctx, wanted...)
	if err == nil {
		return &token, nil
	}
	var refused *lti.TokenError
	if !errors.As(err, &refused) || refused.Problem != lti.ProblemScope {
		return nil, err
	}
	if token, second := tokens.Token(ctx, lti.ScopeScore); second == nil {
		token.Asked = wanted
		return &token, nil
	}
	return nil, err
}
