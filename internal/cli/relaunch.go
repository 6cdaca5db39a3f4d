package cli

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/report"
)

func (a *app) relaunchCommand() *cobra.Command {
	var o courseOptions
	cmd := &cobra.Command{
		Use:   "relaunch --course COURSE",
		Short: "List which learner must open which link, for grades that only the learner can set free",
		Long: "relaunch judges the course as diagnose does, and lists the grades that arrive only after their learner\n" +
			"has opened a link of the course once: who must open which, why, and what to do, in words for the\n" +
			"learner. Where the account as a whole is not connected to the LMS one link is enough, whichever of\n" +
			"the tool's. Whoever has opened the link leaves the list when the tool's new records are there.\n\n" +
			"-o csv has one row a learner and link, for a mail merge; with --names it has the e-mail addresses.\n" +
			"Those known to the tool alone come last, as tool:ID; links that cannot be opened yet are left out.\n\n" +
			"Exit codes: 0 done, whoever is listed (--fail-on has no effect), 2 wrong usage or configuration,\n" +
			"3 could not be done, 4 done in part (somebody may be missing).",
		Example: "  gradesync relaunch --profile demo --course CALC101\n" +
			"  gradesync relaunch --course 5 --names -o csv --out mails.csv\n" +
			"  gradesync relaunch --course 5 --activity \"Lab 3\" -o json\n" +
			"  gradesync relaunch --book calc.book.gz --user s07",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runRelaunch(cmd.Context(), o) },
	}
	o.flags(cmd)
	a.fromStore(&o, cmd)
	o.narrowing(cmd)
	a.formatFlag(cmd, cmd.Flags().StringVarP, func(f report.Format) bool { return f.Relaunch != nil })
	return cmd
}

func (a *app) runRelaunch(ctx context.Context, o courseOptions) error {
	e, err := a.examine(ctx, o)
	if err != nil {
		return err
	}
	if err := knownSubjects(e, o.report); err != nil {
		return err
	}
	a.noteAge(e.Stored)
	o.report.Version = a.env.Version
	r := e.Relaunches(o.report)
	format, err := report.Lookup(a.format)
	if err != nil {
		return err
	}
	style := a.style()
	style.Book, style.Stored = o.book, o.stored
	if err := a.document(func(w io.Writer) error { return format.Relaunch(w, r, style) }); err != nil {
		return err
	}
	if format.Name == "csv" && len(r.Blocked) > 0 {
		a.note("%d links cannot be opened yet and are left out; -o text names them", len(r.Blocked))
	}
	return relaunchStatus(r)
}

// relaunchStatus is the exit code of a list: to have something to list is no
// failure, to have missed somebody is.
func relaunchStatus(r *diagnose.Relaunches) status {
	if r.Partial {
		return exitPartial
	}
	return exitOK
}
