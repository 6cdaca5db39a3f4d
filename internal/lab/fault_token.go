package lab

import (
	"time"
)

func tokenFaults() []fault {
	return []fault{
		{code: "TK-01", scope: "connection", reach: oneConnection, apply: breakScope,
			doc: "The LMS does not grant the tool's LTI 1.3 registration the scope to send scores."},
		{code: "TK-06", scope: "activity", reach: oneActivity13, apply: breakDeployment,
			doc: "An activity is launched under another deployment than the rest, and the LMS refuses its scores."},
		{code: "TK-13", scope: "connection", reach: oneConnection, effect: unreadable, apply: breakRights,
			doc: "The LMS refuses to show the gradebook to the service account."},
	}
}

func breakScope(b *breaker) (claim, error) {
	for _, a := range b.w.activities {
		if a.version == lti13 {
			b.cut[a] = true
			b.stopAll(a)
		}
	}
	for _, l := range b.w.launchesWhere(func(l *launch) bool { return l.client == b.w.lti.client }) {
		l.scopes = scopeLineItemRead + " " + scopeResultRead
	}
	return func() []*score {
		return b.w.where(func(s *score) bool { return s.has && !s.account.test && b.cut[s.activity] })
	}, nil
}

func breakDeployment(b *breaker) (claim, error) {
	return wholeActivity(b, lti13, false, func(a *activity) {
		for _, l := range b.launchesInto(a) {
			l.deployment = "7"
		}
		for _, s := range b.w.scoresIn(a) {
			b.w.record(s, s.scored.Add(4*time.Second), 403, "", "Not allowed in context")
		}
	})
}

func breakRights(b *breaker) (claim, error) {
	b.w.refused = true
	return func() []*score {
		return b.w.where(func(s *score) bool { return s.has && !s.account.test })
	}, nil
}
