package cli

import (
	"context"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/gradesync/gradesync/internal/report"
)

func (a *app) syncStatusCommand() *cobra.Command {
	maxAge := time.Hour
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Tell how pulling goes: the connection, the last runs, what fails and since when",
		Long: "status tells from the store alone whether pulling goes well, for people and, with -o json, for monitoring.\n" +
			"All is well when the LMS's list and every open course were read within --max-age (two intervals of 30m),\n" +
			"nothing fails and nothing is held back.\n\n" +
			"Exit codes: 0 all is well, 2 wrong usage or configuration, 3 there is no store, or it failed, 4 something\n" +
			"fails, is held back or is older than --max-age.",
		Example: "  gradesync sync status\n" +
			"  gradesync sync status -o json\n" +
			"  gradesync sync status --max-age 26h    # where cron pulls once a day",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runSyncStatus(cmd.Context(), maxAge) },
	}
	cmd.Flags().DurationVar(&maxAge, "max-age", maxAge, "how old the last pull of a course may be, as `D`")
	a.formatFlag(cmd, cmd.Flags().StringVarP, func(f report.Format) bool { return f.Status != nil })
	return cmd
}

func (a *app) runSyncStatus(ctx context.Context, maxAge time.Duration) error {
	if maxAge < time.Minute {
		return usage("--max-age must be at least 1m")
	}
	_, p, err := a.stored(ctx, "gradesync sync status")
	if err != nil {
		return err
	}
	st, err := p.Status(ctx, maxAge)
	if err != nil {
		return storeProblem(err)
	}
	format, err := report.Lookup(a.format)
	if err != nil {
		return err
	}
	if err := a.document(func(w io.Writer) error { return format.Status(w, st, a.style()) }); err != nil {
		return err
	}
	if !st.OK {
		return status(exitPartial)
	}
	return status(exitOK)
}
