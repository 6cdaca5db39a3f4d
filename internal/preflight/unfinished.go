package preflight

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lti"
	"github.com/gradesync/gradesync/internal/store"
)

// Unfinished is a probe that began and was not seen to its end: its score may stand
// in the gradebook.
type Unfinished struct {
	Begun    store.SendEvent
	lastAt   time.Time // of its last row
	stamp    time.Time // the newest timestamp that was sent
	accepted bool      // the LMS said that it took the score
	cleared  bool      // and that it took the message that takes it away
}

// UnfinishedIn finds the unfinished probes in the ledger's rows of a course, the
// oldest first.
func UnfinishedIn(past []store.SendEvent) []Unfinished {
	past = slices.Clone(past)
	slices.SortStableFunc(past, func(a, b store.SendEvent) int { return cmp.Compare(a.Seq, b.Seq) })
	var open []Unfinished
	for _, e := range past {
		if e.Purpose == store.PurposeProbe && e.Kind == store.SendBegun {
			open = append(open, Unfinished{Begun: e})
		}
		for i := range open {
			open[i].note(e)
		}
		if e.Purpose == store.PurposeProbe && e.Kind == store.SendSettled {
			open = slices.DeleteFunc(open, func(u Unfinished) bool { return u.Begun.Send == e.Send })
		}
	}
	return open
}

// note takes a row into account that is about the probe's cell.
func (u *Unfinished) note(e store.SendEvent) {
	if e.User != u.Begun.User || e.Activity != u.Begun.Activity || e.Purpose == "" {
		return
	}
	u.lastAt = e.At
	if stamp, ok := grade.At(e.Timestamp); ok && stamp.After(u.stamp) {
		u.stamp = stamp
	}
	status := e.Status.Or(0)
	yes := e.Kind == store.SendAnswered && status >= 200 && status < 300 && e.Code == "" && e.Message == ""
	switch {
	case yes && e.Send == u.Begun.Send:
		u.accepted = true
	case yes && e.Purpose == store.PurposeClear:
		u.cleared = true
	}
}

// Cell names the probe's cell as its ledger row does. Over LTI 1.1 the ledger has
// only the hash of the sourcedid: sourced finds the one it is of, "" for none.
func (u Unfinished) Cell(sourced func(hash string) string) Cell {
	e := u.Begun
	c := Cell{Route: e.Route, User: e.User, Activity: e.Activity, Account: e.Account, ToolActivity: e.ToolActivity, Target: e.Target, LTIUser: e.LTIUser}
	if e.Route == overLTI11 {
		c.SourcedID = sourced(e.Cell)
	}
	return c
}

// event is the first row of the ledger about the next message.
func (p *probing) event(why store.Purpose) store.SendEvent {
	p.sent++
	c := p.cell
	e := store.SendEvent{
		Send: p.run + "-" + strconv.Itoa(p.sent), Run: p.run, Kind: store.SendBegun, At: p.Now(), Purpose: why, LMS: store.Site(p.LMS), Course: p.Course,
		User: c.User, Activity: c.Activity, Account: c.Account, ToolActivity: c.ToolActivity,
		Route: c.Route, Target: c.Target, Cell: CellHash(c.SourcedID), LTIUser: c.LTIUser, Max: grade.Known(p.trial.Max),
	}
	if why == store.PurposeProbe {
		e.Score = grade.Known(p.trial.Score)
	}
	if c.Route == overAGS {
		p.stamp = p.later()
		e.Timestamp = grade.Known(p.stamp)
	}
	return e
}

// later is the time of the next message: now, but behind that of the last one even
// where the clock was set back.
func (p *probing) later() time.Time {
	now := p.Now().Truncate(time.Millisecond)
	if least := p.stamp.Add(apart); !p.stamp.IsZero() && now.Before(least) {
		return least
	}
	return now
}

// answered notes what the LMS said. That it cannot be noted does not stop the
// restoring: the probe is open in the ledger as it is.
func (p *probing) answered(ctx context.Context, e store.SendEvent, a lti.Answer, err error) {
	e.Kind, e.At, e.Status = store.SendAnswered, p.Now(), grade.Known(a.Status)
	if err != nil {
		e.Code, e.Message = a.Code, a.Message
		if e.Code+e.Message == "" {
			e.Message = "no answer that could be read"
		}
	}
	_ = p.Ledger.AppendSends(context.WithoutCancel(ctx), e)
}
