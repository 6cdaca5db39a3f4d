package preflight

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/lti"
	"github.com/gradesync/gradesync/internal/store"
)

const (
	// clearings is how often the LMS is asked to take the score away.
	clearings = 3
	// apart is what lies between two dates of one cell: Moodle compares seconds.
	apart = 2 * time.Second
)

// restore takes the probe's score away and notes how the cell stands. due tells that
// the score may come yet, sure that whatever cannot be read is the probe's.
func (p *probing) restore(ctx context.Context, begun store.SendEvent, due, sure bool) error {
	began := p.Now()
	g := p.see(ctx)
	if !p.mine(g) && !(g.empty() && due) && !(g.Err != nil && sure) {
		p.stands(g, p.Now().Sub(began))
		return p.settle(ctx, begun)
	}
	if err := p.clear(ctx); err != nil {
		return err
	}
	return p.settle(ctx, begun)
}

// clear asks for the score to be taken away until the cell is empty, a few times.
func (p *probing) clear(ctx context.Context) error {
	began := p.Now()
	var asked time.Time
	var said error
	var g Reading
	for n := range clearings {
		var a lti.Answer
		var err error
		if a, said, err = p.clearOnce(ctx); err != nil {
			return err
		}
		asked = p.Now()
		patience := min(p.Patience, 10*time.Second)
		switch {
		case said == nil && n == 0:
			patience = p.Patience
		case said != nil && n < clearings-1:
			if err := p.Sleep(ctx, max(time.Second<<n, a.RetryAfter)); err != nil {
				return err
			}
			patience = 0
		case said != nil:
			patience = 0
		}
		if g = p.until(ctx, patience, Reading.empty); !p.mine(g) && said == nil || g.empty() {
			break
		}
	}
	code, words := p.heard(said)
	if said == nil {
		p.step("cleared", diagnose.CheckOK, asked.Sub(began), "", "the LMS took the message that takes it away")
	} else {
		p.step("cleared", diagnose.CheckFailed, asked.Sub(began), code, "the LMS did not take the message that takes it away: "+words)
	}
	p.stands(g, p.Now().Sub(asked))
	return nil
}

// clearOnce sends the message that takes the score away. said is what the LMS
// answered; with err it did not leave, or could not be noted.
func (p *probing) clearOnce(ctx context.Context) (a lti.Answer, said, err error) {
	if due := p.stamp.Add(apart).Sub(p.Now()); p.cell.Route == overAGS && due > 0 {
		if err := p.Sleep(ctx, due); err != nil {
			return a, nil, err
		}
	}
	e := p.event(store.PurposeClear)
	if err := p.Ledger.AppendSends(ctx, e); err != nil {
		return a, nil, noted(err)
	}
	a, said = p.write(ctx, p.cell, e)
	p.answered(ctx, e, a, said)
	e.Kind, e.At, e.Outcome = store.SendSettled, p.Now(), "confirmed"
	if said != nil {
		e.Outcome = "refused"
	}
	return a, said, noted(p.Ledger.AppendSends(ctx, e))
}

// stands notes how the cell is at the end.
func (p *probing) stands(g Reading, took time.Duration) {
	switch {
	case g.empty():
		p.trial.Outcome = Restored
		p.step("restored", diagnose.CheckOK, took, "", "the cell is empty, as before")
	case g.Err != nil:
		code, words := p.heard(g.Err)
		p.trial.Outcome = InDoubt
		p.step("restored", diagnose.CheckUnknown, took, code, "whether the cell is empty could not be read: "+words)
	case p.mine(g):
		p.trial.Outcome = LeftThere
		p.step("restored", diagnose.CheckFailed, took, "", "the cell still shows the probe's score, "+g.words())
	default:
		p.trial.Outcome = TakenOver
		p.step("restored", diagnose.CheckWarning, took, "", "the cell shows "+g.words()+", which is not the probe's score: it was left as it is")
	}
}

// settle closes the probe in the ledger, unless the cell still has to be looked
// after, as that of a score which was taken and never shown: then the next run finds
// it.
func (p *probing) settle(ctx context.Context, begun store.SendEvent) error {
	if done := p.trial.Outcome == TakenOver || p.trial.Outcome == Restored && !p.trial.Unseen; !done {
		return nil
	}
	begun.Seq, begun.Run, begun.Kind, begun.At, begun.Outcome = 0, p.run, store.SendSettled, p.Now(), string(p.trial.Outcome)
	return noted(p.Ledger.AppendSends(ctx, begun))
}

// heard puts an error into words, with its cause by the dictionary of answers.
func (p *probing) heard(err error) (code, words string) {
	if err == nil {
		return "", ""
	}
	var answer *lti.AnswerError
	if !errors.As(err, &answer) {
		return causeOf(err), err.Error()
	}
	for _, a := range diagnose.LookupAnswer(p.LMS.Kind, p.cell.version(), answer.Status, answer.Code, answer.Message) {
		if len(a.Causes) > 0 {
			return a.Causes[0], fmt.Sprintf("%s The LMS said: %s", a.Meaning, answer.Error())
		}
	}
	return causeOf(err), err.Error()
}
