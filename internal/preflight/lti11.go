package preflight

import (
	"errors"
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lti"
)

// LTI11 is what came of a signed read with the tool's LTI 1.1 consumer. With
// neither an answer nor an error there was nothing to ask for.
type LTI11 struct {
	ConsumerErr error     // of reading the key and the secret
	LaunchAt    time.Time // the newest launch with a sourcedid and an outcome URL; zero: none
	Outcome     *lti.Outcome
	Err         error
}

const groupLTI11 = "LTI 1.1"

// checkLTI11 judges the signed read. A grade that is not there is an answer too.
func (c Connections) checkLTI11(list *diagnose.Checks) {
	l := c.LTI11
	check := diagnose.Check{ID: "lti11", Group: groupLTI11, State: diagnose.CheckOK, Detail: "a signed read of a grade succeeds"}
	switch {
	case l == nil:
		check.State, check.Detail = diagnose.CheckSkipped, "no consumer configured"
		check.Remedy = "set lti11 in the profile to test the tool's key and secret"
	case l.ConsumerErr != nil:
		check.State, check.Detail = diagnose.CheckFailed, l.ConsumerErr.Error()
		check.Remedy = "let lti11.consumer_key and lti11.secret be those that the LMS has for the tool"
	case l.Err != nil:
		l.refused(&check, c.Access.Kind)
	case l.Outcome == nil && c.launch && c.Tally != nil && c.Tally.Rows["launches"] == 0:
		check.State, check.Detail = diagnose.CheckSkipped, "a signed read over LTI 1.1 needs the sourcedid of a launch, and there is no record of any launch yet"
	case l.Outcome == nil:
		check.State, check.Detail = diagnose.CheckUnknown, "no launch with this consumer key carried a sourcedid and an outcome URL: there is nothing to read"
		check.Remedy = "export launches with lis_result_sourcedid and lis_outcome_service_url, after a learner has opened a graded link"
	case !l.Outcome.Score.Known():
		check.Detail += ": there is no grade yet"
	}
	list.Add(check)
}

// refused looks the LMS's answer up in the dictionary.
func (l *LTI11) refused(check *diagnose.Check, kind string) {
	check.State, check.Detail = diagnose.CheckFailed, l.Err.Error()
	check.Code, check.Remedy = causeOf(l.Err), remedyOf(l.Err)
	var said *lti.AnswerError
	if !errors.As(l.Err, &said) {
		return
	}
	found := diagnose.LookupAnswer(kind, grade.LTI11, said.Status, said.Code, said.Message)
	switch {
	case len(found) > 0 && len(found[0].Causes) > 0:
		check.Code, check.Detail = found[0].Causes[0], found[0].Meaning+" The LMS said: "+said.Error()
	case errors.Is(l.Err, grade.ErrAuth):
		check.Code = "TK-08"
	}
	if check.Code != "" {
		check.Remedy = "gradesync explain " + check.Code + " says what to do; the launch that was asked about is of " + minute(l.LaunchAt)
	}
	if check.Code == "TK-08" {
		check.Remedy = "make lti11.consumer_key and lti11.secret those that the LMS has for the tool"
	}
}
