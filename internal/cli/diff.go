package cli

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/report"
)

func (a *app) diffCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "diff OLD.json NEW.json | diff OLDEST.json… OLD.json NEW.json",
		Short: "Compare reports of a course: what is new, fixed, still there, reopened",
		Long: "diff compares reports that gradesync diagnose -o json wrote about one course, given in the order\n" +
			"in which they were made: the last with the one before it. What is in the last, not in the one\n" +
			"before, but in an earlier one, is reopened; with two files that is known only where the older one\n" +
			"was made with --baseline or --write-baseline, and remembers what was fixed. What the last report\n" +
			"could not look for is not comparable, and never called fixed.\n\n" +
			"Exit codes: 0 nothing new or reopened at or above --fail-on, 1 something, 2 wrong usage, or reports\n" +
			"of different courses, 3 a file cannot be read, 4 the last report is itself incomplete.",
		Example: "  gradesync diff monday.json tuesday.json\n" +
			"  gradesync diff sunday.json monday.json tuesday.json -o markdown",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 2 {
				return usage("diff takes two reports or more, the oldest first")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.runDiff(args) },
	}
	a.formatFlag(cmd, cmd.Flags().StringVarP, func(f report.Format) bool { return f.Diff != nil })
	return cmd
}

func (a *app) runDiff(files []string) error {
	format, err := report.Lookup(a.format)
	if err != nil {
		return err
	}
	reports := make([]*diagnose.Report, 0, len(files))
	for i, file := range files {
		r, err := readReport(file)
		if err != nil {
			return fmt.Errorf("read the report: %w", err)
		}
		if i > 0 && r.GeneratedAt.Before(reports[i-1].GeneratedAt) {
			a.note("%s is older than %s: reports are compared in the order in which they are given", file, files[i-1])
		}
		reports = append(reports, r)
	}
	d, err := diagnose.Compare(reports...)
	if err != nil {
		return &problem{err: fmt.Errorf("these reports cannot be compared: %w", err), code: exitUsage}
	}
	d.Gradesync = a.env.Version
	for i, file := range files {
		d.Reports[i].File = file
	}
	code := diffStatus(d, a.failOn)
	if err := a.document(func(w io.Writer) error { return format.Diff(w, d, a.style()) }); err != nil {
		return err
	}
	return code
}

// diffStatus computes the exit code of a comparison.
func diffStatus(d *diagnose.Diff, failOn string) status {
	switch {
	case d.Partial:
		return exitPartial
	case failOn != "never" && d.Worst() >= diagnose.Severity(failOn).Rank():
		return exitFindings
	}
	return exitOK
}
