package cli

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/gradesync/gradesync/internal/config"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
	"github.com/gradesync/gradesync/internal/lti"
	"github.com/gradesync/gradesync/internal/preflight"
)

// tryLTI13 tries the tool's own registration step by step: key, published keys,
// token, line items, roster. nil when the profile has none. book is the course that
// was read; nil for none.
func (a *app) tryLTI13(ctx context.Context, c *connection, records *grade.Records, book *grade.Book) *preflight.LTI13 {
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
		found.LineItemsURL = lineItemsIn(records, book)
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

// lineItemsIn finds where a course's line items are: as the LMS says, or its launches
// do; of no course where none was read.
func lineItemsIn(records *grade.Records, book *grade.Book) string {
	if book == nil {
		return lineItemsOf(records, nil)
	}
	return cmp.Or(book.Course.LineItemsURL, lineItemsOf(records, book.Course.ContextIDs))
}

// lineItemsOf takes a course's line items from its newest launch that names them;
// of any course when its context ids are not known.
func lineItemsOf(records *grade.Records, contexts []string) string {
	l := newestLaunch(records, func(l *grade.Launch) bool {
		return l.LineItems.Or("") != "" && (len(contexts) == 0 || slices.Contains(contexts, l.ContextID))
	})
	if l == nil {
		return ""
	}
	return l.LineItems.Or("")
}

// newestLaunch returns the newest launch that will do, nil when none does.
func newestLaunch(records *grade.Records, does func(*grade.Launch) bool) *grade.Launch {
	var newest *grade.Launch
	if records == nil {
		return nil
	}
	for i := range records.Launches {
		if l := &records.Launches[i]; does(l) && (newest == nil || l.At.After(newest.At)) {
			newest = l
		}
	}
	return newest
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
		found.LineItems, found.LineItemsErr = services.LineItems(ctx, found.LineItemsURL, lti.LineItemFilter{})
	}
	if found.MembershipsURL != "" {
		roster, err := services.Members(ctx, found.MembershipsURL, lti.MemberFilter{})
		found.Members, found.MembersErr = len(roster.Members), err
	}
}

// gradeToken asks for the scopes of the grade services. Canvas refuses the whole
// request for one scope that it does not grant; then each is asked for alone, and the
// token says what is missing.
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
	var whole *lti.Token
	for _, scope := range wanted {
		one, err := tokens.Token(ctx, scope)
		if err != nil {
			continue
		}
		if whole == nil {
			whole = &lti.Token{Asked: wanted, Expires: one.Expires, ClockOffset: one.ClockOffset}
		}
		whole.Granted = append(whole.Granted, scope)
	}
	if whole != nil {
		return whole, nil
	}
	return nil, err
}
