package preflight

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
	"github.com/gradesync/gradesync/internal/lti"
	"github.com/gradesync/gradesync/internal/store"
)

// Ledger keeps what was sent. *store.Store is one. AppendSends returns when the
// events are kept for good.
type Ledger interface {
	AppendSends(ctx context.Context, events ...store.SendEvent) error
}

// Prober tries the way of a grade for real: a small score into an empty cell, and out
// of it again. Ledger is needed, and of the routes those that are used.
type Prober struct {
	AGS      *lti.Services // nil: that route is not open
	Outcomes *lti.Outcomes // nil likewise
	// Read reads a cell in place of the route itself, for a tool that may not read
	// results; nil where it may.
	Read   func(context.Context, Cell) Reading
	Ledger Ledger
	LMS    grade.Site
	Course string // id in the LMS
	// Patience is how long a gradebook may need to show a change; 2 minutes when zero.
	Patience time.Duration
	// Settle is how long a message without an answer may still be under way; 5 s when
	// zero.
	Settle time.Duration
	// Now and Sleep are the clock, time.Now and a real wait when nil.
	Now   func() time.Time
	Sleep func(context.Context, time.Duration) error
}

// Outcome is how the cell of a probe stands at the end.
type Outcome string

// The outcomes.
const (
	Untouched Outcome = "untouched"  // nothing was sent
	Restored  Outcome = "restored"   // it is empty, as before
	LeftThere Outcome = "left_there" // the probe's score is still in it
	TakenOver Outcome = "taken_over" // somebody else has put a grade there
	InDoubt   Outcome = "in_doubt"   // it could not be read
)

// Trial is what became of one probe.
type Trial struct {
	Cell       Cell
	Score, Max float64 // what was written
	Steps      []Step
	Outcome    Outcome
	Shows      string // what the cell showed last, in words
	Unseen     bool   // the LMS took the score, and the gradebook never showed it
}

// Step is one step of a probe. Took is how long it lasted, waiting included.
type Step struct {
	ID           string // empty, sent, shown, cleared, restored
	State        diagnose.CheckState
	Code, Detail string
	Took         time.Duration
}

// share is the part of the maximum that a probe writes.
const share = 0.01

// probing is one probe under way.
type probing struct {
	Prober
	trial *Trial
	cell  Cell
	run   string
	sent  int
	stamp time.Time // the newest that was sent
}

func (p Prober) begin(c Cell, score, most float64) *probing {
	if p.Patience <= 0 {
		p.Patience = 2 * time.Minute
	}
	if p.Settle <= 0 {
		p.Settle = 5 * time.Second
	}
	if p.Now == nil {
		p.Now = time.Now
	}
	if p.Sleep == nil {
		p.Sleep = httpkit.Sleep
	}
	return &probing{Prober: p, cell: c, run: rand.Text(), trial: &Trial{Cell: c, Score: score, Max: most, Outcome: Untouched}}
}

// Try writes a hundredth of most, the points of the column, into a cell, reads it
// back and takes it away again. Each message is in the ledger before it leaves.
// Whatever happens once the score may have left, also that ctx ends, the restoring is
// tried; the trial says how the cell stands. The error is the ledger's or the
// context's, and the trial is true then, too.
func (p Prober) Try(ctx context.Context, c Cell, most float64) (*Trial, error) {
	b := p.begin(c, most*share, most)
	if !b.lookFirst(ctx) {
		return b.trial, ctx.Err()
	}
	begun := b.event(store.PurposeProbe)
	if err := p.Ledger.AppendSends(ctx, begun); err != nil {
		return b.trial, noted(err)
	}
	b.trial.Outcome = InDoubt
	may, yes := b.send(ctx, begun)
	shown := may && b.look(ctx, yes)
	b.trial.Unseen = yes && !shown && ctx.Err() == nil
	interrupted := ctx.Err()
	held := context.WithoutCancel(ctx)
	if may && !yes {
		if err := b.Sleep(held, b.Settle); err != nil {
			return b.trial, err
		}
	}
	return b.trial, errors.Join(interrupted, b.restore(held, begun, may, shown || yes))
}

// Finish takes away what a probe that was killed may have left behind. It waits until
// nothing of it can be under way any more, and touches nothing but the probe's own
// score.
func (p Prober) Finish(ctx context.Context, u Unfinished, c Cell) (*Trial, error) {
	b := p.begin(c, u.Begun.Score.Or(0), u.Begun.Max.Or(1))
	b.trial.Outcome, b.stamp = InDoubt, u.stamp
	if rest := u.lastAt.Add(b.Settle).Sub(b.Now()); rest > 0 {
		if err := b.Sleep(ctx, rest); err != nil {
			return b.trial, err
		}
	}
	return b.trial, b.restore(ctx, u.Begun, u.accepted && !u.cleared, false)
}

func noted(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("the ledger of scores sent: %w", err)
}

func (p *probing) step(id string, state diagnose.CheckState, took time.Duration, code, detail string) {
	p.trial.Steps = append(p.trial.Steps, Step{ID: id, State: state, Code: code, Detail: detail, Took: took})
}

// see reads the cell once.
func (p *probing) see(ctx context.Context) Reading {
	g := p.read(ctx, p.cell)
	p.trial.Shows = g.words()
	return g
}

// lookFirst makes sure that the cell is empty.
func (p *probing) lookFirst(ctx context.Context) bool {
	began := p.Now()
	g := p.see(ctx)
	took := p.Now().Sub(began)
	switch {
	case g.empty():
		p.step("empty", diagnose.CheckOK, took, "", "the cell is empty")
		return true
	case g.Err != nil:
		code, words := p.heard(g.Err)
		p.step("empty", diagnose.CheckUnknown, took, code, "the cell could not be read, so nothing was sent: "+words)
	default:
		p.step("empty", diagnose.CheckUnknown, took, "", "the cell shows "+g.words()+" now, so nothing was sent")
	}
	return false
}

// send writes the score. may tells whether it can have arrived, yes whether the LMS
// said so.
func (p *probing) send(ctx context.Context, begun store.SendEvent) (may, yes bool) {
	began := p.Now()
	a, err := p.write(ctx, p.cell, begun)
	p.answered(ctx, begun, a, err)
	took := p.Now().Sub(began)
	may = left(a, err)
	code, words := p.heard(err)
	switch {
	case err == nil:
		p.step("sent", diagnose.CheckOK, took, "", fmt.Sprintf("the LMS took %s / %s over %s", short(p.trial.Score), short(p.trial.Max), p.cell.Over()))
	case may:
		p.step("sent", diagnose.CheckUnknown, took, code, "no answer tells whether the LMS took the score: "+words)
	default:
		p.step("sent", diagnose.CheckFailed, took, code, "the LMS did not take the score: "+words)
	}
	return may, err == nil
}

// look waits until the gradebook shows the score. taken says that the LMS took it.
func (p *probing) look(ctx context.Context, taken bool) bool {
	began := p.Now()
	g := p.until(ctx, p.Patience, func(g Reading) bool { return g.Err == nil && g.Score.Known() })
	took := p.Now().Sub(began)
	switch {
	case p.mine(g):
		p.step("shown", diagnose.CheckOK, took, "", "the gradebook shows it")
		return true
	case ctx.Err() != nil:
		p.step("shown", diagnose.CheckUnknown, took, "", "interrupted before the gradebook showed it")
	case g.Err != nil:
		code, words := p.heard(g.Err)
		p.step("shown", diagnose.CheckUnknown, took, code, "the gradebook could not be read back: "+words)
	case !taken:
		p.step("shown", diagnose.CheckUnknown, took, "", "the gradebook shows "+g.words()+"; whether the LMS took the score is not known")
	default:
		p.step("shown", diagnose.CheckFailed, took, "", "the gradebook shows "+g.words())
	}
	return false
}

// mine reports whether a reading is the probe's own score.
func (p *probing) mine(g Reading) bool { return g.shows(p.trial.Score / p.trial.Max) }

// until reads the cell until it is as it should be, the patience is over or ctx
// ends; it returns the last reading.
func (p *probing) until(ctx context.Context, patience time.Duration, good func(Reading) bool) Reading {
	end := p.Now().Add(patience)
	pause := 500 * time.Millisecond
	for {
		g := p.see(ctx)
		if good(g) || p.Now().Add(pause).After(end) || p.Sleep(ctx, pause) != nil {
			return g
		}
		pause = min(2*pause, 10*time.Second)
	}
}
