package resync

import (
	"cmp"
	"slices"
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/store"
)

// pair is a learner and an activity, by the ids of the LMS.
type pair struct{ user, activity string }

// history is what the ledger knows of a course.
type history struct {
	stamps map[pair]time.Time // the newest timestamp that was sent
	open   map[pair][]attempt // those of which nobody read what became of them
	// probed are the cells in which the score of a probe may stand that was not
	// finished.
	probed map[pair]bool
}

// attempt is one send as the ledger has it.
type attempt struct {
	begun    store.SendEvent
	lastAt   time.Time
	accepted bool // answered with success
}

// share is the score that was sent, as a part of its maximum.
func (a attempt) share() float64 {
	if most := a.begun.Max.Or(0); most > 0 {
		return a.begun.Score.Or(0) / most
	}
	return a.begun.Score.Or(0)
}

// readHistory puts the rows of the ledger together to attempts. One that is not
// settled is open.
func readHistory(past []store.SendEvent) history {
	h := history{stamps: map[pair]time.Time{}, open: map[pair][]attempt{}, probed: map[pair]bool{}}
	past = slices.Clone(past)
	slices.SortStableFunc(past, func(a, b store.SendEvent) int { return cmp.Compare(a.Seq, b.Seq) })
	attempts, order := map[string]*attempt{}, []string{}
	for _, e := range past {
		at := pair{e.User, e.Activity}
		if stamp, ok := grade.At(e.Timestamp); ok && stamp.After(h.stamps[at]) {
			h.stamps[at] = stamp
		}
		if e.Purpose != "" {
			h.probe(e)
			continue
		}
		a := attempts[e.Send]
		if a == nil {
			a = &attempt{begun: e}
			attempts[e.Send] = a
			order = append(order, e.Send)
		}
		a.lastAt = e.At
		switch e.Kind {
		case store.SendAnswered:
			status := e.Status.Or(0)
			a.accepted = status >= 200 && status < 300 && e.Code == ""
		case store.SendSettled:
			delete(attempts, e.Send)
		}
	}
	for _, id := range order {
		if a := attempts[id]; a != nil {
			at := pair{a.begun.User, a.begun.Activity}
			h.open[at] = append(h.open[at], *a)
		}
	}
	return h
}

// probe takes a row about a probe into account: its score is none of the tool's.
func (h history) probe(e store.SendEvent) {
	if e.Purpose != store.PurposeProbe {
		return
	}
	at := pair{e.User, e.Activity}
	switch e.Kind {
	case store.SendBegun:
		h.probed[at] = true
	case store.SendSettled:
		delete(h.probed, at)
	}
}

func (h history) lastStamp(user, activity string) time.Time { return h.stamps[pair{user, activity}] }

// shownIn settles the open attempts of a grade that has arrived meanwhile, as the
// book shows it that was read after them.
func (h history) shownIn(c *diagnose.Case, asked time.Time, p *Plan) []store.SendEvent {
	var events []store.SendEvent
	for _, a := range h.open[pair{c.User, c.Activity}] {
		if c.Result == nil || asked.Before(a.lastAt) {
			continue
		}
		most, _ := c.LMSMax()
		events = append(events, a.settle(Reading{Score: c.Result.Score, Max: grade.Known(most)}, p.tolerance))
	}
	return events
}

// settle says what became of an attempt by what was read after it. Run and time are
// for the caller to set.
func (a attempt) settle(g Reading, tolerance float64) store.SendEvent {
	e := a.begun
	e.Seq, e.Kind, e.Status, e.Code, e.Message = 0, store.SendSettled, grade.Maybe[int]{}, "", ""
	e.Outcome = notArrived
	if part, ok := g.share(); ok && equal(part, a.share(), tolerance) {
		e.Outcome = string(Confirmed)
	} else if a.accepted {
		e.Outcome = string(AcceptedNotShown)
	}
	return e
}

// notArrived is the ledger's word for an attempt that left no trace; the score was
// sent again, or never was the matter of one outcome.
const notArrived = "not_arrived"
