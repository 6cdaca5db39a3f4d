package resync

import (
	"context"
	"errors"
	"fmt"
)

// end closes the entries of what was not sent, or not read back.
func (r *run) end(err error) {
	doc := &r.plan.doc
	defer func() { r.plan.heldBack = int(r.held.Load()) }()
	doc.Stopped = r.gate.stopped()
	if err != nil {
		doc.Stopped = stopWords(err)
	}
	for _, s := range r.plan.sends {
		switch {
		case s.state == finished:
		case s.attempt != "":
			s.entry.Outcome = InDoubt
			s.entry.Reason = "the run ended before this score could be read back; the next run does that before it sends it again"
		case s.entry.Attempts > 0:
			r.finish(s, Refused, s.heard.refusal()+"; the run ended before it was tried again", s.heard.cause)
		default:
			r.leave(s, "not sent, because the run ended early", "")
		}
	}
}

// stopWords says why a run ended early.
func stopWords(err error) string {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return "the run was interrupted; run gradesync resync again: it reads back what is in doubt before it sends anything"
	}
	return err.Error() + "; nothing more was sent: cure that, then run gradesync resync again"
}

// finish notes the outcome of a score that was to be sent.
func (r *run) finish(s *send, o Outcome, reason, cause string) {
	s.state, s.entry.Outcome = finished, o
	if o == Confirmed {
		s.entry.Answer = ""
	} else {
		s.entry.Reason, s.entry.Cause = reason, cause
	}
	r.progress()
}

// leave takes a score out of what is sent.
func (r *run) leave(s *send, reason, cause string) {
	s.state = finished
	r.held.Add(1)
	s.entry.Action, s.entry.Reason, s.entry.Cause, s.entry.Route = Skip, reason, cause, ""
	r.progress()
}

func (r *run) progress() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done++
	if r.Progress != nil {
		r.Progress(r.done, len(r.plan.sends))
	}
}

// readError is what Apply returns when no grade at all could be read.
func readError(err error) error { return fmt.Errorf("reading the grades before sending: %w", err) }
