package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/gradesync/gradesync/internal/config"
	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/httpkit"
	"github.com/gradesync/gradesync/internal/lti"
	"github.com/gradesync/gradesync/internal/preflight"
	"github.com/gradesync/gradesync/internal/resync"
	"github.com/gradesync/gradesync/internal/store"
)

// leaseTime is how long a run that died keeps its course from others.
const leaseTime = 2 * time.Minute

// apply sends the plan, alone on this course and with the ledger at hand.
func (r *resending) apply(ctx context.Context) error {
	s, err := r.openStore(ctx, r.c, false)
	switch {
	case err != nil:
		return err
	case s == nil:
		return &problem{err: errors.New("send scores: there is no store for the ledger"), code: exitUsage, hint: openHint(nil)}
	}
	return r.alone(ctx, s, r.e.Book, func(ctx context.Context) error { return r.send(ctx, s) })
}

// holder names this run for whoever waits for it.
func holder() string {
	host, err := os.Hostname()
	if err != nil {
		host = "this machine"
	}
	return fmt.Sprintf("process %d on %s", os.Getpid(), host)
}

// send applies the plan and shows what became of it, also when it ended early.
func (r *resending) send(ctx context.Context, s *store.Store) error {
	course := r.e.Book.Course.ID
	var err error
	if r.past, err = s.Sends(ctx, siteOf(r.e.Book.LMS), course); err != nil {
		return err
	}
	if err := r.finishProbes(ctx, s); err != nil {
		return err
	}
	plan := r.makePlan()
	sender, err := r.sender(ctx)
	if err != nil {
		return err
	}
	sender.Ledger = s
	r.endProgress() // that of the reading
	tell := r.progress(ctx)
	tell("sending scores", 0, 0)
	sender.Progress = func(done, total int) { tell("sending scores", done, total) }
	failed := sender.Apply(ctx, plan, r.past)
	doc := plan.Document()
	if failed == nil {
		r.nameCauses(ctx, doc)
	}
	r.endProgress()
	if failed != nil && doc.Totals.Send == 0 {
		return unsent(failed)
	}
	if err := r.show(doc); err != nil {
		return err
	}
	if failed != nil {
		r.told = true
		return failed
	}
	return sentStatus(doc, plan.HeldBack(), r.failOn)
}

// finishProbes takes back first what an unfinished probe left in the course, and then
// reads the course again.
func (r *resending) finishProbes(ctx context.Context, s *store.Store) error {
	left := preflight.UnfinishedIn(r.past)
	if len(left) == 0 {
		return nil
	}
	checks := &diagnose.Checks{}
	course := &preflight.Course{Book: r.e.Book, Records: r.e.Records, Now: r.e.Now}
	p := &prober{r.app, r.c, course, probeOptions{user: left[0].Begun.User, wait: 2 * time.Minute}, checks}
	_, err := p.finish(ctx, s, left)
	for _, c := range checks.Checks {
		r.note("%s", c.Detail)
	}
	if err != nil {
		return err
	}
	if r.past, err = s.Sends(ctx, siteOf(r.e.Book.LMS), r.e.Book.Course.ID); err != nil || r.o.book != "" {
		return err
	}
	ev, err := r.gatherFrom(ctx, r.c, r.e.Book.Course.ID)
	if err != nil {
		return err
	}
	r.e = diagnose.Examine(ev.input(), diagnose.Catalogue())
	return nil
}

// unsent says of a run in which nothing left that it was so.
func unsent(err error) error {
	if ended := errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded); ended || errors.Is(err, store.ErrStore) {
		return err
	}
	return &problem{err: fmt.Errorf("nothing was sent: %w", err), code: exitFailed,
		hint: "gradesync check tries the tool's key, its token and what that opens, step by step"}
}

// sender opens the routes of the profile.
func (r *resending) sender(ctx context.Context) (*resync.Sender, error) {
	p, via := r.c.profile, routesOf(r.c.profile)
	kit := r.client(p, httpkit.Budget{PerSecond: 1000, Burst: 1000, Parallel: r.o.concurrency})
	s := &resync.Sender{Parallel: r.o.concurrency, Now: r.env.Now}
	if via.LTI11 {
		secret, err := p.LTI11.Secret.Resolve(r.world())
		if err != nil {
			return nil, err
		}
		s.Outcomes, err = lti.NewOutcomes(lti.Consumer{Key: p.LTI11.ConsumerKey, Secret: secret, Method: lti.SignatureMethod(p.LTI11.Signature)}, kit)
		if err != nil {
			return nil, &problem{err: fmt.Errorf("lti11: %w", err), code: exitUsage}
		}
	}
	if !via.AGS {
		return s, nil
	}
	key, err := r.toolKey(p)
	if err != nil {
		return nil, keyProblem(err)
	}
	own, err := lti.NewTokens(registration(p.LTI13, key), kit)
	if err != nil {
		return nil, &problem{err: fmt.Errorf("lti13: %w", err), code: exitUsage}
	}
	tokens := lti.Together(own, lti.ScopeScore, lti.ScopeResultReadonly)
	if s.AGS, err = lti.NewServices(tokens, kit); err != nil {
		return nil, err
	}
	if mayNotReadResults(ctx, tokens) && p.LMS.Kind != "lti" {
		r.note("the tool may not read results, so each score is read back from the LMS's own gradebook")
		s.Reader = gradebook{lms: r.c.lms, course: r.e.Book.Course.ID}
	}
	return s, nil
}

// keyProblem says of a key that cannot be read where it is set.
func keyProblem(err error) error {
	if errors.Is(err, config.ErrConfig) {
		return err
	}
	return &problem{err: fmt.Errorf("lti13.key: %w", err), code: exitUsage,
		hint: "let lti13.key refer to the tool's private key, PEM or JWK; gradesync check tries it"}
}

// mayNotReadResults reports whether the platform refuses exactly the scope of
// reading results. Any other trouble shows with the first reading.
func mayNotReadResults(ctx context.Context, tokens lti.Source) bool {
	token, err := tokens.Token(ctx, lti.ScopeResultReadonly)
	var refused *lti.TokenError
	switch {
	case err == nil:
		return !token.Has(lti.ScopeResultReadonly)
	case errors.As(err, &refused):
		return refused.Problem == lti.ProblemScope
	}
	return false
}

// nameCauses looks once more, when a score was taken and is not shown: the course
// as it is now may tell why.
func (r *resending) nameCauses(ctx context.Context, d *resync.Document) {
	if d.Totals.AcceptedNotShown == 0 {
		return
	}
	ev, err := r.gatherFrom(ctx, r.c, r.e.Book.Course.ID)
	if err != nil {
		r.note("why scores do not show could not be looked for: %s", err)
		return
	}
	now := diagnose.Examine(ev.input(), diagnose.Catalogue())
	causes := map[diagnose.Pair]*diagnose.Rule{}
	for _, c := range now.Cases {
		if f := now.Primary(c); f != nil {
			causes[diagnose.Pair{User: c.User, Activity: c.Activity}] = f.Rule()
		}
	}
	for i := range d.Plan {
		e := &d.Plan[i]
		if rule := causes[diagnose.Pair{User: e.User, Activity: e.Activity}]; rule != nil && e.Outcome == resync.AcceptedNotShown {
			e.Cause, e.Reason = rule.Code, "the LMS took the score and does not show it: "+rule.Name
		}
	}
}
