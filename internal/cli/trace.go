package cli

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/report"
)

func (a *app) traceCommand() *cobra.Command {
	var o courseOptions
	var user, activity string
	cmd := &cobra.Command{
		Use:   "trace --course COURSE --user USER --activity ACTIVITY",
		Short: "Follow one grade hop by hop from the tool to the gradebook",
		Long: "trace shows the ten hops of one grade's journey: ok, broken, not reached or unknown, with the\n" +
			"datum behind each word, and what to do where it is broken.",
		Example: "  gradesync trace --profile demo --course CALC101 --user s07 --activity \"Lab 3\"\n" +
			"  gradesync trace --stored --course 5 --user 52 --activity 37\n" +
			"  gradesync trace --book calc.book.gz --user 52 --activity 37",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.runTrace(cmd.Context(), o, user, activity)
		},
	}
	o.flags(cmd)
	a.fromStore(&o, cmd)
	cmd.Flags().StringVar(&user, "user", "", "the learner: id, login, e-mail, SIS id or tool account")
	cmd.Flags().StringVar(&activity, "activity", "", "the activity: id, or a title or the beginning of one")
	for _, name := range []string{"user", "activity"} {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic("a required flag that does not exist: " + err.Error()) // a slip in this package
		}
	}
	return cmd
}

func (a *app) runTrace(ctx context.Context, o courseOptions, user, activity string) error {
	e, err := a.examine(ctx, o)
	if err != nil {
		return err
	}
	c, err := e.Find(user, activity)
	if err != nil {
		return &problem{err: err, code: exitUsage, hint: "gradesync diagnose lists the grades in trouble with their ids"}
	}
	o.report.With, o.report.Book = a.repeated(), o.book
	t := e.Trace(c, o.report)
	format, err := report.Lookup(a.format)
	if err != nil {
		return err
	}
	if err := a.document(func(w io.Writer) error { return format.Trace(w, t, a.style()) }); err != nil {
		return err
	}
	return traceStatus(t, a.failOn)
}

// traceStatus is the exit code of one grade's journey, in the terms of diagnose.
func traceStatus(t *diagnose.Trace, failOn string) status {
	switch t.Verdict {
	case diagnose.Unknown:
		return exitPartial
	case diagnose.Missing, diagnose.Differs, diagnose.Hidden:
		severity := diagnose.SeverityError
		if r := diagnose.Lookup(t.Cause); r != nil {
			severity = r.Severity
		}
		if failOn != "never" && severity.Rank() >= diagnose.Severity(failOn).Rank() {
			return exitFindings
		}
	}
	return exitOK
}
