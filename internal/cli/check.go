package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/preflight"
	"github.com/gradesync/gradesync/internal/report"
	"github.com/gradesync/gradesync/internal/tool"
)

func (a *app) checkCommand() *cobra.Command {
	var course string
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Check the connections alone: the LMS, its rights, the tool's records",
		Long: "check asks the LMS who we are and what we may read, and reads the tool's records. For each\n" +
			"connection it says ok, failed, warning, skipped or unknown and why; what failed says what to do next.\n" +
			"With --course it reads that course too, and so tests the rights that show only inside one.",
		Example: "  gradesync check\n  gradesync check --course CALC101\n  gradesync check -o json",
		Args:    noArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.runCheck(cmd.Context(), course) },
	}
	cmd.Flags().StringVar(&course, "course", "", "also read `COURSE`, to test the rights inside it")
	return cmd
}

func (a *app) runCheck(ctx context.Context, course string) error {
	c, err := a.connect(ctx)
	if err != nil {
		return err
	}
	found := preflight.Connections{Version: a.env.Version, Now: a.env.Now()}
	found.Access, found.AccessErr = c.lms.Probe(ctx)
	if found.AccessErr == nil && course != "" {
		found.Book, found.BookErr = c.lms.Book(ctx, course)
	}
	var records *grade.Records
	if len(c.specs) > 0 {
		records, found.Tally, found.TallyErr = tool.Read(ctx, c.specs, a.toolOptions(c))
	}
	found.LTI13 = a.tryLTI13(ctx, c, records)
	a.endProgress()
	if err := firstCancelled(ctx, found.AccessErr, found.BookErr, found.TallyErr); err != nil {
		return err
	}
	checks := found.Check()
	code := checksStatus(checks, a.failOn)
	if found.AccessErr != nil {
		code = exitFailed
	}
	format, err := report.Lookup(a.format)
	if err != nil {
		return err
	}
	if err := a.document(func(w io.Writer) error { return format.Checks(w, checks, a.style()) }); err != nil {
		return err
	}
	return code
}

// firstCancelled returns the context's error when it is why something failed: an
// interrupted check is no failed connection.
func firstCancelled(ctx context.Context, errs ...error) error {
	if ctx.Err() == nil {
		return nil
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("check connections: %w", ctx.Err())
	}
	return nil
}
