package cli

import (
	"context"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/report"
	"github.com/gradesync/gradesync/internal/resync"
	"github.com/gradesync/gradesync/internal/store"
)

// resyncOptions are the flags of resync.
type resyncOptions struct {
	courseOptions
	plan        resync.Options
	yes         bool
	concurrency int
}

func (a *app) resyncCommand() *cobra.Command {
	var o resyncOptions
	cmd := &cobra.Command{
		Use:   "resync --course COURSE",
		Short: "Send the scores again that did not arrive, and read each one back",
		Long: "resync judges the course as diagnose does and plans which of the tool's scores can be sent again: those\n" +
			"that are missing or differ and whose cause is cleared, or is cured by sending. It shows the plan, with\n" +
			"the reason for each grade that is left out. Nothing is sent and nothing is kept without --yes.\n\n" +
			"With --yes it sends them, by LTI 1.3 (AGS) where the line item is known and by LTI 1.1 where a launch\n" +
			"left a sourcedid, notes each attempt in the ledger before it leaves, and calls confirmed only what the\n" +
			"gradebook shows afterwards. A run that was killed is simply started again: it reads back what is in\n" +
			"doubt before it sends anything. Only one run at a time works on a course.\n\n" +
			"Never sent: a score that is not final and released, or for somebody who is not an active learner of the\n" +
			"course, to a test learner, to a line item of another course, to a locked or excused cell. A lower grade,\n" +
			"a grade that a person gave and a cell that changed since the plan need their flag.\n\n" +
			"Exit codes without --yes: 0 nothing to send, 1 something to send (0 with --fail-on never), 4 not all that\n" +
			"was needed could be read. With --yes: 0 every score sent is confirmed, 1 some were refused or are not\n" +
			"shown, 3 nothing could be done or the store failed, 4 some are in doubt or were held back, 5 another run\n" +
			"is at work on this course. In both: 2 wrong usage or configuration, 130 interrupted (run it again).",
		Example: "  gradesync resync --profile demo --course CALC101\n" +
			"  gradesync resync --profile demo --course CALC101 --yes\n" +
			"  gradesync resync --course 5 --activity \"Lab 3\" --limit 5 --yes\n" +
			"  gradesync resync --course 5 -o csv --out plan.csv\n" +
			"  gradesync resync --course 5 --yes -o junit --out resync.xml",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runResync(cmd.Context(), o) },
	}
	o.flags(cmd)
	a.fromStore(&o.courseOptions, cmd)
	o.narrowing(cmd)
	f := cmd.Flags()
	f.Lookup("book").Usage = "plan from the saved book in `FILE`, with no network at all; --yes sends to the LMS that it was read from"
	f.IntVar(&o.plan.Limit, "limit", 0, "send no more than `N` scores (default: no limit)")
	f.BoolVar(&o.yes, "yes", false, "send the scores; without it the plan is shown and nothing is written")
	f.BoolVar(&o.plan.AllowLower, "allow-lower", false, "also send scores that lower the grade in the gradebook")
	f.BoolVar(&o.plan.OverwriteManual, "overwrite-manual", false, "also send over grades that a person gave, or may have given")
	f.BoolVar(&o.plan.AllowChanged, "allow-changed", false, "also send to cells that changed since the course was read")
	f.IntVar(&o.concurrency, "concurrency", 4, "send `N` scores at a time, 1 to 32")
	a.formatFlag(cmd, f.StringVarP, func(f report.Format) bool { return f.Resync != nil })
	return cmd
}

func (o *resyncOptions) check() error {
	const most = 32
	switch {
	case o.plan.Limit < 0:
		return usage("--limit must not be negative")
	case o.stored && o.yes:
		return usage("--yes sends after a look at the LMS as it is now: leave --stored out")
	case o.concurrency < 1 || o.concurrency > most:
		return usage("--concurrency must be from 1 to %d", most)
	}
	return nil
}

// resending is one run of resync: the connection, and the course as it is judged.
type resending struct {
	*app
	o    resyncOptions
	c    *connection
	e    *diagnose.Examination
	past []store.SendEvent // what the ledger knows of the course
}

func (a *app) runResync(ctx context.Context, o resyncOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	o.plan.Users, o.plan.Activities, o.plan.Names, o.plan.Version = o.report.Users, o.report.Activities, o.report.Names, a.env.Version
	r := &resending{app: a, o: o}
	if err := r.judge(ctx); err != nil {
		return err
	}
	if err := knownSubjects(r.e, o.report); err != nil {
		return err
	}
	if o.yes {
		return r.apply(ctx)
	}
	r.noteAge(r.e.Stored)
	r.past = a.ledgerOf(ctx, r.c, r.e.Book)
	doc := r.makePlan().Document()
	if err := r.show(doc); err != nil {
		return err
	}
	return planStatus(doc, a.failOn)
}

// judge reads and judges the course, or a saved one.
func (r *resending) judge(ctx context.Context) (err error) {
	if !r.o.stored && (r.o.book == "" || r.o.yes) {
		r.c, err = r.connect(ctx)
	} else {
		r.c, err = r.unconnected()
	}
	if err != nil {
		return err
	}
	if r.o.yes {
		if err := r.canSend(); err != nil {
			return err
		}
	}
	var ev *evidence
	switch {
	case r.o.book != "":
		ev, err = r.loadBook(r.o.book)
	case r.o.stored:
		ev, err = r.gatherStored(ctx, r.o.course)
	default:
		ev, err = r.gatherFrom(ctx, r.c, r.o.course)
	}
	if err != nil {
		return err
	}
	r.e = diagnose.Examine(ev.input(), diagnose.Catalogue())
	if r.o.yes && r.o.book != "" {
		return r.sameSite()
	}
	return nil
}

func (r *resending) makePlan() *resync.Plan {
	return resync.MakePlan(r.e, r.past, routesOf(r.c.profile), r.o.plan)
}

// show writes the plan.
func (r *resending) show(doc *resync.Document) error {
	format, err := report.Lookup(r.format)
	if err != nil {
		return err
	}
	style := r.style()
	style.Book, style.Stored, style.Same = r.o.book, r.o.stored, r.o.same()
	return r.document(func(w io.Writer) error { return format.Resync(w, doc, style) })
}

// same are the flags that a command to follow must repeat to mean the same plan.
func (o *resyncOptions) same() string {
	var flags []string
	for _, u := range o.report.Users {
		flags = append(flags, "--user", report.Quoted(u))
	}
	for _, act := range o.report.Activities {
		flags = append(flags, "--activity", report.Quoted(act))
	}
	if o.plan.Limit > 0 {
		flags = append(flags, "--limit", strconv.Itoa(o.plan.Limit))
	}
	for _, f := range []struct {
		name string
		set  bool
	}{
		{"--allow-lower", o.plan.AllowLower}, {"--overwrite-manual", o.plan.OverwriteManual}, {"--allow-changed", o.plan.AllowChanged},
	} {
		if f.set {
			flags = append(flags, f.name)
		}
	}
	return strings.Join(flags, " ")
}

// planStatus is the exit code of a plan that is only shown.
func planStatus(d *resync.Document, failOn string) status {
	switch {
	case d.Partial:
		return exitPartial
	case d.Totals.Send > 0 && failOn != "never":
		return exitFindings
	}
	return exitOK
}

// sentStatus is the exit code of a plan that was applied; held counts the scores
// that were left out on the way.
func sentStatus(d *resync.Document, held int, failOn string) status {
	t := &d.Totals
	switch {
	case t.InDoubt > 0, d.Stopped != "", held > 0, t.Send == 0 && d.Partial:
		return exitPartial
	case t.Confirmed < t.Send && failOn != "never":
		return exitFindings
	}
	return exitOK
}
