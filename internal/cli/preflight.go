package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/preflight"
	"github.com/gradesync/gradesync/internal/report"
)

// preflightOptions are the flags of preflight.
type preflightOptions struct {
	course, book string
	strict       bool
	probe        probeOptions
}

func (a *app) preflightCommand() *cobra.Command {
	var o preflightOptions
	cmd := &cobra.Command{
		Use:   "preflight --course COURSE",
		Short: "Before a course opens: would its grades arrive if it opened now",
		Long: "preflight needs no work of anybody. It tries the connections as check does, and then looks at the course: its\n" +
			"dates, every link that opens the tool with its column, the roster and, where the tool's records are given,\n" +
			"whether both sides agree. Each check ends ok, failed, warning, skipped or unknown, which is that it could not\n" +
			"be checked; what failed names the cause and says who does what. It writes nothing.\n\n" +
			"With --probe it also tries the way of one grade for real, with a real learner of the course: it shows the plan\n" +
			"and, with --yes, writes a small score over the tool's own route into a cell that is empty, reads it back, takes\n" +
			"it away again and looks whether the cell is empty. Each step stands in the ledger before it is done: a probe\n" +
			"that was killed is finished by the next one, or by resync --yes, before anything else.\n\n" +
			"Exit codes: 0 nothing failed, 1 a check failed (with --strict also: could not be checked), 2 wrong usage or a\n" +
			"learner or cell that --probe must not touch, 3 the LMS or the course could not be read, 4 something could not\n" +
			"be checked, or how the probe's cell stands is not known, 5 another run is at work on this course,\n" +
			"130 interrupted.",
		Example: "  gradesync preflight --profile demo --course CALC101\n" +
			"  gradesync preflight --course 5 --strict -o junit --out preflight.xml\n" +
			"  gradesync preflight --course 5 --probe jdoe\n" +
			"  gradesync preflight --course 5 --probe jdoe --activity \"Lab 3\" --yes",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.probe.given = cmd.Flags().Changed("probe")
			return a.runPreflight(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.course, "course", "", "`COURSE` to look at: its id, short name or id number")
	f.StringVar(&o.book, "book", "", "look at the saved book in `FILE` instead, with no network at all")
	f.BoolVar(&o.strict, "strict", false, "what could not be checked has failed")
	o.probe.flags(f)
	cmd.MarkFlagsMutuallyExclusive("course", "book")
	cmd.MarkFlagsOneRequired("course", "book")
	cmd.MarkFlagsMutuallyExclusive("book", "probe")
	a.formatFlag(cmd, f.StringVarP, func(f report.Format) bool { return f.Checks != nil })
	return cmd
}

func (a *app) runPreflight(ctx context.Context, o preflightOptions) error {
	if err := o.probe.check(); err != nil {
		return err
	}
	if o.book != "" {
		saved, err := a.loadBook(o.book)
		if err != nil {
			return err
		}
		return a.showPreflight(a.grounded(saved), o, exitOK)
	}
	c, err := a.connect(ctx)
	if err != nil {
		return err
	}
	if c.both == nil {
		c.both = a.pair(ctx, c)
	}
	found := a.tryAll(ctx, c, o.course)
	a.endProgress()
	if err := firstCancelled(ctx, found.AccessErr, found.BookErr, found.TallyErr); err != nil {
		return err
	}
	course, err := a.courseFound(ctx, c, found)
	if err != nil {
		return err
	}
	checks := found.Launch(course)
	if course == nil {
		if o.probe.user != "" {
			preflight.NotTried(checks, "the course could not be read, so nothing was sent")
		}
		return a.showPreflight(checks, o, exitFailed)
	}
	if o.probe.user == "" {
		return a.showPreflight(checks, o, exitOK)
	}
	before := len(checks.Checks)
	ended, failed := a.runProbe(ctx, c, course, o.probe, checks)
	if failed == nil {
		return a.showPreflight(checks, o, ended)
	}
	if len(checks.Checks) > before { // how the cell stands has to be said
		if err := a.showPreflight(checks, o, codeOf(failed)); !errors.As(err, new(status)) {
			return errors.Join(failed, err)
		}
	}
	return failed
}

// courseFound is the course as both sides show it; nil when it could not be read.
func (a *app) courseFound(ctx context.Context, c *connection, found preflight.Connections) (*preflight.Course, error) {
	book := found.Book
	if found.Completed != nil {
		book = found.Completed
	}
	if book == nil {
		return nil, nil //nolint:nilnil // no course is what an LMS that cannot be read shows
	}
	e := &evidence{book: book, records: found.Records, grace: c.profile.Grace, tolerance: c.profile.Tolerance}
	if err := resolve(ctx, c, e); err != nil {
		return nil, err
	}
	return a.launching(e, c.profile.LTI13.ClientID, ""), nil
}

func (a *app) launching(e *evidence, client, book string) *preflight.Course {
	return &preflight.Course{Book: e.book, Records: e.records, Now: e.book.AskedAt, ClientID: client,
		Options: diagnose.Options{With: a.repeated(), Book: book, Version: a.env.Version}}
}

// grounded judges a saved book: there is no connection to try.
func (a *app) grounded(saved *evidence) *diagnose.Checks {
	list := &diagnose.Checks{Schema: diagnose.ChecksSchema, Gradesync: a.env.Version, GeneratedAt: saved.book.AskedAt.UTC(), Checks: []diagnose.Check{}}
	list.Add(diagnose.Check{ID: "connections", Group: "LMS", State: diagnose.CheckSkipped,
		Detail: fmt.Sprintf("not tried: the course is judged as it was read on %s", saved.book.AskedAt.UTC().Format(time.DateOnly))})
	a.launching(saved, "", "").Check(list)
	return list
}

// showPreflight writes the checks. ended is how the rest of the run ended.
func (a *app) showPreflight(checks *diagnose.Checks, o preflightOptions, ended int) error {
	format, err := report.Lookup(a.format)
	if err != nil {
		return err
	}
	style := a.style()
	style.Strict, style.Run = o.strict, checksRun("preflight", o.course)
	if err := a.document(func(w io.Writer) error { return format.Checks(w, checks, style) }); err != nil {
		return err
	}
	if ended != exitOK {
		return status(ended)
	}
	return launchStatus(checks, o.strict, a.failOn)
}

// launchStatus is the exit code of a list of checks that says whether a course may
// open.
func launchStatus(c *diagnose.Checks, strict bool, failOn string) status {
	t := c.Totals
	switch {
	case t.Unknown > 0 && (!strict || failOn == "never"):
		return exitPartial
	case failOn == "never":
		return exitOK
	case t.Failed+t.Unknown > 0, t.Warning > 0 && failOn != "error":
		return exitFindings
	}
	return exitOK
}
