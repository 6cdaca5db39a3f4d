package resync

import (
	"context"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lti"
	"github.com/gradesync/gradesync/internal/store"
)

// offer sends one score, once; twice where the first token had died. Its error is
// that of the ledger, or the context's.
func (r *run) offer(ctx context.Context, s *send) error {
	for {
		before := s.last
		if err := r.prepare(ctx, s); err != nil || s.state != ready {
			return err
		}
		r.begin(s)
		if err := r.journal.write(r.event(s, store.SendBegun)); err != nil {
			s.attempt = "" // it never left
			s.entry.Attempts--
			return err
		}
		if left, err := r.leaveNow(ctx, s); err != nil || !left {
			return err
		}
		switch s.heard.kind {
		case deadToken:
			if s.renewed {
				r.refuse(s)
				return nil
			}
			s.renewed, s.last = true, before // it left no date
			r.journal.note(r.settled(s, string(Refused)))
			continue
		case final:
			r.refuse(s)
		case yielded:
			s.state = taken
		case passing:
			s.state = again
		case silent:
			s.state = doubtful
		}
		return nil
	}
}

// leaveNow sends a score whose row is in the ledger, when it is its turn. One that
// has to stay after all is settled as not arrived.
func (r *run) leaveNow(ctx context.Context, s *send) (left bool, err error) {
	select {
	case r.slots <- struct{}{}:
		defer func() { <-r.slots }()
	case <-ctx.Done():
	}
	err = ctx.Err()
	if now := r.Now(); err == nil && r.pace.until(now).After(now) {
		err = r.Wait(ctx, r.pace.until(now).Sub(now))
	}
	if err != nil || r.gate.stopped() != "" {
		r.journal.note(r.settled(s, notArrived))
		s.entry.Attempts--
		r.stay(s)
		return false, err
	}
	s.heard = r.post(ctx, s)
	s.at, s.entry.Answer = r.Now(), s.heard.said()
	r.journal.note(r.answered(s))
	if err := ctx.Err(); err != nil && s.heard.status == 0 {
		return true, err
	}
	r.gate.note(s.heard)
	r.pace.note(s.at, s.heard)
	return true, nil
}

// stay ends a send that must not leave any more, because the sending stopped. One
// that is merely interrupted is ended with the run.
func (r *run) stay(s *send) {
	switch {
	case r.gate.stopped() == "":
	case s.entry.Attempts > 0:
		r.finish(s, Refused, s.heard.refusal(), s.heard.cause)
	default:
		r.leave(s, "not sent, because the sending stopped", "")
	}
}

// refuse ends a send whose answer leaves nothing to hope for.
func (r *run) refuse(s *send) {
	r.journal.note(r.settled(s, string(Refused)))
	r.finish(s, Refused, s.heard.refusal(), s.heard.cause)
}

const (
	// apart is what lies between two dates of one cell: Moodle compares seconds.
	apart = 2 * time.Second
	// patience is how long a score waits for its date to be new enough. What the
	// gradebook dates further into the future will not be outdone by waiting.
	patience = time.Minute
)

// prepare waits until the score may leave: for the pause that the LMS asked for, and
// for a date that is new. It takes away the state ready where it may not leave at
// all.
func (r *run) prepare(ctx context.Context, s *send) error {
	for {
		if r.gate.stopped() != "" {
			r.stay(s)
			return nil
		}
		now := r.Now()
		due := r.pace.until(now)
		if s.cell.Route == RouteAGS && !s.last.IsZero() {
			if s.last.Sub(now) > patience {
				r.leave(s, "the grade in the gradebook is dated in the future, at "+s.last.UTC().Format(time.RFC3339)+
					", and the LMS takes no score that is older", "AC-03")
				return nil
			}
			if young := s.last.Add(apart); young.After(due) {
				due = young
			}
		}
		if !due.After(now) {
			s.date(now)
			return ctx.Err()
		}
		if err := r.Wait(ctx, due.Sub(now)); err != nil {
			return err
		}
	}
}

// date gives the score its timestamp, in the milliseconds in which it travels. LTI
// 1.1 has none.
func (s *send) date(now time.Time) {
	if s.cell.Route == RouteAGS {
		s.stamp = now.Truncate(time.Millisecond)
		s.last = s.stamp
	}
}

// post sends the score by its route.
func (r *run) post(ctx context.Context, s *send) heard {
	if s.cell.Route == RouteLTI11 {
		o, err := r.Outcomes.Replace(ctx, s.cell.Target, s.cell.SourcedID, s.share(), r.details(s))
		return r.judge(s, o.Answer, err)
	}
	a, err := r.AGS.PostScore(ctx, s.cell.Target, r.score(s))
	return r.judge(s, a, err)
}

// score is the message of AGS. Only Canvas reads the extension; without it, Canvas
// would make a new attempt of each score.
func (r *run) score(s *send) lti.Score {
	score := lti.Score{
		UserID: s.cell.LTIUser, Given: grade.Known(s.score), Maximum: grade.Known(s.max), Timestamp: s.stamp,
		ActivityProgress: lti.Completed, GradingProgress: lti.FullyGraded, SubmittedAt: r.handedIn(s),
	}
	if r.mayBeCanvas() {
		score.Canvas.NewSubmission = grade.Known(false)
		if !r.plan.options.OverwriteManual {
			score.Canvas.PrioritizeNonToolGrade = grade.Known(true)
		}
	}
	return score
}

// details are what Canvas reads of a message of LTI 1.1: without a date of the
// submission the work would count as handed in now.
func (r *run) details(s *send) lti.OutcomeDetails {
	if !r.mayBeCanvas() {
		return lti.OutcomeDetails{}
	}
	return lti.OutcomeDetails{SubmittedAt: r.handedIn(s), PrioritizeNonToolGrade: !r.plan.options.OverwriteManual}
}

func (r *run) mayBeCanvas() bool {
	kind := r.plan.doc.LMS.Kind
	return kind == "canvas" || kind == "lti"
}

// handedIn is when the work was submitted; the zero time where the tool does not
// know, or has a date that is still to come.
func (r *run) handedIn(s *send) time.Time {
	if s.submitted.After(r.Now()) {
		return time.Time{}
	}
	return s.submitted
}
