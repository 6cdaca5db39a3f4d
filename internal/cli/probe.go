package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/preflight"
	"github.com/gradesync/gradesync/internal/report"
	"github.com/gradesync/gradesync/internal/resync"
	"github.com/gradesync/gradesync/internal/store"
)

// probeOptions are the flags of preflight that are about the live round trip.
type probeOptions struct {
	user, activity string
	given, yes     bool // given: --probe was there, with a learner or without
	wait           time.Duration
}

func (o *probeOptions) flags(f *pflag.FlagSet) {
	f.StringVar(&o.user, "probe", "", "try a real grade with this learner: `USER` is an id, login, e-mail, SIS id or tool account")
	f.StringVar(&o.activity, "activity", "", "probe this `ACTIVITY`: id or title (default: the first in which the learner's cell is empty)")
	f.BoolVar(&o.yes, "yes", false, "do what --probe plans; without it nothing is written")
	f.DurationVar(&o.wait, "wait", 2*time.Minute, "how long the gradebook may need to show a change, `D`, such as 30s")
}

func (o *probeOptions) check() error {
	switch {
	case o.given && strings.TrimSpace(o.user) == "":
		return usage("--probe needs a learner: an id, login, e-mail address, SIS id or tool account")
	case o.user == "" && (o.activity != "" || o.yes):
		return usage("--activity and --yes go with --probe: name the learner to try a grade with")
	case o.wait < time.Second || o.wait > time.Hour:
		return usage("--wait must be from 1s to 1h")
	}
	return nil
}

// prober is the live part of one preflight.
type prober struct {
	*app
	c      *connection
	course *preflight.Course
	o      probeOptions
	checks *diagnose.Checks
}

// runProbe plans the probe or, with --yes, makes it; its steps are added to the
// checks. ended is the exit code that it alone decides, 0 when the checks do.
func (a *app) runProbe(ctx context.Context, c *connection, course *preflight.Course, o probeOptions, checks *diagnose.Checks) (ended int, err error) {
	p := &prober{a, c, course, o, checks}
	if err := p.canSend(); err != nil {
		return 0, err
	}
	if o.yes {
		return p.live(ctx)
	}
	if p.leftOver(a.ledgerOf(ctx, c, course.Book)) {
		return 0, nil
	}
	cell, most, err := p.choose()
	if err != nil {
		return 0, err
	}
	about := p.about(cell.Activity)
	checks.Add(preflight.Plan(cell, most, about, about.Again))
	return 0, nil
}

// leftOver adds what earlier probes may have left.
func (p *prober) leftOver(past []store.SendEvent) bool {
	left := preflight.UnfinishedIn(past)
	for _, u := range left {
		p.checks.Add(u.LeftOver(p.about(u.Begun.Activity)))
	}
	return len(left) > 0
}

func (p *prober) canSend() error {
	r := &resending{app: p.app, c: p.c}
	return r.canSend()
}

// about names a probe's cell, and the command that tries it again.
func (p *prober) about(activity string) preflight.Probed {
	words := []string{"gradesync preflight"}
	if with := p.repeated(); with != "" {
		words = append(words, with)
	}
	course := p.course.Book.Course
	words = append(words, "--course", diagnose.CourseName{ID: course.ID, Code: course.Code}.Word(), "--probe", report.Quoted(p.o.user))
	if p.o.activity != "" {
		words = append(words, "--activity", report.Quoted(p.o.activity))
	}
	title := activity
	for i := range p.course.Book.Activities {
		if a := &p.course.Book.Activities[i]; a.ID == activity && a.Title != "" {
			title = a.Title
		}
	}
	return preflight.Probed{Kind: p.course.Book.LMS.Kind, Course: course.Code, Title: title, Again: strings.Join(append(words, "--yes"), " ")}
}

// classed is an error of a class, in words of its own.
type classed struct {
	words string
	class error
}

func (c classed) Error() string { return c.words }
func (c classed) Unwrap() error { return c.class }

// declined says that a probe must not be made so.
func declined(hint, format string, args ...any) error {
	return &problem{err: fmt.Errorf("--probe: "+format, args...), code: exitUsage, hint: hint}
}

// live makes the probe, alone on this course and with the ledger at hand.
func (p *prober) live(ctx context.Context) (int, error) {
	s, err := p.openStore(ctx, p.c, false)
	switch {
	case err != nil:
		return 0, err
	case s == nil:
		return 0, &problem{err: errors.New("probe: there is no store for the ledger"), code: exitUsage, hint: openHint(nil)}
	}
	ended, before := exitOK, len(p.checks.Checks)
	err = p.alone(ctx, s, p.course.Book, func(ctx context.Context) error {
		ended, err = p.roundTrip(ctx, s)
		return err
	})
	if errors.Is(err, store.ErrHeld) && len(p.checks.Checks) == before {
		if past, e := s.Sends(ctx, siteOf(p.course.Book.LMS), p.course.Book.Course.ID); e == nil {
			p.leftOver(past) // of a run that was killed a moment ago, or of one under way
		}
	}
	return ended, err
}

// roundTrip finishes what an earlier probe left, and then tries the cell.
func (p *prober) roundTrip(ctx context.Context, s *store.Store) (int, error) {
	past, err := s.Sends(ctx, siteOf(p.course.Book.LMS), p.course.Book.Course.ID)
	if err != nil {
		return 0, err
	}
	if left := preflight.UnfinishedIn(past); len(left) > 0 {
		done, err := p.finish(ctx, s, left)
		if err != nil || !done {
			return 0, err
		}
		if err := p.readAgain(ctx); err != nil {
			return 0, err
		}
	}
	cell, most, err := p.choose()
	if err != nil {
		return 0, err
	}
	engine, err := p.engine(ctx, s)
	if err != nil {
		return 0, err
	}
	stop := context.AfterFunc(ctx, func() { p.note("stopping: first the probe's score is taken back") })
	trial, failed := engine.Try(ctx, cell, most)
	stop()
	trial.Check(p.checks, p.about(cell.Activity))
	switch {
	case failed == nil:
		return exitOK, nil
	case ctx.Err() != nil:
		return codeOf(context.Cause(ctx)), nil //nolint:nilerr // the interrupt is the code
	}
	p.note("%s", failed)
	return exitFailed, nil
}

// finish takes back what earlier probes left; done tells that all of it is gone.
func (p *prober) finish(ctx context.Context, s *store.Store, left []preflight.Unfinished) (done bool, err error) {
	engine, err := p.engine(ctx, s)
	if err != nil {
		return false, err
	}
	done = true
	for _, u := range left {
		trial, err := engine.Finish(ctx, u, u.Cell(p.sourced))
		trial.CheckEarlier(p.checks, p.about(u.Begun.Activity), u.Begun.At)
		if err != nil {
			return false, err
		}
		done = done && (trial.Outcome == preflight.Restored || trial.Outcome == preflight.TakenOver)
	}
	return done, nil
}

// sourced finds the sourcedid that a hash of the ledger is of.
func (p *prober) sourced(hash string) string {
	if p.course.Records == nil {
		return ""
	}
	for i := range p.course.Records.Launches {
		if id := p.course.Records.Launches[i].SourcedID.Or(""); id != "" && preflight.CellHash(id) == hash {
			return id
		}
	}
	return ""
}

// readAgain reads the course anew, after something in it was put right.
func (p *prober) readAgain(ctx context.Context) error {
	e, err := p.gatherFrom(ctx, p.c, p.course.Book.Course.ID)
	if err != nil {
		return err
	}
	p.course = p.launching(e, p.course.ClientID, "")
	return nil
}

// engine opens the routes of the profile, as resync does.
func (p *prober) engine(ctx context.Context, s *store.Store) (preflight.Prober, error) {
	r := &resending{app: p.app, c: p.c, o: resyncOptions{concurrency: 1}, e: &diagnose.Examination{Facts: &diagnose.Facts{Input: diagnose.Input{Book: p.course.Book}}}}
	sender, err := r.sender(ctx)
	if err != nil {
		return preflight.Prober{}, err
	}
	engine := preflight.Prober{AGS: sender.AGS, Outcomes: sender.Outcomes, Ledger: s, LMS: p.course.Book.LMS, Course: p.course.Book.Course.ID,
		Patience: p.o.wait, Now: p.env.Now}
	if sender.Reader != nil {
		engine.Read = func(ctx context.Context, c preflight.Cell) preflight.Reading {
			g := sender.Reader.Read(ctx, []resync.Cell{{Route: resync.Route(c.Route), User: c.User, Activity: c.Activity, Target: c.Target, LTIUser: c.LTIUser, SourcedID: c.SourcedID}})[0]
			return preflight.Reading{Score: g.Score, Max: g.Max, Err: g.Err}
		}
	}
	return engine, nil
}

// alone does something while this run holds the course: no other sends to it then.
func (a *app) alone(ctx context.Context, s *store.Store, b *grade.Book, work func(context.Context) error) error {
	lease, err := s.Acquire(ctx, "resync of course "+b.Course.ID+" of "+siteOf(b.LMS), holder(), leaseTime)
	if err != nil {
		return err
	}
	kept, stop := lease.Keep(ctx)
	err = work(kept)
	stop()
	if lost := context.Cause(kept); errors.Is(lost, store.ErrHeld) {
		err = lost
	}
	released, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	_ = lease.Release(released) // if it cannot be released it runs out
	return err
}
