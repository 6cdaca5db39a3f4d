package preflight

import (
	"errors"
	"fmt"
	"strings"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lti"
)

// service is one of the services that the tool's token opens, with what came of it.
type service struct {
	id, address, setting string
	good                 string
	err                  error
	needed               bool // before launch it has to be known that it works
}

// checkServices judges what the token opens. What is refused for the same reason is
// told once.
func (c Connections) checkServices(list *diagnose.Checks) {
	l := c.LTI13
	list.Add(c.readable(service{id: "lti13.lineitems", address: l.LineItemsURL, setting: "lti13.lineitems_url",
		good: fmt.Sprintf("%d line items can be read", len(l.LineItems)), err: l.LineItemsErr, needed: c.launch}))
	roster := service{id: "lti13.roster", address: l.MembershipsURL, setting: "lti13.memberships_url",
		good: fmt.Sprintf("%d members can be read", l.Members), err: l.MembersErr}
	if same(l.LineItemsErr, l.MembersErr) {
		list.Add(diagnose.Check{ID: roster.id, Group: groupLTI13, State: diagnose.CheckUnknown, Detail: "the roster is refused as the line items are"})
		return
	}
	list.Add(c.readable(roster))
}

// same reports whether two services were refused in the same words.
func same(a, b error) bool {
	var one, other *lti.AnswerError
	return errors.As(a, &one) && errors.As(b, &other) && one.Error() == other.Error()
}

// readable judges one service that the token opens.
func (c Connections) readable(s service) diagnose.Check {
	check := diagnose.Check{ID: s.id, Group: groupLTI13, State: diagnose.CheckOK, Detail: s.good}
	switch {
	case s.address == "":
		check.State, check.Detail = diagnose.CheckSkipped, SubjectOf(s.id).Topic+": no address known"
		if s.needed {
			check.State = diagnose.CheckUnknown
		}
		check.Remedy = "set " + s.setting + "; it stands in the claims of a launch"
	case s.err != nil:
		c.refusedBy(&check, s.err)
	}
	return check
}

// refusedBy looks up what the LMS's answer means. What the course itself is the reason
// of is told by the checks of the course, where it was read.
func (c Connections) refusedBy(check *diagnose.Check, err error) {
	check.State, check.Detail, check.Code, check.Remedy = diagnose.CheckFailed, err.Error(), causeOf(err), remedyOf(err)
	if errors.Is(err, grade.ErrAuth) || errors.Is(err, grade.ErrScope) { // not the LMS's token: the tool's
		check.Code, check.Remedy = "", "let the LMS administrator allow the tool its LTI services in this course"
	}
	var said *lti.AnswerError
	if errors.As(err, &said) {
		found := diagnose.LookupAnswer(c.Access.Kind, grade.LTI13, said.Status, said.Code, said.Message)
		if len(found) > 0 && len(found[0].Causes) > 0 {
			check.Detail = found[0].Meaning + " The LMS said: " + said.Error()
			check.Code, check.Remedy = oneOf(found[0].Causes)
		}
	}
	if c.launch && c.Book != nil && (check.Code == "AC-01" || check.Code == "AC-02") {
		check.State, check.Remedy = diagnose.CheckUnknown, "see what is said of the course below"
		check.Detail = SubjectOf(check.ID).Topic + ": could not be told (" + check.Detail + ")"
	}
	if check.Remedy == "" {
		check.Remedy = "compare the address with the one in the claims of a launch, and try again later"
	}
}

// oneOf is the cause, where there is but one, and where to read on.
func oneOf(causes []string) (code, remedy string) {
	if len(causes) == 1 {
		return causes[0], "gradesync explain " + causes[0] + " says what to do"
	}
	return "", "it is one of " + strings.Join(causes, ", ") + ": gradesync explain says of each how to tell and what to do"
}
