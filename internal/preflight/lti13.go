package preflight

import (
	"errors"
	"slices"
	"strings"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/lti"
)

// LTI13 is what was tried with the tool's own LTI 1.3 registration, with what came
// of it. A step that was not reached has neither an answer nor an error.
type LTI13 struct {
	KeyErr error // of reading the tool's private key

	KeySetURL string        // where the tool publishes its keys; empty: not told
	Published lti.Published // how the key stands there
	KeySetErr error

	Token    *lti.Token
	TokenErr error

	LineItemsURL string // the course's line items; empty: not told
	LineItems    []lti.LineItem
	LineItemsErr error

	MembershipsURL string // the course's roster; empty: not told
	Members        int
	MembersErr     error
}

const groupLTI13 = "LTI 1.3"

// checkLTI13 judges the steps in the order they depend on each other.
func (c Connections) checkLTI13(list *diagnose.Checks) {
	l := c.LTI13
	if l == nil {
		list.Add(diagnose.Check{ID: "lti13", Group: groupLTI13, State: diagnose.CheckSkipped, Detail: "no registration configured",
			Remedy: "set lti13 in the profile to test the tool's own key, token and grade services"})
		return
	}
	if l.KeyErr != nil {
		list.Add(diagnose.Check{ID: "lti13.key", Group: groupLTI13, State: diagnose.CheckFailed, Code: "TK-04", Detail: l.KeyErr.Error(),
			Remedy: "let lti13.key refer to the tool's private key, PEM or JWK"})
		return
	}
	list.Add(diagnose.Check{ID: "lti13.key", Group: groupLTI13, State: diagnose.CheckOK, Detail: "the private key can be read"})
	list.Add(l.keySetCheck())
	list.Add(l.tokenCheck())
	if l.Token == nil {
		return
	}
	list.Add(l.scopesCheck())
	c.checkServices(list)
}

// keySetCheck tells whether the platform can find the key where the tool publishes
// its keys.
func (l *LTI13) keySetCheck() diagnose.Check {
	check := diagnose.Check{ID: "lti13.keyset", Group: groupLTI13, State: diagnose.CheckFailed, Code: "TK-04"}
	switch {
	case l.KeySetURL == "":
		check.State, check.Code, check.Detail = diagnose.CheckSkipped, "", "no key set address given"
		check.Remedy = "set lti13.jwks_url to where the tool publishes its keys"
	case l.KeySetErr != nil:
		check.Detail, check.Remedy = l.KeySetErr.Error(), "publish the tool's key set there, as JSON and without a log-in"
	case l.Published == lti.PublishedYes:
		check.State, check.Code, check.Detail = diagnose.CheckOK, "", "the key is published under its kid"
	default:
		check.Detail = map[lti.Published]string{
			lti.PublishedOtherID:   "the key is published, but under another kid",
			lti.PublishedOtherKey:  "the published key of this kid is another one",
			lti.PublishedAmbiguous: "two published keys have this kid",
			lti.PublishedNot:       "the key is not published",
		}[l.Published]
		check.Remedy = "make lti13.key and lti13.kid those of the published key, or publish this one"
	}
	return check
}

// tokenCheck names the cause that a refusal stands for.
func (l *LTI13) tokenCheck() diagnose.Check {
	check := diagnose.Check{ID: "lti13.token", Group: groupLTI13, State: diagnose.CheckOK, Detail: "a token is granted"}
	if l.TokenErr == nil {
		return check
	}
	check.State, check.Detail, check.Code, check.Remedy = diagnose.CheckFailed, l.TokenErr.Error(), causeOf(l.TokenErr), remedyOf(l.TokenErr)
	var refused *lti.TokenError
	if errors.As(l.TokenErr, &refused) {
		if cure, ok := tokenCures()[refused.Problem]; ok {
			check.Code, check.Remedy = cure.code, cure.remedy
		}
	}
	return check
}

type cure struct{ code, remedy string }

// tokenCures are the causes behind a refused token and what to do about each.
func tokenCures() map[lti.Problem]cure {
	key := cure{"TK-04", "let the platform's registration name the tool's key set address, and publish the key there under its kid"}
	return map[lti.Problem]cure{
		lti.ProblemClient:   {"TK-03", "compare lti13.client_id with the registration in the LMS, and see that it is switched on"},
		lti.ProblemScope:    {"TK-02", "let the LMS administrator grant the tool the grade service scopes"},
		lti.ProblemKey:      key,
		lti.ProblemKeyID:    key,
		lti.ProblemKeySet:   key,
		lti.ProblemClock:    {"TK-09", "set this machine's clock by NTP"},
		lti.ProblemAudience: {"TK-05", "set lti13.token_audience to what the platform's documentation says"},
		lti.ProblemAddress:  {"TK-05", "set lti13.token_url to the platform's token address"},
	}
}

// scopesCheck compares what was granted with what was asked for.
func (l *LTI13) scopesCheck() diagnose.Check {
	var missing []string
	for _, scope := range l.Token.Asked {
		if !slices.Contains(l.Token.Granted, scope) {
			missing = append(missing, scope[strings.LastIndex(scope, "/")+1:])
		}
	}
	check := diagnose.Check{ID: "lti13.scopes", Group: groupLTI13, State: diagnose.CheckOK, Detail: "every scope that was asked for is granted"}
	if len(missing) == 0 {
		return check
	}
	check.State, check.Code = diagnose.CheckWarning, "TK-02"
	check.Detail = "not granted: " + strings.Join(missing, ", ")
	check.Remedy = "let the LMS administrator grant them to the tool"
	if slices.Contains(missing, "score") {
		check.State, check.Code = diagnose.CheckFailed, "TK-01"
		check.Remedy = "let the LMS administrator allow the tool to return grades (the score scope)"
	}
	return check
}
