package resync

import (
	"slices"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
)

const relaunchHint = "; gradesync relaunch lists who must open which link"

// RouteOf finds the cell of a case and the way to it, as a plan would; where there is
// none, reason says what would make one. The case needs an account, an activity of the
// tool and a score.
func RouteOf(e *diagnose.Examination, c *diagnose.Case, via Via) (cell Cell, reason string) {
	m := &planner{Examination: e, via: via}
	m.lookAtCourse()
	return m.route(c)
}

// route finds the way to the cell of a case, or says what would make one. An
// activity that runs on LTI 1.1 has no line item that its tool may use.
func (m *planner) route(c *diagnose.Case) (Cell, string) {
	version := m.LTIVersion(c)
	ways := []func(*diagnose.Case) (Cell, string){m.overAGS, m.overLTI11}
	if version == grade.LTI11 {
		ways = ways[1:]
	}
	var missing string
	for _, way := range ways {
		cell, reason := way(c)
		if reason == "" {
			cell.User, cell.Activity = c.User, c.Activity
			return cell, ""
		}
		if missing == "" {
			missing = reason
		}
	}
	return Cell{}, missing
}

// overAGS needs a line item of this course and the learner's sub.
func (m *planner) overAGS(c *diagnose.Case) (Cell, string) {
	if !m.via.AGS {
		return Cell{}, "the score would go over LTI 1.3, and the profile has no LTI 1.3 registration"
	}
	item, reason := m.lineItem(c)
	if reason != "" {
		return Cell{}, reason
	}
	sub, reason := m.sub(c)
	return Cell{Route: RouteAGS, Target: item, LTIUser: sub}, reason
}

// overLTI11 needs a launch of this learner, by the activity's own link in this
// course, that carried where the grade goes.
func (m *planner) overLTI11(c *diagnose.Case) (Cell, string) {
	if !m.via.LTI11 {
		return Cell{}, "the score would go over LTI 1.1, and the profile has no LTI 1.1 key"
	}
	l := m.returning(c)
	switch {
	case l == nil:
		return Cell{}, "no launch of this learner by the activity's link in this course carried where the grade goes: " +
			"the learner has to open the link once" + relaunchHint
	case c.Score.Score.Or(0) > most(c):
		return Cell{}, "the score is above its maximum, which LTI 1.1 cannot carry"
	case m.Book.LMS.Kind == "canvas" && c.LMS.AllowedAttempts.Or(0) > 0:
		return Cell{}, "Canvas counts a score over LTI 1.1 as an attempt, and the assignment allows only so many: a teacher can enter the score"
	}
	return Cell{Route: RouteLTI11, Target: l.OutcomeURL.Or(""), SourcedID: l.SourcedID.Or("")}, ""
}

// returning is the newest such launch. One that is not known to come from this
// course, or that was somebody else's, does not count.
func (m *planner) returning(c *diagnose.Case) *grade.Launch {
	for _, l := range slices.Backward(c.Launches()) {
		if l.Error == "" && l.SourcedID.Or("") != "" && l.OutcomeURL.Or("") != "" && grade.Is(m.Here(l), true) &&
			ownLink(l, c.LMS) && m.means(l.UserID, c.Learner) != no {
			return l
		}
	}
	return nil
}

// ownLink reports whether nothing says that a launch came by another link than the
// activity's.
func ownLink(l *grade.Launch, a *grade.Activity) bool {
	return l.ResourceLinkID == "" || a.ResourceLinkID == "" || l.ResourceLinkID == a.ResourceLinkID
}

// answer is a truth value that may be unknown.
type answer int

const (
	unknown answer = iota
	no
	yes
)

// means tells whether an LTI user id is one of a learner's.
func (m *planner) means(id string, l *grade.Learner) answer {
	if id == "" {
		return unknown
	}
	if slices.Contains(l.LTIUserIDs, id) {
		return yes
	}
	if whose, looked := m.Book.LTIUsers[id]; looked {
		if whose == l.ID {
			return yes
		}
		return no
	}
	// Without ids that were looked up one by one, the learners' own are all there are.
	if m.Book.LTIUsers == nil && len(l.LTIUserIDs) > 0 {
		return no
	}
	return unknown
}

// sub finds the learner's LTI 1.3 user id. What the LMS says of it goes before what
// the tool says.
func (m *planner) sub(c *diagnose.Case) (id, reason string) {
	candidates := []string{c.Account.LMSUserID}
	for _, l := range slices.Backward(c.Launches()) {
		if l.Version == grade.LTI13 && l.Error == "" && grade.Is(m.Here(l), true) {
			candidates = append(candidates, l.UserID)
		}
	}
	contradicted := false
	for _, sure := range []answer{yes, unknown} {
		for _, id := range candidates {
			switch m.means(id, c.Learner) {
			case no:
				contradicted = true
			case sure:
				if id != "" {
					return id, ""
				}
			}
		}
		// In Moodle and by the roster of LTI the LMS's own ids are those of LTI 1.3.
		if kind := m.Book.LMS.Kind; sure == yes && (kind == "moodle" || kind == "lti") && len(c.Learner.LTIUserIDs) > 0 {
			return c.Learner.LTIUserIDs[0], ""
		}
	}
	if contradicted {
		return "", "the tool knows this learner under an LTI user id that the LMS has for somebody else or not at all: the learner has to open the link once" + relaunchHint
	}
	return "", "the learner's LTI user id is not known: the learner has to open the link once" + relaunchHint
}
