package preflight

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lti"
	"github.com/gradesync/gradesync/internal/match"
)

// Course is a course that is about to open, as the LMS shows it and the tool has it.
// Book is needed.
type Course struct {
	Book    *grade.Book
	Records *grade.Records // nil: the tool's side was not given
	Now     time.Time
	// ClientID is that of the tool's own registration: links of other tools are left
	// alone. Empty: whose a link is shows by the records alone.
	ClientID string
	// Listed are the line items that the tool's own registration lists for the course;
	// nil: it could not, or was not asked.
	Listed  []lti.LineItem
	Options diagnose.Options // With and Book, for commands in remedies
}

// Launch judges the connections and the course that is about to open. A nil course
// could not be read, which the connections tell.
func (c Connections) Launch(course *Course) *diagnose.Checks {
	c.launch = true
	list := c.Check()
	switch {
	case course != nil:
		if l := c.LTI13; l != nil && l.Token != nil && l.LineItemsURL != "" && l.LineItemsErr == nil {
			course.Listed = append([]lti.LineItem{}, l.LineItems...) // none is a list, too
		}
		if c.stranger() {
			course.ClientID = ""
		}
		course.Check(list)
	case c.BookErr == nil:
		list.Add(diagnose.Check{ID: "course", Group: groupCourse, State: diagnose.CheckUnknown, Detail: "not looked at: the LMS could not be read"})
	}
	return list
}

// stranger reports whether the LMS does not know the profile's client id: then it
// tells nothing about whose links are the tool's.
func (c Connections) stranger() bool {
	var refused *lti.TokenError
	return c.LTI13 != nil && errors.As(c.LTI13.TokenErr, &refused) && refused.Problem == lti.ProblemClient
}

// Check adds what it finds of the course to a list. What could not be read is
// unknown, never ok.
func (c Course) Check(list *diagnose.Checks) {
	joined := match.Join(c.Book, c.Records)
	v := &view{Course: c, list: list, e: c.rehearse(joined), mine: c.links(joined), joined: joined}
	v.course()
	v.activities()
	v.roster()
	v.tool()
}

// view is a course while it is judged.
type view struct {
	Course
	list   *diagnose.Checks
	e      *diagnose.Examination
	mine   []*grade.Activity // the links that open the tool
	joined *match.Joined
}

const (
	groupCourse     = "course"
	groupActivities = "activities"
	groupRoster     = "roster"
	groupTool       = "tool and course"
)

// kindIs reports whether the LMS is of a kind.
func (c Course) kindIs(kind string) bool { return c.Book.LMS.Kind == kind }

// links lists the links of the course that open the tool, as far as that can be told.
func (c Course) links(joined *match.Joined) []*grade.Activity {
	own := c.ownTools(joined)
	var list []*grade.Activity
	for i := range c.Book.Activities {
		a := &c.Book.Activities[i]
		if joined.Tools[a.ID] != "" || c.opensTool(a) && a.Kind != bareLink && (own == nil || own[a.ToolID]) {
			list = append(list, a)
		}
	}
	return list
}

// bareLink is the kind of a link to a tool that has no grade by its nature.
const bareLink = "module_link"

// opensTool reports whether an activity is a link to some external tool. What LTI's
// own services show is the tool's in any case.
func (c Course) opensTool(a *grade.Activity) bool {
	return c.kindIs("lti") || a.ToolID != "" || a.Kind == "lti" || a.Kind == "external_tool" || a.Kind == bareLink
}

// ownTools are the LMS's registrations that are this tool: by the client id, and by
// the links that the tool knows. nil: nothing tells, and every link may be its own.
func (c Course) ownTools(joined *match.Joined) map[string]bool {
	own := map[string]bool{}
	for i := range c.Book.Tools {
		if t := &c.Book.Tools[i]; c.ClientID != "" && t.ClientID == c.ClientID {
			own[t.ID] = true
		}
	}
	for i := range c.Book.Activities {
		if a := &c.Book.Activities[i]; joined.Tools[a.ID] != "" {
			own[a.ToolID] = true
		}
	}
	if len(own) == 0 {
		return nil
	}
	return own
}

// add adds a check.
func (v *view) add(group, id string, state diagnose.CheckState, detail string, more ...string) {
	check := diagnose.Check{ID: id, Group: group, State: state, Detail: detail}
	if len(more) > 0 {
		check.Code = more[0]
	}
	if len(more) > 1 {
		check.Remedy = more[1]
	}
	v.list.Add(check)
}

// why says why facts of the LMS are not known.
func (v *view) why(facts ...grade.Fact) string {
	if reason := v.gap(facts...); reason != "" {
		return reason
	}
	return "the LMS does not tell"
}

// gap is the reason of the first gap that is about one of the facts; "" without any.
// What could have been read goes before what no LMS of this kind tells. What a list
// lacks is named, for it may be a part alone.
func (v *view) gap(facts ...grade.Fact) string {
	reason := ""
	for _, g := range v.Book.Gaps {
		switch {
		case !slices.Contains(facts, g.Fact):
		case g.Class != grade.Unsupported:
			return reasonOf(g)
		case reason == "":
			reason = reasonOf(g)
		}
	}
	return reason
}

func reasonOf(g grade.Gap) string {
	if g.Fact == grade.FactActivities {
		return g.What + ": " + g.Reason
	}
	return g.Reason
}

// partial says why not all activities are known; "" when they are.
func (v *view) partial() string {
	if v.Book.Activities == nil {
		return v.why(grade.FactActivities)
	}
	return v.gap(grade.FactActivities)
}

// untold adds a check that could not be made.
func (v *view) untold(group, id, what, reason string) {
	v.add(group, id, diagnose.CheckUnknown, about(id, "could not be told"+what+" ("+reason+")"))
}

// about puts the topic of a check before what is said of it.
func about(id, words string) string { return SubjectOf(id).Topic + ": " + words }

// named lists the titles of some activities, or whatever else, up to a few.
func named(words []string) string {
	const most = 4
	if n := len(words) - most; n > 1 {
		return strings.Join(words[:most], ", ") + fmt.Sprintf(" and %d more", n)
	}
	return strings.Join(words, ", ")
}

// number counts in words: "1 activity", "3 activities".
func number(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
