package preflight

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
	"github.com/gradesync/gradesync/internal/lms"
	"github.com/gradesync/gradesync/internal/tool"
)

// Connections is what was tried, with what came of it.
type Connections struct {
	Version string // of gradesync
	Now     time.Time

	Access    lms.Access // of the LMS, when AccessErr is nil
	AccessErr error
	Book      *grade.Book // of one course, when one was asked for
	BookErr   error

	Certificate *Certificate // nil when the LMS did not answer

	LTI13 *LTI13 // nil when the profile has no registration
	LTI11 *LTI11 // nil when the profile has no consumer
	// Completed is Book with what the LTI services add to it, in a profile that has
	// both; CompletedErr is why they add nothing.
	Completed    *grade.Book
	CompletedErr error

	Records  *grade.Records // nil when none are configured, or they cannot be read
	Tally    *tool.Tally    // of the tool's records; nil likewise
	TallyErr error

	Store *Store // nil when none is configured

	launch bool // the course's own checks follow
}

// Check judges the connections. What was not tried is skipped, never ok.
func (c Connections) Check() *diagnose.Checks {
	list := &diagnose.Checks{Schema: diagnose.ChecksSchema, Gradesync: c.Version, GeneratedAt: c.Now.UTC(), Checks: []diagnose.Check{}}
	c.checkLMS(list)
	c.checkCertificate(list)
	if c.AccessErr == nil {
		c.checkClock(list)
		c.checkRights(list)
		c.checkCourse(list)
	}
	c.checkLTI13(list)
	c.checkBoth(list)
	c.checkLTI11(list)
	c.checkRecords(list)
	c.checkJoins(list)
	c.checkStore(list)
	return list
}

const (
	groupLMS     = "LMS"
	groupRights  = "rights"
	groupRecords = "tool records"
)

func (c Connections) checkLMS(list *diagnose.Checks) {
	if c.AccessErr != nil {
		list.Add(diagnose.Check{ID: "lms", Group: groupLMS, State: diagnose.CheckFailed, Code: causeOf(c.AccessErr),
			Detail: c.AccessErr.Error(), Remedy: remedyOf(c.AccessErr)})
		return
	}
	name := strings.TrimSpace(c.Access.Kind + " " + c.Access.Version)
	list.Add(diagnose.Check{ID: "lms", Group: groupLMS, State: diagnose.CheckOK, Detail: name + " at " + c.Access.URL + " answers"})
	list.Add(diagnose.Check{ID: "token", Group: groupLMS, State: diagnose.CheckOK, Detail: "the token is accepted"})
}

// clockLimit is how far clocks may differ: LTI messages are refused beyond some
// minutes, and OAuth timestamps beyond five (Moodle's limit for LTI 1.1).
const clockLimit = time.Minute

func (c Connections) checkClock(list *diagnose.Checks) {
	offset, ok := c.Access.ClockOffset.Get()
	switch {
	case !ok:
		list.Add(diagnose.Check{ID: "clock", Group: groupLMS, State: diagnose.CheckUnknown, Detail: "the LMS does not tell its time, so the clocks cannot be compared"})
	case offset.Abs() > clockLimit:
		list.Add(diagnose.Check{ID: "clock", Group: groupLMS, State: diagnose.CheckWarning, Code: "TK-09",
			Detail: "the LMS's clock differs from this machine's by " + offset.Abs().String(),
			Remedy: "set this machine's clock by NTP, or have the LMS's administrator set the LMS's"})
	default:
		list.Add(diagnose.Check{ID: "clock", Group: groupLMS, State: diagnose.CheckOK, Detail: "the clocks agree to " + offset.Abs().String()})
	}
}

// checkRights judges the rights one by one. Those that only a course can show are
// told by the gaps of the course that was read.
func (c Connections) checkRights(list *diagnose.Checks) {
	var untold []lms.Right
	good := 0
	for _, right := range c.Access.Rights {
		granted := right.Granted
		if !granted.Known() {
			granted = c.shownByCourse(right)
		}
		if !granted.Known() {
			untold = append(untold, right)
			continue
		}
		if c.launch && grade.Is(granted, true) {
			good++
			continue
		}
		list.Add(rightCheck(right, granted))
	}
	if c.launch && good > 0 {
		list.Add(diagnose.Check{ID: "rights", Group: groupRights, State: diagnose.CheckOK, Detail: number(good, "right is", "rights are") + " granted; gradesync check lists them"})
	}
	if len(untold) > 0 {
		list.Add(c.untoldRights(untold))
	}
}

// untoldRights says which rights did not show. Those that reading needs should have,
// in a course that was read.
func (c Connections) untoldRights(rights []lms.Right) diagnose.Check {
	check := diagnose.Check{ID: "rights.course", Group: groupRights, State: diagnose.CheckSkipped}
	if c.Book == nil {
		check.Detail = number(len(rights), "more right shows", "more rights show") + " only inside a course"
		check.Remedy = "name a course with --course to test them"
		return check
	}
	var names, needed []string
	for _, right := range rights {
		names = append(names, right.Name)
		if right.Needed && len(right.Facts) > 0 { // those for no single fact are to enter the course, which was read
			needed = append(needed, right.Name)
		}
	}
	if len(needed) > 0 {
		check.State, check.Detail = diagnose.CheckUnknown, "whether these rights are granted could not be told: "+strings.Join(needed, ", ")
		check.Remedy = "try again; gradesync check --course shows each right"
		return check
	}
	if c.launch {
		check.Detail = number(len(names), "more right was", "more rights were") + " neither needed nor shown by this course; gradesync check --course lists them"
		return check
	}
	check.Detail = "rights that nothing in this course needed or showed: " + strings.Join(names, ", ")
	return check
}

func rightCheck(right lms.Right, granted grade.Maybe[bool]) diagnose.Check {
	check := diagnose.Check{ID: "right." + right.Name, Group: groupRights, State: diagnose.CheckOK, Detail: right.Name + ": " + right.For}
	if grade.Is(granted, true) {
		return check
	}
	check.State, check.Code = diagnose.CheckWarning, "TK-13"
	check.Detail = "not granted: " + right.Name + ", for " + right.For
	check.Remedy = "optional; without it the report says what it cannot tell"
	if right.Needed {
		check.State = diagnose.CheckFailed
		check.Remedy = "ask the LMS administrator to grant it to the token's account"
	}
	return check
}

// shownByCourse tells what the book of a course says about a right: refused facts
// deny it, and facts that were read grant it.
func (c Connections) shownByCourse(right lms.Right) grade.Maybe[bool] {
	if c.Book == nil || len(right.Facts) == 0 {
		return grade.Maybe[bool]{}
	}
	for _, gap := range c.Book.Gaps {
		for _, fact := range right.Facts {
			if gap.Fact == fact {
				return deniedBy(gap)
			}
		}
	}
	return grade.Known(true)
}

func deniedBy(gap grade.Gap) grade.Maybe[bool] {
	if gap.Class == grade.Forbidden {
		return grade.Known(false)
	}
	return grade.Maybe[bool]{}
}

func (c Connections) checkCourse(list *diagnose.Checks) {
	switch {
	case c.BookErr != nil:
		list.Add(diagnose.Check{ID: "course", Group: groupLMS, State: diagnose.CheckFailed, Code: causeOf(c.BookErr),
			Detail: c.BookErr.Error(), Remedy: remedyOf(c.BookErr)})
	case c.Book != nil:
		list.Add(diagnose.Check{ID: "course", Group: groupLMS, State: diagnose.CheckOK,
			Detail: fmt.Sprintf("course %s: %d people, %d activities, %d grades read", c.Book.Course.Code,
				len(c.Book.Learners), len(c.Book.Activities), graded(c.Book))})
	}
}

func graded(b *grade.Book) int {
	n := 0
	for i := range b.Results {
		if b.Results[i].Score.Known() {
			n++
		}
	}
	return n
}

// causeOf names the cause in the catalogue that a failed connection is.
func causeOf(err error) string {
	switch {
	case errors.Is(err, grade.ErrAuth), errors.Is(err, grade.ErrScope):
		return "TK-13"
	case errors.Is(err, grade.ErrTemporary):
		return "TR-03"
	case errors.Is(err, httpkit.ErrTLS):
		return "TR-02"
	}
	return ""
}

// remedyOf says what to do about a failed connection.
func remedyOf(err error) string {
	switch {
	case errors.Is(err, grade.ErrAuth):
		return "make a new token for the service account and store it where lms.token refers to"
	case errors.Is(err, grade.ErrScope):
		return "ask the LMS administrator for the right named above"
	case errors.Is(err, grade.ErrUnreadable):
		return "check lms.url: it is the address of the site as in the browser"
	case errors.Is(err, grade.ErrNotFound):
		return "name a course by its id, short name or id number"
	case errors.Is(err, grade.ErrTemporary), errors.Is(err, grade.ErrThrottled):
		return "try again in a few minutes"
	case errors.Is(err, httpkit.ErrTLS):
		return "have the LMS's administrator put the certificate right, or this machine's clock and trusted authorities"
	}
	return ""
}
