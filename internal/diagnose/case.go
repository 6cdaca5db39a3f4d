package diagnose

import (
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/match"
)

// Case is one learner in one activity, with all that both sides say of it, and
// its verdict. Pointers are nil where a side knows nothing of it.
type Case struct {
	// User and Activity are the LMS's ids where the LMS knows them, else "tool:"
	// and the tool's id.
	User, Activity string

	Learner *grade.Learner
	LMS     *grade.Activity
	Result  *grade.Result

	Account *grade.Account // the account whose score this is
	Tool    *grade.ToolActivity
	Score   *grade.Score
	How     match.How // how the account was matched to the learner; "" if it was not

	// TestLearner says that one side knows the person to be a preview account.
	TestLearner bool
	// Unlinked says that the score stands on an account of the learner other than
	// the one that is connected to the LMS.
	Unlinked bool

	Verdict Verdict

	identified bool // the account has something an LMS could know it by
	linked     bool // the tool's activity has something that points into the LMS
	launches   []*grade.Launch
	sends      []*grade.Send
	refusal    []Answer // what the last attempt met can mean, if it failed; the likeliest first
}

// Launches returns the arrivals of the account at the activity, oldest first.
func (c *Case) Launches() []*grade.Launch { return c.launches }

// Sends returns the tool's attempts to send this score, oldest first.
func (c *Case) Sends() []*grade.Send { return c.sends }

// LastSend returns the newest attempt, nil without any.
func (c *Case) LastSend() *grade.Send {
	if len(c.sends) == 0 {
		return nil
	}
	return c.sends[len(c.sends)-1]
}

// ToolMax returns the maximum the tool's score is out of.
func (c *Case) ToolMax() (float64, bool) {
	if c.Score != nil && c.Score.Max.Known() {
		return c.Score.Max.Get()
	}
	if c.Tool != nil {
		return c.Tool.Max.Get()
	}
	return 0, false
}

// LMSMax returns the maximum of the gradebook's cell.
func (c *Case) LMSMax() (float64, bool) {
	if c.Result != nil && c.Result.Max.Known() {
		return c.Result.Max.Get()
	}
	if c.LMS != nil && c.LMS.LineItem != nil {
		return c.LMS.LineItem.Max.Get()
	}
	return 0, false
}

// Ready returns since when the score could have been sent: when it was scored,
// else when the work was submitted.
func (c *Case) Ready() Moment {
	if c.Score == nil {
		return Moment{}
	}
	if _, ok := grade.At(c.Score.ScoredAt); ok {
		return c.Score.ScoredAt
	}
	return c.Score.SubmittedAt
}

// ArrivedAt returns when the grade came into the gradebook: the tool's last send,
// else the LMS's own date.
func (c *Case) ArrivedAt() Moment {
	if c.Score != nil {
		if _, ok := grade.At(c.Score.LastSentAt); ok {
			return c.Score.LastSentAt
		}
	}
	if c.Result != nil {
		if _, ok := grade.At(c.Result.GradedAt); ok {
			return c.Result.GradedAt
		}
	}
	return Moment{}
}

// travelled reports whether the tool's score came through to the gradebook,
// which speaks against every cause that should have stopped it.
func (c *Case) travelled() bool {
	if c.Verdict != Arrived && c.Verdict != Hidden {
		return false
	}
	return c.Result == nil || !grade.Is(c.Result.Overridden, true)
}

// toolRole returns what the tool holds the person to be; "" when it does not say.
func (c *Case) toolRole() grade.RoleKind {
	if c.Account == nil {
		return ""
	}
	kind, _ := grade.AccountRole(c.Account.Role)
	return kind
}
