package cli

import (
	"context"

	"github.com/gradesync/gradesync/internal/config"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
	"github.com/gradesync/gradesync/internal/lti"
	"github.com/gradesync/gradesync/internal/preflight"
)

// tryLTI11 reads one grade with the tool's LTI 1.1 consumer: the one that the
// newest launch with a sourcedid is about. nil when the profile has no consumer.
func (a *app) tryLTI11(ctx context.Context, c *connection, records *grade.Records) *preflight.LTI11 {
	p := c.profile
	if p.LTI11.ConsumerKey == "" && p.LTI11.Secret == "" {
		return nil
	}
	found := &preflight.LTI11{}
	outcomes, err := a.outcomes(p)
	if err != nil {
		found.ConsumerErr = err
		return found
	}
	l := newestLaunch(records, func(l *grade.Launch) bool {
		ours := l.ClientID == "" || l.ClientID == p.LTI11.ConsumerKey
		return ours && l.Version != grade.LTI13 && l.SourcedID.Or("") != "" && l.OutcomeURL.Or("") != ""
	})
	if l == nil {
		return found
	}
	found.LaunchAt = l.At
	out, err := outcomes.Read(ctx, l.OutcomeURL.Or(""), l.SourcedID.Or(""))
	found.Outcome, found.Err = &out, err
	return found
}

// outcomes opens LTI 1.1 with the profile's consumer.
func (a *app) outcomes(p config.Profile) (*lti.Outcomes, error) {
	if err := p.Ready(config.LTI11Send); err != nil {
		return nil, err
	}
	secret, err := p.LTI11.Secret.Resolve(a.world())
	if err != nil {
		return nil, err
	}
	return lti.NewOutcomes(lti.Consumer{Key: p.LTI11.ConsumerKey, Secret: secret, Method: lti.SignatureMethod(p.LTI11.Signature)},
		a.client(p, httpkit.Budget{}))
}
