package resync

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/store"
)

// looksAtTaken is how often a score that was taken is looked for, over some seconds:
// a gradebook may need a moment.
const looksAtTaken = 4

// conclude decides by what the gradebook shows.
func (r *run) conclude(s *send, g Reading) (events []store.SendEvent) {
	for _, a := range s.earlier {
		e := a.settle(g, r.plan.tolerance)
		e.Run, e.At = r.id, r.Now()
		events = append(events, e)
	}
	s.earlier = nil
	s.later(g.At)
	part, some := g.share()
	switch {
	case some && equal(part, s.share(), r.plan.tolerance):
		if s.attempt != "" {
			events = append(events, r.settled(s, string(Confirmed)))
		}
		r.finish(s, Confirmed, "", "")
	case s.state == taken:
		if s.looks++; s.looks < looksAtTaken {
			s.wake = r.Now().Add(500 * time.Millisecond << (s.looks - 1))
			return events
		}
		events = append(events, r.settled(s, string(AcceptedNotShown)))
		r.finish(s, AcceptedNotShown, s.notShown.sentence(g), s.notShown.code)
	case s.state == doubtful && r.Now().Before(s.at.Add(r.Settle)):
		s.wake = s.at.Add(r.Settle) // it may still be under way
	default:
		events = append(events, r.retry(s, g, part, some)...)
	}
	return events
}

// retry makes a score ready that did not arrive, unless something speaks against it.
func (r *run) retry(s *send, g Reading, part float64, some bool) (events []store.SendEvent) {
	tried := s.attempt != ""
	if tried {
		if s.entry.Attempts >= r.Rounds || s.heard.lasting() {
			events = append(events, r.settled(s, string(Refused)))
			r.finish(s, Refused, s.heard.refusal(), s.heard.cause)
			return events
		}
		events = append(events, r.settled(s, notArrived))
	}
	if r.gate.stopped() != "" {
		r.stay(s)
		return events
	}
	if reason := r.plan.stale(s, g, part, some); reason != "" {
		r.leave(s, reason, "")
		return events
	}
	s.state = ready
	return events
}

// stale protects a cell that is not as the plan found it.
func (p *Plan) stale(s *send, g Reading, part float64, some bool) string {
	same := !some && s.old == nil || some && slices.ContainsFunc(s.old, func(old float64) bool { return equal(old, part, p.tolerance) })
	switch {
	case same:
		return ""
	case !p.options.AllowChanged:
		was := Reading{Score: s.entry.Old, Max: s.entry.OldMax}
		return fmt.Sprintf("the grade changed since the plan, from %s to %s: plan again, or --allow-changed sends the tool's score all the same", was.words(), g.words())
	case some && !p.options.AllowLower && below(s.share(), part, p.tolerance):
		return fmt.Sprintf("the grade changed since the plan, and the tool's score would lower it from %s to %s: --allow-lower sends it all the same",
			g.words(), outOf(s.score, s.max))
	}
	return ""
}

// missesAllowed is how often in a row a cell may be unreadable, each time after the
// client's own retries.
const missesAllowed = 4

// unreadable decides about a cell that could not be read. Nothing is sent there:
// success could not be shown.
func (r *run) unreadable(s *send, err error) {
	passing := errors.Is(err, grade.ErrTemporary) || errors.Is(err, grade.ErrThrottled) || errors.Is(err, grade.ErrUnreadable)
	if s.misses++; passing && s.misses < missesAllowed {
		s.wake = r.Now().Add(backoff(s.misses))
		return
	}
	h := r.heardOf(s.cell.Route, err)
	reason := "the gradebook could not be read (" + h.words + ")"
	if s.attempt == "" {
		if errors.Is(err, grade.ErrScope) {
			reason = "the tool may not read results (" + h.words + ")"
		}
		r.leave(s, reason+", and a score that cannot be read back is not sent", h.cause)
		return
	}
	// The attempt stays open in the ledger: the next run reads it back.
	r.finish(s, InDoubt, reason+" after the score was sent: run gradesync resync again", h.cause)
}

// sentence says of a score that was taken what is shown instead.
func (g guess) sentence(shown Reading) string {
	said := "the LMS took the score and shows " + shown.words()
	if g.words != "" {
		said += ": " + g.words
	}
	return said
}
